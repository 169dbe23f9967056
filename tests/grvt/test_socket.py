"""One WebSocket over real sockets: opening, asking, pings, and every way to end."""

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from engine.grvt.errors import (
    CredentialsRejected,
    ExchangeError,
    SessionRefused,
    TemporarilyUnavailable,
    is_retryable,
)
from engine.grvt.login import Session
from engine.grvt.socket import Closed, GrvtSocket, Pong
from engine.grvt.wire import Feed, decode_frame
from engine.secret import Secret
from tests.fakes.fake_grvt import ACCOUNT, TOKEN, TRADE_FRAME, FakeGrvt

SESSION = Session(Secret(TOKEN), Secret(ACCOUNT), 2**62)


def ws_url(fake: FakeGrvt) -> str:
    return fake.environment().market_data_ws_url


@asynccontextmanager
async def connected(http: aiohttp.ClientSession, fake: FakeGrvt) -> AsyncIterator[GrvtSocket]:
    opened = await GrvtSocket.connect(http, ws_url(fake), timeout=5)
    try:
        yield opened
    finally:
        await opened.close()


async def received(opened: GrvtSocket) -> bytes | Pong | Closed:
    async with asyncio.timeout(10):
        return await opened.receive()


async def test_requests_reach_the_exchange_with_rising_ids(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    async with connected(http, fake) as opened:
        assert await opened.subscribe("v1.trade", ["ETH_USDT_Perp@50"]) == 1
        assert await opened.subscribe("v1.mini.s", ["A@500", "B@500"]) == 2
        assert await opened.unsubscribe("v1.trade", ["ETH_USDT_Perp@50"]) == 3
        frames = [json.loads(await fake.frames.get()) for _ in range(3)]
    assert [frame["id"] for frame in frames] == [1, 2, 3]
    assert [frame["method"] for frame in frames] == ["subscribe", "subscribe", "unsubscribe"]
    assert frames[1]["params"] == {"stream": "v1.mini.s", "selectors": ["A@500", "B@500"]}


async def test_the_public_socket_carries_no_credentials(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async with connected(http, fake):
        pass
    assert "Cookie" not in fake.upgrades[0]
    assert "X-Grvt-Account-Id" not in fake.upgrades[0]


async def test_the_private_socket_carries_the_session(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    opened = await GrvtSocket.connect(http, ws_url(fake), headers=SESSION.headers(), timeout=5)
    await opened.close()
    assert fake.upgrades[0]["Cookie"] == f"gravity={TOKEN}"
    assert fake.upgrades[0]["X-Grvt-Account-Id"] == ACCOUNT


async def test_frames_arrive_as_bytes_in_order(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.send_str(TRADE_FRAME.decode())
        await websocket.send_bytes(TRADE_FRAME)
        await websocket.send_str("")
        await websocket.receive()

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        frames = [await received(opened) for _ in range(3)]
    assert frames == [TRADE_FRAME, TRADE_FRAME, b""]
    assert isinstance(decode_frame(TRADE_FRAME), Feed)


async def test_what_came_together_is_taken_together_up_to_a_ping(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        for number in range(5):
            await websocket.send_str(f"{number}")
        await websocket.ping(b"?")
        await websocket.send_bytes(b"after")
        await websocket.receive()

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        frames: list[bytes | Pong | Closed] = []
        assert await opened.receive_waiting(0) == []
        while len(frames) < 3:
            frames += await opened.receive_waiting(3 - len(frames))
            await asyncio.sleep(0)
        while len(frames) < 5:
            frames += await opened.receive_waiting(10)
            await asyncio.sleep(0)
        frames.append(await received(opened))
    assert frames == [b"0", b"1", b"2", b"3", b"4", b"after"]


async def test_our_ping_is_answered_and_timed(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async with connected(http, fake) as opened:
        await opened.ping()
        await opened.ping()
        first, second = await received(opened), await received(opened)
    assert isinstance(first, Pong)
    assert isinstance(second, Pong)
    assert first.rtt is not None
    assert 0 <= first.rtt < 10
    assert second.rtt is not None


async def test_a_late_pong_answers_every_earlier_ping_and_a_stranger_none(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.receive()
        for number in (2, 1, 99):
            await websocket.pong(struct.pack("!Q", number))
        await websocket.receive()

    fake.websocket_script = script
    opened = await GrvtSocket.connect(http, ws_url(fake), timeout=5)
    opened._ping_count = 0
    opened._pings = {struct.pack("!Q", 1): 0.0, struct.pack("!Q", 2): 0.0}
    await opened.subscribe("v1.trade", ["X@50"])
    pongs = [await received(opened) for _ in range(3)]
    assert isinstance(pongs[0], Pong)
    assert pongs[0].rtt is not None
    assert pongs[1:] == [Pong(None), Pong(None)]
    await opened.close()


async def test_unanswered_pings_do_not_pile_up(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async with connected(http, fake) as opened:
        for _ in range(100):
            await opened.ping()
        assert len(opened._pings) <= 16


async def test_the_exchanges_pings_are_answered(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def upgrade(request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse(autoping=False)
        await websocket.prepare(request)
        await websocket.ping(b"are you there")
        message = await websocket.receive()
        answered.set_result(message.data if message.type is WSMsgType.PONG else b"?")
        await websocket.send_str("after")
        await websocket.receive()
        return websocket

    runner = await serve(upgrade)
    opened = await GrvtSocket.connect(http, f"ws://127.0.0.1:{runner.addresses[0][1]}/", timeout=5)
    assert await received(opened) == b"after"
    assert await answered == b"are you there"
    await opened.close()
    await runner.cleanup()


async def serve(handler: object) -> web.AppRunner:
    app = web.Application()
    app.router.add_get("/", handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (1000, "closed the connection"),
        (1001, "going away"),
        (1008, "breach of its rules"),
        (1012, "restarts"),
        (1013, "overloaded"),
        (4321, "closed the connection"),
    ],
)
async def test_a_close_by_the_exchange_gives_code_and_words(
    fake: FakeGrvt, http: aiohttp.ClientSession, code: int, words: str
) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.close(code=code, message=b"own words")

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        closed = await received(opened)
        assert isinstance(closed, Closed)
        assert closed.code == code
        assert words in closed.reason
        assert "own words" in closed.reason
        again = await received(opened)
        assert isinstance(again, Closed)


async def test_a_broken_connection_is_closed_with_1006(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async def script(_websocket: web.WebSocketResponse, request: web.Request) -> None:
        assert request.transport is not None
        request.transport.abort()

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        closed = await received(opened)
    assert isinstance(closed, Closed)
    assert closed.code == 1006


async def test_sending_on_a_lost_connection_says_so(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.close(code=1001)

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        assert isinstance(await received(opened), Closed)
        with pytest.raises(TemporarilyUnavailable, match="connection is gone"):
            await opened.subscribe("v1.trade", ["X@50"])
        with pytest.raises(TemporarilyUnavailable, match="connection is gone"):
            await opened.ping()


@pytest.mark.parametrize("size", [5_000_000, 16 * 1024 * 1024])
async def test_large_frames_pass(fake: FakeGrvt, http: aiohttp.ClientSession, size: int) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.send_str("x" * size)
        await websocket.receive()

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        frame = await received(opened)
    assert isinstance(frame, bytes)
    assert len(frame) == size


async def test_a_frame_beyond_all_measure_ends_the_connection(
    fake: FakeGrvt, http: aiohttp.ClientSession
) -> None:
    async def script(websocket: web.WebSocketResponse, _request: web.Request) -> None:
        await websocket.send_str("x" * (17 * 1024 * 1024))
        await websocket.receive()

    fake.websocket_script = script
    async with connected(http, fake) as opened:
        closed = await received(opened)
    assert isinstance(closed, Closed)
    assert closed.code == 1009
    assert "16 MB" in closed.reason


async def test_invalid_text_does_not_end_the_connection(http: aiohttp.ClientSession) -> None:
    async def upgrade(request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse()
        await websocket.prepare(request)
        assert websocket._writer is not None
        await websocket._writer.send_frame(b"\xff\xfe\xfd", WSMsgType.TEXT)
        await websocket.send_str("after")
        await websocket.receive()
        return websocket

    runner = await serve(upgrade)
    opened = await GrvtSocket.connect(http, f"ws://127.0.0.1:{runner.addresses[0][1]}/", timeout=5)
    assert await received(opened) == b"\xff\xfe\xfd"
    assert await received(opened) == b"after"
    await opened.close()
    await runner.cleanup()


async def test_closing_ends_a_waiting_receive(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    opened = await GrvtSocket.connect(http, ws_url(fake), timeout=5)
    waiting = asyncio.create_task(received(opened))
    await asyncio.sleep(0)
    await opened.close()
    assert isinstance(await waiting, Closed)
    await opened.close()


async def test_an_abort_ends_a_waiting_receive_at_once(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    opened = await GrvtSocket.connect(http, ws_url(fake), timeout=5)
    waiting = asyncio.create_task(received(opened))
    await asyncio.sleep(0)
    opened.abort()
    closed = await waiting
    assert isinstance(closed, Closed)
    assert closed.code == 1006
    opened.abort()
    await opened.close()


async def test_closing_does_not_wait_for_a_silent_peer(http: aiohttp.ClientSession) -> None:
    released = asyncio.Event()

    async def upgrade(request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse(autoclose=False)
        await websocket.prepare(request)
        await released.wait()
        return websocket

    runner = await serve(upgrade)
    opened = await GrvtSocket.connect(http, f"ws://127.0.0.1:{runner.addresses[0][1]}/", timeout=5)
    async with asyncio.timeout(5):
        await opened.close()
    released.set()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "with_session", "kind"),
    [
        (401, True, SessionRefused),
        (403, True, SessionRefused),
        (401, False, TemporarilyUnavailable),
        (403, False, TemporarilyUnavailable),
        (404, True, TemporarilyUnavailable),
        (429, False, TemporarilyUnavailable),
        (503, True, TemporarilyUnavailable),
        (200, False, TemporarilyUnavailable),
    ],
)
async def test_a_refused_upgrade(
    fake: FakeGrvt, http: aiohttp.ClientSession, status: int, *, with_session: bool, kind: type[ExchangeError]
) -> None:
    fake.upgrade_status = status
    with pytest.raises(ExchangeError) as caught:
        await GrvtSocket.connect(
            http, ws_url(fake), headers=SESSION.headers() if with_session else None, timeout=5
        )
    assert type(caught.value) is kind
    assert str(status) in str(caught.value)
    assert is_retryable(caught.value)
    assert not isinstance(caught.value, CredentialsRejected)
    assert caught.value.__context__ is None


async def test_nobody_listens(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    with pytest.raises(TemporarilyUnavailable, match="connection refused"):
        await GrvtSocket.connect(http, f"ws://127.0.0.1:{unused_tcp_port}/ws/full", timeout=5)


async def test_a_host_that_cannot_be_resolved(http: aiohttp.ClientSession) -> None:
    with pytest.raises(TemporarilyUnavailable, match=r"cannot be resolved|no answer"):
        await GrvtSocket.connect(http, "wss://market-data.grvt.invalid/ws/full", timeout=5)


async def test_a_listener_that_never_answers(http: aiohttp.ClientSession) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        with pytest.raises(TemporarilyUnavailable, match=r"no answer within 0\.1 s"):
            await GrvtSocket.connect(http, f"ws://127.0.0.1:{port}/ws/full", timeout=0.1)


async def test_a_server_without_tls(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    url = ws_url(fake).replace("ws://", "wss://")
    with pytest.raises(TemporarilyUnavailable, match=r"secure connection|reset|without an answer"):
        await GrvtSocket.connect(http, url, timeout=5)


async def test_a_certificate_that_is_not_trusted(
    http: aiohttp.ClientSession, untrusted: ssl.SSLContext
) -> None:
    async def nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(nothing, "127.0.0.1", 0, ssl=untrusted)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TemporarilyUnavailable, match=r"certificate is not trusted \(self.signed certificate"):
        await GrvtSocket.connect(http, f"wss://127.0.0.1:{port}/ws/full", timeout=5)
    server.close()
    await server.wait_closed()


async def test_a_handshake_that_is_none(http: aiohttp.ClientSession) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TemporarilyUnavailable, match="did not complete"):
        await GrvtSocket.connect(http, f"ws://127.0.0.1:{port}/ws/full", timeout=5)
    server.close()
    await server.wait_closed()
