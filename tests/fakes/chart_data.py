"""Made-up markets for chart tests: seeded candles, grids with working orders, and fills along the way."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from engine import (
    NS_PER_SECOND,
    Candle,
    Fill,
    GapFound,
    GridView,
    Instrument,
    Intent,
    Interval,
    Liquidity,
    Order,
    OrderStatus,
    PriceView,
    Side,
    TradeId,
    WorkingOrder,
)
from engine.grid.ledger import NO_TOTALS
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing

START = 1_760_000_040 * NS_PER_SECOND
"""A whole minute: 2025-10-09 08:54:00 UTC."""

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.01"),
    min_notional=Decimal(5),
)


def to_tick(value: float | Decimal, tick: Decimal = ETH.tick_size) -> Decimal:
    """The multiple of ``tick`` nearest to ``value``."""
    return (Decimal(value) / tick).quantize(Decimal(1), ROUND_HALF_UP) * tick


def candle(
    index: int,
    open_: str,
    high: str,
    low: str,
    close: str,
    *,
    volume: str = "10",
    interval: Interval = Interval.M1,
    instrument: Instrument = ETH,
) -> Candle:
    """The candle ``index`` intervals after ``START``."""
    opened = START + index * interval.nanoseconds
    return Candle(
        instrument=instrument.name,
        open_time=opened,
        close_time=opened + interval.nanoseconds,
        open=Decimal(open_),
        high=Decimal(high),
        low=Decimal(low),
        close=Decimal(close),
        volume_base=Decimal(volume),
        volume_quote=Decimal(volume) * Decimal(close),
        trades=10,
    )


def random_candles(
    count: int, *, seed: int = 7, price: float = 2680.0, interval: Interval = Interval.M1, swing: float = 0.9
) -> list[Candle]:
    """A mean-reverting market: the same candles for the same seed."""
    chance = random.Random(seed)
    centre = last = price
    candles = []
    for index in range(count):
        opened = last
        path = [opened]
        for _ in range(6):
            centre += chance.gauss(0, swing * 0.08)
            last += chance.gauss(0, swing * 0.45) + (centre - last) * 0.06
            path.append(last)
        volume = chance.lognormvariate(3.2, 0.7) * (1 + abs(last - opened) / swing)
        candles.append(
            candle(
                index,
                str(to_tick(path[0])),
                str(to_tick(max(path))),
                str(to_tick(min(path))),
                str(to_tick(last)),
                volume=f"{volume:.2f}",
                interval=interval,
            )
        )
    return candles


def price_view(
    last: Decimal | str, *, spread: str = "0.04", received_at: float = 0.0, instrument: Instrument = ETH
) -> PriceView:
    """Prices around ``last``."""
    last = Decimal(last)
    half = Decimal(spread) / 2
    return PriceView(instrument.name, last, last - half, last + half, last, START, received_at)


def order(
    order_id: int,
    side: Side,
    price: Decimal | str,
    *,
    size: str = "0.1",
    filled: str = "0",
    intent: Intent = Intent.ENTRY,
    cell: int = 0,
) -> Order:
    """A working order."""
    status = OrderStatus.PARTIALLY_FILLED if Decimal(filled) else OrderStatus.OPEN
    return Order(order_id, cell, intent, side, Decimal(price), Decimal(size), Decimal(filled), status, START)


def fill(
    fill_id: int,
    side: Side,
    price: Decimal | str,
    time: int,
    *,
    intent: Intent = Intent.ENTRY,
    liquidity: Liquidity = Liquidity.MAKER,
    backfilled: bool = False,
    cell: int | None = 3,
) -> Fill:
    """A fill of 0.1."""
    price = Decimal(price)
    return Fill(
        fill_id=fill_id,
        order_id=fill_id,
        cell=cell,
        intent=intent,
        side=side,
        price=price,
        size=Decimal("0.1"),
        fee=price * Decimal("-0.0000001"),
        liquidity=liquidity,
        trade_id=TradeId(1000 + fill_id, 1),
        queue_ahead=None,
        backfilled=backfilled,
        time=time,
    )


def gap(
    from_bar: float,
    to_bar: float,
    *,
    trades: int | None = 12,
    recovered: bool = False,
    instrument: Instrument = ETH,
) -> GapFound:
    """A stretch without trades, from and to as many one-minute bars after ``START``."""
    from_time, to_time = (START + round(bar * 60) * NS_PER_SECOND for bar in (from_bar, to_bar))
    return GapFound(to_time, instrument.name, from_time, to_time, trades, recovered)


def real_order(
    side: Side,
    price: str | None,
    size: str = "0.5",
    *,
    traded: str = "0",
    status: str = "OPEN",
    instrument: Instrument = ETH,
) -> WorkingOrder:
    """An order of the user's own account; without a price a market order."""
    return WorkingOrder(
        order_id=f"0x{side.value}{price}{size}",
        client_order_id="1",
        instrument=instrument.name,
        side=side,
        size=Decimal(size),
        limit_price=None if price is None else Decimal(price),
        traded_size=Decimal(traded),
        status=status,
        post_only=False,
        reduce_only=False,
    )


def grid(
    lower: str | Decimal,
    upper: str | Decimal,
    levels: int,
    reference: str | Decimal,
    *,
    size: str = "0.1",
    running: bool = True,
    exits: bool = True,
    instrument: Instrument = ETH,
) -> GridView:
    """A long grid with the price at ``reference``: buys below, exits above, the nearest line blank."""
    lower, upper, reference = Decimal(lower), Decimal(upper), Decimal(reference)
    step = (upper - lower) / (levels - 1)
    lines = tuple(to_tick(lower + index * step, instrument.tick_size) for index in range(levels))
    blank = min(lines, key=lambda line: abs(line - reference))
    orders = []
    for index, line in enumerate(lines):
        if line == blank:
            continue
        buys = line < reference
        intent = Intent.EXIT if exits and not buys else Intent.ENTRY
        side = Side.BUY if buys else Side.SELL
        orders.append(order(index + 1, side, line, size=size, intent=intent, cell=index))
    return GridView(
        grid_id=1,
        spec=GridSpec(
            instrument=instrument.name,
            direction=Direction.LONG,
            spacing=Spacing.ARITHMETIC,
            lower=lower,
            upper=upper,
            levels=levels,
            size=Decimal(size),
            fill_model=FillModel.THROUGH,
        ),
        instrument=instrument,
        running=running,
        started_at=START,
        reference=reference,
        lines=lines,
        open_orders=tuple(orders),
        fills=(),
        totals=NO_TOTALS,
        gaps=0,
        unrecovered_gaps=0,
    )


def without_order(view: GridView, price: Decimal) -> GridView:
    """The same grid after the order at ``price`` is gone."""
    return replace(view, open_orders=tuple(one for one in view.open_orders if one.price != price))


def crossing_fills(candles: Sequence[Candle], lines: Sequence[Decimal]) -> list[Fill]:
    """A fill wherever a candle closes on the other side of a line: buys going down, sells going up."""
    fills: list[Fill] = []
    for bar in candles:
        low, high = sorted((bar.open, bar.close))
        crossed = [line for line in lines if low < line < high]
        falling = bar.close < bar.open
        for number, line in enumerate(sorted(crossed, reverse=falling), start=1):
            when = bar.open_time + (bar.close_time - bar.open_time) * number // (len(crossed) + 1)
            side = Side.BUY if falling else Side.SELL
            intent = Intent.ENTRY if falling else Intent.EXIT
            fills.append(fill(len(fills) + 1, side, line, when, intent=intent))
    return fills
