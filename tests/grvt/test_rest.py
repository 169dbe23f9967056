"""REST calls: what is sent, what comes back, and what each failure becomes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import aiohttp
import pytest

from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.errors import (
    CredentialsRejected,
    ExchangeError,
    MalformedMessage,
    RequestRefused,
    SessionRefused,
    TemporarilyUnavailable,
)
from engine.grvt.login import Session
from engine.grvt.rest import RestClient
from engine.market import Instrument, Interval, Side, TradeId
from engine.secret import Secret
from tests.fakes.fake_grvt import (
    ACCOUNT,
    CANDLE_FEED,
    DELISTED,
    INSTRUMENT,
    MINI_FEED,
    OLDER_TRADE_FEED,
    SUB_ACCOUNT,
    TICKER_FEED,
    TOKEN,
    TRADE_FEED,
    Asked,
    FakeGrvt,
    Reply,
)

SESSION = Session(Secret(TOKEN), Secret(ACCOUNT), 2**62)
MINUTE = 60_000_000_000


@pytest.fixture
def rest(fake: FakeGrvt, http: aiohttp.ClientSession) -> RestClient:
    return RestClient(http, fake.environment(), timeout=5)


def candle(number: int, **changes: Any) -> dict[str, Any]:
    start = 1767198060000000000 + number * MINUTE
    return {**CANDLE_FEED, "open_time": str(start), "close_time": str(start + MINUTE), **changes}


async def test_instruments(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("all_instruments", Reply({"result": [INSTRUMENT, DELISTED]}))
    eth, delisted = await rest.all_instruments()
    assert eth == Instrument(
        name="ETH_USDT_Perp",
        base="ETH",
        quote="USDT",
        kind="PERPETUAL",
        tick_size=Decimal("0.01"),
        size_step=Decimal("0.01"),
        min_size=Decimal("0.01"),
        min_notional=Decimal("20.0"),
        max_position_size=Decimal("10000.0"),
        funding_interval_hours=8,
    )
    assert not delisted.is_active
    (asked,) = fake.asked
    assert asked.path == "/full/v1/all_instruments"
    assert asked.json == {"is_active": False}
    assert asked.headers["Content-Type"] == "application/json"
    assert "Cookie" not in asked.headers
    assert "X-Grvt-Account-Id" not in asked.headers


async def test_active_instruments_only(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("all_instruments", Reply({"result": [INSTRUMENT, DELISTED]}))
    assert [item.name for item in await rest.all_instruments(active_only=True)] == ["ETH_USDT_Perp"]
    assert fake.asked[0].json == {"is_active": True}


async def test_one_unreadable_instrument_does_not_hide_the_others(
    fake: FakeGrvt, rest: RestClient, caplog: pytest.LogCaptureFixture
) -> None:
    odd: list[Any] = [{**INSTRUMENT, "tick_size": "0"}, {"instrument": "X"}, None, 5]
    fake.answer_full("all_instruments", Reply({"result": [*odd, INSTRUMENT]}))
    with caplog.at_level(logging.WARNING):
        (only,) = await rest.all_instruments()
    assert only.name == "ETH_USDT_Perp"
    assert "4 instruments" in caplog.text


async def test_an_instrument_with_quoted_and_missing_numbers(fake: FakeGrvt, rest: RestClient) -> None:
    odd = {**INSTRUMENT, "base_decimals": "9", "funding_interval_hours": "4", "tick_size": 0.01}
    del odd["min_notional"], odd["max_position_size"]
    fake.answer_full("instrument", Reply({"result": odd}))
    instrument = await rest.instrument("ETH_USDT_Perp")
    assert instrument.funding_interval_hours == 4
    assert str(instrument.tick_size) == "0.01"
    assert instrument.min_notional == 0
    assert instrument.max_position_size is None
    assert fake.asked[0].json == {"instrument": "ETH_USDT_Perp"}


async def test_mini_and_ticker(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("mini", Reply({"result": MINI_FEED}))
    fake.answer_full("ticker", Reply({"result": TICKER_FEED}))
    assert (await rest.mini("ETH_USDT_Perp")).quote.bid == Decimal("3011.45")
    assert (await rest.ticker("ETH_USDT_Perp")).high_24h == Decimal("3061.2")


async def test_a_price_that_cannot_be_is_refused(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("mini", Reply({"result": {**MINI_FEED, "last_price": "NaN"}}))
    with pytest.raises(MalformedMessage) as caught:
        await rest.mini("ETH_USDT_Perp")
    assert caught.value.kind == "not_finite"


async def test_a_page_of_trades(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("trade_history", Reply({"result": [TRADE_FEED, OLDER_TRADE_FEED], "next": "eyJ0"}))
    page = await rest.trade_history("ETH_USDT_Perp", start_time=5, end_time=9, limit=2, cursor="abc")
    assert [trade.trade_id for trade in page.items] == [TradeId(73808531, 1), TradeId(73808524, 19)]
    assert page.next == "eyJ0"
    assert page.skipped == ()
    assert fake.asked[0].json == {
        "instrument": "ETH_USDT_Perp",
        "start_time": "5",
        "end_time": "9",
        "limit": 2,
        "cursor": "abc",
    }


async def test_bounds_that_were_not_given_are_not_sent(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("trade_history", Reply({"result": []}))
    page = await rest.trade_history("ETH_USDT_Perp")
    assert (page.items, page.next) == ((), "")
    assert fake.asked[0].json == {"instrument": "ETH_USDT_Perp", "limit": 1000, "cursor": ""}


async def test_damaged_and_strange_rows_are_left_out_and_named(fake: FakeGrvt, rest: RestClient) -> None:
    rows = [
        {**TRADE_FEED, "price": "NaN"},
        {**TRADE_FEED, "instrument": "BTC_USDT_Perp"},
        TRADE_FEED,
        {},
    ]
    fake.answer_full("trade_history", Reply({"result": rows, "next": None}))
    page = await rest.trade_history("ETH_USDT_Perp")
    assert [trade.trade_id for trade in page.items] == [TradeId(73808531, 1)]
    assert sorted(error.kind for error in page.skipped) == ["missing_field", "not_finite", "wrong_instrument"]
    assert page.next == ""


async def test_a_page_of_candles(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("kline", Reply({"result": [candle(1), candle(0)], "next": "x"}))
    page = await rest.kline("ETH_USDT_Perp", Interval.M1, start_time=1, limit=2)
    assert [item.open_time for item in page.items] == [1767198120000000000, 1767198060000000000]
    assert fake.asked[0].json == {
        "instrument": "ETH_USDT_Perp",
        "interval": "CI_1_M",
        "type": "TRADE",
        "start_time": "1",
        "limit": 2,
        "cursor": "",
    }


def serve_candles(rows: list[dict[str, Any]], overlap: int = 0) -> Callable[[Asked], Reply]:
    """All rows, newest first, in pages as asked for; each page repeats ``overlap`` rows of the last one."""

    def answer(asked: Asked) -> Reply:
        body = asked.json
        start = int(body["cursor"] or 0)
        end = start + body["limit"]
        following = str(end - overlap) if end < len(rows) else ""
        return Reply({"result": rows[start:end], "next": following})

    return answer


@pytest.mark.parametrize("overlap", [0, 1, 7])
async def test_candles_are_paged_ordered_and_unique(fake: FakeGrvt, rest: RestClient, overlap: int) -> None:
    rows = [candle(number) for number in reversed(range(2500))]
    fake.answer_full("kline", serve_candles(rows, overlap))
    candles = await rest.candles("ETH_USDT_Perp", Interval.M1, start_time=1, most=2300)
    assert len(candles) == 2300
    assert [c.open_time for c in candles] == sorted({c.open_time for c in candles})
    assert candles[-1].open_time == int(rows[0]["open_time"])
    assert all(asked.json["interval"] == "CI_1_M" and asked.json["start_time"] == "1" for asked in fake.asked)
    assert len(fake.asked) <= 4


async def test_candles_end_with_the_last_page_or_a_cursor_that_leads_in_circles(
    fake: FakeGrvt, rest: RestClient
) -> None:
    rows = [candle(number) for number in reversed(range(5))]
    fake.answer_full("kline", serve_candles(rows))
    assert len(await rest.candles("ETH_USDT_Perp", Interval.M1, most=5000)) == 5
    fake.answer_full("kline", Reply({"result": rows, "next": "again"}))
    assert len(await rest.candles("ETH_USDT_Perp", Interval.M1, most=5000)) == 5
    assert len(fake.asked) == 3


async def test_an_unreadable_candle_is_left_out_and_logged(
    fake: FakeGrvt, rest: RestClient, caplog: pytest.LogCaptureFixture
) -> None:
    fake.answer_full("kline", Reply({"result": [candle(1, high="1"), candle(0)]}))
    with caplog.at_level(logging.WARNING):
        assert len(await rest.candles("ETH_USDT_Perp", Interval.M1)) == 1
    assert "bad_candle" in caplog.text


@pytest.mark.parametrize("body", [{"server_time": 1767198134519}, {"server_time": "1767198134519"}])
async def test_the_server_time_is_in_nanoseconds(fake: FakeGrvt, rest: RestClient, body: Any) -> None:
    fake.answer("/time", Reply(body))
    assert await rest.server_time() == 1767198134519000000


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"now"),
        Reply({"server_time": "soon"}),
        Reply({"server_time": -5}),
        Reply({"server_time": 10**17}),
        Reply({}),
        Reply({"server_time": 1}, status=503),
    ],
)
async def test_a_server_that_does_not_know_the_time(fake: FakeGrvt, rest: RestClient, reply: Reply) -> None:
    fake.answer("/time", reply)
    with pytest.raises(TemporarilyUnavailable):
        await rest.server_time()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply({"code": 1004, "message": "Data Not Found", "status": 404}, status=404), RequestRefused),
        (
            Reply({"code": 3000, "message": "Instrument is invalid", "status": 400}, status=400),
            RequestRefused,
        ),
        (Reply({"code": 1003, "message": "malformed", "status": 400}, status=400), RequestRefused),
        (Reply({"code": 1006, "message": "rate limit", "status": 429}, status=429), TemporarilyUnavailable),
        (Reply({"request_id": 1, "code": 1002, "message": "x"}, status=500), TemporarilyUnavailable),
        (Reply({"code": 1004, "message": "Data Not Found"}), RequestRefused),
        (Reply({"code": 1000, "message": "authenticate"}, status=401), SessionRefused),
        (Reply({"code": 1008, "message": "whitelist"}, status=401), CredentialsRejected),
        (Reply({"code": 1001, "message": "not authorized"}, status=403), RequestRefused),
        (Reply(b"<html></html>", status=502), TemporarilyUnavailable),
        (Reply(b"<html></html>"), TemporarilyUnavailable),
        (Reply(b""), TemporarilyUnavailable),
        (Reply(b"{}"), TemporarilyUnavailable),
        (Reply([]), TemporarilyUnavailable),
        (Reply(b"[" * 300_000), TemporarilyUnavailable),
        (Reply(b"\xff\xfe"), TemporarilyUnavailable),
        (Reply(b"", status=302, headers=[("Location", "/elsewhere")]), TemporarilyUnavailable),
        (Reply(drop=True), TemporarilyUnavailable),
        (Reply({"result": None}), MalformedMessage),
        (Reply({"result": []}), MalformedMessage),
        (Reply({"result": "text"}), MalformedMessage),
    ],
)
async def test_failures(fake: FakeGrvt, rest: RestClient, reply: Reply, kind: type[ExchangeError]) -> None:
    fake.answer_full("mini", reply)
    with pytest.raises(ExchangeError) as caught:
        await rest.mini("ETH_USDT_Perp")
    assert type(caught.value) is kind
    assert len(fake.asked) == 1


async def test_a_refusal_speaks_plainly(fake: FakeGrvt, rest: RestClient) -> None:
    body = {"code": 1004, "message": "Data Not Found", "status": 404}
    fake.answer_full("instrument", Reply(body, status=404))
    with pytest.raises(RequestRefused, match="no such data") as caught:
        await rest.instrument("NOPE_USDT_Perp")
    assert (caught.value.code, caught.value.status) == (1004, 404)


async def test_a_slow_answer(fake: FakeGrvt, http: aiohttp.ClientSession) -> None:
    held = asyncio.Event()
    fake.answer_full("mini", Reply(delay=held))
    rest = RestClient(http, fake.environment(), timeout=0.05)
    with pytest.raises(TemporarilyUnavailable, match="no answer"):
        await rest.mini("ETH_USDT_Perp")
    held.set()


async def test_no_server(http: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    rest = RestClient(http, Environment(EnvironmentName.DEMO, url, url, url))
    for call in (rest.server_time, rest.all_instruments):
        with pytest.raises(TemporarilyUnavailable, match=f"127.0.0.1:{unused_tcp_port}: connection refused"):
            await call()


ORDER: dict[str, Any] = {
    "order_id": "0x010101040390cd89000000007799a374",
    "sub_account_id": SUB_ACCOUNT,
    "is_market": False,
    "time_in_force": "GOOD_TILL_TIME",
    "post_only": True,
    "reduce_only": False,
    "legs": [
        {"instrument": "ETH_USDT_Perp", "size": "0.1", "limit_price": "3000.0", "is_buying_asset": True}
    ],
    "metadata": {"client_order_id": "9223372036854775809", "create_time": "1767354369000000000"},
    "state": {"status": "OPEN", "book_size": ["0.06"], "traded_size": ["0.04"]},
}
FILL: dict[str, Any] = {
    "event_time": "1767354369431470728",
    "sub_account_id": SUB_ACCOUNT,
    "instrument": "ETH_USDT_Perp",
    "is_buyer": True,
    "is_taker": False,
    "size": "0.1",
    "price": "3000.0",
    "realized_pnl": "0.0",
    "fee": "-0.0003",
    "fee_rate": "0.0",
    "trade_id": "74150425-1",
    "order_id": "0x010101040390cd89000000007799a374",
    "venue": "ORDERBOOK",
    "fee_currency": "USDT",
}


async def test_the_accounts_own_orders(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full("open_orders", Reply({"result": [ORDER, {**ORDER, "legs": []}]}))
    (order,) = await rest.open_orders(SESSION, SUB_ACCOUNT)
    assert order.side is Side.BUY
    assert (order.size, order.limit_price, order.traded_size) == (
        Decimal("0.1"),
        Decimal("3000.0"),
        Decimal("0.04"),
    )
    assert order.client_order_id == "9223372036854775809"
    (asked,) = fake.asked
    assert asked.json == {"sub_account_id": SUB_ACCOUNT}
    assert asked.headers["Cookie"] == f"gravity={TOKEN}"
    assert asked.headers["X-Grvt-Account-Id"] == ACCOUNT


async def test_the_accounts_own_positions_summary_and_fills(fake: FakeGrvt, rest: RestClient) -> None:
    fake.answer_full(
        "positions",
        Reply({"result": [{"instrument": "ETH_USDT_Perp", "size": "-0.5", "entry_price": "3000.5"}]}),
    )
    fake.answer_full(
        "account_summary",
        Reply({"result": {"sub_account_id": SUB_ACCOUNT, "total_equity": "-1.5", "settle_currency": "USDT"}}),
    )
    fake.answer_full("fill_history", Reply({"result": [FILL], "next": "more"}))
    (position,) = await rest.positions(SESSION, SUB_ACCOUNT)
    assert (position.size, position.entry_price) == (Decimal("-0.5"), Decimal("3000.5"))
    summary = await rest.account_summary(SESSION, SUB_ACCOUNT)
    assert (summary.total_equity, summary.currency) == (Decimal("-1.5"), "USDT")
    page = await rest.fill_history(SESSION, SUB_ACCOUNT, limit=1)
    assert page.next == "more"
    assert page.items[0].fee == Decimal("-0.0003")
    assert page.items[0].trade_id == TradeId(74150425, 1)


@pytest.mark.parametrize("call", ["open_orders", "positions", "account_summary", "fill_history"])
async def test_an_expired_session_is_told_apart(fake: FakeGrvt, rest: RestClient, call: str) -> None:
    body = {
        "code": 1000,
        "message": "You need to authenticate prior to using this functionality",
        "status": 401,
    }
    fake.answer_full(call, Reply(body, status=401))
    method: Callable[[Session, str], Awaitable[object]] = getattr(rest, call)
    with pytest.raises(SessionRefused):
        await method(SESSION, SUB_ACCOUNT)
