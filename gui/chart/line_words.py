"""The words at the right ends of single lines: reference, average entry, liquidation, mark price."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer
from gui.chart.levels import apart
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.theme import Theme

_Z = 50
_RIGHT, _PADDING = 5.0, 3.0


@dataclass(frozen=True, slots=True)
class Word:
    """A text at a price, in the colour ``ink``."""

    price: float
    text: str
    ink: str


class LineWords(Layer):
    """Words above the right ends of their lines; the first of ``words`` keep their places when room is short."""

    def __init__(
        self, parent: QGraphicsItem, texts: TextPainter, theme: Theme, words: Callable[[], Sequence[Word]]
    ) -> None:
        super().__init__(parent, _Z)
        self._texts = texts
        self._ground = QColor(theme.chart)
        self._words = words
        self.shown: list[tuple[QRectF, Word]] = []
        """The words drawn now, and where."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._ground = QColor(theme.chart)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the words again."""
        if self.map is not None:
            before = self.shown
            self.place(self.map)
            if self.shown != before:
                self.update()

    def place(self, new: PixelMap) -> None:
        """Choose the words that have room, and cover them."""
        words = [word for word in self._words() if 0 <= new.y(word.price) < new.height]
        boxes = [self._box(word, new) for word in words]
        kept = apart([box.top() for box in boxes], self._texts.height)
        self.shown = [(boxes[index], words[index]) for index in kept]
        bounds = QRectF()
        for box, _ in self.shown:
            bounds = bounds.united(box)
        self.set_bounds(bounds)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the words on the chart's own colour."""
        for box, word in self.shown:
            painter.fillRect(box, self._ground)
            self._texts.draw(painter, box.left() + _PADDING, box.top(), word.text, QColor(word.ink))

    def _box(self, word: Word, at: PixelMap) -> QRectF:
        width = self._texts.width(word.text) + 2 * _PADDING
        top = math.floor(at.line_top(word.price) - self._texts.height)
        return QRectF(at.width - width - _RIGHT, top, width, self._texts.height)
