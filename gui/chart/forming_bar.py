"""The newest bar and its volume, which move with every tick: a narrow item over the kept picture."""

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.candle_store import Bar, CandleStore
from gui.chart.candles_item import MERGE_BELOW, VOLUME_SHARE, bar_widths
from gui.chart.close_line import draw_line, line_colour
from gui.chart.fill_marks import FillMarks
from gui.chart.layer import Layer
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme

_Z = 31


class FormingBar(Layer):
    """The newest bar, or the newest piece of the line: a tick repaints its column only."""

    def __init__(
        self,
        parent: QGraphicsItem,
        store: CandleStore,
        theme: Theme,
        most: Callable[[], float],
        marks: FillMarks,
    ) -> None:
        super().__init__(parent, _Z)
        self.store = store
        self.as_line = False
        self._marks = marks
        self.bar_seconds = 60.0
        self._most = most
        self._colours: dict[bool, tuple[QColor, QColor]] = {}
        self._line_colour = QColor()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._colours = {
            True: (QColor(theme.candle_up), QColor(theme.volume_up)),
            False: (QColor(theme.candle_down), QColor(theme.volume_down)),
        }
        self._line_colour = line_colour(theme)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Cover the newest bar's column."""
        if not len(self.store):
            self.set_bounds(QRectF())
            return
        spacing = self.bar_seconds / new.seconds_per_pixel
        left = math.floor(new.x(self.store.bar(-1).time)) - 2
        width = math.ceil(spacing) + 4
        if self.as_line and len(self.store) > 1:
            before = math.floor(new.x(self.store.bar(-2).time + self.bar_seconds / 2)) - 2
            before = max(before, -4)
            left, width = min(left, before), width + max(0, left - before)
        self.set_bounds(QRectF(left, 0, width, new.height))

    def set_line(self, *, on: bool) -> None:
        """Draw a line through the closes, or a candle."""
        self.as_line = on
        if self.map is not None:
            self.place(self.map)
        self.update()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the bar over its volume."""
        if not len(self.store):
            return
        bar = self.store.bar(-1)
        candle, volume = self._colours[bar.close >= bar.open]
        body, wick, column = bar_rects(bar, self.bar_seconds, self._most(), at)
        painter.fillRect(column, volume)
        if self.as_line:
            ends = [self.store.bar(-2), bar] if len(self.store) > 1 else [bar]
            times = np.array([one.time + self.bar_seconds / 2 for one in ends])
            draw_line(painter, at.xs(times), at.ys(np.array([one.close for one in ends])), self._line_colour)
        else:
            painter.fillRect(body, candle)
            painter.fillRect(wick, candle)
        self._marks.draw_over(painter, at, self.boundingRect())


def bar_rects(bar: Bar, bar_seconds: float, most: float, at: PixelMap) -> tuple[QRectF, QRectF, QRectF]:
    """Body, wick and volume column of one bar, exactly as those of the closed bars are laid out.

    It works with plain numbers: for a single bar the arrays of ``bar_columns`` cost ten times as much.
    """
    unit = 1 / at.ratio
    spacing = bar_seconds / at.seconds_per_pixel
    body, wick = (1, 1) if spacing < MERGE_BELOW * unit else bar_widths(spacing, at.ratio)
    middle = math.floor(at.x(bar.time + bar_seconds / 2) * at.ratio)
    left, width = (middle - body // 2) * unit, body * unit
    upper, lower = at.snap(at.y(max(bar.open, bar.close))), at.snap(at.y(min(bar.open, bar.close)))
    top, bottom = at.snap(at.y(bar.high)), at.snap(at.y(bar.low))
    tall = math.ceil(bar.volume * (VOLUME_SHARE * at.height / most)) if most > 0 else 0
    return (
        QRectF(left, upper, width, max(lower - upper, unit)),
        QRectF((middle - wick // 2) * unit, top, wick * unit, max(bottom - top, unit)),
        QRectF(left, math.floor(at.height) - tall, width, tall),
    )
