"""Frames of the recorded protocol, and everything that only looks like one."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grvt import wire
from engine.grvt.errors import MalformedMessage
from engine.grvt.wire import (
    BookUpdate,
    Feed,
    MiniDelta,
    RequestFailed,
    Subscribed,
    Unsubscribed,
    decode_frame,
)
from engine.market import BookLevel, Candle, Interval, MiniTicker, Ticker, Trade, TradeId
from tests.fakes.fake_grvt import (
    BOOK_FEED,
    CANDLE_FEED,
    MINI_FEED,
    TICKER_FEED,
    TRADE_FEED,
    TRADE_FRAME,
    feed_frame,
)

ETH_TRADE = Trade(
    "ETH_USDT_Perp",
    1767198135012345678,
    TradeId(73808531, 1),
    Decimal("3011.61"),
    Decimal("0.4"),
    is_taker_buyer=False,
)
ETH_MINI = MiniTicker(
    "ETH_USDT_Perp",
    1767198134519661154,
    last=Decimal("3011.5"),
    mark=Decimal("3011.482915731"),
    index=Decimal("3012.104882345"),
    bid=Decimal("3011.45"),
    bid_size=Decimal("12.4"),
    ask=Decimal("3011.46"),
    ask_size=Decimal("8.07"),
)


def malformed(frame: bytes) -> MalformedMessage:
    with pytest.raises(MalformedMessage) as caught:
        decode_frame(frame)
    assert len(caught.value.detail) <= 200
    return caught.value


def trade_frame(**changes: Any) -> bytes:
    feed = {name: value for name, value in {**TRADE_FEED, **changes}.items() if value is not ...}
    return feed_frame("v1.trade", "ETH_USDT_Perp@50", "67214", feed, "67213")


def candle_frame(**changes: Any) -> bytes:
    return feed_frame("v1.candle", "ETH_USDT_Perp@CI_1_M-TRADE", "0", {**CANDLE_FEED, **changes}, "0")


def mini_frame(stream: str = "v1.mini.s", sequence: str = "61214", **feed: Any) -> bytes:
    return feed_frame(stream, "ETH_USDT_Perp@500", sequence, feed, "61213")


def test_a_trade() -> None:
    assert decode_frame(TRADE_FRAME) == Feed("v1.trade", "ETH_USDT_Perp@50", 67214, 67213, ETH_TRADE)


def test_key_order_white_space_and_unknown_keys_do_not_matter() -> None:
    shuffled = {
        "novelty": {"deep": [1, {"x": None}]},
        "prev_sequence_number": "67213",
        "feed": {"new": "field", **dict(reversed(TRADE_FEED.items()))},
        "sequence_number": "67214",
        "selector": "ETH_USDT_Perp@50",
        "stream": "v1.trade",
    }
    assert decode_frame(json.dumps(shuffled, indent=4).encode()) == decode_frame(TRADE_FRAME)


def test_numbers_may_be_bare_and_stay_exact() -> None:
    frame = (
        b'{"stream":"v1.trade","selector":"ETH_USDT_Perp@50","sequence_number":67214,"feed":{'
        b'"event_time":1767198135012345678,"instrument":"ETH_USDT_Perp","is_taker_buyer":false,"size":0.4,'
        b'"price":3011.61000000000000000001,"trade_id":"73808531-1"},"prev_sequence_number":67213}'
    )
    feed = decode_frame(frame)
    assert isinstance(feed, Feed)
    assert isinstance(feed.payload, Trade)
    assert str(feed.payload.price) == "3011.61000000000000000001"
    assert (feed.sequence, feed.previous, feed.payload.event_time) == (67214, 67213, 1767198135012345678)
    assert feed.payload.venue == "ORDERBOOK"


def test_a_message_without_its_predecessor() -> None:
    body = json.loads(TRADE_FRAME)
    del body["prev_sequence_number"]
    feed = decode_frame(json.dumps(body).encode())
    assert isinstance(feed, Feed)
    assert feed.previous is None
    body["prev_sequence_number"] = ""
    again = decode_frame(json.dumps(body).encode())
    assert again == feed


def test_a_plain_trade_id_and_an_rfq_trade() -> None:
    feed = decode_frame(trade_frame(trade_id="4308068523", venue="RFQ", is_rpi=True))
    assert isinstance(feed, Feed)
    assert isinstance(feed.payload, Trade)
    assert feed.payload.trade_id == TradeId(4308068523, 0)
    assert not feed.payload.on_public_book


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"price": "NaN"}, "not_finite"),
        ({"price": "-Infinity"}, "not_finite"),
        ({"size": "sNaN"}, "not_finite"),
        ({"price": "0"}, "not_positive"),
        ({"price": "0.0"}, "not_positive"),
        ({"price": "-3011.61"}, "not_positive"),
        ({"size": "0.0"}, "not_positive"),
        ({"size": "-0.4"}, "not_positive"),
        ({"size": -1}, "not_positive"),
        ({"price": "1E+999999"}, "out_of_range"),
        ({"price": "1E-999999"}, "out_of_range"),
        ({"price": "9" * 31}, "out_of_range"),
        ({"size": "9" * 1_000_000}, "out_of_range"),
        ({"price": "three thousand"}, "not_a_number"),
        ({"price": ""}, "not_a_number"),
        ({"price": None}, "missing_field"),
        ({"price": ...}, "missing_field"),
        ({"size": ...}, "missing_field"),
        ({"trade_id": ...}, "missing_field"),
        ({"event_time": ...}, "missing_field"),
        ({"is_taker_buyer": ...}, "missing_field"),
        ({"instrument": ...}, "missing_field"),
        ({"price": True}, "wrong_type"),
        ({"price": ["3011.61"]}, "wrong_type"),
        ({"price": {"value": "1"}}, "wrong_type"),
        ({"instrument": 5}, "wrong_type"),
        ({"is_taker_buyer": "maybe"}, "wrong_type"),
        ({"trade_id": 73808531}, "wrong_type"),
        ({"event_time": "-1"}, "not_whole"),
        ({"event_time": -1}, "out_of_range"),
        ({"event_time": "1767198135.5"}, "not_whole"),
        ({"event_time": str(2**63)}, "out_of_range"),
        ({"event_time": "9" * 5000}, "out_of_range"),
        ({"trade_id": "x-1"}, "bad_trade_id"),
        ({"trade_id": "1-"}, "bad_trade_id"),
        ({"trade_id": "-1"}, "bad_trade_id"),
        ({"trade_id": "1-2-3"}, "bad_trade_id"),
        ({"trade_id": ""}, "bad_trade_id"),
        ({"trade_id": "²-1"}, "bad_trade_id"),
        ({"trade_id": "9" * 6000 + "-1"}, "bad_trade_id"),
        ({"instrument": ""}, "bad_name"),
        ({"instrument": "E" * 101}, "bad_name"),
        ({"instrument": "ETH\x00USDT"}, "bad_name"),
    ],
)
def test_a_damaged_trade_is_refused_by_kind(changes: dict[str, Any], kind: str) -> None:
    assert malformed(trade_frame(**changes)).kind == kind


def test_a_mini_ticker() -> None:
    feed = decode_frame(mini_frame(**MINI_FEED))
    assert feed == Feed("v1.mini.s", "ETH_USDT_Perp@500", 61214, 61213, ETH_MINI)


def test_an_empty_book_has_no_price_rather_than_zero() -> None:
    empty = {**MINI_FEED, "mid_price": "0.0", "best_bid_price": "0.0", "best_bid_size": "0.0"}
    empty |= {"best_ask_price": "", "best_ask_size": None}
    feed = decode_frame(mini_frame(**empty))
    assert isinstance(feed, Feed)
    mini = feed.payload
    assert isinstance(mini, MiniTicker)
    assert (mini.bid, mini.bid_size, mini.ask, mini.ask_size) == (None, None, None, None)
    assert mini.last == Decimal("3011.5")


def test_a_mini_ticker_may_lack_anything_but_its_name_and_time() -> None:
    feed = decode_frame(mini_frame(event_time="1", instrument="X"))
    assert isinstance(feed, Feed)
    assert feed.payload == MiniTicker("X", 1, None, None, None, None, None, None, None)
    assert malformed(mini_frame(instrument="X")).kind == "missing_field"
    assert malformed(mini_frame(event_time="1")).kind == "missing_field"


@pytest.mark.parametrize("bad", ["NaN", "-1", "1E+999", [], True])
@pytest.mark.parametrize("field", ["last_price", "mark_price", "best_bid_price", "best_ask_size"])
@pytest.mark.parametrize("stream", ["v1.mini.s", "v1.mini.d"])
def test_a_damaged_mini_ticker_names_the_field(stream: str, field: str, bad: Any) -> None:
    error = malformed(mini_frame(stream, **{**MINI_FEED, field: bad}))
    assert field in error.detail


def test_the_first_message_of_a_delta_stream_is_the_full_object() -> None:
    feed = decode_frame(mini_frame("v1.mini.d", "0", **MINI_FEED))
    assert isinstance(feed, Feed)
    assert feed.payload == ETH_MINI


def test_a_mini_delta_keeps_what_did_not_come_and_forgets_what_became_null() -> None:
    feed = decode_frame(
        mini_frame(
            "v1.mini.d",
            event_time="1767198136000000001",
            instrument="ETH_USDT_Perp",
            index_price="3012.110345001",
            best_ask_price="",
            best_ask_size="0",
        )
    )
    assert isinstance(feed, Feed)
    delta = feed.payload
    assert isinstance(delta, MiniDelta)
    assert delta.changes == {"index": Decimal("3012.110345001"), "ask": None, "ask_size": None}
    after = delta.applied_to(ETH_MINI)
    assert after.event_time == 1767198136000000001
    assert (after.index, after.ask, after.ask_size) == (Decimal("3012.110345001"), None, None)
    assert (after.last, after.bid) == (ETH_MINI.last, ETH_MINI.bid)


def test_a_ticker() -> None:
    feed = decode_frame(feed_frame("v1.ticker.s", "ETH_USDT_Perp@500", "0", TICKER_FEED, "0"))
    assert isinstance(feed, Feed)
    ticker = feed.payload
    assert isinstance(ticker, Ticker)
    assert ticker.volume_24h_base == Decimal("82141.57")
    assert ticker.volume_24h_quote == Decimal("246833934.0161")
    assert (ticker.open_24h, ticker.high_24h, ticker.low_24h) == (
        Decimal("2990.01"),
        Decimal("3061.2"),
        Decimal("2958.75"),
    )
    assert ticker.funding_rate_percent == Decimal("0.01")
    assert ticker.next_funding_time == 1767225600000000000


def test_a_ticker_of_a_market_that_never_traded() -> None:
    quiet = {"event_time": "1", "instrument": "X", "last_price": "0.0", "buy_volume_24h_b": "0.0"}
    feed = decode_frame(feed_frame("v1.ticker.s", "X@500", "0", quiet, "0"))
    assert isinstance(feed, Feed)
    assert feed.payload == Ticker("X", 1, None, None, None, None, None, None, None, None, None)


def test_a_candle() -> None:
    feed = decode_frame(candle_frame())
    assert feed == Feed(
        "v1.candle",
        "ETH_USDT_Perp@CI_1_M-TRADE",
        0,
        0,
        Candle(
            "ETH_USDT_Perp",
            1767198060000000000,
            1767198120000000000,
            open=Decimal("3009.8"),
            high=Decimal("3012.0"),
            low=Decimal("3009.55"),
            close=Decimal("3011.2"),
            volume_base=Decimal("84.13"),
            volume_quote=Decimal("253302.7715"),
            trades=61,
        ),
    )


def test_a_candle_without_trades_and_one_with_quoted_integers() -> None:
    flat = {"open": "5", "high": "5", "low": "5", "close": "5", "volume_b": "0.0", "volume_q": "0.0"}
    feed = decode_frame(candle_frame(**flat, trades="0"))
    assert isinstance(feed, Feed)
    assert isinstance(feed.payload, Candle)
    assert feed.payload.trades == 0


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"low": "3010"}, "bad_candle"),
        ({"high": "3011"}, "bad_candle"),
        ({"open": "3013"}, "bad_candle"),
        ({"close": "3009"}, "bad_candle"),
        ({"close_time": "1767198060000000000"}, "bad_candle"),
        ({"close_time": "1"}, "bad_candle"),
        ({"open": "0.0"}, "not_positive"),
        ({"low": "NaN"}, "not_finite"),
        ({"volume_b": "-1"}, "negative"),
        ({"trades": -1}, "out_of_range"),
        ({"trades": "many"}, "not_whole"),
        ({"open_time": "x"}, "not_whole"),
    ],
)
def test_a_damaged_candle_is_refused_by_kind(changes: dict[str, Any], kind: str) -> None:
    assert malformed(candle_frame(**changes)).kind == kind


def test_a_book_change_and_its_heartbeat() -> None:
    feed = decode_frame(feed_frame("v1.book.d", "ETH_USDT_Perp@100", "66214", BOOK_FEED, "66213"))
    assert isinstance(feed, Feed)
    assert feed.payload == BookUpdate(
        "ETH_USDT_Perp",
        1767198134600042117,
        bids=(
            BookLevel(Decimal("3011.45"), Decimal("13.1"), 5),
            BookLevel(Decimal("3011.44"), Decimal("0.0"), 0),
        ),
        asks=(),
    )
    empty = decode_frame(feed_frame("v1.book.d", "E@100", "2", {**BOOK_FEED, "bids": []}, "1"))
    assert isinstance(empty, Feed)
    assert isinstance(empty.payload, BookUpdate)
    assert empty.payload.bids == ()


@pytest.mark.parametrize(
    ("level", "kind"),
    [
        ({"price": "0.0", "size": "1", "num_orders": 1}, "not_positive"),
        ({"price": "1", "size": "-1", "num_orders": 1}, "negative"),
        ({"price": "1", "size": "1", "num_orders": -1}, "out_of_range"),
        ({"price": "1"}, "missing_field"),
        (["1", "1"], "wrong_type"),
    ],
)
def test_a_damaged_level_is_refused_by_kind(level: Any, kind: str) -> None:
    frame = feed_frame("v1.book.s", "E@500-10", "0", {**BOOK_FEED, "asks": [level]}, "0")
    assert malformed(frame).kind == kind


def test_a_subscription_is_answered() -> None:
    frame = (
        b'{"jsonrpc":"2.0","result":{"stream":"v1.mini.s","subs":["ETH_USDT_Perp@1000","BTC_USDT_Perp@1000"],'
        b'"unsubs":["ETH_USDT_Perp@500"],"num_snapshots":[1,"1"],"first_sequence_number":["914",15],'
        b'"latest_sequence_number":["913","14"]},"id":22,"method":"subscribe"}'
    )
    assert decode_frame(frame) == Subscribed(
        22,
        "v1.mini.s",
        ("ETH_USDT_Perp@1000", "BTC_USDT_Perp@1000"),
        ("ETH_USDT_Perp@500",),
        (1, 1),
        (914, 15),
        (913, 14),
    )


def test_a_bare_subscription_answer() -> None:
    frame = b'{"jsonrpc":"2.0","result":{"stream":"v1.trade","subs":["X@50"]},"id":"7","error":null}'
    assert decode_frame(frame) == Subscribed(7, "v1.trade", ("X@50",), (), (), (), ())


def test_an_unsubscription_is_answered() -> None:
    frame = b'{"jsonrpc":"2.0","result":{"stream":"v1.mini.s","unsubs":["ETH_USDT_Perp@500"]},"id":7}'
    assert decode_frame(frame) == Unsubscribed(7, "v1.mini.s", ("ETH_USDT_Perp@500",))


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            b'{"jsonrpc":"2.0","error":{"code":3000,"message":"Instrument is invalid"},"id":1,"method":"subscribe"}',
            RequestFailed(1, 3000, "Instrument is invalid"),
        ),
        (
            b'{"jsonrpc":"2.0","error":{"code":1003,"message":"malformed syntax"},"id":0,"method":""}',
            RequestFailed(0, 1003, "malformed syntax"),
        ),
        (
            b'{"code":1002,"message":"Internal Server Error","status":500}',
            RequestFailed(0, 1002, "Internal Server Error"),
        ),
        (b'{"error":{"code":"1200"},"result":null}', RequestFailed(0, 1200, "")),
    ],
)
def test_a_refused_request(frame: bytes, expected: RequestFailed) -> None:
    assert decode_frame(frame) == expected


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (b"", "not_json"),
        (b"ping", "not_json"),
        (b"<html>502 Bad Gateway</html>", "not_json"),
        (TRADE_FRAME[:-20], "not_json"),
        (TRADE_FRAME + b"}", "not_json"),
        (b'{"price":NaN}', "not_json"),
        (b'{"stream":"v1.trade\\ud800"}', "not_json"),
        (b"[]", "wrong_type"),
        (b"null", "wrong_type"),
        (b'"v1.trade"', "wrong_type"),
        (b"17", "wrong_type"),
        (b"{}", "unknown_message"),
        (b'{"jsonrpc":"2.0","id":5}', "unknown_message"),
        (b'{"stream":"v1.trade"}', "unknown_message"),
        (b'{"stream":5,"feed":{}}', "wrong_type"),
        (b'{"stream":"v1.trade","selector":"X@50","sequence_number":"1","feed":[]}', "wrong_type"),
        (b'{"stream":"v1.trade","selector":"X@50","sequence_number":"1","feed":null}', "wrong_type"),
        (b'{"stream":"v1.trade","selector":"X@50","sequence_number":"1","feed":"x"}', "wrong_type"),
        (b'{"result":{"result":{"event_time":"1"}},"id":31,"method":"v1/mini"}', "missing_field"),
        (b'{"result":"ok","id":1}', "wrong_type"),
        (b'{"result":{"stream":"v1.trade","subs":"X@50"},"id":1}', "wrong_type"),
        (b'{"result":{"stream":"v1.trade","subs":["X@50"]},"id":-1}', "out_of_range"),
        (b'{"error":"no","id":1}', "wrong_type"),
        (b'{"error":{"message":"no code"},"id":1}', "missing_field"),
        (b'{"error":{"code":"x"},"id":1}', "not_whole"),
        (TRADE_FRAME.replace(b"v1.trade", b"v1.nonsense"), "unknown_stream"),
        (TRADE_FRAME.replace(b"v1.trade", b"v1.fill"), "unknown_stream"),
        (TRADE_FRAME.replace(b'"selector":"ETH_USDT_Perp@50",', b""), "missing_field"),
        (TRADE_FRAME.replace(b'"67214"', b'"minus one"'), "not_whole"),
        (TRADE_FRAME.replace(b'"67214"', b"-1"), "out_of_range"),
        (TRADE_FRAME.replace(b'"67213"', b"[]"), "wrong_type"),
        (TRADE_FRAME.replace(b"Perp@50", b"Perp\xff\xfe"), "not_text"),
        (TRADE_FRAME.replace(b"ETH_USDT_Perp", b"\xc3\x28"), "not_text"),
        (b"\x00\x01\x02", "not_json"),
    ],
)
def test_what_is_no_message_is_refused_by_kind(frame: bytes, kind: str) -> None:
    assert malformed(frame).kind == kind


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("where", [b"%s", b'{"unknown":%s}', b'{"stream":"v1.trade","feed":%s}'])
def test_bottomless_nesting_is_refused(opening: bytes, where: bytes) -> None:
    assert malformed(where % (opening * 500_000)).kind in {"too_deep", "not_json", "wrong_type"}


def test_a_bottomless_price_is_refused() -> None:
    frame = TRADE_FRAME.replace(b'"3011.61"', b"[" * 200_000 + b"]" * 200_000)
    assert malformed(frame).kind == "too_deep"


def test_a_huge_frame_that_is_valid_is_read_and_one_that_is_not_is_refused_in_few_words() -> None:
    padding = "x" * 5_000_000
    feed = decode_frame(trade_frame(padding=padding))
    assert isinstance(feed, Feed)
    assert feed.payload == ETH_TRADE
    error = malformed(trade_frame(padding=padding, price="NaN"))
    assert len(str(error)) < 300


def test_a_book_of_fifty_thousand_levels() -> None:
    levels = [{"price": str(i + 1), "size": "1.5", "num_orders": 1} for i in range(50_000)]
    frame = feed_frame("v1.book.d", "X@50", "0", {**BOOK_FEED, "bids": levels}, "0")
    feed = decode_frame(frame)
    assert isinstance(feed, Feed)
    assert isinstance(feed.payload, BookUpdate)
    assert len(feed.payload.bids) == 50_000


def test_the_fast_and_the_two_step_way_agree() -> None:
    quick = decode_frame(TRADE_FRAME)
    # A name that escapes one letter is not recognised by the fast way.
    slow = decode_frame(TRADE_FRAME.replace(b'"v1.trade"', b'"v1.\\u0074rade"'))
    assert quick == slow


@given(st.binary(max_size=200))
def test_any_bytes_give_a_message_or_a_refusal(frame: bytes) -> None:
    try:
        decode_frame(frame)
    except MalformedMessage:
        return


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_streams = st.sampled_from(
    ["v1.trade", "v1.mini.s", "v1.mini.d", "v1.candle", "v1.book.s", "v1.book.d", "v1.ticker.s", "v1.x"]
)
_feeds = st.sampled_from([TRADE_FEED, MINI_FEED, CANDLE_FEED, BOOK_FEED, TICKER_FEED])


@given(_streams, _feeds, st.data())
def test_a_frame_with_any_field_replaced_gives_a_message_or_a_refusal(
    stream: str, feed: Mapping[str, Any], data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from(sorted(feed)))
    changed = {**feed, field: data.draw(_json)}
    envelope = {"stream": stream, "selector": "X@1", "sequence_number": "1", "feed": changed}
    outer = data.draw(st.sampled_from(["", *envelope]))
    if outer:
        envelope[outer] = data.draw(_json)
    try:
        message = decode_frame(json.dumps(envelope).encode())
    except MalformedMessage:
        return
    if isinstance(message, Feed) and isinstance(message.payload, Trade):
        assert message.payload.price > 0
        assert message.payload.size > 0
        assert 0 <= message.payload.event_time < 2**63


def test_requests_are_what_the_exchange_documents() -> None:
    assert json.loads(wire.subscribe_request("v1.mini.s", ["ETH_USDT_Perp@500"], 1)) == {
        "jsonrpc": "2.0",
        "method": "subscribe",
        "params": {"stream": "v1.mini.s", "selectors": ["ETH_USDT_Perp@500"]},
        "id": 1,
    }
    assert json.loads(wire.unsubscribe_request("v1.mini.s", ["ETH_USDT_Perp@500"], 7)) == {
        "jsonrpc": "2.0",
        "method": "unsubscribe",
        "params": {"stream": "v1.mini.s", "selectors": ["ETH_USDT_Perp@500"]},
        "id": 7,
    }


def test_selectors_follow_the_grammar() -> None:
    name = "BTC_USDT_Perp"
    assert wire.mini_selector(name) == "BTC_USDT_Perp@500"
    assert wire.mini_selector(name, 200) == "BTC_USDT_Perp@200"
    assert wire.ticker_selector(name, 500) == "BTC_USDT_Perp@500"
    assert wire.trade_selector(name) == "BTC_USDT_Perp@50"
    assert wire.candle_selector(name, Interval.M1) == "BTC_USDT_Perp@CI_1_M-TRADE"
    assert wire.book_selector(name) == "BTC_USDT_Perp@500-10"
    assert wire.book_delta_selector(name, 50) == "BTC_USDT_Perp@50"


def test_messages_are_frozen() -> None:
    feed = decode_frame(TRADE_FRAME)
    with pytest.raises(AttributeError):
        feed.sequence = 5  # type: ignore[misc,union-attr]
    assert isinstance(feed, msgspec.Struct)
