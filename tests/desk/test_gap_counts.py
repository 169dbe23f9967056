"""What a grid counts of its gaps, and what it keeps for a later run to count on from."""

from decimal import Decimal
from pathlib import Path

import pytest

from engine import GapFound, OrderFilled
from engine.desk.journal import Changes, Cursor, Journal
from engine.desk.saving import History
from engine.feed.gaps import Gap
from tests.desk.journal.journal_values import GRID, T0
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.kept import kept_desk, kept_grids
from tests.fakes.live import ETH, demo_exchange

LOST = Gap(ETH, T0, T0 + 5, None, recovered=False)
FOUND = Gap(ETH, T0, T0 + 9, 2, recovered=True)
OTHER = Gap(ETH, T0 + 7, T0 + 9, 1, recovered=False)


@pytest.mark.parametrize(
    ("gaps", "counts"),
    [
        ([LOST, FOUND], (1, 0)),
        ([LOST, LOST], (1, 1)),
        ([LOST, OTHER, FOUND], (2, 1)),
        ([FOUND, FOUND], (2, 0)),
        ([LOST, FOUND, LOST], (2, 1)),
    ],
)
async def test_a_gap_takes_the_place_of_one_from_the_same_time_on(tmp_path: Path, gaps, counts) -> None:
    history = History(T0, T0, None, None)
    journal = await Journal.open(tmp_path)
    await journal.add_grid(GRID)
    for gap in gaps:
        history.on_gap(gap)
        await journal.commit({1: Changes(gaps=(gap,))})
    kept = await journal.counts(1)
    assert (history.gaps, history.unrecovered_gaps) == (kept.gaps, kept.unrecovered_gaps) == counts
    assert len(await journal.gaps(1)) == counts[0]
    await journal.close()


async def test_the_number_of_the_newest_trade_is_kept(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path)
    await journal.add_grid(GRID)
    for number in (67_213, None):
        await journal.commit({1: Changes(cursor=Cursor(None, Decimal(1), 0, number=number))})
        stored = await journal.grid(1)
        assert stored is not None
        assert stored.cursor is not None
        assert stored.cursor.number == number
    await journal.close()


async def test_a_hole_at_the_end_of_a_run_is_counted_once_when_the_next_one_recovers_it(
    tmp_path: Path,
) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (exchange, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            grid_id = await desk.start_grid(grid_around(await ready(desk)))
            await seen.wait_for(OrderFilled, count=2)
        (stored, _) = (await kept_grids(tmp_path))[grid_id]
        assert stored.cursor is not None
        assert stored.cursor.number is not None
        assert stored.cursor.trade is not None
        # as a run would have left it whose history failed to the end
        journal = await Journal.open(tmp_path)
        start = stored.cursor.trade.event_time
        before = await journal.counts(grid_id)
        await journal.commit({grid_id: Changes(gaps=(Gap(ETH, start, start + 1, None, recovered=False),))})
        await journal.close()
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.resume_grids()
            assert desk.grid(grid_id).unrecovered_gaps == before.unrecovered_gaps + 1
            gap = (await seen.wait_for(GapFound))[0]
            assert (gap.from_time, gap.recovered) == (start, True)
            await seen.wait_for(OrderFilled, lambda e: not e.fill.backfilled)
            view = desk.grid(grid_id)
            assert view.unrecovered_gaps == before.unrecovered_gaps
            assert desk.archive is not None
            kept = await desk.archive.gaps(grid_id)
            assert [gap.recovered for gap in kept if gap.from_time == start] == [True]
            assert len(kept) == view.gaps
        assert exchange.printed_trades(ETH)
