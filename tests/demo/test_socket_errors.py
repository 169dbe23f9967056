"""Requests that are refused, and calls over the socket (protocol reference, sections 3.9 and 3.11)."""

import pytest

from tests.demo.demo_client import Starter

ETH, BTC = "ETH_USDT_Perp", "BTC_USDT_Perp"
MALFORMED = {"code": 1003, "message": "Request could not be processed due to malformed syntax"}
UNREADABLE = {"jsonrpc": "2.0", "error": MALFORMED, "id": 0, "method": ""}
UNREADABLE_LITE = {"j": "2.0", "e": {"c": 1003, "m": MALFORMED["message"]}, "i": 0, "m": ""}


@pytest.mark.parametrize(
    ("stream", "selector", "code"),
    [
        ("v2.mini.s", f"{ETH}@500", 1100),
        ("ticker", f"{ETH}@500", 1100),
        ("v1.order", "1", 1100),
        ("v1.trade", ETH, 1101),
        ("v1.trade", f"{ETH}@50@50", 1101),
        ("v1.mini.s", f"{ETH}-{BTC}@500", 1102),
        ("v1.mini.s", "@500", 1102),
        ("v1.mini.s", f"{ETH}@500-10", 1103),
        ("v1.book.s", f"{ETH}@500", 1103),
        ("v1.book.s", f"{ETH}@500-100-10", 1103),
        ("v1.candle", f"{ETH}@CI_1_M", 1103),
        ("v1.mini.s", f"{ETH}@", 1103),
        ("v1.mini.s", "ETH_USDT_PERP@500", 3000),
        ("v1.mini.s", "ETHUSDT@999", 3000),
        ("v1.mini.s", f"{ETH}@0", 3030),
        ("v1.mini.d", f"{ETH}@250", 3030),
        ("v1.ticker.s", f"{ETH}@200", 3030),
        ("v1.book.d", f"{ETH}@x", 3030),
        ("v1.book.s", f"{ETH}@50-11", 3030),
        ("v1.book.s", f"{ETH}@500-11", 3031),
        ("v1.trade", f"{ETH}@5000", 3011),
        ("v1.trade", f"{ETH}@10", 3011),
        ("v1.trade", f"{ETH}@100", 3013),
        ("v1.candle", f"{ETH}@ci1m-TRADE", 3040),
        ("v1.candle", f"{ETH}@CI_1_M-LAST", 3041),
    ],
)
async def test_selectors_are_validated_in_order(
    start_demo: Starter, stream: str, selector: str, code: int
) -> None:
    demo = await start_demo()
    async with demo.socket() as socket:
        assert await socket.error_of(stream, selector) == code
        assert (await socket.call("v1/mini", {"instrument": ETH}))["result"]["result"]["instrument"] == ETH


async def test_one_bad_selector_fails_the_whole_request(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.mini.s", f"{ETH}@200")
        assert await socket.error_of("v1.mini.s", f"{ETH}@500", "XYZ@500") == 3000
        feeds = await socket.feeds("v1.mini.s", 2)
        assert {frame["selector"] for frame in feeds} == {f"{ETH}@200"}


@pytest.mark.parametrize(
    "frame",
    [
        "ping",
        "{",
        "[]",
        "7",
        '{"method":"ping"}',
        '{"method":"subscribe","params":{"channel":"ticker","symbol":"ETHUSDT"}}',
        '{"jsonrpc":"1.0","method":"subscribe","id":1}',
        '{"jsonrpc":"2.0","method":"subscribe","id":"one"}',
        '{"jsonrpc":"2.0","method":"subscribe","id":4294967296}',
        '{"jsonrpc":"2.0","method":7,"id":1}',
        '{"j":"2.0","m":"subscribe","p":{"s":"v1.mini.s","s1":["ETH_USDT_Perp@500"]},"i":1}',
        '{"request_id":1,"stream":"v1.mini.s","feed":["ETH_USDT_Perp@500"],"method":"subscribe"}',
    ],
)
async def test_unreadable_frames_are_answered_and_the_socket_stays(start_demo: Starter, frame: str) -> None:
    demo = await start_demo()
    async with demo.socket() as socket:
        assert await socket.exchange(frame) == UNREADABLE
        assert (await socket.subscribe("v1.mini.s", f"{ETH}@500"))["num_snapshots"] == [1]
    async with demo.socket("/ws/lite") as lite:
        full = '{"jsonrpc":"2.0","method":"subscribe","params":{"stream":"a","selectors":["b"]},"id":1}'
        for unreadable in (full, "ping"):
            assert await lite.exchange(unreadable) == UNREADABLE_LITE
        await lite.ws.send_bytes(b"\xff\xfe")
        assert await lite.receive() == UNREADABLE_LITE


async def test_readable_requests_with_bad_params_keep_their_id(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as socket:
        for params in (
            {},
            {"stream": "v1.mini.s"},
            {"stream": 1, "selectors": ["a"]},
            {"stream": "v1.mini.s", "selectors": []},
        ):
            answer = await socket.call("subscribe", params)
            assert (answer["error"], answer["id"]) == (MALFORMED, socket._number)
        silent = await socket.exchange({"jsonrpc": "2.0", "method": "v1/mini", "params": {"instrument": ETH}})
        assert "id" not in silent


async def test_unknown_methods(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as socket, demo.socket("/ws/lite") as lite:
        unknown = {"code": 1200, "message": "RPC method not found"}
        assert (await socket.call("nope", {})) == {
            "jsonrpc": "2.0",
            "error": unknown,
            "id": 1,
            "method": "nope",
        }
        assert (await socket.call("ping", {}))["error"] == unknown
        assert (await socket.call("v1/create_order", {}))["error"] == unknown
        assert (await lite.call("nope", {}))["e"] == {"c": 1200, "m": "RPC method not found"}


async def test_rest_endpoints_can_be_called_on_the_socket(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as socket, demo.socket("/ws/lite") as lite:
        params = {"instrument": ETH, "interval": "CI_1_M", "type": "TRADE", "limit": 3}
        answer = await socket.call("v1/kline", params)
        assert (answer["method"], len(answer["result"]["result"])) == ("v1/kline", 3)
        assert answer["result"]["next"]
        assert (await socket.call("v1/mini", {"instrument": "XYZ"}))["error"]["code"] == 1004
        assert (await lite.call("v1/mini", {"i": ETH}))["r"]["r"]["i"] == ETH
