"""A running grid keeps its view small, however long it runs."""

from decimal import Decimal

from engine.desk.events import OrderFilled
from engine.desk.running_grid import KEPT_FILLS
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Trade, TradeId
from tests.fakes.paper import ETH, started_grid


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
    grid = started_grid(spec)
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
