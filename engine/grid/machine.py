"""The cells of a grid and their states: which order a cell works, and what a fill turns it into.

Rules of this file (CONTRACT section 4, rules 2 to 4):

1. Cell k lies between line k and line k + 1. A long cell enters with a BUY at its lower line and exits with
   a SELL at its upper line; a short cell the other way round.
2. An open cell works both entries. The first to fill in full makes it long or short, and the other order, if
   it is working, becomes its exit; it keeps its id and its age. If the first fill is partial, the other order
   is cancelled and the cell goes on as an ordinary one.
3. Apart from an open cell, a cell works at most one order.
4. Entries are asked for through ``placeable`` and ``starting_entries`` only; exits follow from ``on_filled``.
5. ``_CELL_TABLE`` holds every legal change of a cell. Anything else raises ``IllegalCellEvent``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from engine.grid.spec import Direction
from engine.market import EXACT, Side


class CellState(Enum):
    """Where a cell stands."""

    IDLE = "idle"
    ENTRY_WORKING = "entry working"
    POSITION_OPEN = "position open"
    EXIT_WORKING = "exit working"


class CellEvent(Enum):
    """What can happen to a cell."""

    ENTRY_PLACED = "entry placed"
    ENTRY_FILLED = "entry filled"
    EXIT_PLACED = "exit placed"
    EXIT_FILLED = "exit filled"
    STOPPED = "stopped"


class IllegalCellEvent(Exception):
    """An event that cannot happen to a cell in its state: a defect of the caller."""


_CELL_TABLE: Mapping[tuple[CellState, CellEvent], CellState] = {
    (CellState.IDLE, CellEvent.ENTRY_PLACED): CellState.ENTRY_WORKING,
    # an open cell places its second entry
    (CellState.ENTRY_WORKING, CellEvent.ENTRY_PLACED): CellState.ENTRY_WORKING,
    (CellState.ENTRY_WORKING, CellEvent.ENTRY_FILLED): CellState.POSITION_OPEN,
    # an entry that trades at once never works
    (CellState.IDLE, CellEvent.ENTRY_FILLED): CellState.POSITION_OPEN,
    (CellState.POSITION_OPEN, CellEvent.EXIT_PLACED): CellState.EXIT_WORKING,
    (CellState.EXIT_WORKING, CellEvent.EXIT_FILLED): CellState.IDLE,
    **{(state, CellEvent.STOPPED): CellState.IDLE for state in CellState},
}


class EntryWish(NamedTuple):
    """An entry that a cell lacks: a BUY at the cell's lower line or a SELL at its upper line."""

    cell: int
    side: Side
    price: Decimal


@dataclass(frozen=True, slots=True)
class ExitWish:
    """What a filled entry asks for: place this exit, or turn the working order ``promoted`` into it."""

    cell: int
    side: Side
    price: Decimal
    promoted: int | None


class _Cell:
    __slots__ = ("entry_side", "lower", "orders", "state", "upper")

    def __init__(self, lower: Decimal, upper: Decimal, entry_side: Side | None) -> None:
        self.lower = lower
        self.upper = upper
        self.entry_side = entry_side  # None while the cell is open: either side may enter
        self.state = CellState.IDLE
        self.orders: dict[Side, int] = {}

    def price(self, side: Side) -> Decimal:
        return self.lower if side is Side.BUY else self.upper

    def on(self, event: CellEvent) -> None:
        new_state = _CELL_TABLE.get((self.state, event))
        if new_state is None:
            raise IllegalCellEvent(f"{event.value} cannot happen while the cell is {self.state.value}")
        self.state = new_state

    @property
    def lacking(self) -> tuple[Side, ...]:
        if self.state is CellState.IDLE:
            return (Side.BUY, Side.SELL) if self.entry_side is None else (self.entry_side,)
        if self.state is CellState.ENTRY_WORKING and self.entry_side is None:
            return tuple(side for side in Side if side not in self.orders)
        return ()


class GridMachine:
    """The cells of one grid. It knows neither sizes nor money: the simulation works the orders it asks for."""

    def __init__(self, lines: Sequence[Decimal], direction: Direction, reference: Decimal) -> None:
        """``lines``: prices, lowest first; ``reference``: the price that splits long cells from short ones."""
        self._cells = [
            _Cell(lower, upper, _entry_side(lower, upper, direction, reference))
            for lower, upper in pairwise(lines)
        ]
        self._waiting = {
            (index, side): cell.price(side) for index, cell in enumerate(self._cells) for side in cell.lacking
        }
        self._lowest_buy: Decimal | None = None
        self._highest_sell: Decimal | None = None
        self._waiting_changed = True

    def cell_state(self, cell: int) -> CellState:
        """Where a cell stands."""
        return self._cells[cell].state

    def starting_entries(self, last: Decimal) -> list[EntryWish]:
        """Every entry the grid lacks at its start, nearest to the last price first."""
        return self._nearest_first(self._waiting, last)

    def placeable(self, last: Decimal, *, buys: bool = True, sells: bool = True) -> list[EntryWish]:
        """The entries that may be placed after a trade at ``last``, nearest to it first.

        A BUY may be placed when the last price is strictly above it, a SELL when it is strictly below.
        ``buys`` and ``sells`` say on which sides there is room for one at all.
        """
        if self._waiting_changed:
            self._find_nearest_waiting()
        buys = buys and self._lowest_buy is not None and last > self._lowest_buy
        sells = sells and self._highest_sell is not None and last < self._highest_sell
        if not buys and not sells:
            return []
        allowed = {
            (cell, side): price
            for (cell, side), price in self._waiting.items()
            if (buys and last > price if side is Side.BUY else sells and last < price)
        }
        return self._nearest_first(allowed, last)

    def is_wanted(self, wish: EntryWish) -> bool:
        """Whether the cell still lacks this entry (an open cell that was entered lacks its second no more)."""
        return (wish.cell, wish.side) in self._waiting

    def on_entry_placed(self, wish: EntryWish, order_id: int) -> None:
        """An entry rests on the book now."""
        cell = self._cells[wish.cell]
        cell.on(CellEvent.ENTRY_PLACED)
        cell.orders[wish.side] = order_id
        self._stop_waiting(wish.cell)

    def on_entry_filled(self, cell_index: int, side: Side) -> ExitWish:
        """An entry filled in full, resting or at once: the exit that the cell now needs."""
        cell = self._cells[cell_index]
        cell.on(CellEvent.ENTRY_FILLED)
        cell.entry_side = side
        cell.orders.pop(side, None)
        self._stop_waiting(cell_index)
        exit_side = side.opposite
        return ExitWish(cell_index, exit_side, cell.price(exit_side), cell.orders.get(exit_side))

    def on_entry_partly_filled(self, cell_index: int, side: Side) -> int | None:
        """An entry filled in part: an open cell goes on as an ordinary one; returns the order to cancel, if any."""
        cell = self._cells[cell_index]
        if cell.entry_side is not None:
            return None
        cell.entry_side = side
        self._stop_waiting(cell_index)
        return cell.orders.pop(side.opposite, None)

    def on_exit_placed(self, wish: ExitWish, order_id: int) -> None:
        """The exit rests on the book now."""
        cell = self._cells[wish.cell]
        cell.on(CellEvent.EXIT_PLACED)
        cell.orders = {wish.side: order_id}

    def on_exit_filled(self, cell_index: int) -> None:
        """An exit filled in full: the cell completed a round trip and lacks its entry again."""
        cell = self._cells[cell_index]
        cell.on(CellEvent.EXIT_FILLED)
        cell.orders.clear()
        for side in cell.lacking:
            self._waiting[cell_index, side] = cell.price(side)
        self._waiting_changed = True

    def stop(self) -> None:
        """Every cell lets go of its orders, and none asks for another."""
        for cell in self._cells:
            cell.on(CellEvent.STOPPED)
            cell.orders.clear()
        self._waiting.clear()
        self._waiting_changed = True

    def _stop_waiting(self, cell_index: int) -> None:
        lacking = self._cells[cell_index].lacking
        for side in Side:
            if side not in lacking:
                self._waiting.pop((cell_index, side), None)
        self._waiting_changed = True

    def _find_nearest_waiting(self) -> None:
        buys = [price for (_, side), price in self._waiting.items() if side is Side.BUY]
        sells = [price for (_, side), price in self._waiting.items() if side is Side.SELL]
        self._lowest_buy = min(buys, default=None)
        self._highest_sell = max(sells, default=None)
        self._waiting_changed = False

    @staticmethod
    def _nearest_first(waiting: Mapping[tuple[int, Side], Decimal], last: Decimal) -> list[EntryWish]:
        wishes = [EntryWish(cell, side, price) for (cell, side), price in waiting.items()]
        wishes.sort(
            key=lambda wish: (EXACT.subtract(wish.price, last).copy_abs(), wish.cell, wish.side is Side.SELL)
        )
        return wishes


def _entry_side(lower: Decimal, upper: Decimal, direction: Direction, reference: Decimal) -> Side | None:
    if direction is Direction.LONG or (direction is Direction.NEUTRAL and upper <= reference):
        return Side.BUY
    if direction is Direction.SHORT or lower >= reference:
        return Side.SELL
    return None
