"""The equity of a grid over time, bounded in memory, and its largest fall from a peak.

The curve keeps at most a fixed number of bars. When it is full, each two neighbours become one, so an old curve
is as long as a young one, only coarser; every bar keeps its lowest and highest equity. The drawdown is taken
from every point, before any thinning. Equity in quote, times in ns since the epoch.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.market import EXACT, NS_PER_SECOND, QUOTIENT, decimal_or_none, plain, plain_or_none

MOST_BARS = 1000
FIRST_WIDTH = NS_PER_SECOND


@dataclass(frozen=True, slots=True)
class EquityBar:
    """The equity from ``time`` up to the next bar: at the first point, lowest, highest and at the last point."""

    time: int
    open: Decimal
    low: Decimal
    high: Decimal
    close: Decimal


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall of the equity from a peak to the lowest point after it."""

    peak: Decimal
    trough: Decimal
    peak_time: int
    trough_time: int

    @property
    def amount(self) -> Decimal:
        """How far it fell, in quote; 0 where it never did."""
        return EXACT.subtract(self.peak, self.trough)

    @property
    def fraction(self) -> Decimal | None:
        """The fall as a fraction of the peak; None where the peak is not above 0."""
        return QUOTIENT.divide(self.amount, self.peak) if self.peak > 0 else None


class EquityCurve:
    """Takes points of equity in order of time; a time before the last one counts as the last one."""

    __slots__ = ("_bars", "_most", "_peak", "_peak_time", "_rows", "_time", "drawdown", "width")

    def __init__(self, most_bars: int = MOST_BARS, width: int = FIRST_WIDTH) -> None:
        """``most_bars``: how many bars are kept, 2 or more; ``width``: the length of a bar at first, in ns.

        Raises:
            ValueError: a value is out of range.
        """
        if most_bars < 2 or width < 1:
            raise ValueError(f"{most_bars} bars of {width} ns; expected 2 bars or more, of 1 ns or more")
        self.width = width
        self.drawdown: Drawdown | None = None
        self._most = most_bars
        self._bars: list[EquityBar] = []
        self._rows: list[list[Any]] = []
        self._time = 0
        self._peak: Decimal | None = None
        self._peak_time = 0

    @property
    def bars(self) -> tuple[EquityBar, ...]:
        """The curve, oldest bar first. Bars without a point are left out."""
        return tuple(self._bars)

    def add(self, time: int, equity: Decimal) -> None:
        """Add the equity at a time."""
        self._time = time = max(time, self._time)
        self._follow_drawdown(time, equity)
        start = time // self.width * self.width
        if self._bars and self._bars[-1].time == start:
            bar = self._bars[-1]
            self._bars[-1] = EquityBar(start, bar.open, min(bar.low, equity), max(bar.high, equity), equity)
            return
        self._bars.append(EquityBar(start, equity, equity, equity, equity))
        while len(self._bars) > self._most:
            self._thin()

    def state(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        fall = self.drawdown
        # a bar with another after it changes no more until the curve is thinned
        self._rows += [_row(bar) for bar in self._bars[len(self._rows) : -1]]
        return {
            "most": self._most,
            "width": self.width,
            "time": self._time,
            "peak": [self._peak_time, plain_or_none(self._peak)],
            "drawdown": None
            if fall is None
            else [plain(fall.peak), plain(fall.trough), fall.peak_time, fall.trough_time],
            "bars": [*self._rows, *map(_row, self._bars[-1:])],
        }

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "EquityCurve":
        """The curve of which ``state`` was taken."""
        curve = cls(state["most"], state["width"])
        curve._time = state["time"]
        curve._peak_time, peak = state["peak"]
        curve._peak = decimal_or_none(peak)
        if state["drawdown"] is not None:
            peak, trough, peak_time, trough_time = state["drawdown"]
            curve.drawdown = Drawdown(Decimal(peak), Decimal(trough), peak_time, trough_time)
        curve._bars = [EquityBar(time, *map(Decimal, values)) for time, *values in state["bars"]]
        return curve

    def _follow_drawdown(self, time: int, equity: Decimal) -> None:
        if self._peak is None or equity > self._peak:
            self._peak, self._peak_time = equity, time
        fall = EXACT.subtract(self._peak, equity)
        if self.drawdown is None or fall > self.drawdown.amount:
            self.drawdown = Drawdown(self._peak, equity, self._peak_time, time)

    def _thin(self) -> None:
        self.width *= 2
        thinned: list[EquityBar] = []
        for bar in self._bars:
            start = bar.time // self.width * self.width
            if thinned and thinned[-1].time == start:
                first = thinned[-1]
                low, high = min(first.low, bar.low), max(first.high, bar.high)
                thinned[-1] = EquityBar(start, first.open, low, high, bar.close)
            else:
                thinned.append(EquityBar(start, bar.open, bar.low, bar.high, bar.close))
        self._bars = thinned
        self._rows.clear()


def _row(bar: EquityBar) -> list[Any]:
    return [bar.time, *map(plain, (bar.open, bar.low, bar.high, bar.close))]
