"""Recorded trades and quotes: reading the files of CONTRACT section 2."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from pathlib import Path

from engine.market import NS_PER_MS, ORDERBOOK, Quote, Trade, TradeId

_GZIP_MAGIC = b"\x1f\x8b"
_TRUE = {"1": True, "true": True, "0": False, "false": False}
_MAX_DIGITS = 40


class TapeError(ValueError):
    """A recorded file that cannot be read; the text names the file, the line, the column and the value."""


def read_trades(path: Path, instrument: str) -> list[Trade]:
    """Read a trade tape, in the exchange's order and without duplicates.

    The header is ``event_time_ms,trade_id,price,size,is_taker_buyer`` (or ``event_time_ns``), with optional
    columns ``venue`` and ``is_rpi``; the file may be gzipped.

    Raises:
        TapeError: the file cannot be read or a value in it is not legal.
    """
    return in_exchange_order(_trades(path, instrument))


def in_exchange_order(trades: Iterable[Trade]) -> list[Trade]:
    """Sort trades by event time, then by the numbers of their ids, and keep the first of each id."""
    seen: set[TradeId] = set()
    ordered = []
    for trade in sorted(trades, key=attrgetter("key")):
        if trade.trade_id not in seen:
            seen.add(trade.trade_id)
            ordered.append(trade)
    return ordered


def read_quotes(path: Path) -> list[Quote]:
    """Read a best-bid-offer file, in the order of time; a side that is zero or empty is None.

    The header is ``event_time_ms,bid_price,bid_size,ask_price,ask_size`` (or ``event_time_ns``).

    Raises:
        TapeError: the file cannot be read or a value in it is not legal.
    """
    quotes = list(_quotes(path))
    quotes.sort(key=attrgetter("event_time"))
    return quotes


def _trades(path: Path, instrument: str) -> Iterator[Trade]:
    prices: dict[str, Decimal] = {}
    for row in _Rows(path, ("trade_id", "price", "size", "is_taker_buyer")):
        text = row.text("price")
        price = prices.get(text)
        if price is None:
            price = prices[text] = row.positive("price")
        yield Trade(
            instrument=instrument,
            event_time=row.event_time(),
            trade_id=row.trade_id(),
            price=price,
            size=row.positive("size"),
            is_taker_buyer=row.flag("is_taker_buyer"),
            venue=row.optional("venue") or ORDERBOOK,
            is_rpi=row.flag("is_rpi") if row.optional("is_rpi") else False,
        )


def _quotes(path: Path) -> Iterator[Quote]:
    for row in _Rows(path, ("bid_price", "bid_size", "ask_price", "ask_size")):
        bid, ask = row.zero_or_more("bid_price"), row.zero_or_more("ask_price")
        yield Quote(
            bid=bid or None,
            ask=ask or None,
            bid_size=row.zero_or_more("bid_size") if bid else None,
            ask_size=row.zero_or_more("ask_size") if ask else None,
            event_time=row.event_time(),
        )


class _Row:
    __slots__ = ("_place", "_values")

    def __init__(self, values: Mapping[str, str], place: str) -> None:
        self._values = values
        self._place = place

    def _wrong(self, column: str, expected: str) -> TapeError:
        return TapeError(f"{self._place}: {column} is {self._values[column][:80]!r}; expected {expected}")

    def text(self, column: str) -> str:
        return self._values[column]

    def optional(self, column: str) -> str:
        return self._values.get(column, "").strip()

    def event_time(self) -> int:
        column = "event_time_ns" if "event_time_ns" in self._values else "event_time_ms"
        text = self._values[column].strip()
        if not text.isascii() or not text.isdigit() or len(text) > 20:
            raise self._wrong(column, "a whole number since the Unix epoch")
        return int(text) if column == "event_time_ns" else int(text) * NS_PER_MS

    def trade_id(self) -> TradeId:
        try:
            return TradeId.parse(self._values["trade_id"].strip())
        except ValueError:
            raise self._wrong("trade_id", "<number> or <number>-<number>") from None

    def flag(self, column: str) -> bool:
        value = _TRUE.get(self._values[column].strip().lower())
        if value is None:
            raise self._wrong(column, "1, 0, true or false")
        return value

    def positive(self, column: str) -> Decimal:
        number = self._number(column)
        if number is None or number <= 0:
            raise self._wrong(column, "a number above 0")
        return number

    def zero_or_more(self, column: str) -> Decimal:
        number = self._number(column) if self._values[column].strip() else Decimal(0)
        if number is None or number < 0:
            raise self._wrong(column, "a number of 0 or more")
        return number

    def _number(self, column: str) -> Decimal | None:
        try:
            number = Decimal(self._values[column].strip())
        except InvalidOperation:
            return None
        too_long = (
            not number.is_finite() or max(abs(number.adjusted()), len(number.as_tuple().digits)) > _MAX_DIGITS
        )
        return None if too_long else number


class _Rows:
    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._path = path
        self._columns = columns

    def __iter__(self) -> Iterator[_Row]:
        try:
            with self._path.open("rb") as raw:
                zipped = raw.read(2) == _GZIP_MAGIC
                raw.seek(0)
                binary = gzip.GzipFile(fileobj=raw) if zipped else raw
                with io.TextIOWrapper(binary, encoding="utf-8-sig", newline="") as text:
                    yield from self._read(text)
        except (OSError, EOFError, zlib.error) as error:
            raise TapeError(
                f"{self._path}: cannot be read: {getattr(error, 'strerror', None) or error}"
            ) from None
        except UnicodeDecodeError:
            raise TapeError(f"{self._path}: is not a text in UTF-8") from None
        except csv.Error as error:
            raise TapeError(f"{self._path}: is not CSV: {error}") from None

    def _read(self, text: io.TextIOWrapper) -> Iterator[_Row]:
        reader = csv.reader(text)
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in self._columns if name not in header]
        if "event_time_ms" not in header and "event_time_ns" not in header:
            missing.insert(0, "event_time_ms")
        if missing:
            raise TapeError(f"{self._path}: the header lacks {', '.join(missing)}")
        for values in reader:
            if not values:
                continue
            place = f"{self._path}, line {reader.line_num}"
            if len(values) != len(header):
                raise TapeError(f"{place}: {len(values)} values for {len(header)} columns")
            yield _Row(dict(zip(header, values, strict=True)), place)
