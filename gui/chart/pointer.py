"""What the mouse points at: the crosshair, the bar under it, and the fill or line that a card tells about."""

from collections.abc import Callable
from datetime import tzinfo

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal

from engine import NS_PER_SECOND
from gui.chart.crosshair import Crosshair
from gui.chart.fill_marks import FillMarks
from gui.chart.fill_words import describe_fills
from gui.chart.grid_labels import GridLabels
from gui.chart.grid_overlay import GridLines
from gui.chart.hover_card import HoverCard, LineHighlight
from gui.chart.level_story import describe_level
from gui.chart.measure import Measure
from gui.chart.plot_area import PlotArea

_REACH = 3.0


class Pointer(QObject):
    """Follows the cursor over the plot area.

    Signals:
        moved: the cursor is elsewhere; ``position`` has where.
        fill_clicked: carries the newest fill of the mark that was clicked.
    """

    moved = Signal()
    fill_clicked = Signal(object)

    def __init__(
        self,
        parent: QObject,
        plot: PlotArea,
        *,
        crosshair: Crosshair,
        card: HoverCard,
        highlight: LineHighlight,
        fills: FillMarks,
        lines: GridLines,
        labels: GridLabels,
        measure: Measure,
        wall_clock: Callable[[], float],
    ) -> None:
        super().__init__(parent)
        self._plot = plot
        self._crosshair, self._card, self._highlight = crosshair, card, highlight
        self._fills, self._lines, self._labels, self._measure = fills, lines, labels, measure
        self._wall_clock = wall_clock
        self.bar_seconds = 60.0
        self.zone: tzinfo | None = None
        self.position: QPointF | None = None
        """The pixel of the plot area under the cursor, None while it is elsewhere."""
        plot.cursor_moved.connect(self.move)
        plot.clicked.connect(self._click)

    def move(self, point: QPointF | None) -> None:
        """Show the crosshair at a pixel of the plot area, on the middle of its bar, or hide it."""
        at, axis = self._plot.pixel_map, self._plot.price_axis
        if point is None or at is None or not axis.active:
            self.position = None
            self._crosshair.set_position(None)
            axis.set_cursor_price(None)
            self._plot.time_axis.set_cursor_time(None)
        else:
            self.position = point
            opened = at.time(point.x()) // self.bar_seconds * self.bar_seconds
            middle = float(np.floor(at.x(opened + self.bar_seconds / 2)))
            self._crosshair.set_position(QPointF(middle, point.y()))
            axis.set_cursor_price(round(at.price(point.y()) / axis.tick_size) * axis.tick_size)
            self._plot.time_axis.set_cursor_time(opened)
        self.tell()
        self.moved.emit()

    def tell(self) -> None:
        """Look again at what is under the cursor."""
        point = self.position
        if point is None or self._measure.armed or self._measure.dragging:
            self._show_card(QPointF(), [], None)
            return
        fills = self._fills.near(point)
        if fills:
            self._show_card(point, describe_fills(fills, self.zone), None)
            return
        self._tell_line(point)

    def _tell_line(self, point: QPointF) -> None:
        row = self._labels.label_at(point)
        found = self._lines.line_at(point.y() if row is None else row, _REACH)
        if found is None or (row is None and self._lines.is_crowded(found[0])):
            self._show_card(point, [], None)
            return
        grid, index = found
        now = int(self._wall_clock() * NS_PER_SECOND)
        story = describe_level(grid.view, grid.levels[index], now, self.zone)
        self._show_card(point, story, float(grid.prices[index]))

    def _show_card(self, point: QPointF, lines: list[str], price: float | None) -> None:
        self._card.show_at(point, lines)
        self._highlight.set_price(price)

    def _click(self, point: QPointF) -> None:
        fills = self._fills.near(point)
        if fills:
            self.fill_clicked.emit(max(fills, key=lambda fill: (fill.time, fill.fill_id)))
        elif self._measure.ends is not None:
            self._measure.clear()
