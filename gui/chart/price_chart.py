"""The price chart: the one widget of this package that the rest of the window uses."""

import time
from collections.abc import Callable, Sequence
from datetime import tzinfo

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from engine import Candle, Fill, GapFound, GridView, Instrument, Interval, PriceView, WorkingOrder
from gui.chart.following import Following
from gui.chart.scene import ChartScene
from gui.theme import Theme, small_font, ui_font

_AGE_INTERVAL_MS = 1000
_MARGIN = 10
_NS_TOLERANCE = 1_000_000_000


class PriceChart(QWidget):
    """Candles of one instrument with the lines and fills of its paper grids.

    Setters take frozen values and may be called at any time, also while the chart is hidden; painting is
    left to Qt, which merges it. The view follows the newest bar until the user pans or zooms, and fits its
    prices until the user drags or zooms those.

    Signals:
        follow_changed: carries whether the newest bar is followed, after that changed.
    """

    follow_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Build an empty chart.

        Args:
            theme: its colours.
            parent: the widget that owns it.
            zone: the time zone of the axis; None is the system's own.
            clock: the monotonic clock of ``PriceView.received_at``, in seconds.
        """
        super().__init__(parent)
        self._instrument: Instrument | None = None
        self._interval = Interval.M1
        self._price: PriceView | None = None
        self._fresh = False
        self._grids: tuple[GridView, ...] = ()
        self._gaps: tuple[GapFound, ...] = ()
        self._account_orders: tuple[WorkingOrder, ...] = ()
        self._theme = theme
        self.scene = ChartScene(self, theme, zone, clock)
        self.plot = self.scene.plot
        self._view = Following(self, self.scene)
        self._message = QLabel(self)
        self._latest = QToolButton(self)
        self._lay_out()
        self._age_timer = QTimer(self)
        self._age_timer.setInterval(_AGE_INTERVAL_MS)
        self._age_timer.timeout.connect(self._show_price)
        self._view.follow_changed.connect(self._follow_changed)
        self.retranslate()
        self.set_message(self.tr("Waiting for candles…"))

    # What is shown

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.scene.set_theme(theme)
        self._colour_message()
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
        self._place_overlays()
        self._view.start(float(instrument.tick_size))

    def set_candles(self, candles: Sequence[Candle]) -> None:
        """Show exactly these candles, oldest first; those of another instrument or interval are left out."""
        self.scene.store.replace([candle for candle in candles if self._belongs(candle)])
        self.scene.show_bars()
        self._place_overlays()
        self._view.bars_changed()
        self._show_price()

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
        self._message.setText(text)
        self._place_overlays()

    def retranslate(self) -> None:
        """Write all texts of the chart again in the present language."""
        self.setAccessibleName(self.tr("Price chart"))
        self.setAccessibleDescription(
            self.tr(
                "Candles, the lines of running grids and their fills, the account's own orders as dotted "
                "lines, and stretches in which trades were missing. Left and right move in time, "
                "plus and minus zoom, End goes to the newest bar, R resets the view."
            )
        )
        self._latest.setText(self.tr("Latest ⇥"))
        self._latest.setToolTip(self.tr("Go to the newest bar and follow it (End)"))
        title = f"{self._instrument.name} · {self._interval.label}" if self._instrument else ""
        self.scene.retranslate(title)

    # Which part of the market is in view

    @property
    def follow(self) -> bool:
        """Whether the view moves along with the newest bar."""
        return self._view.follow

    @follow.setter
    def follow(self, on: bool) -> None:
        self._view.set_follow(on=on)

    def reset_view(self) -> None:
        """Show the newest bars at the usual zoom, fit the prices, and follow again."""
        self._view.reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom by keys."""
        if not self._view.take_key(event.key()):
            super().keyPressEvent(event)

    def _follow_changed(self, on: bool) -> None:
        self._place_overlays()
        self.follow_changed.emit(on)

    # Parts

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # the plot came last and would cover them
        self._message.raise_()
        self._latest.raise_()
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setFont(ui_font(1.15))
        self._message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._colour_message()
        self._latest.setFont(small_font())
        self._latest.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._latest.hide()
        self._latest.clicked.connect(self._go_to_newest)

    def _go_to_newest(self) -> None:
        self.follow = True

    def _colour_message(self) -> None:
        self._message.setStyleSheet(f"color: {self._theme.muted}; background: transparent;")

    def _place_overlays(self) -> None:
        empty = not len(self.scene.store)
        right = self.width() - round(self.plot.price_axis.minimumWidth())
        bottom = self.height() - round(self.plot.time_axis.minimumHeight())
        self._message.setGeometry(_MARGIN, 0, max(0, right - 2 * _MARGIN), max(0, bottom))
        self._message.setVisible(empty and bool(self._message.text()))
        self._latest.adjustSize()
        self._latest.move(right - self._latest.width() - _MARGIN, bottom - self._latest.height() - _MARGIN)
        self._latest.setVisible(not self.follow and not empty)

    def _show_price(self) -> None:
        self.scene.show_price(self._price, fresh=self._fresh)
        ageing = self._price is not None and not self._fresh and self.isVisible()
        if ageing != self._age_timer.isActive():
            if ageing:
                self._age_timer.start()
            else:
                self._age_timer.stop()

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
        """Count the age of an old price while it can be seen."""
        super().showEvent(event)
        self._show_price()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop counting the age while nobody sees it."""
        super().hideEvent(event)
        self._age_timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Write the texts again when the language changed."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
