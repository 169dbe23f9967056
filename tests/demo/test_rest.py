"""Market data over REST, in both encodings (protocol reference, section 5)."""

import base64
import json
from typing import Any

import pytest

from engine.demo.bars import DAY, MINUTE
from engine.demo.funding import HOUR
from tests.demo.demo_client import DemoClient, Starter, until

ETH = "ETH_USDT_Perp"


async def _result(demo: DemoClient, endpoint: str, **body: Any) -> Any:
    answer = await demo.market(endpoint, body)
    assert answer.status == 200, answer.body
    return answer.body["result"]


async def test_server_time(start_demo: Starter) -> None:
    demo = await start_demo()
    async with demo.session.get(f"{demo.addresses.market_data_url}/time") as response:
        body = await response.json()
    assert set(body) == {"server_time"}
    assert isinstance(body["server_time"], int)
    event_time = int((await _result(demo, "mini", instrument=ETH))["event_time"])
    assert abs(body["server_time"] - event_time // 10**6) < 5000


async def test_instruments_and_their_filters(start_demo: Starter) -> None:
    demo = await start_demo()
    everything = await _result(demo, "all_instruments")
    active = await _result(demo, "all_instruments", is_active=True)
    assert {item["instrument"] for item in everything} - {item["instrument"] for item in active} == {
        "IP_USDT_Perp"
    }
    assert {item["status"] for item in active} == {"ACTIVE"}
    some = await _result(demo, "instruments", kind=["PERPETUAL"], base=["BTC", "ETH"], quote=["USDT"])
    assert {item["base"] for item in some} == {"BTC", "ETH"}
    assert len(await _result(demo, "instruments", limit=2)) == 2
    eth = await _result(demo, "instrument", instrument=ETH)
    assert (eth["tick_size"], eth["min_size"], eth["min_notional"], eth["instrument_hash"]) == (
        "0.01",
        "0.01",
        "20.0",
        "0x030401",
    )


async def test_a_delisted_instrument_has_zero_prices_and_no_rows(start_demo: Starter) -> None:
    demo = await start_demo()
    mini = await _result(demo, "mini", instrument="IP_USDT_Perp")
    assert {value for key, value in mini.items() if key.endswith(("_price", "_size"))} == {"0.0"}
    book = await _result(demo, "book", instrument="IP_USDT_Perp", depth=10)
    assert (book["bids"], book["asks"]) == ([], [])
    for endpoint in ("trade_history", "funding"):
        assert (await demo.market(endpoint, {"instrument": "IP_USDT_Perp"})).body == {
            "result": [],
            "next": "",
        }
    kline = {"instrument": "IP_USDT_Perp", "interval": "CI_1_M", "type": "TRADE", "end_time": "1"}
    assert (await demo.market("kline", kline)).body == {"result": [], "next": ""}
    assert (await demo.market("ticker", {"instrument": "IP_USDT_Perp"})).status == 200


async def test_book_depths(start_demo: Starter) -> None:
    demo = await start_demo()
    for depth in (10, 50, 100, 500):
        book = await _result(demo, "book", instrument=ETH, depth=depth, aggregate=1)
        assert len(book["bids"]) == len(book["asks"]) == depth or depth >= 100
        assert float(book["bids"][0]["price"]) < float(book["asks"][0]["price"])
        assert all(isinstance(level["num_orders"], int) for level in book["bids"])


@pytest.mark.parametrize(
    ("endpoint", "body", "status", "code"),
    [
        ("mini", {"instrument": "XYZ"}, 404, 1004),
        ("ticker", {"instrument": "XYZ"}, 404, 1004),
        ("instrument", {"instrument": "XYZ"}, 404, 1004),
        ("book", {"instrument": "XYZ", "depth": 10}, 400, 3000),
        ("margin_rules", {"instrument": "XYZ"}, 400, 3000),
        ("book", {"instrument": ETH, "depth": 11}, 400, 3031),
        ("mini", {}, 400, 1003),
        ("mini", {"instrument": 5}, 400, 1003),
        ("kline", {"instrument": ETH, "interval": "CI_1M", "type": "TRADE"}, 400, 1003),
        ("kline", {"instrument": ETH, "interval": "CI_1_M", "type": "LAST"}, 400, 1003),
        ("kline", {"instrument": ETH, "interval": "CI_1_M", "type": "TRADE", "cursor": "%%"}, 400, 1003),
        ("trade_history", {"instrument": ETH, "limit": -1}, 400, 1003),
        ("trade_history", {"instrument": ETH, "start_time": "soon"}, 400, 1003),
        ("trade_history", {"instrument": ETH, "cursor": "e30"}, 400, 1003),
        ("funding", {"instrument": ETH, "agg_type": "DAILY"}, 400, 1003),
        ("no_such_endpoint", {}, 404, 1004),
    ],
)
async def test_errors(start_demo: Starter, endpoint: str, body: dict, status: int, code: int) -> None:
    demo = await start_demo()
    answer = await demo.market(endpoint, body)
    assert answer.status == status
    assert (answer.body["code"], answer.body["status"]) == (code, status)
    assert set(answer.body) == {"code", "message", "status"}


@pytest.mark.parametrize(
    "arguments",
    [{"data": '{"instrument":"ETH_USDT_Perp"}'}, {"json": []}, {"json": "text"}, {"data": b"\xff\xfe"}],
)
async def test_what_is_no_json_object_is_malformed(start_demo: Starter, arguments: dict) -> None:
    demo = await start_demo()
    for encoding, key in (("full", "code"), ("lite", "c")):
        answer = await demo.post(f"{demo.addresses.market_data_url}/{encoding}/v1/mini", **arguments)
        assert (answer.status, answer.body[key]) == (400, 1003)


async def test_lite_requests_use_lite_names_only(start_demo: Starter) -> None:
    demo = await start_demo()
    good = await demo.market("mini", {"i": ETH}, "lite")
    assert good.body["r"]["i"] == ETH
    bad = await demo.market("mini", {"instrument": ETH}, "lite")
    assert (bad.status, bad.body["c"]) == (400, 1003)


async def _pages(demo: DemoClient, endpoint: str, first: dict, then: dict) -> list[list[dict]]:
    """All pages; ``then`` is what is repeated with the cursor."""
    pages, body = [], first
    while True:
        answer = (await demo.market(endpoint, body)).body
        pages.append(answer["result"])
        if not answer["next"]:
            return pages
        cursor = answer["next"]
        assert "=" not in cursor
        assert isinstance(json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4))), dict)
        body = then | {"cursor": cursor}


async def test_trade_history_is_paged_backwards_without_loss(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    await until(lambda: len(demo.exchange.printed_trades(ETH)) > 60, "live trades")
    printed = demo.exchange.printed_trades(ETH)
    span = {"start_time": str(printed[0].event_time - MINUTE), "end_time": str(printed[-1].event_time)}
    whole = {"instrument": ETH, "limit": 1000} | span
    rows = (await demo.market("trade_history", whole)).body["result"]
    ids = [row["trade_id"] for row in rows]
    assert len(ids) == len(set(ids))
    times = [int(row["event_time"]) for row in rows]
    assert times == sorted(times, reverse=True)
    live = [str(trade.trade_id) for trade in printed]
    assert [trade_id for trade_id in reversed(ids) if trade_id in set(live)] == live
    assert len(ids) > len(live), "it reaches back before the start"
    small = whole | {"limit": 37}
    pages = await _pages(demo, "trade_history", small, small)
    assert [row["trade_id"] for page in pages for row in page] == ids
    assert {len(page) for page in pages[:-1]} == {37}


async def test_the_bounds_of_time_are_inclusive(start_demo: Starter) -> None:
    demo = await start_demo(speed=50.0)
    await until(lambda: len(demo.exchange.printed_trades(ETH)) > 5, "live trades")
    trade = demo.exchange.printed_trades(ETH)[3]
    exact = {"instrument": ETH, "start_time": str(trade.event_time), "end_time": str(trade.event_time)}
    found = (await demo.market("trade_history", exact)).body["result"]
    assert str(trade.trade_id) in {row["trade_id"] for row in found}
    bar = (
        await demo.market("kline", {"instrument": ETH, "interval": "CI_1_M", "type": "TRADE", "limit": 1})
    ).body
    opened = bar["result"][0]["open_time"]
    kline = {
        "instrument": ETH,
        "interval": "CI_1_M",
        "type": "TRADE",
        "start_time": opened,
        "end_time": opened,
    }
    assert [row["open_time"] for row in (await demo.market("kline", kline)).body["result"]] == [opened]


@pytest.mark.parametrize("repeat", [True, False])
async def test_klines_are_paged_even_when_the_filters_are_dropped(
    start_demo: Starter, *, repeat: bool
) -> None:
    demo = await start_demo()
    first = {"instrument": ETH, "interval": "CI_5_M", "type": "TRADE", "limit": 40}
    page = (await demo.market("kline", first)).body
    then = (first if repeat else {"instrument": ETH}) | {"cursor": page["next"]}
    rows = page["result"] + (await demo.market("kline", then)).body["result"]
    opens = [int(row["open_time"]) for row in rows]
    assert len(rows) >= 80
    assert opens == [opens[0] - 5 * MINUTE * step for step in range(len(rows))]
    assert all(int(row["close_time"]) - int(row["open_time"]) == 5 * MINUTE for row in rows)


async def test_limits_are_capped(start_demo: Starter) -> None:
    demo = await start_demo()
    for endpoint, body in (
        ("kline", {"interval": "CI_1_M", "type": "TRADE"}),
        ("trade_history", {}),
        ("trade", {}),
    ):
        assert len(await _result(demo, endpoint, instrument=ETH, limit=5000, **body)) == 1000
        assert len(await _result(demo, endpoint, instrument=ETH, **body)) == 500


@pytest.mark.parametrize("interval", ["CI_1_M", "CI_30_M", "CI_4_H", "CI_1_D", "CI_1_W", "CI_4_W"])
async def test_every_kind_of_interval_ends_on_the_last_price(start_demo: Starter, interval: str) -> None:
    demo = await start_demo()
    rows = await _result(demo, "kline", instrument=ETH, interval=interval, type="TRADE")
    bid_and_ask = await _result(demo, "mini", instrument=ETH)
    assert float(rows[0]["close"]) == pytest.approx(float(bid_and_ask["last_price"]), rel=0.002)
    assert len(rows) >= 1
    mark = await _result(demo, "kline", instrument=ETH, interval=interval, type="MARK", limit=1)
    assert (mark[0]["volume_b"], mark[0]["trades"]) == ("0.0", 0)


async def test_the_ticker_agrees_with_a_day_of_klines(start_demo: Starter) -> None:
    demo = await start_demo()
    ticker = await _result(demo, "ticker", instrument=ETH)
    klines = await _result(demo, "kline", instrument=ETH, interval="CI_1_H", type="TRADE", limit=26)
    assert float(ticker["low_price"]) >= min(float(bar["low"]) for bar in klines)
    assert float(ticker["high_price"]) <= max(float(bar["high"]) for bar in klines)
    volume = float(ticker["buy_volume_24h_b"]) + float(ticker["sell_volume_24h_b"])
    assert volume == pytest.approx(sum(float(bar["volume_b"]) for bar in klines[:24]), rel=0.15)
    assert int(ticker["next_funding_time"]) % (8 * HOUR) == 0


async def test_funding_is_aligned_paged_and_normalised(start_demo: Starter) -> None:
    demo = await start_demo()
    first = {"instrument": ETH, "limit": 7}
    page = (await demo.market("funding", first)).body
    second = (await demo.market("funding", {"instrument": ETH, "cursor": page["next"]})).body["result"]
    rows = page["result"] + second
    times = [int(row["funding_time"]) for row in rows]
    assert times == [times[0] - 8 * HOUR * step for step in range(len(rows))]
    assert times[0] % (8 * HOUR) == 0
    assert times[0] - times[-1] > 60 * DAY
    assert all(-0.3 <= float(row["funding_rate"]) <= 0.3 for row in rows)
    hourly = await _result(demo, "funding", instrument=ETH, agg_type="ONE_HOURLY", limit=9)
    assert {row["funding_interval_hours"] for row in hourly} == {1}
    settled = {row["funding_time"]: float(row["funding_rate"]) for row in rows}
    same = [row for row in hourly if row["funding_time"] in settled]
    assert same
    assert float(same[0]["funding_rate"]) == pytest.approx(settled[same[0]["funding_time"]] / 8, abs=1e-6)


async def test_margin_rules_are_not_wrapped(start_demo: Starter) -> None:
    demo = await start_demo()
    body = (await demo.market("margin_rules", {"instrument": ETH})).body
    assert body["instrument"] == ETH
    assert "notional_cap" not in body["risk_brackets"][-1]
    assert (await demo.market("margin_rules", {"i": ETH}, "lite")).body["rb"][0]["ml"] == 50


async def test_fixed_ports_follow_each_other(start_demo: Starter) -> None:
    ephemeral = await start_demo()
    port = int(ephemeral.addresses.market_data_url.rpartition(":")[2])
    await ephemeral.exchange.close()
    for candidate in range(port + 10, port + 200, 3):
        try:
            demo = await start_demo(port=candidate)
        except OSError:
            continue
        break
    else:
        pytest.fail("no three free ports in a row")
    urls = (demo.addresses.edge_url, demo.addresses.trades_url, demo.addresses.market_data_url)
    assert urls == tuple(f"http://127.0.0.1:{candidate + offset}" for offset in range(3))
    with pytest.raises(OSError, match="address already in use"):
        await start_demo(port=candidate)
