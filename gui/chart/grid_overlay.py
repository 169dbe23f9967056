"""The lines of the running grids on the plot area: one part of the picture for all of them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor, QPainter

from engine import GridView
from gui.chart.levels import GridLevels, LineState, grid_levels, labelled
from gui.chart.line_rows import LineRows
from gui.chart.line_words import Word
from gui.chart.painting import dashes
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.ranges import Span
from gui.theme import Theme, mixed

_CROWDED_BELOW = 9.0
_FAINT = 0.42


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which lines of a grid get a label at one zoom, whatever of them is in view."""

    prices: FloatArray
    zoom: tuple[float, bool]
    indices: list[int]


class GridLines(LineRows):
    """Every line of every running grid: buys and sells solid, lines without an order grey and dashed.

    Lines are one-pixel rectangles in a few batches, whatever their number; lines that share a pixel row are
    drawn once. Where they stand close, those without a label are fainter, so that the candles can be read.
    """

    def __init__(self, parent: QObject, theme: Theme, label_height: float) -> None:
        super().__init__(parent)
        self._grids: list[GridLevels] = []
        self._label_height = label_height
        self._chosen: list[_Chosen] = []
        self._brushes: dict[tuple[LineState, bool], QColor | QBrush] = {}
        self._reference_brush = QBrush()
        self._reference_ink = self._past_ink = ""
        self.set_theme(theme)

    @property
    def grids(self) -> Sequence[GridLevels]:
        """The grids on the chart."""
        return self._grids

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        for strong in (False, True):
            buy, sell, idle = (
                colour if strong else mixed(colour, theme.chart, _FAINT)
                for colour in (theme.line_buy, theme.line_sell, theme.line_idle)
            )
            # in the order in which they are drawn
            self._brushes[LineState.IDLE, strong] = dashes(QColor(idle), 5, 4)
            self._brushes[LineState.BUY, strong] = QColor(buy)
            self._brushes[LineState.SELL, strong] = QColor(sell)
        self._reference_ink, self._past_ink = theme.reference, theme.muted
        self._reference_brush = dashes(QColor(theme.line_reference), 2, 4)
        self.touch()

    def set_grids(self, grids: Sequence[GridView], past: GridView | None = None) -> None:
        """Show the lines of the running ones among ``grids``, and of a ``past`` one."""
        shown = [grid for grid in grids if grid.running]
        if past is not None:
            shown.append(replace(past, open_orders=()))
        before = {levels.grid_id: levels for levels in self._grids}
        self._grids = [grid_levels(grid, before.get(grid.grid_id)) for grid in shown]
        self.lines_changed()

    def spans(self) -> list[Span]:
        """The price range of each grid."""
        return [Span(grid.lower, grid.upper) for grid in self._grids]

    def chosen(self) -> list[tuple[GridLevels, list[int]]]:
        """The lines in view of each grid that get a label and a price at this zoom, lowest first.

        Lines up to a pixel outside the view are among them.
        """
        at = self.map
        if at is None:
            return []
        low, high = at.price(at.height + 1), at.price(-1)
        zoom = (at.scale_per_pixel, at.logarithmic)
        # which lines of a grid are chosen follows from its prices, which are the same array until they change
        known, self._chosen = self._chosen, []
        in_view = []
        for grid in self._grids:
            found = next((one for one in known if one.prices is grid.prices and one.zoom == zoom), None)
            if found is None:
                scaled = at.scaled(grid.prices)
                found = _Chosen(grid.prices, zoom, labelled(scaled, at.scale_per_pixel, self._label_height))
            self._chosen.append(found)
            seen = grid.between(low, high)
            first, last = bisect_left(found.indices, seen.start), bisect_left(found.indices, seen.stop)
            in_view.append((grid, found.indices[first:last]))
        return in_view

    def line_at(self, row: float, reach: float) -> tuple[GridLevels, int] | None:
        """The line nearest to a pixel row, at most ``reach`` pixels away: its grid, and its index there."""
        best: tuple[float, GridLevels, int] | None = None
        for grid in self._grids:
            if self.map is None or not len(grid.prices):
                continue
            away = np.abs(np.floor(self.map.ys(grid.prices)) - row)
            index = int(np.argmin(away))
            if away[index] <= reach and (best is None or away[index] < best[0]):
                best = (float(away[index]), grid, index)
        return None if best is None else best[1:]

    def is_crowded(self, grid: GridLevels) -> bool:
        """Whether the lines of a grid stand too close to each other to be told apart by eye."""
        at = self.map
        return at is None or not self._is_roomy(grid, at)

    @staticmethod
    def _is_roomy(grid: GridLevels, at: PixelMap) -> bool:
        return at.y(grid.lower) - at.y(grid.upper) >= _CROWDED_BELOW * (len(grid.prices) - 1)

    def words(self) -> list[Word]:
        """What is written at the right ends of the reference lines, and at the upper line of a past grid."""
        several = len(self._grids) > 1
        named = self.tr("grid {number} · reference") if several else self.tr("reference")
        past = self.tr("grid {number} · stopped")
        return [
            Word(grid.reference, named.format(number=grid.grid_id), self._reference_ink)
            if grid.view.running
            else Word(grid.upper, past.format(number=grid.grid_id), self._past_ink)
            for grid in self._grids
        ]

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines, faint ones first and idle ones before those with orders."""
        brushes = (self._reference_brush, *self._brushes.values())
        self.draw_rows(painter, at, brushes, [1.0] * len(brushes))

    def rows(self, at: PixelMap) -> list[FloatArray]:
        """The pixel rows in view of the reference lines, and of the lines that each brush paints."""
        references = np.array([grid.reference for grid in self._grids if grid.view.running])
        prices: dict[tuple[LineState, bool], list[FloatArray]] = {key: [] for key in self._brushes}
        for grid, indices in self.chosen():
            seen = grid.between(at.price(at.height + 1), at.price(-1))
            shown, states = grid.prices[seen], grid.states[seen]
            strong = np.full(len(shown), self._is_roomy(grid, at))
            strong[[index - seen.start for index in indices]] = True
            for (state, is_strong), parts in prices.items():
                parts.append(shown[(states == state.value) & (strong == is_strong)])
        by_brush = (np.concatenate(parts) if parts else np.empty(0) for parts in prices.values())
        return [self.rows_of(one, at) for one in (references, *by_brush)]
