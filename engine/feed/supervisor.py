"""One WebSocket, kept alive: connect, subscribe, read, watch, and on any loss back off and start again.

The only part of the feed that waits. What it decides is decided elsewhere: states in ``connection``, waiting
times in ``backoff``. The subscriptions that are wanted are state: each new connection asks for all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.feed.connection import ConnectionEvent, ConnectionState
from engine.feed.status import EndpointStatus
from engine.feed.subscription_refusal import connection_error
from engine.feed.timing import Alarm, Clock, FeedTiming
from engine.feed.watch import SocketFacts, watch_socket
from engine.grvt.errors import CredentialsRejected, ExchangeError, SessionRefused
from engine.grvt.socket import Closed, GrvtSocket, Pong
from engine.grvt.wire import RequestFailed, Subscribed

MOST_AT_ONCE = 1000
"""So many frames are taken from the socket together; more wait for the next round."""

_PART = 64
_TURN = 0.003
"""Seconds after which the loop gets its turn, looked at after so many frames."""


@dataclass(frozen=True, slots=True, order=True)
class Subscription:
    """A stream and one of its selectors, e.g. ``v1.trade`` and ``ETH_USDT_Perp@50``.

    The connection is live without the answer to an ``optional`` one, and no refusal of it ends the connection.
    """

    stream: str
    selector: str
    optional: bool = field(default=False, compare=False)


class SocketHandler(Protocol):
    """Who gets what a socket brings."""

    def on_subscribing(self, subscription: Subscription) -> None:
        """The subscription is being asked for on a new connection."""

    def on_frames(self, frames: Sequence[bytes]) -> Iterator[Subscribed | RequestFailed]:
        """These frames arrived; an answer to a request is handed back before the next frame. Must not raise."""

    def on_refused(self, subscription: Subscription, answer: RequestFailed) -> None:
        """The exchange refused the subscription; the others go on."""

    def on_down(self) -> None:
        """The connection is gone: nothing that was known about its streams holds any more."""


class NothingToFollow(Exception):
    """There is nothing to connect for; the text says why and what to do."""


class _Lost(Exception):
    """The connection cannot go on; the text says why."""


@dataclass(slots=True)
class _Link:
    socket: GrvtSocket
    pending: dict[int, Subscription] = field(default_factory=dict)
    asked_at: dict[int, float] = field(default_factory=dict)


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
        on_session_refused: Callable[[], None] | None = None,
    ) -> None:
        """Make one that does not run yet.

        Args:
            connect: opens the socket; on an endpoint with a session it waits for one first, and says so to
                ``status``. It may raise ``NothingToFollow``, which ends the run offline.
            feed_moved_on: asks over REST whether a quiet feed misses anything.
            on_session_refused: told when the host does not accept the session; None without sessions.
        """
        self.status = status
        self.facts = SocketFacts()
        self._connect = connect
        self._handler = handler
        self._clock = clock
        self._timing = timing
        self._feed_moved_on = feed_moved_on
        self._on_session_refused = on_session_refused
        self._wanted: dict[Subscription, None] = {}
        self._to_ask: list[tuple[Subscription, bool]] = []
        self._link: _Link | None = None
        self._alarm = Alarm(clock)
        self._fault: str | None = None
        self._at_once = False
        self._renewal: str | None = None
        self._rejection: CredentialsRejected | None = None

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

    def ask_soon(self, subscription: Subscription, *, anew: bool = False) -> None:
        """Send the subscription (again) after the messages that are handled now; ``anew`` ends it first."""
        self._to_ask.append((subscription, anew))

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

    def renew(self, reason: str) -> None:
        """Replace the connection that is up, or being made, at once and by one with the new session.

        Where there is none nothing happens: the next one uses the new session anyway.
        """
        if self._link is not None and self._fault is None:
            self._renewal = reason
            self._link.socket.abort()
        elif self.status.state is ConnectionState.CONNECTING:
            self._renewal = reason

    def reject(self, rejection: CredentialsRejected) -> None:
        """End the run as failed: the key is no longer accepted."""
        self._rejection = rejection
        self.drop(str(rejection))
        self._alarm.ring()

    async def run(self) -> None:
        """Keep the connection until cancelled. Returns when the tries are used up, or nothing is to be followed.

        Raises:
            CredentialsRejected: the exchange refuses the key; no retry helps.
        """
        self.status.on(ConnectionEvent.START)
        try:
            while True:
                reason = await self._until_lost()
                self._raise_if_rejected()
                renewal, self._renewal = self._renewal, None
                if renewal is not None:
                    self.status.on(ConnectionEvent.EXPIRED, renewal)
                    continue
                deadline = self.status.lost(reason)
                if deadline is None:
                    return
                if not self._at_once:
                    await self._alarm.wait_until(deadline)
                    self._raise_if_rejected()
                self._at_once = False
                self.status.on(ConnectionEvent.RETRY)
        except CredentialsRejected as error:
            self.status.on(ConnectionEvent.REJECTED, str(error))
            raise
        except NothingToFollow as why:
            self.status.on(ConnectionEvent.STOP, str(why))
        except asyncio.CancelledError:
            self.status.on(ConnectionEvent.STOP)
            raise

    def _raise_if_rejected(self) -> None:
        if self._rejection is not None:
            raise self._rejection

    async def _until_lost(self) -> str:
        """Connect and read; what ended it. A renewal that was asked for is forgotten when the link was no good."""
        reason = "the connection ended"
        try:
            await self._one_connection()
        except CredentialsRejected:
            raise
        except (ExchangeError, _Lost) as error:
            reason = str(error)
            if isinstance(error, SessionRefused) and self._on_session_refused is not None:
                self._on_session_refused()
        fault, self._fault = self._fault, None
        if fault is not None:
            self._renewal = None
        return fault or reason

    async def _one_connection(self) -> None:
        try:
            socket = await self._connect()
        except ExchangeError:
            self._renewal = None
            raise
        if self._renewal is not None or self._rejection is not None:
            socket.abort()
            await socket.close()
            raise _Lost("the session changed while connecting")
        self.facts.connects += 1
        self.facts.received_at = self.facts.data_at = self._clock.monotonic()
        link = self._link = _Link(socket)
        self._to_ask.clear()
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
        if not subscription.optional:
            link.asked_at[request_id] = self._clock.monotonic()

    async def _read(self, link: _Link) -> None:
        while True:
            message = await link.socket.receive()
            if isinstance(message, Closed):
                raise _Lost(message.reason)
            if isinstance(message, Pong):
                self.facts.received_at = self._clock.monotonic()
                self.facts.round_trip = message.rtt or self.facts.round_trip
                continue
            await self._handle(link, [message, *await link.socket.receive_waiting(MOST_AT_ONCE)])

    async def _handle(self, link: _Link, frames: Sequence[bytes]) -> None:
        """Handle what arrived together. The clock is read once for a few frames."""
        facts = self.facts
        turn_began = self._clock.monotonic()
        for start in range(0, len(frames), _PART):
            facts.received_at = facts.data_at = self._clock.monotonic()
            if facts.received_at - turn_began > _TURN:
                # nothing here waits by itself, and the window must get its turn
                await asyncio.sleep(0)
                turn_began = facts.received_at = facts.data_at = self._clock.monotonic()
            part = frames[start : start + _PART]
            facts.messages += len(part)
            for answer in self._handler.on_frames(part):
                self._on_answer(link, answer)
            if self._to_ask:
                await self._ask_waiting(link)

    async def _ask_waiting(self, link: _Link) -> None:
        waiting, self._to_ask = self._to_ask, []
        for subscription, anew in waiting:
            if subscription in self._wanted:
                if anew:
                    await link.socket.unsubscribe(subscription.stream, [subscription.selector])
                await self._subscribe(link, subscription)

    def _on_answer(self, link: _Link, answer: Subscribed | RequestFailed) -> None:
        subscription = link.pending.pop(answer.request_id, None)
        link.asked_at.pop(answer.request_id, None)
        if isinstance(answer, RequestFailed) and subscription is not None:
            error = connection_error(
                answer, subscription.stream, with_session=self._on_session_refused is not None
            )
            if error is not None and not subscription.optional:
                raise error
            self._handler.on_refused(subscription, answer)
        self._became_live_if_answered(link)

    def _became_live_if_answered(self, link: _Link) -> None:
        if not link.asked_at and self.status.state is ConnectionState.SUBSCRIBING:
            self.status.on(ConnectionEvent.SUBSCRIBED)

    async def _watch(self, link: _Link) -> None:
        doubt = await watch_socket(
            link.socket,
            self.facts,
            link.asked_at,
            clock=self._clock,
            timing=self._timing,
            feed_moved_on=self._feed_moved_on,
        )
        if doubt.silent:
            self.status.on(ConnectionEvent.SILENT, doubt.reason)
        self.drop(doubt.reason)
