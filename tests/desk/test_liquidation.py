"""A paper account whose equity falls to the maintenance margin is liquidated, visibly, and stays so."""

from decimal import Decimal
from pathlib import Path

from engine import GridLiquidated, GridStopped, Intent, Means, OrderFilled
from tests.desk.test_desk_live import ready
from tests.desk.test_funding import long_grid
from tests.fakes.kept import kept_desk
from tests.fakes.live import ETH, demo_exchange
from tests.fakes.waiting import until


async def test_a_grid_that_runs_out_of_capital_is_closed_and_said(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=60.0) as (_, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            price = (await ready(desk)).quantize(Decimal(1))
            await until(lambda: desk.margin_rules(ETH) is not None)
            rules = desk.margin_rules(ETH)
            assert rules is not None
            spec = long_grid(price)
            least = rules.maintenance_margin(Decimal("0.2") * price)
            grid_id = await desk.start_grid(spec, means=Means(capital=least + Decimal("0.3")))
            (liquidated,) = await seen.wait_for(GridLiquidated)
            (stopped,) = await seen.wait_for(GridStopped)
            view = desk.grid(grid_id)
            assert not view.running
            assert view.totals.position.is_zero()
            assert view.open_orders == ()
            close = seen.of(OrderFilled)[-1].fill
            assert (close.intent, close.price) == (Intent.CLOSE, liquidated.price)
            assert "liquidated" in stopped.reason
            assert view.stop_reason == stopped.reason
            assert view.risk.capital == least + Decimal("0.3")
            assert view.risk.equity is not None
            assert view.risk.equity < least
        async with kept_desk(environment, tmp_path) as (desk, seen):
            assert await desk.resume_grids() == ()
            assert desk.archive is not None
            (past,) = await desk.archive.grids()
            assert past.stop_reason == stopped.reason


async def test_rules_that_come_after_the_start_count_from_then_on(tmp_path: Path) -> None:
    async with demo_exchange(seed=3, speed=5.0) as (exchange, environment):
        async with kept_desk(environment, tmp_path) as (desk, seen):
            price = (await ready(desk)).quantize(Decimal(1))
            exchange.faults.fail_rest("margin_rules", 503, 1)
            grid_id = await desk.start_grid(long_grid(price), means=Means(capital=Decimal(5000)))
            assert desk.grid(grid_id).risk.maintenance_margin is None
            await until(lambda: desk.grid(grid_id).risk.maintenance_margin is not None)
            assert not seen.of(GridLiquidated)
        async with kept_desk(environment, tmp_path) as (desk, seen):
            await desk.resume_grids()
            risk = desk.grid(grid_id).risk
            assert risk.capital == 5000
            assert risk.maintenance_margin is not None, "the rules in force are kept with the grid"
