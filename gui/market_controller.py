"""What is looked at: the instrument and interval, and the prices that follow."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine import (
    ConnectionState,
    ConnectionView,
    Desk,
    DeskEvent,
    Endpoint,
    ExchangeError,
    GapFound,
    Instrument,
    Interval,
    PriceView,
)
from gui.bridge import Bridge
from gui.candle_controller import CandleController
from gui.engine_words import engine_text
from gui.formatting import FRESH_SECONDS
from gui.main_window import MainWindow
from gui.models.messages import Level
from gui.pace import Pace
from gui.settings import WindowSettings
from gui.tasks import Spawner

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

KEPT_GAPS = 500
BAR_PAUSE = 0.066
"""So many seconds the numbers above the chart stand still: with a frame of the bridge they are a tenth of one late."""
PREFERRED = "ETH_USDT_Perp"
NOTICE = "market"


class MarketController(QObject):
    """Connects the bars above the chart, and the chart's candles and prices, with the desk."""

    instrument_changed = Signal(object)
    """Instrument: another one is looked at from now on."""
    chart_cleared = Signal()
    """The chart turned to another instrument or interval and shows nothing of the old one any more."""
    price_moved = Signal(object)
    """PriceView of the instrument that is looked at."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        tasks: Spawner,
        settings: WindowSettings,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._tasks = tasks
        self._settings = settings
        self._clock = clock
        self._instruments: dict[str, Instrument] = {}
        self._gaps: deque[GapFound] = deque(maxlen=KEPT_GAPS)
        self._was_live = False
        self._shown_fresh: bool | None = None
        self._bar = Pace(self._show_bar, BAR_PAUSE, clock, self)
        self.instrument: Instrument | None = None
        self.interval = _interval_named(settings.interval)
        self.price: PriceView | None = None
        self.candles = CandleController(
            desk=desk,
            window=window,
            tasks=tasks,
            failed=self._failed,
            fetched=self._candles_came,
            parent=self,
        )
        window.chart_bar.set_interval(self.interval)
        window.chart_bar.interval_chosen.connect(self.choose_interval)
        window.top_bar.instrument_chosen.connect(self.choose_instrument)
        bridge.price_changed.connect(self._price_changed)
        bridge.candle_changed.connect(self.candles.take)
        bridge.connection_changed.connect(self._connection_changed)
        bridge.messages_added.connect(self._hear_all)

    @property
    def instruments(self) -> dict[str, Instrument]:
        """Every instrument by its exchange name; empty until the list came."""
        return self._instruments

    def price_age(self) -> float | None:
        """Seconds since the shown price arrived, None where there is none."""
        return None if self.price is None else max(0.0, self._clock() - self.price.received_at)

    def load(self, wanted: str | None = None) -> None:
        """Fetch the instruments and look at ``wanted``, else the remembered one, else a well-known one."""
        self._tasks.spawn(self._load(wanted), name=self.tr("Loading the instruments"))

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on: show in it what is looked at."""
        chart.set_gaps(tuple(self._gaps))
        if self.instrument is None:
            chart.set_message(self.tr("Waiting for the list of instruments…"))
        else:
            self._show_instrument()
            self._show_price()
        self.candles.attach_chart(chart)

    def choose_instrument(self, name: str) -> None:
        """Look at another instrument."""
        instrument = self._instruments.get(name)
        if instrument is None or instrument == self.instrument:
            return
        self.instrument = instrument
        self.price = self._desk.price(name)
        self._settings.set_instrument(self._desk.environment.name.value, name)
        self._window.top_bar.picker.set_current(name)
        self._window.top_bar.set_tick(instrument.tick_size)
        self._show_instrument()
        self._show_price()
        self.instrument_changed.emit(instrument)
        self.candles.turn_to(instrument, self.interval)

    def choose_interval(self, interval: Interval) -> None:
        """Look at candles of another length."""
        if interval is self.interval:
            return
        self.interval = interval
        self._settings.interval = interval.value
        self._window.chart_bar.set_interval(interval)
        if self.instrument is not None:
            self._show_instrument()
            self._show_price()
            self.candles.turn_to(self.instrument, interval)

    def close(self) -> None:
        """Nothing is shown any more."""
        self._bar.stop()

    def heartbeat(self) -> None:
        """Called four times a second: the price ages, and an old one grows dim."""
        if self.instrument is None:
            return
        newest = self._desk.price(self.instrument.name)
        if newest is not None and newest != self.price:
            self._price_changed(newest)
        elif self.price is not None:
            self._show_bar()
            if self._is_fresh() != self._shown_fresh:
                self._show_chart_price()

    async def _load(self, wanted: str | None) -> None:
        try:
            instruments = await self._desk.instruments()
        except ExchangeError as error:
            self._failed(
                self.tr("The list of instruments could not be loaded: {reason}").format(
                    reason=engine_text(str(error))
                ),
                lambda: self.load(wanted),
            )
            return
        self._window.notice.withdraw(NOTICE)
        self._instruments = {instrument.name: instrument for instrument in instruments}
        self._window.top_bar.picker.set_instruments(instruments)
        remembered = self._settings.instrument(self._desk.environment.name.value)
        candidates = [wanted, remembered, PREFERRED, *sorted(self._instruments)]
        if wanted is not None and wanted not in self._instruments:
            self._failed(
                self.tr("{instrument} is not traded in {environment}.").format(
                    instrument=wanted, environment=self._desk.environment.name.value
                )
            )
        chosen = next((name for name in candidates if name in self._instruments), None)
        if chosen is None:
            self._failed(self.tr("The exchange lists no instruments."), lambda: self.load(wanted))
        else:
            self.choose_instrument(chosen)

    def _candles_came(self, first: bool) -> None:
        self._window.notice.withdraw(NOTICE)
        chart = self._window.chart
        if chart is not None:
            if first:
                chart.reset_view()
                chart.follow = self._settings.follow_price
            self._show_chart_price()

    def _failed(self, words: str, retry: Callable[[], None] | None = None) -> None:
        action = self.tr("Try again") if retry is not None else ""
        self._window.notice.say(Level.ERROR, words, key=NOTICE, action=action, on_action=retry)

    def _price_changed(self, price: PriceView) -> None:
        if self.instrument is None or price.instrument != self.instrument.name:
            return
        self.price = price
        self._bar.soon()
        self._show_chart_price()
        self.price_moved.emit(price)

    def _connection_changed(self, view: ConnectionView) -> None:
        if view.endpoint is not Endpoint.MARKET_DATA:
            return
        if view.state is ConnectionState.LIVE:
            if self._was_live or self.candles.is_empty:
                self.candles.fetch()
            self._was_live = True

    def _hear_all(self, events: list[DeskEvent]) -> None:
        gaps = [event for event in events if isinstance(event, GapFound)]
        if not gaps:
            return
        self._gaps.extend(gaps)
        if self._window.chart is not None:
            self._window.chart.set_gaps(tuple(self._gaps))
        if self.instrument is not None and any(gap.instrument == self.instrument.name for gap in gaps):
            # our candles lack the missed trades; the exchange's do not
            self.candles.fetch()

    def _show_instrument(self) -> None:
        chart = self._window.chart
        if chart is None or self.instrument is None:
            return
        chart.set_instrument(self.instrument, self.interval)
        self.chart_cleared.emit()
        chart.set_message(self.tr("Loading {instrument}…").format(instrument=self.instrument.name))

    def _show_price(self) -> None:
        self._show_bar()
        self._show_chart_price()

    def _show_bar(self) -> None:
        self._window.top_bar.show_price(self.price, self.price_age())
        self._window.grid_panel.show_price_age(self.price_age())

    def _show_chart_price(self) -> None:
        self._shown_fresh = self._is_fresh()
        if self._window.chart is not None:
            self._window.chart.set_price(self.price, fresh=self._shown_fresh)

    def _is_fresh(self) -> bool:
        age = self.price_age()
        return age is not None and age <= FRESH_SECONDS


def _interval_named(name: str | None) -> Interval:
    return next((interval for interval in Interval if interval.value == name), Interval.M1)
