"""A plain client for the demo exchange: raw requests and raw frames, nothing of the program's own client."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp
from aiohttp import WSMsgType

from engine.demo import DemoAddresses, DemoExchange

PATIENCE = 30.0


class Starter(Protocol):
    """The ``start_demo`` fixture."""

    def __call__(self, **arguments: Any) -> Awaitable["DemoClient"]: ...


async def until(condition: Callable[[], Any], what: str) -> None:
    """Wait until a condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        await asyncio.sleep(0.01)


@dataclass(slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: Any
    headers: Any


@dataclass(slots=True)
class Socket:
    """A WebSocket with a collected past; ``frames`` are all JSON frames in the order of arrival."""

    ws: aiohttp.ClientWebSocketResponse
    lite: bool = False
    frames: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    _number: int = 0

    async def receive(self) -> dict[str, Any]:
        """The next JSON frame."""
        async with asyncio.timeout(PATIENCE):
            message = await self.ws.receive()
        assert message.type is WSMsgType.TEXT, f"expected a text frame, got {message!r}"
        frame: dict[str, Any] = json.loads(message.data)
        self.raw.append(message.data)
        self.frames.append(frame)
        return frame

    async def next_where(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next frame that a condition holds for; the others are only collected."""
        while True:
            frame = await self.receive()
            if condition(frame):
                return frame

    async def exchange(self, frame: Any) -> dict[str, Any]:
        """Send a frame (text as it is, anything else as JSON); the next frame that is no feed."""
        await self.ws.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        return await self.next_where(lambda found: "feed" not in found and "f" not in found)

    async def call(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """A JSON-RPC request in the socket's encoding."""
        self._number += 1
        if self.lite:
            return await self.exchange({"j": "2.0", "m": method, "p": params, "i": self._number})
        return await self.exchange({"jsonrpc": "2.0", "method": method, "params": params, "id": self._number})

    async def subscribe(self, stream: str, *selectors: str) -> dict[str, Any]:
        """Subscribe; the result."""
        keys = ("s", "s1") if self.lite else ("stream", "selectors")
        answer = await self.call("subscribe", dict(zip(keys, (stream, list(selectors)), strict=True)))
        result: dict[str, Any] = answer["r" if self.lite else "result"]
        return result

    async def error_of(self, stream: str, *selectors: str) -> int:
        """The error code that subscribing gives."""
        answer = await self.call("subscribe", {"stream": stream, "selectors": list(selectors)})
        assert answer["method"] == "subscribe"
        assert answer["id"] == self._number
        code: int = answer["error"]["code"]
        return code

    async def feeds(self, stream: str, count: int) -> list[dict[str, Any]]:
        """The next ``count`` feed messages of a stream."""
        key = "s" if self.lite else "stream"
        return [await self.next_where(lambda found: found.get(key) == stream) for _ in range(count)]

    async def ended(self) -> None:
        """Wait until the connection is gone; frames before that are skipped."""
        async with asyncio.timeout(PATIENCE):
            while (await self.ws.receive()).type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                pass


@dataclass(slots=True)
class DemoClient:
    """A demo exchange with a client that talks to it."""

    exchange: DemoExchange
    addresses: DemoAddresses
    session: aiohttp.ClientSession

    async def post(self, url: str, **arguments: Any) -> Answer:
        """POST to a full URL."""
        async with asyncio.timeout(PATIENCE), self.session.post(url, **arguments) as response:
            text = await response.text()
            is_json = response.content_type == "application/json"
            return Answer(response.status, json.loads(text) if is_json else text, response.headers)

    async def market(self, endpoint: str, body: Any, encoding: str = "full") -> Answer:
        """A market-data REST call."""
        return await self.post(f"{self.addresses.market_data_url}/{encoding}/v1/{endpoint}", json=body)

    async def login(self, key: str | None = None) -> Answer:
        """Sign in, with the exchange's own key unless another is given."""
        return await self.post(
            f"{self.addresses.edge_url}/auth/api_key/login",
            json={"api_key": self.exchange.key.reveal() if key is None else key},
            headers={"Cookie": "rm=true;"},
        )

    async def credentials(self) -> dict[str, str]:
        """The headers of a fresh session."""
        answer = await self.login()
        token = answer.headers["Set-Cookie"].partition(";")[0]
        return {"Cookie": token, "X-Grvt-Account-Id": answer.headers["X-Grvt-Account-Id"]}

    async def private(self, endpoint: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """A private REST call."""
        url = f"{self.addresses.trades_url}/full/v1/{endpoint}"
        return await self.post(url, json=body, headers=headers or {})

    @asynccontextmanager
    async def socket(
        self, path: str = "/ws/full", *, trades: bool = False, headers: dict[str, str] | None = None
    ) -> AsyncIterator[Socket]:
        """A WebSocket on the market-data host, or on the trades host."""
        base = self.addresses.trades_url if trades else self.addresses.market_data_url
        async with self.session.ws_connect(base + path, headers=headers or {}) as ws:
            yield Socket(ws, lite=path == "/ws/lite")
