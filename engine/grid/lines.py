"""The price lines of a grid, exactly on ticks."""

from collections.abc import Iterator
from decimal import Context, Decimal
from itertools import pairwise

from engine.grid.spec import GridSpec, GridSpecError, Spacing, is_multiple
from engine.market import EXACT, ONE, decimals_of, plain

_ROOTS = Context(prec=60)
_HALF = Decimal("0.5")
_NEAR_TIE = Decimal("1e-30")


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
    for index in range(levels):
        if spacing is Spacing.ARITHMETIC:
            yield (2 * (low * steps + index * (high - low)) + steps) // (2 * steps)
        else:
            yield _geometric_tick(low, high, index, steps)


def _geometric_tick(low: int, high: int, index: int, steps: int) -> int:
    if index in (0, steps):
        return high if index else low
    ratio = _ROOTS.divide(Decimal(high), Decimal(low))
    exponent = _ROOTS.divide(Decimal(index), Decimal(steps))
    value = _ROOTS.multiply(Decimal(low), _ROOTS.power(ratio, exponent))
    floor = int(value)
    fraction = _ROOTS.subtract(value, Decimal(floor))
    if abs(_ROOTS.subtract(fraction, _HALF)) > _NEAR_TIE:
        return floor + (fraction > _HALF)
    # value >= floor + 1/2 exactly when (2 value)^steps >= (2 floor + 1)^steps, and value^steps is whole
    doubled: int = pow(2, steps) * pow(low, steps - index) * pow(high, index)
    return floor + 1 if doubled >= pow(2 * floor + 1, steps) else floor


def _most_levels(spacing: Spacing, low: int, high: int, levels: int) -> int:
    candidates = range(min(levels - 1, high - low + 1), 2, -1)
    return next((most for most in candidates if _are_distinct(_line_ticks(spacing, low, high, most))), 2)


def _are_distinct(ticks: Iterator[int]) -> bool:
    return all(below < above for below, above in pairwise(ticks))
