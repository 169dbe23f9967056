"""What the chart shows: the widget with the setters that take the engine's frozen values."""

import time
from collections.abc import Callable, Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine import (
    NS_PER_SECOND,
    Candle,
    Fill,
    GapFound,
    GridView,
    Instrument,
    Interval,
    PriceView,
    WorkingOrder,
)
from gui.chart.following import Following
from gui.chart.grid_editor import GridEditor
from gui.chart.history_badge import History
from gui.chart.overlays import Overlays
from gui.chart.scene import ChartScene
from gui.chart.summary import describe_chart
from gui.theme import Theme

_SECOND_MS = 1000
_WANT_OLDER_AT = 0.5
"""Older bars are wanted when less than this share of a view is left before the oldest one."""

_NS_TOLERANCE = 1_000_000_000


class ChartContent(QWidget):
    """Candles of one instrument with the lines and fills of its paper grids.

    Setters take frozen values and may be called at any time, also while the chart is hidden; painting is
    left to Qt, which merges it.

    Signals:
        older_wanted: the view came near the oldest bar; told again until ``set_history`` says what became of it.
    """

    older_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """Build an empty chart.

        Args:
            theme: its colours.
            parent: the widget that owns it.
            zone: the time zone of the axis; None is the system's own.
            clock: the monotonic clock of ``PriceView.received_at``, in seconds.
            wall_clock: seconds since the epoch.
        """
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._interval = Interval.M1
        self._price: PriceView | None = None
        self._fresh = False
        self._grids: tuple[GridView, ...] = ()
        self._gaps: tuple[GapFound, ...] = ()
        self._account_orders: tuple[WorkingOrder, ...] = ()
        self.scene = ChartScene(self, theme, zone, clock, wall_clock)
        self.plot = self.scene.plot
        self._view = Following(self, self.scene)
        self.editor = GridEditor(self, self.scene, theme)
        self._overlays = Overlays(self, self.scene, theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        # the plot came last and would cover them
        self._overlays.raise_all()
        self._age_timer = QTimer(self)
        self._age_timer.setInterval(_SECOND_MS)
        self._age_timer.timeout.connect(self._second_passed)
        self.plot.map_changed.connect(self._view_changed)
        self.retranslate()
        self.set_message(self.tr("Waiting for candles…"))

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.scene.set_theme(theme)
        self.editor.set_theme(theme)
        self._overlays.set_theme(theme)
        self._show_price()

    def set_zone(self, zone: tzinfo | None) -> None:
        """Show times of this zone; None is the system's own."""
        self.scene.set_zone(zone)

    def set_instrument(self, instrument: Instrument, interval: Interval) -> None:
        """Turn to another instrument or interval; everything shown so far is cleared.

        Gaps and the account's orders stay known, since they are told for all instruments at once.
        """
        self._instrument, self._interval = instrument, interval
        self._price, self._fresh = None, False
        self._grids = ()
        self.scene.set_market(instrument, interval)
        self.scene.set_gaps(self._gaps, instrument.name)
        self.scene.set_account_orders(self._account_orders, instrument.name)
        self.retranslate()
        self._show_price()
        self.set_history(History.MORE)
        self._view.start(float(instrument.tick_size))

    def set_candles(self, candles: Sequence[Candle]) -> None:
        """Show exactly these candles, oldest first; those of another instrument or interval are left out."""
        self.scene.store.replace([candle for candle in candles if self._belongs(candle)])
        self.scene.show_bars()
        self._place_overlays()
        self._view.bars_changed()
        self._show_price()

    def refresh_candles(self, candles: Sequence[Candle]) -> bool:
        """Take the newest candles over and keep those before them.

        False if they do not reach back to what is shown: then exactly these are shown.
        """
        mine = [candle for candle in candles if self._belongs(candle)]
        joined = self.scene.store.refresh(mine)
        self.scene.show_bars()
        self._place_overlays()
        self._view.bars_changed()
        self._show_price()
        return joined

    def prepend_candles(self, candles: Sequence[Candle]) -> int:
        """Add candles before the oldest one, as many as there is room for; returns how many."""
        count = self.scene.store.prepend([candle for candle in candles if self._belongs(candle)])
        if count:
            self.scene.show_bars()
            self._view.fit_prices()
        return count

    def set_history(self, state: History, reason: str = "") -> None:
        """Say what became of the bars before the oldest one; ``reason`` is why they could not be loaded."""
        self._overlays.history.set_state(state, len(self.scene.store), reason)
        self._view_changed()

    @property
    def oldest_time(self) -> int | None:
        """The open time of the oldest bar, in ns since the epoch."""
        return round(self.scene.store.bar(0).time) * NS_PER_SECOND if len(self.scene.store) else None

    def update_candle(self, candle: Candle) -> None:
        """Take one candle over the one of its open time, or add it.

        One of another instrument or interval is ignored: it was on its way when the chart turned.
        """
        if not self._belongs(candle):
            return
        store = self.scene.store
        closed = store.closed_version
        store.upsert(candle)
        if store.closed_version == closed:
            self.scene.show_newest()
            self._view.fit_prices()
        else:
            self.scene.show_bars()
            self._place_overlays()
            self._view.bars_changed()
        self._show_price()

    def set_price(self, price: PriceView | None, *, fresh: bool) -> None:
        """Show the newest prices; a price that is not ``fresh`` is grey and carries its age.

        Prices of another instrument are ignored.
        """
        if price is not None and self._instrument is not None and price.instrument != self._instrument.name:
            return
        first = self._price is None
        self._price, self._fresh = price, fresh
        self._show_price()
        last = None if price is None or price.last is None else float(price.last)
        self._view.set_last(last, force=first and not len(self.scene.store))

    def set_grids(self, grids: Sequence[GridView]) -> None:
        """Show the lines of those grids that run and trade the chart's instrument."""
        name = self._instrument.name if self._instrument else None
        shown = tuple(grid for grid in grids if name in {None, grid.instrument.name})
        if len(shown) == len(self._grids) and all(
            new is old for new, old in zip(shown, self._grids, strict=True)
        ):
            return
        before = self.scene.lines.spans()
        self._grids = shown
        self.scene.set_grids(shown)
        self._view.fit_prices(force=self.scene.lines.spans() != before)

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Show exactly these fills."""
        self.scene.fills.set_fills(fills)

    def add_fill(self, fill: Fill) -> None:
        """Show one more fill."""
        self.scene.fills.add_fill(fill)

    def set_gaps(self, gaps: Sequence[GapFound]) -> None:
        """Shade exactly these stretches of time, as far as they concern the chart's instrument."""
        self._gaps = tuple(gaps)
        if self._instrument is not None:
            self.scene.set_gaps(self._gaps, self._instrument.name)

    def set_account_orders(self, orders: Sequence[WorkingOrder]) -> None:
        """Show exactly these open orders of the user's own account, as far as they are limit orders here."""
        self._account_orders = tuple(orders)
        if self._instrument is not None:
            self.scene.set_account_orders(self._account_orders, self._instrument.name)

    def set_message(self, text: str) -> None:
        """What stands in the middle while there are no candles, e.g. what to wait for or to do."""
        self._overlays.message.setText(text)
        self._place_overlays()

    def retranslate(self) -> None:
        """Write all texts of the chart again in the present language."""
        self._overlays.retranslate()
        self.scene.retranslate(self._title())
        self.editor.retranslate()
        self._name()

    def summary(self) -> str:
        """What the chart shows, in sentences."""
        price = None if self._price is None else self._price.last
        last = "" if price is None else self.plot.price_axis.price_text(float(price))
        return describe_chart(self.scene, self._title(), self._grids, last, fresh=self._fresh)

    def _view_changed(self, _map: object = None) -> None:
        self._place_overlays()
        store, times = self.scene.store, self.plot.times
        wants = len(store) > 0 and store.bar(0).time > times.low - _WANT_OLDER_AT * times.length
        if wants and self._overlays.history.state is History.MORE:
            self.older_wanted.emit()

    def _title(self) -> str:
        return f"{self._instrument.name} · {self._interval.label}" if self._instrument else ""

    def _name(self) -> None:
        """Let those who hear the chart know what it shows, and how to move in it."""
        name = self.tr("Price chart")
        if self._instrument is not None:
            name = self.tr("Price chart, {title}").format(title=self._title())
        self.setAccessibleName(name)
        keys = self.tr(
            "Left and right move in time, plus and minus zoom, End goes to the newest bar, R resets the view."
        )
        self.setAccessibleDescription(f"{self.summary()} {keys}")

    def _place_overlays(self) -> None:
        self._overlays.place(follows=self._view.follow)

    def _show_price(self) -> None:
        self.scene.show_price(self._price, fresh=self._fresh)
        self.editor.set_last(None if self._price is None else self._price.last)
        ageing = self._price is not None and self.isVisible()
        if ageing != self._age_timer.isActive():
            if ageing:
                self._age_timer.start()
            else:
                self._age_timer.stop()

    def _second_passed(self) -> None:
        self._show_price()
        if self.hasFocus():
            self._name()

    def _belongs(self, candle: Candle) -> bool:
        if self._instrument is None or candle.instrument != self._instrument.name:
            return False
        length = candle.close_time - candle.open_time
        return abs(length - self._interval.nanoseconds) <= _NS_TOLERANCE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message and the button in their places."""
        super().resizeEvent(event)
        self._place_overlays()

    def showEvent(self, event: QShowEvent) -> None:
        """Count the age of the price, and the time to the bar's close, while they can be seen."""
        super().showEvent(event)
        self._show_price()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting while nobody sees it."""
        super().hideEvent(event)
        self._age_timer.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what the chart shows now."""
        self._name()
        super().focusInEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Write the texts again when the language changed."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
