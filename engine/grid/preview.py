"""What a grid would cost, earn and risk, before it starts.

Everything follows from the grid, the price and the margin rules; nothing is simulated trade by trade. The
bounds and the stops are reached on the way that is worst for the position: a fall through every BUY, or a rise
through every SELL, without one round trip more. Prices and money in quote, sizes in base units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from engine.grid.capital import MarginNeed, Means, booked, margin_need
from engine.grid.cell_profit import BreakEven, CellProfit, break_even, cell_profits
from engine.grid.lines import grid_lines, tick_of
from engine.grid.opening import Opening, PlannedFill, open_grid
from engine.grid.orders import Intent
from engine.grid.preview_warnings import PreviewWarning, margin_warnings, market_warnings, step_warnings
from engine.grid.spec import Direction, GridSpec
from engine.market import EXACT, ZERO, Instrument, Quote, Side
from engine.market.margin import MarginRules


@dataclass(frozen=True, slots=True)
class Outcome:
    """The account when the price first reaches a bound or a stop; ``pnl`` after all fees, before funding.

    At a stop the position is the one that is closed there, and fees and ``pnl`` include those of closing it.
    """

    price: Decimal
    position: Decimal
    average_entry: Decimal
    fees: Decimal
    pnl: Decimal

    @property
    def loss(self) -> Decimal:
        """What is lost; 0 where the grid earns."""
        return max(ZERO, self.pnl.copy_negate())


@dataclass(frozen=True, slots=True)
class GridPreview:
    """What a grid would cost, earn and risk.

    ``size`` and ``notional``: every cell that has room, entered (an open cell at its dearer line). ``initial_*``:
    what fills at the start as taker. ``orders_at_start`` rest at once; ``most_orders`` is the most that can rest
    at one time. ``margin`` is None where the margin rules are unknown.
    """

    lines: tuple[Decimal, ...]
    profits: tuple[CellProfit, ...]
    break_even: BreakEven
    size: Decimal
    notional: Decimal
    initial_position: Decimal
    initial_price: Decimal
    initial_fees: Decimal
    orders_at_start: int
    most_orders: int
    at_lower: Outcome
    at_upper: Outcome
    at_stop_below: Outcome | None
    at_stop_above: Outcome | None
    margin: MarginNeed | None
    warnings: tuple[PreviewWarning, ...]

    @property
    def lowest_cell(self) -> CellProfit:
        """The cell at the bottom of the range."""
        return self.profits[0]

    @property
    def highest_cell(self) -> CellProfit:
        """The cell at the top of the range."""
        return self.profits[-1]

    @property
    def least_profit(self) -> CellProfit:
        """The cell whose round trip earns the lowest percentage."""
        return min(self.profits, key=lambda cell: cell.percent)

    @property
    def most_profit(self) -> CellProfit:
        """The cell whose round trip earns the highest percentage."""
        return max(self.profits, key=lambda cell: cell.percent)


NO_MEANS = Means()
"""No capital, leverage or limit given."""


def preview(
    spec: GridSpec,
    last: Decimal,
    *,
    book: Quote | None = None,
    instrument: Instrument | None = None,
    rules: MarginRules | None = None,
    means: Means = NO_MEANS,
) -> GridPreview:
    """What the grid would cost, earn and risk if it started now, at the last price ``last`` (in quote).

    ``book``: the best bid and offer; None counts as both at the last price. ``instrument`` None: the tick
    follows from the bounds, and no size is checked. ``rules`` None: no margin and no liquidation. A book that
    goes against the grid by more than the best price, or a stop that fills beyond its price, is not foreseen.

    Raises:
        GridSpecError: the lines do not fit the tick, or one of ``means`` is out of range.
    """
    means.check()
    lines = grid_lines(spec, tick_of(spec) if instrument is None else instrument.tick_size)
    opening = open_grid(spec, lines, last, book or Quote(last, last))
    falls = opening.path(Side.BUY, spec.maker_fee)
    rises = opening.path(Side.SELL, spec.maker_fee)
    start = booked(opening.taken)
    profits = cell_profits(lines, spec.size, spec.maker_fee)
    pays_from = break_even(spec.lower, spec.upper, spec.maker_fee)
    at_lower = _outcome(opening.taken, falls, spec.lower)
    at_upper = _outcome(opening.taken, rises, spec.upper)
    largest = max(start.position.copy_abs(), at_lower.position.copy_abs(), at_upper.position.copy_abs())
    most_orders = _most_orders(spec, lines, last)
    margin = None if rules is None else margin_need(spec, last, opening, rules, means)
    cells, notional = _committed(opening, spec.size)
    return GridPreview(
        lines=lines,
        profits=profits,
        break_even=pays_from,
        size=EXACT.multiply(spec.size, Decimal(cells)),
        notional=notional,
        initial_position=start.position,
        initial_price=start.average_entry,
        initial_fees=start.fees,
        orders_at_start=len(opening.resting),
        most_orders=most_orders,
        at_lower=at_lower,
        at_upper=at_upper,
        at_stop_below=_stopped(spec, opening.taken, falls, spec.stop_below),
        at_stop_above=_stopped(spec, opening.taken, rises, spec.stop_above),
        margin=margin,
        warnings=(
            *step_warnings(spec, last, profits, pays_from),
            *market_warnings(spec, instrument, rules, largest, most_orders, means),
            *margin_warnings(spec, margin, means),
        ),
    )


def _outcome(taken: Sequence[PlannedFill], path: Sequence[PlannedFill], price: Decimal) -> Outcome:
    ledger = booked([*taken, *path])
    return Outcome(price, ledger.position, ledger.average_entry, ledger.fees, ledger.total(price))


def _stopped(
    spec: GridSpec, taken: Sequence[PlannedFill], path: Sequence[PlannedFill], stop: Decimal | None
) -> Outcome | None:
    if stop is None:
        return None
    held = _outcome(taken, path, stop)
    fee = EXACT.multiply(EXACT.multiply(held.position.copy_abs(), stop), spec.taker_fee)
    return Outcome(
        stop, held.position, held.average_entry, EXACT.add(held.fees, fee), EXACT.subtract(held.pnl, fee)
    )


def _committed(opening: Opening, size: Decimal) -> tuple[int, Decimal]:
    """How many cells have room, and their notional when all are entered."""
    prices = {fill.cell: fill.price for fill in opening.taken}
    entered = frozenset(prices)
    for order in (*opening.resting, *opening.waiting):
        if order.intent is Intent.ENTRY and order.cell not in entered:
            prices[order.cell] = max(order.price, prices.get(order.cell, ZERO))
    notional = ZERO
    for price in prices.values():
        notional = EXACT.add(notional, EXACT.multiply(price, size))
    return len(prices), notional


def _most_orders(spec: GridSpec, lines: Sequence[Decimal], last: Decimal) -> int:
    """One order a cell, and one more while a cell is open."""
    reference = last if spec.reference is None else spec.reference
    holds_reference = any(below < reference < above for below, above in pairwise(lines))
    return len(lines) - 1 + (spec.direction is Direction.NEUTRAL and holds_reference)
