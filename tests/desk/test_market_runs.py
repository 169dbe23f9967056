"""Live trades that are handed over together do what each would do by itself, and are told in the same order."""

import random
from decimal import Decimal
from typing import Any

import pytest

from engine.desk.events import CandleChanged, DeskEvent, OrderFilled, TradePrinted
from engine.desk.keeper import TellAtOnce
from engine.desk.market import DeskMarket
from engine.desk.running_grid import RunningGrid
from engine.feed.timing import Clock, FeedTiming
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Trade, TradeId
from tests.fakes.paper import ETH, started_grid

BEGIN = 1_000


def _spec(model: FillModel, step: int) -> GridSpec:
    return GridSpec(
        ETH.name,
        Direction.NEUTRAL,
        Spacing.ARITHMETIC,
        Decimal(3000 - 10 * step),
        Decimal(3000 + 10 * step),
        21,
        Decimal("0.1"),
        model,
    )


def _market() -> tuple[DeskMarket, list[DeskEvent], list[RunningGrid]]:
    told: list[DeskEvent] = []
    nothing: Any = None
    market = DeskMarket(
        nothing,
        nothing,
        nothing,
        nothing,
        clock=Clock(monotonic=lambda: 5.0),
        timing=FeedTiming(),
        tell=told.append,
        on_error=nothing,
        on_failure=nothing,
    )
    market.grids.keeper = TellAtOnce(told.append)
    grids = [started_grid(_spec(FillModel.TOUCH, 1)), started_grid(_spec(FillModel.THROUGH, 3))]
    for number, grid in enumerate(grids, 1):
        grid.grid_id = number
        market.grids.add(grid)
        market.grids.let_run(grid)
    told.clear()
    return market, told, grids


@pytest.mark.parametrize("seed", range(5))
def test_a_run_is_told_as_its_trades_would_be_one_by_one(seed: int) -> None:
    rng, trades, cents, time = random.Random(seed), [], 300_000, BEGIN
    for number in range(400):
        cents += rng.choice((-90, -20, 0, 0, 20, 90))
        time += rng.choice((0, 1, 7))
        price = Decimal(cents).scaleb(-2)
        trades.append(Trade(ETH.name, time, TradeId(number, 1), price, Decimal(1), rng.random() < 0.5))
    one_by_one, expected, grids = _market()
    for trade in trades:
        one_by_one.on_trade(trade, backfilled=False)
    together, told, other_grids = _market()
    start = 0
    while start < len(trades):
        run = trades[start : start + rng.randint(1, 64)]
        together.on_trades(tuple(run))
        start += len(run)
    assert sum(isinstance(event, OrderFilled) for event in expected) > 20
    assert [e for e in told if not isinstance(e, CandleChanged)] == [
        e for e in expected if not isinstance(e, CandleChanged)
    ]
    for grid, other in zip(grids, other_grids, strict=True):
        assert other.view(None) == grid.view(None)
        assert other.history == grid.history
        assert other.goes_on_from == trades[-1].key


def test_a_trade_that_was_met_before_is_told_but_does_nothing_again() -> None:
    market, told, (grid, _) = _market()
    trade = Trade(ETH.name, BEGIN, TradeId(1, 1), Decimal("2998.5"), Decimal(1), is_taker_buyer=False)
    market.on_trades((trade,))
    fills = grid.view(None).totals.fills
    assert fills
    market.on_trade(trade, backfilled=True)
    assert grid.view(None).totals.fills == fills
    assert sum(isinstance(event, TradePrinted) for event in told) == 1
