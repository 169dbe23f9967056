"""The edge endpoint: sign in when there is a key, keep the session fresh, stop when the key is rejected.

Nobody else signs in: whoever needs a session waits for the one of this file, so that the backoff of the edge
endpoint alone decides how often the exchange is asked.
"""

import asyncio
from collections.abc import Callable

from engine.feed.connection import ConnectionEvent
from engine.feed.status import EndpointStatus
from engine.feed.timing import Alarm, Clock
from engine.grvt.errors import CredentialsRejected, ExchangeError, TemporarilyUnavailable
from engine.grvt.login import Session, SessionKeeper

LOOK_AGAIN_EVERY = 30.0
"""A sleeping computer's monotonic clock may stand still while the session ages."""

_RENEWAL = "renewing the session"


class SignIn:
    """Runs the edge endpoint until cancelled or rejected."""

    def __init__(
        self,
        keeper: SessionKeeper,
        status: EndpointStatus,
        on_session: Callable[[Session], None],
        *,
        clock: Clock,
    ) -> None:
        """``on_session`` is told each new session."""
        self._keeper = keeper
        self._status = status
        self._on_session = on_session
        self._clock = clock
        self._retry = Alarm(clock)
        self._renewal = Alarm(clock)
        self._reason = _RENEWAL
        self._session: Session | None = None
        self._ended: ExchangeError | None = None
        self._news = asyncio.Event()

    async def session(self) -> Session:
        """The session, as soon as there is one; it waits while one is being renewed.

        Raises:
            CredentialsRejected: the exchange does not accept the key.
            TemporarilyUnavailable: the retries are used up.
        """
        while self._session is None:
            if self._ended is not None:
                raise self._ended
            self._news.clear()
            await self._news.wait()
        return self._session

    def refused(self, session: Session) -> None:
        """A host did not accept this session: sign in again now, unless that has happened since."""
        self._keeper.invalidate(session)
        if session is self._session:
            self._session = None
            self._reason = "the exchange ended the session"
            self._renewal.ring()

    def clock_measured(self, offset_ns: int) -> None:
        """The exchange's clock is ``offset_ns`` ahead of ours: the session ends earlier or later by it."""
        self._keeper.set_clock_offset(offset_ns)
        self._renewal.ring()

    def retry_now(self) -> None:
        """Cut the wait for the next try short, as the user asked for."""
        self._status.backoff.reset()
        self._retry.ring()

    async def run(self) -> None:
        """Sign in and renew until cancelled. Returns when the retries are used up.

        Raises:
            CredentialsRejected: the exchange does not accept the key.
        """
        self._status.on(ConnectionEvent.START)
        try:
            while True:
                session = await self._signed_in()
                if session is None:
                    return
                self._session, self._reason = session, _RENEWAL
                self._status.on(ConnectionEvent.AUTHENTICATED)
                self._news.set()
                self._on_session(session)
                await self._until_renewal()
                self._session = None
                self._status.on(ConnectionEvent.EXPIRED, self._reason)
        except asyncio.CancelledError:
            self._status.on(ConnectionEvent.STOP)
            raise

    async def _signed_in(self) -> Session | None:
        """A session after any number of tries; None when the retries are used up."""
        while True:
            try:
                return await self._keeper.session()
            except CredentialsRejected as error:
                self._end(error)
                self._status.on(ConnectionEvent.REJECTED, str(error))
                raise
            except ExchangeError as error:
                deadline = self._status.lost(str(error))
                if deadline is None:
                    self._end(TemporarilyUnavailable(f"sign-in: {self._status.now.reason or error}"))
                    return None
                await self._retry.wait_until(deadline)
                self._status.on(ConnectionEvent.RETRY)

    async def _until_renewal(self) -> None:
        while left := self._keeper.seconds_to_renewal():
            await self._renewal.wait_until(self._clock.monotonic() + min(left, LOOK_AGAIN_EVERY))

    def _end(self, error: ExchangeError) -> None:
        self._ended = error
        self._news.set()
