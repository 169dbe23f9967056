"""What is written at the lines of the running grids."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from engine import plain
from gui.chart.axis_tags import AxisTag, tag_height
from gui.chart.grid_overlay import GridLines
from gui.chart.layer import Layer
from gui.chart.levels import Level, LineState, apart
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
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
        self._numbered = False
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
        """Take the lines' new state over; what says the same is not drawn again."""
        if self.map is not None:
            before = self._shown
            self.place(self.map)
            if self._shown != before:
                self.update()

    def place(self, new: PixelMap) -> None:
        """Choose the labels that have room, and cover them."""
        height = tag_height(self._texts)
        self._numbered = len(self._lines.grids) > 1
        top = _LEGEND_LINES * self._texts.height + height / 2
        candidates = [
            (new.line_top(float(grid.prices[index])), grid.levels[index], grid.grid_id)
            for grid, indices in self._lines.chosen()
            for index in indices
            if grid.levels[index].state is not LineState.IDLE
        ]
        candidates = [pair for pair in candidates if top < pair[0] < new.height]
        kept = apart([row for row, _, _ in candidates], height + 1)
        self._shown = [
            (row, level, self.label_text(level, grid_id))
            for row, level, grid_id in (candidates[index] for index in kept)
        ]
        widest = max((self._texts.width(text) for _, _, text in self._shown), default=0.0)
        self.set_bounds(QRectF(0, 0, _LEFT + 2 * _PADDING + widest + 1, new.height) if kept else QRectF())

    def right_edge(self) -> float:
        """Where the labels end, in pixels from the left; 0 without any."""
        return self.boundingRect().right()

    def label_at(self, point: QPointF) -> float | None:
        """The pixel row of the line whose label is under a pixel of the plot area."""
        reach = (tag_height(self._texts) - 1) / 2
        for row, _, text in self._shown:
            right = _LEFT + self._texts.width(text) + 2 * _PADDING
            if _LEFT <= point.x() <= right and abs(point.y() - row) <= reach:
                return row
        return None

    def label_text(self, level: Level, grid_id: int) -> str:
        """What the label of a line says: side, size, what it is for, and of several grids the number.

        For example ``▼ SELL 0.1 · exit``, or ``#2 ▲ BUY 0.07 of 0.1`` with 0.07 still to fill. Empty for a line
        without an order.
        """
        size = plain(level.size)
        if level.whole != level.size:
            size = self.tr("{left} of {whole}").format(left=size, whole=plain(level.whole))
        if level.state is LineState.BUY:
            text = self.tr("▲ BUY {size}").format(size=size)
        elif level.state is LineState.SELL:
            text = self.tr("▼ SELL {size}").format(size=size)
        else:
            return ""
        if level.is_exit:
            text = self.tr("{order} · exit").format(order=text)
        return f"#{grid_id} {text}" if self._numbered else text

    def axis_tags(self, price_text: Callable[[float], str]) -> list[AxisTag]:
        """The prices of the labelled lines for the price axis, bounds first."""
        inks = {
            LineState.BUY: self._theme.buy,
            LineState.SELL: self._theme.sell,
            LineState.IDLE: self._theme.muted,
        }
        tags = []
        for grid, indices in self._lines.chosen():
            if indices and grid.prices[indices[-1]] == grid.prices[-1]:
                indices = indices[-1:] + indices[:-1]
            for index in indices:
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
