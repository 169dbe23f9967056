"""The tables of the connection details: the endpoints, and every stream that is followed."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from engine import ConnectionView, Endpoint, FeedView
from gui.engine_words import engine_text
from gui.formatting import (
    MINUS,
    UNKNOWN,
    age_text,
    connection_state_text,
    connection_tone,
    endpoint_text,
)
from gui.models.columns import Column
from gui.models.keyed_rows import KeyedRowsModel

_ORDER = (Endpoint.MARKET_DATA, Endpoint.EDGE, Endpoint.TRADES)


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint, and how many seconds are left until its next try."""

    connection: ConnectionView
    left: float | None


class EndpointsModel(KeyedRowsModel[EndpointRow]):
    """The exchange's three hosts as they are now."""

    ENDPOINT_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_endpoint_columns(), lambda row: row.connection.endpoint, parent)


class FeedsModel(KeyedRowsModel[FeedView]):
    """One row a stream."""

    ENDPOINT_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_feed_columns(), lambda feed: (feed.endpoint, feed.stream, feed.instrument), parent)


def milliseconds_text(seconds: float | None, *, signed: bool = False) -> str:
    """A duration in milliseconds: tenths below ten, then whole ones."""
    if seconds is None:
        return UNKNOWN
    amount = abs(seconds) * 1000
    text = f"{amount:.1f}" if amount < 9.95 else f"{amount:,.0f}"
    if not text.strip("0."):
        return f"{text} ms"
    sign = MINUS if seconds < 0 else "+" if signed else ""
    return f"{sign}{text} ms"


def _attempt(row: EndpointRow) -> int:
    return row.connection.attempt


def _endpoint_columns() -> tuple[Column[EndpointRow], ...]:
    return (
        Column(
            QCoreApplication.translate("EndpointsModel", "Endpoint"),
            lambda row: endpoint_text(row.connection.endpoint),
            lambda row: _ORDER.index(row.connection.endpoint),
            "Market data",
        ),
        Column(
            QCoreApplication.translate("EndpointsModel", "State"),
            lambda row: connection_state_text(row.connection.state),
            lambda row: row.connection.state.value,
            "◌ subscribing",
            tone=lambda row: connection_tone(row.connection.state),
        ),
        Column(
            QCoreApplication.translate("EndpointsModel", "Try"),
            lambda row: str(_attempt(row)),
            _attempt,
            "000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("EndpointsModel", "Next try in"),
            lambda row: UNKNOWN if row.left is None else age_text(row.left),
            lambda row: -1.0 if row.left is None else row.left,
            "00 s",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("EndpointsModel", "Reason"),
            lambda row: engine_text(row.connection.reason or ""),
            lambda row: engine_text(row.connection.reason or ""),
            "",
            tool_tip=lambda row: engine_text(row.connection.reason or ""),
        ),
    )


def _feed_columns() -> tuple[Column[FeedView], ...]:
    return (
        Column(
            QCoreApplication.translate("FeedsModel", "Endpoint"),
            lambda feed: endpoint_text(feed.endpoint),
            lambda feed: (_ORDER.index(feed.endpoint), feed.instrument, feed.stream),
            "Market data",
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Stream"),
            lambda feed: feed.stream,
            lambda feed: feed.stream,
            "v1.position",
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Instrument"),
            lambda feed: feed.instrument or UNKNOWN,
            lambda feed: (feed.instrument, feed.stream),
            "DOGE_USDT_Perp",
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "State"),
            lambda feed: connection_state_text(feed.state),
            lambda feed: feed.state.value,
            "◌ subscribing",
            tone=lambda feed: connection_tone(feed.state),
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Age"),
            lambda feed: UNKNOWN if feed.age is None else age_text(feed.age),
            lambda feed: float("inf") if feed.age is None else feed.age,
            "59 min 59 s",
            numeric=True,
            tool_tip=lambda _feed: QCoreApplication.translate("FeedsModel", "Since the newest message"),
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Per s"),
            lambda feed: f"{feed.per_second:,.1f}",
            lambda feed: feed.per_second,
            "0,000.0",
            numeric=True,
            tool_tip=lambda feed: QCoreApplication.translate(
                "FeedsModel", "{count} messages since the start"
            ).format(count=f"{feed.messages:,}"),
        ),
        _count_column(
            QCoreApplication.translate("FeedsModel", "Gaps"),
            QCoreApplication.translate("FeedsModel", "Jumps in the numbers of the stream"),
            "sequence_gaps",
        ),
        _count_column(
            QCoreApplication.translate("FeedsModel", "Duplicates"),
            QCoreApplication.translate("FeedsModel", "Messages that came twice and were left out"),
            "duplicates",
        ),
        _count_column(
            QCoreApplication.translate("FeedsModel", "Recovered"),
            QCoreApplication.translate("FeedsModel", "Missed trades that were fetched later"),
            "recovered",
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Reconnects"),
            lambda feed: f"{_reconnects(feed):,}",
            _reconnects,
            "000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Round trip"),
            lambda feed: milliseconds_text(feed.round_trip),
            lambda feed: -1.0 if feed.round_trip is None else feed.round_trip,
            "0,000 ms",
            numeric=True,
            tool_tip=lambda _feed: QCoreApplication.translate("FeedsModel", "From a ping to its pong"),
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Clock"),
            lambda feed: milliseconds_text(_offset_seconds(feed), signed=True),
            lambda feed: feed.clock_offset_ns or 0,
            "+00,000 ms",
            numeric=True,
            tool_tip=lambda _feed: QCoreApplication.translate(
                "FeedsModel", "The exchange's clock minus this computer's"
            ),
        ),
        Column(
            QCoreApplication.translate("FeedsModel", "Last error"),
            lambda feed: engine_text(feed.last_error or ""),
            lambda feed: engine_text(feed.last_error or ""),
            "",
            tool_tip=lambda feed: engine_text(feed.last_error or ""),
        ),
    )


def _count_column(title: str, tool_tip: str, name: str) -> Column[FeedView]:
    def count(feed: FeedView) -> int:
        return int(getattr(feed, name))

    return Column(
        title, lambda feed: f"{count(feed):,}", count, "00,000", numeric=True, tool_tip=lambda _feed: tool_tip
    )


def _reconnects(feed: FeedView) -> int:
    return max(0, feed.connects - 1)


def _offset_seconds(feed: FeedView) -> float | None:
    return None if feed.clock_offset_ns is None else feed.clock_offset_ns / 1e9
