"""The few ways in which the chart puts things on the screen quickly: rectangles, dashes, labels.

Everything is opaque and one logical pixel wide without antialiasing: wide, translucent or antialiased
pens cost ten to a hundred times as much on a raster surface.
"""

from typing import Any

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPixmap, QStaticText

from gui.chart.pixel_map import FloatArray

_MOST_TEXTS = 2048
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


class TextPainter:
    """Short texts in one font, each laid out once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.height = float(np.ceil(metrics.height()))
        self._metrics = metrics
        self._texts: dict[str, tuple[QStaticText, float]] = {}

    def width(self, text: str) -> float:
        """The width of ``text`` in logical pixels."""
        return self._laid_out(text)[1]

    def draw(self, painter: QPainter, left: float, top: float, text: str, colour: QColor) -> None:
        """Draw ``text`` with its upper left corner at the given pixel."""
        painter.setFont(self.font)
        painter.setPen(colour)
        painter.drawStaticText(QPointF(left, top), self._laid_out(text)[0])

    def _laid_out(self, text: str) -> tuple[QStaticText, float]:
        found = self._texts.get(text)
        if found is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(font=self.font)
            found = static, float(np.ceil(self._metrics.horizontalAdvance(text)))
            self._texts[text] = found
        return found
