"""The public feed over a real socket to an exchange that answers as each test says."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from engine.feed.connection import ConnectionState, Endpoint
from engine.feed.market_feed import MarketFeed
from engine.feed.status import EndpointStatus
from engine.feed.timing import FeedTiming
from engine.grvt.environment import Environment
from engine.grvt.http import open_http_session
from engine.grvt.rest import RestClient
from engine.grvt.socket import GrvtSocket
from engine.grvt.wire import RequestFailed
from tests.fakes.fake_grvt import BOOK_FEED, MINI_FEED, TICKER_FEED, TRADE_FEED, feed_frame, running_fake
from tests.fakes.feed_bench import ETH, Listener
from tests.fakes.live import fast_clock

PATIENCE = 10.0
FIRST = 100
INITIAL = {
    "v1.mini.s": MINI_FEED,
    "v1.trade": TRADE_FEED,
    "v1.ticker.s": TICKER_FEED,
    "v1.book.d": BOOK_FEED,
    "v1.book.s": BOOK_FEED,
}


class Exchange:
    """Answers subscriptions: refuses some streams, ignores some, sends one snapshot for the others."""

    def __init__(self) -> None:
        self.refused: dict[str, int] = {}
        self.ignored: set[str] = set()
        self.asked: list[tuple[str, str]] = []
        self.websocket: web.WebSocketResponse | None = None
        self.connections = 0

    async def script(self, websocket: web.WebSocketResponse, _request: web.Request) -> None:
        self.connections += 1
        self.websocket = websocket
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                continue
            request = json.loads(message.data)
            stream, (selector,) = request["params"]["stream"], request["params"]["selectors"]
            self.asked.append((request["method"], f"{stream} {selector}"))
            envelope: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"], "method": request["method"]}
            if stream in self.refused:
                code = self.refused[stream]
                await websocket.send_json(envelope | {"error": {"code": code, "message": "no"}})
            elif request["method"] == "unsubscribe":
                await websocket.send_json(envelope | {"result": {"stream": stream, "unsubs": [selector]}})
            elif stream not in self.ignored:
                result = {
                    "stream": stream,
                    "subs": [selector],
                    "unsubs": [],
                    "num_snapshots": [1],
                    "first_sequence_number": [str(FIRST)],
                    "latest_sequence_number": [str(FIRST - 1)],
                }
                await websocket.send_json(envelope | {"result": result})
                await self.send(stream, selector, 0, INITIAL[stream])

    async def send(self, stream: str, selector: str, number: int, feed: dict[str, Any]) -> None:
        assert self.websocket is not None
        frame = feed_frame(stream, selector, str(number), feed, str(max(0, number - 1)))
        await self.websocket.send_str(frame.decode())

    async def send_book(self, number: int, bid: str) -> None:
        level = {"price": bid, "size": "1.5", "num_orders": 2}
        await self.send("v1.book.d", f"{ETH}@100", number, BOOK_FEED | {"bids": [level]})

    async def send_trade(self, number: int) -> None:
        feed = TRADE_FEED | {
            "event_time": str(1767198136000000000 + number),
            "trade_id": f"{80_000_000 + number}-1",
        }
        await self.send("v1.trade", f"{ETH}@50", number, feed)

    def subscriptions(self, stream: str) -> int:
        return sum(asked.startswith(f"{stream} ") for method, asked in self.asked if method == "subscribe")


class Followed:
    """A running feed that follows ETH."""

    def __init__(
        self, exchange: Exchange, listener: Listener, market: MarketFeed, states: list[ConnectionState]
    ):
        self.exchange, self.listener, self.market, self.states = exchange, listener, market, states

    @property
    def best_bids(self) -> list[str]:
        return [str(bids[0][0]) for bids, _ in self.listener.books if bids]

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                await asyncio.sleep(0.001)

    async def ready(self) -> None:
        feed = self.market.feed(ETH)
        assert feed is not None
        async with asyncio.timeout(PATIENCE):
            await feed.ready.wait()


@asynccontextmanager
async def followed(exchange: Exchange, *, speed: float = 1.0) -> AsyncIterator[Followed]:
    listener, states = Listener(), []
    clock, timing = fast_clock(speed), FeedTiming()
    async with running_fake() as fake, open_http_session() as http:
        fake.websocket_script = exchange.script
        environment: Environment = fake.environment()
        status = EndpointStatus(Endpoint.MARKET_DATA, clock, lambda now: states.append(now.state), None)
        market = MarketFeed(
            lambda: GrvtSocket.connect(http, environment.market_data_ws_url),
            RestClient(http, environment),
            listener,
            status,
            clock=clock,
            timing=timing,
        )
        await market.follow(ETH, candles=False)
        running = asyncio.create_task(market.run())
        try:
            yield Followed(exchange, listener, market, states)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_the_whole_book_is_followed_and_the_ticker():
    async with followed(Exchange()) as run:
        await run.ready()
        await run.exchange.send_book(FIRST, "3011.455")
        await run.until(lambda: "3011.455" in run.best_bids)
        await run.until(lambda: run.listener.tickers)
        assert (
            run.market.feed(ETH).full_ticker.funding_rate_percent
            == run.listener.tickers[0].funding_rate_percent
        )
        assert run.exchange.asked[1] == ("subscribe", f"v1.book.d {ETH}@100")
        assert run.exchange.subscriptions("v1.book.s") == 0
        assert run.listener.errors == []


async def test_a_refused_book_by_change_is_replaced_by_one_in_full_without_a_word():
    exchange = Exchange()
    exchange.refused = {"v1.book.d": 1100, "v1.ticker.s": 1002}
    async with followed(exchange) as run:
        await run.until(lambda: run.exchange.subscriptions("v1.book.s"))
        await run.ready()
        await run.until(lambda: not run.market.feed(ETH).book.of_quote_only)
        assert ("subscribe", f"v1.book.s {ETH}@500-50") in exchange.asked
        assert run.listener.errors == []
        assert run.states[-1] is ConnectionState.LIVE
        assert exchange.connections == 1
        assert "v1.book.d" not in run.market.feed(ETH).trackers


async def test_without_any_book_the_best_bid_and_offer_serve_and_trades_go_on():
    exchange = Exchange()
    exchange.refused = {"v1.book.d": 1100, "v1.book.s": 1002}
    async with followed(exchange) as run:
        await run.until(lambda: run.listener.errors)
        await run.ready()
        await exchange.send_trade(FIRST)
        await run.until(lambda: run.listener.numbers[-1] == 80_000_000 + FIRST)
        assert run.market.feed(ETH).book.of_quote_only
        assert run.best_bids == ["3011.45"]
        (error,) = run.listener.errors
        assert "no order book" in error
        assert exchange.connections == 1
        await run.market.follow(ETH, candles=False)
        assert exchange.subscriptions("v1.book.d") == 1


async def test_what_was_refused_for_the_moment_is_asked_for_on_the_next_connection():
    exchange = Exchange()
    exchange.refused = {"v1.book.d": 1006}
    async with followed(exchange, speed=50.0) as run:
        await run.until(lambda: run.exchange.subscriptions("v1.book.s"))
        exchange.refused = {}
        await exchange.websocket.close()
        await run.until(lambda: exchange.subscriptions("v1.book.d") == 2)
        await run.ready()
        assert exchange.subscriptions("v1.book.s") == 1


async def test_an_exchange_that_never_answers_for_the_book_is_live_and_stays_so():
    exchange = Exchange()
    exchange.ignored = {"v1.book.d", "v1.ticker.s"}
    async with followed(exchange, speed=20.0) as run:
        await run.ready()
        assert run.states[-1] is ConnectionState.LIVE
        patience = FeedTiming().answer_within / 20.0
        until = asyncio.get_running_loop().time() + 1.5 * patience
        await run.until(lambda: asyncio.get_running_loop().time() > until)
        assert exchange.connections == 1
        assert run.states[-1] is ConnectionState.LIVE


async def test_a_jump_in_the_book_subscribes_the_book_alone_again():
    async with followed(Exchange()) as run:
        await run.ready()
        exchange = run.exchange
        await run.until(lambda: not run.market.feed(ETH).book.of_quote_only)
        await exchange.send_book(FIRST, "3011.4501")
        await exchange.send_book(FIRST + 5, "3011.4509")
        await run.until(lambda: exchange.subscriptions("v1.book.d") == 2)
        await run.until(lambda: run.best_bids[-1] == "3011.45")
        await exchange.send_book(FIRST, "3011.4505")
        await run.until(lambda: run.best_bids[-1] == "3011.4505")
        assert "3011.4509" not in run.best_bids
        assert [exchange.subscriptions(stream) for stream in ("v1.trade", "v1.mini.s")] == [1, 1]
        assert run.listener.gaps == []
        assert exchange.connections == 1


async def test_a_damaged_book_message_costs_a_new_snapshot_and_nothing_else():
    async with followed(Exchange()) as run:
        await run.ready()
        exchange = run.exchange
        await exchange.send_book(FIRST, "-1")
        await exchange.send_book(FIRST + 1, "3011.4501")
        await run.until(lambda: exchange.subscriptions("v1.book.d") == 2)
        await exchange.send_trade(FIRST)
        await run.until(lambda: run.listener.numbers[-1] == 80_000_000 + FIRST)
        assert run.listener.gaps == []
        assert len(run.listener.errors) == 1


async def test_a_book_that_goes_on_beating_is_no_sign_of_a_live_market():
    async with followed(Exchange()) as run:
        await run.ready()
        facts = run.market.supervisor.facts
        await run.exchange.send_trade(FIRST)
        await run.until(lambda: run.listener.numbers[-1] == 80_000_000 + FIRST)
        before, messages = facts.data_at, facts.messages
        await run.exchange.send_book(FIRST, "3011.4501")
        await run.until(lambda: facts.messages > messages and "3011.4501" in run.best_bids)
        assert facts.data_at == before
        await run.exchange.send_trade(FIRST + 1)
        await run.until(lambda: facts.data_at > before)


async def test_following_with_an_earlier_cursor_goes_back():
    async with followed(Exchange()) as run:
        await run.ready()
        feed = run.market.feed(ETH)
        earlier = feed.newest._replace(event_time=feed.newest.event_time - 1)
        same = await run.market.follow(ETH, candles=False, cursor=earlier)
        assert same is feed
        assert feed.holding


async def test_trades_that_come_together_are_told_in_order_with_what_comes_between_them():
    exchange = Exchange()
    async with followed(exchange) as run:
        await run.ready()
        told, known = [], len(run.listener.numbers)
        run.listener.on_trades = lambda trades: told.append(
            [t.trade_id.execution - 80_000_000 for t in trades]
        )
        run.listener.on_price = lambda ticker: told.append("price")
        run.listener.on_feed_error = lambda context, message: told.append(context)
        feed = run.market.feed(ETH)
        assert feed is not None

        def trade(number: int, **other: Any) -> bytes:
            body = TRADE_FEED | {
                "event_time": str(1767198136000000000 + number),
                "trade_id": f"{80_000_000 + number}-1",
            }
            return feed_frame("v1.trade", f"{ETH}@50", str(number), body | other, str(number - 1))

        answers = run.market.on_frames(
            [
                trade(FIRST),
                trade(FIRST + 1),
                feed_frame("v1.mini.s", f"{ETH}@200", str(FIRST), MINI_FEED, str(FIRST - 1)),
                trade(FIRST + 2),
                b"nonsense",
                trade(FIRST + 3),
                trade(FIRST + 4),
                trade(FIRST + 4),
                trade(FIRST + 5, instrument="BTC_USDT_Perp"),
                b'{"jsonrpc":"2.0","error":{"code":7,"message":"no"},"id":9,"method":"subscribe"}',
                trade(FIRST + 5),
            ]
        )
        answer = next(answers)
        assert told == [[100, 101], "price", [102], "market data", [103, 104], "market data"]
        assert [answer, *answers] == [RequestFailed(9, 7, "no")]
        assert told[-1] == [105]
        assert run.listener.numbers[known:] == []
        assert feed.line.duplicates == 1
        assert feed.trackers["v1.trade"].duplicates == 1
        assert feed.meters["v1.trade"].messages == known + 7
        assert run.market.malformed.total() == 2
