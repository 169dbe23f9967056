"""What a preview warns of: a key with its values, and English words for the command line.

The window writes its own words from the key and the values.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from types import MappingProxyType

from engine.grid.capital import MarginNeed, Means
from engine.grid.cell_profit import BreakEven, CellProfit
from engine.grid.liquidation import LiquidationWalk
from engine.grid.spec import GridSpec, is_multiple
from engine.market import EXACT, Instrument, plain_amount
from engine.market.margin import MarginRules

WarningValue = Decimal | int | tuple[int, ...]

_SHOWN = Context(prec=8, rounding=ROUND_HALF_EVEN)
_MOST_RUNS = 4


class WarningKey(Enum):
    """What is wrong. The comment names the values that come with it; prices and money in quote."""

    STEP_DOES_NOT_PAY = (
        "step does not pay"  # cells: their numbers; worst: the lowest profit; step: break-even
    )
    PRICE_BELOW_RANGE = "price below range"  # last, lower
    PRICE_ABOVE_RANGE = "price above range"  # last, upper
    SIZE_BELOW_MINIMUM = "size below minimum"  # size, minimum
    SIZE_OFF_STEP = "size off step"  # size, step
    NOTIONAL_BELOW_MINIMUM = "notional below minimum"  # notional, price, minimum
    POSITION_ABOVE_MAXIMUM = "position above maximum"  # position, maximum
    TOO_MANY_ORDERS = "too many orders"  # orders, maximum
    LEVERAGE_ABOVE_MAXIMUM = "leverage above maximum"  # leverage, maximum
    CAPITAL_BELOW_MARGIN = "capital below margin"  # capital, required
    LIQUIDATED_FALLING = "liquidated falling"  # price, fill, fills, next: the price of the fill it misses
    LIQUIDATED_RISING = "liquidated rising"  # price, fill, fills, next
    LIQUIDATION_NEAR_BELOW = "liquidation near below"  # price, bound
    LIQUIDATION_NEAR_ABOVE = "liquidation near above"  # price, bound


_TEXTS: Mapping[WarningKey, str] = {
    WarningKey.STEP_DOES_NOT_PAY: "cells {cells} do not pay their fees: a round trip earns down to {worst}; "
    "choose fewer levels or a wider range (a step needs more than {step})",
    WarningKey.PRICE_BELOW_RANGE: "the last price {last} is below the range, which starts at {lower}",
    WarningKey.PRICE_ABOVE_RANGE: "the last price {last} is above the range, which ends at {upper}",
    WarningKey.SIZE_BELOW_MINIMUM: "the size {size} is below the exchange's minimum {minimum}",
    WarningKey.SIZE_OFF_STEP: "the size {size} is not a multiple of the exchange's size step {step}",
    WarningKey.NOTIONAL_BELOW_MINIMUM: "an order at {price} is worth {notional}, below the exchange's minimum "
    "notional {minimum}; choose a larger size",
    WarningKey.POSITION_ABOVE_MAXIMUM: "the position can reach {position}, above the exchange's limit {maximum}",
    WarningKey.TOO_MANY_ORDERS: "the grid works up to {orders} orders, more than the {maximum} allowed; "
    "choose fewer levels",
    WarningKey.LEVERAGE_ABOVE_MAXIMUM: "the leverage {leverage} is above the {maximum} that the exchange allows "
    "for this position",
    WarningKey.CAPITAL_BELOW_MARGIN: "the capital {capital} is below the {required} that the exchange asks for "
    "at the start (initial margin and fees)",
    WarningKey.LIQUIDATED_FALLING: "the capital does not last: a falling price would liquidate the grid at "
    "{price}, before {next} (fill {fill} of {fills})",
    WarningKey.LIQUIDATED_RISING: "the capital does not last: a rising price would liquidate the grid at "
    "{price}, before {next} (fill {fill} of {fills})",
    WarningKey.LIQUIDATION_NEAR_BELOW: "the grid would be liquidated at {price}, close below {bound}",
    WarningKey.LIQUIDATION_NEAR_ABOVE: "the grid would be liquidated at {price}, close above {bound}",
}


@dataclass(frozen=True, slots=True)
class PreviewWarning:
    """One warning: its key, and the values that its words need."""

    key: WarningKey
    values: Mapping[str, WarningValue]

    @property
    def text(self) -> str:
        """The warning in English, amounts to eight digits."""
        words = {name: _shown(value) for name, value in self.values.items()}
        return _TEXTS[self.key].format_map(words)


def step_warnings(
    spec: GridSpec, last: Decimal, profits: Sequence[CellProfit], pays_from: BreakEven
) -> Iterator[PreviewWarning]:
    """What is wrong with the lines: steps that do not pay their fees, a range that does not hold the price."""
    losing = [cell for cell in profits if not cell.pays]
    if losing:
        worst = min(losing, key=lambda cell: cell.profit)
        cells = tuple(cell.cell for cell in losing)
        yield _warn(WarningKey.STEP_DOES_NOT_PAY, cells=cells, worst=worst.profit, step=pays_from.at_upper)
    if last < spec.lower:
        yield _warn(WarningKey.PRICE_BELOW_RANGE, last=last, lower=spec.lower)
    if last > spec.upper:
        yield _warn(WarningKey.PRICE_ABOVE_RANGE, last=last, upper=spec.upper)


def market_warnings(
    spec: GridSpec,
    instrument: Instrument | None,
    rules: MarginRules | None,
    largest_position: Decimal,
    most_orders: int,
    means: Means,
) -> Iterator[PreviewWarning]:
    """What the exchange would not take: sizes, positions and numbers of orders."""
    if instrument is not None:
        if spec.size < instrument.min_size:
            yield _warn(WarningKey.SIZE_BELOW_MINIMUM, size=spec.size, minimum=instrument.min_size)
        if not is_multiple(spec.size, instrument.size_step):
            yield _warn(WarningKey.SIZE_OFF_STEP, size=spec.size, step=instrument.size_step)
        notional = EXACT.multiply(spec.size, spec.lower)
        if notional < instrument.min_notional:
            yield _warn(
                WarningKey.NOTIONAL_BELOW_MINIMUM,
                price=spec.lower,
                notional=notional,
                minimum=instrument.min_notional,
            )
    limits = [source.max_position_size for source in (instrument, rules) if source is not None]
    maximum = min((limit for limit in limits if limit is not None), default=None)
    if maximum is not None and largest_position > maximum:
        yield _warn(WarningKey.POSITION_ABOVE_MAXIMUM, position=largest_position, maximum=maximum)
    if means.max_orders is not None and most_orders > means.max_orders:
        yield _warn(WarningKey.TOO_MANY_ORDERS, orders=most_orders, maximum=means.max_orders)


def margin_warnings(spec: GridSpec, margin: MarginNeed | None, means: Means) -> Iterator[PreviewWarning]:
    """Where leverage or capital do not do; nothing where the margin rules are unknown."""
    if margin is None:
        return
    if means.leverage is not None and means.leverage > margin.max_leverage:
        yield _warn(WarningKey.LEVERAGE_ABOVE_MAXIMUM, leverage=means.leverage, maximum=margin.max_leverage)
    if means.capital is not None and means.capital < margin.at_start:
        yield _warn(WarningKey.CAPITAL_BELOW_MARGIN, capital=means.capital, required=margin.at_start)
    below = spec.stop_below or spec.lower
    above = spec.stop_above or spec.upper
    yield from _walk_warnings(
        margin.falling, below, WarningKey.LIQUIDATED_FALLING, WarningKey.LIQUIDATION_NEAR_BELOW
    )
    yield from _walk_warnings(
        margin.rising, above, WarningKey.LIQUIDATED_RISING, WarningKey.LIQUIDATION_NEAR_ABOVE
    )


def _walk_warnings(
    walk: LiquidationWalk, bound: Decimal, liquidated: WarningKey, near: WarningKey
) -> Iterator[PreviewWarning]:
    price, number = walk.liquidated_at, walk.liquidated_before
    if price is None or number is None:
        return
    missed = walk.missed
    falls = liquidated is WarningKey.LIQUIDATED_FALLING
    if missed is None and (price <= bound if falls else price >= bound):
        yield _warn(near, price=price, bound=bound)
        return
    following = bound if missed is None else missed.price
    yield _warn(liquidated, price=price, fill=number, fills=len(walk.path), next=following)


def _warn(key: WarningKey, **values: WarningValue) -> PreviewWarning:
    return PreviewWarning(key, MappingProxyType(values))


def _shown(value: WarningValue) -> str:
    if isinstance(value, tuple):
        runs = _runs(value)
        shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in runs[:_MOST_RUNS]]
        more = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
        return ", ".join(shown) + (f" and {more} more" if more else "")
    if isinstance(value, int):
        return str(value)
    return plain_amount(_SHOWN.plus(value))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers: (1, 2, 3, 7) is [(1, 3), (7, 7)]."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
