"""Signing in with an API key, and keeping the session fresh (protocol reference, section 2).

Rules of this file:

1. No cookie jar: the session travels in explicit headers, and only to the exchange's own hosts.
2. Concurrent callers share one sign-in and its outcome; between the end of one and the start of the next lies
   a second at least.
3. A rejection is final for that key and is remembered.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import aiohttp
import msgspec

from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected, ExchangeError, TemporarilyUnavailable
from engine.grvt.http import start_of_body, unavailable
from engine.grvt.signin import ACCOUNT_HEADER, Session, session_from
from engine.market import NS_PER_SECOND
from engine.secret import Secret, SecretHeaders

__all__ = ["ACCOUNT_HEADER", "LOGIN_PATH", "Session", "SessionKeeper", "log_in"]

LOGIN_PATH = "/auth/api_key/login"

LEAST_MARGIN = 5.0
MOST_MARGIN = 60.0
SIGN_IN_SPACING = 1.0

_BODY_LIMIT = 64 * 1024


async def log_in(
    http: aiohttp.ClientSession,
    environment: Environment,
    key: Secret,
    *,
    timeout: float = 10.0,
    now_ns: Callable[[], int] = time.time_ns,
) -> Session:
    """Sign in once.

    Args:
        http: a session without a cookie jar, as ``engine.grvt.http.open_http_session`` makes it.
        environment: where to sign in.
        key: the API key.
        timeout: seconds for the whole exchange of messages.
        now_ns: the exchange's clock as well as it is known, in ns since the epoch.

    Raises:
        CredentialsRejected: the exchange does not accept the key.
        TemporarilyUnavailable: everything else; try again later.
    """
    url = environment.edge_url + LOGIN_PATH
    failure: ExchangeError | None = None
    try:
        async with (
            asyncio.timeout(timeout),
            http.post(
                url,
                data=msgspec.json.encode({"api_key": key.reveal()}),
                headers=SecretHeaders({"Content-Type": "application/json", "Cookie": "rm=true;"}),
                allow_redirects=False,
            ) as response,
        ):
            status, headers = response.status, response.headers
            body = await start_of_body(response, _BODY_LIMIT)
    except (aiohttp.ClientError, OSError) as error:
        failure = unavailable(error, url, timeout)
    # Raised here and not above, so that the library's error with its headers is not kept as the context.
    if failure:
        raise failure
    return session_from(environment, status, headers, body, now_ns())


class SessionKeeper:
    """One session for everyone, signed in when first needed and renewed before it expires."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        environment: Environment,
        key: Secret,
        *,
        timeout: float = 10.0,
        margin: float = LEAST_MARGIN,
        wall_ns: Callable[[], int] = time.time_ns,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Keep a session of ``key``.

        Args:
            http: a session without a cookie jar.
            environment: where to sign in.
            key: the API key.
            timeout: seconds for one sign-in.
            margin: how many seconds before its end a session is renewed, 5 at least; sessions that live
            longer
                are renewed earlier: a tenth of their life before the end, at most a minute.
            wall_ns: this computer's clock in ns since the epoch.
            monotonic: a clock in seconds for the spacing of sign-ins.
            sleep: waits for some seconds; it may return early.
        """
        self._http = http
        self._environment = environment
        self._key = key
        self._timeout = timeout
        self._margin = max(LEAST_MARGIN, margin)
        self._wall_ns = wall_ns
        self._monotonic = monotonic
        self._sleep = sleep
        self._offset_ns = 0
        self._lock = asyncio.Lock()
        self._session: Session | None = None
        self._renew_at = 0
        self._sign_ins = 0
        self._failure: str | None = None
        self._rejection: CredentialsRejected | None = None
        self._last_end: float | None = None

    @property
    def sign_ins(self) -> int:
        """How many sign-ins were tried."""
        return self._sign_ins

    def set_clock_offset(self, offset_ns: int) -> None:
        """Tell how far the exchange's clock is ahead of ``wall_ns``, in ns."""
        self._offset_ns = offset_ns

    def seconds_to_renewal(self) -> float | None:
        """How long until the session is to be renewed, not below 0; None without a session."""
        if self._session is None:
            return None
        return max(0.0, (self._renew_at - self._now()) / NS_PER_SECOND)

    async def session(self) -> Session:
        """The session; signs in if there is none or it ends soon, waiting for a sign-in under way.

        A session that lives shorter than the margin is handed out, and renewed for the next caller. While a
        renewal fails for reasons that may pass, the old session serves as long as 5 s of it remain.

        Raises:
            CredentialsRejected: the key was rejected, now or before; nothing was sent in the second case.
            TemporarilyUnavailable: the sign-in failed; try again after a while.
        """
        seen = self._sign_ins
        while True:
            if self._rejection:
                raise CredentialsRejected(self._rejection.reason, self._rejection.advice)
            if self._session and self._now() < self._renew_at:
                return self._session
            async with self._lock:
                if self._sign_ins != seen:
                    # Someone else's sign-in ended while we waited: its outcome is ours.
                    seen = self._sign_ins
                    if self._session:
                        return self._session
                    if self._failure is not None:
                        raise TemporarilyUnavailable(self._failure)
                    continue
                await self._wait_for_turn()
                session = await self._sign_in()
                if session:
                    return session
                seen = self._sign_ins

    def invalidate(self, session: Session | None = None) -> None:
        """Drop the session, so that the next caller signs in; with ``session``, only if it is still that one."""
        if session is None or session is self._session:
            self._session = None

    def use_key(self, key: Secret) -> None:
        """Use another key from now on; forgets the session and any rejection."""
        self._key = key
        self._session = self._rejection = self._failure = None

    def _now(self) -> int:
        return self._wall_ns() + self._offset_ns

    async def _wait_for_turn(self) -> None:
        # A timer may fire early, so the clock is read again.
        while self._last_end is not None:
            wait = self._last_end + SIGN_IN_SPACING - self._monotonic()
            if wait <= 0:
                return
            await self._sleep(wait)

    async def _sign_in(self) -> Session | None:
        """Sign in once; None if another key came meanwhile, which makes the outcome nobody's."""
        key, old = self._key, self._session
        self._failure = None
        try:
            session = await log_in(
                self._http, self._environment, key, timeout=self._timeout, now_ns=self._now
            )
        except CredentialsRejected as rejection:
            if key is not self._key:
                return None
            self._session, self._rejection = None, rejection
            raise
        except TemporarilyUnavailable as failure:
            if key is not self._key:
                return None
            if old and old is self._session and self._keep_a_while(old):
                return old
            self._session, self._failure = None, failure.reason
            raise
        finally:
            self._sign_ins += 1
            self._last_end = self._monotonic()
        if key is not self._key:
            return None
        life = (session.expires_at - self._now()) / NS_PER_SECOND
        margin = max(self._margin, min(MOST_MARGIN, life / 10))
        self._renew_at = session.expires_at - int(margin * NS_PER_SECOND)
        self._session = session
        return session

    def _keep_a_while(self, old: Session) -> bool:
        pause = int(LEAST_MARGIN * NS_PER_SECOND)
        self._renew_at = min(self._now() + pause, old.expires_at - pause)
        return self._now() < self._renew_at
