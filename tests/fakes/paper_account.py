"""A small paper account, its trades and its fills."""

from collections.abc import Sequence
from decimal import Decimal

from engine.grid.orders import Fill
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Quote, Trade, TradeId
from engine.paper.account import PaperAccount
from engine.paper.grid_orders import GridEvent


def spec(direction: str = "long", **more: object) -> GridSpec:
    """Three cells, 100 to 130, of 2 each."""
    values: dict[str, object] = {
        "instrument": "X",
        "direction": Direction(direction),
        "spacing": Spacing.ARITHMETIC,
        "lower": Decimal(100),
        "upper": Decimal(130),
        "levels": 4,
        "size": Decimal(2),
        "fill_model": FillModel.TOUCH,
        "maker_fee": Decimal(0),
        "taker_fee": Decimal("0.001"),
        **more,
    }
    return GridSpec(**values)  # type: ignore[arg-type]


def started(grid: GridSpec | None = None, last: str = "135", **more: object) -> PaperAccount:
    account = PaperAccount(grid or spec(), Decimal(1), Decimal(last), **more)  # type: ignore[arg-type]
    price = Decimal(last)
    account.start(Quote(price, price), 0)
    return account


def trade(price: str, time: int = 1, size: str = "100", *, buyer: bool = False) -> Trade:
    return Trade("X", time, TradeId(time, 1), Decimal(price), Decimal(size), buyer)


def after(account: PaperAccount, *prices: str) -> PaperAccount:
    for number, price in enumerate(prices, 1):
        account.on_trade(trade(price, number))
    return account


def fills(events: Sequence[GridEvent]) -> list[Fill]:
    return [event for event in events if isinstance(event, Fill)]
