"""From a row of a table to its place in the chart."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine import NS_PER_SECOND, PriceView
from gui.main_window import MainWindow
from gui.market_controller import MarketController

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

CALM = 0.1
"""What lies further from an edge than this share of the view is left where it is."""


class Locator(QObject):
    """Shows a time and a price of an instrument; another instrument is turned to first."""

    def __init__(self, window: MainWindow, market: MarketController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._market = market
        self._waiting: tuple[str, int | None, Decimal | None] | None = None
        market.price_moved.connect(self._price_moved)

    def locate(self, instrument: str, time: int | None, price: Decimal | None) -> None:
        """Show this place: ``time`` in ns since the epoch, ``price`` in quote; None: any."""
        shown = self._market.instrument
        if shown is None or shown.name != instrument:
            self._waiting = (instrument, time, price)
            self._market.choose_instrument(instrument)
            return
        self._waiting = None
        chart = self._window.chart
        if chart is not None:
            _show_time(chart, time)
            _show_price(chart, price)

    def _price_moved(self, price: PriceView) -> None:
        """The bars of the other instrument come some time after it was turned to."""
        waiting, chart = self._waiting, self._window.chart
        if waiting is None or price.instrument != waiting[0] or chart is None or chart.oldest_time is None:
            return
        self.locate(*waiting)


def _show_time(chart: "PriceChart", time: int | None) -> None:
    if time is None:
        return
    at, view = time / NS_PER_SECOND, chart.plot.times
    if not view.low + CALM * view.length <= at <= view.high - CALM * view.length:
        chart.plot.move_times(at - (view.low + view.high) / 2)


def _show_price(chart: "PriceChart", price: Decimal | None) -> None:
    if price is None:
        return
    at, view = float(price), chart.plot.prices
    if not view.low <= at <= view.high:
        chart.plot.price_is_manual = True
        chart.plot.show_range(prices=type(view)(at - view.length / 2, at + view.length / 2))
