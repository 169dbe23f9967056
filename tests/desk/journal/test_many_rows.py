"""Rows go in many at a time: however many there are, each is there once, in order."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.desk.journal import Changes, Journal, JournalFailed
from engine.desk.journal.appending import _ROWS_AT_ONCE
from engine.grid.matched_pairs import RoundTrip
from engine.market import Side
from tests.desk.journal.journal_values import GRID, T0, make_cursor, make_fill, make_order


def trip(number: int) -> RoundTrip:
    fill = make_fill(number)
    return RoundTrip(fill.cell or 0, Side.BUY, fill.size, fill.price, fill.fee, T0, T0 + number, fill.price)


def many(first: int, count: int) -> Changes:
    numbers = range(first, first + count)
    records = [record for number in numbers for record in (make_order(number), make_fill(number))]
    return Changes(tuple(records), make_cursor(first + count), trips=tuple(map(trip, numbers)))


@pytest.mark.parametrize("count", [0, 1, _ROWS_AT_ONCE - 1, _ROWS_AT_ONCE, _ROWS_AT_ONCE + 1, 100])
async def test_every_row_of_many_grids_is_there_once_and_in_order(tmp_path: Path, count: int) -> None:
    journal = await Journal.open(tmp_path)
    grid_ids = range(1, _ROWS_AT_ONCE + 2)
    await journal.commit({grid_id: replace(many(1, count), new=GRID) for grid_id in grid_ids})
    await journal.commit({grid_id: many(count + 1, 2) for grid_id in grid_ids})
    await journal.close()
    journal = await Journal.open(tmp_path)
    everything = many(1, count + 2)
    for grid_id in grid_ids:
        assert await journal.records(grid_id) == everything.records
        assert await journal.trips(grid_id) == everything.trips
        stored = await journal.grid(grid_id)
        assert stored is not None
        assert stored.cursor == make_cursor(count + 3)
    await journal.close()


async def test_a_bad_record_of_one_grid_leaves_nothing_of_the_batch(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path)
    for _ in range(2):
        await journal.add_grid(GRID)
    with pytest.raises(JournalFailed, match="fill 7 of grid 2 does not follow fill 0"):
        await journal.commit({1: many(1, 40), 2: many(7, 40)})
    journal.resume()
    assert await journal.records(1) == await journal.records(2) == ()
    await journal.commit({1: many(1, 40), 2: many(1, 40)})
    assert await journal.records(1) == await journal.records(2) == many(1, 40).records
    await journal.close()


async def test_the_writer_does_not_wait_long_for_its_turn(tmp_path: Path) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.005)
    try:
        journal = await Journal.open(tmp_path)
        await journal.close()
        assert sys.getswitchinterval() == pytest.approx(0.001)
    finally:
        sys.setswitchinterval(before)
