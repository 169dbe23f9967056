"""A running grid keeps its view small, however long it runs."""

from decimal import Decimal

from engine.desk.events import OrderFilled
from engine.desk.running_grid import KEPT_FILLS, RunningGrid
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Instrument, Quote, Trade, TradeId

CENT = Decimal("0.01")
ETH = Instrument("ETH_USDT_Perp", "ETH", "USDT", "PERPETUAL", CENT, CENT, CENT, Decimal(20))


def test_the_view_holds_the_newest_fills_and_the_totals_count_them_all():
    spec = GridSpec(
        ETH.name,
        Direction.NEUTRAL,
        Spacing.ARITHMETIC,
        Decimal(2990),
        Decimal(3010),
        21,
        Decimal("0.1"),
        FillModel.TOUCH,
    )
    grid = RunningGrid(1, spec, ETH, Decimal("3000.50"), started_at=1)
    grid.start(Quote(Decimal("3000.49"), Decimal("3000.51")))
    told = []
    for number in range(2 * KEPT_FILLS):
        price = Decimal(3000) if number % 2 else Decimal(3001)
        trade = Trade(ETH.name, 2 + number, TradeId(number, 1), price, Decimal(1), is_taker_buyer=False)
        told += [e.fill for e in grid.on_trade(trade, backfilled=False) if isinstance(e, OrderFilled)]
    view = grid.view(None)
    assert len(told) > KEPT_FILLS
    assert view.fills == tuple(told[-KEPT_FILLS:])
    assert view.totals.fills == len(told)
    assert grid.view(None).fills is view.fills
