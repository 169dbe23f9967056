"""Candles and volume: the closed ones in one item, the forming one in another.

Only the bars in view are worked out, as rectangles aligned to device pixels, and kept until the view or a
closed bar changes. When bars become narrower than two pixels they are merged per pixel column.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.candle_store import CLOSE, HIGH, LOW, OPEN, OPEN_TIME, VOLUME, CandleStore
from gui.chart.layer import Layer
from gui.chart.painting import RectBatch, joined
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.theme import Theme

VOLUME_SHARE = 0.13
"""How much of the plot area's height the highest volume in view takes."""

_BODY_SHARE = 0.72
_MERGE_BELOW = 2.0
_WICK_Z, _VOLUME_Z = 30, 5
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
    if spacing < _MERGE_BELOW * unit:
        return _merged(bars, np.floor(centres * at.ratio), unit)
    # an odd number of device pixels puts the wick exactly in the middle of the body
    body = max(1, int(spacing * _BODY_SHARE * at.ratio))
    body -= (body + 1) % 2
    wick = 3 if at.ratio >= 2 and body >= 7 else 1
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


class _BarsLayer(Layer):
    def __init__(self, parent: QGraphicsItem, store: CandleStore, theme: Theme, z_value: float) -> None:
        super().__init__(parent, z_value)
        self.store = store
        self.bar_seconds = 60.0
        self.rising = RectBatch()
        self.falling = RectBatch()
        self._drawn: tuple[object, ...] | None = None
        self.up, self.down = QColor(), QColor()
        self.set_theme(theme)

    def paint_batches(self, painter: QPainter) -> None:
        """Draw the rectangles worked out last."""
        self.falling.draw(painter, self.down)
        self.rising.draw(painter, self.up)

    def is_stale(self, *key: object) -> bool:
        """Whether the rectangles must be worked out again, which the caller then does."""
        fresh = self._drawn == key
        self._drawn = key
        return not fresh


class ClosedCandles(_BarsLayer):
    """Bodies and wicks of all bars in view but the newest."""

    def __init__(self, parent: QGraphicsItem, store: CandleStore, theme: Theme) -> None:
        super().__init__(parent, store, theme, _WICK_Z)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.up, self.down = QColor(theme.candle_up), QColor(theme.candle_down)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the closed bars."""
        if self.is_stale(at, self.store.closed_version, self.bar_seconds):
            columns = bar_columns(closed_in_view(self.store, at, self.bar_seconds), self.bar_seconds, at)
            rising = columns.rising
            self.rising.set(*candle_rects(columns, rising, at))
            self.falling.set(*candle_rects(columns, ~rising, at))
        self.paint_batches(painter)


class ClosedVolume(_BarsLayer):
    """The volume strip of all bars in view but the newest."""

    def __init__(
        self, parent: QGraphicsItem, store: CandleStore, theme: Theme, most: Callable[[], float]
    ) -> None:
        super().__init__(parent, store, theme, _VOLUME_Z)
        self._most = most

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.up, self.down = QColor(theme.volume_up), QColor(theme.volume_down)

    def place(self, new: PixelMap) -> None:
        """Cover the strip at the lower edge."""
        height = np.ceil(new.height * VOLUME_SHARE) + 2
        self.set_bounds(QRectF(0, new.height - height, new.width, height))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the volume of the closed bars."""
        most = self._most()
        if self.is_stale(at, self.store.closed_version, self.bar_seconds, most):
            columns = bar_columns(closed_in_view(self.store, at, self.bar_seconds), self.bar_seconds, at)
            rising = columns.rising
            self.rising.set(*volume_rects(columns, rising, most, at))
            self.falling.set(*volume_rects(columns, ~rising, most, at))
        self.paint_batches(painter)


class FormingBar(_BarsLayer):
    """The newest bar and its volume: a narrow item, so that a tick repaints a narrow stripe."""

    def __init__(
        self, parent: QGraphicsItem, store: CandleStore, theme: Theme, most: Callable[[], float]
    ) -> None:
        self._volume = RectBatch()
        self._volume_up, self._volume_down = QColor(), QColor()
        super().__init__(parent, store, theme, _WICK_Z + 1)
        self._most = most

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.up, self.down = QColor(theme.candle_up), QColor(theme.candle_down)
        self._volume_up, self._volume_down = QColor(theme.volume_up), QColor(theme.volume_down)

    def place(self, new: PixelMap) -> None:
        """Cover the newest bar's column."""
        if not len(self.store):
            self.set_bounds(QRectF())
            return
        spacing = self.bar_seconds / new.seconds_per_pixel
        left = np.floor(new.x(self.store.bar(-1).time)) - 2
        self.set_bounds(QRectF(left, 0, np.ceil(spacing) + 4, new.height))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the forming bar over its volume."""
        if not len(self.store):
            return
        columns = bar_columns(self.store.columns[:, -1:], self.bar_seconds, at)
        rising = bool(columns.rising[0])
        everything = np.ones(1, dtype=np.bool_)
        self._volume.set(*volume_rects(columns, everything, self._most(), at))
        self._volume.draw(painter, self._volume_up if rising else self._volume_down)
        self.rising.set(*candle_rects(columns, everything, at))
        self.rising.draw(painter, self.up if rising else self.down)


def closed_in_view(store: CandleStore, at: PixelMap, bar_seconds: float) -> FloatArray:
    """The bars in view without the newest of all, as columns of the store."""
    view = store.visible(at.left, at.right, bar_seconds)
    return store.columns[:, view.start : min(view.stop, max(0, len(store) - 1))]
