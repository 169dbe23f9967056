"""Which part of the market is in view: following the newest bar, fitting the prices, and keys that move."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

from gui.chart.axes import WHEEL_STEP
from gui.chart.ranges import Span, fitted, grid_first, priced, scaled, shown_prices, time_span
from gui.chart.scene import ChartScene

_KEY_PAN_SHARE = 0.1


class Following(QObject):
    """Moves the view along with the newest bar until the user pans or zooms.

    The prices are fitted until the user drags or zooms those. A running grid has precedence over the extremes
    of older bars while the newest bar is in view.

    Signals:
        follow_changed: carries whether the newest bar is followed, after that changed.
    """

    follow_changed = Signal(bool)

    def __init__(self, parent: QObject, scene: ChartScene) -> None:
        super().__init__(parent)
        self._scene = scene
        self._plot = scene.plot
        self._tick: float | None = None
        self._last: float | None = None
        self.follow = True
        self.placed = False
        """Whether bars have come into view since the chart turned to its instrument and interval."""
        self._plot.time_moved.connect(self._user_moved_times)
        self._plot.reset_asked.connect(self.reset)
        self._plot.price_reset_asked.connect(self._fit_again)

    def start(self, tick_size: float) -> None:
        """Begin anew with another instrument or interval, whose prices move in steps of ``tick_size``."""
        self._tick, self._last, self.placed = tick_size, None, False
        self.reset()

    def set_last(self, last: float | None, *, force: bool) -> None:
        """Keep the last price in view; ``force`` fits the prices exactly."""
        self._last = last
        self.fit_prices(force=force)

    def set_follow(self, *, on: bool) -> None:
        """Follow the newest bar from now on, or stay."""
        if on:
            self._show_newest(keep_zoom=True)
            self.fit_prices()
        if on != self.follow:
            self.follow = on
            self.follow_changed.emit(on)

    def reset(self) -> None:
        """Show the newest bars at the usual zoom, fit the prices, and follow again."""
        self._plot.price_is_manual = False
        self._show_newest(keep_zoom=False)
        self.set_follow(on=True)
        self.fit_prices(force=True)

    def bars_changed(self) -> None:
        """Bring the newest bar into view after one was added, if it is followed or the first."""
        first = not self.placed
        if self.follow or first:
            self._show_newest(keep_zoom=True)
        self.fit_prices(force=first)

    def fit_prices(self, *, force: bool = False) -> None:
        """Fit the prices if they no longer serve or if forced to, unless the user took them over."""
        if self._plot.price_is_manual or self._tick is None:
            return
        scene, times, grids = self._scene, self._plot.times, self._scene.lines.spans()
        newest = scene.store.bar(-1) if len(scene.store) else None
        at_newest = newest is None or newest.time <= times.high
        last = self._last if at_newest else None
        grids_lead = bool(grids) and at_newest
        bars = Span((times.low + times.high) / 2, times.high) if grids_lead else times
        shown = shown_prices(scene.candle_span(bars), last, grids, self._tick)
        if shown is None:
            return
        if grids_lead:
            present = [] if last is None else [last]
            if newest is not None:
                present += [newest.low, newest.high]
            shown = grid_first(shown, Span(min(present), max(present)) if present else None, grids)
        logarithmic = self._plot.logarithmic
        now, wanted = (scaled(span, logarithmic=logarithmic) for span in (self._plot.prices, shown))
        chosen = fitted(now, wanted, force=force, tight=grids_lead)
        if chosen != now:
            self._plot.show_range(prices=priced(chosen, logarithmic=logarithmic))

    def take_key(self, key: int) -> bool:
        """Move or zoom by a key; False if it means nothing here."""
        times = self._plot.times
        pan, middle = times.length * _KEY_PAN_SHARE, (times.low + times.high) / 2
        actions: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._plot.move_times(-pan),
            Qt.Key.Key_Right: lambda: self._plot.move_times(pan),
            Qt.Key.Key_Plus: lambda: self._plot.zoom_times(1 / WHEEL_STEP, middle),
            Qt.Key.Key_Equal: lambda: self._plot.zoom_times(1 / WHEEL_STEP, middle),
            Qt.Key.Key_Minus: lambda: self._plot.zoom_times(WHEEL_STEP, middle),
            Qt.Key.Key_End: lambda: self.set_follow(on=True),
            Qt.Key.Key_R: self.reset,
        }
        action = actions.get(key)
        if action is not None:
            action()
        return action is not None

    def _show_newest(self, *, keep_zoom: bool) -> None:
        store, seconds = self._scene.store, self._scene.bar_seconds
        if not len(store):
            return
        newest_end = store.bar(-1).time + seconds
        shown = time_span(store.bar(-1).time, seconds)
        if keep_zoom and self.placed:
            length = self._plot.times.length
            right = newest_end + (shown.high - newest_end) / shown.length * length
            shown = Span(right - length, right)
        self.placed = True
        self._plot.show_range(shown)

    def _user_moved_times(self) -> None:
        self.set_follow(on=False)
        self.fit_prices()

    def _fit_again(self) -> None:
        self._plot.price_is_manual = False
        self.fit_prices(force=True)
