"""The backtest against an independent, slow implementation of the same rules, order by order."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from engine.backtest import run_backtest
from engine.grid.ledger import GridTotals
from engine.grid.orders import Fill, Order
from engine.grid.spec import parse_grid
from engine.market import Quote, Trade, TradeId
from engine.tape import in_exchange_order
from tests.fakes.oracle import OracleResult, run_oracle
from tests.fakes.oracle_values import OracleQuote, OracleTrade, oracle_tick
from tests.fakes.tapes import (
    Grid,
    disturbed,
    grid_toml,
    random_grid,
    random_quotes,
    random_tape,
    read_recorded_trades,
    write_quotes,
    write_tape,
)

SYNTHETIC_BATCHES, GRIDS_PER_BATCH = 24, 12
RECORDED_BATCHES, SLICES_PER_BATCH = 10, 4
QUOTIENTS = ("average_entry", "realized", "unrealized", "total")
CLOSE = Fraction(1, 10**20)


def _engine_trade(trade: OracleTrade) -> Trade:
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


def _engine_quote(quote: OracleQuote) -> Quote:
    return Quote(
        bid=Decimal(quote.bid),
        ask=Decimal(quote.ask),
        bid_size=Decimal(quote.bid_size),
        ask_size=Decimal(quote.ask_size),
        event_time=quote.event_time,
    )


def _order_row(order: Order) -> tuple[object, ...]:
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


def _fill_row(fill: Fill) -> tuple[object, ...]:
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
    )


def _oracle_rows(result: OracleResult) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
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
        )
        for f in result.fills
    ]
    return orders, fills


def _assert_same_totals(totals: GridTotals, summary: dict[str, Fraction | int | str], what: str) -> None:
    for key in (name.name for name in fields(totals)):
        expected, actual = summary[key], Fraction(getattr(totals, key))
        assert isinstance(expected, int | Fraction)
        if key in QUOTIENTS:
            assert abs(actual - expected) < CLOSE, f"{key} of {what}"
        else:
            assert actual == expected, f"{key} of {what}"


def _assert_same(
    grid: Grid, trades: Sequence[OracleTrade], quotes: Sequence[OracleQuote] = ()
) -> OracleResult:
    expected = run_oracle(grid, trades, quotes)
    events, totals = run_backtest(
        parse_grid(grid_toml(grid)),
        in_exchange_order(map(_engine_trade, trades)),
        [_engine_quote(quote) for quote in quotes],
    )
    what = f"the grid\n{grid_toml(grid)}"
    orders, fills = _oracle_rows(expected)
    assert [_order_row(event) for event in events if isinstance(event, Order)] == orders, f"orders of {what}"
    assert [_fill_row(event) for event in events if isinstance(event, Fill)] == fills, f"fills of {what}"
    _assert_same_totals(totals, expected.summary, what)
    return expected


@pytest.mark.parametrize("batch", range(SYNTHETIC_BATCHES))
def test_random_grids_on_random_walks_fill_as_the_rules_say(batch: int) -> None:
    fills = 0
    for number in range(GRIDS_PER_BATCH):
        rng = random.Random(f"walk {batch} {number}")
        grid = random_grid(rng)
        tape = random_tape(rng, grid, rng.choice((1, 30, 250)))
        if not any(trade.prints_on_public_book for trade in tape):
            continue
        tick = oracle_tick(grid)
        quotes = random_quotes(rng, tape, Decimal(tick.numerator) / tick.denominator) if number % 2 else ()
        fills += len(_assert_same(grid, disturbed(rng, tape), quotes).fills)
    assert fills > 100, "the tapes were too quiet to judge anything"


@pytest.fixture(scope="session")
def recorded(shared_data: Path) -> list[OracleTrade]:
    return read_recorded_trades(shared_data / "ethusdt-trades.csv.gz")


@pytest.mark.shared
@pytest.mark.parametrize("batch", range(RECORDED_BATCHES))
def test_random_grids_on_recorded_trades_fill_as_the_rules_say(
    batch: int, recorded: list[OracleTrade]
) -> None:
    fills = 0
    for number in range(SLICES_PER_BATCH):
        rng = random.Random(f"recorded {batch} {number}")
        start = rng.randrange(len(recorded) - 2000)
        piece = recorded[start : start + rng.choice((300, 2000))]
        prices = [Decimal(trade.price) for trade in piece]
        grid = random_grid(rng, around=(min(prices) + max(prices)) / 2)
        if number % 2:
            margin = (max(prices) - min(prices)) / 10
            grid = {**grid, "lower": f"{min(prices) + margin:.2f}", "upper": f"{max(prices) - margin:.2f}"}
            grid["levels"] = rng.randint(3, 20)
            grid.pop("reference", None)
        fills += len(_assert_same(grid, disturbed(rng, piece)).fills)
    assert fills > 20, "the slices were too quiet to judge anything"


def _run_command(tmp_path: Path, grid: Grid, tape: Path, *options: str) -> list[dict[str, object]]:
    grid_file = tmp_path / "grid.toml"
    grid_file.write_text(grid_toml(grid), encoding="utf-8")
    command = ["backtest", "--grid", str(grid_file), "--trades", str(tape), "--jsonl", *options]
    run = subprocess.run(
        [sys.executable, "-m", "engine", *command],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={**os.environ, "GRIDWELL_HOME": str(tmp_path / "home")},
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def _number(line: dict[str, object], key: str) -> Fraction:
    value = line[key]
    assert isinstance(value, str | int), f"{key} is {value!r}"
    return Fraction(value)


def _assert_lines_match(lines: list[dict[str, object]], expected: OracleResult) -> None:
    orders, fills = _oracle_rows(expected)
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


@pytest.mark.parametrize("name", ["tape.csv", "tape.csv.gz"])
def test_the_command_prints_what_the_rules_say(tmp_path: Path, name: str) -> None:
    rng = random.Random(f"command {name}")
    grid: Grid = {
        "instrument": "ETH_USDT_Perp",
        "direction": "neutral",
        "spacing": "geometric",
        "lower": "2600.0",
        "upper": "2700.0",
        "levels": 9,
        "size": "0.1",
        "fill_model": "touch",
    }
    tape = random_tape(rng, grid, 400)
    write_tape(tmp_path / name, disturbed(rng, tape), in_ns=name.endswith(".csv"))
    quotes = random_quotes(rng, tape, Decimal("0.1"))
    write_quotes(tmp_path / "bbo.csv", quotes)
    expected = run_oracle(grid, tape, quotes)
    assert len(expected.fills) > 20
    lines = _run_command(tmp_path, grid, tmp_path / name, "--bbo", str(tmp_path / "bbo.csv"))
    _assert_lines_match(lines, expected)


@pytest.mark.shared
def test_the_command_over_the_whole_recorded_tape_prints_what_the_rules_say(
    tmp_path: Path, shared_data: Path, recorded: list[OracleTrade]
) -> None:
    grid: Grid = {
        "instrument": "ETH_USDT_Perp",
        "direction": "neutral",
        "spacing": "arithmetic",
        "lower": "2678.00",
        "upper": "2685.00",
        "levels": 15,
        "size": "0.1",
        "fill_model": "through",
    }
    expected = run_oracle(grid, recorded)
    assert expected.fills
    _assert_lines_match(_run_command(tmp_path, grid, shared_data / "ethusdt-trades.csv.gz"), expected)
