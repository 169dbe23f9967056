"""The fills of paper grids as marks: one part of the picture for all of them.

A mark's tip touches the price at the fill's time. Shape tells the side (a buy points up from below, a sell
down from above) and the intent (an exit has a bar before its tip, a close is a diamond); a maker fill is
solid, a taker fill hollow.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from engine import NS_PER_SECOND, Fill, Intent, Liquidity, Side
from gui.chart.painting import StampBatch
from gui.chart.picture import Part
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.theme import Theme

MARK_SIZE = 32.0
"""The box of a mark in logical pixels; its tip is in the middle."""

_REACH = 9.0
_CROWDED = 1500
_FIRST_CAPACITY = 256
_INTENTS = (Intent.ENTRY, Intent.EXIT, Intent.CLOSE)
_KINDS = [
    (side, intent, liquidity)
    for side in (Side.BUY, Side.SELL)
    for intent in _INTENTS
    for liquidity in (Liquidity.MAKER, Liquidity.TAKER)
]
_KIND_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_TIME, _PRICE, _KIND, _BODY = range(4)


def mark_shape(side: Side, intent: Intent) -> QPainterPath:
    """The outline of a mark in a box from -0.5 to 0.5, its tip (a diamond's middle) at the origin."""
    path = QPainterPath()
    if intent is Intent.CLOSE:
        corners = [QPointF(0, -0.2), QPointF(0.2, 0), QPointF(0, 0.2), QPointF(-0.2, 0)]
        path.addPolygon(QPolygonF([*corners, corners[0]]))
        return path
    down = 1.0 if side is Side.BUY else -1.0
    start = 0.0
    if intent is Intent.EXIT:
        path.addRect(-0.21, min(0.0, 0.1 * down), 0.42, 0.1)
        start = 0.16
    tip, base = start * down, (start + 0.32) * down
    path.addPolygon(QPolygonF([QPointF(0, tip), QPointF(0.2, base), QPointF(-0.2, base), QPointF(0, tip)]))
    return path


class FillMarks(Part):
    """The marks of one chart. Every shape is painted once; the marks in view are copies of it."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fills: list[Fill] = []
        self._rows = np.empty((4, _FIRST_CAPACITY))
        self._stamps = QPixmap()
        self._stamps_for: tuple[Theme, float] | None = None
        self._batch = StampBatch()

    @property
    def fills(self) -> Sequence[Fill]:
        """The fills shown, in the order in which they came."""
        return self._fills

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.touch()

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Show exactly these fills."""
        self._fills = list(fills)
        self._rows = np.empty((4, max(_FIRST_CAPACITY, 2 * len(fills))))
        if fills:
            self._rows[:, : len(fills)] = np.array([_row(fill) for fill in fills]).T
        self.touch()

    def add_fill(self, fill: Fill) -> None:
        """Show one more fill."""
        count = len(self._fills)
        if count == self._rows.shape[1]:
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)], axis=1)
        self._rows[:, count] = _row(fill)
        self._fills.append(fill)
        at = self.map
        if at is None or _in_box(self._rows[:, count : count + 1], at, QRectF(0, 0, at.width, at.height))[0]:
            self.touch()

    def set_map(self, new: PixelMap) -> None:
        """Take over where times and prices lie from now on."""
        super().set_map(new)
        # fills out of the old view were left out of its picture: it does not serve when the view comes back
        self._version += 1

    def near(self, point: QPointF) -> list[Fill]:
        """The fills whose marks are under a pixel of the plot area, in the order in which they came."""
        at = self.map
        if at is None or not self._fills:
            return []
        rows = self._rows[:, : len(self._fills)]
        xs, ys = at.xs(rows[_TIME]), at.ys(rows[_PRICE]) + rows[_BODY]
        under = np.flatnonzero(np.hypot(xs - point.x(), ys - point.y()) <= _REACH)
        return [self._fills[index] for index in under.tolist()]

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the marks in view."""
        self._draw(painter, at, QRectF(0, 0, at.width, at.height))

    def draw_over(self, painter: QPainter, at: PixelMap, box: QRectF) -> None:
        """Draw what of the marks is within ``box`` again, over what was painted there later."""
        painter.save()
        painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
        self._draw(painter, at, box)
        painter.restore()

    def drawn_in(self, at: PixelMap, box: QRectF) -> npt.NDArray[np.int64]:
        """The indices of the marks that reach into a box of the plot area; of equal ones the newest only."""
        rows = self._rows[:, : len(self._fills)]
        times, prices = rows[_TIME], rows[_PRICE]
        seen = np.flatnonzero(_in_box(rows, at, box))
        if len(seen) > _CROWDED:
            places = (
                np.floor(at.xs(times[seen])) * 1e6 + np.floor(at.ys(prices[seen])) * 16 + rows[_KIND, seen]
            )
            _, newest = np.unique(places[::-1], return_index=True)
            seen = np.sort(seen[::-1][newest])
        return seen

    def _draw(self, painter: QPainter, at: PixelMap, box: QRectF) -> None:
        seen = self.drawn_in(at, box) if self._fills else np.empty(0, np.int64)
        if not len(seen):
            return
        if self._stamps_for != (self._theme, at.ratio):
            self._stamps = _stamps(self._theme, at.ratio)
            self._stamps_for = (self._theme, at.ratio)
        rows = self._rows[:, seen]
        self._batch.set(
            _pixel_middles(at.xs(rows[_TIME]), at.ratio),
            _pixel_middles(at.ys(rows[_PRICE]), at.ratio),
            rows[_KIND],
            side=self._stamps.height(),
            scale=1 / at.ratio,
        )
        self._batch.draw(painter, self._stamps)


def _row(fill: Fill) -> tuple[float, float, float, float]:
    kind = _KIND_NUMBERS[fill.side, fill.intent, fill.liquidity]
    body = 0.0 if fill.intent is Intent.CLOSE else 0.24 * MARK_SIZE * fill.side.sign
    return fill.time / NS_PER_SECOND, float(fill.price), kind, body


def _in_box(rows: FloatArray, at: PixelMap, box: QRectF) -> npt.NDArray[np.bool_]:
    """Which of these marks reach into a box of the plot area."""
    half, times, prices = MARK_SIZE / 2, rows[_TIME], rows[_PRICE]
    left, right = at.time(box.left() - half), at.time(box.right() + half)
    high, low = at.price(box.top() - half), at.price(box.bottom() + half)
    inside: npt.NDArray[np.bool_] = (times >= left) & (times <= right) & (prices >= low) & (prices <= high)
    return inside


def _pixel_middles(values: FloatArray, ratio: float) -> FloatArray:
    middles: FloatArray = (np.floor(values * ratio) + 0.5) / ratio
    return middles


def _stamps(theme: Theme, ratio: float) -> QPixmap:
    """All kinds of marks beside each other, each in a square of an odd number of device pixels."""
    side = math.ceil(MARK_SIZE * ratio) // 2 * 2 + 1
    pixmap = QPixmap(side * len(_KINDS), side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, (mark_side, intent, liquidity) in enumerate(_KINDS):
        colour = QColor(theme.buy if mark_side is Side.BUY else theme.sell)
        surface = QColor(theme.chart)
        is_maker = liquidity is Liquidity.MAKER
        pen = QPen(surface, ratio) if is_maker else QPen(colour, 1.5 * ratio)
        # a mark is drawn in a box of size one and then scaled: its outline must not be
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QBrush(colour if is_maker else surface))
        painter.resetTransform()
        painter.translate(side * (number + 0.5), side / 2)
        painter.scale(MARK_SIZE * ratio, MARK_SIZE * ratio)
        painter.drawPath(mark_shape(mark_side, intent))
    painter.end()
    return pixmap
