"""One cell of a grid and its states.

Rules of this file (CONTRACT section 4, rules 2 and 3):

1. A cell lies between two lines. A long cell enters with a BUY at its lower line and exits with a SELL at its
   upper line; a short cell the other way round.
2. An open cell may enter on either side and works both entries; apart from that a cell works at most one order.
3. ``_CELL_TABLE`` holds every legal change of a cell. Anything else raises ``IllegalCellEvent``.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from engine.market import Side, plain


class CellState(Enum):
    """Where a cell stands."""

    IDLE = "idle"
    ENTRY_WORKING = "entry working"
    POSITION_OPEN = "position open"
    EXIT_WORKING = "exit working"

    __hash__ = object.__hash__


class CellEvent(Enum):
    """What can happen to a cell."""

    ENTRY_PLACED = "entry placed"
    ENTRY_FILLED = "entry filled"
    ENTRY_WITHDRAWN = "entry withdrawn"
    EXIT_PLACED = "exit placed"
    EXIT_FILLED = "exit filled"
    STOPPED = "stopped"

    __hash__ = object.__hash__


class IllegalCellEvent(Exception):
    """An event that cannot happen to a cell in its state: a defect of the caller."""


_CELL_TABLE: Mapping[CellEvent, Mapping[CellState, CellState]] = {
    CellEvent.ENTRY_PLACED: {
        CellState.IDLE: CellState.ENTRY_WORKING,
        # an open cell places its second entry
        CellState.ENTRY_WORKING: CellState.ENTRY_WORKING,
    },
    CellEvent.ENTRY_FILLED: {
        CellState.ENTRY_WORKING: CellState.POSITION_OPEN,
        # an entry that trades at once never works
        CellState.IDLE: CellState.POSITION_OPEN,
    },
    CellEvent.ENTRY_WITHDRAWN: {CellState.ENTRY_WORKING: CellState.IDLE},
    CellEvent.EXIT_PLACED: {CellState.POSITION_OPEN: CellState.EXIT_WORKING},
    CellEvent.EXIT_FILLED: {CellState.EXIT_WORKING: CellState.IDLE},
    CellEvent.STOPPED: dict.fromkeys(CellState, CellState.IDLE),
}


class Cell:
    """One cell: its lines (in quote), the side on which it enters, and the orders that it works by side."""

    __slots__ = ("entry_side", "lower", "orders", "retiring", "state", "upper", "written")

    def __init__(self, lower: Decimal, upper: Decimal, entry_side: Side | None) -> None:
        self.lower = lower
        self.upper = upper
        self.entry_side = entry_side  # None while the cell is open: either side may enter
        self.state = CellState.IDLE
        self.orders: dict[Side, int] = {}
        self.retiring = False
        self.written = plain(lower), plain(upper)

    def price(self, side: Side) -> Decimal:
        """The line on which it works that side, in quote."""
        return self.lower if side is Side.BUY else self.upper

    def on(self, event: CellEvent) -> None:
        """Go to the next state.

        Raises:
            IllegalCellEvent: the event cannot happen now; the state stays.
        """
        new_state = _CELL_TABLE[event].get(self.state)
        if new_state is None:
            raise IllegalCellEvent(f"{event.value} cannot happen while the cell is {self.state.value}")
        self.state = new_state

    @property
    def lacking(self) -> tuple[Side, ...]:
        """The sides on which it wants an entry that it does not work."""
        if self.retiring:
            return ()
        if self.state is CellState.IDLE:
            return (Side.BUY, Side.SELL) if self.entry_side is None else (self.entry_side,)
        if self.state is CellState.ENTRY_WORKING and self.entry_side is None:
            return tuple(side for side in Side if side not in self.orders)
        return ()

    def enters_as(self, wanted: Side | None, *, keeps_side: bool) -> bool:
        """Whether it is the cell that a revision wants here; a cell that was open has since found its side."""
        return keeps_side or wanted is None or self.entry_side is wanted
