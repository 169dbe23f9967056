"""The market's side of the desk: the public feed, the prices it brings, and the paper grids it drives."""

import asyncio
from collections.abc import Callable, Sequence

import aiohttp

from engine.desk.events import DeskEvent, GapFound, Recovering, TradePrinted
from engine.desk.grids import PaperGrids
from engine.desk.prices import LivePrices
from engine.desk.quiet_feed import market_moved_on
from engine.feed.gaps import Gap
from engine.feed.market_feed import MarketFeed
from engine.feed.order_book import OrderBook
from engine.feed.status import EndpointStatus
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.errors import TemporarilyUnavailable
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.market import NS_PER_SECOND, Candle, MiniTicker, Ticker, Trade, TradeKey

_tuple = tuple.__new__


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
        self.on_ticker_of_grids: Callable[[Ticker], None] = lambda ticker: None
        """Told each ticker with the next funding."""
        self.feed = MarketFeed(
            self._connect, rest, self, status, clock=clock, timing=timing, feed_moved_on=self._moved_on
        )
        self.prices = LivePrices(self.feed.feed, tell, clock)
        self.grids = PaperGrids(self.prices, self._number_at)
        self._newest_told: dict[str, Trade] = {}
        self._trades_lag = int(timing.trades_lag * NS_PER_SECOND)

    def start(self) -> None:
        """Begin to connect."""
        self._task = asyncio.create_task(self._run(), name="market data")

    async def stop(self) -> None:
        """End the feed, whatever it is doing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def go_on(self, instrument: str) -> None:
        """Follow an instrument from where the grid that is furthest behind goes on: what traded since comes first.

        Until the first pause of this coroutine no trade comes.
        """
        grid = self.grids.furthest_behind(instrument)
        if grid is not None:
            cursor, number, doubted = grid.goes_on_from, grid.number, grid.doubted
            feed = self.feed.feed(instrument)
            if feed is None:
                await self.feed.follow(
                    instrument, candles=False, cursor=cursor, number=number, doubted=doubted
                )
            else:
                feed.rewind(cursor, number=number, doubted=doubted)

    def catch_up(self) -> None:
        """The grids stood still: everything since comes again."""
        for name in self.grids.running_instruments():
            feed, grid = self.feed.feed(name), self.grids.furthest_behind(name)
            if feed is not None and grid is not None:
                feed.rewind(grid.goes_on_from, number=grid.number, doubted=grid.doubted)

    def on_price(self, ticker: MiniTicker) -> None:
        """The newest mini ticker (called by the feed)."""
        self.prices.on_ticker(ticker)
        feed = self.feed.feed(ticker.instrument)
        if feed is None or feed.holding:
            return
        self.grids.on_time(ticker.instrument, ticker.event_time - self._trades_lag)
        if ticker.mark is not None:
            self.grids.on_mark(ticker.instrument, ticker.mark, ticker.event_time)

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """The next trade in the exchange's order (called by the feed); one that was told before is not told again."""
        newest, time = self._newest_told.get(trade.instrument), trade.event_time
        is_newer = trade.comes_after(newest)
        if is_newer:
            self._newest_told[trade.instrument] = trade
        if is_newer or not backfilled:
            self._tell(TradePrinted(time, trade, backfilled))
            self.grids.on_trade(trade, backfilled=backfilled)
            self.prices.on_trade(trade, backfilled=backfilled)
        else:
            self.grids.on_trade(trade, backfilled=backfilled)

    def on_trades(self, trades: Sequence[Trade]) -> None:
        """The next live trades of the public book, all of one instrument (called by the feed).

        As ``on_trade`` for each; those that do nothing to any grid, nearly all, pass the grids together.
        """
        name, tell = trades[0].instrument, self._tell
        if trades[-1].comes_after(self._newest_told.get(name)):
            self._newest_told[name] = trades[-1]
        start, end = 0, len(trades)
        while start < end:
            stirring = self.grids.pass_quietly(trades, start)
            for trade in trades[start : stirring + 1]:
                tell(_tuple(TradePrinted, (trade.event_time, trade, False)))
            if stirring < end:
                self.grids.on_trade(trades[stirring], backfilled=False)
            start = stirring + 1
        self.prices.on_trades(trades)

    def on_book(self, instrument: str, book: OrderBook) -> None:
        """The public book changed (called by the feed)."""
        self.grids.on_book(instrument, book)

    def on_full_ticker(self, ticker: Ticker) -> None:
        """The newest ticker with the last 24 hours and the funding (called by the feed)."""
        self.on_ticker_of_grids(ticker)

    def on_candle(self, candle: Candle) -> None:
        """A one-minute candle as the exchange states it (called by the feed)."""
        self.prices.on_candle(candle)

    def on_recovering(self, instrument: str, from_time: int, trades: int) -> None:
        """Missed trades are being fetched (called by the feed)."""
        self._tell(Recovering(self._clock.wall_ns(), instrument, from_time, trades))

    def on_gap(self, gap: Gap) -> None:
        """A stretch of the feed was missed (called by the feed)."""
        now = self._clock.wall_ns()
        event = GapFound(now, gap.instrument, gap.from_time, gap.to_time, gap.trades, recovered=gap.recovered)
        if not self.grids.on_gap(gap, event):
            self._tell(event)

    def on_feed_error(self, context: str, message: str) -> None:
        """Something failed that the user should know (called by the feed)."""
        self._on_error(context, message)

    def on_defect(self, defect: Exception) -> None:
        """A part of the feed ended by a defect (called by the feed)."""
        self._on_failure(defect)

    def _number_at(self, instrument: str, cursor: TradeKey | None) -> int | None:
        feed = self.feed.feed(instrument)
        return None if feed is None else feed.number_at(cursor)

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
