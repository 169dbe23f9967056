"""One instrument's feed on a bench: fed by hand, without a socket."""

import asyncio
from decimal import Decimal

from engine.feed.instrument_feed import InstrumentFeed
from engine.feed.timing import FeedTiming
from engine.grvt.rest import Page
from engine.grvt.wire import MINI_S, TRADE, Feed
from engine.market import MiniTicker, Trade, TradeId
from tests.fakes.live import fast_clock

ETH = "ETH_USDT_Perp"
PATIENCE = 10.0


def trade(number: int) -> Trade:
    return Trade(ETH, 1_000_000 + number, TradeId(number, 1), Decimal(3000), Decimal(1), True)


class History:
    """The exchange's trade history: everything up to ``newest``, unless told to fail."""

    def __init__(self) -> None:
        self.newest = 0
        self.oldest = 1
        self.failures: list[Exception] = []
        self.calls = 0
        self.mini_calls = 0

    async def trade_history(self, name, *, start_time=None, end_time=None, limit=1000, cursor=""):
        self.calls += 1
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        upper = int(cursor) if cursor else self.newest
        rows = [trade(n) for n in range(upper, max(self.oldest, upper - limit + 1) - 1, -1)]
        rows = [row for row in rows if start_time is None or row.event_time >= start_time]
        more = bool(rows) and len(rows) == limit and rows[-1].trade_id.execution > self.oldest
        return Page(tuple(rows), str(rows[-1].trade_id.execution - 1) if more else "")

    async def mini(self, name):
        self.mini_calls += 1
        return MiniTicker(ETH, 1_000_000, *([Decimal(3000)] * 3), *([Decimal(1)] * 4))


class Listener:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.backfilled: list[bool] = []
        self.gaps = []
        self.errors: list[str] = []
        self.progress: list[int] = []
        self.books = []
        self.tickers = []

    def on_price(self, ticker):
        pass

    def on_candle(self, candle):
        pass

    def on_book(self, instrument, book):
        self.books.append(book.top(1))

    def on_full_ticker(self, ticker):
        self.tickers.append(ticker)

    def on_trade(self, trade, *, backfilled):
        self.numbers.append(trade.trade_id.execution)
        self.backfilled.append(backfilled)

    def on_trades(self, trades):
        for trade in trades:
            self.on_trade(trade, backfilled=False)

    def on_recovering(self, instrument, from_time, trades):
        self.progress.append(trades)

    def on_gap(self, gap):
        self.gaps.append(gap)

    def on_feed_error(self, context, message):
        self.errors.append(message)

    def on_defect(self, defect):
        raise defect


class Bench:
    """An instrument's feed with a history, a listener, and hands that send what the exchange would."""

    def __init__(self) -> None:
        self.history, self.listener = History(), Listener()
        self.feed = InstrumentFeed(
            ETH, self.history, self.listener, clock=fast_clock(50.0), timing=FeedTiming()
        )
        self.sequence = 100

    def subscribe(self, *, snapshot=(), first=None) -> None:
        self.feed.on_subscribing(TRADE)
        self.feed.on_subscribed(TRADE, len(snapshot), self.sequence + 1 if first is None else first)
        for number in snapshot:
            self.feed.on_feed(Feed(TRADE, f"{ETH}@50", 0, 0, trade(number)))

    def live(self, number: int, *, jump: int = 0) -> None:
        self.sequence += 1 + jump
        self.feed.on_feed(Feed(TRADE, f"{ETH}@50", self.sequence, self.sequence - 1, trade(number)))

    def price(self, last: int = 3000, time: int = 1_000_000) -> None:
        ticker = MiniTicker(ETH, time, Decimal(last), *([Decimal(3000)] * 2), *([Decimal(1)] * 4))
        self.feed.on_feed(Feed(MINI_S, f"{ETH}@200", 0, 0, ticker))

    async def until(self, condition) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.001)

    async def begin(self, newest: int = 5) -> None:
        self.history.newest = newest
        self.subscribe(snapshot=range(max(1, newest - 2), newest + 1))
        self.price()
        await self.until(self.feed.ready.is_set)
