"""One WebSocket to the exchange: connect, subscribe, ping, receive, close (protocol reference, section 3).

There is no reconnecting and no waiting here; the feed decides what follows. Rules of this file:

1. ``receive`` is called by one task, all the time: it also answers the server's pings.
2. No time-out per message. Whoever reads watches the silence with one timer of its own.
3. Nothing of a failed connection escapes but ``ExchangeError``; a lost one is a ``Closed``, not an error.
"""

import asyncio
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import aiohttp

from engine.grvt.errors import ExchangeError, SessionRefused, TemporarilyUnavailable, shortened
from engine.grvt.http import host_of, transport_words, unavailable
from engine.grvt.requests import subscribe_request, unsubscribe_request

# The library refuses a frame of exactly this size, and 16 MB must still pass.
_MAX_FRAME = 16 * 1024 * 1024 + 1024
_CLOSE_TIMEOUT = aiohttp.ClientWSTimeout(ws_close=2.0)
_MOST_PINGS = 16
_LAST_REQUEST_ID = 2**32 - 1
_ABNORMAL = 1006
_TEXT, _BINARY = aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY

_CLOSE_WORDS = {
    1000: "the exchange closed the connection",
    1001: "the exchange is going away",
    1002: "the exchange saw a protocol error",
    1003: "the exchange does not accept our data",
    1006: "the connection was lost",
    1007: "invalid text in a message",
    1008: "the exchange closed the connection for a breach of its rules",
    1009: "a message larger than 16 MB",
    1011: "the exchange had an internal error",
    1012: "the exchange restarts",
    1013: "the exchange is overloaded",
}


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ping; ``rtt`` is the round trip in seconds, None for a pong that nobody asked for."""

    rtt: float | None


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over: the close code (1006 when it broke) and the reason in plain words."""

    code: int
    reason: str


class GrvtSocket:
    """One open WebSocket. Make it with ``connect``; after a ``Closed`` it is of no more use."""

    def __init__(
        self,
        websocket: "aiohttp.ClientWebSocketResponse[bool]",
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._websocket = websocket
        self._monotonic = monotonic
        self._next_id = 0
        self._pings: dict[bytes, float] = {}
        self._ping_count = 0

    @classmethod
    async def connect(
        cls,
        http: aiohttp.ClientSession,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10.0,
    ) -> "GrvtSocket":
        """Open a WebSocket within ``timeout`` seconds; ``headers`` carry the session to the trades host.

        Raises:
            SessionRefused: the upgrade was refused with HTTP 401 or 403 although ``headers`` were sent.
            TemporarilyUnavailable: everything else, in words.
        """
        failure: ExchangeError
        try:
            async with asyncio.timeout(timeout):
                websocket = await http.ws_connect(
                    url,
                    headers=headers,
                    autoping=False,
                    decode_text=False,
                    max_msg_size=_MAX_FRAME,
                    timeout=_CLOSE_TIMEOUT,
                )
                return cls(websocket)
        except aiohttp.WSServerHandshakeError as error:
            failure = _handshake_failure(url, error.status, with_session=bool(headers))
        except (aiohttp.ClientError, OSError) as error:
            failure = unavailable(error, url, timeout)
        # Raised here and not above, so that the library's error with its headers is not kept as the context.
        raise failure

    async def subscribe(self, stream: str, selectors: Sequence[str]) -> int:
        """Ask for streams; the answer comes through ``receive`` under the returned request id.

        Raises:
            TemporarilyUnavailable: the connection is gone.
        """
        request_id = self._request_id()
        await self._send(subscribe_request(stream, selectors, request_id))
        return request_id

    async def unsubscribe(self, stream: str, selectors: Sequence[str]) -> int:
        """End streams; the answer comes through ``receive`` under the returned request id.

        Raises:
            TemporarilyUnavailable: the connection is gone.
        """
        request_id = self._request_id()
        await self._send(unsubscribe_request(stream, selectors, request_id))
        return request_id

    async def ping(self) -> None:
        """Send a ping; its pong comes through ``receive``.

        Raises:
            TemporarilyUnavailable: the connection is gone.
        """
        self._ping_count += 1
        payload = struct.pack("!Q", self._ping_count)
        while len(self._pings) >= _MOST_PINGS:
            del self._pings[next(iter(self._pings))]
        self._pings[payload] = self._monotonic()
        failure: ExchangeError | None = None
        try:
            await self._websocket.ping(payload)
        except (aiohttp.ClientError, OSError) as error:
            failure = self._gone(error)
        if failure:
            raise failure

    async def receive(self) -> bytes | Pong | Closed:
        """The next frame's bytes, a pong, or the end of the connection."""
        while True:
            message = await self._websocket.receive()
            match message.type:
                case aiohttp.WSMsgType.TEXT | aiohttp.WSMsgType.BINARY:
                    data = message.data
                    return data if isinstance(data, bytes) else bytes(data)
                case aiohttp.WSMsgType.PING:
                    closed = await self._answer_ping(message.data)
                    if closed:
                        return closed
                case aiohttp.WSMsgType.PONG:
                    return self._pong(bytes(message.data))
                case aiohttp.WSMsgType.CLOSE:
                    return _closed(message.data, message.extra)
                case aiohttp.WSMsgType.ERROR:
                    return self._broken(message.data)
                case _:
                    return _closed(self._websocket.close_code, None)

    async def receive_waiting(self, most: int) -> list[bytes]:
        """The frames that have arrived already, ``most`` at most, up to the first that is not a plain one.

        Never waits, so it may follow a ``receive`` to take at once what came with that frame.
        """
        # The library offers no other way to know what it holds; without it every frame comes through ``receive``.
        reader = self._websocket._reader
        held = getattr(reader, "_buffer", ())
        plain = 0
        for message, _ in islice(held, most):
            if message.type is not _TEXT and message.type is not _BINARY:
                break
            plain += 1
        frames = [(await reader.read()).data for _ in range(plain)]
        return [data if isinstance(data, bytes) else bytes(data) for data in frames]

    async def close(self) -> None:
        """Close in good order; takes 2 s at most."""
        try:
            await self._websocket.close()
        except (aiohttp.ClientError, OSError):
            self.abort()

    def abort(self) -> None:
        """Drop the connection at once, without a word to the server."""
        # The library offers no other way to its transport.
        response = self._websocket._response
        connection = response.connection
        if connection is not None and connection.transport is not None:
            connection.transport.abort()
        response.close()

    async def _send(self, text: str) -> None:
        failure: ExchangeError | None = None
        try:
            await self._websocket.send_str(text)
        except (aiohttp.ClientError, OSError) as error:
            failure = self._gone(error)
        if failure:
            raise failure

    async def _answer_ping(self, payload: bytes) -> Closed | None:
        try:
            await self._websocket.pong(payload)
        except (aiohttp.ClientError, OSError) as error:
            return Closed(_ABNORMAL, transport_words(error, 0))
        return None

    def _pong(self, payload: bytes) -> Pong:
        sent = self._pings.get(payload)
        if sent is None:
            return Pong(None)
        # A pong answers its ping and every earlier one (RFC 6455, section 5.5.3).
        for earlier in list(self._pings):
            del self._pings[earlier]
            if earlier == payload:
                break
        return Pong(max(0.0, self._monotonic() - sent))

    def _request_id(self) -> int:
        self._next_id = self._next_id % _LAST_REQUEST_ID + 1
        return self._next_id

    def _gone(self, error: Exception) -> TemporarilyUnavailable:
        return TemporarilyUnavailable(f"the connection is gone: {transport_words(error, 0)}")

    def _broken(self, error: object) -> Closed:
        if isinstance(error, aiohttp.WebSocketError):
            return _closed(error.code, None)
        words = transport_words(error, 0) if isinstance(error, Exception) else _CLOSE_WORDS[_ABNORMAL]
        return Closed(_ABNORMAL, words)


def _closed(code: object, reason: object) -> Closed:
    number = code if isinstance(code, int) and code else _ABNORMAL
    words = _CLOSE_WORDS.get(number, "the exchange closed the connection")
    said = shortened(reason, 120) if isinstance(reason, str) else ""
    return Closed(number, f'{words} (code {number}: "{said}")' if said else f"{words} (code {number})")


def _handshake_failure(url: str, status: int, *, with_session: bool) -> ExchangeError:
    host = host_of(url)
    if with_session and status in {401, 403}:
        return SessionRefused(f"{host} refused the WebSocket with HTTP {status}")
    if status == 101:
        return TemporarilyUnavailable(f"{host} did not complete the WebSocket upgrade")
    return TemporarilyUnavailable(f"{host} answered the WebSocket upgrade with HTTP {status}")
