"""The closed candles, or the line of their closes, and their volume, as parts of the kept picture.

Only the bars in view are worked out, as rectangles aligned to device pixels. When bars become narrower than
two pixels they are merged per pixel column.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPainter

from gui.chart.candle_store import CLOSE, HIGH, LOW, OPEN, OPEN_TIME, VOLUME, CandleStore
from gui.chart.close_line import columns_of_line, draw_line, line_colour
from gui.chart.painting import RectBatch, joined
from gui.chart.picture import Part
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.theme import Theme

VOLUME_SHARE = 0.13
"""How much of the plot area's height the highest volume in view takes."""

_BODY_SHARE = 0.72
MERGE_BELOW = 2.0
"""Bars closer than so many device pixels are merged per pixel column."""

Bounds = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """Bars as pixel columns: left edge and width of the body, left edge of the wick, and the prices."""

    left: FloatArray
    wick: FloatArray
    width: float
    wick_width: float
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray

    @property
    def rising(self) -> BoolArray:
        """Which bars closed at or above their open."""
        return self.close >= self.open


def bar_columns(bars: FloatArray, bar_seconds: float, at: PixelMap) -> Columns:
    """Lay bars (rows as in ``CandleStore.columns``) out on the pixels of ``at``."""
    unit = 1 / at.ratio
    spacing = bar_seconds / at.seconds_per_pixel
    centres = at.xs(bars[OPEN_TIME] + bar_seconds / 2)
    if spacing < MERGE_BELOW * unit:
        return _merged(bars, np.floor(centres * at.ratio), unit)
    body, wick = bar_widths(spacing, at.ratio)
    middle = np.floor(centres * at.ratio)
    return Columns(
        left=(middle - body // 2) * unit,
        wick=(middle - wick // 2) * unit,
        width=body * unit,
        wick_width=wick * unit,
        open=bars[OPEN],
        high=bars[HIGH],
        low=bars[LOW],
        close=bars[CLOSE],
        volume=bars[VOLUME],
    )


def bar_widths(spacing: float, ratio: float) -> tuple[int, int]:
    """How wide body and wick are, in device pixels, where bars stand ``spacing`` logical pixels apart."""
    # an odd number of device pixels puts the wick exactly in the middle of the body
    body = max(1, int(spacing * _BODY_SHARE * ratio))
    body -= (body + 1) % 2
    return body, 3 if ratio >= 2 and body >= 7 else 1


def _merged(bars: FloatArray, pixel: FloatArray, unit: float) -> Columns:
    starts = np.flatnonzero(np.diff(pixel, prepend=-np.inf))
    if not len(starts):
        high, low, volume, ends = bars[HIGH], bars[LOW], bars[VOLUME], starts
    else:
        ends = np.append(starts[1:], len(pixel)) - 1
        high = np.maximum.reduceat(bars[HIGH], starts)
        low = np.minimum.reduceat(bars[LOW], starts)
        volume = np.maximum.reduceat(bars[VOLUME], starts)
    left = pixel[starts] * unit
    return Columns(
        left=left,
        wick=left,
        width=unit,
        wick_width=unit,
        open=bars[OPEN][starts],
        high=high,
        low=low,
        close=bars[CLOSE][ends],
        volume=volume,
    )


def candle_rects(columns: Columns, which: BoolArray, at: PixelMap) -> tuple[FloatArray, ...]:
    """Bodies and wicks of the chosen bars: left, top, width, height; nothing is lower than a pixel."""
    unit = 1 / at.ratio
    upper = at.snaps(at.ys(np.maximum(columns.open, columns.close)[which]))
    lower = at.snaps(at.ys(np.minimum(columns.open, columns.close)[which]))
    wick_top = at.snaps(at.ys(columns.high[which]))
    wick_bottom = at.snaps(at.ys(columns.low[which]))
    body_left, wick_left = columns.left[which], columns.wick[which]
    ones = np.ones(len(body_left))
    return joined(
        [
            (body_left, upper, ones * columns.width, np.maximum(lower - upper, unit)),
            (wick_left, wick_top, ones * columns.wick_width, np.maximum(wick_bottom - wick_top, unit)),
        ]
    )


def volume_rects(columns: Columns, which: BoolArray, most: float, at: PixelMap) -> tuple[FloatArray, ...]:
    """Volume columns of the chosen bars, standing on the lower edge; ``most`` fills the strip."""
    tall = (
        np.ceil(columns.volume[which] * (VOLUME_SHARE * at.height / most))
        if most > 0
        else 0 * columns.left[which]
    )
    bottom = float(np.floor(at.height))
    return columns.left[which], bottom - tall, np.full(len(tall), columns.width), tall


class _ClosedBars(Part):
    """What both parts with closed bars share: the store, and rectangles in two colours."""

    def __init__(self, parent: QObject, store: CandleStore, theme: Theme) -> None:
        super().__init__(parent)
        self.store = store
        self.bar_seconds = 60.0
        self.rising = RectBatch()
        self.falling = RectBatch()
        self.up, self.down = QColor(), QColor()
        self.set_theme(theme)

    @property
    def state(self) -> tuple[Hashable, ...]:
        """Changes with every closed bar, whoever changed it."""
        return (*super().state, self.store.closed_version, self.bar_seconds)

    def columns(self, at: PixelMap) -> Columns:
        """The closed bars in view on their pixels."""
        return bar_columns(closed_in_view(self.store, at, self.bar_seconds), self.bar_seconds, at)

    def paint_batches(self, painter: QPainter) -> None:
        """Draw the rectangles worked out last."""
        self.falling.draw(painter, self.down)
        self.rising.draw(painter, self.up)


class ClosedCandles(_ClosedBars):
    """Bodies and wicks of all bars in view but the newest, or the line through their closes."""

    def __init__(self, parent: QObject, store: CandleStore, theme: Theme) -> None:
        self.as_line = False
        self._line = RectBatch()
        self._line_colour = QColor()
        super().__init__(parent, store, theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.up, self.down = QColor(theme.candle_up), QColor(theme.candle_down)
        self._line_colour = line_colour(theme)
        self.touch()

    def set_line(self, *, on: bool) -> None:
        """Draw a line through the closes, or candles."""
        self.as_line = on
        self.touch()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the closed bars."""
        if self.as_line:
            self._draw_line(painter, at)
            return
        columns = self.columns(at)
        rising = columns.rising
        self.rising.set(*candle_rects(columns, rising, at))
        self.falling.set(*candle_rects(columns, ~rising, at))
        self.paint_batches(painter)

    def _draw_line(self, painter: QPainter, at: PixelMap) -> None:
        view = self.store.visible(at.left, at.right, self.bar_seconds)
        # the line comes from the last bar before the view, and goes on to the first after it
        last = min(view.stop + 1, max(0, len(self.store) - 1))
        bars = self.store.columns[:, max(0, view.start - 1) : last]
        xs, ys = at.xs(bars[OPEN_TIME] + self.bar_seconds / 2), at.ys(bars[CLOSE])
        if self.bar_seconds / at.seconds_per_pixel >= MERGE_BELOW / at.ratio:
            draw_line(painter, xs, ys, self._line_colour)
        else:
            self._line.set(*columns_of_line(xs, ys, at))
            self._line.draw(painter, self._line_colour)


class ClosedVolume(_ClosedBars):
    """The volume strip of all bars in view but the newest."""

    def __init__(self, parent: QObject, store: CandleStore, theme: Theme, most: Callable[[], float]) -> None:
        self._most = most
        self._drawn_most = 0.0
        super().__init__(parent, store, theme)

    @property
    def state(self) -> tuple[Hashable, ...]:
        """Changes also when the newest bar's volume changes the scale of all."""
        return (*super().state, self._most())

    def is_rescaled(self) -> bool:
        """Whether the volume that fills the strip is another than when the columns were last drawn."""
        return self._most() != self._drawn_most

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.up, self.down = QColor(theme.volume_up), QColor(theme.volume_down)
        self.touch()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the volume of the closed bars."""
        columns, most = self.columns(at), self._most()
        self._drawn_most = most
        rising = columns.rising
        self.rising.set(*volume_rects(columns, rising, most, at))
        self.falling.set(*volume_rects(columns, ~rising, most, at))
        self.paint_batches(painter)


def closed_in_view(store: CandleStore, at: PixelMap, bar_seconds: float) -> FloatArray:
    """The bars in view without the newest of all, as columns of the store."""
    view = store.visible(at.left, at.right, bar_seconds)
    return store.columns[:, view.start : min(view.stop, max(0, len(store) - 1))]
