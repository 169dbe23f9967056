"""The history of one line of a grid, in words."""

from datetime import tzinfo
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from engine import NS_PER_SECOND, FillModel, GridView, Order, RoundTrip, Side, plain
from gui.chart.levels import Level, LineState
from gui.chart.ticks import local
from gui.formatting import duration_text, grouped, intent_text

MOST_TRIPS = 1000
"""A view keeps the newest round trips and fills only, at most so many; more may have been."""


def describe_level(grid: GridView, level: Level, now_ns: int, zone: tzinfo | None) -> list[str]:
    """What waits at a line and for how long, what it earned, and when it filled; times in ``zone``.

    Args:
        grid: the grid of the line.
        level: the line.
        now_ns: the present time, in ns since the epoch.
        zone: the zone of the times; None is the system's own.
    """
    orders = [] if level.state is LineState.IDLE else _orders(grid, level)
    fills = [fill for fill in grid.fills if fill.price == level.price]
    cells = {order.cell for order in orders} or {fill.cell for fill in fills}
    trips = [trip for trip in grid.trips if trip.cell in cells]
    lines = [_title(grid, level, orders)]
    lines += [line for order in orders for line in _waiting(grid, order, now_ns)]
    lines.append(_trips(grid, trips))
    if fills:
        newest = max(fill.time for fill in fills)
        lines.append(
            QCoreApplication.translate("LevelStory", "Fills here: {count}, the newest at {time}").format(
                count=len(fills), time=f"{local(newest / NS_PER_SECOND, zone):%Y-%m-%d %H:%M:%S}"
            )
        )
    else:
        lines.append(QCoreApplication.translate("LevelStory", "No fill here yet"))
    return lines


def _orders(grid: GridView, level: Level) -> list[Order]:
    side = Side.BUY if level.state is LineState.BUY else Side.SELL
    return [order for order in grid.open_orders if order.price == level.price and order.side is side]


def _title(grid: GridView, level: Level, orders: list[Order]) -> str:
    translate = QCoreApplication.translate
    price = plain(level.price)
    if not orders:
        return translate("LevelStory", "Grid {number} · no order at {price}").format(
            number=grid.grid_id, price=price
        )
    if level.state is LineState.BUY:
        text = translate("LevelStory", "Grid {number} · ▲ BUY {size} at {price} · {intent}")
    else:
        text = translate("LevelStory", "Grid {number} · ▼ SELL {size} at {price} · {intent}")
    intents = " + ".join(dict.fromkeys(intent_text(order.intent) for order in orders))
    return text.format(number=grid.grid_id, size=plain(level.size), price=price, intent=intents)


def _waiting(grid: GridView, order: Order, now_ns: int) -> list[str]:
    translate = QCoreApplication.translate
    lines = [
        translate("LevelStory", "Order {number} waits for {age}").format(
            number=order.order_id, age=duration_text(max(0, now_ns - order.time))
        )
    ]
    if order.filled:
        lines.append(
            translate("LevelStory", "{filled} of {size} filled").format(
                filled=plain(order.filled), size=plain(order.size)
            )
        )
    if order.queue_ahead is not None:
        lines.append(
            translate("LevelStory", "Ahead of it in the queue: {size}").format(size=plain(order.queue_ahead))
        )
    elif grid.spec.fill_model is FillModel.QUEUE:
        lines.append(translate("LevelStory", "How much is ahead of it in the queue is not known"))
    return lines


def _trips(grid: GridView, trips: list[RoundTrip]) -> str:
    translate = QCoreApplication.translate
    if not trips:
        return translate("LevelStory", "No round trip yet")
    profit = sum((trip.net for trip in trips), Decimal(0))
    text = translate("LevelStory", "Round trips: {count}, profit {profit} {quote}")
    if len(grid.trips) >= MOST_TRIPS:
        text = translate("LevelStory", "Round trips of late: {count}, profit {profit} {quote}")
    shown = grouped(profit, 4)
    shown = f"+{shown}" if profit > 0 else shown
    return text.format(count=len(trips), profit=shown, quote=grid.instrument.quote)
