"""The crosshair, the legend that names the bar under it, and the faint lines at round prices and times."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer
from gui.chart.painting import TextPainter, dashes
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme

_BACKDROP_Z, _CROSSHAIR_Z, _LEGEND_Z = 0, 60, 70
_LEGEND_LEFT, _LEGEND_TOP, _PART_GAP = 8.0, 5.0, 10.0


class Backdrop(Layer):
    """Faint lines at the round prices and times of the axes."""

    def __init__(
        self,
        parent: QGraphicsItem,
        theme: Theme,
        prices: Callable[[], Sequence[float]],
        times: Callable[[], Sequence[float]],
    ) -> None:
        super().__init__(parent, _BACKDROP_Z)
        self._prices, self._times = prices, times
        self._colour = QColor(theme.chart_grid)
        self._key: PixelMap | None = None
        self._rects: list[QRectF] = []

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._colour = QColor(theme.chart_grid)
        self.update()

    def refresh(self) -> None:
        """Ask the axes again."""
        self._key = None
        self.update()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        if self._key != at:
            self._key = at
            rows = [QRectF(0, at.line_top(price), at.width, 1) for price in self._prices()]
            columns = [QRectF(at.snap(at.x(time)), 0, 1, at.height) for time in self._times()]
            self._rects = rows + columns
        for rect in self._rects:
            painter.fillRect(rect, self._colour)


class Crosshair(Layer):
    """One vertical and one horizontal line at the cursor."""

    def __init__(self, parent: QGraphicsItem, theme: Theme) -> None:
        super().__init__(parent, _CROSSHAIR_Z)
        self.position: QPointF | None = None
        self._across, self._down = QBrush(), QBrush()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        colour = QColor(theme.crosshair)
        self._across, self._down = dashes(colour, 4, 3), dashes(colour, 4, 3, vertical=True)
        self.update()

    def set_position(self, position: QPointF | None) -> None:
        """Move the lines to a pixel of the plot area, or hide them; only their old and new rows repaint."""
        if position == self.position:
            return
        for point in (self.position, position):
            if point is not None:
                self.update(QRectF(0, point.y() - 1, self.boundingRect().width(), 3))
                self.update(QRectF(point.x() - 1, 0, 3, self.boundingRect().height()))
        self.position = position

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        if self.position is not None:
            painter.fillRect(QRectF(0, at.snap(self.position.y()), at.width, 1), self._across)
            painter.fillRect(QRectF(at.snap(self.position.x()), 0, 1, at.height), self._down)


class Legend(Layer):
    """One line at the top left: the instrument, and open, high, low, close and volume of a bar.

    What no longer fits is left out from the end.
    """

    def __init__(
        self, parent: QGraphicsItem, title_texts: TextPainter, texts: TextPainter, theme: Theme
    ) -> None:
        super().__init__(parent, _LEGEND_Z)
        self._title_texts, self._texts = title_texts, texts
        self._theme = theme
        self.title = ""
        self.parts: Sequence[tuple[str, str]] = ()
        self.rising = True

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_title(self, title: str) -> None:
        """Name the instrument and the interval."""
        if title != self.title:
            self.title = title
            self.update()

    def set_parts(self, parts: Sequence[tuple[str, str]], *, rising: bool) -> None:
        """Show pairs of a name and a value; values are in the colour of a rising or falling bar."""
        if parts != self.parts or rising != self.rising:
            self.parts, self.rising = parts, rising
            self.update()

    def place(self, new: PixelMap) -> None:
        """Cover one line of text at the top."""
        self.set_bounds(QRectF(0, 0, new.width, _LEGEND_TOP + self._title_texts.height + 3))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the line of text on a strip of the chart's own colour."""
        if not self.title:
            return
        texts, theme = self._texts, self._theme
        muted, value_colour = QColor(theme.muted), QColor(theme.up if self.rising else theme.down)
        shown, end = [], _LEGEND_LEFT + self._title_texts.width(self.title)
        for name, value in self.parts:
            needed = _PART_GAP + self._name_width(name) + texts.width(value)
            if end + needed > at.width - _LEGEND_LEFT:
                break
            shown.append((end + _PART_GAP, name, value))
            end += needed
        strip = QRectF(
            _LEGEND_LEFT - 4, _LEGEND_TOP - 2, end - _LEGEND_LEFT + 8, self._title_texts.height + 4
        )
        painter.fillRect(strip, QColor(theme.chart))
        self._title_texts.draw(painter, _LEGEND_LEFT, _LEGEND_TOP, self.title, QColor(theme.text))
        top = _LEGEND_TOP + (self._title_texts.height - texts.height) / 2
        for left, name, value in shown:
            texts.draw(painter, left, top, name, muted)
            texts.draw(painter, left + self._name_width(name), top, value, value_colour)

    def _name_width(self, name: str) -> float:
        return self._texts.width(name) + 4 if name else 0.0
