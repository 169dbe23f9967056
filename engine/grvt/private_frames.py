"""Frames of the account's own streams: bytes in, typed messages out (protocol reference, section 6.1).

They come on the trades host only, so the public decoder does not know them. The body of ``v1.state`` is not
documented beyond "order state changes only": nothing is read from it but that something changed.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from engine.grvt.account import (
    AccountFill,
    Position,
    WireFill,
    WireOrder,
    WirePosition,
    WorkingOrder,
    fill_from,
    order_from,
    position_from,
)
from engine.grvt.errors import MalformedMessage
from engine.grvt.messages import RequestFailed, Subscribed, Unsubscribed
from engine.grvt.structs import decoded, decoder_for
from engine.grvt.wire import RawFeed, read_envelope

ORDER = "v1.order"
STATE = "v1.state"
POSITION = "v1.position"
FILL = "v1.fill"
ACCOUNT_STREAMS: Final = (ORDER, STATE, POSITION, FILL)


class OrderStateChanged(msgspec.Struct, frozen=True, gc=False):
    """The state of some order changed; which one, and to what, is to be asked over REST."""


AccountPayload = WorkingOrder | Position | AccountFill | OrderStateChanged


class AccountMessage(msgspec.Struct, frozen=True, gc=False):
    """One message of an account stream; ``sequence`` 0 is an initial payload, ``previous`` None if it did not come."""

    stream: str
    selector: str
    sequence: int
    previous: int | None
    payload: AccountPayload


def _payload_decoder(
    wire_type: type[Any], convert: Callable[[Any], AccountPayload]
) -> Callable[[msgspec.Raw], AccountPayload]:
    decoder = decoder_for(wire_type)
    return lambda raw: convert(decoded(decoder, raw))


def _state_changed(_body: dict[str, Any]) -> OrderStateChanged:
    return OrderStateChanged()


_PAYLOADS: Final = {
    ORDER: _payload_decoder(WireOrder, order_from),
    STATE: _payload_decoder(dict[str, msgspec.Raw], _state_changed),
    POSITION: _payload_decoder(WirePosition, position_from),
    FILL: _payload_decoder(WireFill, fill_from),
}


def decode_account_frame(frame: bytes) -> AccountMessage | Subscribed | Unsubscribed | RequestFailed:
    """Decode one WebSocket frame of the trades host.

    The payload is a WorkingOrder (``v1.order``), an OrderStateChanged (``v1.state``), a Position
    (``v1.position``, size 0 once it is closed) or an AccountFill (``v1.fill``).

    Raises:
        MalformedMessage: the frame cannot be read or holds a value that cannot be believed.
    """
    message = read_envelope(frame)
    if not isinstance(message, RawFeed):
        return message
    decode = _PAYLOADS.get(message.stream)
    if decode is None:
        raise MalformedMessage("unknown_stream", f"stream {message.stream!r}")
    payload = decode(message.body)
    return AccountMessage(message.stream, message.selector, message.sequence, message.previous, payload)
