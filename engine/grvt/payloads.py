"""From the exchange's JSON objects to the values of ``engine.market``, shared by REST and WebSocket.

Every function raises ``MalformedMessage`` rather than let through a number that cannot be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import msgspec

from engine.grvt.errors import MalformedMessage
from engine.grvt.numbers import (
    INT64_MAX,
    non_negative,
    number_or_none,
    positive,
    price_or_none,
    whole,
    whole_or_none,
)
from engine.grvt.structs import (
    WireBook,
    WireCandle,
    WireInstrument,
    WireLevel,
    WireMini,
    WireMiniDelta,
    WireTicker,
    WireTrade,
)
from engine.market import (
    EXACT,
    ZERO,
    BookLevel,
    Candle,
    Instrument,
    MiniTicker,
    Ticker,
    Trade,
    TradeId,
)

TRADE_ID_LIMIT = 60
_NAME_LIMIT = 100
MOST_HOURS = 10_000


@dataclass(frozen=True, slots=True)
class MiniDelta:
    """The changed fields of a mini ticker, by the names of ``MiniTicker``; None means it became unknown."""

    instrument: str
    event_time: int
    changes: Mapping[str, Decimal | None]

    def applied_to(self, ticker: MiniTicker) -> MiniTicker:
        """The mini ticker after this change."""
        changes: dict[str, Any] = dict(self.changes)
        return replace(ticker, event_time=self.event_time, **changes)


@dataclass(frozen=True, slots=True)
class BookUpdate:
    """Levels of a book with absolute sizes; in a change (``v1.book.d`` past sequence 0) size 0 removes a level."""

    instrument: str
    event_time: int
    bids: tuple[BookLevel, ...]
    asks: tuple[BookLevel, ...]


def trade_from(wire: WireTrade) -> Trade:
    """A trade; price and size are above zero.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return Trade(
        checked_name(wire.instrument),
        whole(wire.event_time, "event_time"),
        trade_id_from(wire.trade_id),
        positive(wire.price, "price"),
        positive(wire.size, "size"),
        wire.is_taker_buyer,
        wire.venue,
        wire.is_rpi,
    )


def trade_id_from(text: str) -> TradeId:
    """A trade id, ``<execution>-<fill>``.

    Raises:
        MalformedMessage: ``bad_trade_id``.
    """
    if len(text) > TRADE_ID_LIMIT:
        raise MalformedMessage("bad_trade_id", f"trade_id has {len(text)} characters")
    try:
        return TradeId.parse(text)
    except ValueError as error:
        raise MalformedMessage("bad_trade_id", str(error)) from None


@lru_cache(maxsize=4096)
def checked_name(text: str, field: str = "instrument") -> str:
    """A name that can be shown and stored: not empty, printable, of sensible length.

    Raises:
        MalformedMessage: ``bad_name``.
    """
    if not text or len(text) > _NAME_LIMIT or not text.isprintable():
        raise MalformedMessage("bad_name", f"{field} is {text[:60]!r}")
    return text


def mini_from(wire: WireMini) -> MiniTicker:
    """A mini ticker; a price of zero, null or nothing becomes None.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return MiniTicker(
        checked_name(wire.instrument),
        whole(wire.event_time, "event_time"),
        price_or_none(wire.last_price, "last_price"),
        price_or_none(wire.mark_price, "mark_price"),
        price_or_none(wire.index_price, "index_price"),
        price_or_none(wire.best_bid_price, "best_bid_price"),
        price_or_none(wire.best_bid_size, "best_bid_size"),
        price_or_none(wire.best_ask_price, "best_ask_price"),
        price_or_none(wire.best_ask_size, "best_ask_size"),
    )


_MINI_NAMES: Final = {
    "last_price": "last",
    "mark_price": "mark",
    "index_price": "index",
    "best_bid_price": "bid",
    "best_bid_size": "bid_size",
    "best_ask_price": "ask",
    "best_ask_size": "ask_size",
}


def mini_delta_from(wire: WireMiniDelta) -> MiniDelta:
    """The changed fields of a mini ticker.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    changes: dict[str, Decimal | None] = {}
    for field, name in _MINI_NAMES.items():
        value = getattr(wire, field)
        if value is not msgspec.UNSET:
            changes[name] = price_or_none(value, field)
    return MiniDelta(checked_name(wire.instrument), whole(wire.event_time, "event_time"), changes)


def ticker_from(wire: WireTicker) -> Ticker:
    """A 24-hour ticker; the day's volume is the taker-buy and the taker-sell half together (section 4.3).

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return Ticker(
        checked_name(wire.instrument),
        whole(wire.event_time, "event_time"),
        price_or_none(wire.last_price, "last_price"),
        price_or_none(wire.mark_price, "mark_price"),
        price_or_none(wire.open_price, "open_price"),
        price_or_none(wire.high_price, "high_price"),
        price_or_none(wire.low_price, "low_price"),
        _volume(wire.buy_volume_24h_b, wire.sell_volume_24h_b, "volume_24h_b"),
        _volume(wire.buy_volume_24h_q, wire.sell_volume_24h_q, "volume_24h_q"),
        number_or_none(wire.funding_rate, "funding_rate"),
        whole_or_none(wire.next_funding_time, "next_funding_time"),
        whole_or_none(wire.funding_interval_hours, "funding_interval_hours", MOST_HOURS),
    )


def candle_from(wire: WireCandle) -> Candle:
    """A candle whose prices and times agree with each other.

    Raises:
        MalformedMessage: a field that cannot be believed, or ``bad_candle``: prices outside low to high, or an
            end before its start.
    """
    candle = Candle(
        checked_name(wire.instrument),
        whole(wire.open_time, "open_time"),
        whole(wire.close_time, "close_time"),
        positive(wire.open, "open"),
        positive(wire.high, "high"),
        positive(wire.low, "low"),
        positive(wire.close, "close"),
        non_negative(wire.volume_b, "volume_b"),
        non_negative(wire.volume_q, "volume_q"),
        whole(wire.trades, "trades"),
    )
    body_low, body_high = sorted((candle.open, candle.close))
    if not candle.low <= body_low <= body_high <= candle.high:
        raise MalformedMessage(
            "bad_candle",
            f"open {candle.open}, high {candle.high}, low {candle.low}, close {candle.close} do not agree",
        )
    if candle.close_time <= candle.open_time:
        raise MalformedMessage(
            "bad_candle", f"close_time {candle.close_time} is not after open_time {candle.open_time}"
        )
    return candle


def book_from(wire: WireBook) -> BookUpdate:
    """A book or a change of one; prices are above zero, sizes zero or more.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return BookUpdate(
        checked_name(wire.instrument),
        whole(wire.event_time, "event_time"),
        tuple(_level(level) for level in wire.bids),
        tuple(_level(level) for level in wire.asks),
    )


def instrument_from(wire: WireInstrument) -> Instrument:
    """An instrument. The size step is the minimum size in practice; a missing minimum notional counts as 0.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    step = positive(wire.min_size, "min_size")
    return Instrument(
        name=checked_name(wire.instrument),
        base=checked_name(wire.base, "base"),
        quote=checked_name(wire.quote, "quote"),
        kind=wire.kind,
        tick_size=positive(wire.tick_size, "tick_size"),
        size_step=step,
        min_size=step,
        min_notional=ZERO
        if wire.min_notional in {None, ""}
        else non_negative(wire.min_notional, "min_notional"),
        max_position_size=price_or_none(wire.max_position_size, "max_position_size"),
        funding_interval_hours=whole_or_none(
            wire.funding_interval_hours, "funding_interval_hours", MOST_HOURS
        ),
        is_active=wire.status in {None, "", "ACTIVE"},
    )


def _level(wire: WireLevel) -> BookLevel:
    price, size, orders = wire.price, wire.size, wire.num_orders
    return BookLevel(
        _known_price(price) if type(price) is str else positive(price, "price"),
        _known_size(size) if type(size) is str else non_negative(size, "size"),
        orders if type(orders) is int and 0 <= orders <= INT64_MAX else whole(orders, "num_orders"),
    )


# A book says the same prices and sizes over and over.
@lru_cache(maxsize=8192)
def _known_price(text: str) -> Decimal:
    return positive(text, "price")


@lru_cache(maxsize=8192)
def _known_size(text: str) -> Decimal:
    return non_negative(text, "size")


def _volume(bought: Any, sold: Any, field: str) -> Decimal | None:
    buy, sell = number_or_none(bought, f"buy_{field}"), number_or_none(sold, f"sell_{field}")
    return None if buy is None or sell is None else EXACT.add(buy, sell)
