"""The user's side of the desk: the key, the sign-in, the account that it shows, and the clock they depend on."""

import asyncio
from collections.abc import Callable, Mapping

import aiohttp

from engine.desk.events import AccountChanged, DeskEvent, ErrorReported, SignedIn
from engine.feed.account_feed import AccountFeed
from engine.feed.account_refresh import AccountRest
from engine.feed.connection import ConnectionEvent, ConnectionState, Endpoint
from engine.feed.exchange_clock import ExchangeClock
from engine.feed.sign_in import SignIn
from engine.feed.status import EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable
from engine.grvt.login import Session, SessionKeeper
from engine.grvt.socket import GrvtSocket
from engine.secret import Secret

ACCOUNT = "account"
"""The context of what is reported about the account."""


class DeskSession:
    """Signs in when there is a key, keeps the session fresh and follows the account; tells how it goes."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        environment: Environment,
        rest: AccountRest,
        statuses: Mapping[Endpoint, EndpointStatus],
        exchange_clock: ExchangeClock,
        *,
        clock: Clock,
        timing: FeedTiming,
        tell: Callable[[DeskEvent], None],
        on_error: Callable[[str, str], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """Make one without a key.

        Args:
            http: the session for every call and socket.
            environment: where to sign in.
            rest: reads the account.
            statuses: of the edge and the trades endpoint.
            exchange_clock: how far the exchange's clock is from ours.
            clock: where time comes from.
            timing: how long is too long.
            tell: told the events.
            on_error: told the context and the words of what the user should know.
            on_failure: told when the key is rejected, the retries are used up, or a defect ends the work.
        """
        self._http = http
        self._environment = environment
        self._rest = rest
        self._edge, self._trades = statuses[Endpoint.EDGE], statuses[Endpoint.TRADES]
        self._exchange_clock = exchange_clock
        self._clock = clock
        self._timing = timing
        self._tell = tell
        self._on_error = on_error
        self._on_failure = on_failure
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._restart: asyncio.Task[None] | None = None
        self._key: Secret | None = None
        self._sign_in: SignIn | None = None
        self._account: AccountFeed | None = None
        self._rejection: CredentialsRejected | None = None

    @property
    def has_key(self) -> bool:
        """Whether the desk signs in."""
        return self._key is not None

    @property
    def account(self) -> AccountFeed | None:
        """The account that is followed; None without a key."""
        return self._account

    async def use_key(self, key: Secret | None) -> None:
        """Sign in with this key from now on and follow its account; None signs out."""
        await self.stop()
        for status in (self._edge, self._trades):
            status.backoff.reset()
            if status.state is ConnectionState.FAILED:
                status.on(ConnectionEvent.STOP)
        shown, self._account = self._account, None
        self._key, self._sign_in, self._rejection = key, None, None
        if shown is not None:
            self._tell(AccountChanged(self._clock.wall_ns()))
        if key is not None:
            self._begin(key)

    def clock_measured(self) -> None:
        """The difference to the exchange's clock was measured again."""
        offset = self._exchange_clock.offset_ns
        if self._sign_in is not None and offset is not None:
            self._sign_in.clock_measured(offset)

    def reconnect_now(self) -> None:
        """Try the sign-in and the account's connection again at once, after a rejection too: the user asks for it."""
        if self._edge.state is ConnectionState.FAILED and self._key is not None:
            self._restart = asyncio.create_task(self.use_key(self._key), name="sign in again")
            return
        if self._sign_in is not None and self._edge.state is ConnectionState.BACKING_OFF:
            self._sign_in.retry_now()
        if self._account is not None:
            self._account.supervisor.reconnect_now()

    async def stop(self) -> None:
        """End the sign-in and the account feed, whatever they are doing."""
        tasks, self._tasks = self._tasks, ()
        restart, self._restart = self._restart, None
        if restart is not None and restart is not asyncio.current_task():
            tasks = (*tasks, restart)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def on_account_changed(self) -> None:
        """The account's book has news (called by the feed)."""
        self._tell(AccountChanged(self._clock.wall_ns()))

    def on_account_error(self, message: str) -> None:
        """Something about the account failed (called by the feed)."""
        self._on_error(ACCOUNT, message)

    def _begin(self, key: Secret) -> None:
        keeper = SessionKeeper(
            self._http,
            self._environment,
            key,
            wall_ns=self._clock.wall_ns,
            monotonic=self._clock.monotonic,
            sleep=self._clock.sleep,
        )
        sign_in = self._sign_in = SignIn(keeper, self._edge, self._on_session, clock=self._clock)
        account = self._account = AccountFeed(
            self._open_socket,
            self._rest,
            sign_in,
            self,
            self._trades,
            clock=self._clock,
            timing=self._timing,
        )
        self._tasks = (
            asyncio.create_task(self._run_sign_in(sign_in, account), name="sign-in"),
            asyncio.create_task(self._run_account(account), name="account"),
        )

    async def _open_socket(self, session: Session) -> GrvtSocket:
        return await GrvtSocket.connect(
            self._http,
            self._environment.trades_ws_url,
            headers=session.headers(),
            timeout=self._timing.connect_within,
        )

    async def _run_sign_in(self, sign_in: SignIn, account: AccountFeed) -> None:
        try:
            sign_in.clock_measured(await self._exchange_clock.measure() or 0)
            await sign_in.run()
            self._gave_up("sign-in", self._edge)
        except CredentialsRejected as error:
            self._rejection = error
            self._tell(ErrorReported(self._clock.wall_ns(), "sign-in", str(error)))
            account.on_rejected(error)
            self._on_failure(error)
        except Exception as defect:
            self._on_failure(defect)
            raise

    async def _run_account(self, account: AccountFeed) -> None:
        try:
            await account.run()
            if self._trades.state is ConnectionState.FAILED:
                self._gave_up("account feed", self._trades)
        except CredentialsRejected as error:
            if error is not self._rejection:
                self._on_error(ACCOUNT, str(error))
            self._on_failure(error)
        except Exception as defect:
            self._on_failure(defect)
            raise

    def _gave_up(self, what: str, status: EndpointStatus) -> None:
        self._on_failure(TemporarilyUnavailable(f"{what}: {status.now.reason or 'gave up'}"))

    def _on_session(self, session: Session) -> None:
        self._tell(SignedIn(self._clock.wall_ns(), session.sub_account_id))
        if self._account is not None:
            self._account.on_session(session)
