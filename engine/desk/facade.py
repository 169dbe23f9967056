"""The desk: one environment, its connections and its paper grids. The one door for window and command line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.demo import DemoExchange, apply_fault
from engine.desk.account_view import account_view
from engine.desk.errors import DeskError
from engine.desk.events import ConnectionChanged, DeskEvent, ErrorReported
from engine.desk.feed_views import feed_views
from engine.desk.instruments import Instruments
from engine.desk.market import DeskMarket
from engine.desk.session import DeskSession
from engine.desk.sign_in_check import LoginOutcome, check_login_once
from engine.desk.views import AccountView, ConnectionView, FeedView, GridView, PriceView
from engine.feed.connection import ConnectionState, Endpoint
from engine.feed.exchange_clock import ExchangeClock
from engine.feed.status import ConnectionStatus, EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grid.spec import GridSpec
from engine.grid.suggestion import sample_grid
from engine.grvt.environment import Environment
from engine.grvt.errors import ExchangeError
from engine.grvt.http import open_http_session
from engine.grvt.rest import RestClient
from engine.market import Candle, Instrument, Interval
from engine.secret import Secret

Listener = Callable[[DeskEvent], None]


READY_WITHIN = 5.0
"""How long the start of a grid waits for the feed, in seconds."""

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
    """How a desk runs; the defaults are those of the desktop. ``max_retries`` None retries without end."""

    max_retries: int | None = None
    clock: Clock = field(default_factory=Clock)
    timing: FeedTiming = field(default_factory=FeedTiming)


class Desk:
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
        """Start the embedded exchange if the environment needs it, and begin to connect."""
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
        self._market.start()
        await self._session.use_key(self._api_key)

    async def close(self) -> None:
        """Stop everything: connections, the embedded exchange, every task. Safe before and during ``open``."""
        if self._is_open:
            await self._session.stop()
            await self._market.stop()
            await self._http.close()
        if self._clock_task is not None:
            self._clock_task.cancel()
            await asyncio.gather(self._clock_task, return_exceptions=True)
        if self.demo is not None:
            await self.demo.close()
        self._listeners.clear()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; returns what ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

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

    async def instruments(self) -> tuple[Instrument, ...]:
        """Everything the exchange trades now.

        Raises:
            ExchangeError: the list could not be read.
        """
        return await self._instruments.all()

    async def instrument(self, name: str) -> Instrument:
        """One instrument.

        Raises:
            GridSpecError: the exchange does not know it.
            ExchangeError: it could not be read.
        """
        return await self._instruments.one(name)

    async def watch(self, instrument: str, *, candles: bool = True) -> None:
        """Follow an instrument's prices, trades and one-minute candles."""
        await self._market.feed.follow(instrument, candles=candles)

    async def unwatch(self, instrument: str) -> None:
        """No longer follow an instrument, unless a running grid trades it."""
        if not self._market.grids.is_running_on(instrument):
            await self._market.feed.unfollow(instrument)

    async def wait_ready(self, instrument: str) -> None:
        """Wait until an instrument that is followed has a price and its trades have no hole."""
        feed = self._market.feed.feed(instrument)
        if feed is None:
            raise DeskError(f"{instrument} is not followed")
        await feed.ready.wait()

    async def candles(
        self, instrument: str, interval: Interval, *, end_time: int | None = None, limit: int = 500
    ) -> tuple[Candle, ...]:
        """Candles of the exchange's history up to ``end_time`` (ns, default now), oldest first.

        Raises:
            ExchangeError: they could not be read.
        """
        return await self._rest.candles(instrument, interval, end_time=end_time, most=limit)

    def price(self, instrument: str) -> PriceView | None:
        """The newest prices of an instrument that is followed, None before the first."""
        return self._market.prices.view(instrument)

    def sample_grid(self, instrument: str) -> GridSpec:
        """A sensible neutral grid around the current price.

        Raises:
            DeskError: no price is known yet.
        """
        price = self.price(instrument)
        known = self._instruments.known(instrument)
        if price is None or price.last is None or known is None:
            raise DeskError(f"there is no price for {instrument} yet; wait until the connection is live")
        return sample_grid(known, price.last)

    async def start_grid(self, spec: GridSpec) -> int:
        """Start a paper grid and return its id.

        Raises:
            GridSpecError: the exchange does not trade it so; names the key, the value and what is legal.
            DeskError: no live price is known, nor within the next seconds.
            ExchangeError: the instrument could not be read.
        """
        instrument = await self.instrument(spec.instrument)
        feed = self._market.feed.feed(spec.instrument)
        if feed is not None:
            await self._clock.wait_for(feed.ready, self._clock.monotonic() + READY_WITHIN)
        return self._market.grids.start(spec, instrument, self._clock.wall_ns())

    async def stop_grid(self, grid_id: int) -> None:
        """Stop a grid: its orders are cancelled, its position stays.

        Raises:
            DeskError: there is no such running grid.
        """
        self._market.grids.stop(grid_id, self._clock.wall_ns())

    def grids(self) -> tuple[GridView, ...]:
        """Every grid of this session, oldest first."""
        return self._market.grids.views()

    def grid(self, grid_id: int) -> GridView:
        """One grid now, at the current mark price."""
        return self._market.grids.view(grid_id)

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
        for listener in tuple(self._listeners):
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
