"""The edge endpoint: sign in when there is a key, keep the session fresh, stop when the key is rejected."""

import asyncio
from collections.abc import Callable

from engine.feed.connection import ConnectionEvent
from engine.feed.status import EndpointStatus
from engine.feed.timing import Alarm, Clock
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.grvt.login import Session, SessionKeeper


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
        self._alarm = Alarm(clock)

    def sign_in_again(self) -> None:
        """The session was refused somewhere: get a new one now."""
        self._keeper.invalidate()
        self._alarm.ring()

    async def run(self) -> None:
        """Sign in and renew until cancelled. Returns when the retries are used up.

        Raises:
            CredentialsRejected: the exchange does not accept the key.
        """
        self._status.on(ConnectionEvent.START)
        try:
            while True:
                try:
                    session = await self._keeper.session()
                except CredentialsRejected as error:
                    self._status.on(ConnectionEvent.REJECTED, str(error))
                    raise
                except ExchangeError as error:
                    deadline = self._status.lost(str(error))
                    if deadline is None:
                        return
                    await self._alarm.wait_until(deadline)
                    self._status.on(ConnectionEvent.RETRY)
                    continue
                self._status.on(ConnectionEvent.AUTHENTICATED)
                self._on_session(session)
                await self._alarm.wait_until(
                    self._clock.monotonic() + (self._keeper.seconds_to_renewal() or 0.0)
                )
                self._status.on(ConnectionEvent.EXPIRED, "renewing the session")
        except asyncio.CancelledError:
            self._status.on(ConnectionEvent.STOP)
            raise
