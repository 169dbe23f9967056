"""The cells of a grid: every change that is legal, every other refused, and what a revision makes of them."""

from decimal import Decimal
from itertools import product

import pytest

from engine.grid.cells import Cell, CellEvent, CellState, IllegalCellEvent
from engine.grid.machine import EntryWish, GridMachine
from engine.grid.spec import Direction
from engine.market import Side

IDLE, ENTRY, POSITION, EXIT = CellState
LEGAL = {
    (IDLE, CellEvent.ENTRY_PLACED): ENTRY,
    (IDLE, CellEvent.ENTRY_FILLED): POSITION,
    (ENTRY, CellEvent.ENTRY_PLACED): ENTRY,
    (ENTRY, CellEvent.ENTRY_FILLED): POSITION,
    (ENTRY, CellEvent.ENTRY_WITHDRAWN): IDLE,
    (POSITION, CellEvent.EXIT_PLACED): EXIT,
    (EXIT, CellEvent.EXIT_FILLED): IDLE,
    **{(state, CellEvent.STOPPED): IDLE for state in CellState},
}


def lines(*prices: int) -> list[Decimal]:
    return [Decimal(price) for price in prices]


def wish(cell: int, side: Side, price: int) -> EntryWish:
    return EntryWish(cell, side, Decimal(price))


@pytest.mark.parametrize(("state", "event"), list(product(CellState, CellEvent)))
def test_a_cell_goes_where_the_rules_say_or_stays_and_says_so(state: CellState, event: CellEvent) -> None:
    cell = Cell(Decimal(1), Decimal(2), Side.BUY)
    cell.state = state
    if (state, event) in LEGAL:
        cell.on(event)
        assert cell.state is LEGAL[state, event]
    else:
        with pytest.raises(IllegalCellEvent, match=f"{event.value} cannot happen while .* {state.value}"):
            cell.on(event)
        assert cell.state is state


def test_entries_nearest_to_the_last_price_come_first_and_the_lower_cell_where_two_are_as_near() -> None:
    machine = GridMachine(lines(100, 110, 120, 130), Direction.NEUTRAL, Decimal(115))
    assert machine.starting_entries(Decimal(115)) == [
        wish(1, Side.BUY, 110),
        wish(1, Side.SELL, 120),
        wish(0, Side.BUY, 100),
        wish(2, Side.SELL, 130),
    ]
    assert machine.placeable(Decimal(105)) == [
        wish(0, Side.BUY, 100),
        wish(1, Side.SELL, 120),
        wish(2, Side.SELL, 130),
    ]
    assert machine.placeable(Decimal(110), sells=False) == [wish(0, Side.BUY, 100)]
    assert (machine.lowest_waiting_buy, machine.highest_waiting_sell) == (100, 130)


def test_of_two_cells_as_near_the_lower_one_comes_first_whatever_their_ids() -> None:
    machine = GridMachine(lines(100, 110), Direction.NEUTRAL, Decimal(115))
    machine.revise(lines(80, 90, 100, 110), Direction.NEUTRAL, Decimal(100), 1, keep_sides=True)
    assert machine.placeable(Decimal(105)) == [
        wish(0, Side.BUY, 100),
        wish(1001, Side.BUY, 90),
        wish(1000, Side.BUY, 80),
    ]
    machine.revise(lines(70, 80, 110, 120), Direction.NEUTRAL, Decimal(95), 2, keep_sides=False)
    # 80 and 110 are as near to 95; the open cell has the id 2001
    assert machine.placeable(Decimal(95)) == [
        wish(2001, Side.BUY, 80),
        wish(2001, Side.SELL, 110),
        wish(2000, Side.BUY, 70),
        wish(2002, Side.SELL, 120),
    ]


def test_a_cell_that_goes_works_on_until_its_order_is_done() -> None:
    machine = GridMachine(lines(100, 110, 120), Direction.LONG, Decimal(115))
    for number, cell in enumerate((1, 0), 1):
        machine.on_entry_placed(wish(cell, Side.BUY, 100 + 10 * cell), number)
    leaving = machine.on_entry_filled(1, Side.BUY)
    assert (leaving.cell, leaving.side, leaving.price, leaving.promoted) == (1, Side.SELL, 120, None)
    machine.on_exit_placed(leaving, 3)
    machine.revise(lines(130, 140), Direction.LONG, Decimal(135), 1, keep_sides=True)
    assert (machine.is_retiring(0), machine.is_retiring(1), machine.is_retiring(1000)) == (True, True, False)
    assert machine.prices == frozenset(lines(100, 110, 120, 130, 140))
    machine.on_entry_withdrawn(0, Side.BUY)
    machine.on_exit_filled(1)
    assert machine.prices == frozenset(lines(130, 140))
    assert machine.starting_entries(Decimal(135)) == [wish(1000, Side.BUY, 130)]


def test_a_cell_that_works_nothing_is_gone_at_once() -> None:
    machine = GridMachine(lines(100, 110, 120), Direction.LONG, Decimal(115))
    machine.revise(lines(110, 120, 130), Direction.LONG, Decimal(115), 1, keep_sides=True)
    assert machine.prices == frozenset(lines(110, 120, 130))
    assert {wish.cell for wish in machine.starting_entries(Decimal(115))} == {1, 1001}


def test_of_two_cells_on_the_same_lines_the_one_that_still_enters_stays() -> None:
    machine = GridMachine(lines(100, 110), Direction.NEUTRAL, Decimal(110))
    machine.on_entry_placed(wish(0, Side.BUY, 100), 1)
    machine.on_exit_placed(machine.on_entry_filled(0, Side.BUY), 2)
    # on the other side now, so the long cell leaves and a short one comes
    machine.revise(lines(100, 110), Direction.NEUTRAL, Decimal(100), 1, keep_sides=False)
    assert machine.is_retiring(0)
    machine.revise(lines(100, 110), Direction.NEUTRAL, Decimal(100), 2, keep_sides=True)
    assert (machine.is_retiring(0), machine.is_retiring(1000)) == (True, False)


def test_a_cell_that_was_open_and_found_its_side_is_still_the_cell_around_the_reference() -> None:
    machine = GridMachine(lines(100, 110), Direction.NEUTRAL, Decimal(105))
    machine.on_entry_placed(wish(0, Side.BUY, 100), 1)
    machine.on_exit_placed(machine.on_entry_filled(0, Side.BUY), 2)
    machine.revise(lines(100, 110), Direction.NEUTRAL, Decimal(105), 1, keep_sides=False)
    assert not machine.is_retiring(0)
    machine.revise(lines(100, 110), Direction.NEUTRAL, Decimal(100), 2, keep_sides=False)
    assert machine.is_retiring(0)


def test_an_open_cell_wants_the_side_that_was_withdrawn_again() -> None:
    machine = GridMachine(lines(100, 110), Direction.NEUTRAL, Decimal(105))
    machine.on_entry_placed(wish(0, Side.BUY, 100), 1)
    machine.on_entry_placed(wish(0, Side.SELL, 110), 2)
    assert not machine.waits
    machine.on_entry_withdrawn(0, Side.SELL)
    assert machine.is_wanted(wish(0, Side.SELL, 110))
    assert not machine.is_wanted(wish(0, Side.BUY, 100))
    machine.on_entry_withdrawn(0, Side.BUY)
    assert len(machine.starting_entries(Decimal(105))) == 2


def test_a_stopped_machine_wants_nothing() -> None:
    machine = GridMachine(lines(100, 110, 120), Direction.LONG, Decimal(115))
    machine.stop()
    assert machine.starting_entries(Decimal(115)) == []
    assert machine.placeable(Decimal(125)) == []
