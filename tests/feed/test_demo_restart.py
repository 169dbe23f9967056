"""The demo exchange ends and starts again: a feed goes on from its cursor as if the exchange had been there."""

import asyncio
import time

from engine.demo import DemoExchange, ServerClock
from engine.feed.connection import Endpoint
from engine.feed.market_feed import MarketFeed
from engine.feed.status import EndpointStatus
from engine.feed.timing import FeedTiming
from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.http import open_http_session
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.market import NS_PER_SECOND, TradeKey
from tests.fakes.feed_bench import ETH, Listener
from tests.fakes.live import fast_clock

PATIENCE = 10.0
AWAY = 5 * 60 * NS_PER_SECOND


class Run(Listener):
    """One run of a program on one run of the exchange, until so many trades came."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[TradeKey] = []

    def on_trade(self, trade, *, backfilled):
        super().on_trade(trade, backfilled=backfilled)
        self.keys.append(trade.key)

    async def follow(self, shift: int, trades: int, cursor: TradeKey | None = None) -> None:
        exchange = DemoExchange(seed=11, clock=ServerClock(wall=lambda: time.time_ns() + shift))
        addresses = await exchange.start()
        urls = (addresses.edge_url, addresses.trades_url, addresses.market_data_url)
        environment = Environment(EnvironmentName.TESTNET, *urls)
        clock = fast_clock(1.0)
        async with open_http_session() as http:
            market = MarketFeed(
                lambda: GrvtSocket.connect(http, environment.market_data_ws_url),
                RestClient(http, environment),
                self,
                EndpointStatus(Endpoint.MARKET_DATA, clock, lambda status: None, None),
                clock=clock,
                timing=FeedTiming(),
            )
            feed = await market.follow(ETH, candles=False, cursor=cursor)
            running = asyncio.create_task(market.run())
            try:
                async with asyncio.timeout(PATIENCE):
                    await feed.ready.wait()
                    while len(self.keys) < trades or not self.books:
                        await asyncio.sleep(0.01)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await exchange.close()


async def test_a_feed_goes_on_where_it_was_before_the_demo_was_restarted():
    first, again, whole = Run(), Run(), Run()
    await first.follow(0, 52)
    middle = first.keys[-30]
    await again.follow(AWAY, 500, cursor=middle)
    (gap,) = again.gaps
    assert gap.recovered
    assert again.keys[:29] == first.keys[-29:], (
        "what one run saw live or replayed, the next finds in the history"
    )
    assert gap.from_time == middle.event_time
    assert again.errors == first.errors == []
    await whole.follow(AWAY, 500, cursor=first.keys[0])
    shared = min(again.keys[-1], whole.keys[-1])
    assert [key for key in whole.keys if middle < key <= shared] == [
        key for key in again.keys if key <= shared
    ]
