"""A part of the picture that consists of lines across the plot area."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor, QPainter

from gui.chart.painting import RectBatch
from gui.chart.picture import Part
from gui.chart.pixel_map import FloatArray, PixelMap, each_once


class LineRows(Part):
    """Lines in the pixel rows of their prices: the picture is painted anew only when those in view are others.

    So an order that fills outside the view, or an average entry that moves by less than a pixel, costs no painting.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._batch = RectBatch()
        self._drawn: Sequence[FloatArray] | None = None
        """The rows as they were last drawn; None before that, and on another map."""

    def rows(self, at: PixelMap) -> Sequence[FloatArray]:
        """The pixel rows in view, a column for each brush."""
        raise NotImplementedError

    def rows_of(self, prices: FloatArray, at: PixelMap) -> FloatArray:
        """The pixel rows in view of lines at these prices, each row once."""
        if not len(prices):
            return prices
        rows: FloatArray = each_once(np.floor(at.ys(prices) * at.ratio)) / at.ratio
        return rows[(rows >= 0) & (rows < at.height)]

    def set_map(self, new: PixelMap) -> None:
        """Take over where times and prices lie from now on."""
        super().set_map(new)
        self._drawn = None

    def lines_changed(self) -> None:
        """Draw the lines anew if those in view changed."""
        drawn, at = self._drawn, self.map
        if drawn is not None and at is not None:
            self._drawn = self.rows(at)
            if all(map(np.array_equal, drawn, self._drawn)):
                return
        self.touch()

    def draw_rows(
        self, painter: QPainter, at: PixelMap, brushes: Sequence[QColor | QBrush], thickness: Sequence[float]
    ) -> None:
        """Draw each column of rows with its brush, so many pixels thick."""
        if self._drawn is None:
            self._drawn = self.rows(at)
        for rows, brush, thick in zip(self._drawn, brushes, thickness, strict=True):
            self._batch.set(np.zeros(len(rows)), rows, at.width, np.full(len(rows), thick))
            self._batch.draw(painter, brush)
