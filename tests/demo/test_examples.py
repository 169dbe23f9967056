"""What the demo exchange says, against the example messages of the protocol reference.

Requests are sent exactly as in the example files; answers must have the same keys and the same kinds of
values (errors must be equal to the letter).
"""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from engine.demo import DemoExchange, ServerClock
from engine.demo.bars import MINUTE
from engine.secret import Secret
from tests.demo.demo_client import DemoClient, Starter

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "protocol-examples"
ETH = "ETH_USDT_Perp"
EXAMPLE_TIME = 1_767_198_136_000_000_000
UNDOCUMENTED = {"asset_class", "status"}
STREAMS = ["mini_s", "mini_d", "ticker_s", "ticker_d", "book_s", "book_d", "trade", "candle"]
ENDPOINTS = [
    "all_instruments",
    "instruments",
    "instrument",
    "currency",
    "mini",
    "ticker",
    "book",
    "trade",
    "trade_history",
    "kline",
    "funding",
]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="the protocol's example messages (../shared) are not beside the project"
    ),
]


def _example(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _kind(value: Any) -> str:
    """What a value looks like: number texts differ from other texts, and counts from decimals."""
    if not isinstance(value, str):
        return type(value).__name__
    if re.fullmatch(r"-?\d+\.\d+", value):
        return "decimal text"
    return "integer text" if re.fullmatch(r"\d+", value) else "text"


def assert_alike(ours: Any, example: Any, where: str = "") -> None:
    """Same keys, same kinds of values, all the way down; lists are compared with the example's first item."""
    if isinstance(example, dict):
        assert isinstance(ours, dict), where
        assert set(ours) - UNDOCUMENTED == set(example) - UNDOCUMENTED, where
        for key, value in example.items():
            assert_alike(ours[key], value, f"{where}.{key}")
    elif isinstance(example, list):
        assert isinstance(ours, list), where
        for number, item in enumerate(ours):
            if example:
                assert_alike(item, example[0], f"{where}[{number}]")
        assert bool(ours) == bool(example), f"{where} is empty on one side only"
    else:
        assert _kind(ours) == _kind(example), f"{where}: {ours!r} is not like {example!r}"


async def _start(start_demo: Starter) -> DemoClient:
    """A demo exchange that lives at the time of the examples."""
    shift = EXAMPLE_TIME - time.time_ns()
    return await start_demo(
        speed=20.0, key=Secret("EXAMPLE_API_KEY"), clock=ServerClock(wall=lambda: time.time_ns() + shift)
    )


@pytest.mark.parametrize("encoding", ["full", "lite"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_rest(start_demo: Starter, endpoint: str, encoding: str) -> None:
    demo = await _start(start_demo)
    answer = await demo.market(endpoint, _example(f"rest_{endpoint}_request_{encoding}"), encoding)
    assert answer.status == 200
    assert_alike(answer.body, _example(f"rest_{endpoint}_response_{encoding}"))


async def test_rest_margin_rules_and_time(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    body = (await demo.market("margin_rules", _example("rest_margin_rules_request_full"))).body
    example = _example("rest_margin_rules_response_full")
    assert set(body) == set(example)
    for ours, theirs in zip(body["risk_brackets"], example["risk_brackets"], strict=True):
        assert_alike(ours, theirs)
    delisted = (await demo.market("instrument", {"instrument": "IP_USDT_Perp"})).body
    assert delisted == _example("rest_instrument_delisted_response_full")
    async with demo.session.get(f"{demo.addresses.market_data_url}/time") as response:
        assert_alike(await response.json(), _example("http_server_time_response")["body"])


async def test_kline_pages(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    request = _example("rest_kline_request_full")
    none = await demo.market("kline", request | {"start_time": "1", "end_time": "2"})
    assert none.body == _example("rest_kline_empty_response_full")
    last = await demo.market("kline", request | {"start_time": str(int(request["end_time"]) - MINUTE)})
    assert_alike(last.body, _example("rest_kline_last_page_response_full"))


@pytest.mark.parametrize("encoding", ["full", "lite", "legacy"])
@pytest.mark.parametrize("stream", STREAMS)
async def test_subscribing(start_demo: Starter, stream: str, encoding: str) -> None:
    demo = await _start(start_demo)
    request = _example(f"ws_{stream}_subscribe_request_{encoding}")
    example = _example(f"ws_{stream}_subscribe_response_{encoding}")
    keys = "lite" if encoding == "lite" else "full"
    async with demo.socket("/ws" if encoding == "legacy" else f"/ws/{encoding}") as socket:
        socket.lite = encoding == "lite"
        answer = await socket.exchange(request)
        assert_alike(answer, example)
        result = answer.get("result", answer.get("r", answer))
        asked = example.get("result", example.get("r", example))
        for field in ("stream", "s", "subs", "s1", "num_snapshots", "ns"):
            assert result.get(field) == asked.get(field)
        initial = await socket.receive()
        feed_example = _example(f"ws_{stream}_feed_initial_{keys}")
        assert_alike(initial, feed_example)
        for field in ("stream", "s", "selector", "s1", "sequence_number", "sn", "prev_sequence_number", "ps"):
            assert initial.get(field) == feed_example.get(field)
        if stream != "candle":
            number = "sn" if keys == "lite" else "sequence_number"
            live = await socket.next_where(lambda frame: frame.get(number, "0") != "0")
            _assert_live(live, stream, keys, initial)


def _assert_live(live: dict, stream: str, keys: str, initial: dict) -> None:
    example = _example(f"ws_{stream}_feed_live_{keys}")
    assert list(live) == list(example), "the order of keys in captures"
    feed = "f" if keys == "lite" else "feed"
    if stream in {"mini_d", "ticker_d"}:
        assert set(live[feed]) <= set(initial[feed])
        for key, value in live[feed].items():
            assert _kind(value) == _kind(initial[feed][key])
    elif stream == "book_d":
        assert set(live[feed]) == set(example[feed])
    else:
        assert_alike(live, example)


@pytest.mark.parametrize("encoding", ["full", "lite"])
@pytest.mark.parametrize("stream", STREAMS)
async def test_unsubscribing(start_demo: Starter, stream: str, encoding: str) -> None:
    demo = await _start(start_demo)
    async with demo.socket(f"/ws/{encoding}") as socket:
        await socket.exchange(_example(f"ws_{stream}_subscribe_request_{encoding}"))
        answer = await socket.exchange(_example(f"ws_{stream}_unsubscribe_request_{encoding}"))
        assert answer == _example(f"ws_{stream}_unsubscribe_response_{encoding}")


async def test_several_selectors_and_replacement(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    async with demo.socket() as socket:
        for name in ("multi", "replace"):
            answer = await socket.exchange(_example(f"ws_{name}_selector_subscribe_request_full"))
            example = _example(f"ws_{name}_selector_subscribe_response_full")
            assert_alike(answer, example)
            for field in ("subs", "unsubs", "num_snapshots"):
                assert answer["result"][field] == example["result"][field]


@pytest.mark.parametrize("encoding", ["full", "lite"])
async def test_rpc(start_demo: Starter, encoding: str) -> None:
    demo = await _start(start_demo)
    async with demo.socket(f"/ws/{encoding}") as socket:
        answer = await socket.exchange(_example(f"ws_rpc_mini_request_{encoding}"))
        assert_alike(answer, _example(f"ws_rpc_mini_response_{encoding}"))


@pytest.mark.parametrize("encoding", ["full", "lite"])
@pytest.mark.parametrize(
    ("code", "stream", "selector"),
    [
        (1100, "v1.nope", "x"),
        (1101, "v1.mini.s", ETH),
        (1102, "v1.mini.s", f"{ETH}-x@500"),
        (1103, "v1.mini.s", f"{ETH}@500-1"),
        (3000, "v1.mini.s", "XYZ@500"),
        (3011, "v1.trade", f"{ETH}@7000"),
        (3013, "v1.trade", f"{ETH}@51"),
        (3030, "v1.mini.s", f"{ETH}@1"),
        (3031, "v1.book.s", f"{ETH}@500-1"),
        (3040, "v1.candle", f"{ETH}@CI-TRADE"),
        (3041, "v1.candle", f"{ETH}@CI_1_M-X"),
    ],
)
async def test_socket_errors(
    start_demo: Starter, code: int, stream: str, selector: str, encoding: str
) -> None:
    demo = await _start(start_demo)
    request: dict[str, Any] = {
        "jsonrpc": "2.0",
        "method": "subscribe",
        "params": {"stream": stream, "selectors": [selector]},
        "id": 1,
    }
    if encoding == "lite":
        request = {"j": "2.0", "m": "subscribe", "p": {"s": stream, "s1": [selector]}, "i": 1}
    async with demo.socket(f"/ws/{encoding}") as socket:
        assert await socket.exchange(request) == _example(f"ws_error_{code}_{encoding}")


@pytest.mark.parametrize("encoding", ["full", "lite"])
async def test_errors_of_frames_and_methods(start_demo: Starter, encoding: str) -> None:
    demo = await _start(start_demo)
    async with demo.socket(f"/ws/{encoding}") as socket:
        malformed = _example(f"ws_error_1003_unparseable_{encoding}")
        assert await socket.exchange("ping") == malformed
        assert await socket.exchange(_example("ws_invalid_client_subscribe")) == malformed
        unknown = {"jsonrpc": "2.0", "method": "nope", "id": 9}
        short = {"j": "2.0", "m": "nope", "i": 9}
        answer = await socket.exchange(short if encoding == "lite" else unknown)
        assert answer == _example(f"ws_error_1200_unknown_method_{encoding}")
        ignored = await socket.exchange(_example(f"ws_global_sequence_subscribe_request_{encoding}"))
        assert "error" not in ignored
        assert "e" not in ignored
    async with demo.socket("/ws") as legacy:
        request = _example("ws_trade_subscribe_request_legacy") | {"stream": "v1.nope"}
        assert await legacy.exchange(request) == _example("ws_error_legacy_3001")


@pytest.mark.parametrize("encoding", ["full", "lite"])
async def test_private_streams_without_a_session(start_demo: Starter, encoding: str) -> None:
    demo = await _start(start_demo)
    request = _example(f"ws_fill_subscribe_request_{encoding}") | {"id" if encoding == "full" else "i": 1}
    async with demo.socket(f"/ws/{encoding}", trades=True) as socket:
        assert await socket.exchange(request) == _example(f"ws_error_1000_{encoding}")


async def test_rest_errors(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    for code, endpoint, body in (
        (1003, "mini", {}),
        (1004, "mini", {"instrument": "XYZ"}),
        (3000, "book", {"instrument": "XYZ"}),
        (3031, "book", {"instrument": ETH, "depth": 1}),
    ):
        answer = await demo.market(endpoint, body)
        assert answer.body == _example(f"rest_error_{code}_full")
    for code, status in ((1006, 429), (1002, 500)):
        demo.exchange.faults.fail_rest("mini", status)
        assert (await demo.market("mini", {})).body == _example(f"rest_error_{code}_full")
    request = _example("http_private_rest_request")["body"]
    refused = await demo.private("open_orders", request)
    assert refused.body == _example("http_private_rest_response_unauthenticated")["body"]
    forbidden = await demo.private("open_orders", request, await demo.credentials())
    assert forbidden.body == _example("rest_error_1001_full")


async def test_login(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    request = _example("http_auth_api_key_login_request")
    url = f"{demo.addresses.edge_url}/auth/api_key/login"
    good = await demo.post(url, json=request["body"], headers=request["headers"])
    example = _example("http_auth_api_key_login_response_success")
    assert_alike(good.body, example["body"])
    for header in example["headers"]:
        assert header in good.headers
    bad = await demo.post(url, json={"api_key": "other"})
    example = _example("http_auth_api_key_login_response_bad_key")
    assert (bad.status, bad.body) == (example["status"], example["body"])
    wallet = _example("http_auth_wallet_login_response_unregistered")
    answer = await demo.post(
        f"{demo.addresses.edge_url}/auth/wallet/login",
        json=_example("http_auth_wallet_login_request")["body"],
    )
    assert (answer.status, answer.body) == (wallet["status"], wallet["body"])


async def test_private_objects(start_demo: Starter) -> None:
    demo = await _start(start_demo)
    headers = await demo.credentials()
    own = {"sub_account_id": demo.exchange.sub_account_id}
    fills = (await demo.private("fill_history", own, headers)).body["result"]
    example = _example("ws_fill_feed_live_full")["feed"]
    assert set(fills[0]) == set(example)
    orders = (await demo.private("open_orders", own, headers)).body["result"]
    assert_alike(orders[0], _example("rest_create_order_response_full")["result"])
    lite = await demo.post(
        f"{demo.addresses.trades_url}/lite/v1/fill_history",
        json={"sa": own["sub_account_id"]},
        headers=headers,
    )
    assert set(lite.body["r"][0]) == set(_example("ws_fill_feed_live_lite")["f"])


def test_the_exchange_stands_apart_from_the_client() -> None:
    """The demo exchange may import nothing of the engine but its words, its secrets and the reading of tapes."""
    folder = Path(__import__(DemoExchange.__module__, fromlist=["__file__"]).__file__).parent
    pattern = re.compile(r"^\s*(?:from|import) (engine(?:\.\w+)*)", re.MULTILINE)
    for path in folder.glob("*.py"):
        for module in pattern.findall(path.read_text(encoding="utf-8")):
            assert module.startswith(("engine.demo", "engine.market", "engine.secret", "engine.tape")), (
                f"{path.name}: {module}"
            )
