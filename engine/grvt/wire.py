"""The WebSocket's frames in the full encoding: bytes in, typed messages out.

Frames are described in the protocol reference, section 3. A frame is decoded in two steps: the envelope
first, with the payload left as raw bytes, then the payload by its stream. Trades have a quick way of their own
(``engine.grvt.trade_frames``); whatever that one does not take goes the two-step way. Everything that is not
believed raises ``MalformedMessage``.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from engine.grvt.errors import MalformedMessage
from engine.grvt.messages import Feed, Message, Payload, RequestFailed, Subscribed, Unsubscribed
from engine.grvt.numbers import UINT64_MAX, whole, whole_or_none
from engine.grvt.payloads import (
    BookUpdate,
    MiniDelta,
    book_from,
    candle_from,
    mini_delta_from,
    mini_from,
    ticker_from,
    trade_from,
)
from engine.grvt.requests import (
    BOOK_D,
    BOOK_S,
    CANDLE,
    MINI_D,
    MINI_S,
    TICKER_S,
    TRADE,
    book_delta_selector,
    book_selector,
    candle_selector,
    mini_selector,
    subscribe_request,
    ticker_selector,
    trade_selector,
    unsubscribe_request,
)
from engine.grvt.structs import (
    WireBook,
    WireCandle,
    WireMini,
    WireMiniDelta,
    WireTicker,
    WireTrade,
    decoded,
    decoder_for,
)
from engine.grvt.trade_frames import read_run

__all__ = [
    "BOOK_D",
    "BOOK_S",
    "CANDLE",
    "MINI_D",
    "MINI_S",
    "TICKER_S",
    "TRADE",
    "BookUpdate",
    "Feed",
    "Message",
    "MiniDelta",
    "Payload",
    "RequestFailed",
    "Subscribed",
    "Unsubscribed",
    "book_delta_selector",
    "book_selector",
    "candle_selector",
    "decode_frame",
    "mini_selector",
    "subscribe_request",
    "ticker_selector",
    "trade_selector",
    "unsubscribe_request",
]


class RawFeed(msgspec.Struct, frozen=True, gc=False):
    """One message of a stream with its payload still as it came."""

    stream: str
    selector: str
    sequence: int
    previous: int | None
    body: msgspec.Raw


class _Envelope(msgspec.Struct, gc=False):
    stream: str | None = None
    selector: str | None = None
    sequence_number: Any = None
    prev_sequence_number: Any = None
    feed: msgspec.Raw = msgspec.Raw()
    result: msgspec.Raw = msgspec.Raw()
    error: msgspec.Raw = msgspec.Raw()
    id: Any = None
    code: Any = None
    message: Any = None


class _Result(msgspec.Struct, gc=False):
    stream: str
    subs: list[str] | None = None
    unsubs: list[str] | None = None
    num_snapshots: list[Any] | None = None
    first_sequence_number: list[Any] | None = None
    latest_sequence_number: list[Any] | None = None


class _Error(msgspec.Struct, gc=False):
    code: Any
    message: str = ""


_envelope = decoder_for(_Envelope)
_result = decoder_for(_Result)
_error = decoder_for(_Error)


def _payload_decoder(wire_type: type[Any], convert: Callable[[Any], Payload]) -> Callable[[Any], Payload]:
    decoder = decoder_for(wire_type)
    return lambda raw: convert(decoded(decoder, raw))


_PAYLOADS: Final = {
    TRADE: _payload_decoder(WireTrade, trade_from),
    MINI_S: _payload_decoder(WireMini, mini_from),
    MINI_D: _payload_decoder(WireMiniDelta, mini_delta_from),
    TICKER_S: _payload_decoder(WireTicker, ticker_from),
    CANDLE: _payload_decoder(WireCandle, candle_from),
    BOOK_S: _payload_decoder(WireBook, book_from),
    BOOK_D: _payload_decoder(WireBook, book_from),
}


def decode_frame(frame: bytes) -> Message:
    """Decode one WebSocket frame.

    The payload of a ``Feed`` is a Trade (``v1.trade``), a MiniTicker (``v1.mini.s``, and the first payload of
    ``v1.mini.d``), a MiniDelta (``v1.mini.d``), a Ticker (``v1.ticker.s``), a Candle (``v1.candle``) or a
    BookUpdate (``v1.book.s``, ``v1.book.d``).

    Raises:
        MalformedMessage: the frame cannot be read or holds a value that cannot be believed.
    """
    run = read_run((frame,))
    return _decode_in_two_steps(frame) if run is None else next(run.messages())


def _decode_in_two_steps(frame: bytes) -> Message:
    message = read_envelope(frame)
    return _feed(message) if isinstance(message, RawFeed) else message


def read_envelope(frame: bytes) -> RawFeed | Subscribed | Unsubscribed | RequestFailed:
    """The first step: an answer to a request, or a message of any stream whose payload is still to be decoded.

    Raises:
        MalformedMessage: the frame cannot be read or holds a value that cannot be believed.
    """
    envelope = decoded(_envelope, frame)
    if envelope.stream is not None and envelope.feed:
        return _raw_feed(envelope, envelope.stream)
    if _has(envelope.error):
        error = decoded(_error, envelope.error)
        return RequestFailed(_request_id(envelope), whole(error.code, "code"), error.message)
    if _has(envelope.result):
        return _answer(envelope)
    if envelope.code is not None:
        # The flat error of the older encoding (protocol reference, section 3.9).
        message = envelope.message if isinstance(envelope.message, str) else ""
        return RequestFailed(_request_id(envelope), whole(envelope.code, "code"), message)
    raise MalformedMessage("unknown_message", f"neither a feed nor an answer: {frame[:400]!r}")


def _raw_feed(envelope: _Envelope, stream: str) -> RawFeed:
    if envelope.selector is None:
        raise MalformedMessage("missing_field", f"selector is missing in a message of {stream}")
    return RawFeed(
        stream,
        envelope.selector,
        whole(envelope.sequence_number, "sequence_number", UINT64_MAX),
        whole_or_none(envelope.prev_sequence_number, "prev_sequence_number", UINT64_MAX),
        envelope.feed,
    )


def _feed(raw: RawFeed) -> Feed:
    # The first payload of a .d stream is the full object (protocol reference, section 3.7).
    decode = _PAYLOADS.get(MINI_S if raw.stream == MINI_D and raw.sequence == 0 else raw.stream)
    if decode is None:
        raise MalformedMessage("unknown_stream", f"stream {raw.stream!r}")
    return Feed(raw.stream, raw.selector, raw.sequence, raw.previous, decode(raw.body))


def _answer(envelope: _Envelope) -> Subscribed | Unsubscribed:
    result = decoded(_result, envelope.result)
    request_id = _request_id(envelope)
    if result.subs is None:
        return Unsubscribed(request_id, result.stream, tuple(result.unsubs or ()))
    return Subscribed(
        request_id,
        result.stream,
        tuple(result.subs),
        tuple(result.unsubs or ()),
        _numbers(result.num_snapshots, "num_snapshots"),
        _numbers(result.first_sequence_number, "first_sequence_number"),
        _numbers(result.latest_sequence_number, "latest_sequence_number"),
    )


def _has(raw: msgspec.Raw) -> bool:
    return bool(raw) and bytes(raw) != b"null"


def _request_id(envelope: _Envelope) -> int:
    return 0 if envelope.id is None else whole(envelope.id, "id", 2**32 - 1)


def _numbers(values: list[Any] | None, field: str) -> tuple[int, ...]:
    return tuple(whole(value, field, UINT64_MAX) for value in values or ())
