"""Where trades were missing: stretches of time shaded behind the candles, and what is known of them.

A recovered stretch is a quiet tint. One that could not be recovered is hatched in another hue between solid
edges and named in words, because everything that was filled or not filled there is in doubt.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter

from engine import NS_PER_SECOND, GapFound
from gui.chart.painting import RectBatch, hatching
from gui.chart.picture import Part
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.text_painter import TextPainter
from gui.chart.ticks import local, offset_text
from gui.theme import Theme

LEAST_WIDTH = 3.0
"""How many pixels wide the shortest stretch is drawn."""

_REACH = 2.0
_PADDING, _APART = 5.0, 4.0
_EDGE = 1.0


@dataclass(frozen=True, slots=True)
class GapLabel:
    """A label over ``count`` unrecovered stretches: its middle and width in pixels, and its text."""

    middle: float
    width: float
    count: int
    text: str


class GapBands(Part):
    """The shaded stretches of one instrument, at least ``LEAST_WIDTH`` pixels wide."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._gaps: tuple[GapFound, ...] = ()
        self._starts: FloatArray = np.empty(0)
        self._ends: FloatArray = np.empty(0)
        self._missing = np.empty(0, dtype=np.bool_)
        self._tint, self._edge, self._hatch = QColor(), QColor(), QBrush()
        self._recovered_batch, self._missing_batch, self._edges = RectBatch(), RectBatch(), RectBatch()
        self.zone: tzinfo | None = None
        self.set_theme(theme)

    @property
    def gaps(self) -> Sequence[GapFound]:
        """The stretches on the chart."""
        return self._gaps

    def set_gaps(self, gaps: Sequence[GapFound]) -> None:
        """Show exactly these stretches."""
        self._gaps = tuple(gaps)
        times = np.array([(gap.from_time, gap.to_time) for gap in gaps], dtype=np.float64).reshape(-1, 2)
        self._starts, self._ends = np.sort(times, axis=1).T / NS_PER_SECOND
        self._missing = np.array([not gap.recovered for gap in gaps], dtype=np.bool_)
        self.touch()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._tint, self._edge = QColor(theme.gap_recovered), QColor(theme.gap_edge)
        self._hatch = hatching(QColor(theme.gap_missing), QColor(theme.gap_hatch))
        self.touch()

    def bands(self, at: PixelMap) -> tuple[FloatArray, FloatArray]:
        """The left and right edge of each stretch in pixels, not cut off at the edges of the plot area."""
        left, right = at.xs(self._starts), at.xs(self._ends)
        wider = np.maximum(0.0, (LEAST_WIDTH - (right - left)) / 2)
        return at.snaps(left - wider), at.snaps(right + wider)

    def missing_bands(self, at: PixelMap) -> list[tuple[float, float]]:
        """The edges, within the plot area, of the unrecovered stretches in view, leftmost first."""
        left, right = self.bands(at)
        seen = self._missing & (right > 0) & (left < at.width)
        cut_left, cut_right = np.maximum(left[seen], 0.0), np.minimum(right[seen], at.width)
        return sorted(zip(cut_left.tolist(), cut_right.tolist(), strict=True))

    def gap_at(self, x: float) -> GapFound | None:
        """The stretch at a pixel column: an unrecovered one rather than a recovered, then the shortest."""
        if self.map is None or not self._gaps:
            return None
        left, right = self.bands(self.map)
        under = np.flatnonzero((left - _REACH <= x) & (x < right + _REACH))
        if not len(under):
            return None
        best = min(
            under, key=lambda index: (not self._missing[index], self._ends[index] - self._starts[index])
        )
        return self._gaps[int(best)]

    def describe(self, gap: GapFound) -> str:
        """From when to when, how many trades, and whether they were recovered, in one line."""
        start, end = sorted((gap.from_time / NS_PER_SECOND, gap.to_time / NS_PER_SECOND))
        first, last = local(start, self.zone), local(end, self.zone)
        pattern = "%H:%M:%S" if first.date() == last.date() else "%Y-%m-%d %H:%M:%S"
        span = self.tr("{start} – {end} {zone}").format(
            start=first.strftime(pattern), end=last.strftime(pattern), zone=offset_text(start, self.zone)
        )
        if gap.trades is None:
            trades = self.tr("number unknown")
        else:
            trades = self.tr("1 trade") if gap.trades == 1 else self.tr("{count} trades")
            trades = trades.format(count=f"{gap.trades:,}")
        if gap.recovered:
            return self.tr("Recovered: {span}, {trades}").format(span=span, trades=trades)
        return self.tr("Trades missing, not recovered: {span}, {trades}").format(span=span, trades=trades)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Shade the stretches in view, those that were not recovered on top."""
        left, right = self.bands(at)
        seen = (right > 0) & (left < at.width)
        # far out of view the edges may lie further away than a painter can count
        left, right = np.maximum(left, -LEAST_WIDTH), np.minimum(right, at.width + LEAST_WIDTH)
        for batch, which in (
            (self._recovered_batch, seen & ~self._missing),
            (self._missing_batch, seen & self._missing),
        ):
            batch.set(left[which], *_column(left[which], at, right[which] - left[which]))
        lines = np.concatenate([left[seen & self._missing], right[seen & self._missing] - _EDGE])
        self._edges.set(lines, *_column(lines, at, np.full(len(lines), _EDGE)))
        self._recovered_batch.draw(painter, self._tint)
        self._missing_batch.draw(painter, self._hatch)
        self._edges.draw(painter, self._edge)


class GapLabels(Part):
    """The words over the stretches that were not recovered; those without room share one label."""

    def __init__(self, parent: QObject, bands: GapBands, texts: TextPainter, theme: Theme) -> None:
        super().__init__(parent)
        self._bands, self._texts, self._theme = bands, texts, theme

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.touch()

    def labels(self, at: PixelMap) -> list[GapLabel]:
        """The labels for this view, leftmost first."""
        found: list[GapLabel] = []
        for left, right in self._bands.missing_bands(at):
            label = self._label((left + right) / 2, 1, at)
            while found and label.middle - label.width / 2 < found[-1].middle + found[-1].width / 2 + _APART:
                other = found.pop()
                count = other.count + label.count
                middle = (other.middle * other.count + label.middle * label.count) / count
                label = self._label(middle, count, at)
            found.append(label)
        return found

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the labels at the lower edge, where no candles are."""
        height = self._texts.height + 4
        top = math.floor(at.height - height - _APART)
        for label in self.labels(at):
            box = QRectF(round(label.middle - label.width / 2), top, label.width, height)
            painter.fillRect(box, QColor(self._theme.gap_edge))
            painter.fillRect(box.adjusted(1, 1, -1, -1), QColor(self._theme.label))
            left, ink = box.left() + _PADDING, QColor(self._theme.warning)
            self._texts.draw(painter, left, top + 2, label.text, ink)

    def _label(self, middle: float, count: int, at: PixelMap) -> GapLabel:
        text = self.tr("trades missing")
        if count > 1:
            text = self.tr("trades missing ×{count}").format(count=count)
        width = self._texts.width(text) + 2 * _PADDING
        return GapLabel(max(min(middle, at.width - width / 2), width / 2), width, count, text)


def _column(left: FloatArray, at: PixelMap, width: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    return np.zeros(len(left)), width, np.full(len(left), at.height)
