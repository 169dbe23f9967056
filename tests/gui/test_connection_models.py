"""The tables of the connection details: sound, in the right order, and in words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from engine import ConnectionState, ConnectionView, Endpoint, FeedView
from gui.models.feeds import EndpointRow, EndpointsModel, FeedsModel, milliseconds_text

FEED = FeedView(
    endpoint=Endpoint.MARKET_DATA,
    stream="v1.trade",
    instrument="ETH_USDT_Perp",
    state=ConnectionState.LIVE,
    age=None,
    messages=0,
    per_second=0.0,
    sequence_gaps=0,
    duplicates=0,
    recovered=0,
    connects=0,
    round_trip=None,
    clock_offset_ns=None,
    last_error=None,
)
ACCOUNT_FEED = replace(FEED, endpoint=Endpoint.TRADES, stream="v1.fill", instrument="")


def test_the_feeds_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = FeedsModel()
    qtmodeltester.check(model)
    model.show([FEED, ACCOUNT_FEED])
    model.show([replace(FEED, messages=3, age=0.1), replace(FEED, stream="v1.mini.s")])
    qtmodeltester.check(model)
    assert [(feed.stream, feed.messages) for feed in model.rows()] == [("v1.trade", 3), ("v1.mini.s", 0)]


def test_the_endpoints_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = EndpointsModel()
    for state in ConnectionState:
        model.show(EndpointRow(ConnectionView(endpoint, state, 1, None, None), None) for endpoint in Endpoint)
        qtmodeltester.check(model)
    assert model.rowCount() == len(Endpoint)


def test_market_data_comes_first_and_the_account_last(qapp: object) -> None:
    model = FeedsModel()
    model.show([ACCOUNT_FEED, replace(FEED, stream="v1.mini.s"), FEED, replace(FEED, instrument="BTC")])
    model.sort(FeedsModel.ENDPOINT_COLUMN, Qt.SortOrder.AscendingOrder)
    shown = [(model.index(row, 2).data(), model.index(row, 1).data()) for row in range(4)]
    assert shown == [
        ("BTC", "v1.trade"),
        ("ETH_USDT_Perp", "v1.mini.s"),
        ("ETH_USDT_Perp", "v1.trade"),
        ("–", "v1.fill"),
    ]


def test_what_is_not_known_is_a_dash_and_the_first_connection_no_reconnect(qapp: object) -> None:
    model = FeedsModel()
    model.show([FEED])
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[4:] == ["–", "0.0", "0", "0", "0", "0", "–", "–", ""]
    model.show([replace(FEED, connects=1)])
    assert model.index(0, 9).data() == "0"


@pytest.mark.parametrize(
    ("seconds", "signed", "text"),
    [
        (None, False, "–"),
        (0.0004, False, "0.4 ms"),
        (0.0123, False, "12 ms"),
        (2.5, False, "2,500 ms"),
        (0.25, True, "+250 ms"),
        (-0.25, True, "−250 ms"),
        (-0.00001, True, "0.0 ms"),
    ],
)
def test_milliseconds(seconds: float | None, signed: bool, text: str) -> None:
    assert milliseconds_text(seconds, signed=signed) == text
