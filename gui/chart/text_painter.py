"""Short texts, quickly."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QStaticText

_MOST_TEXTS = 2048


class TextPainter:
    """Short texts in one font, each laid out once."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.height = float(math.ceil(metrics.height()))
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
            found = static, float(math.ceil(self._metrics.horizontalAdvance(text)))
            self._texts[text] = found
        return found
