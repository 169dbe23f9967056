"""What is written at the lines of the running grids."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from engine import plain
from gui.chart.axis_tags import AxisTag, tag_height
from gui.chart.grid_overlay import GridLines
from gui.chart.layer import Layer
from gui.chart.levels import Level, LineState, apart
from gui.chart.painting import TextPainter
from gui.chart.pixel_map import PixelMap
from gui.theme import Theme

_Z = 50
_LEFT, _PADDING = 6.0, 5.0
_LEGEND_LINES = 1.9
"""How many lines of text at the top are left to the legend."""


class GridLabels(Layer):
    """What waits at the lines, at their left ends: side by shape, word and colour, size, and exits.

    The labels are kept as a picture, which the many repaints of single rows then reuse.
    """

    def __init__(self, parent: QGraphicsItem, lines: GridLines, texts: TextPainter, theme: Theme) -> None:
        super().__init__(parent, _Z)
        self._lines = lines
        self._texts = texts
        self._theme = theme
        self._shown: list[tuple[float, Level, str]] = []
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    @property
    def shown(self) -> list[tuple[float, Level, str]]:
        """The labels that are drawn now: the pixel row of the line, the line, and the text."""
        return self._shown

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def refresh(self) -> None:
        """Take the lines' new state over."""
        if self.map is not None:
            self.place(self.map)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Choose the labels that have room, and cover them."""
        height = tag_height(self._texts)
        top = _LEGEND_LINES * self._texts.height + height / 2
        candidates = [
            (new.line_top(float(grid.prices[index])), grid.levels[index])
            for grid, indices in self._lines.chosen()
            for index in indices
            if grid.levels[index].state is not LineState.IDLE
        ]
        candidates = [pair for pair in candidates if top < pair[0] < new.height]
        kept = apart([row for row, _ in candidates], height + 1)
        self._shown = [(*candidates[index], self.label_text(candidates[index][1])) for index in kept]
        widest = max((self._texts.width(text) for _, _, text in self._shown), default=0.0)
        self.set_bounds(QRectF(0, 0, _LEFT + 2 * _PADDING + widest + 1, new.height) if kept else QRectF())

    def right_edge(self) -> float:
        """Where the labels end, in pixels from the left; 0 without any."""
        return self.boundingRect().right()

    def label_text(self, level: Level) -> str:
        """What the label of a line says, e.g. ``▼ SELL 0.1 · exit``; empty for a line without an order."""
        size = plain(level.size)
        if level.state is LineState.BUY:
            text = self.tr("▲ BUY {size}").format(size=size)
        elif level.state is LineState.SELL:
            text = self.tr("▼ SELL {size}").format(size=size)
        else:
            return ""
        return self.tr("{order} · exit").format(order=text) if level.is_exit else text

    def axis_tags(self, price_text: Callable[[float], str]) -> list[AxisTag]:
        """The prices of the labelled lines for the price axis, bounds first."""
        inks = {
            LineState.BUY: self._theme.buy,
            LineState.SELL: self._theme.sell,
            LineState.IDLE: self._theme.muted,
        }
        tags = []
        for grid, indices in self._lines.chosen():
            ends_first = indices[-1:] + indices[:-1]
            for index in ends_first:
                price = float(grid.prices[index])
                tags.append(AxisTag(price, price_text(price), inks[grid.levels[index].state]))
        return tags

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the labels."""
        theme, texts = self._theme, self._texts
        fill, height = QColor(theme.label), tag_height(texts)
        for row, level, text in self._shown:
            buys = level.state is LineState.BUY
            ink, edge = (theme.buy, theme.line_buy) if buys else (theme.sell, theme.line_sell)
            top = round(row - (height - 1) / 2)
            box = QRectF(_LEFT, top, texts.width(text) + 2 * _PADDING, height)
            painter.fillRect(box, QColor(edge))
            painter.fillRect(box.adjusted(1, 1, -1, -1), fill)
            texts.draw(painter, _LEFT + _PADDING, top + 2, text, QColor(ink))


class ReferenceMarks(Layer):
    """The word beside each grid's reference line, at its right end."""

    def __init__(self, parent: QGraphicsItem, lines: GridLines, texts: TextPainter, theme: Theme) -> None:
        super().__init__(parent, _Z)
        self._lines = lines
        self._texts = texts
        self._theme = theme

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def refresh(self) -> None:
        """Take the lines' new state over."""
        if self.map is not None:
            self.place(self.map)
        self.update()

    def place(self, new: PixelMap) -> None:
        """Cover the words."""
        boxes = [self._box(grid.reference, new) for grid in self._lines.grids]
        bounds = QRectF()
        for box in boxes:
            bounds = bounds.united(box)
        self.set_bounds(bounds)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the words on the chart's own colour."""
        for grid in self._lines.grids:
            box = self._box(grid.reference, at)
            painter.fillRect(box, QColor(self._theme.chart))
            ink = QColor(self._theme.reference)
            self._texts.draw(painter, box.left() + 3, box.top(), self.tr("reference"), ink)

    def _box(self, price: float, at: PixelMap) -> QRectF:
        width = self._texts.width(self.tr("reference")) + 6
        top = round(at.line_top(price) - self._texts.height)
        return QRectF(at.width - width - 5, top, width, self._texts.height)
