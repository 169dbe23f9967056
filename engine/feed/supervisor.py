"""One WebSocket, kept alive: connect, subscribe, read, watch, and on any loss back off and start again.

The only part of the feed that waits. What it decides is decided elsewhere: states in ``connection``, waiting
times in ``backoff``. The subscriptions that are wanted are state: each new connection asks for all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from engine.feed.connection import ConnectionEvent, ConnectionState
from engine.feed.status import EndpointStatus
from engine.feed.timing import Alarm, Clock, FeedTiming
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.grvt.socket import Closed, GrvtSocket, Pong
from engine.grvt.wire import RequestFailed, Subscribed

MESSAGES_BEFORE_YIELD = 100
PERMANENT_REFUSALS = frozenset({1100, 1101, 1102, 1103, 3000, 3011, 3013, 3020, 3030, 3031, 3040, 3041, 3042})


@dataclass(frozen=True, slots=True, order=True)
class Subscription:
    """A stream and one of its selectors, e.g. ``v1.trade`` and ``ETH_USDT_Perp@50``."""

    stream: str
    selector: str


class SocketHandler(Protocol):
    """Who gets what a socket brings."""

    def on_subscribing(self, subscription: Subscription) -> None:
        """The subscription is being asked for on a new connection."""

    def on_frame(self, frame: bytes) -> Subscribed | RequestFailed | None:
        """A frame arrived; an answer to a request is handed back. Must not raise."""

    def on_refused(self, subscription: Subscription, answer: RequestFailed) -> None:
        """The exchange refused the subscription; the others go on."""

    def on_down(self) -> None:
        """The connection is gone: nothing that was known about its streams holds any more."""


@dataclass(slots=True)
class SocketFacts:
    """What is known about the socket now. Monotonic seconds."""

    received_at: float | None = None
    data_at: float | None = None
    round_trip: float | None = None
    messages: int = 0
    connects: int = 0


class _Lost(Exception):
    """The connection cannot go on; the text says why."""


@dataclass(slots=True)
class _Link:
    socket: GrvtSocket
    connected_at: float
    pending: dict[int, Subscription] = field(default_factory=dict)
    asked_at: dict[int, float] = field(default_factory=dict)
    refused: set[Subscription] = field(default_factory=set)
    pinged_at: float = 0.0


class SocketSupervisor:
    """Runs one endpoint's WebSocket until stopped, rejected, or out of retries."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[GrvtSocket]],
        handler: SocketHandler,
        status: EndpointStatus,
        *,
        clock: Clock,
        timing: FeedTiming,
        feed_moved_on: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """``connect`` opens the socket; ``feed_moved_on`` asks over REST whether a quiet feed misses anything."""
        self.status = status
        self.facts = SocketFacts()
        self._connect = connect
        self._handler = handler
        self._clock = clock
        self._timing = timing
        self._feed_moved_on = feed_moved_on
        self._wanted: dict[Subscription, None] = {}
        self._link: _Link | None = None
        self._alarm = Alarm(clock)
        self._fault: str | None = None
        self._at_once = False

    @property
    def wanted(self) -> tuple[Subscription, ...]:
        """The subscriptions that every connection asks for."""
        return tuple(self._wanted)

    def want(self, subscription: Subscription) -> None:
        """Ask for a subscription now, if connected, and on every later connection."""
        self._wanted[subscription] = None

    def unwant(self, subscription: Subscription) -> None:
        """No longer ask for a subscription on later connections."""
        self._wanted.pop(subscription, None)

    async def ask(self, subscription: Subscription) -> None:
        """Send the subscription on the connection that is up now; without one, nothing happens."""
        link = self._link
        if link is not None and self.status.state in {ConnectionState.SUBSCRIBING, ConnectionState.LIVE}:
            try:
                await self._subscribe(link, subscription)
            except ExchangeError as error:
                self.drop(str(error))

    async def unsubscribe(self, subscription: Subscription) -> None:
        """Give up a subscription, on this connection and on later ones."""
        self.unwant(subscription)
        link = self._link
        if link is not None and self.status.state in {ConnectionState.SUBSCRIBING, ConnectionState.LIVE}:
            try:
                await link.socket.unsubscribe(subscription.stream, [subscription.selector])
            except ExchangeError as error:
                self.drop(str(error))

    def drop(self, reason: str) -> None:
        """Give up the connection that is up now; a new one is made after the backoff."""
        if self._link is not None:
            self._fault = reason
            self._link.socket.abort()

    def reconnect_now(self) -> None:
        """Cut the wait short, or replace the connection that is up now, without counting it as a failure."""
        self.status.backoff.reset()
        if self._link is not None:
            self._at_once = True
            self.drop("reconnect asked for")
        self._alarm.ring()

    async def run(self) -> None:
        """Keep the connection until cancelled. Returns when the endpoint has failed for good.

        Raises:
            CredentialsRejected: the exchange refuses the session; no retry helps.
        """
        self.status.on(ConnectionEvent.START)
        try:
            while True:
                try:
                    await self._one_connection()
                    reason = self._fault or "the connection ended"
                except CredentialsRejected as error:
                    self.status.on(ConnectionEvent.REJECTED, str(error))
                    raise
                except (ExchangeError, _Lost) as error:
                    reason = self._fault or str(error)
                self._fault = None
                deadline = self.status.lost(reason)
                if deadline is None:
                    return
                if not self._at_once:
                    await self._alarm.wait_until(deadline)
                self._at_once = False
                self.status.on(ConnectionEvent.RETRY)
        except asyncio.CancelledError:
            self.status.on(ConnectionEvent.STOP)
            raise

    async def _one_connection(self) -> None:
        socket = await self._connect()
        now = self._clock.monotonic()
        self.facts.connects += 1
        self.facts.received_at = now
        self.facts.data_at = now
        link = self._link = _Link(socket, connected_at=now, pinged_at=now)
        watcher: asyncio.Task[None] | None = None
        try:
            self.status.on(ConnectionEvent.CONNECTED)
            watcher = asyncio.create_task(self._watch(link))
            for subscription in tuple(self._wanted):
                await self._subscribe(link, subscription)
            self._became_live_if_answered(link)
            await self._read(link)
        finally:
            self._link = None
            socket.abort()
            if watcher is not None:
                watcher.cancel()
                await asyncio.gather(watcher, return_exceptions=True)
            self._handler.on_down()
            await socket.close()

    async def _subscribe(self, link: _Link, subscription: Subscription) -> None:
        self._handler.on_subscribing(subscription)
        request_id = await link.socket.subscribe(subscription.stream, [subscription.selector])
        link.pending[request_id] = subscription
        link.asked_at[request_id] = self._clock.monotonic()

    async def _read(self, link: _Link) -> None:
        since_yield = 0
        while True:
            message = await link.socket.receive()
            if isinstance(message, Closed):
                raise _Lost(message.reason)
            self.facts.received_at = self._clock.monotonic()
            if isinstance(message, Pong):
                self.facts.round_trip = message.rtt or self.facts.round_trip
                continue
            self.facts.data_at = self.facts.received_at
            self.facts.messages += 1
            answer = self._handler.on_frame(message)
            if answer is not None:
                self._on_answer(link, answer)
            since_yield += 1
            if since_yield >= MESSAGES_BEFORE_YIELD:
                # a full buffer never makes receive() wait, and the window must get its turn
                since_yield = 0
                await asyncio.sleep(0)

    def _on_answer(self, link: _Link, answer: Subscribed | RequestFailed) -> None:
        subscription = link.pending.pop(answer.request_id, None)
        link.asked_at.pop(answer.request_id, None)
        if isinstance(answer, RequestFailed) and subscription is not None:
            if answer.code not in PERMANENT_REFUSALS:
                raise _Lost(
                    f"subscribing {subscription.stream} failed: {answer.message} (code {answer.code})"
                )
            link.refused.add(subscription)
            self._handler.on_refused(subscription, answer)
        self._became_live_if_answered(link)

    def _became_live_if_answered(self, link: _Link) -> None:
        if not link.pending and self.status.state is ConnectionState.SUBSCRIBING:
            self.status.on(ConnectionEvent.SUBSCRIBED)

    async def _watch(self, link: _Link) -> None:
        timing, clock = self._timing, self._clock
        offset = clock.wall_ns() / 1e9 - clock.monotonic()
        asked_rest_at = link.connected_at
        while True:
            before = clock.monotonic()
            await clock.sleep_until(before + timing.watch_every)
            now = clock.monotonic()
            drift = clock.wall_ns() / 1e9 - now - offset
            if abs(drift) > timing.clock_jump or now - before > timing.watch_every + timing.clock_jump:
                asleep = max(abs(drift), now - before)
                self.drop(f"the computer was asleep or its clock jumped ({asleep:.0f} s)")
                return
            if now - (self.facts.received_at or now) >= timing.silent_after:
                self.status.on(
                    ConnectionEvent.SILENT, f"nothing arrived for {timing.silent_after:g} s, not even a pong"
                )
                self.drop(f"nothing arrived for {timing.silent_after:g} s, not even a pong")
                return
            if any(now - asked >= timing.answer_within for asked in link.asked_at.values()):
                self.drop(f"no answer to a subscription for {timing.answer_within:g} s")
                return
            if now - link.pinged_at >= timing.ping_every:
                link.pinged_at = now
                try:
                    await link.socket.ping()
                except ExchangeError as error:
                    self.drop(str(error))
                    return
            quiet_since = max(self.facts.data_at or now, asked_rest_at)
            if self._feed_moved_on is not None and now - quiet_since >= timing.no_data_after:
                asked_rest_at = now
                if await self._feed_moved_on():
                    self.drop(f"the market moved on, but no data arrived for {timing.no_data_after:g} s")
                    return
