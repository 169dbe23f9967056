"""Funding of paper grids: the exchange's rate at the exchange's instant, on the position that was held then."""

import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from engine import Desk, Direction, ErrorReported, FundingPaid, GridSpec, OrderFilled
from engine.demo.clock import ServerClock
from engine.grid.funding import HOUR, funding_payment
from engine.market import NS_PER_SECOND
from tests.desk.test_desk_live import grid_around, ready
from tests.fakes.kept import crash, kept_desk
from tests.fakes.live import ETH, demo_exchange, fast_clock

INSTANT = 1_800_000_000_000_000_000 // (8 * HOUR) * 8 * HOUR


def shortly_before(seconds: float) -> ServerClock:
    """The exchange's clock, so long before a settlement."""
    began = time.monotonic_ns()
    start = INSTANT - int(seconds * NS_PER_SECOND)
    return ServerClock(wall=lambda: start + time.monotonic_ns() - began)


def long_grid(price: Decimal) -> GridSpec:
    # below the price there is nothing to sell, above it everything is bought at the start
    spec = grid_around(price, "1.00", 5)
    return replace(spec, direction=Direction.LONG, lower=price + 50, upper=price + 60, reference=None)


async def rate_of(desk: Desk, instant: int) -> tuple[Decimal, Decimal]:
    page = await desk._rest.funding(ETH, start_time=instant - HOUR // 2, end_time=instant + HOUR // 2)
    (rate,) = page.items
    assert rate.mark is not None
    return rate.rate_percent, rate.mark


async def test_a_position_over_the_instant_pays_the_published_rate(tmp_path: Path) -> None:
    async with (
        demo_exchange(seed=3, speed=5.0, clock=shortly_before(2.5)) as (_, environment),
        kept_desk(environment, tmp_path) as (desk, seen),
    ):
        grid_id = await desk.start_grid(long_grid((await ready(desk)).quantize(Decimal(1))))
        position = desk.grid(grid_id).totals.position
        assert position == Decimal("0.2")
        paid = (await seen.wait_for(FundingPaid))[0]
        rate, mark = await rate_of(desk, INSTANT)
        assert (paid.time, paid.grid_id, paid.rate) == (INSTANT, grid_id, rate)
        assert paid.amount == funding_payment(position, mark, rate) != 0
        view = desk.grid(grid_id)
        assert view.totals.funding == paid.amount
        assert view.totals.total == (
            view.totals.realized + view.totals.unrealized - view.totals.fees + view.totals.funding
        )
        assert desk.archive is not None
        (kept,) = await desk.archive.funding(grid_id)
        assert (kept.time, kept.position, kept.mark, kept.rate) == (INSTANT, position, mark, rate)


async def test_a_rate_that_is_not_out_yet_stays_pending_across_a_crash(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=5.0, clock=shortly_before(2.5)) as (exchange, environment):
        exchange.faults.fail_rest("funding", 503, 1000)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            grid_id = await desk.start_grid(long_grid((await ready(desk)).quantize(Decimal(1))))
            position = desk.grid(grid_id).totals.position
            await seen.wait_for(ErrorReported, lambda e: "funding rate" in e.message)
            await desk._paper._keeper.flush()
            await crash(desk)
        exchange.faults._rest_failures.clear()
        async with kept_desk(environment, tmp_path, clock=fast_clock(5.0)) as (desk, seen):
            await desk.resume_grids()
            paid = (await seen.wait_for(FundingPaid))[0]
            rate, mark = await rate_of(desk, INSTANT)
            assert paid.time == INSTANT
            assert paid.amount == funding_payment(position, mark, rate)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.resume_grids()
            assert desk.grid(grid_id).totals.funding == paid.amount
            await ready(desk)
            assert not seen.of(FundingPaid)


async def test_a_refusal_is_said_once_and_the_settlement_stays_pending(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=5.0, clock=shortly_before(2.5)) as (exchange, environment):
        exchange.faults.fail_rest("funding", 404, 1000)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.start_grid(long_grid((await ready(desk)).quantize(Decimal(1))))
            errors = await seen.wait_for(ErrorReported, lambda e: "funding rate" in e.message)
            assert "stays pending" in errors[0].message
            fills = len(seen.of(OrderFilled))
            assert fills == 4
            grid = desk._market.grids.get(1)
            assert grid is not None
            assert grid.account.pending_settlements() == (INSTANT,)
            assert len(seen.of(ErrorReported, lambda e: "funding rate" in e.message)) == 1
