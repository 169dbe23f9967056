"""What a grid does at its start, and which of its orders a falling or a rising price then fills.

Rules: CONTRACT section 4, rules 2, 4 and 8. Prices in quote, sizes in base units, fees in quote.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.grid.machine import EntryWish, GridMachine
from engine.grid.orders import Intent, Liquidity
from engine.grid.spec import GridSpec, Initial
from engine.market import EXACT, ZERO, Quote, Side


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order that a grid would work."""

    cell: int
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal


@dataclass(frozen=True, slots=True)
class PlannedFill:
    """A fill that a grid would have; ``fee`` is positive when it is a cost."""

    cell: int
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    liquidity: Liquidity
    fee: Decimal


@dataclass(frozen=True, slots=True)
class Opening:
    """The start of a grid: what fills at once as taker, what rests, and the entries that wait for their price.

    Entries without room under ``max_position`` are in none of them. ``room`` is what the limit leaves on each
    side for the entries that wait, in base units; None without a limit.
    """

    taken: tuple[PlannedFill, ...]
    resting: tuple[PlannedOrder, ...]
    waiting: tuple[PlannedOrder, ...]
    room: Mapping[Side, Decimal] | None

    def path(self, side: Side, maker_fee: Decimal) -> tuple[PlannedFill, ...]:
        """The fills of a price that falls through the whole range (BUY), or rises through it (SELL), in order.

        Entries that wait for their price are among them: the price must first have been beyond them.
        """
        late = [order for order in self.waiting if order.side is side]
        late.sort(key=lambda order: order.price, reverse=side is Side.BUY)
        if self.room is not None:
            room, allowed = self.room[side], []
            for order in late:
                room = EXACT.subtract(room, order.size)
                if room < 0:
                    break
                allowed.append(order)
            late = allowed
        orders = [*late, *(order for order in self.resting if order.side is side)]
        orders.sort(key=lambda order: order.price, reverse=side is Side.BUY)
        return tuple(_fill(order, order.price, Liquidity.MAKER, maker_fee) for order in orders)


def open_grid(
    spec: GridSpec,
    lines: Sequence[Decimal],
    last: Decimal,
    book: Quote,
) -> Opening:
    """The start of a grid on ``lines`` at the last price ``last``, against the best bid and offer of ``book``."""
    opening = _OpeningGrid(spec, lines, last)
    for wish in opening.entries():
        opposite = book.ask if wish.side is Side.BUY else book.bid
        crosses = opposite is not None and (
            wish.price >= opposite if wish.side is Side.BUY else wish.price <= opposite
        )
        if not opening.has_room(wish.side):
            continue
        if not crosses or opposite is None:
            opening.place(wish)
        elif spec.initial is Initial.MARKET:
            opening.enter_at_once(wish, opposite)
        else:
            opening.waiting.append(_order(wish, spec.size))
    room = None if spec.max_position is None else {side: opening.room(side) for side in Side}
    return Opening(tuple(opening.taken), tuple(opening.resting.values()), tuple(opening.waiting), room)


class _OpeningGrid:
    """A grid machine that is being started, with its orders and its position."""

    def __init__(self, spec: GridSpec, lines: Sequence[Decimal], last: Decimal) -> None:
        self._spec = spec
        self._last = last
        reference = last if spec.reference is None else spec.reference
        self._machine = GridMachine(lines, spec.direction, reference)
        self._position = ZERO
        self.taken: list[PlannedFill] = []
        self.resting: dict[int, PlannedOrder] = {}
        self.waiting: list[PlannedOrder] = []

    def entries(self) -> Iterator[EntryWish]:
        for wish in self._machine.starting_entries(self._last):
            if self._machine.is_wanted(wish):
                yield wish

    def room(self, side: Side) -> Decimal:
        """What may still be entered on a side once all entries that work there have filled."""
        limit = self._spec.max_position
        if limit is None:
            return self._spec.size
        working = EXACT.multiply(
            self._spec.size,
            Decimal(
                sum(order.side is side and order.intent is Intent.ENTRY for order in self.resting.values())
            ),
        )
        held = self._position if side is Side.BUY else self._position.copy_negate()
        return EXACT.subtract(EXACT.subtract(limit, held), working)

    def has_room(self, side: Side) -> bool:
        return self.room(side) >= self._spec.size

    def place(self, wish: EntryWish) -> None:
        number = len(self.resting) + 1
        self._machine.on_entry_placed(wish, number)
        self.resting[number] = _order(wish, self._spec.size)

    def enter_at_once(self, wish: EntryWish, price: Decimal) -> None:
        self.taken.append(_fill(_order(wish, self._spec.size), price, Liquidity.TAKER, self._spec.taker_fee))
        change = self._spec.size if wish.side is Side.BUY else self._spec.size.copy_negate()
        self._position = EXACT.add(self._position, change)
        exit_wish = self._machine.on_entry_filled(wish.cell, wish.side)
        number = len(self.resting) + 1 if exit_wish.promoted is None else exit_wish.promoted
        self._machine.on_exit_placed(exit_wish, number)
        self.resting[number] = PlannedOrder(
            exit_wish.cell, Intent.EXIT, exit_wish.side, exit_wish.price, self._spec.size
        )


def _order(wish: EntryWish, size: Decimal) -> PlannedOrder:
    return PlannedOrder(wish.cell, Intent.ENTRY, wish.side, wish.price, size)


def _fill(order: PlannedOrder, price: Decimal, liquidity: Liquidity, rate: Decimal) -> PlannedFill:
    fee = EXACT.multiply(EXACT.multiply(price, order.size), rate)
    return PlannedFill(order.cell, order.intent, order.side, price, order.size, liquidity, fee)
