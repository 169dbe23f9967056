"""Streams and their selectors: the grammar, the legal values, and the order in which they are checked.

Source: protocol reference, sections 3.9 (order of validation), 4.1 and 6.1 (values).
"""

from collections.abc import Collection
from enum import Enum

from msgspec import Struct

from engine.demo.bars import INTERVALS
from engine.demo.errors import (
    INVALID_CANDLE_TYPE,
    INVALID_DEPTH,
    INVALID_INSTRUMENT,
    INVALID_INTERVAL,
    INVALID_RATE,
    INVALID_SUB_ACCOUNT,
    LIMIT_OUT_OF_RANGE,
    LIMIT_UNSUPPORTED,
    WRONG_FORMAT,
    WRONG_PRIMARY,
    WRONG_SECONDARY,
    ProtocolError,
)
from engine.market import NS_PER_MS

RATES: dict[str, frozenset[int]] = {
    "v1.mini.s": frozenset({200, 500, 1000, 5000}),
    "v1.mini.d": frozenset({0, 50, 100, 200, 500, 1000, 5000}),
    "v1.ticker.s": frozenset({500, 1000, 5000}),
    "v1.ticker.d": frozenset({100, 200, 500, 1000, 5000}),
    "v1.book.s": frozenset({500, 1000}),
    "v1.book.d": frozenset({50, 100, 500, 1000}),
}
DEPTHS = frozenset({10, 50, 100, 500})
LIMITS = frozenset({50, 200, 500, 1000})
CANDLE_TYPES = frozenset({"TRADE", "MARK", "INDEX", "MID"})

MARKET_STREAMS = frozenset({*RATES, "v1.trade", "v1.candle"})
SUB_ACCOUNT_STREAMS = frozenset({"v1.order", "v1.state", "v1.cancel", "v1.fill", "v1.position"})
FUNDS_STREAMS = frozenset({"v1.transfer", "v1.deposit", "v1.withdrawal"})
PRIVATE_STREAMS = SUB_ACCOUNT_STREAMS | FUNDS_STREAMS


class Role(Enum):
    """The three hosts of the exchange."""

    EDGE = "edge"
    TRADES = "trades"
    MARKET_DATA = "market_data"


class Selector(Struct, frozen=True):
    """What a subscription asks for. ``text`` is echoed exactly; ``rate`` and ``interval`` are in ns."""

    stream: str
    text: str
    primary: str
    instrument: str | None
    rate: int = 0
    depth: int | None = None
    limit: int = 0
    interval: int = 0
    candle_type: str = ""


def parse_selector(stream: str, text: str, instruments: Collection[str]) -> Selector:
    """Read a market-data selector ``primary@secondary``.

    Raises:
        ProtocolError: with the code of the first check that fails.
    """
    if text.count("@") != 1:
        raise ProtocolError(WRONG_FORMAT)
    primary, _, secondary = text.partition("@")
    if not primary or "-" in primary:
        raise ProtocolError(WRONG_PRIMARY)
    fields = secondary.split("-")
    if len(fields) != (2 if stream in {"v1.book.s", "v1.candle"} else 1) or not all(fields):
        raise ProtocolError(WRONG_SECONDARY)
    if primary not in instruments:
        raise ProtocolError(INVALID_INSTRUMENT)
    if stream in RATES:
        rate = _number(fields[0])
        if rate not in RATES[stream]:
            raise ProtocolError(INVALID_RATE)
        depth = _number(fields[1]) if stream == "v1.book.s" else None
        if depth is not None and depth not in DEPTHS:
            raise ProtocolError(INVALID_DEPTH)
        return Selector(stream, text, primary, primary, rate=rate * NS_PER_MS, depth=depth)
    if stream == "v1.trade":
        limit = _number(fields[0])
        if limit < min(LIMITS) or limit > max(LIMITS):
            raise ProtocolError(LIMIT_OUT_OF_RANGE)
        if limit not in LIMITS:
            raise ProtocolError(LIMIT_UNSUPPORTED)
        return Selector(stream, text, primary, primary, limit=limit)
    interval, candle_type = fields
    if interval not in INTERVALS:
        raise ProtocolError(INVALID_INTERVAL)
    if candle_type not in CANDLE_TYPES:
        raise ProtocolError(INVALID_CANDLE_TYPE)
    return Selector(stream, text, primary, primary, interval=INTERVALS[interval], candle_type=candle_type)


def parse_private_selector(stream: str, text: str, instruments: Collection[str]) -> Selector:
    """Read a private selector: ``SUB`` or ``SUB-INSTRUMENT``, or the funding address, without an ``@``.

    Raises:
        ProtocolError: with the code of the first check that fails.
    """
    if "@" in text:
        raise ProtocolError(WRONG_SECONDARY)
    account, dash, instrument = text.partition("-")
    if not account or (dash and not instrument):
        raise ProtocolError(WRONG_PRIMARY)
    if stream in FUNDS_STREAMS:
        return Selector(stream, text, text, None)
    if not account.isascii() or not account.isdigit() or int(account) >= 1 << 64:
        raise ProtocolError(INVALID_SUB_ACCOUNT)
    if dash and (stream == "v1.cancel" or instrument.count("-")):
        raise ProtocolError(WRONG_PRIMARY)
    if dash and instrument not in instruments:
        raise ProtocolError(INVALID_INSTRUMENT)
    return Selector(stream, text, text, instrument or None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
