"""The price chart: the one widget of this package that the rest of the window uses."""

import time
from collections.abc import Callable
from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from engine import GridView
from gui.chart.chart_content import ChartContent
from gui.chart.measure_keys import take_measure_key
from gui.theme import Theme


class PriceChart(ChartContent):
    """The chart with everything that moves it: commands, keys, and the buttons over it.

    The view follows the newest bar until the user pans or zooms, and fits its prices until the user drags or
    zooms those.

    Signals:
        follow_changed: carries whether the newest bar is followed, after that changed.
        older_refused, older_insisted: the user wants older bars no longer, or after all.
        fill_clicked: carries the ``Fill`` whose mark was clicked, the newest one where several are.
        measuring_changed: carries whether the next drag measures.
    """

    follow_changed = Signal(bool)
    older_refused = Signal()
    older_insisted = Signal()
    fill_clicked = Signal(object)
    measuring_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        zone: tzinfo | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        """Build an empty chart; the arguments are those of ``ChartContent``."""
        super().__init__(theme, parent, zone=zone, clock=clock, wall_clock=wall_clock)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view.follow_changed.connect(self._follow_changed)
        self._overlays.latest.clicked.connect(self._go_to_newest)
        self._overlays.history.stop_asked.connect(self.older_refused)
        self._overlays.history.load_asked.connect(self.older_insisted)
        self.scene.pointer.fill_clicked.connect(self.fill_clicked)
        self.scene.measure.armed_changed.connect(self._measuring_changed)

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

    @property
    def line_mode(self) -> bool:
        """Whether a line through the closes is drawn instead of candles."""
        return self.scene.candles.as_line

    @line_mode.setter
    def line_mode(self, on: bool) -> None:
        self.scene.set_line_mode(on=on)

    @property
    def logarithmic(self) -> bool:
        """Whether equal ratios of prices are equally high."""
        return self.plot.logarithmic

    @logarithmic.setter
    def logarithmic(self, on: bool) -> None:
        self.plot.set_logarithmic(on=on)
        self._view.fit_prices()

    def set_past_grid(self, grid: GridView | None) -> None:
        """Show the lines of a grid that runs no more, and bring them into view; None: of none."""
        self.scene.set_past_grid(grid)
        self._view.fit_prices(force=grid is not None)

    @property
    def measuring(self) -> bool:
        """Whether the next drag measures."""
        return self.scene.measure.armed

    @measuring.setter
    def measuring(self, on: bool) -> None:
        self.scene.measure.arm(on=on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Measure while that is armed, edit the draft, move and zoom by keys; Escape also ends measuring."""
        store = self.scene.store
        newest = (store.bar(-1).time, store.bar(-1).close) if len(store) else None
        if take_measure_key(self, self.scene.measure, newest, event):
            return
        if self.editor.take_key(event):
            return
        if event.key() == Qt.Key.Key_Escape and self.scene.measure.clear():
            return
        if not self._view.take_key(event.key()):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Turn to the next handle of the draft; after the last one, to the next widget."""
        return self.editor.focus_next(forward=forward) or super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The arrow keys move no handle any more."""
        super().focusOutEvent(event)
        self.editor.focus(None)

    def _measuring_changed(self, on: bool) -> None:
        self.scene.pointer.tell()
        self.measuring_changed.emit(on)

    def _follow_changed(self, on: bool) -> None:
        self._place_overlays()
        self.follow_changed.emit(on)

    def _go_to_newest(self) -> None:
        self.follow = True
