"""What is known of the thing under the cursor: a card of text beside it, and the line that it is about."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.theme import Theme

_LINE_Z, _CARD_Z = 46, 80
_AWAY, _PADDING, _EDGE = 16.0, 8.0, 6.0


class HoverCard(Layer):
    """Lines of text near a point of the plot area, the first of them strong; never outside the area."""

    def __init__(
        self, parent: QGraphicsItem, title_texts: TextPainter, texts: TextPainter, theme: Theme
    ) -> None:
        super().__init__(parent, _CARD_Z)
        self._title_texts, self._texts, self._theme = title_texts, texts, theme
        self._point = QPointF()
        self.lines: Sequence[str] = ()
        """The text shown now; nothing while the card is hidden."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_at(self, point: QPointF, lines: Sequence[str]) -> None:
        """Show these lines of text beside a pixel of the plot area; nothing hides the card."""
        if not lines and not self.lines:
            return
        self._point, self.lines = point, tuple(lines)
        if self.map is not None:
            self.place(self.map)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Cover the card: right of and below the point, or on the side where there is room."""
        if not self.lines:
            self.set_bounds(QRectF())
            return
        width = max(self._painter(row).width(line) for row, line in enumerate(self.lines)) + 2 * _PADDING
        height = self._title_texts.height + (len(self.lines) - 1) * self._texts.height + 2 * _PADDING
        left, top = self._point.x() + _AWAY, self._point.y() + _AWAY
        if left + width > new.width - _EDGE:
            left = self._point.x() - _AWAY - width
        if top + height > new.height - _EDGE:
            top = self._point.y() - _AWAY - height
        self.set_bounds(QRectF(round(max(left, _EDGE)), round(max(top, _EDGE)), width, height))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the card."""
        if not self.lines:
            return
        box, theme = self.boundingRect(), self._theme
        painter.fillRect(box, QColor(theme.control_border))
        painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(theme.tooltip))
        top = box.top() + _PADDING
        for row, line in enumerate(self.lines):
            texts = self._painter(row)
            texts.draw(painter, box.left() + _PADDING, top, line, QColor(theme.text))
            top += texts.height

    def _painter(self, row: int) -> TextPainter:
        return self._texts if row else self._title_texts


class LineHighlight(Layer):
    """One line of a grid drawn stronger."""

    def __init__(self, parent: QGraphicsItem, theme: Theme) -> None:
        super().__init__(parent, _LINE_Z)
        self._colour = QColor(theme.text)
        self.price: float | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._colour = QColor(theme.text)
        self.update()

    def set_price(self, price: float | None) -> None:
        """Make the line at this price stronger, or none."""
        if price != self.price:
            self.price = price
            if self.map is not None:
                self.place(self.map)
            self.update()

    def place(self, new: PixelMap) -> None:
        """Cover the line."""
        row = None if self.price is None else new.line_top(self.price)
        self.set_bounds(QRectF() if row is None else QRectF(0, row - 1, new.width, 3))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw a row above and one below the line, which stays as it is."""
        if self.price is not None:
            box = self.boundingRect()
            for top in (box.top(), box.bottom() - 1):
                painter.fillRect(QRectF(box.left(), top, box.width(), 1), self._colour)
