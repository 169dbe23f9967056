"""Subscriptions and feeds (protocol reference, sections 3 and 4)."""

from decimal import Decimal
from typing import Any

import pytest

from engine.demo import ServerClock
from engine.market import NS_PER_SECOND
from tests.demo.demo_client import Starter, until
from tests.fakes.stopped_time import StoppedTime

ETH, BTC = "ETH_USDT_Perp", "BTC_USDT_Perp"


async def test_a_subscription_is_answered_with_all_six_fields_then_the_snapshot(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket() as socket:
        result = await socket.subscribe("v1.mini.s", f"{ETH}@200")
        assert result == {
            "stream": "v1.mini.s",
            "subs": [f"{ETH}@200"],
            "unsubs": [],
            "num_snapshots": [1],
            "first_sequence_number": ["1"],
            "latest_sequence_number": ["0"],
        }
        assert socket.frames[-1]["id"] == 1
        assert socket.frames[-1]["method"] == "subscribe"
        feeds = await socket.feeds("v1.mini.s", 4)
    assert [feed["sequence_number"] for feed in feeds] == ["0", "1", "2", "3"]
    assert [feed["prev_sequence_number"] for feed in feeds] == ["0", "0", "1", "2"]
    assert {feed["selector"] for feed in feeds} == {f"{ETH}@200"}
    assert all(set(feed["feed"]) == set(feeds[0]["feed"]) for feed in feeds)


async def test_numbers_belong_to_the_selector_and_are_shared(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket() as one, demo.socket() as two:
        await one.subscribe("v1.trade", f"{ETH}@50")
        await one.next_where(lambda frame: frame.get("sequence_number") == "5")
        result = await two.subscribe("v1.trade", f"{ETH}@50")
        first = int(result["first_sequence_number"][0])
        assert first > 5
        assert result["latest_sequence_number"] == [str(first - 1)]
        live = await two.next_where(lambda frame: frame["sequence_number"] != "0")
        assert int(live["sequence_number"]) == first
        same = await one.next_where(lambda frame: frame["sequence_number"] == live["sequence_number"])
        assert same == live
        other = await two.subscribe("v1.trade", f"{ETH}@200")
        assert other["first_sequence_number"] == ["1"]


async def test_one_secondary_per_primary(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as socket:
        await socket.subscribe("v1.mini.s", f"{ETH}@500", f"{BTC}@500")
        result = await socket.subscribe("v1.mini.s", f"{ETH}@1000")
        assert (result["subs"], result["unsubs"]) == ([f"{ETH}@1000"], [f"{ETH}@500"])
        again = await socket.subscribe("v1.mini.s", f"{ETH}@1000")
        assert (again["subs"], again["unsubs"], again["num_snapshots"]) == ([f"{ETH}@1000"], [], [1])
        other_stream = await socket.subscribe("v1.mini.d", f"{ETH}@50")
        assert other_stream["unsubs"] == []
        answer = await socket.call("unsubscribe", {"stream": "v1.mini.s", "selectors": [f"{ETH}@1000", "x"]})
        assert answer["result"] == {"stream": "v1.mini.s", "unsubs": [f"{ETH}@1000"]}
        assert answer["method"] == "unsubscribe"
        none = await socket.call("unsubscribe", {"stream": "v1.mini.s", "selectors": [f"{ETH}@1000"]})
        assert none["result"]["unsubs"] == []


async def test_after_unsubscribing_nothing_comes(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.trade", f"{ETH}@50")
        await socket.feeds("v1.trade", 60)
        await socket.call("unsubscribe", {"stream": "v1.trade", "selectors": [f"{ETH}@50"]})
        before = len(demo.exchange.printed_trades(ETH))
        await until(lambda: len(demo.exchange.printed_trades(ETH)) > before + 20, "more trades")
        answer = await socket.call("v1/mini", {"instrument": ETH})
        assert socket.frames[-2:] == [socket.frames[-2], answer]
        assert "feed" not in socket.frames[-2]


async def test_trades_are_replayed_oldest_first_and_then_live_without_gap(start_demo: Starter) -> None:
    demo = await start_demo(speed=30.0)
    async with demo.socket() as socket:
        result = await socket.subscribe("v1.trade", f"{ETH}@200")
        assert result["num_snapshots"] == [200]
        replayed = await socket.feeds("v1.trade", 200)
        live = await socket.feeds("v1.trade", 60)
    assert {frame["sequence_number"] for frame in replayed} == {"0"}
    assert [int(frame["sequence_number"]) for frame in live] == list(range(1, 61))
    keys = [
        (int(frame["feed"]["event_time"]), *map(int, frame["feed"]["trade_id"].split("-")))
        for frame in replayed + live
    ]
    assert keys == sorted(set(keys))
    assert all(set(frame["feed"]) == set(replayed[0]["feed"]) for frame in live)
    printed = [str(trade.trade_id) for trade in demo.exchange.printed_trades(ETH)]
    sent = [frame["feed"]["trade_id"] for frame in live]
    first = printed.index(sent[0])
    assert printed[first : first + 60] == sent
    if first:
        assert replayed[-1]["feed"]["trade_id"] == printed[first - 1]


def _rebuild(levels: dict[str, Decimal], changes: list[dict]) -> None:
    for level in changes:
        size = Decimal(level["size"])
        if size:
            levels[level["price"]] = size
        else:
            assert (level["size"], level["num_orders"]) == ("0.0", 0)
            levels.pop(level["price"], None)


async def test_book_deltas_rebuild_the_book(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket() as socket, demo.socket() as late:
        await socket.subscribe("v1.book.d", f"{ETH}@50")
        await socket.feeds("v1.book.d", 15)
        await late.subscribe("v1.book.d", f"{ETH}@50")
        late_feeds = await late.feeds("v1.book.d", 12)
        await socket.next_where(lambda frame: frame["sequence_number"] == late_feeds[-1]["sequence_number"])
    books: list[dict[str, dict[str, Decimal]]] = []
    for frames in ([frame for frame in socket.frames if "feed" in frame], late_feeds):
        book: dict[str, dict[str, Decimal]] = {"bids": {}, "asks": {}}
        for frame in frames:
            for side, levels in book.items():
                _rebuild(levels, frame["feed"][side])
            assert max(map(Decimal, book["bids"])) < min(map(Decimal, book["asks"]))
        books.append(book)
    assert books[0] == books[1]
    assert any(level["size"] == "0.0" for frame in late_feeds for level in frame["feed"]["bids"])


async def test_a_quiet_book_sends_empty_deltas(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.socket() as socket:
        await socket.subscribe("v1.book.d", "IP_USDT_Perp@500")
        feeds = await socket.feeds("v1.book.d", 2)
    assert feeds[1]["feed"]["bids"] == feeds[1]["feed"]["asks"] == []
    assert feeds[1]["sequence_number"] == "1"


async def test_book_snapshots_have_their_depth(start_demo: Starter) -> None:
    demo = await start_demo(speed=10.0)
    async with demo.socket() as socket:
        await socket.subscribe("v1.book.s", f"{ETH}@500-10")
        for frame in await socket.feeds("v1.book.s", 3):
            bids = [Decimal(level["price"]) for level in frame["feed"]["bids"]]
            asks = [Decimal(level["price"]) for level in frame["feed"]["asks"]]
            assert (len(bids), len(asks)) == (10, 10)
            assert bids == sorted(bids, reverse=True)
            assert asks == sorted(asks)
            assert bids[0] < asks[0]


@pytest.mark.parametrize(("stream", "selector"), [("v1.mini.d", f"{ETH}@0"), ("v1.ticker.d", f"{ETH}@100")])
async def test_deltas_carry_only_what_changed(start_demo: Starter, stream: str, selector: str) -> None:
    demo = await start_demo(speed=5.0)
    deltas = []
    async with demo.socket() as socket:
        await socket.subscribe(stream, selector)
        (snapshot,) = await socket.feeds(stream, 1)
        known: dict[str, Any] = dict(snapshot["feed"])
        # where the machine is slow one message holds many changes, and may by chance hold one of every field
        while len(deltas) < 12 or not any(len(delta) < len(known) for delta in deltas):
            (message,) = await socket.feeds(stream, 1)
            deltas.append(message["feed"])
            assert len(deltas) < 200, "every message so far carried every field"
    for delta in deltas:
        assert {"event_time", "instrument"} < set(delta) <= set(known)
        changed = {key: value for key, value in delta.items() if key not in {"event_time", "instrument"}}
        assert all(known[key] != value for key, value in changed.items())
        assert int(delta["event_time"]) > int(known["event_time"])
        known |= delta


async def test_a_rate_is_a_least_distance(start_demo: Starter) -> None:
    clock = StoppedTime()
    demo = await start_demo(speed=20.0, clock=ServerClock(wall=clock.now))
    async with demo.socket() as socket:
        clock.stop_in(0.7)
        await socket.subscribe("v1.mini.s", f"{ETH}@200")
        await until(lambda: clock.stands, "0.7 s of the exchange's time")
        await socket.call("v1/mini", {"instrument": ETH})
        live = [frame for frame in socket.frames if frame.get("sequence_number", "0") != "0"]
        assert len(live) <= 4
        clock.go_on()
        await socket.feeds("v1.mini.s", 3)


def _clock_before_a_minute(seconds: float, clock: StoppedTime) -> ServerClock:
    """A server clock that reaches a full minute in so many seconds."""
    now = clock.now()
    shift = 60 * NS_PER_SECOND - now % (60 * NS_PER_SECOND) - int(seconds * NS_PER_SECOND)
    return ServerClock(wall=lambda: clock.now() + shift)


async def test_a_kline_is_published_when_its_interval_ends(start_demo: Starter) -> None:
    clock = StoppedTime()
    demo = await start_demo(speed=20.0, clock=_clock_before_a_minute(1.0, clock))
    clock.stop_in(0.5)
    async with demo.socket() as socket:
        result = await socket.subscribe("v1.candle", f"{ETH}@CI_1_M-TRADE")
        clock.go_on()
        assert result["num_snapshots"] == [5]
        snapshots = await socket.feeds("v1.candle", 5)
        (live,) = await socket.feeds("v1.candle", 1)
        assert live["sequence_number"] == "1"
        body = {"instrument": ETH, "interval": "CI_1_M", "type": "TRADE", "limit": 7}
        rows = (await demo.market("kline", body)).body["result"]
    bars = [frame["feed"] for frame in [*snapshots, live]]
    opens = [int(bar["open_time"]) for bar in bars]
    assert opens == [opens[0] + 60 * NS_PER_SECOND * step for step in range(6)]
    assert all(int(bar["close_time"]) == int(bar["open_time"]) + 60 * NS_PER_SECOND for bar in bars)
    assert bars == rows[6:0:-1]
    assert live["feed"]["trades"] > 0


async def test_the_forming_kline_is_sent_on_demand(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0, clock=_clock_before_a_minute(20.0, StoppedTime()))
    demo.exchange.faults.resend_forming_candle = True
    async with demo.socket() as socket:
        await socket.subscribe("v1.candle", f"{ETH}@CI_1_M-TRADE")
        frames = await socket.feeds("v1.candle", 7)
    forming = [frame["feed"] for frame in frames[4:]]
    assert len({bar["open_time"] for bar in forming}) == 1
    trades = [bar["trades"] for bar in forming]
    assert trades == sorted(trades)
    assert trades[-1] > trades[0]


async def test_lite_says_the_same_in_short(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    async with demo.socket("/ws/lite") as lite, demo.socket() as full:
        result = await lite.subscribe("v1.trade", f"{ETH}@50")
        assert result == {"s": "v1.trade", "s1": [f"{ETH}@50"], "u": [], "ns": [50], "fs": ["1"], "ls": ["0"]}
        await full.subscribe("v1.trade", f"{ETH}@50")
        wanted = await full.next_where(lambda frame: frame.get("sequence_number", "0") != "0")
        same = await lite.next_where(lambda frame: frame.get("sn") == wanted["sequence_number"])
    assert set(same) == {"s", "s1", "sn", "f", "ps"}
    assert same["f"] == {
        "et": wanted["feed"]["event_time"],
        "i": ETH,
        "it": wanted["feed"]["is_taker_buyer"],
        "s": wanted["feed"]["size"],
        "p": wanted["feed"]["price"],
        "mp": wanted["feed"]["mark_price"],
        "ip": wanted["feed"]["index_price"],
        "ir": "0.0",
        "fp": "0.0",
        "ti": wanted["feed"]["trade_id"],
        "v": wanted["feed"]["venue"],
        "ir1": wanted["feed"]["is_rpi"],
    }


async def test_the_legacy_format(start_demo: Starter) -> None:
    demo = await start_demo(speed=20.0)
    request = {"request_id": 4, "stream": "v1.mini.s", "feed": [f"{ETH}@500"], "method": "subscribe"}
    async with demo.socket("/ws") as socket:
        full = await socket.exchange(request | {"is_full": True})
        assert full == {
            "request_id": 4,
            "stream": "v1.mini.s",
            "subs": [f"{ETH}@500"],
            "unsubs": [],
            "num_snapshots": [1],
            "first_sequence_number": ["1"],
            "latest_sequence_number": ["0"],
        }
        assert (await socket.receive())["feed"]["instrument"] == ETH
        other = request | {"stream": "v1.mini.d", "feed": [f"{ETH}@50"]}
        lite = await socket.exchange(other)
        assert lite["ri"] == 4
        assert lite["s1"] == [f"{ETH}@50"]
        assert (await socket.next_where(lambda frame: "f" in frame))["f"]["i"] == ETH
        unknown = await socket.exchange(request | {"stream": "v1.nope", "is_full": True})
        assert unknown == {"code": 3001, "message": "Stream handler not found", "status": 400}
        assert (await socket.exchange("ping"))["code"] == 1003
