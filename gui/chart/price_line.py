"""The last price and the mark price as lines across the plot area, the best bid and ask as short marks."""

import numpy as np
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
        self._colour = ""
        self._theme = theme
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
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
        if (last, bid, ask, mark) != (self._last, self._bid, self._ask, self._mark):
            self._last, self._bid, self._ask, self._mark = last, bid, ask, mark
            if self.map is not None:
                self.place(self.map)
            self.update()

    def place(self, new: PixelMap) -> None:
        """Cover the rows from the highest to the lowest of the prices."""
        shown = (self._last, self._bid, self._ask, self._mark)
        prices = [price for price in shown if price is not None]
        rows = [min(max(new.y(price), -2.0), new.height + 2.0) for price in prices]
        if not rows:
            self.set_bounds(QRectF())
            return
        top = float(np.floor(min(rows))) - 1
        self.set_bounds(QRectF(0, top, new.width, float(np.ceil(max(rows))) + 2 - top))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines and the short marks."""
        if self._mark is not None:
            painter.fillRect(QRectF(0, at.line_top(self._mark), at.width, 1), self._mark_brush)
        if self._last is not None:
            painter.fillRect(QRectF(0, at.line_top(self._last), at.width, 1), self._brush)
        left = at.width - _QUOTE_LENGTH
        for price, colour in ((self._bid, self._theme.buy), (self._ask, self._theme.sell)):
            if price is not None:
                painter.fillRect(QRectF(left, at.line_top(price), _QUOTE_LENGTH, 1), QColor(colour))
