"""The user's own account over the trades WebSocket, read only: orders, positions and fills as they change.

Each connection waits for a session, subscribes the four account streams of the session's sub-account, and then
reads the whole picture over REST; a hole in a stream's numbers, or a message that cannot be read, makes it read
again. Nothing here can place, change or cancel an order.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Protocol

from engine.feed.account_book import AccountBook, Part
from engine.feed.account_refresh import AccountRefresh, AccountRest
from engine.feed.connection import ConnectionEvent
from engine.feed.meter import RateMeter
from engine.feed.sequence import SequenceTracker, Verdict
from engine.feed.status import EndpointStatus
from engine.feed.supervisor import NothingToFollow, SocketSupervisor, Subscription
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.errors import CredentialsRejected, MalformedMessage
from engine.grvt.login import Session
from engine.grvt.private_frames import (
    ACCOUNT_STREAMS,
    FILL,
    ORDER,
    POSITION,
    STATE,
    AccountMessage,
    OrderStateChanged,
    decode_account_frame,
)
from engine.grvt.socket import GrvtSocket
from engine.grvt.wire import RequestFailed, Subscribed

NO_SUB_ACCOUNT = (
    "this key belongs to no trading account, so there are no balances, positions or orders to show; "
    "for those make a key under a trading account"
)

_TOLD_BY = {ORDER: Part.ORDERS, STATE: Part.ORDERS, POSITION: Part.POSITIONS, FILL: Part.FILLS | Part.SUMMARY}


class Sessions(Protocol):
    """Who signs in."""

    async def session(self) -> Session:
        """The session, as soon as there is one.

        Raises:
            CredentialsRejected: the exchange does not accept the key.
            TemporarilyUnavailable: nobody tries any more.
        """

    def refused(self, session: Session) -> None:
        """The exchange did not accept this session."""


class AccountListener(Protocol):
    """Who is told about the account."""

    def on_account_changed(self) -> None:
        """The book has news."""

    def on_account_error(self, message: str) -> None:
        """Something failed that the user should know."""


class AccountFeed:
    """Follows one sub-account over any number of connections and sessions."""

    def __init__(
        self,
        open_socket: Callable[[Session], Awaitable[GrvtSocket]],
        rest: AccountRest,
        sessions: Sessions,
        listener: AccountListener,
        status: EndpointStatus,
        *,
        clock: Clock,
        timing: FeedTiming,
    ) -> None:
        """``open_socket`` opens the trades WebSocket with a session; ``rest`` reads the picture."""
        self.book = AccountBook()
        self.updated_at: float | None = None
        self.sub_account_id: str | None = None
        self.malformed: Counter[str] = Counter()
        self.trackers: dict[str, SequenceTracker] = {}
        self.meters: dict[str, RateMeter] = {}
        self.messages = 0
        self._open_socket = open_socket
        self._sessions = sessions
        self._listener = listener
        self._status = status
        self._clock = clock
        self._session: Session | None = None
        self._unanswered: set[str] = set()
        self._refused: set[str] = set()
        self._refresh = AccountRefresh(rest, self.book, self, clock)
        self._supervisor = SocketSupervisor(
            self._connect,
            self,
            status,
            clock=clock,
            timing=timing,
            on_session_refused=self._on_session_refused,
        )

    @property
    def supervisor(self) -> SocketSupervisor:
        """The connection underneath."""
        return self._supervisor

    async def run(self) -> None:
        """Follow the account until cancelled. Returns when the tries are used up, or there is no sub-account.

        Raises:
            CredentialsRejected: the exchange does not accept the key.
        """
        tasks = (
            asyncio.create_task(self._supervisor.run(), name="account connection"),
            asyncio.create_task(self._refresh.run(), name="account refresh"),
        )
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def on_session(self, session: Session) -> None:
        """There is a new session: a connection made with another one is replaced at once."""
        if self._session is not None and session is not self._session:
            self._supervisor.renew("the session was renewed")

    def on_subscribing(self, subscription: Subscription) -> None:
        """A subscription is being asked for (called by the supervisor)."""
        self.trackers.setdefault(subscription.stream, SequenceTracker()).begin()
        self._unanswered.add(subscription.stream)

    def on_frames(self, frames: Sequence[bytes]) -> Iterator[Subscribed | RequestFailed]:
        """Decode frames and pass them on; the answers to requests are handed back (called by the supervisor)."""
        for frame in frames:
            answer = self.on_frame(frame)
            if answer is not None:
                yield answer

    def on_frame(self, frame: bytes) -> Subscribed | RequestFailed | None:
        """Decode a frame and pass it on; a malformed one is counted and reported once per kind."""
        try:
            message = decode_account_frame(frame)
        except MalformedMessage as error:
            self.malformed[error.kind] += 1
            if self.malformed[error.kind] == 1:
                self._listener.on_account_error(f"skipped a {error}")
            self._refresh.ask(Part.ALL)
            return None
        if isinstance(message, AccountMessage):
            self._on_message(message)
            return None
        if isinstance(message, Subscribed):
            self._on_subscribed(message)
            return message
        return message if isinstance(message, RequestFailed) else None

    def on_refused(self, subscription: Subscription, answer: RequestFailed) -> None:
        """The exchange refused one stream; the others go on, and REST tells of this one's part."""
        if subscription.stream not in self._refused:
            self._refused.add(subscription.stream)
            self._refresh.poll(_TOLD_BY[subscription.stream])
            self._listener.on_account_error(
                f"the exchange refused {subscription.stream}: {answer.message} (code {answer.code})"
            )
        self._answered(subscription.stream)

    def on_down(self) -> None:
        """The connection is gone."""
        self._unanswered.clear()
        self._refresh.end()

    def on_refreshed(self) -> None:
        """REST brought news (called by the refresh)."""
        self._on_change()

    def on_refresh_failed(self, message: str) -> None:
        """A part could not be read over REST (called by the refresh)."""
        self._listener.on_account_error(f"a part of the account could not be read: {message}")

    def on_session_over(self, session: Session) -> None:
        """REST did not accept the session (called by the refresh)."""
        self._sessions.refused(session)
        if session is self._session:
            self._supervisor.drop("the exchange ended the session")

    def on_rejected(self, error: CredentialsRejected) -> None:
        """The exchange does not accept the key: no connection, and no more tries."""
        self._supervisor.reject(error)

    def on_feed_silent(self, reason: str) -> None:
        """The streams missed a change (called by the refresh)."""
        self._supervisor.drop(reason)

    async def _connect(self) -> GrvtSocket:
        session = await self._sessions.session()
        if session.sub_account_id is None:
            raise NothingToFollow(NO_SUB_ACCOUNT)
        self._session = session
        if session.sub_account_id != self.sub_account_id:
            self._follow(session.sub_account_id)
        self._status.on(ConnectionEvent.AUTHENTICATED)
        return await self._open_socket(session)

    def _follow(self, sub_account_id: str) -> None:
        for subscription in self._supervisor.wanted:
            self._supervisor.unwant(subscription)
        for stream in ACCOUNT_STREAMS:
            self._supervisor.want(Subscription(stream, sub_account_id))
        self.sub_account_id = sub_account_id
        self.book.clear()

    def _on_session_refused(self) -> None:
        if self._session is not None:
            self._sessions.refused(self._session)

    def _on_message(self, message: AccountMessage) -> None:
        if message.selector != self.sub_account_id:
            self.malformed["not_asked_for"] += 1
            return
        now = self._clock.monotonic()
        self.messages += 1
        self.meters.setdefault(message.stream, RateMeter()).count(now)
        verdict = self.trackers.setdefault(message.stream, SequenceTracker()).on_payload(
            message.sequence, message.previous
        )
        if verdict in {Verdict.GAP, Verdict.RESTART}:
            self._refresh.ask(_TOLD_BY[message.stream])
        if verdict is Verdict.DUPLICATE:
            return
        if isinstance(message.payload, OrderStateChanged):
            self._refresh.ask(Part.ORDERS)
            return
        if message.stream == FILL:
            self._refresh.ask(Part.SUMMARY)
        self.book.apply(message.payload)
        self._on_change()

    def _on_subscribed(self, answer: Subscribed) -> None:
        for index, selector in enumerate(answer.subs):
            tracker = self.trackers.get(answer.stream)
            if tracker is not None and selector == self.sub_account_id:
                snapshots = answer.num_snapshots[index] if index < len(answer.num_snapshots) else 0
                first = answer.first_sequence[index] if index < len(answer.first_sequence) else None
                tracker.on_subscribed(snapshots, first)
        self._answered(answer.stream)

    def _answered(self, stream: str) -> None:
        if stream in self._unanswered:
            self._unanswered.discard(stream)
            if not self._unanswered and self._session is not None and self.sub_account_id is not None:
                self._refresh.begin(self._session, self.sub_account_id)

    def _on_change(self) -> None:
        self.updated_at = self._clock.monotonic()
        if self.book.complete:
            self._listener.on_account_changed()
