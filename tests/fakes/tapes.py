"""Trade tapes and grids for tests: seeded random ones, and slices of a recorded one."""

import csv
import gzip
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from tests.fakes.oracle_values import OracleError, OracleQuote, OracleTrade, oracle_lines, oracle_tick

Grid = Mapping[str, object]

FIRST_TIME_MS = 1_723_161_256_000
NS_PER_MS = 1_000_000


def grid_toml(grid: Grid) -> str:
    """A grid as the text of a grid file."""
    return "".join(
        f"{key} = {value}\n" if isinstance(value, int) else f'{key} = "{value}"\n'
        for key, value in grid.items()
    )


def random_grid(
    rng: random.Random, *, most_levels: int = 60, around: Decimal | None = None
) -> dict[str, object]:
    """A legal grid; ``around`` is a price that its range holds or nearly holds.

    The reference is absent, inside a cell, on a line, off the tick, or outside the range; so are the optional
    settings there or not.
    """
    while True:
        decimals = rng.choice((0, 1, 2, 2, 3))
        tick = Decimal(1).scaleb(-decimals)
        middle = around if around is not None else Decimal(rng.choice((3, 57, 1200, 2680, 61_000)))
        half = max(2, int(middle / tick * Decimal(rng.uniform(0.0003, 0.05))))
        lower = (middle + rng.randint(-half // 2, half // 2) * tick).quantize(tick) - half * tick
        if lower <= 0:
            continue
        upper = lower + rng.randint(half, 2 * half) * tick
        grid: dict[str, object] = {
            "instrument": "ETH_USDT_Perp",
            "direction": rng.choice(("long", "short", "neutral", "neutral")),
            "spacing": rng.choice(("arithmetic", "geometric")),
            "lower": f"{lower:f}",
            "upper": f"{upper:f}",
            "levels": rng.choice((2, 3, rng.randint(4, 12), rng.randint(4, most_levels))),
            "size": rng.choice(("0.1", "1", "0.003", "2.5")),
            "fill_model": rng.choice(("touch", "through", "queue", "queue")),
        }
        try:
            lines = oracle_lines(grid, oracle_tick(grid))
        except OracleError:
            continue
        _add_optional_keys(
            rng, grid, [Decimal(line.numerator) / Decimal(line.denominator) for line in lines], tick
        )
        return grid


def _add_optional_keys(
    rng: random.Random, grid: dict[str, object], lines: Sequence[Decimal], tick: Decimal
) -> None:
    span = lines[-1] - lines[0]
    reference = {
        "absent": None,
        "inside": lines[0] + rng.randint(0, int(span / tick)) * tick,
        "on a line": rng.choice(lines),
        "off the tick": lines[0] + rng.randint(0, int(span / tick)) * tick + tick / 4,
        "below": max(tick, lines[0] - rng.randint(1, 9) * tick),
        "above": lines[-1] + rng.randint(1, 9) * tick,
    }[rng.choice(("absent", "absent", "inside", "on a line", "off the tick", "below", "above"))]
    if reference is not None:
        grid["reference"] = f"{reference:f}"
    if rng.random() < 0.7:
        grid["initial"] = rng.choice(("market", "wait"))
    if rng.random() < 0.7:
        grid["maker_fee"] = rng.choice(("-0.000001", "0", "0.0002", "-0.00025"))
    if rng.random() < 0.7:
        grid["taker_fee"] = rng.choice(("0.00045", "0", "0.00055", "-0.0001"))
    if rng.random() < 0.3:
        grid["max_position"] = f"{Decimal(str(grid['size'])) * rng.choice((1, Decimal('1.5'), 4)):f}"
    if rng.random() < 0.1 and lines[0] > 9 * tick:
        grid["stop_below"] = f"{lines[0] - rng.randint(1, 9) * tick:f}"
    if rng.random() < 0.1:
        grid["stop_above"] = f"{lines[-1] + rng.randint(1, 9) * tick:f}"


def random_tape(rng: random.Random, grid: Grid, count: int) -> list[OracleTrade]:
    """A random walk over the grid's range.

    Quiet spells, jumps over many lines, trades exactly on lines, equal times, several trades of one
    execution, and RFQ and RPI rows far away whose use would show at once.
    """
    lines = oracle_lines(grid, oracle_tick(grid))
    low, high = int(lines[0] / oracle_tick(grid)), int(lines[-1] / oracle_tick(grid))
    tick = Decimal(1).scaleb(-len(str(grid["lower"]).partition(".")[2]))
    fine = rng.choice((1, 1, 10))
    on_lines = [int(line / oracle_tick(grid)) * fine for line in lines]
    low, high = low * fine, high * fine
    margin = max(2, (high - low) // 8)
    position = rng.randint(low - margin // 2, high + margin // 2)
    small, execution, number = max(1, (high - low) // (4 * len(lines))), rng.choice((1, 97, 73_808_531)), 0
    time_ms = FIRST_TIME_MS
    trades = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.04:
            position = rng.randint(low - margin, high + margin)
        elif kind < 0.25:
            position = rng.choice(on_lines)
        elif kind < 0.85:
            position += rng.randint(-small, small)
        position = min(max(position, low - margin, 1), high + margin)
        if rng.random() < 0.7:
            time_ms += rng.choice((1, 3, 250, 4000))
        if rng.random() < 0.6:
            execution, number = execution + rng.choice((1, 1, 5)), 0
        number += 1
        price, venue, is_rpi = position * tick / fine, "ORDERBOOK", False
        if rng.random() < 0.05:
            venue, is_rpi = rng.choice((("RFQ", False), ("ORDERBOOK", True), ("AXE", False)))
            price = rng.choice((low * tick / fine / 2, high * tick / fine * 2))
        trades.append(
            OracleTrade(
                time_ms * NS_PER_MS,
                f"{execution}-{number}",
                f"{price:f}",
                rng.choice(("0.001", "0.05", "1", "12.5")),
                rng.random() < 0.5,
                venue,
                is_rpi,
            )
        )
    return trades


def random_quotes(rng: random.Random, trades: Sequence[OracleTrade], tick: Decimal) -> list[OracleQuote]:
    """Quotes around the trades, some at the time of a trade; often one before the first trade, far from it."""
    marks = [(trade.event_time - rng.choice((0, 1, 2)) * NS_PER_MS, Decimal(trade.price)) for trade in trades]
    quotes = [_random_quote(rng, time, price, tick) for time, price in marks if rng.random() < 0.5]
    if rng.random() < 0.8:
        away = Decimal(trades[0].price) * Decimal(rng.choice((1, rng.uniform(0.97, 1.03))))
        quotes.append(
            _random_quote(rng, min(trade.event_time for trade in trades) - 3 * NS_PER_MS, away, tick)
        )
    return sorted(quotes, key=lambda quote: quote.event_time)


def _random_quote(rng: random.Random, time: int, price: Decimal, tick: Decimal) -> OracleQuote:
    bid = max(Decimal(1), price // tick - rng.randint(0, 4)) * tick
    ask = bid + rng.randint(1, 6) * tick
    sizes = rng.choice(("0.05", "1", "7")), rng.choice(("0.05", "1", "7"))
    return OracleQuote(time, f"{bid:f}", sizes[0], f"{ask:f}", sizes[1])


def disturbed(rng: random.Random, trades: Sequence[OracleTrade]) -> list[OracleTrade]:
    """The same tape as it must not matter: some rows out of order, some twice."""
    rows = [*trades, *rng.sample(trades, len(trades) // 20)]
    for _ in range(len(rows) // 10):
        here = rng.randrange(len(rows))
        there = min(len(rows) - 1, here + rng.randint(1, 30))
        rows[here], rows[there] = rows[there], rows[here]
    return rows


def read_recorded_trades(path: Path) -> list[OracleTrade]:
    """A recorded tape with times in milliseconds, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return [
            OracleTrade(
                int(row["event_time_ms"]) * NS_PER_MS,
                row["trade_id"],
                row["price"],
                row["size"],
                row["is_taker_buyer"] == "1",
            )
            for row in csv.DictReader(text)
        ]


def read_recorded_quotes(path: Path) -> list[OracleQuote]:
    """Recorded best bids and offers with times in milliseconds, gzipped."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return [
            OracleQuote(
                int(row["event_time_ms"]) * NS_PER_MS,
                row["bid_price"],
                row["bid_size"],
                row["ask_price"],
                row["ask_size"],
            )
            for row in csv.DictReader(text)
        ]


def write_tape(path: Path, trades: Iterable[OracleTrade], *, in_ns: bool = False) -> None:
    """Write a trade tape with all optional columns, gzipped where the name says so."""
    text = io.StringIO()
    rows = csv.writer(text)
    time_column = "event_time_ns" if in_ns else "event_time_ms"
    rows.writerow((time_column, "trade_id", "price", "size", "is_taker_buyer", "venue", "is_rpi"))
    for trade in trades:
        time = trade.event_time if in_ns else trade.event_time // NS_PER_MS
        flags = int(trade.is_taker_buyer), trade.venue, int(trade.is_rpi)
        rows.writerow((time, trade.trade_id, trade.price, trade.size, *flags))
    content = text.getvalue().encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def write_quotes(path: Path, quotes: Iterable[OracleQuote]) -> None:
    """Write a best-bid-offer file with times in milliseconds."""
    rows = ["event_time_ms,bid_price,bid_size,ask_price,ask_size"]
    rows += [
        f"{quote.event_time // NS_PER_MS},{quote.bid},{quote.bid_size},{quote.ask},{quote.ask_size}"
        for quote in quotes
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
