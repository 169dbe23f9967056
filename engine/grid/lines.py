"""The price lines of a grid, exactly on ticks."""

from collections.abc import Iterator
from decimal import Context, Decimal
from itertools import pairwise

from engine.grid.spec import GridSpec, GridSpecError, Spacing, is_multiple
from engine.market import EXACT, ONE, decimals_of, plain

_ROOTS = Context(prec=60)
_HALF = Decimal("0.5")
_NEAR_TIE = Decimal("1e-50")
"""A value this near to a tie, as a fraction of itself, is not known to be above or below it."""


def tick_of(spec: GridSpec) -> Decimal:
    """The tick of a grid whose instrument is not known: 10^-d, d the larger number of decimals of its bounds."""
    return ONE.scaleb(-max(decimals_of(spec.lower), decimals_of(spec.upper)))


def grid_lines(spec: GridSpec, tick: Decimal) -> tuple[Decimal, ...]:
    """The lines L[0] = lower to L[n] = upper, lowest first, each rounded to the tick, half up.

    Arithmetic: L[i] = lower + i (upper - lower) / n. Geometric: L[i] = lower (upper / lower)^(i/n).
    The rounding is exact, ties included.

    Raises:
        GridSpecError: a bound is not on the tick, or two lines fall on one tick.
    """
    for key, price in (("lower", spec.lower), ("upper", spec.upper)):
        if not is_multiple(price, tick):
            raise GridSpecError(key, f"{plain(price)} is not a multiple of the tick size {plain(tick)}")
    low, high = int(EXACT.divide(spec.lower, tick)), int(EXACT.divide(spec.upper, tick))
    ticks = list(_line_ticks(spec.spacing, low, high, spec.levels))
    if any(below == above for below, above in pairwise(ticks)):
        most = _most_levels(spec.spacing, low, high, spec.levels)
        raise GridSpecError(
            "levels",
            f"{spec.levels} lines do not fit between {plain(spec.lower)} and {plain(spec.upper)} "
            f"on a tick of {plain(tick)}; the range can hold at most {most} levels",
        )
    return tuple(EXACT.multiply(Decimal(line), tick) for line in ticks)


def _line_ticks(spacing: Spacing, low: int, high: int, levels: int) -> Iterator[int]:
    steps = levels - 1
    if spacing is Spacing.GEOMETRIC:
        yield from _geometric_ticks(low, high, steps)
    else:
        for index in range(levels):
            yield (2 * (low * steps + index * (high - low)) + steps) // (2 * steps)


def _geometric_ticks(low: int, high: int, steps: int) -> Iterator[int]:
    """One root is taken and multiplied up; 60 digits leave more than 50 good ones after a hundred thousand lines."""
    root = _ROOTS.power(_ROOTS.divide(Decimal(high), Decimal(low)), _ROOTS.divide(ONE, Decimal(steps)))
    value = Decimal(low)
    yield low
    for index in range(1, steps):
        value = _ROOTS.multiply(value, root)
        floor = int(value)
        beyond_half = _ROOTS.subtract(_ROOTS.subtract(value, Decimal(floor)), _HALF)
        if abs(beyond_half) > _ROOTS.multiply(value, _NEAR_TIE):
            yield floor + (beyond_half > 0)
        else:
            yield floor + _reaches_half(floor, low, high, index, steps)
    yield high


def _reaches_half(floor: int, low: int, high: int, index: int, steps: int) -> bool:
    """Whether low (high / low)^(index / steps) >= floor + 1/2: both sides doubled, and to the power of steps."""
    doubled: int = pow(2, steps) * pow(low, steps - index) * pow(high, index)
    half: int = pow(2 * floor + 1, steps)
    return doubled >= half


def _most_levels(spacing: Spacing, low: int, high: int, levels: int) -> int:
    candidates = range(min(levels - 1, high - low + 1), 2, -1)
    return next((most for most in candidates if _are_distinct(_line_ticks(spacing, low, high, most))), 2)


def _are_distinct(ticks: Iterator[int]) -> bool:
    return all(below < above for below, above in pairwise(ticks))
