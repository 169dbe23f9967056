"""However a run ends, the grids go on as if nothing had been: same ids, same fills, none twice."""

import asyncio
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from engine import (
    Desk,
    DeskError,
    DeskOptions,
    FillModel,
    GapFound,
    GridRevised,
    GridStopped,
    HomeInUse,
    Intent,
    OrderFilled,
    TradePrinted,
)
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.kept import crash, kept_desk, kept_grids, undisturbed, whatever_backfilled
from tests.fakes.live import ETH, demo_exchange, fast_clock

BTC = "BTC_USDT_Perp"
LIVES = 10


async def test_a_clean_end_and_a_new_start_go_on_with_the_same_ids(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (exchange, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            grid_id = await desk.start_grid(grid_around(await ready(desk)))
            assert [view.grid_id for view in desk.grids()] == [grid_id] == [1]
            await seen.wait_for(OrderFilled, count=5)
            before = desk.grid(grid_id)
        told = [event.fill for event in seen.of(OrderFilled)]
        assert before.totals.fills <= len(told)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            assert await desk.resumable("ab" * 32) is None
            assert await desk.resume_grids() == (grid_id,)
            assert desk.grid(grid_id).started_at == before.started_at
            assert desk.grid(grid_id).fills == tuple(told), "what was told is not told again"
            assert not seen.of(OrderFilled)
            await seen.wait_for(OrderFilled, lambda e: not e.fill.backfilled, count=5)
            # nothing may have traded in the moment between the two
            gaps = seen.of(GapFound)
            assert all(gap.recovered for gap in gaps)
            assert desk.grid(grid_id).gaps == len(gaps)
            assert desk.grid(grid_id).unrecovered_gaps == 0
        told += [event.fill for event in seen.of(OrderFilled)]
        trades = exchange.printed_trades(ETH)
    (stored, kept) = (await kept_grids(tmp_path))[grid_id]
    assert [fill.fill_id for fill in told] == list(range(1, len(told) + 1))
    assert kept == tuple(told)
    fills, account = undisturbed(stored, trades)
    assert whatever_backfilled(kept) == fills
    assert stored.cursor is not None
    assert stored.cursor.trades == account.totals(account.last).trades


async def test_crashes_at_any_moment_lose_nothing_of_any_grid(tmp_path: Path) -> None:
    chance = random.Random(11)
    told: dict[int, dict[int, set[object]]] = {}
    clock = fast_clock(5.0)
    async with demo_exchange(seed=4, speed=60.0) as (exchange, environment):
        for life in range(LIVES):
            async with kept_desk(environment, tmp_path, clock=clock) as (desk, seen):
                resumed = await desk.resume_grids()
                assert len(resumed) == min(life, 3)
                if life < 3:
                    name = BTC if life == 1 else ETH
                    await desk.instrument(name)
                    await desk.watch(name)
                    await desk.wait_ready(name)
                    spec = desk.sample_grid(name) if name == BTC else grid_around(await ready(desk), "0.10")
                    await desk.start_grid(replace(spec, fill_model=list(FillModel)[1 + life % 2]))
                await asyncio.sleep(chance.uniform(0.0, 0.5))
                if life < LIVES - 1:
                    events = seen.of(OrderFilled)
                    await crash(desk)
                else:
                    await seen.wait_for(OrderFilled, lambda e: e.instrument == ETH, count=10)
            if life == LIVES - 1:
                events = seen.of(OrderFilled)
            for event in events:
                told.setdefault(event.grid_id, {}).setdefault(event.fill.fill_id, set()).add(event.fill)
        trades = {name: exchange.printed_trades(name) for name in (ETH, BTC)}
    kept = await kept_grids(tmp_path)
    assert len(kept) == 3
    for grid_id, (stored, fills) in kept.items():
        expected, _ = undisturbed(stored, trades[stored.grid.instrument.name])
        assert whatever_backfilled(fills) == expected
        assert [fill.fill_id for fill in fills] == list(range(1, len(fills) + 1))
        assert told.get(grid_id, {}) == {fill.fill_id: {fill} for fill in fills}, "each told, never otherwise"
    assert sum(len(fills) for _, fills in kept.values()) > 100


async def test_what_is_told_of_the_market_is_not_told_again_when_a_feed_goes_back(tmp_path: Path) -> None:
    async with demo_exchange(seed=5, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.start_grid(grid_around(await ready(desk)))
            await seen.wait_for(OrderFilled, count=3)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await ready(desk)
            await seen.wait_for(TradePrinted, lambda e: not e.backfilled, count=3)
            assert await desk.resume_grids() == (1,)
            await seen.wait_for(GapFound)
            await seen.wait_for(TradePrinted, count=len(seen.of(TradePrinted)) + 20)
            keys = [event.trade.key for event in seen.of(TradePrinted)]
            assert keys == sorted(set(keys))
            assert desk.grid(1).totals.fills >= 3


async def test_a_second_grid_on_an_instrument_never_meets_what_was_known_at_its_start(tmp_path: Path) -> None:
    async with demo_exchange(seed=6, speed=20.0) as (exchange, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.start_grid(grid_around(await ready(desk)))
            await seen.wait_for(OrderFilled, count=4)
            second = await desk.start_grid(grid_around(await ready(desk), "0.10"))
            exchange.cut_connections()
            await seen.wait_for(GapFound)
            await seen.wait_for(OrderFilled, lambda e: e.grid_id == second, count=4)
        trades = exchange.printed_trades(ETH)
    for stored, kept in (await kept_grids(tmp_path)).values():
        assert whatever_backfilled(kept) == undisturbed(stored, trades)[0]


async def test_a_grid_that_stopped_is_not_resumed(tmp_path: Path) -> None:
    async with demo_exchange(speed=5.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            grid_id = await desk.start_grid(grid_around(await ready(desk)), file_sha256="cd" * 32)
            assert await desk.resumable("cd" * 32) == grid_id
            await desk.stop_grid(grid_id, reason="enough")
            assert seen.of(GridStopped)[0].reason == "enough"
            with pytest.raises(DeskError, match="not running"):
                await desk.stop_grid(grid_id)
            assert await desk.resumable("cd" * 32) is None
            assert desk.archive is not None
            (past,) = await desk.archive.grids()
            assert past.totals is not None
            assert (past.stop_reason, past.totals.fills) == ("enough", desk.grid(grid_id).totals.fills)
        async with kept_desk(environment, tmp_path) as (desk, _seen):
            assert await desk.resume_grids() == ()
            with pytest.raises(DeskError, match="no grid 7"):
                await desk.resume_grid(7)


async def test_closing_at_market_leaves_no_position(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=10.0) as (_, environment),
        kept_desk(environment, tmp_path) as (desk, seen),
    ):
        grid_id = await desk.start_grid(grid_around(await ready(desk)))
        await seen.wait_for(OrderFilled)
        while desk.grid(grid_id).totals.position.is_zero():
            await seen.wait_for(OrderFilled, after=len(seen.events))
        await desk.stop_grid(grid_id, close=True)
        close = seen.of(OrderFilled)[-1].fill
        assert (close.intent, close.cell, close.trade_id) == (Intent.CLOSE, None, None)
        view = desk.grid(grid_id)
        assert view.totals.position.is_zero()
        assert view.open_orders == ()
        assert not view.running
        assert view.stop_reason is not None


async def test_a_revised_grid_is_resumed_as_revised(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=10.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            spec = grid_around(await ready(desk))
            grid_id = await desk.start_grid(spec)
            await seen.wait_for(OrderFilled, count=2)
            wider = replace(spec, lower=spec.lower - Decimal("0.25"), levels=spec.levels + 1)
            plan = desk.plan_revision(grid_id, wider)
            assert plan.placed
            assert desk.grid(grid_id).spec == spec
            await desk.revise_grid(grid_id, wider)
            assert seen.of(GridRevised)[0].grid_id == grid_id
            assert desk.grid(grid_id).spec == wider
            orders = {order.order_id for order in desk.grid(grid_id).open_orders}
        async with kept_desk(environment, tmp_path) as (desk, _seen):
            await desk.resume_grids()
            view = desk.grid(grid_id)
            assert view.spec == wider
            assert len(view.lines) == wider.levels
            assert {order.order_id for order in view.open_orders} & orders


async def test_a_second_desk_on_a_home_is_refused(tmp_path: Path) -> None:
    async with demo_exchange() as (_, environment), kept_desk(environment, tmp_path):
        second = Desk(environment, options=DeskOptions(home=tmp_path))
        with pytest.raises(HomeInUse, match="close it first"):
            await second.open()
        await second.close()
