"""The gateway: what a connection's requests do (protocol reference, sections 3.2 to 3.4, 3.9, 3.11)."""

from typing import Any, Protocol

from msgspec import Struct, field

from engine.demo.account import Account
from engine.demo.channels import Channel
from engine.demo.endpoints import MARKET_ENDPOINTS, PRIVATE_ENDPOINTS, Endpoints
from engine.demo.errors import (
    MALFORMED,
    NO_STREAM_HANDLER,
    UNAUTHENTICATED,
    UNAUTHORIZED,
    UNKNOWN_METHOD,
    WRONG_GATEWAY,
    ProtocolError,
)
from engine.demo.frames import (
    Dialect,
    Request,
    UnreadableFrame,
    error_frame,
    read_request,
    result_frame,
    subscribe_params,
    subscription_frame,
    unreadable_frame,
)
from engine.demo.hub import Hub, Listener
from engine.demo.market import Venue
from engine.demo.selectors import (
    FUNDS_STREAMS,
    MARKET_STREAMS,
    PRIVATE_STREAMS,
    Role,
    Selector,
    parse_private_selector,
    parse_selector,
)


class Caller(Listener, Protocol):
    """A connection, as the gateway sees it."""

    role: Role
    dialect: Dialect
    held: "Held"

    def has_session(self) -> bool:
        """Whether the connection was opened with a session that is still valid."""

    def send_answer(self, frame: bytes) -> None:
        """Take an answer for sending; never blocks."""


class Held(Struct):
    """The subscriptions of one connection: one secondary per primary and stream (section 3.4)."""

    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)


class Gateway:
    """Answers frames. Everything here is synchronous: answers and feeds only go into outboxes."""

    def __init__(self, venue: Venue, hub: Hub, endpoints: Endpoints, account: Account) -> None:
        self._venue = venue
        self._hub = hub
        self._endpoints = endpoints
        self._account = account

    def receive(self, caller: Caller, data: str | bytes) -> None:
        """Answer one frame."""
        try:
            request = read_request(data, caller.dialect)
        except UnreadableFrame:
            caller.send_answer(unreadable_frame(caller.dialect))
            return
        try:
            self._dispatch(caller, request)
        except ProtocolError as error:
            caller.send_answer(error_frame(request, error.code))

    def leave(self, caller: Caller) -> None:
        """End all subscriptions of a connection that is gone."""
        for channel in caller.held.channels.values():
            self._hub.leave(channel, caller)
        caller.held.channels.clear()

    def _dispatch(self, caller: Caller, request: Request) -> None:
        if request.method == "subscribe":
            self._subscribe(caller, request)
        elif request.method == "unsubscribe":
            self._unsubscribe(caller, request)
        else:
            self._call(caller, request)

    def _call(self, caller: Caller, request: Request) -> None:
        version, _, name = request.method.partition("/")
        table = PRIVATE_ENDPOINTS if caller.role is Role.TRADES else MARKET_ENDPOINTS
        endpoint = table.get(name)
        if endpoint is None or version not in {"v1", "v2"} or request.legacy:
            raise ProtocolError(UNKNOWN_METHOD)
        if caller.role is Role.TRADES and not caller.has_session():
            raise ProtocolError(UNAUTHENTICATED)
        body = self._endpoints.call(endpoint, request.params, request.encoding)
        caller.send_answer(result_frame(request, body))

    def _subscribe(self, caller: Caller, request: Request) -> None:
        """All selectors are checked before anything changes: one bad one fails the request (section 12)."""
        stream, texts = self._wanted(caller, request)
        selectors = [self._selector(caller, stream, text) for text in texts]
        held = caller.held.channels
        subscribed: dict[str, Channel] = {}
        dropped: list[str] = []
        for selector in selectors:
            key = (stream, selector.primary)
            before = held.get(key)
            channel = self._hub.channel(selector)
            if before is not None and before is not channel:
                self._hub.leave(before, caller)
                subscribed.pop(before.selector.text, None)
                dropped.append(before.selector.text)
            held[key] = channel
            subscribed[selector.text] = channel
        snapshots = {
            text: self._hub.join(channel, caller, request.encoding) for text, channel in subscribed.items()
        }
        result: dict[str, Any] = {
            "stream": stream,
            "subs": list(subscribed),
            "unsubs": dropped,
            "num_snapshots": [len(frames) for frames in snapshots.values()],
            "first_sequence_number": [str(channel.sequence + 1) for channel in subscribed.values()],
            "latest_sequence_number": [str(channel.sequence) for channel in subscribed.values()],
        }
        caller.send_answer(subscription_frame(request, result))
        for frames in snapshots.values():
            for frame in frames:
                caller.send_feed(frame)

    def _unsubscribe(self, caller: Caller, request: Request) -> None:
        stream, texts = self._wanted(caller, request)
        dropped: list[str] = []
        for key, channel in list(caller.held.channels.items()):
            if key[0] == stream and channel.selector.text in texts:
                self._hub.leave(channel, caller)
                del caller.held.channels[key]
                dropped.append(channel.selector.text)
        result: dict[str, Any] = {"stream": stream, "unsubs": dropped}
        caller.send_answer(subscription_frame(request, result))

    def _wanted(self, caller: Caller, request: Request) -> tuple[str, list[str]]:
        """Stream and selectors of a request, the stream checked against the host and the session."""
        params = subscribe_params(request)
        if params is None:
            raise ProtocolError(MALFORMED)
        stream, texts = params
        served = PRIVATE_STREAMS if caller.role is Role.TRADES else MARKET_STREAMS
        if stream not in served:
            raise ProtocolError(NO_STREAM_HANDLER if request.legacy else WRONG_GATEWAY)
        if caller.role is Role.TRADES and not caller.has_session():
            raise ProtocolError(UNAUTHORIZED if stream in FUNDS_STREAMS else UNAUTHENTICATED)
        return stream, texts

    def _selector(self, caller: Caller, stream: str, text: str) -> Selector:
        if caller.role is not Role.TRADES:
            return parse_selector(stream, text, self._venue.markets)
        selector = parse_private_selector(stream, text, self._venue.markets)
        owner = selector.primary.partition("-")[0]
        if stream not in FUNDS_STREAMS:
            self._account.check(owner)
        elif owner != self._account.funding_address:
            raise ProtocolError(UNAUTHORIZED)
        return selector
