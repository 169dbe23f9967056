"""The line through the closes of bars, for those who do not want to see candles."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gui.chart.pixel_map import FloatArray, PixelMap
from gui.theme import Theme, mixed

_STRENGTH = 0.85
_FAR = 1e5


def line_colour(theme: Theme) -> QColor:
    """Near the colour of text: every hue on the chart means something else."""
    return QColor(mixed(theme.text, theme.chart, _STRENGTH))


def draw_line(painter: QPainter, xs: FloatArray, ys: FloatArray, colour: QColor) -> None:
    """Draw a line through pixels of the plot area; a single one is a dot."""
    if not len(xs):
        return
    xs, ys = np.clip(xs, -_FAR, _FAR), np.clip(ys, -_FAR, _FAR)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour)
    pen.setCosmetic(True)
    painter.setPen(pen)
    if len(xs) == 1:
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(float(xs[0]), float(ys[0])), 1.5, 1.5)
    else:
        painter.drawPolyline([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])
    painter.restore()


def columns_of_line(xs: FloatArray, ys: FloatArray, at: PixelMap) -> tuple[FloatArray, ...]:
    """A line with several points in each pixel column as columns that meet: left, top, width, height."""
    unit = 1 / at.ratio
    pixel = np.floor(xs * at.ratio)
    starts = np.flatnonzero(np.diff(pixel, prepend=-np.inf))
    if not len(starts):
        return xs, xs, xs, xs
    from_before = np.concatenate((ys[:1], ys[starts[1:] - 1]))
    tops = at.snaps(np.minimum(np.minimum.reduceat(ys, starts), from_before))
    bottoms = at.snaps(np.maximum(np.maximum.reduceat(ys, starts), from_before))
    return pixel[starts] * unit, tops, np.full(len(starts), unit), np.maximum(bottoms - tops, unit)
