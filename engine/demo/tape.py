"""Reading a trade tape (CSV, gzipped or not) for replay.

The header is ``event_time_ms`` (or ``event_time_ns``), ``trade_id,price,size,is_taker_buyer`` and optionally
``venue`` and ``is_rpi``. Rows are put in the exchange's order (event time, then the two numbers of the id)
and de-duplicated by id.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.demo.numerals import nanos
from engine.market import NS_PER_MS, ORDERBOOK, TradeId

_BOOLEANS = {"1": True, "true": True, "0": False, "false": False}
_GZIP_MAGIC = b"\x1f\x8b"


class TapeError(ValueError):
    """A tape that cannot be replayed; the text names the file, the line and what is wrong."""


class TapeRow(NamedTuple):
    """One trade of a tape: its own time in ns, prices in billionths of quote, size in billionths of base."""

    event_time: int
    trade_id: TradeId
    price: int
    size: int
    is_taker_buyer: bool
    venue: str = ORDERBOOK
    is_rpi: bool = False


def read_tape(path: Path) -> list[TapeRow]:
    """Read a whole tape, in the exchange's order and without duplicates.

    Raises:
        TapeError: the file cannot be read, has another header, a bad value, or no trades.
    """
    try:
        with path.open("rb") as probe:
            gzipped = probe.read(2) == _GZIP_MAGIC
        opener = gzip.open if gzipped else open
        with opener(path, "rt", encoding="utf-8", newline="") as text:
            rows = list(_rows(path, csv.DictReader(text, restval="")))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise TapeError(f"the tape {path} cannot be read: {error}") from error
    if not rows:
        raise TapeError(f"the tape {path} holds no trades")
    rows.sort(key=lambda row: (row.event_time, row.trade_id))
    unique: dict[TradeId, TapeRow] = {}
    for row in rows:
        unique.setdefault(row.trade_id, row)
    return list(unique.values())


def _rows(path: Path, reader: "csv.DictReader[str]") -> Iterator[TapeRow]:
    names = reader.fieldnames or ()
    unit = next((unit for name, unit in _TIMES.items() if name in names), None)
    lacking = [name for name in ("trade_id", "price", "size", "is_taker_buyer") if name not in names]
    if unit is None:
        lacking.insert(0, "event_time_ms (or event_time_ns)")
    if unit is None or lacking:
        raise TapeError(f"the tape {path} lacks the column {lacking[0]}; its header is {','.join(names)!r}")
    for row in reader:
        try:
            yield _row(row, unit)
        except (ValueError, KeyError, AttributeError) as error:
            raise TapeError(f"the tape {path}, line {reader.line_num}: {error}") from error


_TIMES = {"event_time_ms": ("event_time_ms", NS_PER_MS), "event_time_ns": ("event_time_ns", 1)}


def _row(row: Mapping[str, str], unit: tuple[str, int]) -> TapeRow:
    column, factor = unit
    price, size = nanos(row["price"]), nanos(row["size"])
    if price <= 0 or size <= 0:
        raise ValueError(f"price {row['price']} and size {row['size']} must be above zero")
    return TapeRow(
        event_time=int(row[column]) * factor,
        trade_id=TradeId.parse(row["trade_id"]),
        price=price,
        size=size,
        is_taker_buyer=_boolean("is_taker_buyer", row["is_taker_buyer"]),
        venue=row.get("venue") or ORDERBOOK,
        is_rpi=_boolean("is_rpi", row.get("is_rpi") or "0"),
    )


def _boolean(name: str, text: str) -> bool:
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise ValueError(f"{name} is {text!r}; it must be 1, 0, true or false")
    return value


def finest_step(values: Iterator[int]) -> int:
    """The coarsest power of ten (in billionths) that every value is a multiple of."""
    step = 10**12
    for value in values:
        while value % step:
            step //= 10
    return step
