"""A small scriptable stand-in for the exchange: each test says what it answers, and reads what it was asked.

It knows no rules of the exchange. The frames below follow the recorded protocol examples by value.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from engine.grvt.environment import Environment, EnvironmentName

KEY = "EXAMPLE-API-KEY-0123456789abcdef"
TOKEN = "EXAMPLE-SESSION-TOKEN-0123456789"
ACCOUNT = "EXAMPLEACCOUNTID0000000000"
SUB_ACCOUNT = "1234567890123456"
SECRETS = (KEY, TOKEN, ACCOUNT)

SUCCESS_BODY = {
    "status": "success",
    "location": "",
    "funding_account_address": "0x00000000000000000000000000000000000000f1",
    "sub_account_id": SUB_ACCOUNT,
}
BAD_KEY_BODY = {"error": "ent: api_key not found", "status": "failure"}
GEO_BLOCKED_BODY = {"error": "Access from this location is not allowed.", "status": "failure"}

TRADE_FEED: dict[str, Any] = {
    "event_time": "1767198135012345678",
    "instrument": "ETH_USDT_Perp",
    "is_taker_buyer": False,
    "size": "0.4",
    "price": "3011.61",
    "mark_price": "3011.612000118",
    "index_price": "3012.11983001",
    "interest_rate": "0.0",
    "forward_price": "0.0",
    "trade_id": "73808531-1",
    "venue": "ORDERBOOK",
    "is_rpi": False,
}
OLDER_TRADE_FEED: dict[str, Any] = {
    **TRADE_FEED,
    "event_time": "1767198133998120034",
    "is_taker_buyer": True,
    "size": "0.25",
    "price": "3011.5",
    "trade_id": "73808524-19",
}
MINI_FEED: dict[str, Any] = {
    "event_time": "1767198134519661154",
    "instrument": "ETH_USDT_Perp",
    "mark_price": "3011.482915731",
    "index_price": "3012.104882345",
    "last_price": "3011.5",
    "last_size": "0.25",
    "mid_price": "3011.455",
    "best_bid_price": "3011.45",
    "best_bid_size": "12.4",
    "best_ask_price": "3011.46",
    "best_ask_size": "8.07",
}
TICKER_FEED: dict[str, Any] = {
    **MINI_FEED,
    "funding_rate_8h_curr": "0.01",
    "interest_rate": "0.0",
    "buy_volume_24h_b": "41230.55",
    "sell_volume_24h_b": "40911.02",
    "buy_volume_24h_q": "123899421.1134",
    "sell_volume_24h_q": "122934512.9027",
    "high_price": "3061.2",
    "low_price": "2958.75",
    "open_price": "2990.01",
    "open_interest": "18211.440912377",
    "funding_rate": "0.01",
    "next_funding_time": "1767225600000000000",
}
CANDLE_FEED: dict[str, Any] = {
    "open_time": "1767198060000000000",
    "close_time": "1767198120000000000",
    "open": "3009.8",
    "close": "3011.2",
    "high": "3012.0",
    "low": "3009.55",
    "volume_b": "84.13",
    "volume_q": "253302.7715",
    "trades": 61,
    "instrument": "ETH_USDT_Perp",
}
BOOK_FEED: dict[str, Any] = {
    "event_time": "1767198134600042117",
    "instrument": "ETH_USDT_Perp",
    "bids": [
        {"price": "3011.45", "size": "13.1", "num_orders": 5},
        {"price": "3011.44", "size": "0.0", "num_orders": 0},
    ],
    "asks": [],
}
INSTRUMENT: dict[str, Any] = {
    "instrument": "ETH_USDT_Perp",
    "instrument_hash": "0x030401",
    "base": "ETH",
    "quote": "USDT",
    "kind": "PERPETUAL",
    "venues": ["ORDERBOOK", "RFQ"],
    "settlement_period": "PERPETUAL",
    "base_decimals": 9,
    "quote_decimals": 6,
    "tick_size": "0.01",
    "min_size": "0.01",
    "create_time": "1768040726362828205",
    "max_position_size": "10000.0",
    "funding_interval_hours": 8,
    "adjusted_funding_rate_cap": "0.3",
    "adjusted_funding_rate_floor": "-0.3",
    "min_notional": "20.0",
}
DELISTED: dict[str, Any] = {
    **INSTRUMENT,
    "instrument": "IP_USDT_Perp",
    "base": "IP",
    "tick_size": "0.0001",
    "min_size": "0.1",
    "asset_class": "UNSPECIFIED",
    "status": "DELISTED",
}


def feed_frame(stream: str, selector: str, sequence: str, feed: Mapping[str, Any], previous: str) -> bytes:
    """A feed message as the exchange writes it."""
    return json.dumps(
        {
            "stream": stream,
            "selector": selector,
            "sequence_number": sequence,
            "feed": feed,
            "prev_sequence_number": previous,
        },
        separators=(",", ":"),
    ).encode()


TRADE_FRAME = feed_frame("v1.trade", "ETH_USDT_Perp@50", "67214", TRADE_FEED, "67213")


@dataclass(frozen=True)
class Asked:
    """One request that the fake received."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def json(self) -> Any:
        """The body, decoded."""
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer: ``body`` is bytes as they are, or anything JSON can hold."""

    body: Any = b""
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    delay: asyncio.Event | None = None
    drop: bool = False


def signed_in(
    *,
    token: str = TOKEN,
    account: str = ACCOUNT,
    attributes: str = "; Path=/; Max-Age=3600; HttpOnly; Secure",
    body: Any = SUCCESS_BODY,
    status: int = 200,
) -> Reply:
    """A successful sign-in."""
    return Reply(
        body, status, [("Set-Cookie", f"gravity={token}{attributes}"), ("X-Grvt-Account-Id", account)]
    )


WebSocketScript = Callable[[web.WebSocketResponse, web.Request], Awaitable[None]]
Answer = Reply | Callable[[Asked], Reply]


class FakeGrvt:
    """All three hosts of the exchange on one loopback port."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self._someone_asked = asyncio.Condition()
        self.upgrades: list[Mapping[str, str]] = []
        self.upgrade_status = 0
        self.frames: asyncio.Queue[str] = asyncio.Queue()
        self.websocket_script: WebSocketScript = self.record_frames
        self.url = ""

    def answer(self, path: str, *answers: Answer) -> None:
        """Answer ``path`` with these, one after the other; the last one stays."""
        self.answers[path] = list(answers)

    def answer_login(self, *answers: Answer) -> None:
        """Answer sign-ins with these, one after the other; the last one stays."""
        self.answer("/auth/api_key/login", *answers)

    def answer_full(self, endpoint: str, *answers: Answer) -> None:
        """Answer a REST endpoint of the full encoding."""
        self.answer(f"/full/v1/{endpoint}", *answers)

    def requests_to(self, path: str) -> list[Asked]:
        """What was asked of one path."""
        return [asked for asked in self.asked if asked.path == path]

    @property
    def logins(self) -> list[Asked]:
        """The sign-ins that arrived."""
        return self.requests_to("/auth/api_key/login")

    async def until_asked(self, path: str, count: int = 1) -> None:
        """Wait until ``path`` was asked ``count`` times."""
        async with self._someone_asked:
            await self._someone_asked.wait_for(lambda: len(self.requests_to(path)) >= count)

    async def until_login(self) -> None:
        """Wait until a sign-in arrived."""
        await self.until_asked("/auth/api_key/login")

    def environment(self, name: EnvironmentName = EnvironmentName.TESTNET) -> Environment:
        """An environment whose hosts are all this fake."""
        return Environment(name, self.url, self.url, self.url)

    async def record_frames(self, websocket: web.WebSocketResponse, _request: web.Request) -> None:
        """The default script: put every text frame into ``frames`` until the client goes."""
        async for message in websocket:
            if message.type is WSMsgType.TEXT:
                self.frames.put_nowait(message.data)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request as scripted."""
        asked = Asked(request.path, dict(request.headers), await request.read(), time.monotonic())
        self.asked.append(asked)
        async with self._someone_asked:
            self._someone_asked.notify_all()
        answers = self.answers.get(request.path)
        if not answers:
            return web.json_response({"code": 1004, "message": "Data Not Found", "status": 404}, status=404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        reply = answer if isinstance(answer, Reply) else answer(asked)
        if reply.delay:
            await reply.delay.wait()
        if reply.drop:
            assert request.transport is not None
            request.transport.abort()
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        response = web.Response(body=body, status=reply.status, content_type="application/json")
        for name, value in reply.headers:
            response.headers.add(name, value)
        return response

    async def upgrade(self, request: web.Request) -> web.StreamResponse:
        """Accept or refuse a WebSocket as scripted."""
        self.upgrades.append(dict(request.headers))
        if self.upgrade_status:
            return web.Response(status=self.upgrade_status)
        websocket = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await websocket.prepare(request)
        await self.websocket_script(websocket, request)
        return websocket


@asynccontextmanager
async def running_fake() -> AsyncIterator[FakeGrvt]:
    """A fake that listens on loopback until the end of the block."""
    fake = FakeGrvt()
    app = web.Application(client_max_size=2**26)
    app.router.add_get("/ws/full", fake.upgrade)
    app.router.add_route("*", "/{path:.*}", fake.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    fake.url = f"http://127.0.0.1:{port}"
    try:
        yield fake
    finally:
        await runner.cleanup()
