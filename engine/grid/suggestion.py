"""A sensible grid to begin with."""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from engine.grid.spec import Direction, GridSpec, Spacing
from engine.market import EXACT, ONE, QUOTIENT, Instrument

SAMPLE_LEVELS = 21
SAMPLE_STEP = Decimal("0.0003")
SAMPLE_NOTIONAL = Decimal(100)


def sample_grid(instrument: Instrument, price: Decimal) -> GridSpec:
    """A neutral grid of 21 lines around ``price`` (in quote), 0.03 % apart, with small orders.

    The size is the smallest whose notional is at least 100 quote units and twice the exchange's minimum.
    """
    tick = instrument.tick_size
    middle = _in_steps(price, tick, ROUND_HALF_UP)
    step = max(ONE, _in_steps(EXACT.multiply(price, SAMPLE_STEP), tick, ROUND_HALF_UP))
    half = step * ((SAMPLE_LEVELS - 1) // 2)
    # a price of few ticks has no room for the lower half
    low = max(ONE, middle - half)
    lower, upper = EXACT.multiply(low, tick), EXACT.multiply(low + 2 * half, tick)
    notional = max(SAMPLE_NOTIONAL, 2 * instrument.min_notional)
    size_steps = _in_steps(QUOTIENT.divide(notional, lower), instrument.size_step, ROUND_CEILING)
    return GridSpec(
        instrument=instrument.name,
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=lower,
        upper=upper,
        levels=SAMPLE_LEVELS,
        size=max(instrument.min_size, EXACT.multiply(size_steps, instrument.size_step)),
    )


def _in_steps(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return QUOTIENT.divide(value, step).to_integral_value(rounding=rounding)
