"""What comes from the WebSocket, decoded (protocol reference, sections 3.2 to 3.5 and 3.9)."""

import msgspec

from engine.grvt.payloads import BookUpdate, MiniDelta
from engine.market import Candle, MiniTicker, Ticker, Trade

Payload = Trade | MiniTicker | MiniDelta | Ticker | Candle | BookUpdate


class Feed(msgspec.Struct, frozen=True, gc=False):
    """One message of a stream.

    ``sequence`` 0 is an initial payload; ``previous`` is None where it did not come.
    """

    stream: str
    selector: str
    sequence: int
    previous: int | None
    payload: Payload


class Subscribed(msgspec.Struct, frozen=True, gc=False):
    """The answer to a subscription; the three number tuples are aligned with ``subs``, or empty."""

    request_id: int
    stream: str
    subs: tuple[str, ...]
    unsubs: tuple[str, ...]
    num_snapshots: tuple[int, ...]
    first_sequence: tuple[int, ...]
    latest_sequence: tuple[int, ...]


class Unsubscribed(msgspec.Struct, frozen=True, gc=False):
    """The answer to an unsubscription."""

    request_id: int
    stream: str
    unsubs: tuple[str, ...]


class RequestFailed(msgspec.Struct, frozen=True, gc=False):
    """A request was refused; ``request_id`` is 0 when the exchange could not read which one."""

    request_id: int
    code: int
    message: str


Message = Feed | Subscribed | Unsubscribed | RequestFailed
