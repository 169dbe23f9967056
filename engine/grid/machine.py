"""The cells of a grid: which order each works, and what a fill turns it into.

Rules of this file (CONTRACT section 4, rules 2 to 4); those of one cell are in engine.grid.cells:

1. Cell k lies between line k and line k + 1.
2. The first entry of an open cell to fill in full makes it long or short, and its other order, if it is working,
   becomes its exit; it keeps its id and its age. If the first fill is partial, the other order is cancelled and
   the cell goes on as an ordinary one.
3. Entries are asked for through ``placeable`` and ``starting_entries`` only; exits follow from the fill of an
   entry.
4. A revision keeps every cell whose lines and side stay. A cell that it takes away retires: it enters no more,
   and is gone once it works no order. A cell that it brings has an id that no cell had before.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple

from engine.grid.cells import Cell, CellEvent, CellState
from engine.grid.spec import Direction
from engine.market import BUY, EXACT, SELL, Side

CELLS_PER_REVISION = 1000
"""The k-th cell of the n-th revision, if it is new, has the id n x 1000 + k."""


_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""
_ENTRY_PLACED: Final = CellEvent.ENTRY_PLACED
_ENTRY_FILLED: Final = CellEvent.ENTRY_FILLED
_ENTRY_WITHDRAWN: Final = CellEvent.ENTRY_WITHDRAWN
_EXIT_PLACED: Final = CellEvent.EXIT_PLACED
_EXIT_FILLED: Final = CellEvent.EXIT_FILLED
_STOPPED: Final = CellEvent.STOPPED
"""Looked up once: up to Python 3.11 asking an enum for a member costs as much as a sum."""


class EntryWish(NamedTuple):
    """An entry that a cell lacks: a BUY at the cell's lower line or a SELL at its upper line."""

    cell: int
    side: Side
    price: Decimal


class ExitWish(NamedTuple):
    """What a filled entry asks for: place this exit, or turn the working order ``promoted`` into it."""

    cell: int
    side: Side
    price: Decimal
    promoted: int | None


class WorkedOrder(NamedTuple):
    """An order that a cell works."""

    order_id: int
    cell: int
    side: Side
    is_exit: bool


class GridMachine:
    """The cells of one grid. It knows neither sizes nor money: the orders it asks for are worked elsewhere."""

    _prices: frozenset[Decimal] | None
    _rows: list[list[Any]] | None
    _row_sides: list[Side | None]
    _lowest_buy: Decimal | None
    _highest_sell: Decimal | None

    def __init__(self, lines: Sequence[Decimal], direction: Direction, reference: Decimal) -> None:
        """``lines``: prices, lowest first; ``reference``: the price that splits long cells from short ones."""
        cells = (
            Cell(lower, upper, _entry_side(lower, upper, direction, reference))
            for lower, upper in pairwise(lines)
        )
        self._use(dict(enumerate(cells)))

    @property
    def prices(self) -> frozenset[Decimal]:
        """Every price at which an order works or may be placed."""
        if self._prices is None:
            self._prices = frozenset(
                price for cell in self._cells.values() for price in (cell.lower, cell.upper)
            )
        return self._prices

    @property
    def waits(self) -> bool:
        """Whether an entry waits to be placed."""
        return bool(self._waiting_buys or self._waiting_sells)

    @property
    def lowest_waiting_buy(self) -> Decimal | None:
        """The lowest BUY that waits to be placed; None where none waits."""
        if self._waiting_changed:
            self._find_nearest_waiting()
        return self._lowest_buy

    @property
    def highest_waiting_sell(self) -> Decimal | None:
        """The highest SELL that waits to be placed; None where none waits."""
        if self._waiting_changed:
            self._find_nearest_waiting()
        return self._highest_sell

    def is_retiring(self, cell: int) -> bool:
        """Whether a revision has taken the cell away, and only its order is left."""
        return self._cells[cell].retiring

    def starting_entries(self, last: Decimal) -> list[EntryWish]:
        """Every entry the grid lacks at its start, nearest to the last price first."""
        return self._nearest_first(self._all_waiting(), last)

    def placeable(self, last: Decimal, *, buys: bool = True, sells: bool = True) -> list[EntryWish]:
        """The entries that may be placed after a trade at ``last``, nearest to it first.

        A BUY may be placed when the last price is strictly above it, a SELL when it is strictly below.
        ``buys`` and ``sells`` say on which sides there is room for one at all.
        """
        if self._waiting_changed:
            self._find_nearest_waiting()
        allowed = []
        if buys and self._lowest_buy is not None and last > self._lowest_buy:
            for cell, price in self._waiting_buys.items():
                if last > price:
                    allowed.append(_tuple(EntryWish, (cell, BUY, price)))
        if sells and self._highest_sell is not None and last < self._highest_sell:
            for cell, price in self._waiting_sells.items():
                if last < price:
                    allowed.append(_tuple(EntryWish, (cell, SELL, price)))
        return self._nearest_first(allowed, last) if len(allowed) > 1 else allowed

    def is_wanted(self, wish: EntryWish) -> bool:
        """Whether the cell still lacks this entry (an open cell that was entered lacks its second no more)."""
        return wish.cell in (self._waiting_buys if wish.side is BUY else self._waiting_sells)

    def on_entry_placed(self, wish: EntryWish, order_id: int) -> None:
        """An entry rests on the book now."""
        cell = self._cells[wish.cell]
        cell.on(_ENTRY_PLACED)
        cell.orders[wish.side] = order_id
        # an open cell may go on lacking its other entry
        (self._waiting_buys if wish.side is BUY else self._waiting_sells).pop(wish.cell, None)
        self._waiting_changed = True

    def on_entry_filled(self, cell_index: int, side: Side) -> ExitWish:
        """An entry filled in full, resting or at once: the exit that the cell now needs."""
        cell = self._cells[cell_index]
        cell.on(_ENTRY_FILLED)
        cell.entry_side = side
        cell.orders.pop(side, None)
        self._stop_waiting(cell_index)
        if side is BUY:
            return _tuple(ExitWish, (cell_index, SELL, cell.upper, cell.orders.get(SELL)))
        return _tuple(ExitWish, (cell_index, BUY, cell.lower, cell.orders.get(BUY)))

    def on_entry_partly_filled(self, cell_index: int, side: Side) -> int | None:
        """An entry filled in part: an open cell goes on as an ordinary one; returns the order to cancel, if any."""
        cell = self._cells[cell_index]
        if cell.entry_side is not None:
            return None
        cell.entry_side = side
        self._stop_waiting(cell_index)
        return cell.orders.pop(side.opposite, None)

    def on_entry_withdrawn(self, cell_index: int, side: Side) -> None:
        """An entry was cancelled with nothing filled: the cell lacks it again, unless it retires."""
        cell = self._cells[cell_index]
        del cell.orders[side]
        if not cell.orders:
            cell.on(_ENTRY_WITHDRAWN)
        self._end_turn(cell_index, cell)

    def on_exit_placed(self, wish: ExitWish, order_id: int) -> None:
        """The exit rests on the book now."""
        cell = self._cells[wish.cell]
        cell.on(_EXIT_PLACED)
        cell.orders = {wish.side: order_id}

    def on_exit_filled(self, cell_index: int) -> None:
        """An exit filled in full: the cell completed a round trip and lacks its entry again, unless it retires."""
        cell = self._cells[cell_index]
        cell.on(_EXIT_FILLED)
        cell.orders.clear()
        self._end_turn(cell_index, cell)

    def revise(
        self,
        lines: Sequence[Decimal],
        direction: Direction,
        reference: Decimal,
        revision: int,
        *,
        keep_sides: bool,
    ) -> None:
        """Go over to other lines; ``revision`` counts from 1.

        A cell with the same lines stays, if it enters on the side that ``reference`` gives it, or on whichever
        side with ``keep_sides``. The others retire.
        """
        known: dict[tuple[Decimal, Decimal], list[tuple[int, Cell]]] = {}
        # a cell of the grid goes before one that is on its way out
        for number, cell in sorted(self._cells.items(), key=lambda item: (item[1].retiring, item[0])):
            known.setdefault((cell.lower, cell.upper), []).append((number, cell))
        cells: dict[int, Cell] = {}
        for k, (lower, upper) in enumerate(pairwise(lines)):
            wanted = _entry_side(lower, upper, direction, reference)
            here = known.get((lower, upper), [])
            stays = next((pair for pair in here if pair[1].enters_as(wanted, keeps_side=keep_sides)), None)
            if stays is None:
                stays = revision * CELLS_PER_REVISION + k, Cell(lower, upper, wanted)
            cells[stays[0]] = stays[1]
        for number, cell in self._cells.items():
            cell.retiring = number not in cells
            if not cell.retiring or cell.orders:
                cells.setdefault(number, cell)
        self._use(cells)

    def stop(self) -> None:
        """Every cell lets go of its orders, and none asks for another."""
        for cell in self._cells.values():
            cell.on(_STOPPED)
            cell.orders.clear()
        self._waiting_buys.clear()
        self._waiting_sells.clear()
        self._waiting_changed = True

    def state(self) -> list[list[Any]]:
        """Every cell, as JSON can hold it; what the cells work is told by the orders.

        The same list until a cell changes, so nobody may write to it.
        """
        # nothing else of a row changes: cells come, and begin to retire, only in _use; afterwards they can only go
        sides = [cell.entry_side for cell in self._cells.values()]
        if self._rows is None or sides != self._row_sides:
            self._row_sides = sides
            self._rows = [
                [number, *cell.written, None if side is None else side.value, int(cell.retiring)]
                for (number, cell), side in zip(self._cells.items(), sides, strict=True)
            ]
        return self._rows

    @classmethod
    def restore(
        cls, state: list[list[Any]], orders: Iterable[WorkedOrder], *, stopped: bool
    ) -> "GridMachine":
        """The machine of which ``state`` was taken, while it worked ``orders``."""
        cells = {}
        for number, lower, upper, side, retiring in state:
            cell = Cell(Decimal(lower), Decimal(upper), None if side is None else Side(side))
            cell.retiring = bool(retiring)
            cells[number] = cell
        for order in orders:
            cell = cells[order.cell]
            cell.orders[order.side] = order.order_id
            cell.state = CellState.EXIT_WORKING if order.is_exit else CellState.ENTRY_WORKING
        machine = cls.__new__(cls)
        machine._use(cells)
        if stopped:
            machine.stop()
        return machine

    def _use(self, cells: dict[int, Cell]) -> None:
        self._cells = cells
        self._prices = None
        self._rows = None
        self._waiting_buys: dict[int, Decimal] = {}
        self._waiting_sells: dict[int, Decimal] = {}
        self._waiting_changed = True
        for number, cell in cells.items():
            self._let_wait(number, cell)

    def _end_turn(self, cell_index: int, cell: Cell) -> None:
        """A cell may lack entries now, or be done for good."""
        if cell.retiring and not cell.orders:
            del self._cells[cell_index]
            self._prices = None
        else:
            self._let_wait(cell_index, cell)

    def _let_wait(self, cell_index: int, cell: Cell) -> None:
        for side in cell.lacking:
            if side is BUY:
                self._waiting_buys[cell_index] = cell.lower
            else:
                self._waiting_sells[cell_index] = cell.upper
        self._waiting_changed = True

    def _stop_waiting(self, cell_index: int) -> None:
        if cell_index in self._waiting_buys or cell_index in self._waiting_sells:
            self._waiting_buys.pop(cell_index, None)
            self._waiting_sells.pop(cell_index, None)
            self._waiting_changed = True

    def _find_nearest_waiting(self) -> None:
        buys, sells = self._waiting_buys, self._waiting_sells
        self._lowest_buy = min(buys.values()) if buys else None
        self._highest_sell = max(sells.values()) if sells else None
        self._waiting_changed = False

    def _all_waiting(self) -> list[EntryWish]:
        buys = [EntryWish(cell, BUY, price) for cell, price in self._waiting_buys.items()]
        sells = [EntryWish(cell, SELL, price) for cell, price in self._waiting_sells.items()]
        return buys + sells

    def _nearest_first(self, wishes: list[EntryWish], last: Decimal) -> list[EntryWish]:
        return sorted(wishes, key=lambda wish: self._place_in_line(wish, last))

    def _place_in_line(self, wish: EntryWish, last: Decimal) -> tuple[Decimal, Decimal, int, bool]:
        cell, side, price = wish
        return EXACT.subtract(price, last).copy_abs(), self._cells[cell].lower, cell, side is SELL


def _entry_side(lower: Decimal, upper: Decimal, direction: Direction, reference: Decimal) -> Side | None:
    if direction is Direction.LONG or (direction is Direction.NEUTRAL and upper <= reference):
        return BUY
    if direction is Direction.SHORT or lower >= reference:
        return SELL
    return None
