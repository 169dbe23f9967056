"""The faint lines at the round prices and times of the axes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QColor, QPainter

from gui.chart.picture import Part
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme


class Backdrop(Part):
    """Asks the axes for their round prices and times; whoever changes those calls ``touch``."""

    def __init__(
        self,
        parent: QObject,
        theme: Theme,
        prices: Callable[[], Sequence[float]],
        times: Callable[[], Sequence[float]],
    ) -> None:
        super().__init__(parent)
        self._prices, self._times = prices, times
        self._colour = QColor(theme.chart_grid)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._colour = QColor(theme.chart_grid)
        self.touch()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        for price in self._prices():
            painter.fillRect(QRectF(0, at.line_top(price), at.width, 1), self._colour)
        for time in self._times():
            painter.fillRect(QRectF(at.snap(at.x(time)), 0, 1, at.height), self._colour)
