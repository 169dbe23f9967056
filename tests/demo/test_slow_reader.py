"""A client that does not read is dropped, and nobody else notices."""

import asyncio
import json

import pytest

from tests.demo.demo_client import Starter, until

ETH, BTC = "ETH_USDT_Perp", "BTC_USDT_Perp"


async def test_a_slow_reader_does_not_hold_up_the_others(
    start_demo: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.demo.sockets.OUTBOX_BYTES", 2_000_000)
    demo = await start_demo(speed=50.0)
    host, port = demo.addresses.market_data_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(
        f"GET /ws/full HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    await until(lambda: len(demo.exchange._connections()) == 1, "the slow connection")
    book = {"stream": "v1.book.s", "selectors": [f"{name}@500-500" for name in (ETH, BTC)]}
    frames = [
        {"jsonrpc": "2.0", "method": "subscribe", "params": book, "id": 1},
        *({"jsonrpc": "2.0", "method": "v1/book", "params": {"instrument": ETH, "depth": 500}, "id": 2},) * 4,
    ]
    async with demo.socket() as healthy:
        await healthy.subscribe("v1.trade", f"{ETH}@50")
        for _ in range(300):
            for frame in frames:
                writer.write(_masked(json.dumps(frame).encode()))
            await healthy.feeds("v1.trade", 1)
            if len(demo.exchange._connections()) == 1:
                break
        await until(lambda: len(demo.exchange._connections()) == 1, "the slow connection to be closed")
        await healthy.feeds("v1.trade", 20)
    writer.close()


def _masked(payload: bytes) -> bytes:
    """A client's text frame with a zero mask (RFC 6455, section 5.2)."""
    head = bytes([0x81, 0x80 | len(payload)]) if len(payload) < 126 else b""
    return (head or bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big")) + bytes(4) + payload
