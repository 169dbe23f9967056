"""Which part of the market the chart shows: pure rules for following the price and fitting the scale."""

import math
from dataclasses import dataclass

from gui.chart.pixel_map import LEAST_PRICE

BARS_SHOWN = 120
RIGHT_MARGIN_BARS = 12
TOP_PADDING = 0.09
BOTTOM_PADDING = 0.17
"""Shares of the height kept free: above for the legend, below for the volume strip."""

_MAX_GRID_STRETCH = 8.0
_LOOSE, _LOOSE_WITH_GRID = 0.62, 0.85
_GRID_SHARE = 0.6
_MIN_TICKS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of times (seconds) or prices (quote)."""

    low: float
    high: float

    @property
    def length(self) -> float:
        """High minus low."""
        return self.high - self.low

    def union(self, other: "Span") -> "Span":
        """The smallest range that holds both."""
        return Span(min(self.low, other.low), max(self.high, other.high))

    def holds(self, other: "Span") -> bool:
        """Whether ``other`` lies within this range."""
        return self.low <= other.low and other.high <= self.high


def scaled(prices: Span, *, logarithmic: bool) -> Span:
    """Prices on the scale of the screen: themselves, or their natural logarithms."""
    if not logarithmic:
        return prices
    return Span(math.log(max(prices.low, LEAST_PRICE)), math.log(max(prices.high, LEAST_PRICE)))


def priced(scale: Span, *, logarithmic: bool) -> Span:
    """The prices that lie at a part of the scale: the inverse of ``scaled``."""
    return Span(math.exp(scale.low), math.exp(scale.high)) if logarithmic else scale


def time_span(newest_open: float, bar_seconds: float, bars: float = BARS_SHOWN) -> Span:
    """The times to show so that the newest bar stands a margin away from the right edge."""
    margin = RIGHT_MARGIN_BARS * bars / BARS_SHOWN
    right = newest_open + bar_seconds * (1 + margin)
    return Span(right - bar_seconds * (bars + margin), right)


def shown_prices(candles: Span | None, last: float | None, grids: list[Span], tick: float) -> Span | None:
    """The prices that must be visible; None when nothing is known.

    A grid's whole range is shown as long as that does not squash the candles to less than an eighth of the
    height; of a wider grid only the part near the candles is.
    """
    span = candles
    if last is not None:
        span = Span(last, last) if span is None else span.union(Span(last, last))
    if span is None:
        if not grids:
            return None
        span = grids[0]
    least = max(tick * _MIN_TICKS, abs(span.high) * 1e-5)
    if span.length < least:
        middle = (span.low + span.high) / 2
        span = Span(middle - least / 2, middle + least / 2)
    near = Span(span.low - span.length, span.high + span.length)
    market = span
    for grid in grids:
        if span.union(grid).length <= _MAX_GRID_STRETCH * market.length:
            span = span.union(grid)
        elif grid.low <= near.high and grid.high >= near.low:
            span = span.union(Span(max(grid.low, near.low), min(grid.high, near.high)))
    return span


def grid_first(whole: Span, price: Span | None, grids: list[Span]) -> Span:
    """The part of ``whole`` to show while the newest bar is in view and grids run.

    The grids' range is to take about 60 % of the plot area's height, so that their lines can be told apart;
    it and ``price``, the present one, stay visible in full. What of ``whole`` has no room is cut off on both
    sides in proportion. Without a grid in ``whole`` nothing is cut off.
    """
    inside = [
        Span(max(grid.low, whole.low), min(grid.high, whole.high))
        for grid in grids
        if grid.low < whole.high and grid.high > whole.low
    ]
    if not inside:
        return whole
    lines = Span(min(grid.low for grid in inside), max(grid.high for grid in inside))
    core = lines if price is None else lines.union(price)
    room = lines.length * (1 - TOP_PADDING - BOTTOM_PADDING) / _GRID_SHARE - core.length
    below, above = max(0.0, core.low - whole.low), max(0.0, whole.high - core.high)
    share = min(1.0, max(0.0, room) / (below + above)) if below + above > 0 else 0.0
    return Span(core.low - below * share, core.high + above * share)


def padded(span: Span) -> Span:
    """The price range of the whole plot area, so that ``span`` keeps clear of legend and volume."""
    height = span.length / (1 - TOP_PADDING - BOTTOM_PADDING)
    return Span(span.low - BOTTOM_PADDING * height, span.high + TOP_PADDING * height)


def fitted(current: Span, shown: Span, *, force: bool = False, tight: bool = False) -> Span:
    """The price range for the plot area: ``current`` as long as it serves, so that the picture stays calm.

    It serves while ``shown`` keeps at least half of each padding, and fills a fair part of the height: a
    larger one when ``tight``.
    """
    ideal = padded(shown)
    least = _LOOSE_WITH_GRID if tight else _LOOSE
    if force or current.length <= 0 or ideal.length < least * current.length:
        return ideal
    slack = current.length / 2
    comfortable = Span(current.low + BOTTOM_PADDING * slack, current.high - TOP_PADDING * slack)
    return current if comfortable.holds(shown) else ideal
