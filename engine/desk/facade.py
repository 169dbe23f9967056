"""The desk: one environment, its connections and its paper grids. The one door for window and command line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine.demo import DemoExchange, apply_fault
from engine.desk.account_view import account_view
from engine.desk.errors import DeskError
from engine.desk.events import ConnectionChanged, DeskEvent, ErrorReported
from engine.desk.feed_views import feed_views
from engine.desk.instruments import Instruments
from engine.desk.journal import Journal
from engine.desk.market import DeskMarket
from engine.desk.paper_face import PaperFace
from engine.desk.paper_trading import PaperTrading
from engine.desk.session import DeskSession
from engine.desk.sign_in_check import LoginOutcome, check_login_once
from engine.desk.tickers import Tickers
from engine.desk.views import AccountView, ConnectionView, FeedView
from engine.feed.connection import ConnectionState, Endpoint
from engine.feed.exchange_clock import ExchangeClock
from engine.feed.status import ConnectionStatus, EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.errors import ExchangeError
from engine.grvt.http import open_http_session
from engine.grvt.rest import RestClient
from engine.secret import Secret

Listener = Callable[[DeskEvent], None]


_DEMO_FAULTS: dict[str, tuple[str | float, ...]] = {
    "cut": ("cut",),
    "silent": ("half-open",),
    "drop_trades": ("drop-trades", 20),
    "expire_session": ("expire-session",),
    "reject_key": ("reject-key", 0),
    "restart_gateway": ("restart-gateway",),
    "heal": ("heal",),
}
"""The faults of the window's Demo menu, as the demo exchange knows them (``engine.demo.fault_script``)."""


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How a desk runs; the defaults are those of the desktop. ``max_retries`` None retries without end.

    ``home`` is the folder of the journal; without one nothing is kept, and everything is told at once.
    """

    max_retries: int | None = None
    clock: Clock = field(default_factory=Clock)
    timing: FeedTiming = field(default_factory=FeedTiming)
    home: Path | None = None


class Desk(PaperFace):
    """Runs one environment. Create it inside a running event loop, ``open`` it, ``close`` it.

    Nothing here waits for the network: what happens is told to the listeners, in order, on the loop.
    """

    def __init__(
        self, environment: Environment, *, api_key: Secret | None = None, options: DeskOptions | None = None
    ) -> None:
        """Without ``api_key`` the desk uses public market data only (demo signs in with its own key)."""
        self.environment = environment
        self.demo: DemoExchange | None = None
        self._is_open = False
        self._journal: Journal | None = None
        self.failure: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        self._options = options or DeskOptions()
        self._clock = self._options.clock
        self._api_key = api_key
        self._listeners: list[Listener] = []
        self._statuses = {
            endpoint: EndpointStatus(endpoint, self._clock, self._on_status, self._options.max_retries)
            for endpoint in Endpoint
        }
        self._clock_task: asyncio.Task[None] | None = None
        self._last_errors: dict[str, str] = {}
        self._times_live = 0

    async def open(self) -> None:
        """Open the journal, start the embedded exchange if the environment needs it, and begin to connect.

        Raises:
            HomeInUse: another Gridwell runs on this home.
            JournalUnusable: the journal cannot be used; says why and what to do.
        """
        if self._options.home is not None:
            self._journal = await Journal.open(self._options.home)
            self.notice = self._journal.notice
        if self.environment.needs_embedded_exchange:
            self.demo = DemoExchange(key=self._api_key)
            addresses = await self.demo.start()
            self.environment = self.environment.with_urls(
                edge_url=addresses.edge_url,
                trades_url=addresses.trades_url,
                market_data_url=addresses.market_data_url,
            )
            self._api_key = self._api_key or self.demo.key
        self._http = open_http_session()
        self._rest = RestClient(self._http, self.environment)
        self._instruments = Instruments(self._rest)
        self._market = DeskMarket(
            self._http,
            self.environment,
            self._rest,
            self._statuses[Endpoint.MARKET_DATA],
            clock=self._clock,
            timing=self._options.timing,
            tell=self._tell,
            on_error=self.on_feed_error,
            on_failure=self._fail,
        )
        self._tickers = Tickers(self._instruments, self._rest, self._clock)
        self._paper = PaperTrading(
            self.environment.name.value,
            self._market,
            self._instruments,
            self._rest,
            clock=self._clock,
            tell=self._tell,
            on_error=self.on_feed_error,
            on_failure=self._fail,
        )
        self._exchange_clock = ExchangeClock(self._rest, self._clock.wall_ns)
        self._session = DeskSession(
            self._http,
            self.environment,
            self._rest,
            self._statuses,
            self._exchange_clock,
            clock=self._clock,
            timing=self._options.timing,
            tell=self._tell,
            on_error=self.on_feed_error,
            on_failure=self._fail,
        )
        self._is_open = True
        if self._journal is not None:
            await self._paper.use_journal(self._journal)
        self._market.start()
        await self._session.use_key(self._api_key)

    async def close(self) -> None:
        """Stop everything: connections, the embedded exchange, every task. Safe before and during ``open``.

        Running grids stay unfinished in the journal, so that they can be resumed.
        """
        if self._is_open:
            await self._session.stop()
            await self._market.stop()
            await self._paper.stop_work()
            await self._http.close()
        if self._journal is not None:
            await self._journal.close()
        if self._clock_task is not None:
            self._clock_task.cancel()
            await asyncio.gather(self._clock_task, return_exceptions=True)
        if self.demo is not None:
            await self.demo.close()
        self._listeners.clear()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; returns what ends it."""
        # the list is replaced, never changed, so that whoever tells an event may go through it without a copy
        self._listeners = [*self._listeners, listener]

        def unsubscribe() -> None:
            if listener in self._listeners:
                at = self._listeners.index(listener)
                self._listeners = self._listeners[:at] + self._listeners[at + 1 :]

        return unsubscribe

    @property
    def reconnects(self) -> int:
        """How often the market data became live again."""
        return max(0, self._times_live - 1)

    @property
    def has_key(self) -> bool:
        """Whether the desk signs in."""
        return self._session.has_key

    def connection(self, endpoint: Endpoint) -> ConnectionView:
        """One endpoint now. An endpoint that is not used is offline."""
        now = self._statuses[endpoint].now
        return ConnectionView(endpoint, now.state, now.attempt, now.retry_at, now.reason)

    def feeds(self) -> tuple[FeedView, ...]:
        """Every stream that is followed, as it is now."""
        return feed_views(
            self._market.feed,
            self._session.account,
            self._exchange_clock.offset_ns,
            self._last_errors,
            self._clock.monotonic(),
        )

    def account(self) -> AccountView | None:
        """The user's own account as last read; None without a key, or before it was read."""
        return account_view(self._session.account)

    def reconnect_now(self) -> None:
        """Connect anew at once, whatever the state."""
        self._market.feed.supervisor.reconnect_now()
        self._session.reconnect_now()

    def demo_faults(self) -> tuple[str, ...]:
        """What the embedded demo exchange can be made to do, by name; nothing outside demo."""
        return () if self.demo is None else tuple(_DEMO_FAULTS)

    def demo_fault(self, name: str) -> None:
        """Make the embedded demo exchange misbehave, or heal it.

        Raises:
            DeskError: this environment has no embedded exchange, or there is no such fault.
        """
        if self.demo is None or name not in _DEMO_FAULTS:
            raise DeskError(
                f"{name!r} cannot be done here; one of: {', '.join(self.demo_faults()) or 'nothing'}"
            )
        fault, *numbers = _DEMO_FAULTS[name]
        apply_fault(self.demo, str(fault), [float(number) for number in numbers])
        if name == "heal" and self._statuses[Endpoint.EDGE].state is ConnectionState.FAILED:
            self._session.reconnect_now()

    def cut_demo_connections(self) -> int:
        """Drop every socket of the embedded demo exchange; returns how many.

        Raises:
            DeskError: this environment has no embedded exchange.
        """
        if self.demo is None:
            raise DeskError("only the embedded demo exchange can cut its connections")
        return self.demo.cut_connections()

    async def use_key(self, key: Secret | None) -> None:
        """Sign in with this key from now on; None signs out."""
        await self._session.use_key(key)

    async def check_key(self, key: Secret) -> LoginOutcome:
        """Sign in once with a key and say how it went; the session in use is left alone."""
        return await check_login_once(self.environment, key, self._http)

    def on_feed_error(self, context: str, message: str) -> None:
        """Something failed that the user should know; ``context`` says where."""
        self._last_errors[context] = message
        self._tell(ErrorReported(self._clock.wall_ns(), context, message))

    def _tell(self, event: DeskEvent) -> None:
        for listener in self._listeners:
            listener(event)

    def _on_status(self, status: ConnectionStatus) -> None:
        if status.endpoint is Endpoint.MARKET_DATA and status.state is ConnectionState.LIVE:
            self._times_live += 1
            if self._clock_task is None or self._clock_task.done():
                self._clock_task = asyncio.create_task(self._measure_clock(), name="exchange clock")
        self._tell(
            ConnectionChanged(
                status.time, status.endpoint, status.state, status.attempt, status.retry_in_ms, status.reason
            )
        )

    def _fail(self, error: BaseException) -> None:
        if not self.failure.done():
            self.failure.set_result(error)
        if not isinstance(error, ExchangeError):
            context = {"message": "a part of the desk ended by a defect", "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)

    async def _measure_clock(self) -> None:
        await self._exchange_clock.measure()
        self._session.clock_measured()
