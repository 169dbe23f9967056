"""Frames of the account's own streams."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grvt.account import AccountFill, Position, WorkingOrder
from engine.grvt.errors import MalformedMessage
from engine.grvt.private_frames import (
    ACCOUNT_STREAMS,
    AccountMessage,
    OrderStateChanged,
    decode_account_frame,
)
from engine.grvt.wire import RequestFailed, Subscribed, decode_frame
from engine.market import Side, TradeId
from tests.fakes.account import FILL_FEED, ORDER_ID, POSITION_FEED, order_feed
from tests.fakes.fake_grvt import SUB_ACCOUNT, feed_frame


def decoded(stream: str, feed: dict[str, Any]) -> AccountMessage:
    message = decode_account_frame(feed_frame(stream, SUB_ACCOUNT, "17", feed, "16"))
    assert isinstance(message, AccountMessage)
    assert (message.stream, message.selector, message.sequence, message.previous) == (
        stream,
        SUB_ACCOUNT,
        17,
        16,
    )
    return message


def test_a_fill() -> None:
    assert decoded("v1.fill", FILL_FEED).payload == AccountFill(
        event_time=1767354369431470728,
        instrument="ETH_USDT_Perp",
        trade_id=TradeId(74150425, 1),
        order_id=ORDER_ID,
        side=Side.BUY,
        price=Decimal("3000.0"),
        size=Decimal("0.1"),
        is_taker=False,
        fee=Decimal("-0.0003"),
        fee_currency="USDT",
        realized_pnl=Decimal("0.0"),
    )


def test_an_order() -> None:
    assert decoded("v1.order", order_feed(traded="0.2")).payload == WorkingOrder(
        order_id=ORDER_ID,
        client_order_id="9223372036854775809",
        instrument="ETH_USDT_Perp",
        side=Side.BUY,
        size=Decimal("0.5"),
        limit_price=Decimal("2990.0"),
        traded_size=Decimal("0.2"),
        status="OPEN",
        post_only=True,
        reduce_only=False,
    )


def test_a_position() -> None:
    assert decoded("v1.position", POSITION_FEED).payload == Position(
        instrument="SOL_USDT_Perp",
        size=Decimal("-2.5"),
        entry_price=Decimal("141.2"),
        mark_price=Decimal("140.0"),
        unrealized_pnl=Decimal("3.0"),
        realized_pnl=Decimal("0.0"),
        liquidation_price=None,
    )


@pytest.mark.parametrize("feed", [{}, {"anything": {"nested": [1, None]}}, {"status": 5}])
def test_of_an_order_state_nothing_is_read_but_that_it_changed(feed: dict[str, Any]) -> None:
    assert decoded("v1.state", feed).payload == OrderStateChanged()


def leg_of(**changes: Any) -> dict[str, Any]:
    feed = order_feed()
    feed["legs"] = [{**feed["legs"][0], **changes}]
    return feed


@pytest.mark.parametrize(
    ("stream", "feed", "kind"),
    [
        ("v1.fill", {**FILL_FEED, "price": "NaN"}, "not_finite"),
        ("v1.fill", {**FILL_FEED, "price": "0.0"}, "not_positive"),
        ("v1.fill", {**FILL_FEED, "size": "-0.1"}, "not_positive"),
        ("v1.fill", {**FILL_FEED, "size": None}, "missing_field"),
        ("v1.fill", {**FILL_FEED, "fee": "1E+999999"}, "out_of_range"),
        ("v1.fill", {**FILL_FEED, "trade_id": "x"}, "bad_trade_id"),
        ("v1.fill", {**FILL_FEED, "event_time": "-1"}, "not_whole"),
        ("v1.fill", {**FILL_FEED, "instrument": ""}, "bad_name"),
        ("v1.fill", {**FILL_FEED, "is_buyer": "yes"}, "wrong_type"),
        ("v1.fill", {}, "missing_field"),
        ("v1.order", leg_of(size="0"), "not_positive"),
        ("v1.order", leg_of(limit_price="-1"), "negative"),
        ("v1.order", leg_of(limit_price="Infinity"), "not_finite"),
        ("v1.order", {**order_feed(), "legs": []}, "wrong_legs"),
        ("v1.order", {**order_feed(), "order_id": ""}, "bad_name"),
        ("v1.order", {**order_feed(), "state": None}, "wrong_type"),
        ("v1.order", order_feed(traded="-1"), "negative"),
        ("v1.position", {**POSITION_FEED, "size": "sNaN"}, "not_finite"),
        ("v1.position", {**POSITION_FEED, "entry_price": "-1"}, "negative"),
        ("v1.position", {**POSITION_FEED, "unrealized_pnl": "lots"}, "not_a_number"),
        ("v1.position", {**POSITION_FEED, "instrument": None}, "wrong_type"),
        ("v1.trade", FILL_FEED, "unknown_stream"),
        ("v1.transfer", FILL_FEED, "unknown_stream"),
    ],
)
def test_what_cannot_be_believed(stream: str, feed: dict[str, Any], kind: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        decode_account_frame(feed_frame(stream, SUB_ACCOUNT, "17", feed, "16"))
    assert caught.value.kind == kind


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1"])
def test_a_state_that_is_no_object(body: str) -> None:
    frame = f'{{"stream":"v1.state","selector":"1","sequence_number":"1","feed":{body}}}'.encode()
    with pytest.raises(MalformedMessage):
        decode_account_frame(frame)


@pytest.mark.parametrize("stream", ACCOUNT_STREAMS)
def test_the_public_decoder_does_not_know_the_account(stream: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        decode_frame(feed_frame(stream, SUB_ACCOUNT, "17", FILL_FEED, "16"))
    assert caught.value.kind == "unknown_stream"


def test_answers() -> None:
    result = {
        "stream": "v1.position",
        "subs": [SUB_ACCOUNT],
        "unsubs": [],
        "num_snapshots": [2],
        "first_sequence_number": ["5"],
        "latest_sequence_number": ["4"],
    }
    answer = {"jsonrpc": "2.0", "result": result, "id": 3, "method": "subscribe"}
    assert decode_account_frame(json.dumps(answer).encode()) == Subscribed(
        3, "v1.position", (SUB_ACCOUNT,), (), (2,), (5,), (4,)
    )
    refusal = {"jsonrpc": "2.0", "error": {"code": 1000, "message": "no"}, "id": 4, "method": "subscribe"}
    assert decode_account_frame(json.dumps(refusal).encode()) == RequestFailed(4, 1000, "no")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_decoded_or_refused(frame: bytes) -> None:
    message: object = None
    try:
        message = decode_account_frame(frame)
    except MalformedMessage as error:
        message = error.detail
    assert not isinstance(message, str) or len(message) <= 200
