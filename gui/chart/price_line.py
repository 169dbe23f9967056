"""The last price and the mark price as lines across the plot area, the best bid and ask as short marks."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer
from gui.chart.painting import dashes
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme

_Z = 45
_QUOTE_LENGTH = 22.0


class PriceLine(Layer):
    """Last price, bid, ask and mark price; grey while the price is not fresh."""

    def __init__(self, parent: QGraphicsItem, theme: Theme) -> None:
        super().__init__(parent, _Z)
        self._last: float | None = None
        self._bid: float | None = None
        self._ask: float | None = None
        self._mark: float | None = None
        self._brush = QBrush()
        self._mark_brush = QBrush()
        self._quote_colours = QColor(), QColor()
        self._boxes: tuple[QRectF | None, ...] = ()
        self._colour = ""
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._quote_colours = QColor(theme.buy), QColor(theme.sell)
        self._mark_brush = dashes(QColor(theme.accent), 1, 5)
        self.update()

    def set_prices(
        self, last: float | None, bid: float | None, ask: float | None, mark: float | None, colour: str
    ) -> None:
        """Move the lines and the short marks; ``colour`` is that of the last price's tag."""
        if colour != self._colour:
            self._colour = colour
            self._brush = dashes(QColor(colour), 1, 2)
            self.update()
        self._last, self._bid, self._ask, self._mark = last, bid, ask, mark
        if self.map is not None and self._boxes_on(self.map) != self._boxes:
            self.place(self.map)
            self.update()

    def place(self, new: PixelMap) -> None:
        """Find the rows of the lines, and cover those from the highest to the lowest of them."""
        self._boxes = self._boxes_on(new)
        bounds = QRectF()
        for box in self._boxes:
            bounds = bounds if box is None else bounds.united(box)
        self.set_bounds(bounds)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines and the short marks."""
        brushes = (self._mark_brush, self._brush, *self._quote_colours)
        for box, brush in zip(self._boxes, brushes, strict=True):
            if box is not None:
                painter.fillRect(box, brush)

    def _boxes_on(self, at: PixelMap) -> tuple[QRectF | None, ...]:
        """The lines of mark and last price and the marks of bid and ask; None for what is not in view."""
        boxes = []
        for price, width in (
            (self._mark, at.width),
            (self._last, at.width),
            (self._bid, _QUOTE_LENGTH),
            (self._ask, _QUOTE_LENGTH),
        ):
            row = -1.0 if price is None else at.line_top(price)
            boxes.append(QRectF(at.width - width, row, width, 1) if -1 < row < at.height else None)
        return tuple(boxes)
