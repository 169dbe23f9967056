"""Ranges to begin with, from what the market did."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

_DAY = 86_400.0
_FEWEST_RETURNS = 20


@dataclass(frozen=True, slots=True)
class SuggestedRange:
    """Two prices in quote; ``daily`` is the standard deviation of a day's return where that made them."""

    lower: Decimal
    upper: Decimal
    daily: float | None = None


def volatility_range(closes: Sequence[float], bar_seconds: float, last: Decimal) -> SuggestedRange | None:
    """One day's standard deviation below and above the last price.

    The standard deviation of the logarithmic returns of the bars, times the square root of the bars in a day;
    the range is last x exp(-s) to last x exp(+s). None with fewer than 20 returns, or without any movement.
    """
    returns = [math.log(new / old) for old, new in pairwise(closes) if old > 0 and new > 0]
    if len(returns) < _FEWEST_RETURNS:
        return None
    mean = sum(returns) / len(returns)
    variance = sum((one - mean) ** 2 for one in returns) / (len(returns) - 1)
    daily = math.sqrt(variance * _DAY / bar_seconds)
    if daily <= 0:
        return None
    factor = Decimal(math.exp(daily))
    return SuggestedRange(last / factor, last * factor, daily)
