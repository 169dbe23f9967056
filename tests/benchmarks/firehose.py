"""A server that sends prepared trade messages as fast as they are taken, in a process of its own.

It speaks just enough of the exchange's protocol for a desk to connect: subscriptions are answered, the mini ticker
has one snapshot, the few REST calls of a start are served. After the line ``go COUNT RATE FILLS`` on standard input it
sends COUNT trade messages to every socket that subscribed to trades: at RATE a second, or as fast as possible for
RATE 0. The numbers of the trades go on from one such line to the next.

With the argument ``now`` the trades bear the time of day at their rate, and there is a history of candles up to now.
"""

import asyncio
import base64
import hashlib
import json
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
INSTRUMENT = "ETH_USDT_Perp"
MIDDLE = 300_000
"""The price around which everything happens, in ticks of 0.01."""
FILL_EVERY = 50
_CHUNK = 500
_START_NS = 1_780_000_000_000_000_000


def price_text(ticks: int) -> str:
    """A price as the exchange writes it."""
    return f"{ticks // 100}.{ticks % 100:02d}"


def trade_price(number: int, *, fills: bool) -> str:
    """The price of that trade: near the middle, and where ``fills``, every fiftieth one far enough to fill.

    A far trade goes alternately below and above the middle by 1.50, so that an order at a line in between fills.
    """
    if fills and number % FILL_EVERY == 0:
        return price_text(MIDDLE + (-150 if number // FILL_EVERY % 2 else 150))
    return price_text(MIDDLE + number % 7 - 3)


def trade_frame(number: int, *, fills: bool, time: int | None = None) -> bytes:
    """The trade message of that number; ``time`` is in ns after the first one, a millisecond a trade without it."""
    time_ns = _START_NS + (number * 1_000_000 if time is None else time)
    return (
        f'{{"stream":"v1.trade","selector":"{INSTRUMENT}@50","sequence_number":"{number + 1}","feed":'
        f'{{"event_time":"{time_ns}","instrument":"{INSTRUMENT}",'
        f'"is_taker_buyer":{"true" if number % 2 else "false"},"size":"0.{number % 90 + 10}",'
        f'"price":"{trade_price(number, fills=fills)}","mark_price":"3000.123456789","index_price":"3000.223456789",'
        f'"interest_rate":"0.0","forward_price":"0.0","trade_id":"{10_000_000 + number}-1","venue":"ORDERBOOK",'
        f'"is_rpi":false}},"prev_sequence_number":"{number}"}}'
    ).encode()


def mini_frame(number: int, time: int, last: str) -> bytes:
    """A mini ticker ``time`` ns after the start; its mark price wanders by a few ticks.

    ``last`` is the price of the newest trade: one that no trade explains would send the feed looking for it.
    """
    feed = {
        **_mini(),
        "event_time": str(_START_NS + time),
        "mark_price": price_text(MIDDLE + number % 11 - 5),
        "last_price": last,
    }
    message = {
        "stream": "v1.mini.s",
        "selector": f"{INSTRUMENT}@200",
        "sequence_number": "0",
        "feed": feed,
        "prev_sequence_number": "0",
    }
    return json.dumps(message).encode()


def framed(payload: bytes) -> bytes:
    """A payload as a text frame of a server (RFC 6455, section 5.2)."""
    size = len(payload)
    if size < 126:
        return struct.pack("!BB", 0x81, size) + payload
    return struct.pack("!BBH", 0x81, 126, size) + payload


def _mini() -> dict[str, str]:
    return {
        "event_time": str(_START_NS - 1_000_000),
        "instrument": INSTRUMENT,
        "mark_price": "3000.0",
        "index_price": "3000.0",
        "last_price": "3000.0",
        "last_size": "0.25",
        "mid_price": "3000.0",
        "best_bid_price": "2999.99",
        "best_bid_size": "12.4",
        "best_ask_price": "3000.01",
        "best_ask_size": "8.07",
    }


_INSTRUMENT_ROW = {
    "instrument": INSTRUMENT,
    "instrument_hash": "0x030401",
    "base": "ETH",
    "quote": "USDT",
    "kind": "PERPETUAL",
    "venues": ["ORDERBOOK"],
    "settlement_period": "PERPETUAL",
    "base_decimals": 9,
    "quote_decimals": 6,
    "tick_size": "0.01",
    "min_size": "0.01",
    "create_time": "1768040726362828205",
    "max_position_size": "10000.0",
    "funding_interval_hours": 8,
    "min_notional": "5.0",
}


_MINUTE = 60_000_000_000
_CANDLES = 5_000


def _candles(request: dict[str, str]) -> list[dict[str, object]]:
    """Bars of a minute up to now, newest first, within 80 ticks of the middle."""
    if request.get("interval") != "CI_1_M":
        return []
    newest = time.time_ns() // _MINUTE
    first = max(newest - _CANDLES, -(-int(request.get("start_time", "0")) // _MINUTE))
    last = min(newest, int(request.get("end_time", str(newest * _MINUTE))) // _MINUTE)
    limit = int(request.get("limit", 500))
    return [_candle(minute) for minute in range(last, max(first, last - limit + 1) - 1, -1)]


def _candle(minute: int) -> dict[str, object]:
    def price_at(end: int) -> int:
        return MIDDLE + (end * 7919) % 41 - 20 + (end // 40 * 104_729) % 81 - 40

    opened, closed = price_at(minute), price_at(minute + 1)
    return {
        "open_time": str(minute * _MINUTE),
        "close_time": str((minute + 1) * _MINUTE),
        "open": price_text(opened),
        "close": price_text(closed),
        "high": price_text(max(opened, closed) + minute % 13),
        "low": price_text(min(opened, closed) - minute % 11),
        "volume_b": f"{minute % 97}.5",
        "volume_q": f"{minute % 97 * 3000}.0",
        "trades": minute % 89 + 1,
        "instrument": INSTRUMENT,
    }


def _answer_rest(path: str, body: bytes, *, now: bool) -> tuple[int, object]:
    match path.rsplit("/", 1)[-1]:
        case "kline" if now:
            return 200, {"result": _candles(json.loads(body)), "next": ""}
        case "time":
            return 200, {"server_time": str(time.time_ns())}
        case "instrument":
            return 200, {"result": _INSTRUMENT_ROW}
        case "instruments" | "all_instruments":
            return 200, {"result": [_INSTRUMENT_ROW]}
        case "mini" | "ticker":
            return 200, {"result": _mini()}
        case "trade_history" | "kline" | "funding":
            return 200, {"result": [], "next": ""}
        case _:
            return 404, {"code": 1001, "message": "not served here", "status": 404}


@dataclass
class _Sent:
    """How many trades have been sent so far, and the time of the newest one in ns after the first."""

    now: bool
    trades: int = 0
    time: int = 0

    def time_of(self, rate: float) -> int | None:
        """When the next trade happens, None for the usual time: with ``now`` the next moment at that rate."""
        if not self.now:
            return None
        self.time = max(self.time + int(1e9 / (rate or 1e6)), time.time_ns() - _START_NS - 1_000_000_000)
        return self.time


class _Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: "_Sent") -> None:
        self.reader = reader
        self.writer = writer
        self.wants_trades = False
        self._sent = sent

    async def serve(self) -> None:
        while True:
            try:
                head = await self.reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
            if headers.get("upgrade", "").lower() == "websocket":
                await self._websocket(headers["sec-websocket-key"])
                return
            asked = await self.reader.readexactly(int(headers.get("content-length", "0")))
            status, body = _answer_rest(path, asked, now=self._sent.now)
            text = json.dumps(body).encode()
            self.writer.write(
                f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(text)}\r\n\r\n".encode()
                + text
            )
            await self.writer.drain()

    async def _websocket(self, key: str) -> None:
        accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest()).decode()
        self.writer.write(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
            f"sec-websocket-accept: {accept}\r\n\r\n".encode()
        )
        while True:
            try:
                first, second = await self.reader.readexactly(2)
                size = second & 0x7F
                if size == 126:
                    (size,) = struct.unpack("!H", await self.reader.readexactly(2))
                mask = await self.reader.readexactly(4)
                masked = await self.reader.readexactly(size)
            except (asyncio.IncompleteReadError, ConnectionError):
                return
            payload = bytes(byte ^ mask[index % 4] for index, byte in enumerate(masked))
            match first & 0x0F:
                case 0x8:
                    return
                case 0x9:
                    self.writer.write(struct.pack("!BB", 0x8A, len(payload)) + payload)
                case 0x1 | 0x2:
                    self._on_request(json.loads(payload))

    def _on_request(self, request: dict[str, object]) -> None:
        params = request.get("params")
        if request.get("method") != "subscribe" or not isinstance(params, dict):
            return
        stream, selectors = params["stream"], params["selectors"]
        if stream not in {"v1.mini.s", "v1.trade"}:
            error = {"code": 1100, "message": "Stream not supported on this gateway"}
            answer = {"jsonrpc": "2.0", "error": error, "id": request["id"], "method": "subscribe"}
            self.writer.write(framed(json.dumps(answer).encode()))
            return
        result = {
            "stream": stream,
            "subs": selectors,
            "unsubs": [],
            "num_snapshots": [1 if stream == "v1.mini.s" else 0],
            "first_sequence_number": [str(self._sent.trades + 1)],
            "latest_sequence_number": [str(self._sent.trades)],
        }
        answer = {"jsonrpc": "2.0", "result": result, "id": request["id"], "method": "subscribe"}
        self.writer.write(framed(json.dumps(answer).encode()))
        if stream == "v1.mini.s":
            feed = {
                "stream": stream,
                "selector": selectors[0],
                "sequence_number": "0",
                "feed": _mini(),
                "prev_sequence_number": "0",
            }
            self.writer.write(framed(json.dumps(feed).encode()))
        else:
            self.wants_trades = True


async def _send(clients: set[_Client], sent: _Sent, count: int, rate: float, *, fills: bool) -> None:
    wanting = [client for client in clients if client.wants_trades]
    chunk = _CHUNK if not rate else max(1, int(rate / 100))
    first, end = sent.trades, sent.trades + count
    sent.trades = end
    blobs = (
        b"".join(
            framed(trade_frame(number, fills=fills, time=sent.time_of(rate)))
            for number in range(start, min(end, start + chunk))
        )
        for start in range(first, end, chunk)
    )
    if not rate:
        blobs = iter(list(blobs))
    began = time.monotonic()
    for index, blob in enumerate(blobs):
        if rate:
            await asyncio.sleep(max(0.0, began + index * chunk / rate - time.monotonic()))
        for client in wanting:
            client.writer.write(blob)
            try:
                await client.writer.drain()
            except ConnectionError:
                return  # the client of a benchmark leaves as it likes


async def _main() -> None:
    clients: set[_Client] = set()
    sent = _Sent(now="now" in sys.argv)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = _Client(reader, writer, sent)
        clients.add(client)
        try:
            await client.serve()
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client leaves as it likes, and the server is killed
        finally:
            clients.discard(client)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(commands), sys.stdin
    )
    while line := (await commands.readline()).decode().split():
        _, count, rate, fills = line
        await _send(clients, sent, int(count), float(rate), fills=fills == "fills")


@dataclass(frozen=True)
class Firehose:
    """A running server."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        """The base URL of every host of the exchange."""
        return f"http://127.0.0.1:{self.port}"

    def go(self, count: int, *, rate: float = 0.0, fills: bool = False) -> None:
        """Send so many trades to every socket that subscribed, at ``rate`` a second or without a limit."""
        stdin = self.process.stdin
        if stdin is None:
            raise RuntimeError("the server was started without a pipe")
        stdin.write(f"go {count} {rate} {'fills' if fills else 'none'}\n")
        stdin.flush()


@contextmanager
def firehose(*, now: bool = False) -> Iterator[Firehose]:
    """Run the server as a process for the duration of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.firehose", *(["now"] if now else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError("the server was started without a pipe")
        yield Firehose(int(process.stdout.readline()), process)
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    asyncio.run(_main())
