"""The queue model, partial fills, the position limit and stops, against the independent oracle, order by order."""

import csv
import gzip
import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from engine.backtest import run_backtest
from engine.grid.orders import Fill, Order
from engine.grid.spec import Direction, FillModel, GridSpec, Initial, Spacing
from engine.market import Quote, Trade, TradeId
from engine.tape import in_exchange_order
from tests.fakes.oracle import run_oracle
from tests.fakes.oracle_values import OracleQuote, OracleTrade
from tests.fakes.tapes import random_quotes, random_tape, read_recorded_trades

ETH = "ETH_USDT_Perp"


def spec_of(table: Mapping[str, object]) -> GridSpec:
    def number(key: str) -> Decimal | None:
        return Decimal(str(table[key])) if key in table else None

    return GridSpec(
        instrument=ETH,
        direction=Direction(table["direction"]),
        spacing=Spacing(table["spacing"]),
        lower=Decimal(str(table["lower"])),
        upper=Decimal(str(table["upper"])),
        levels=int(str(table["levels"])),
        size=Decimal(str(table["size"])),
        fill_model=FillModel(table["fill_model"]),
        reference=number("reference"),
        initial=Initial(table.get("initial", "market")),
        max_position=number("max_position"),
        stop_below=number("stop_below"),
        stop_above=number("stop_above"),
    )


def engine_trade(trade: OracleTrade) -> Trade:
    return Trade(
        ETH,
        trade.event_time,
        TradeId.parse(trade.trade_id),
        Decimal(trade.price),
        Decimal(trade.size),
        trade.is_taker_buyer,
        trade.venue,
        trade.is_rpi,
    )


def engine_quote(quote: OracleQuote) -> Quote:
    return Quote(
        Decimal(quote.bid),
        Decimal(quote.ask),
        Decimal(quote.bid_size),
        Decimal(quote.ask_size),
        quote.event_time,
    )


def random_table(rng: random.Random, price: Decimal, step: Decimal) -> dict[str, object]:
    levels = rng.randint(2, 24)
    lower = price - step * rng.randint(0, levels)
    table: dict[str, object] = {
        "instrument": ETH,
        "direction": rng.choice(["long", "short", "neutral"]),
        "spacing": "arithmetic",
        "lower": str(lower),
        "upper": str(lower + step * (levels - 1)),
        "levels": levels,
        "size": rng.choice(["0.1", "0.75", "3.5"]),
        "fill_model": rng.choice(["queue", "queue", "queue", "touch", "through"]),
        "initial": rng.choice(["market", "wait"]),
    }
    if rng.random() < 0.4:
        table["reference"] = str(price + step * rng.randint(-3, 3) / 2)
    if rng.random() < 0.5:
        table["max_position"] = str(Decimal(str(table["size"])) * rng.randint(1, 6))
    if rng.random() < 0.3:
        table["stop_below"] = str(lower - step * rng.randint(1, 8))
    if rng.random() < 0.3:
        table["stop_above"] = str(lower + step * (levels + rng.randint(1, 8)))
    return table


def assert_same(table, trades, quotes) -> int:
    expected = run_oracle(table, trades, quotes)
    events, totals = run_backtest(
        spec_of(table), in_exchange_order(map(engine_trade, trades)), [engine_quote(q) for q in quotes]
    )
    told = [
        (e.time, e.order_id, e.cell, e.intent.value, e.side.value, e.price, e.size, e.filled, e.status.value)
        for e in events
        if isinstance(e, Order)
    ]
    assert told == [
        (o.time, o.order_id, o.cell, o.intent, o.side, o.price, o.size, o.filled, o.status)
        for o in expected.orders
    ], table
    fills = [
        (f.fill_id, f.order_id, f.side.value, f.price, f.size, f.fee, f.liquidity.value, f.queue_ahead)
        for f in events
        if isinstance(f, Fill)
    ]
    assert fills == [
        (f.fill_id, f.order_id, f.side, f.price, f.size, f.fee, f.liquidity, f.queue_ahead)
        for f in expected.fills
    ], table
    for key in ("fills", "entries", "exits", "round_trips", "trades", "position", "grid_profit", "fees"):
        assert getattr(totals, key) == expected.summary[key], (key, table)
    assert abs(Fraction(totals.realized) - Fraction(expected.summary["realized"])) < Fraction(1, 10**20)
    return len(fills)


@pytest.mark.parametrize("batch", range(12))
def test_random_walks(batch):
    rng = random.Random(7000 + batch)
    fills = 0
    for _ in range(12):
        table = random_table(
            rng, Decimal("2680.00"), rng.choice([Decimal("0.01"), Decimal("0.05"), Decimal("0.5")])
        )
        trades = random_tape(rng, table, 250)
        quotes = random_quotes(rng, trades, Decimal("0.01")) if rng.random() < 0.85 else []
        fills += assert_same(table, trades, quotes)
    assert fills > 20


@pytest.mark.parametrize("batch", range(6))
def test_the_recorded_tape_with_its_quotes(batch, shared_data):
    rng = random.Random(9000 + batch)
    trades = read_recorded_trades(shared_data / "ethusdt-trades.csv.gz")
    start = rng.randrange(len(trades) - 1500)
    trades = trades[start : start + 1500]
    with gzip.open(shared_data / "ethusdt-bbo.csv.gz", "rt") as text:
        first, last = trades[0].event_time, trades[-1].event_time
        quotes = [
            OracleQuote(time, row["bid_price"], row["bid_size"], row["ask_price"], row["ask_size"])
            for row in csv.DictReader(text)
            if first - 10**9 <= (time := int(row["event_time_ms"]) * 1_000_000) <= last
        ]
    fills = sum(
        assert_same(
            random_table(rng, Decimal(trades[0].price), rng.choice([Decimal("0.01"), Decimal("0.1")])),
            trades,
            quotes,
        )
        for _ in range(2)
    )
    assert fills >= 0


def single_order_fills(model: FillModel, trades, quotes) -> dict[int, tuple[int, Decimal]]:
    table = {
        "direction": "long",
        "spacing": "arithmetic",
        "lower": "2679.00",
        "upper": "2680.50",
        "levels": 2,
        "size": "2.5",
        "fill_model": model.value,
        "reference": "2680.00",
        "initial": "wait",
    }
    events, _ = run_backtest(spec_of(table), trades, quotes)
    return {
        e.order_id: (e.time, e.filled) for e in events if isinstance(e, Order) and e.status.value == "filled"
    }


@pytest.mark.parametrize("seed", range(40))
def test_an_order_fills_under_touch_no_later_than_under_queue_and_then_through(seed):
    rng = random.Random(seed)
    price, trades, time = Decimal("2680.00"), [], 0
    for number in range(300):
        price += Decimal(rng.randint(-4, 4)) / 4
        time += rng.randint(0, 5)
        trades.append(
            Trade(ETH, time, TradeId(number, 0), price, Decimal(rng.randint(1, 40)) / 10, rng.random() < 0.5)
        )
    quotes = [
        Quote(
            t.price - Decimal("0.25"),
            t.price + Decimal("0.25"),
            Decimal(rng.randint(1, 5)),
            Decimal(1),
            t.event_time,
        )
        for t in trades
    ]
    first = {model: single_order_fills(model, trades, quotes).get(1) for model in FillModel}
    never = (10**18, Decimal(0))
    times = [(first[m] or never)[0] for m in (FillModel.TOUCH, FillModel.QUEUE, FillModel.THROUGH)]
    assert times == sorted(times)
