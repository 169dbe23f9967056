"""The exchange's JSON objects as they come, in the full encoding, and how they are decoded.

They mirror the protocol reference, sections 4.2 to 4.6 and 5.4. Numbers are left as they came, a string or bare,
and pass ``engine.grvt.numbers`` on the way to a value of ``engine.market``; unknown keys are ignored.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from engine.grvt.errors import MalformedMessage
from engine.market import ORDERBOOK

_T = TypeVar("_T")


class WireTrade(msgspec.Struct, gc=False):
    """A public trade (protocol reference, section 4.5)."""

    event_time: Any
    instrument: str
    trade_id: str
    price: Any
    size: Any
    is_taker_buyer: bool
    venue: str = ORDERBOOK
    is_rpi: bool = False


class WireMini(msgspec.Struct, gc=False):
    """A mini ticker (protocol reference, section 4.2)."""

    event_time: Any
    instrument: str
    mark_price: Any = None
    index_price: Any = None
    last_price: Any = None
    best_bid_price: Any = None
    best_bid_size: Any = None
    best_ask_price: Any = None
    best_ask_size: Any = None


class WireMiniDelta(msgspec.Struct, gc=False):
    """The changed fields of a mini ticker; what did not come stays ``UNSET`` (section 3.7)."""

    event_time: Any
    instrument: str
    mark_price: Any = msgspec.UNSET
    index_price: Any = msgspec.UNSET
    last_price: Any = msgspec.UNSET
    best_bid_price: Any = msgspec.UNSET
    best_bid_size: Any = msgspec.UNSET
    best_ask_price: Any = msgspec.UNSET
    best_ask_size: Any = msgspec.UNSET


class WireTicker(WireMini, gc=False):
    """A 24-hour ticker (protocol reference, section 4.3)."""

    open_price: Any = None
    high_price: Any = None
    low_price: Any = None
    buy_volume_24h_b: Any = None
    sell_volume_24h_b: Any = None
    buy_volume_24h_q: Any = None
    sell_volume_24h_q: Any = None
    funding_rate: Any = None
    next_funding_time: Any = None
    funding_interval_hours: Any = None


class WireFunding(msgspec.Struct, gc=False):
    """A settled funding rate (protocol reference, section 5.5)."""

    instrument: str
    funding_time: Any
    funding_rate: Any
    mark_price: Any = None
    funding_interval_hours: Any = None


class WireBracket(msgspec.Struct, gc=False):
    """A risk bracket of an instrument (protocol reference, section 7.5)."""

    notional_floor: Any
    maintenance_margin_rate: Any
    initial_margin_rate: Any
    tier: Any = None
    notional_cap: Any = None
    max_leverage: Any = None
    cumulative_maintenance_amount: Any = None


class WireMarginRules(msgspec.Struct, gc=False):
    """The margin rules of an instrument (protocol reference, sections 5.2 and 7.5)."""

    instrument: str
    risk_brackets: list[WireBracket]
    max_position_size: Any = None


class WireCandle(msgspec.Struct, gc=False):
    """A candle (protocol reference, section 4.6)."""

    open_time: Any
    close_time: Any
    open: Any
    close: Any
    high: Any
    low: Any
    volume_b: Any
    volume_q: Any
    trades: Any
    instrument: str


class WireLevel(msgspec.Struct, gc=False):
    """One level of a book (protocol reference, section 4.4)."""

    price: Any
    size: Any
    num_orders: Any = 0


class WireBook(msgspec.Struct, gc=False):
    """A book or a change of one (protocol reference, section 4.4)."""

    event_time: Any
    instrument: str
    bids: list[WireLevel]
    asks: list[WireLevel]


class WireInstrument(msgspec.Struct, gc=False):
    """An instrument (protocol reference, section 5.4)."""

    instrument: str
    base: str
    quote: str
    kind: str
    tick_size: Any
    min_size: Any
    min_notional: Any = None
    max_position_size: Any = None
    funding_interval_hours: Any = None
    status: str | None = None


def decoded(decoder: msgspec.json.Decoder[_T], data: bytes | msgspec.Raw) -> _T:
    """Decode JSON, with every way in which it can fail as a ``MalformedMessage``.

    Raises:
        MalformedMessage: ``not_json``, ``not_text``, ``too_deep``, ``missing_field`` or ``wrong_type``.
    """
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        words = str(error)
        kind = "missing_field" if "missing required field" in words else "wrong_type"
        raise MalformedMessage(kind, f"{words} in {_start(data)}") from None
    except msgspec.DecodeError as error:
        raise MalformedMessage("not_json", f"{error}: {_start(data)}") from None
    except UnicodeDecodeError as error:
        raise MalformedMessage("not_text", f"{error.reason} at byte {error.start}: {_start(data)}") from None
    except RecursionError:
        raise MalformedMessage("too_deep", f"nested too deeply: {_start(data)}") from None


def decoder_for(wire_type: type[_T]) -> msgspec.json.Decoder[_T]:
    """A decoder that hands bare fractions over as their own text, so that none becomes a float."""
    hook: Callable[[str], Any] = str
    return msgspec.json.Decoder(wire_type, float_hook=hook)


def _start(data: bytes | msgspec.Raw) -> str:
    return bytes(memoryview(data)[:400]).decode("utf-8", "replace")
