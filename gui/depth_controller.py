"""The order book beside the chart, as long as it can be seen."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import Desk, Instrument
from gui.formatting import FRESH_SECONDS
from gui.market_controller import MarketController
from gui.panels.depth_panel import DepthPanel
from gui.panels.depth_rows import own_sizes


class DepthController(QObject):
    """Hands the book of the instrument that is looked at to the panel, with the paper orders in it."""

    def __init__(
        self,
        *,
        desk: Desk,
        panel: DepthPanel,
        market: MarketController,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._panel, self._market, self._clock = desk, panel, market, clock
        market.instrument_changed.connect(self._instrument_changed)

    def heartbeat(self) -> None:
        """Called four times a second, which is as often as the panel changes."""
        if self._panel.isVisible():
            self._show(self._market.instrument)

    def _instrument_changed(self, instrument: Instrument) -> None:
        self._show(instrument)

    def _show(self, instrument: Instrument | None) -> None:
        if instrument is None:
            return
        book = self._desk.book(instrument.name)
        fresh = book is not None and self._clock() - book.received_at <= FRESH_SECONDS
        own = own_sizes(self._desk.grids(), instrument.name)
        self._panel.show_book(book, own, instrument, fresh=fresh)
