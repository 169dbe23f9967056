"""The backtest against an independent, slow implementation of the same rules, order by order."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from engine.backtest import run_backtest
from engine.grid.orders import Fill, Order
from engine.grid.spec import parse_grid
from engine.tape import in_exchange_order
from tests.fakes.oracle import OracleResult, run_oracle
from tests.fakes.oracle_compare import (
    assert_lines_match,
    assert_same_totals,
    engine_quote,
    engine_trade,
    fill_row,
    oracle_rows,
    order_row,
)
from tests.fakes.oracle_values import OracleQuote, OracleTrade, oracle_tick
from tests.fakes.tapes import (
    Grid,
    disturbed,
    grid_toml,
    random_grid,
    random_quotes,
    random_tape,
    read_recorded_quotes,
    read_recorded_trades,
    write_quotes,
    write_tape,
)

SYNTHETIC_BATCHES, GRIDS_PER_BATCH = 24, 20
RECORDED_BATCHES, SLICES_PER_BATCH = 10, 4


def _assert_same(
    grid: Grid, trades: Sequence[OracleTrade], quotes: Sequence[OracleQuote] = ()
) -> OracleResult:
    expected = run_oracle(grid, trades, quotes)
    events, totals = run_backtest(
        parse_grid(grid_toml(grid)),
        in_exchange_order(map(engine_trade, trades)),
        [engine_quote(quote) for quote in quotes],
    )
    what = f"the grid\n{grid_toml(grid)}"
    orders, fills = oracle_rows(expected)
    assert [order_row(event) for event in events if isinstance(event, Order)] == orders, f"orders of {what}"
    assert [fill_row(event) for event in events if isinstance(event, Fill)] == fills, f"fills of {what}"
    assert_same_totals(totals, expected.summary, what)
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
    assert fills > 50, "the tapes were too quiet to judge anything"


@pytest.fixture(scope="session")
def recorded(shared_data: Path) -> list[OracleTrade]:
    return read_recorded_trades(shared_data / "ethusdt-trades.csv.gz")


@pytest.fixture(scope="session")
def recorded_quotes(shared_data: Path) -> list[OracleQuote]:
    return read_recorded_quotes(shared_data / "ethusdt-bbo.csv.gz")


@pytest.mark.shared
@pytest.mark.parametrize("batch", range(RECORDED_BATCHES))
def test_random_grids_on_recorded_trades_fill_as_the_rules_say(
    batch: int, recorded: list[OracleTrade], recorded_quotes: list[OracleQuote]
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
            for key in ("reference", "stop_below", "stop_above"):
                grid.pop(key, None)
        quotes = recorded_quotes if number >= SLICES_PER_BATCH // 2 else ()
        fills += len(_assert_same(grid, disturbed(rng, piece), quotes).fills)
    assert fills > 10, "the slices were too quiet to judge anything"


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
    assert_lines_match(lines, expected)


AROUND_THE_RECORDED_PRICES: Grid = {
    "instrument": "ETH_USDT_Perp",
    "direction": "neutral",
    "spacing": "arithmetic",
    "lower": "2678.00",
    "upper": "2685.00",
    "levels": 15,
}


@pytest.mark.shared
@pytest.mark.parametrize("model", ["queue", "through"])
def test_the_command_over_the_whole_recorded_tape_prints_what_the_rules_say(
    tmp_path: Path,
    shared_data: Path,
    recorded: list[OracleTrade],
    recorded_quotes: list[OracleQuote],
    model: str,
) -> None:
    """The tape and its best bids and offers as they are, with orders large enough to fill in parts."""
    grid = {**AROUND_THE_RECORDED_PRICES, "size": "2", "max_position": "10", "fill_model": model}
    quotes = recorded_quotes if model == "queue" else []
    options = ["--bbo", str(shared_data / "ethusdt-bbo.csv.gz")] if quotes else []
    expected = run_oracle(grid, recorded, quotes)
    assert len(expected.fills) > 50
    assert any(fill.size < 2 for fill in expected.fills) == (model == "queue")
    lines = _run_command(tmp_path, grid, shared_data / "ethusdt-trades.csv.gz", *options)
    assert_lines_match(lines, expected)


@pytest.mark.shared
@pytest.mark.parametrize("model", ["queue", "touch", "through"])
def test_the_command_stops_where_the_grid_file_says(
    tmp_path: Path, recorded: list[OracleTrade], recorded_quotes: list[OracleQuote], model: str
) -> None:
    piece = recorded[2000:6000]
    prices = [Decimal(trade.price) for trade in piece]
    lowest = min(prices)
    grid: Grid = {
        **AROUND_THE_RECORDED_PRICES,
        "spacing": "geometric",
        "lower": f"{lowest + Decimal('0.30'):f}",
        "upper": f"{max(prices) + 1:f}",
        "levels": 12,
        "size": "5",
        "max_position": "15",
        "stop_below": f"{lowest:f}",
        "fill_model": model,
    }
    quotes = [quote for quote in recorded_quotes if quote.event_time < piece[-1].event_time]
    write_tape(tmp_path / "tape.csv", piece)
    write_quotes(tmp_path / "bbo.csv", quotes)
    expected = run_oracle(grid, piece, quotes)
    assert expected.stopped
    assert expected.fills[-1].intent == "close"
    assert expected.summary["trades"] < len(piece)
    lines = _run_command(tmp_path, grid, tmp_path / "tape.csv", "--bbo", str(tmp_path / "bbo.csv"))
    assert_lines_match(lines, expected)
