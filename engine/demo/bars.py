"""Bars: one-minute bars as they are built from trades, and every coarser interval put together from them."""

from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from engine.demo.numerals import notional
from engine.demo.prints import Print
from engine.market import NS_PER_SECOND

MINUTE = 60 * NS_PER_SECOND
DAY = 1440 * MINUTE
_WEEK_SHIFT = 4 * DAY
"""The epoch was a Thursday; weeks open on Mondays."""

INTERVALS: dict[str, int] = {
    "CI_1_M": MINUTE,
    "CI_3_M": 3 * MINUTE,
    "CI_5_M": 5 * MINUTE,
    "CI_15_M": 15 * MINUTE,
    "CI_30_M": 30 * MINUTE,
    "CI_1_H": 60 * MINUTE,
    "CI_2_H": 120 * MINUTE,
    "CI_4_H": 240 * MINUTE,
    "CI_6_H": 360 * MINUTE,
    "CI_8_H": 480 * MINUTE,
    "CI_12_H": 720 * MINUTE,
    "CI_1_D": DAY,
    "CI_3_D": 3 * DAY,
    "CI_5_D": 5 * DAY,
    "CI_1_W": 7 * DAY,
    "CI_2_W": 14 * DAY,
    "CI_3_W": 21 * DAY,
    "CI_4_W": 28 * DAY,
}
"""Interval names and lengths in ns (protocol reference, section 4.1)."""


def opening(time: int, length: int) -> int:
    """The open time of the bar of ``length`` that holds ``time`` (all ns, bars aligned to UTC)."""
    shift = _WEEK_SHIFT if length % (7 * DAY) == 0 else 0
    return (time - shift) // length * length + shift


class Bar(Struct):
    """One bar: times in ns, prices and turnover in billionths of quote, volume in billionths of base."""

    open_time: int
    open: int
    high: int
    low: int
    close: int
    volume: int = 0
    turnover: int = 0
    trades: int = 0
    buy_volume: int = 0
    buy_turnover: int = 0

    def add(self, trade: Print) -> None:
        """Take a trade of this bar's time into the bar."""
        if not self.trades:
            self.open = self.high = self.low = trade.price
        self.high = max(self.high, trade.price)
        self.low = min(self.low, trade.price)
        self.close = trade.price
        turnover = notional(trade.price, trade.size)
        self.volume += trade.size
        self.turnover += turnover
        self.trades += 1
        if trade.is_taker_buyer:
            self.buy_volume += trade.size
            self.buy_turnover += turnover

    def join(self, later: "Bar") -> None:
        """Extend this bar by the one that follows it."""
        if later.trades:
            if not self.trades:
                self.open, self.high, self.low = later.open, later.high, later.low
            self.high = max(self.high, later.high)
            self.low = min(self.low, later.low)
        self.close = later.close
        self.volume += later.volume
        self.turnover += later.turnover
        self.trades += later.trades
        self.buy_volume += later.buy_volume
        self.buy_turnover += later.buy_turnover


class PastBars(Protocol):
    """One-minute bars from before the start."""

    @property
    def oldest(self) -> int:
        """The open time of the oldest bar, ns."""

    def bar(self, open_time: int) -> Bar:
        """The bar that opens at ``open_time``, which lies between ``oldest`` and the start's own minute."""


class BarSeries:
    """All bars of one instrument, past and live. Only trades on the public book count."""

    def __init__(self, past: PastBars, start_time: int) -> None:
        self._past = past
        self._first = opening(start_time, MINUTE)
        self._live: list[Bar] = [replace(past.bar(self._first))]

    def add(self, trade: Print) -> None:
        """Take a new trade into the forming bar."""
        self.roll(trade.event_time)
        self._live[-1].add(trade)

    def roll(self, now: int) -> None:
        """Open the bars up to ``now`` (ns); a minute without trades is flat at the last close."""
        newest = self._live[-1]
        while newest.open_time + MINUTE <= now:
            close = newest.close
            newest = Bar(newest.open_time + MINUTE, close, close, close, close)
            self._live.append(newest)

    def minute(self, open_time: int) -> Bar | None:
        """The one-minute bar that opens at ``open_time``, None where there is none."""
        position = (open_time - self._first) // MINUTE
        if position >= 0:
            return self._live[position] if position < len(self._live) else None
        return self._past.bar(open_time) if open_time >= self._past.oldest else None

    def bar(self, open_time: int, length: int) -> Bar | None:
        """The bar of ``length`` that opens at ``open_time``, None where nothing is known of it."""
        whole: Bar | None = None
        newest = self._live[-1].open_time
        first = max(open_time, self._past.oldest)
        for minute_open in range(first, min(open_time + length - MINUTE, newest) + 1, MINUTE):
            minute = self.minute(minute_open)
            if minute is None:
                continue
            if whole is None:
                whole = replace(minute, open_time=open_time)
            else:
                whole.join(minute)
        return whole

    def newest_first(self, start_time: int, end_time: int, length: int) -> Iterator[Bar]:
        """Bars that open from ``end_time`` back to ``start_time`` (ns, both inclusive), newest first."""
        open_time = opening(min(end_time, self._live[-1].open_time), length)
        while open_time >= start_time and open_time + length > self._past.oldest:
            whole = self.bar(open_time, length)
            if whole is not None:
                yield whole
            open_time -= length


class NoBars:
    """The past of a delisted instrument: nothing but a flat zero."""

    oldest = 1 << 62

    def bar(self, open_time: int) -> Bar:
        """A flat bar at zero."""
        return Bar(open_time, 0, 0, 0, 0)
