"""Prices and sizes in whole ticks and size steps, and how many lines a range holds."""

import math
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal

from engine import MAX_LEVELS, MIN_LEVELS, GridSpec, GridSpecError, Instrument, Spacing, grid_lines

_EXACT = Context(prec=60)


def to_step(value: Decimal, step: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The multiple of ``step`` nearest to ``value``."""
    return _EXACT.multiply(Decimal(steps(value, step, rounding)), step)


def steps(value: Decimal, step: Decimal, rounding: str = ROUND_HALF_UP) -> int:
    """How many whole ``step`` a value has."""
    return int(_EXACT.divide(value, step).to_integral_value(rounding))


def least_size(instrument: Instrument, price: Decimal, notional: Decimal) -> Decimal:
    """The smallest size (base units) that is worth ``notional`` (quote) at ``price`` and may be traded."""
    by_notional = to_step(_EXACT.divide(notional, price), instrument.size_step, ROUND_CEILING)
    by_size = to_step(instrument.min_size, instrument.size_step, ROUND_CEILING)
    return max(by_notional, by_size, instrument.size_step)


def fits(spec: GridSpec, tick: Decimal) -> bool:
    """Whether all lines of a grid lie on ticks of their own."""
    if spec.spacing is Spacing.ARITHMETIC:
        return spec.levels - 1 <= steps(spec.upper - spec.lower, tick)
    try:
        grid_lines(spec, tick)
    except GridSpecError:
        return False
    return True


def most_levels(spec: GridSpec, tick: Decimal) -> int:
    """So many lines always fit between the bounds, each on a tick of its own."""
    room = steps(spec.upper - spec.lower, tick)
    if spec.spacing is Spacing.GEOMETRIC:
        lowest = float(spec.lower)
        room = int(math.log(float(spec.upper) / lowest) / math.log1p(float(tick) / lowest))
    return max(MIN_LEVELS, min(MAX_LEVELS, room + 1))
