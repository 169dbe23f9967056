"""The engine's orders, fills and account beside those of the oracle, as rows that can be compared."""

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

from engine.grid.ledger import GridTotals
from engine.grid.orders import Fill, Order
from engine.market import Quote, Trade, TradeId
from tests.fakes.oracle import OracleResult
from tests.fakes.oracle_values import OracleQuote, OracleTrade

QUOTIENTS = ("average_entry", "realized", "unrealized", "total")
CLOSE = Fraction(1, 10**20)


def engine_trade(trade: OracleTrade) -> Trade:
    """The same trade for the engine."""
    return Trade(
        instrument="ETH_USDT_Perp",
        event_time=trade.event_time,
        trade_id=TradeId.parse(trade.trade_id),
        price=Decimal(trade.price),
        size=Decimal(trade.size),
        is_taker_buyer=trade.is_taker_buyer,
        venue=trade.venue,
        is_rpi=trade.is_rpi,
    )


def engine_quote(quote: OracleQuote) -> Quote:
    """The same quote for the engine."""
    return Quote(
        bid=Decimal(quote.bid),
        ask=Decimal(quote.ask),
        bid_size=Decimal(quote.bid_size),
        ask_size=Decimal(quote.ask_size),
        event_time=quote.event_time,
    )


def order_row(order: Order) -> tuple[object, ...]:
    """One change of an order of the engine."""
    return (
        order.time,
        order.order_id,
        order.cell,
        order.intent.value,
        order.side.value,
        Fraction(order.price),
        Fraction(order.size),
        Fraction(order.filled),
        order.status.value,
    )


def fill_row(fill: Fill) -> tuple[object, ...]:
    """One fill of the engine."""
    return (
        fill.time,
        fill.fill_id,
        fill.order_id,
        fill.cell,
        fill.intent.value,
        fill.side.value,
        Fraction(fill.price),
        Fraction(fill.size),
        Fraction(fill.fee),
        fill.liquidity.value,
        None if fill.trade_id is None else str(fill.trade_id),
        None if fill.queue_ahead is None else Fraction(fill.queue_ahead),
    )


def oracle_rows(result: OracleResult) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The oracle's order changes and fills."""
    orders: list[tuple[object, ...]] = [
        (o.time, o.order_id, o.cell, o.intent, o.side, o.price, o.size, o.filled, o.status)
        for o in result.orders
    ]
    fills: list[tuple[object, ...]] = [
        (
            f.time,
            f.fill_id,
            f.order_id,
            f.cell,
            f.intent,
            f.side,
            f.price,
            f.size,
            f.fee,
            f.liquidity,
            f.trade_id,
            f.queue_ahead,
        )
        for f in result.fills
    ]
    return orders, fills


def assert_same_totals(totals: GridTotals, summary: dict[str, Fraction | int | str], what: str) -> None:
    """The account is the oracle's: exactly, but for quotients."""
    for key in (name.name for name in fields(totals)):
        expected, actual = summary[key], Fraction(getattr(totals, key))
        assert isinstance(expected, int | Fraction)
        if key in QUOTIENTS:
            assert abs(actual - expected) < CLOSE, f"{key} of {what}"
        else:
            assert actual == expected, f"{key} of {what}"


def _number(line: dict[str, object], key: str) -> Fraction:
    value = line[key]
    assert isinstance(value, str | int), f"{key} is {value!r}"
    return Fraction(value)


def assert_lines_match(lines: list[dict[str, object]], expected: OracleResult) -> None:
    """The lines of ``backtest --jsonl`` are what the oracle says."""
    orders, fills = oracle_rows(expected)
    assert [
        (
            int(str(line["time"])),
            line["order_id"],
            line["cell"],
            line["intent"],
            line["side"],
            _number(line, "price"),
            _number(line, "size"),
            _number(line, "filled"),
            line["status"],
        )
        for line in lines
        if line["event"] == "order"
    ] == orders
    assert [
        (
            int(str(line["time"])),
            line["fill_id"],
            line["order_id"],
            line["cell"],
            line["intent"],
            line["side"],
            _number(line, "price"),
            _number(line, "size"),
            _number(line, "fee"),
            line["liquidity"],
            line["trade_id"],
            None if line["queue_ahead"] is None else _number(line, "queue_ahead"),
        )
        for line in lines
        if line["event"] == "fill"
    ] == fills
    summary = lines[-1]
    assert summary["event"] == "summary"
    assert set(summary) == {"event", "time", *expected.summary}
    for key, value in expected.summary.items():
        if key in QUOTIENTS:
            assert isinstance(value, int | Fraction)
            assert abs(_number(summary, key) - value) < CLOSE, key
        elif isinstance(value, Fraction):
            assert _number(summary, key) == value, key
        else:
            assert summary[key] == value, key
