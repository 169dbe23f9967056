"""The price as a pure function of seed and minute, so that every start of the demo sees the same market.

The logarithm of the price is a Brownian path made by midpoint displacement (Levy's construction): minutes that
are multiples of ``COARSE`` are independent deviations from the anchor, and each minute between is the middle of
its two neighbours on the next coarser grid plus a displacement of its own. So any minute is found in at most
``log2(COARSE)`` steps, without the minutes before it.
"""

from functools import lru_cache, partial
from hashlib import blake2b
from math import exp, log, sqrt
from statistics import NormalDist

COARSE = 1 << 14
"""Minutes between two independent deviations: eleven days."""

_MOST_DISPLACEMENT = 0.012
"""Cap on one displacement, as a fraction of the price: what pulls the price back over days."""

_STEP_SHARE = 0.75
"""The part of the minute's volatility that lies in the step from minute to minute; the rest is inside it."""

_REMEMBERED = 1 << 16
_MOOD_MINUTES = 45
_REMEMBERED_MOODS = 2
"""Minutes are asked for one after the other, and all of one part share two."""
_64_BITS = (1 << 64) - 1
_NORMAL = NormalDist()


class PricePath:
    """The price of one instrument at every full minute, and the mood of the market in it.

    Args:
        key: the seed of the run and the instrument's name.
        price: around which it moves, billionths of quote.
        volatility: one standard deviation of the change in a minute, as a fraction.
        at: the minute (counted from the epoch) at which it has exactly that price; None where there is none.
    """

    def __init__(self, key: str, price: int, volatility: float, *, at: int | None = None) -> None:
        self._step = _STEP_SHARE * volatility
        self._coarse, self._fine, self._slow, self._moment = (
            int.from_bytes(blake2b(f"{key}:{what}".encode(), digest_size=8).digest())
            for what in ("coarse", "fine", "slow", "moment")
        )
        self._deviation = lru_cache(_REMEMBERED)(self._find_deviation)
        self._slow_mood = lru_cache(_REMEMBERED_MOODS)(partial(_normal, self._slow))
        self._anchor = log(price) - (0.0 if at is None else self._deviation(at))

    def price(self, minute: int) -> float:
        """The price at the start of a minute (counted from the epoch), billionths of quote."""
        return exp(self._anchor + self._deviation(minute))

    def mood(self, minute: int) -> float:
        """How lively a minute is: the logarithm of a factor, around zero, similar in neighbouring minutes."""
        part, share = divmod(minute, _MOOD_MINUTES)
        slow = self._slow_mood(part) * (_MOOD_MINUTES - share) + self._slow_mood(part + 1) * share
        return 0.3 * slow / _MOOD_MINUTES + 0.15 * _normal(self._moment, minute)

    def _find_deviation(self, minute: int) -> float:
        if minute % COARSE == 0:
            return _MOST_DISPLACEMENT * _normal(self._coarse, minute)
        span = minute & -minute
        middle = (self._deviation(minute - span) + self._deviation(minute + span)) / 2
        width = min(_MOST_DISPLACEMENT, self._step * sqrt(span / 2))
        return middle + width * _normal(self._fine, minute)


def _normal(salt: int, number: int) -> float:
    """A normally distributed number that depends on both arguments alone (SplitMix64, Steele and others 2014)."""
    bits = (salt + number * 0x9E3779B97F4A7C15) & _64_BITS
    bits = ((bits ^ bits >> 30) * 0xBF58476D1CE4E5B9) & _64_BITS
    bits = ((bits ^ bits >> 27) * 0x94D049BB133111EB) & _64_BITS
    return _NORMAL.inv_cdf(((bits ^ bits >> 31) + 1) / ((1 << 64) + 2))
