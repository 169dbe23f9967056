"""When a position is liquidated: the price, and the walk through the fills of a grid on the way there.

Linear contract, isolated margin, maintenance on the notional at mark. It happens when
equity falls below the maintenance margin (protocol reference, section 7.5), with

    equity(P) = wallet + position x P,   wallet = capital + cash flow of the fills - fees + funding
    maintenance(P) = |position| x P x m - d   in the bracket of |position| x P

so a long is liquidated below P = -(wallet + d) / (q (1 - m)), a short above P = (wallet + d) / (q (1 + m)),
with q = |position|. Both sides of the comparison are continuous in P, across brackets too, and their difference
is strictly monotone, so there is exactly one such price, or none where the capital covers the whole position.
Prices in quote, sizes in base units, money in quote, rates as fractions of notional.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.grid.ledger import Ledger
from engine.grid.opening import PlannedFill
from engine.market import EXACT, ONE, QUOTIENT, ZERO
from engine.market.margin import MarginRules


@dataclass(frozen=True, slots=True)
class LiquidationStep:
    """The account after one fill of a walk, at that fill's price; ``fill`` is None at the start.

    ``liquidation_price`` is where the position held now would be liquidated; None where nowhere.
    """

    fill: PlannedFill | None
    price: Decimal
    position: Decimal
    average_entry: Decimal
    equity: Decimal
    maintenance_margin: Decimal
    liquidation_price: Decimal | None


@dataclass(frozen=True, slots=True)
class LiquidationWalk:
    """A walk through the fills of a grid, up to its end or to the liquidation.

    ``steps[0]`` is the account just after the start, ``steps[i]`` after the i-th fill of the path. The account is
    liquidated at ``liquidated_at`` before the fill number ``liquidated_before`` (1 for the first; one more than
    there are fills where it happens after the last of them); both are None where it reaches ``end``.
    """

    steps: tuple[LiquidationStep, ...]
    path: tuple[PlannedFill, ...]
    end: Decimal
    liquidated_before: int | None = None
    liquidated_at: Decimal | None = None

    @property
    def survives(self) -> bool:
        """Whether the account reaches the end of the walk."""
        return self.liquidated_before is None

    @property
    def missed(self) -> PlannedFill | None:
        """The fill that the liquidation comes before; None where all fill, or none is left."""
        if self.liquidated_before is None or self.liquidated_before > len(self.path):
            return None
        return self.path[self.liquidated_before - 1]


def liquidation_price(
    rules: MarginRules,
    position: Decimal,
    average_entry: Decimal,
    margin: Decimal,
    *,
    liquidation_fee: Decimal = ZERO,
) -> Decimal | None:
    """The price beyond which a position is liquidated; None where no price does that.

    ``position``: signed, in base units. ``margin``: the equity while the price is the average entry price.
    ``liquidation_fee``: what a liquidation costs as a fraction of notional, for an exchange that keeps it back.
    0 for a short that is liquidated at every price.
    """
    wallet = EXACT.subtract(margin, EXACT.multiply(position, average_entry))
    return _liquidation_price(rules, position, wallet, liquidation_fee)


def walk_fills(
    rules: MarginRules,
    capital: Decimal,
    taken: Sequence[PlannedFill],
    start: Decimal,
    path: Sequence[PlannedFill],
    end: Decimal,
    *,
    liquidation_fee: Decimal = ZERO,
) -> LiquidationWalk:
    """Walk from ``start`` (the price at the start) through the fills of ``path`` to the price ``end``.

    ``capital``: what is allocated to the grid. ``taken``: the fills at the start.
    After every fill position, equity and liquidation price are computed anew; if the liquidation lies before the
    next fill, the walk ends there. A flat account whose fees have used up the capital counts as liquidated.
    """
    steps: list[LiquidationStep] = []
    way = tuple(path)
    for number, (ledger, fill, price, next_price) in enumerate(_stations(taken, start, way, end), 1):
        wallet = EXACT.add(capital, EXACT.subtract(ledger.cash, ledger.fees))
        limit = _liquidation_price(rules, ledger.position, wallet, liquidation_fee)
        equity = EXACT.add(wallet, EXACT.multiply(ledger.position, price))
        maintenance = maintenance_margin(rules, ledger.position, price, liquidation_fee)
        steps.append(
            LiquidationStep(fill, price, ledger.position, ledger.average_entry, equity, maintenance, limit)
        )
        if equity < maintenance:
            return LiquidationWalk(tuple(steps), way, end, number, price)
        if limit is not None and _is_beyond(ledger.position, limit, next_price):
            return LiquidationWalk(tuple(steps), way, end, number, limit)
    return LiquidationWalk(tuple(steps), way, end)


def capital_to_survive(
    rules: MarginRules,
    taken: Sequence[PlannedFill],
    start: Decimal,
    path: Sequence[PlannedFill],
    end: Decimal,
    *,
    liquidation_fee: Decimal = ZERO,
) -> Decimal:
    """The least capital (in quote) with which ``walk_fills`` reaches its end."""
    needed = ZERO
    for ledger, _, price, next_price in _stations(taken, start, tuple(path), end):
        for station in (price, next_price):
            maintenance = maintenance_margin(rules, ledger.position, station, liquidation_fee)
            needed = max(needed, EXACT.subtract(maintenance, ledger.total(station)))
    return needed


def _stations(
    taken: Sequence[PlannedFill], start: Decimal, path: tuple[PlannedFill, ...], end: Decimal
) -> Iterator[tuple[Ledger, PlannedFill | None, Decimal, Decimal]]:
    """The account after the start and after each fill, that fill, its price, and the price of the next."""
    ledger = Ledger()
    for fill in taken:
        ledger.book_fill(fill.side, fill.price, fill.size, fill.fee)
    prices = [*(fill.price for fill in path), end]
    yield ledger, None, start, prices[0]
    for fill, next_price in zip(path, prices[1:], strict=True):
        ledger.book_fill(fill.side, fill.price, fill.size, fill.fee)
        yield ledger, fill, fill.price, next_price


def _is_beyond(position: Decimal, limit: Decimal, price: Decimal) -> bool:
    return price < limit if position > 0 else price > limit


def maintenance_margin(
    rules: MarginRules, position: Decimal, price: Decimal, liquidation_fee: Decimal
) -> Decimal:
    """The equity (in quote) at which a position is liquidated while the price is ``price``.

    ``position``: signed, in base units. ``liquidation_fee``: see ``liquidation_price``.
    """
    notional = EXACT.multiply(position.copy_abs(), price)
    return EXACT.add(rules.maintenance_margin(notional), EXACT.multiply(notional, liquidation_fee))


def _liquidation_price(
    rules: MarginRules, position: Decimal, wallet: Decimal, liquidation_fee: Decimal
) -> Decimal | None:
    if position.is_zero() or (position > 0 and wallet >= 0):
        return None
    if position < 0 and wallet <= 0:
        return ZERO
    is_long = position > 0
    for bracket, deduction in zip(rules.brackets, rules.deductions, strict=True):
        rate = EXACT.add(bracket.maintenance_margin_rate, liquidation_fee)
        slope = EXACT.subtract(ONE, rate) if is_long else EXACT.add(ONE, rate)
        # the notional at the liquidation is reach / slope
        reach = EXACT.add(wallet, deduction)
        reach = reach.copy_negate() if is_long else reach
        cap = bracket.notional_cap
        is_last = bracket is rules.brackets[-1]
        if is_last or cap is None or reach <= EXACT.multiply(cap, slope):
            return QUOTIENT.divide(reach, EXACT.multiply(position.copy_abs(), slope))
    raise AssertionError("margin rules without a bracket")
