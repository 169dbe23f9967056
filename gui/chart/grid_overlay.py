"""The lines of the running grids on the plot area: one part of the picture for all of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor, QPainter

from engine import GridView
from gui.chart.levels import GridLevels, LineState, grid_levels, labelled
from gui.chart.line_words import Word
from gui.chart.painting import RectBatch, dashes
from gui.chart.picture import Part
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.ranges import Span
from gui.theme import Theme, mixed

_CROWDED_BELOW = 9.0
_FAINT = 0.42


class GridLines(Part):
    """Every line of every running grid: buys and sells solid, lines without an order grey and dashed.

    Lines are one-pixel rectangles in a few batches, whatever their number; lines that share a pixel row are
    drawn once. Where they stand close, those without a label are fainter, so that the candles can be read.
    """

    def __init__(self, parent: QObject, theme: Theme, label_height: float) -> None:
        super().__init__(parent)
        self._grids: list[GridLevels] = []
        self._label_height = label_height
        self._batches = {(state, strong): RectBatch() for state in LineState for strong in (False, True)}
        self._references = RectBatch()
        self._chosen: tuple[tuple[float, bool], list[tuple[GridLevels, list[int]]]] | None = None
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
            self._brushes[LineState.BUY, strong] = QColor(buy)
            self._brushes[LineState.SELL, strong] = QColor(sell)
            self._brushes[LineState.IDLE, strong] = dashes(QColor(idle), 5, 4)
        self._reference_ink, self._past_ink = theme.reference, theme.muted
        self._reference_brush = dashes(QColor(theme.line_reference), 2, 4)
        self.touch()

    def set_grids(self, grids: Sequence[GridView], past: GridView | None = None) -> None:
        """Show the lines of the running ones among ``grids``, and of a ``past`` one."""
        shown = [grid for grid in grids if grid.running]
        if past is not None:
            shown.append(replace(past, open_orders=()))
        self._grids = [grid_levels(grid) for grid in shown]
        self._chosen = None
        self.touch()

    def spans(self) -> list[Span]:
        """The price range of each grid."""
        return [Span(grid.lower, grid.upper) for grid in self._grids]

    def chosen(self) -> list[tuple[GridLevels, list[int]]]:
        """The lines of each grid that get a label and a price at this zoom."""
        if self.map is None:
            return []
        at = self.map
        zoom = (at.scale_per_pixel, at.logarithmic)
        if self._chosen is None or self._chosen[0] != zoom:
            chosen = [
                (grid, labelled(at.scaled(grid.prices), at.scale_per_pixel, self._label_height))
                for grid in self._grids
            ]
            self._chosen = (zoom, chosen)
        return self._chosen[1]

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
        self._work_out(at)
        self._references.draw(painter, self._reference_brush)
        for strong in (False, True):
            for state in (LineState.IDLE, LineState.BUY, LineState.SELL):
                self._batches[state, strong].draw(painter, self._brushes[state, strong])

    def _work_out(self, at: PixelMap) -> None:
        prices: dict[tuple[LineState, bool], list[FloatArray]] = {key: [] for key in self._batches}
        for grid, indices in self.chosen():
            strong = np.full(len(grid.prices), self._is_roomy(grid, at))
            strong[indices] = True
            for (state, is_strong), parts in prices.items():
                which = (grid.states == state.value) & (strong == is_strong)
                parts.append(grid.prices[which])
        for key, parts in prices.items():
            self._fill(self._batches[key], np.concatenate(parts) if parts else np.empty(0), at)
        self._fill(
            self._references, np.array([grid.reference for grid in self._grids if grid.view.running]), at
        )

    @staticmethod
    def _fill(batch: RectBatch, prices: FloatArray, at: PixelMap) -> None:
        rows = np.unique(np.floor(at.ys(prices) * at.ratio)) / at.ratio
        rows = rows[(rows >= 0) & (rows <= at.height)]
        batch.set(np.zeros(len(rows)), rows, at.width, np.ones(len(rows)))
