"""The user's side of the desk: the key, the sign-in, and the clock they depend on."""

import asyncio
from collections.abc import Callable

import aiohttp

from engine.desk.events import DeskEvent, ErrorReported, SignedIn
from engine.feed.exchange_clock import ExchangeClock
from engine.feed.sign_in import SignIn
from engine.feed.status import EndpointStatus
from engine.feed.timing import Clock
from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable
from engine.grvt.login import Session, SessionKeeper
from engine.secret import Secret


class DeskSession:
    """Signs in when there is a key and keeps the session fresh; tells how it goes."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        environment: Environment,
        status: EndpointStatus,
        exchange_clock: ExchangeClock,
        *,
        clock: Clock,
        tell: Callable[[DeskEvent], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """``on_failure`` is told when the key is rejected, the retries are used up, or a defect ends the work."""
        self._http = http
        self._environment = environment
        self._status = status
        self._exchange_clock = exchange_clock
        self._clock = clock
        self._tell = tell
        self._on_failure = on_failure
        self._task: asyncio.Task[None] | None = None
        self._key: Secret | None = None

    @property
    def has_key(self) -> bool:
        """Whether the desk signs in."""
        return self._key is not None

    async def use_key(self, key: Secret | None) -> None:
        """Sign in with this key from now on; None signs out."""
        await self.stop()
        self._key = key
        if key is not None:
            self._task = asyncio.create_task(self._run(key), name="sign-in")

    async def stop(self) -> None:
        """End the sign-in, whatever it is doing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, key: Secret) -> None:
        keeper = SessionKeeper(
            self._http,
            self._environment,
            key,
            wall_ns=self._clock.wall_ns,
            monotonic=self._clock.monotonic,
            sleep=self._clock.sleep,
        )
        keeper.set_clock_offset(await self._exchange_clock.measure() or 0)
        try:
            await SignIn(keeper, self._status, self._on_session, clock=self._clock).run()
            reason = self._status.now.reason or "gave up"
            self._on_failure(TemporarilyUnavailable(f"sign-in: {reason}"))
        except CredentialsRejected as error:
            self._tell(ErrorReported(self._clock.wall_ns(), "sign-in", str(error)))
            self._on_failure(error)
        except Exception as defect:
            self._on_failure(defect)
            raise

    def _on_session(self, session: Session) -> None:
        self._tell(SignedIn(self._clock.wall_ns(), session.sub_account_id))
