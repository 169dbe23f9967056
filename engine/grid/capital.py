"""The capital a grid needs: the exchange's initial margin at the start, and what survives the way to its ends.

Initial margin is asked for the largest position that the open orders can lead to (protocol reference, section
7.5); the walks to the ends are those of engine.grid.liquidation. Prices and money in quote, sizes in base units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.grid.ledger import Ledger
from engine.grid.liquidation import LiquidationWalk, capital_to_survive, walk_fills
from engine.grid.opening import Opening, PlannedFill, PlannedOrder
from engine.grid.orders import Intent
from engine.grid.spec import GridSpec, GridSpecError
from engine.market import EXACT, ONE, ZERO, Side, plain
from engine.market.margin import MarginRules, largest_exposure

LIQUIDATION_BUFFER = Decimal("0.05")
"""How far beyond a bound without a stop the capital must last, as a fraction of that bound."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a grid is given, and the limits it is held to.

    ``capital`` None: unknown, the walks use what is needed. ``leverage`` None: the highest that is allowed.
    ``buffer``: see ``LIQUIDATION_BUFFER``. ``liquidation_fee``: a fraction of notional that the exchange keeps
    back for a liquidation. ``max_orders``: the open orders it allows on one instrument, None where unknown.
    """

    capital: Decimal | None = None
    leverage: Decimal | None = None
    max_orders: int | None = None
    buffer: Decimal = LIQUIDATION_BUFFER
    liquidation_fee: Decimal = ZERO

    def check(self) -> None:
        """Check that the means can be used.

        Raises:
            GridSpecError: a value is out of range; its ``key`` is the name of the value.
        """
        for key, legal, expected in (
            ("capital", self.capital is None or self.capital > 0, "an amount in quote above 0"),
            ("leverage", self.leverage is None or self.leverage >= 1, "1 or more"),
            ("buffer", 0 <= self.buffer < 1, "a fraction from 0 to 1"),
            ("liquidation_fee", 0 <= self.liquidation_fee < 1, "a fraction of notional from 0 to 1"),
        ):
            if not legal:
                raise GridSpecError(key, f"{plain(getattr(self, key))} is out of range; {expected}")


@dataclass(frozen=True, slots=True)
class MarginNeed:
    """What the exchange asks for at the start, what the ways to both ends ask for, and where they lead.

    ``exposure``: the size that initial margin is asked for (base units); ``initial_margin``: that margin at the
    last price and ``leverage``, the chosen one or, if lower, ``max_leverage``. ``at_start``: with the fees and
    the spread paid at the start. ``to_survive``: the capital with which neither walk is liquidated before its
    stop, or its bound and the buffer. ``capital``: the larger of the two.
    """

    exposure: Decimal
    leverage: Decimal
    max_leverage: Decimal
    initial_margin: Decimal
    at_start: Decimal
    to_survive: Decimal
    capital: Decimal
    falling: LiquidationWalk
    rising: LiquidationWalk


def booked(fills: Sequence[PlannedFill]) -> Ledger:
    """The account after some fills."""
    ledger = Ledger()
    for fill in fills:
        ledger.book_fill(fill.side, fill.price, fill.size, fill.fee)
    return ledger


def margin_need(
    spec: GridSpec, last: Decimal, opening: Opening, rules: MarginRules, means: Means
) -> MarginNeed:
    """The capital that a grid needs when it starts at the last price ``last``."""
    start = booked(opening.taken)
    exposure = _exposure(opening, start.position, spec.max_position)
    notional = EXACT.multiply(exposure, last)
    max_leverage = rules.max_leverage_of(notional)
    leverage = max_leverage if means.leverage is None else min(means.leverage, max_leverage)
    initial = rules.initial_margin(notional, leverage)
    at_start = EXACT.subtract(initial, start.total(last))
    falls = opening.path(Side.BUY, spec.maker_fee)
    rises = opening.path(Side.SELL, spec.maker_fee)
    # a price that starts beyond a bound is no reason to look less far
    lowest = spec.stop_below or min(last, EXACT.multiply(spec.lower, EXACT.subtract(ONE, means.buffer)))
    highest = spec.stop_above or max(last, EXACT.multiply(spec.upper, EXACT.add(ONE, means.buffer)))
    ways = ((falls, lowest), (rises, highest))
    to_survive = max(
        capital_to_survive(rules, opening.taken, last, path, end, liquidation_fee=means.liquidation_fee)
        for path, end in ways
    )
    needed = max(at_start, to_survive)
    capital = needed if means.capital is None else means.capital
    falling, rising = (
        walk_fills(rules, capital, opening.taken, last, path, end, liquidation_fee=means.liquidation_fee)
        for path, end in ways
    )
    return MarginNeed(
        exposure, leverage, max_leverage, initial, at_start, to_survive, needed, falling, rising
    )


def _exposure(opening: Opening, position: Decimal, max_position: Decimal | None) -> Decimal:
    """The largest position that all orders, those that wait for their price too, can lead to."""
    entries = [
        *(order for order in opening.resting if order.intent is Intent.ENTRY),
        *opening.waiting,
    ]
    exits = [order for order in opening.resting if order.intent is Intent.EXIT]
    return largest_exposure(
        position,
        _side_size(Side.BUY, position, entries, exits, max_position),
        _side_size(Side.SELL, position, entries, exits, max_position),
    )


def _side_size(
    side: Side,
    position: Decimal,
    entries: Sequence[PlannedOrder],
    exits: Sequence[PlannedOrder],
    max_position: Decimal | None,
) -> Decimal:
    held = max(ZERO, position if side is Side.BUY else position.copy_negate())
    entering = _total_size(side, entries)
    if max_position is not None:
        entering = min(entering, EXACT.subtract(max_position, held))
    return EXACT.add(entering, _total_size(side, exits))


def _total_size(side: Side, orders: Sequence[PlannedOrder]) -> Decimal:
    total = ZERO
    for order in orders:
        if order.side is side:
            total = EXACT.add(total, order.size)
    return total
