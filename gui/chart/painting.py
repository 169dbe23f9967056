"""The few ways in which the chart puts things on the screen quickly: rectangles, dashes, stamps.

Everything is opaque and one logical pixel wide without antialiasing: wide, translucent or antialiased
pens cost ten to a hundred times as much on a raster surface.
"""

from typing import Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap

from gui.chart.pixel_map import FloatArray

_HATCH, _STRIPE = 8, 2


class RectBatch:
    """Many filled rectangles drawn by one call, from number columns and without an object for each."""

    def __init__(self) -> None:
        self._array: Any = PrimitiveArray(QRectF, 4)  # type: ignore[no-untyped-call]
        self._count = 0

    def set(self, left: FloatArray, top: FloatArray, width: FloatArray | float, height: FloatArray) -> None:
        """Take the rectangles over, in logical pixels."""
        self._count = len(left)
        self._array.resize(self._count)
        rows = self._array.ndarray()
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = left, top, width, height

    def __len__(self) -> int:
        return self._count

    def draw(self, painter: QPainter, colour: QColor | QBrush) -> None:
        """Fill them all with one colour."""
        if self._count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRects(*self._array.drawargs())


class StampBatch:
    """Many copies of the squares of one picture, drawn by one call."""

    def __init__(self) -> None:
        self._array: Any = PrimitiveArray(QPainter.PixmapFragment, 10)  # type: ignore[no-untyped-call]

    def set(self, x: FloatArray, y: FloatArray, which: FloatArray, *, side: int, scale: float) -> None:
        """Take over where the middles of the copies are and which square each is a copy of.

        The squares stand beside each other and are ``side`` pixels of the picture wide, which become
        ``scale`` logical pixels each.
        """
        self._array.resize(len(x))
        rows = self._array.ndarray()
        rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3] = x, y, which * side, 0.0
        rows[:, 4] = rows[:, 5] = side
        rows[:, 6] = rows[:, 7] = scale
        rows[:, 8], rows[:, 9] = 0.0, 1.0

    def draw(self, painter: QPainter, picture: QPixmap) -> None:
        """Draw the copies."""
        draw: Any = painter.drawPixmapFragments  # the stubs leave out the number of copies
        draw(*self._array.drawargs(), picture)


def joined(parts: list[tuple[FloatArray, FloatArray, FloatArray, FloatArray]]) -> tuple[FloatArray, ...]:
    """Several groups of rectangles as one."""
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def dashes(colour: QColor, on: int, off: int, *, vertical: bool = False) -> QBrush:
    """A brush that fills a one-pixel line with dashes: one texture instead of hundreds of segments."""
    length = on + off
    pixmap = QPixmap(1, length) if vertical else QPixmap(length, 1)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.fillRect(0, 0, 1 if vertical else on, on if vertical else 1, colour)
    painter.end()
    return QBrush(pixmap)


def hatching(ground: QColor, stripe: QColor) -> QBrush:
    """A brush of diagonal stripes on a ground."""
    pixmap = QPixmap(_HATCH, _HATCH)
    pixmap.fill(ground)
    painter = QPainter(pixmap)
    for row in range(_HATCH):
        for thick in range(_STRIPE):
            painter.fillRect((_HATCH - 1 - row + thick) % _HATCH, row, 1, 1, stripe)
    painter.end()
    return QBrush(pixmap)
