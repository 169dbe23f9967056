"""Matching and backtests: how the cost of a trade depends on the orders that rest, and against a plain scan."""

import time
from decimal import Decimal

from engine.grid.orders import Intent
from engine.grid.spec import FillModel
from engine.market import Side, Trade, TradeId
from engine.paper.matching import RestingOrder, RestingOrders

TICK = Decimal("0.01")
MIDDLE = Decimal("3000.00")


def _book(orders: int) -> RestingOrders:
    book = RestingOrders(FillModel.TOUCH)
    for number in range(orders):
        side = Side.BUY if number % 2 else Side.SELL
        away = TICK * (number + 10)
        price = MIDDLE - away if side is Side.BUY else MIDDLE + away
        size = Decimal("0.1")
        book.add(RestingOrder(number + 1, number, Intent.ENTRY, side, price, size, size, 0))
    return book


def trade_at(price: Decimal, number: int = 1) -> Trade:
    """A trade of the public book."""
    return Trade(
        instrument="ETH_USDT_Perp",
        event_time=1_780_000_000_000_000_000 + number,
        trade_id=TradeId(1_000_000 + number, 1),
        price=price,
        size=Decimal("0.1"),
        is_taker_buyer=True,
    )


def nanoseconds_a_miss(orders: int, repeats: int = 50_000) -> float:
    """What one trade costs that reaches none of so many resting orders, ns."""
    book = _book(orders)
    trade = trade_at(MIDDLE)
    began = time.perf_counter_ns()
    for _ in range(repeats):
        book.filled_by(trade)
    return (time.perf_counter_ns() - began) / repeats
