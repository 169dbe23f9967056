"""A disk that is full: the grids stand still, nothing is told that is not kept, and then all is caught up."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from engine import (
    Desk,
    DeskError,
    DeskOptions,
    GridStarted,
    JournalPaused,
    JournalResumed,
    JournalUnusable,
    OrderChanged,
    OrderFilled,
    TradePrinted,
    resolve_environment,
)
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.kept import kept_desk, kept_grids, undisturbed, whatever_backfilled
from tests.fakes.live import ETH, demo_exchange, fast_clock


class Disk:
    """The disk under a desk's journal; it can be full."""

    def __init__(self, desk: Desk) -> None:
        journal = desk._journal
        assert journal is not None
        self._executor = journal._executor
        self._connection = journal._opened.connection

    def _do(self, sql: str) -> None:
        self._executor.submit(self._connection.execute, sql).result()

    def fill(self) -> None:
        self._do("PRAGMA wal_checkpoint(TRUNCATE)")
        self._executor.submit(self._refuse_writes, True).result()

    def free(self) -> None:
        self._executor.submit(self._refuse_writes, False).result()

    def _refuse_writes(self, refuse: bool) -> None:
        def authorize(action: int, *_: object) -> int:
            return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_INSERT else sqlite3.SQLITE_OK

        self._connection.set_authorizer(authorize if refuse else None)


async def test_the_grids_stand_still_and_catch_up(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=10.0) as (exchange, environment),
        kept_desk(environment, tmp_path) as (desk, seen),
    ):
        grid_id = await desk.start_grid(grid_around(await ready(desk)))
        await seen.wait_for(OrderFilled, count=3)
        disk = Disk(desk)
        disk.fill()
        paused = (await seen.wait_for(JournalPaused))[0]
        assert desk.journal_failure == paused.reason
        assert str(tmp_path) in paused.reason
        mark = len(seen.events)
        shown = desk.grid(grid_id)
        await seen.wait_for(TradePrinted, after=mark, count=60)
        assert not [e for e in seen.events[mark:] if isinstance(e, OrderFilled | OrderChanged)]
        now = desk.grid(grid_id)
        assert (now.fills, now.open_orders, now.totals.trades) == (
            shown.fills,
            shown.open_orders,
            shown.totals.trades,
        )
        for refused in (
            desk.start_grid(grid_around(await ready(desk))),
            desk.stop_grid(grid_id),
            desk.revise_grid(grid_id, now.spec),
        ):
            with pytest.raises(DeskError, match="nothing can be kept now"):
                await refused
        desk.try_journal_again()
        await asyncio.sleep(0.1)
        assert desk.journal_failure is not None
        assert len(seen.of(JournalPaused)) == 1, "said once"

        disk.free()
        desk.try_journal_again()
        await seen.wait_for(JournalResumed)
        assert desk.journal_failure is None
        await seen.wait_for(OrderFilled, lambda e: e.fill.backfilled, after=mark)
        await seen.wait_for(OrderFilled, lambda e: not e.fill.backfilled, after=mark, count=3)
        await desk.stop_grid(grid_id)
        trades = exchange.printed_trades(ETH)
        told = tuple(event.fill for event in seen.of(OrderFilled))
    (stored, kept) = (await kept_grids(tmp_path))[grid_id]
    assert kept == told
    assert whatever_backfilled(kept) == undisturbed(stored, trades)[0]


async def test_it_is_tried_again_by_itself(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=10.0) as (_, environment),
        kept_desk(environment, tmp_path, clock=fast_clock(20.0)) as (desk, seen),
    ):
        await desk.start_grid(grid_around(await ready(desk)))
        disk = Disk(desk)
        disk.fill()
        await seen.wait_for(JournalPaused)
        disk.free()
        await seen.wait_for(JournalResumed)


async def test_a_grid_whose_start_cannot_be_kept_never_was(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            spec = grid_around(await ready(desk))
            disk = Disk(desk)
            disk.fill()
            with pytest.raises(DeskError, match="journal"):
                await desk.start_grid(spec)
            assert desk.grids() == ()
            assert not seen.of(GridStarted)
            disk.free()
            desk.try_journal_again()
            await seen.wait_for(JournalResumed)
            assert desk.grids() == ()
            grid_id = await desk.start_grid(spec)
            assert [view.grid_id for view in desk.grids()] == [grid_id]
        assert list(await kept_grids(tmp_path)) == [grid_id]


async def test_an_end_while_nothing_can_be_kept_says_so(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.start_grid(grid_around(await ready(desk)))
            await seen.wait_for(OrderFilled)
            Disk(desk).fill()
            await seen.wait_for(JournalPaused)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            assert await desk.resume_grids() == (1,)


async def test_a_home_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk = Desk(resolve_environment("demo", {}), options=DeskOptions(home=tmp_path / "file" / "home"))
    with pytest.raises(JournalUnusable, match="check that the folder exists"):
        await desk.open()
    await desk.close()
