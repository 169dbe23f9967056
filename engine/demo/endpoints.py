"""The REST endpoints, as functions of a request; WebSocket RPC calls the same ones.

Requests and results have full key names here; a ``Shape`` in the table says how both look in lite.
Source: protocol reference, sections 5 and 6.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from engine.demo import funding, lite, render
from engine.demo.account import Account
from engine.demo.bars import INTERVALS, MINUTE, Bar, opening
from engine.demo.errors import (
    INVALID_DEPTH,
    INVALID_INSTRUMENT,
    MALFORMED,
    NO_TRADE_PERMISSION,
    NOT_FOUND,
    Code,
    ProtocolError,
)
from engine.demo.lite import Encoding, Shape
from engine.demo.market import Market, Venue
from engine.demo.numerals import printed
from engine.demo.prints import Print
from engine.demo.reading import Request, cursor_of, integer, page_of, row_limit, texts, wanted
from engine.demo.selectors import CANDLE_TYPES, DEPTHS

_MOST_INSTRUMENTS = 100_000


class Reply(Struct, frozen=True):
    """A result; ``next_cursor`` is None on endpoints without paging, ``wrapped`` False on margin_rules."""

    value: Any
    next_cursor: str | None = None
    wrapped: bool = True


class Endpoint(Struct, frozen=True):
    """One endpoint: the lite names of its request, the shape of its result, and what it does."""

    request: Shape
    result: Shape
    answer: Callable[["Endpoints", Request], Reply]


class Endpoints:
    """Every REST endpoint over one venue and one account."""

    def __init__(self, venue: Venue, account: Account) -> None:
        self._venue = venue
        self._account = account

    def call(self, endpoint: Endpoint, request: Request, encoding: Encoding) -> dict[str, Any]:
        """Answer a request that came in an encoding; the body, in the same encoding.

        Raises:
            ProtocolError: the request is answered with an error code.
        """
        full = endpoint.request.to_full(request) if encoding is Encoding.LITE else request
        reply = endpoint.answer(self, full)
        value: Any = endpoint.result.encode(reply.value, encoding)
        if not reply.wrapped:
            return dict(value)
        body: dict[str, Any] = {"result": value}
        if reply.next_cursor is not None:
            body["next"] = reply.next_cursor
        return dict(lite.BODY.encode(body, encoding))

    def instrument(self, request: Request) -> Reply:
        """One instrument."""
        return Reply(render.instrument(self._market(request, NOT_FOUND).listing))

    def all_instruments(self, request: Request) -> Reply:
        """All instruments, delisted ones too unless ``is_active``."""
        return Reply(self._instruments(request))

    def instruments(self, request: Request) -> Reply:
        """Instruments by kind, base and quote."""
        limit = integer(request, "limit", 500)
        found = self._instruments(request)
        for key in ("kind", "base", "quote"):
            chosen = texts(request, key)
            if chosen:
                found = [item for item in found if item[key] in chosen]
        return Reply(found[: min(limit, _MOST_INSTRUMENTS)])

    def currency(self, request: Request) -> Reply:
        """All currencies."""
        return Reply(render.currencies())

    def supported_assets(self, request: Request) -> Reply:
        """What can be held where."""
        return Reply(render.supported_assets())

    def margin_rules(self, request: Request) -> Reply:
        """The risk brackets of an instrument, not wrapped in ``result``."""
        return Reply(render.margin_rules(self._market(request, INVALID_INSTRUMENT).listing), wrapped=False)

    def mini(self, request: Request) -> Reply:
        """The mini ticker."""
        return Reply(render.mini(self._market(request, NOT_FOUND)))

    def ticker(self, request: Request) -> Reply:
        """The ticker with the last 24 hours."""
        market = self._market(request, NOT_FOUND)
        return Reply(render.ticker(market, self._venue.seed, self._venue.now))

    def book(self, request: Request) -> Reply:
        """The order book."""
        market = self._market(request, INVALID_INSTRUMENT)
        depth = integer(request, "depth", 10)
        if depth not in DEPTHS:
            raise ProtocolError(INVALID_DEPTH)
        return Reply(render.book(market, depth))

    def trade(self, request: Request) -> Reply:
        """The newest trades, newest first."""
        market = self._market(request, NOT_FOUND)
        newest = market.trades.latest(row_limit(request))
        newest.reverse()
        return Reply([render.trade(market.listing.name, item) for item in newest])

    def trade_history(self, request: Request) -> Reply:
        """Trades of a span of time, newest first, in pages."""
        market = self._market(request, NOT_FOUND)
        cursor = cursor_of(request, ("eventTime", "tradeId", "tradeIndex"))
        before = (cursor["eventTime"], cursor["tradeId"], cursor["tradeIndex"]) if cursor else None
        rows = market.trades.newest_first(*self._span(request), before)

        def position(item: Print) -> dict[str, Any]:
            return {"tradeId": item.execution, "tradeIndex": item.fill, "eventTime": item.event_time}

        page, next_cursor = page_of(rows, row_limit(request), position)
        return Reply([render.trade(market.listing.name, item) for item in page], next_cursor)

    def kline(self, request: Request) -> Reply:
        """Klines that open in a span of time, newest first, in pages; the forming one is included.

        A request that repeats only the instrument and the cursor is continued as it began (section 5.3).
        """
        market = self._market(request, NOT_FOUND)
        cursor = cursor_of(request, ("openTime",)) or {}
        interval = request.get("interval", cursor.get("interval"))
        candle_type = request.get("type", cursor.get("type"))
        if interval not in INTERVALS or candle_type not in CANDLE_TYPES:
            raise ProtocolError(MALFORMED)
        length = INTERVALS[interval]
        start_time, end_time = self._span(request)
        if cursor:
            end_time = min(end_time, cursor["openTime"] - 1)

        def position(bar: Bar) -> dict[str, Any]:
            return {"openTime": bar.open_time, "interval": interval, "type": candle_type}

        rows = market.bars.newest_first(start_time, end_time, length)
        page, next_cursor = page_of(rows, row_limit(request), position)
        return Reply(
            [render.candle(market.listing.name, bar, length, candle_type) for bar in page], next_cursor
        )

    def funding(self, request: Request) -> Reply:
        """Settled funding rates, newest first, in pages."""
        market = self._market(request, NOT_FOUND)
        cursor = cursor_of(request, ("fundingTime",)) or {}
        aggregation = request.get("agg_type", cursor.get("aggType", "FUNDING_INTERVAL"))
        if aggregation not in funding.AGGREGATIONS:
            raise ProtocolError(MALFORMED)
        start_time, end_time = self._span(request)
        if cursor:
            end_time = min(end_time, cursor["fundingTime"] - 1)
        rows = funding.newest_first(
            market.listing,
            self._venue.seed,
            start_time=start_time,
            end_time=end_time,
            now=self._venue.now,
            hours=funding.AGGREGATIONS[aggregation],
        )

        def position(row: tuple[int, int, int]) -> dict[str, Any]:
            return {"fundingTime": row[0], "aggType": aggregation}

        page, next_cursor = page_of(rows, row_limit(request), position)
        return Reply([self._funding_row(market, *row) for row in page], next_cursor)

    def account_summary(self, request: Request) -> Reply:
        """Equity, margins and positions of the sub account."""
        self._account.check(request.get("sub_account_id"))
        return Reply(self._account.summary())

    def positions(self, request: Request) -> Reply:
        """The open positions."""
        self._account.check(request.get("sub_account_id"))
        return Reply([item for item in self._account.positions() if wanted(request, item["instrument"])])

    def open_orders(self, request: Request) -> Reply:
        """The open orders."""
        self._account.check(request.get("sub_account_id"))
        orders = self._account.orders()
        return Reply([item for item in orders if wanted(request, item["legs"][0]["instrument"])])

    def fill_history(self, request: Request) -> Reply:
        """Own fills, newest first; they fit on one page."""
        self._account.check(request.get("sub_account_id"))
        fills = self._account.fills_newest_first(*self._span(request))
        return Reply([item for item in fills if wanted(request, item["instrument"])], "")

    def refuse(self, request: Request) -> Reply:
        """Whatever would trade or move funds: this account is read only."""
        raise ProtocolError(NO_TRADE_PERMISSION)

    def _market(self, request: Request, unknown: Code) -> Market:
        name = request.get("instrument")
        if not isinstance(name, str):
            raise ProtocolError(MALFORMED)
        market = self._venue.markets.get(name)
        if market is None:
            raise ProtocolError(unknown)
        return market

    def _instruments(self, request: Request) -> list[dict[str, Any]]:
        only_active = request.get("is_active", False)
        return [
            render.instrument(market.listing)
            for market in self._venue.markets.values()
            if market.listing.is_active or not only_active
        ]

    def _span(self, request: Request) -> tuple[int, int]:
        return integer(request, "start_time", 0), integer(request, "end_time", self._venue.now)

    def _funding_row(self, market: Market, time: int, rate: int, hours: int) -> dict[str, Any]:
        bar = market.bars.minute(opening(time, MINUTE))
        return {
            "instrument": market.listing.name,
            "funding_rate": printed(rate),
            "funding_time": str(time),
            "mark_price": printed(bar.open if bar is not None else market.listing.price),
            "funding_rate_8_h_avg": printed(rate * 8 // hours),
            "funding_interval_hours": hours,
        }


def _names(text: str) -> Shape:
    return Shape(dict(pair.split(":") for pair in text.split()))


_BY_INSTRUMENT = _names("instrument:i")
_HISTORY = "instrument:i start_time:st end_time:et limit:l cursor:c"
_BY_ACCOUNT = _names("sub_account_id:sa kind:k base:b quote:q start_time:st end_time:et limit:l cursor:c")

MARKET_ENDPOINTS: dict[str, Endpoint] = {
    "instrument": Endpoint(_BY_INSTRUMENT, lite.INSTRUMENT, Endpoints.instrument),
    "all_instruments": Endpoint(_names("is_active:ia"), lite.INSTRUMENT, Endpoints.all_instruments),
    "instruments": Endpoint(
        _names("kind:k base:b quote:q is_active:ia limit:l"), lite.INSTRUMENT, Endpoints.instruments
    ),
    "currency": Endpoint(_names(""), lite.CURRENCY, Endpoints.currency),
    "supported_assets": Endpoint(_names(""), lite.SUPPORTED_ASSETS, Endpoints.supported_assets),
    "margin_rules": Endpoint(_BY_INSTRUMENT, lite.MARGIN_RULES, Endpoints.margin_rules),
    "mini": Endpoint(_BY_INSTRUMENT, lite.MINI, Endpoints.mini),
    "ticker": Endpoint(_BY_INSTRUMENT, lite.TICKER, Endpoints.ticker),
    "book": Endpoint(_names("instrument:i depth:d"), lite.BOOK, Endpoints.book),
    "trade": Endpoint(_names("instrument:i limit:l"), lite.TRADE, Endpoints.trade),
    "trade_history": Endpoint(_names(_HISTORY), lite.TRADE, Endpoints.trade_history),
    "kline": Endpoint(_names(f"{_HISTORY} interval:i1 type:t"), lite.CANDLE, Endpoints.kline),
    "funding": Endpoint(_names(f"{_HISTORY} agg_type:at"), lite.FUNDING, Endpoints.funding),
}
"""What the market-data host serves; none of it needs a session."""

PRIVATE_ENDPOINTS: dict[str, Endpoint] = {
    "account_summary": Endpoint(_BY_ACCOUNT, lite.SUB_ACCOUNT, Endpoints.account_summary),
    "positions": Endpoint(_BY_ACCOUNT, lite.POSITION, Endpoints.positions),
    "open_orders": Endpoint(_BY_ACCOUNT, lite.ORDER, Endpoints.open_orders),
    "fill_history": Endpoint(_BY_ACCOUNT, lite.FILL, Endpoints.fill_history),
} | {
    name: Endpoint(_BY_ACCOUNT, lite.OPAQUE, Endpoints.refuse)
    for name in (
        "create_order",
        "bulk_orders",
        "cancel_order",
        "cancel_all_orders",
        "cancel_on_disconnect",
        "set_initial_leverage",
        "set_position_config",
        "add_position_margin",
        "transfer",
        "withdrawal",
    )
}
"""What the trades host serves, with a session only. Whatever would trade or move funds is refused."""
