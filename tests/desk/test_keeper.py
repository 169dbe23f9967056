"""What is told is kept: each event is in the journal before anyone hears of it."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine import DeskEvent, ErrorReported, GapFound, GridStopped, OrderChanged, OrderFilled
from engine.desk.grids import PaperGrids
from engine.desk.journal import Journal
from engine.desk.keeper import TellAtOnce
from engine.desk.prices import LivePrices
from engine.feed.timing import Clock
from engine.grid.matched_pairs import IdentityBroken
from engine.market import Trade, TradeId
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.kept import crash, kept_desk, kept_grids
from tests.fakes.live import ETH, demo_exchange, fast_clock
from tests.fakes.paper import started_grid
from tests.fakes.waiting import PATIENCE


def count(path: Path, query: str, *arguments: object) -> int:
    """A number from the journal, as another process would see it now."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query, arguments).fetchone()[0])


async def test_every_event_is_committed_before_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gridwell.db"
    missing: list[DeskEvent] = []
    checked: list[DeskEvent] = []

    def check(event: DeskEvent) -> None:
        match event:
            case OrderFilled():
                query = "SELECT count(*) FROM fills WHERE grid_id = ? AND fill_id = ?"
                found = count(path, query, event.grid_id, event.fill.fill_id)
            case OrderChanged():
                query = "SELECT count(*) FROM orders WHERE grid_id = ? AND order_id = ? AND status = ?"
                found = count(path, query, event.grid_id, event.order.order_id, event.order.status.value)
            case GapFound():
                found = count(path, "SELECT count(*) FROM gaps WHERE from_time = ?", event.from_time)
            case GridStopped():
                found = count(path, "SELECT count(*) FROM stops WHERE grid_id = ?", event.grid_id)
            case _:
                return
        checked.append(event)
        if not found:
            missing.append(event)

    async with (
        demo_exchange(seed=3, speed=20.0) as (exchange, environment),
        kept_desk(environment, tmp_path) as (desk, seen),
    ):
        desk.subscribe(check)
        grid_id = await desk.start_grid(grid_around(await ready(desk), "0.10"))
        await seen.wait_for(OrderFilled, count=10)
        exchange.cut_connections()
        await seen.wait_for(GapFound)
        await desk.stop_grid(grid_id)
        assert desk.grid(grid_id).totals.fills == len(seen.of(OrderFilled))
    assert missing == []
    assert {type(event) for event in checked} == {OrderFilled, OrderChanged, GapFound, GridStopped}


async def test_the_view_never_runs_ahead_of_what_was_told(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=20.0) as (_, environment),
        kept_desk(environment, tmp_path) as (desk, seen),
    ):
        grid_id = await desk.start_grid(grid_around(await ready(desk), "0.10"))
        looks, fills = 0, 0
        async with asyncio.timeout(PATIENCE):
            # some fills that came between two looks are what this is about, however busy the machine is
            while looks < 300 or fills <= 5:
                view = desk.grid(grid_id)
                fills = view.totals.fills
                assert fills == len(seen.of(OrderFilled))
                assert view.identity is not None
                assert view.identity.holds
                assert view.range[view.spec.fill_model] == view.totals.total
                looks += 1
                await asyncio.sleep(0.005)


async def test_fills_that_were_kept_but_not_told_are_told_once_more_and_a_stop_with_them(
    tmp_path: Path,
) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            spec = grid_around(await ready(desk))
            grid_id = await desk.start_grid(spec, file_sha256="ef" * 32)
            await seen.wait_for(OrderFilled, count=3)
            keeper = desk._paper._keeper
            await keeper.flush()
            told = [event.fill for event in seen.of(OrderFilled)]
            # from here on what is committed is not told any more, as if the program had ended just then
            keeper._publish = lambda batch: [waiter.set_result(None) for waiter in batch.waiters]
            # and what is not told is not shown: the account itself has to say whether there is something to close
            account = desk._market.grids.running_grid(grid_id).account
            while account.totals(account.last).position.is_zero():
                await asyncio.sleep(0.02)
            await desk.stop_grid(grid_id, close=True, reason="the end")
            await crash(desk)
        (stored, kept) = (await kept_grids(tmp_path))[grid_id]
        assert stored.stop is not None
        assert len(kept) > len(told)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            assert await desk.resume_grids() == ()
            assert await desk.resumable("ef" * 32) == grid_id
            await desk.resume_grid(grid_id)
            (stopped,) = await seen.wait_for(GridStopped)
            assert stopped.reason == "the end"
            assert [event.fill for event in seen.of(OrderFilled)] == list(kept[len(told) :])
            assert not desk.grid(grid_id).running
            assert await desk.resumable("ef" * 32) is None


async def test_an_outage_that_cannot_be_recovered_is_said_and_counted(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=10.0) as (_, environment),
        kept_desk(environment, tmp_path / "home") as (desk, seen),
    ):
        grid_id = await desk.start_grid(grid_around(await ready(desk)))
        await seen.wait_for(OrderFilled)
    rows = [f"{1_700_000_000_000 + 20 * n},{10**12 + n},{3000 + n % 3},0.5,1" for n in range(300)]
    tape = tmp_path / "tape.csv"
    tape.write_text("\n".join(["event_time_ms,trade_id,price,size,is_taker_buyer", *rows]) + "\n")
    # another exchange under the same name, whose history does not reach back
    async with (
        demo_exchange(tape=tape) as (_, environment),
        kept_desk(environment, tmp_path / "home", clock=fast_clock(20.0)) as (desk, seen),
    ):
        assert await desk.resume_grids() == (grid_id,)
        (gap,) = await seen.wait_for(GapFound)
        assert not gap.recovered
        assert desk.grid(grid_id).unrecovered_gaps == 1
        assert desk.archive is not None
        assert [gap.recovered for gap in await desk.archive.gaps(grid_id)] == [False]


async def test_a_grid_that_cannot_be_read_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            spec = grid_around(await ready(desk))
            for _ in range(2):
                await desk.start_grid(spec)
        with closing(sqlite3.connect(tmp_path / "gridwell.db")) as connection:
            connection.execute("""UPDATE cursors SET core_state = '{"models": 7}' WHERE grid_id = 1""")
            connection.commit()
        async with kept_desk(environment, tmp_path) as (desk, seen):
            assert await desk.resume_grids() == (2,)
            (error,) = seen.of(ErrorReported)
            assert "grid 1 cannot be resumed" in error.message
        assert (await kept_grids(tmp_path))[1][0].running, "it is left as it was"


@pytest.fixture
def broken_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object) -> None:
        raise IdentityBroken("position: 1 by matched pairs, 2 by average cost")

    monkeypatch.setattr("engine.paper.account.check_views", disagree)


def test_a_grid_whose_ledgers_disagree_trades_no_more(broken_ledger: None) -> None:
    told: list[DeskEvent] = []
    grids = PaperGrids(LivePrices(lambda name: None, told.append, Clock()))
    grids.keeper = TellAtOnce(told.append)
    grid = started_grid(replace(grid_around(Decimal(3000)), instrument=ETH))
    grids.add(grid)
    grids.let_run(grid)
    trade = Trade(ETH, 10, TradeId(1, 1), Decimal(2990), Decimal(1), is_taker_buyer=False)
    with pytest.raises(IdentityBroken):
        grids.on_trade(trade, backfilled=False)
    grids.on_trade(trade._replace(event_time=11, price=Decimal(2980)), backfilled=False)
    assert told == []


async def test_an_unreadable_database_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "gridwell.db").write_bytes(b"this is no database" * 100)
    async with demo_exchange() as (_, environment), kept_desk(environment, tmp_path) as (desk, _seen):
        assert desk.notice is not None
        assert "was renamed" in desk.notice
        assert await desk.resume_grids() == ()
    journal = await Journal.open(tmp_path)
    assert await journal.grids() == ()
    await journal.close()
