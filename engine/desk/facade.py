"""The desk: one environment, its connections and its paper grids. The one door for window and command line."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.demo import DemoExchange
from engine.desk.errors import DeskError
from engine.desk.events import (
    ConnectionChanged,
    DeskEvent,
    ErrorReported,
    GapFound,
    Recovering,
    TradePrinted,
)
from engine.desk.feed_views import feed_views
from engine.desk.grids import PaperGrids
from engine.desk.prices import LivePrices
from engine.desk.session import DeskSession
from engine.desk.sign_in_check import LoginOutcome, check_login_once
from engine.desk.views import ConnectionView, FeedView, GridView, PriceView
from engine.feed.connection import ConnectionState, Endpoint
from engine.feed.exchange_clock import ExchangeClock
from engine.feed.gaps import Gap
from engine.feed.market_feed import MarketFeed
from engine.feed.status import ConnectionStatus, EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grid.spec import GridSpec, GridSpecError
from engine.grid.suggestion import sample_grid
from engine.grvt.environment import Environment
from engine.grvt.errors import ExchangeError, RequestRefused, TemporarilyUnavailable
from engine.grvt.http import open_http_session
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.market import Candle, Instrument, Interval, MiniTicker, Trade
from engine.secret import Secret

Listener = Callable[[DeskEvent], None]


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
        self.failure: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()
        self._options = options or DeskOptions()
        self._clock = self._options.clock
        self._api_key = api_key
        self._listeners: list[Listener] = []
        self._statuses = {
            endpoint: EndpointStatus(endpoint, self._clock, self._on_status, self._options.max_retries)
            for endpoint in (Endpoint.EDGE, Endpoint.MARKET_DATA)
        }
        self._market_task: asyncio.Task[None] | None = None
        self._clock_task: asyncio.Task[object] | None = None
        self._last_errors: dict[str, str] = {}
        self._instruments: dict[str, Instrument] = {}
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
        self._market = MarketFeed(
            self._connect_market_data,
            self._rest,
            self,
            self._statuses[Endpoint.MARKET_DATA],
            clock=self._clock,
            timing=self._options.timing,
            feed_moved_on=self._market_moved_on,
        )
        self._prices = LivePrices(self._market.feed, self._tell, self._clock)
        self._grids = PaperGrids(self._prices, self._tell)
        self._exchange_clock = ExchangeClock(self._rest, self._clock.wall_ns)
        self._session = DeskSession(
            self._http,
            self.environment,
            self._statuses[Endpoint.EDGE],
            self._exchange_clock,
            clock=self._clock,
            tell=self._tell,
            on_failure=self._fail,
        )
        self._market_task = asyncio.create_task(self._run_market(), name="market data")
        await self._session.use_key(self._api_key)

    async def close(self) -> None:
        """Stop everything: connections, the embedded exchange, every task. Grids are simply no longer fed."""
        await self._session.stop()
        tasks = [task for task in (self._market_task, self._clock_task) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._http.close()
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
        status = self._statuses.get(endpoint)
        if status is None:
            return ConnectionView(endpoint, ConnectionState.OFFLINE, 1, None, None)
        now = status.now
        return ConnectionView(endpoint, now.state, now.attempt, now.retry_at, now.reason)

    def feeds(self) -> tuple[FeedView, ...]:
        """Every stream that is followed, as it is now."""
        return feed_views(
            self._market, self._exchange_clock.offset_ns, self._last_errors, self._clock.monotonic()
        )

    def reconnect_now(self) -> None:
        """Connect anew at once, whatever the state."""
        self._market.supervisor.reconnect_now()

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
        found = await self._rest.all_instruments(active_only=True)
        active = tuple(instrument for instrument in found if instrument.is_active)
        self._instruments.update({instrument.name: instrument for instrument in active})
        return active

    async def instrument(self, name: str) -> Instrument:
        """One instrument.

        Raises:
            GridSpecError: the exchange does not know it.
            ExchangeError: it could not be read.
        """
        if name not in self._instruments:
            try:
                self._instruments[name] = await self._rest.instrument(name)
            except RequestRefused as error:
                raise GridSpecError("instrument", f'the exchange does not know "{name}": {error}') from None
        return self._instruments[name]

    async def watch(self, instrument: str, *, candles: bool = True) -> None:
        """Follow an instrument's prices, trades and one-minute candles."""
        await self._market.follow(instrument, candles=candles)

    async def unwatch(self, instrument: str) -> None:
        """No longer follow an instrument, unless a running grid trades it."""
        if not self._grids.is_running_on(instrument):
            await self._market.unfollow(instrument)

    async def wait_ready(self, instrument: str) -> None:
        """Wait until an instrument that is followed has a price and its trades have no hole."""
        feed = self._market.feed(instrument)
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
        return self._prices.view(instrument)

    def sample_grid(self, instrument: str) -> GridSpec:
        """A sensible neutral grid around the current price.

        Raises:
            DeskError: no price is known yet.
        """
        price = self.price(instrument)
        known = self._instruments.get(instrument)
        if price is None or price.last is None or known is None:
            raise DeskError(f"there is no price for {instrument} yet; wait until the connection is live")
        return sample_grid(known, price.last)

    async def start_grid(self, spec: GridSpec) -> int:
        """Start a paper grid and return its id.

        Raises:
            GridSpecError: the exchange does not trade it so; names the key, the value and what is legal.
            DeskError: no live price is known.
            ExchangeError: the instrument could not be read.
        """
        instrument = await self.instrument(spec.instrument)
        return self._grids.start(spec, instrument, self._clock.wall_ns())

    async def stop_grid(self, grid_id: int) -> None:
        """Stop a grid: its orders are cancelled, its position stays.

        Raises:
            DeskError: there is no such running grid.
        """
        self._grids.stop(grid_id, self._clock.wall_ns())

    def grids(self) -> tuple[GridView, ...]:
        """Every grid of this session, oldest first."""
        return self._grids.views()

    def grid(self, grid_id: int) -> GridView:
        """One grid now, at the current mark price."""
        return self._grids.view(grid_id)

    async def use_key(self, key: Secret | None) -> None:
        """Sign in with this key from now on; None signs out."""
        await self._session.use_key(key)

    async def check_key(self, key: Secret) -> LoginOutcome:
        """Sign in once with a key and say how it went; the session in use is left alone."""
        return await check_login_once(self.environment, key, self._http)

    def on_price(self, ticker: MiniTicker) -> None:
        """The newest mini ticker (called by the feed)."""
        self._prices.on_ticker(ticker)

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """The next trade in the exchange's order (called by the feed)."""
        self._tell(TradePrinted(trade.event_time, trade, backfilled))
        self._grids.on_trade(trade, backfilled=backfilled)
        self._prices.on_trade(trade, backfilled=backfilled)

    def on_candle(self, candle: Candle) -> None:
        """A one-minute candle as the exchange states it (called by the feed)."""
        self._prices.on_candle(candle)

    def on_recovering(self, instrument: str, from_time: int, trades: int) -> None:
        """Missed trades are being fetched (called by the feed)."""
        self._tell(Recovering(self._clock.wall_ns(), instrument, from_time, trades))

    def on_gap(self, gap: Gap) -> None:
        """A stretch of the feed was missed (called by the feed)."""
        self._grids.on_gap(gap)
        now = self._clock.wall_ns()
        self._tell(
            GapFound(now, gap.instrument, gap.from_time, gap.to_time, gap.trades, recovered=gap.recovered)
        )

    def on_feed_error(self, context: str, message: str) -> None:
        """Something failed that the user should know (called by the feed)."""
        self._last_errors[context] = message
        self._tell(ErrorReported(self._clock.wall_ns(), context, message))

    def _tell(self, event: DeskEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def _on_status(self, status: ConnectionStatus) -> None:
        if status.endpoint is Endpoint.MARKET_DATA and status.state is ConnectionState.LIVE:
            self._times_live += 1
            if self._clock_task is None or self._clock_task.done():
                self._clock_task = asyncio.create_task(self._exchange_clock.measure(), name="exchange clock")
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

    async def _run_market(self) -> None:
        try:
            await self._market.run()
            reason = self._statuses[Endpoint.MARKET_DATA].now.reason or "gave up"
            self._fail(TemporarilyUnavailable(f"market data: {reason}"))
        except Exception as defect:
            self._fail(defect)
            raise

    async def _connect_market_data(self) -> GrvtSocket:
        return await GrvtSocket.connect(
            self._http, self.environment.market_data_ws_url, timeout=self._options.timing.connect_within
        )

    async def _market_moved_on(self) -> bool:
        for instrument in {
            subscription.selector.partition("@")[0] for subscription in self._market.supervisor.wanted
        }:
            feed = self._market.feed(instrument)
            known = None if feed is None else feed.ticker
            try:
                now = await self._rest.mini(instrument)
            except ExchangeError as error:
                self.on_feed_error(
                    instrument, f"the quiet feed could not be compared with the exchange: {error}"
                )
                continue
            if known is None or (
                now.event_time > known.event_time
                and (now.last, now.bid, now.ask, now.mark) != (known.last, known.bid, known.ask, known.mark)
            ):
                return True
        return False
