"""The candles of the chart in growing number columns, oldest first."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine import NS_PER_SECOND, Candle
from gui.chart.pixel_map import FloatArray

OPEN_TIME, OPEN, HIGH, LOW, CLOSE, VOLUME = range(6)
_COLUMNS = 6
_FIRST_CAPACITY = 1024
_MOST_EXTREMES = 16

MOST_BARS = 50_000
"""How many candles are held; the oldest go first."""

_TRIMMED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Bar:
    """One candle as drawn: ``time`` is the open time in seconds since the epoch."""

    time: float
    open: float
    high: float
    low: float
    close: float
    volume: float


@dataclass(frozen=True, slots=True)
class Extremes:
    """The lowest low, the highest high and the most volume of some candles; of none low is above high."""

    low: float = math.inf
    high: float = -math.inf
    volume: float = 0.0


class CandleStore:
    """Candles by open time; the newest one may still form.

    ``closed_version`` rises whenever anything but the newest candle changed, ``version`` with every change,
    so that a picture of the closed candles can be kept while the newest one moves.
    """

    def __init__(self) -> None:
        self._rows = np.empty((_COLUMNS, _FIRST_CAPACITY))
        self._count = 0
        self.version = 0
        self.closed_version = 0
        self._closed_extremes: dict[tuple[int, int], Extremes] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def columns(self) -> FloatArray:
        """A view of all candles: one row per column (``OPEN_TIME`` ... ``VOLUME``), one column per candle."""
        return self._rows[:, : self._count]

    def clear(self) -> None:
        """Forget every candle."""
        self._count = 0
        self._touch(closed=True)

    def replace(self, candles: Sequence[Candle]) -> None:
        """Hold exactly ``candles``; of several with one open time the last one counts."""
        by_time = {candle.open_time: candle for candle in candles}
        ordered = [by_time[time] for time in sorted(by_time)]
        self._count = 0
        self._reserve(len(ordered))
        self._count = len(ordered)
        if ordered:
            self._rows[:, : self._count] = np.array([_row(candle) for candle in ordered]).T
        self._touch(closed=True)

    def refresh(self, candles: Sequence[Candle]) -> bool:
        """Take the newest candles over and keep those before them; a newer bar held already stays too.

        False if they do not reach back to what is held: then exactly ``candles`` are held.
        """
        first = min((candle.open_time for candle in candles), default=0) / NS_PER_SECOND
        if not candles or not self._count or first > self._rows[OPEN_TIME, self._count - 1]:
            self.replace(candles)
            return False
        before, newer = self.columns.copy(), max(candle.open_time for candle in candles) / NS_PER_SECOND
        older, later = before[:, before[OPEN_TIME] < first], before[:, before[OPEN_TIME] > newer]
        self.replace(candles)
        joined = np.concatenate([older, self.columns, later], axis=1)[:, -MOST_BARS:]
        self._reserve(joined.shape[1])
        self._count = joined.shape[1]
        self._rows[:, : self._count] = joined
        return True

    def upsert(self, candle: Candle) -> None:
        """Take a candle over the one of the same open time, or put it in its place."""
        row = _row(candle)
        count = self._count
        newest = self._rows[OPEN_TIME, count - 1] if count else -np.inf
        if count and row[OPEN_TIME] == newest:
            self._rows[:, count - 1] = row
            self._touch(closed=False)
            return
        if row[OPEN_TIME] > newest:
            self._reserve(count + 1)
            self._rows[:, count] = row
            self._count = count + 1
            if self._count > MOST_BARS:
                kept = self._count - _TRIMMED_AT_ONCE
                self._rows[:, :kept] = self.columns[:, -kept:].copy()
                self._count = kept
        else:
            self._put_among_older(row)
        self._touch(closed=True)

    def prepend(self, candles: Sequence[Candle]) -> int:
        """Take candles over that are older than all held so far, as many as there is room for; returns how many.

        Those that are not older are left out.
        """
        oldest = self._rows[OPEN_TIME, 0] if self._count else math.inf
        by_time = {candle.open_time: _row(candle) for candle in candles}
        older = [by_time[time] for time in sorted(by_time) if by_time[time][OPEN_TIME] < oldest]
        room = max(0, MOST_BARS - self._count)
        older = older[max(0, len(older) - room) :]
        if not older:
            return 0
        count = self._count + len(older)
        self._reserve(count)
        self._rows[:, len(older) : count] = self.columns.copy()
        self._rows[:, : len(older)] = np.array(older).T
        self._count = count
        self._touch(closed=True)
        return len(older)

    def bar(self, index: int) -> Bar:
        """The candle at ``index``; negative indices count from the newest.

        Raises:
            IndexError: there is no such candle.
        """
        return Bar(*self.columns[:, index].tolist())

    def index_at(self, time: float, length: float) -> int | None:
        """The index of the candle that covers ``time`` (seconds) and is ``length`` seconds long, or None."""
        index = int(np.searchsorted(self.columns[OPEN_TIME], time, side="right")) - 1
        if index < 0 or time >= self._rows[OPEN_TIME, index] + length:
            return None
        return index

    def visible(self, left: float, right: float, length: float) -> slice:
        """The candles of ``length`` seconds that reach into the time from ``left`` to ``right``."""
        times = self.columns[OPEN_TIME]
        return slice(
            int(np.searchsorted(times, left - length, side="right")),
            int(np.searchsorted(times, right, side="left")),
        )

    def extremes(self, which: slice) -> Extremes:
        """The extremes of the candles from ``which.start`` to before ``which.stop``.

        Those of the closed candles are remembered until one changes, so that asking again costs little.
        """
        start, stop = which.start, min(which.stop, self._count - 1)
        found = self._closed_extremes.get((start, stop))
        if found is None:
            if len(self._closed_extremes) >= _MOST_EXTREMES:
                self._closed_extremes.clear()
            found = self._closed_extremes[start, stop] = _extremes(self._rows[:, start : max(start, stop)])
        if which.stop < self._count or not start < which.stop:
            return found
        newest = self.bar(-1)
        return Extremes(
            min(found.low, newest.low), max(found.high, newest.high), max(found.volume, newest.volume)
        )

    def _put_among_older(self, row: tuple[float, ...]) -> None:
        index = int(np.searchsorted(self.columns[OPEN_TIME], row[OPEN_TIME]))
        if self._rows[OPEN_TIME, index] != row[OPEN_TIME]:
            self._reserve(self._count + 1)
            self._rows[:, index + 1 : self._count + 1] = self._rows[:, index : self._count].copy()
            self._count += 1
        self._rows[:, index] = row

    def _reserve(self, count: int) -> None:
        capacity = self._rows.shape[1]
        if count <= capacity:
            return
        grown = np.empty((_COLUMNS, max(count, 2 * capacity)))
        grown[:, : self._count] = self.columns
        self._rows = grown

    def _touch(self, *, closed: bool) -> None:
        self.version += 1
        if closed:
            self.closed_version += 1
            self._closed_extremes.clear()


def _extremes(rows: FloatArray) -> Extremes:
    if not rows.shape[1]:
        return Extremes()
    return Extremes(float(np.min(rows[LOW])), float(np.max(rows[HIGH])), float(np.max(rows[VOLUME])))


def _row(candle: Candle) -> tuple[float, ...]:
    return (
        candle.open_time / NS_PER_SECOND,
        float(candle.open),
        float(candle.high),
        float(candle.low),
        float(candle.close),
        float(candle.volume_base),
    )
