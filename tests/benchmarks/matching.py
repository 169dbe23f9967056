"""Matching: how the cost of a trade that reaches nothing depends on the orders that rest."""

import time
from decimal import Decimal

from engine.grid.orders import Intent
from engine.grid.spec import FillModel
from engine.market import Side, Trade, TradeId
from engine.paper.matching import RestingOrder, RestingOrders
from tests.benchmarks.measure import Figure, Row, Sizes, at_most, take_turns

MANY, FEW = 20_000, 20
_TICK = Decimal("0.01")
_MIDDLE = Decimal("3000.00")


def resting_orders(count: int) -> RestingOrders:
    """So many orders, half of them on each side, none within 0.09 of the middle."""
    book = RestingOrders(FillModel.TOUCH)
    size = Decimal("0.1")
    for number in range(count):
        side = Side.BUY if number % 2 else Side.SELL
        away = _TICK * (number + 10)
        price = _MIDDLE - away if side is Side.BUY else _MIDDLE + away
        book.add(RestingOrder(number + 1, number, Intent.ENTRY, side, price, size, size, 0))
    return book


def nanoseconds_a_miss(book: RestingOrders, repeats: int) -> float:
    """What one trade costs that reaches none of the orders, ns."""
    trade = Trade(
        "ETH_USDT_Perp", 1_780_000_000_000_000_000, TradeId(1_000_000, 1), _MIDDLE, Decimal("0.1"), True
    )
    began = time.perf_counter_ns()
    for _ in range(repeats):
        book.filled_by(trade)
    return (time.perf_counter_ns() - began) / repeats


def measure(sizes: Sizes) -> Figure:
    """Take turns between the large book and the small one."""
    many, few = resting_orders(MANY), resting_orders(FEW)
    repeats = sizes.messages
    turns = take_turns(
        lambda: nanoseconds_a_miss(many, repeats), lambda: nanoseconds_a_miss(few, repeats), 3 * sizes.rounds
    )
    return at_most(1.3, turns, unit="ns a trade")


ROWS = (
    Row(
        "matching",
        "matching one trade that reaches nothing, 20,000 resting orders",
        "20 resting orders",
        "at most 1.3 x",
        measure,
    ),
)
