"""Which part of the market the chart shows: pure rules for following the price and fitting the scale."""

from dataclasses import dataclass

BARS_SHOWN = 120
RIGHT_MARGIN_BARS = 12
TOP_PADDING = 0.09
BOTTOM_PADDING = 0.17
"""Shares of the height kept free: above for the legend, below for the volume strip."""

_MAX_GRID_STRETCH = 8.0
_LOOSE = 0.62
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


def padded(span: Span) -> Span:
    """The price range of the whole plot area, so that ``span`` keeps clear of legend and volume."""
    height = span.length / (1 - TOP_PADDING - BOTTOM_PADDING)
    return Span(span.low - BOTTOM_PADDING * height, span.high + TOP_PADDING * height)


def fitted(current: Span, shown: Span, *, force: bool = False) -> Span:
    """The price range for the plot area: ``current`` as long as it serves, so that the picture stays calm.

    It serves while ``shown`` keeps at least half of each padding, and fills a fair part of the height.
    """
    ideal = padded(shown)
    if force or current.length <= 0 or shown.length / current.length < _LOOSE * shown.length / ideal.length:
        return ideal
    slack = current.length / 2
    comfortable = Span(current.low + BOTTOM_PADDING * slack, current.high - TOP_PADDING * slack)
    return current if comfortable.holds(shown) else ideal
