"""The market's side of the desk: the public feed, the prices it brings, and the paper grids it drives."""

import asyncio
from collections.abc import Callable

import aiohttp

from engine.desk.events import DeskEvent, GapFound, Recovering, TradePrinted
from engine.desk.grids import PaperGrids
from engine.desk.prices import LivePrices
from engine.desk.quiet_feed import market_moved_on
from engine.feed.gaps import Gap
from engine.feed.market_feed import MarketFeed
from engine.feed.status import EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.errors import TemporarilyUnavailable
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.market import Candle, MiniTicker, Trade


class DeskMarket:
    """Follows the market and passes what it brings to the prices, the grids and the listeners, in order."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        environment: Environment,
        rest: RestClient,
        status: EndpointStatus,
        *,
        clock: Clock,
        timing: FeedTiming,
        tell: Callable[[DeskEvent], None],
        on_error: Callable[[str, str], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """Make one that does not run yet.

        Args:
            http: the session for every socket.
            environment: where to connect.
            rest: where missed trades and prices to compare with come from.
            status: of the market-data endpoint.
            clock: where time comes from.
            timing: how long is too long.
            tell: told the events.
            on_error: told the context and the words of what the user should know.
            on_failure: told when the retries are used up, or a defect ends the work.
        """
        self._http = http
        self._environment = environment
        self._rest = rest
        self._status = status
        self._clock = clock
        self._timing = timing
        self._tell = tell
        self._on_error = on_error
        self._on_failure = on_failure
        self._task: asyncio.Task[None] | None = None
        self.feed = MarketFeed(
            self._connect, rest, self, status, clock=clock, timing=timing, feed_moved_on=self._moved_on
        )
        self.prices = LivePrices(self.feed.feed, tell, clock)
        self.grids = PaperGrids(self.prices, tell)

    def start(self) -> None:
        """Begin to connect."""
        self._task = asyncio.create_task(self._run(), name="market data")

    async def stop(self) -> None:
        """End the feed, whatever it is doing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def on_price(self, ticker: MiniTicker) -> None:
        """The newest mini ticker (called by the feed)."""
        self.prices.on_ticker(ticker)

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """The next trade in the exchange's order (called by the feed)."""
        self._tell(TradePrinted(trade.event_time, trade, backfilled))
        self.grids.on_trade(trade, backfilled=backfilled)
        self.prices.on_trade(trade, backfilled=backfilled)

    def on_candle(self, candle: Candle) -> None:
        """A one-minute candle as the exchange states it (called by the feed)."""
        self.prices.on_candle(candle)

    def on_recovering(self, instrument: str, from_time: int, trades: int) -> None:
        """Missed trades are being fetched (called by the feed)."""
        self._tell(Recovering(self._clock.wall_ns(), instrument, from_time, trades))

    def on_gap(self, gap: Gap) -> None:
        """A stretch of the feed was missed (called by the feed)."""
        self.grids.on_gap(gap)
        now = self._clock.wall_ns()
        self._tell(
            GapFound(now, gap.instrument, gap.from_time, gap.to_time, gap.trades, recovered=gap.recovered)
        )

    def on_feed_error(self, context: str, message: str) -> None:
        """Something failed that the user should know (called by the feed)."""
        self._on_error(context, message)

    def on_defect(self, defect: Exception) -> None:
        """A part of the feed ended by a defect (called by the feed)."""
        self._on_failure(defect)

    async def _run(self) -> None:
        try:
            await self.feed.run()
            self._on_failure(TemporarilyUnavailable(f"market data: {self._status.now.reason or 'gave up'}"))
        except Exception as defect:
            self._on_failure(defect)
            raise

    async def _connect(self) -> GrvtSocket:
        return await GrvtSocket.connect(
            self._http, self._environment.market_data_ws_url, timeout=self._timing.connect_within
        )

    async def _moved_on(self) -> bool:
        return await market_moved_on(self.feed, self._rest, self._on_error)
