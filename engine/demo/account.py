"""A small synthetic trading account to look at: two positions, a few open orders, some past fills.

Nothing can be changed in it: the demo exchange accepts no orders. Object fields follow the protocol
reference, section 6, and the official schema pages that it names as source S1.
"""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

from engine.demo.errors import UNAUTHORIZED, ProtocolError
from engine.demo.market import Venue
from engine.demo.numerals import NANO, down_to, nanos, notional, printed
from engine.demo.prints import Print
from engine.market import NS_PER_SECOND, ORDERBOOK

_BALANCE = nanos("25000")
_MAKER_RATE = nanos("-0.000001")
_TAKER_RATE = nanos("0.00045")
_ONE_USD = "1.0"


class _Position(NamedTuple):
    """A holding: signed size in billionths of base, entry price in billionths of quote."""

    instrument: str
    size: int
    entry: int
    opened: int


class _Order(NamedTuple):
    instrument: str
    is_buy: bool
    size: int
    price: int
    order_id: str
    client_order_id: str
    created: int


class _Fill(NamedTuple):
    instrument: str
    order_id: str
    client_order_id: str
    is_taker: bool
    trade: Print


class Account:
    """The account that every session of the demo exchange sees."""

    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        random = Random(f"{venue.seed}:account")
        self._random = random
        self.sub_account_id = str(random.randrange(10**15, 10**16))
        self.funding_address = f"0x{random.getrandbits(160):040x}"
        self._signer = f"0x{random.getrandbits(160):040x}"
        self._positions = [self._position("ETH_USDT_Perp", 12), self._position("BTC_USDT_Perp", -70)]
        self._orders = [
            self._order(name, is_buy, away)
            for name, is_buy, away in (
                ("ETH_USDT_Perp", True, 60),
                ("ETH_USDT_Perp", False, 60),
                ("BTC_USDT_Perp", True, 80),
            )
        ]
        self._fills = [self._opening_fill(position) for position in self._positions]

    def check(self, sub_account_id: object) -> None:
        """Refuse somebody else's account.

        Raises:
            ProtocolError: 1001, the session may not see this sub account.
        """
        if sub_account_id != self.sub_account_id:
            raise ProtocolError(UNAUTHORIZED)

    def positions(self, instrument: str | None = None) -> list[dict[str, Any]]:
        """The open positions, marked to now."""
        return [
            self._position_object(position)
            for position in self._positions
            if instrument in {None, position.instrument}
        ]

    def orders(self) -> list[dict[str, Any]]:
        """The open orders."""
        return [self._order_object(order) for order in self._orders]

    def fills_newest_first(self, start_time: int, end_time: int) -> Iterator[dict[str, Any]]:
        """Own fills between two times (ns, inclusive)."""
        for fill in sorted(self._fills, key=lambda item: item.trade.event_time, reverse=True):
            if start_time <= fill.trade.event_time <= end_time:
                yield self._fill_object(fill)

    def summary(self) -> dict[str, Any]:
        """The account summary: ``total_equity`` and the margins in USDT."""
        positions = self._positions
        unrealized = sum(self._unrealized(position) for position in positions)
        exposure = sum(notional(self._mark(position), abs(position.size)) for position in positions)
        equity, initial = _BALANCE + unrealized, exposure // 50
        return {
            "event_time": str(self._venue.now),
            "sub_account_id": self.sub_account_id,
            "margin_type": "SIMPLE_CROSS_MARGIN",
            "settle_currency": "USDT",
            "unrealized_pnl": printed(unrealized),
            "total_equity": printed(equity),
            "initial_margin": printed(initial),
            "maintenance_margin": printed(initial // 2),
            "available_balance": printed(equity - initial - min(unrealized, 0)),
            "spot_balances": [{"currency": "USDT", "balance": printed(_BALANCE), "index_price": _ONE_USD}],
            "positions": self.positions(),
            "settle_index_price": _ONE_USD,
        }

    def _position(self, instrument: str, steps: int) -> _Position:
        market = self._venue.markets[instrument]
        size = steps * market.listing.min_size * 5
        entry = down_to(int(market.last_price * self._random.uniform(0.99, 1.01)), market.listing.tick_size)
        opened = self._venue.start_time - self._random.randrange(3600, 36_000) * NS_PER_SECOND
        return _Position(instrument, size, entry, opened)

    def _order(self, instrument: str, is_buy: bool, away: int) -> _Order:
        market = self._venue.markets[instrument]
        distance = market.last_price * away // 10_000
        price = market.last_price - distance if is_buy else market.last_price + distance
        return _Order(
            instrument=instrument,
            is_buy=is_buy,
            size=market.listing.min_size * 20,
            price=down_to(price, market.listing.tick_size),
            order_id=f"0x{self._random.getrandbits(120):032x}",
            client_order_id=str(self._random.randrange(1 << 63, 1 << 64)),
            created=self._venue.start_time - self._random.randrange(60, 3600) * NS_PER_SECOND,
        )

    def _opening_fill(self, position: _Position) -> _Fill:
        execution = self._random.randrange(1_000_000, 2_000_000)
        trade = Print(
            position.opened,
            execution,
            1,
            position.entry,
            abs(position.size),
            position.size > 0,
            position.entry,
            position.entry,
        )
        order_id = f"0x{self._random.getrandbits(120):032x}"
        client_order_id = str(self._random.randrange(1 << 63, 1 << 64))
        return _Fill(position.instrument, order_id, client_order_id, True, trade)

    def _mark(self, position: _Position) -> int:
        return self._venue.markets[position.instrument].mark_price

    def _unrealized(self, position: _Position) -> int:
        return notional(self._mark(position) - position.entry, position.size)

    def _position_object(self, position: _Position) -> dict[str, Any]:
        mark, unrealized = self._mark(position), self._unrealized(position)
        cost = notional(position.entry, abs(position.size))
        return {
            "event_time": str(self._venue.now),
            "sub_account_id": self.sub_account_id,
            "instrument": position.instrument,
            "size": printed(position.size),
            "notional": printed(notional(mark, position.size)),
            "entry_price": printed(position.entry),
            "exit_price": "0.0",
            "mark_price": printed(mark),
            "unrealized_pnl": printed(unrealized),
            "realized_pnl": "0.0",
            "total_pnl": printed(unrealized),
            "roi": printed(unrealized * 100 * NANO // cost),
            "quote_index_price": _ONE_USD,
            "est_liquidation_price": "0.0",
            "leverage": "10.0",
        }

    def _order_object(self, order: _Order) -> dict[str, Any]:
        return {
            "order_id": order.order_id,
            "sub_account_id": self.sub_account_id,
            "is_market": False,
            "time_in_force": "GOOD_TILL_TIME",
            "post_only": True,
            "reduce_only": False,
            "legs": [
                {
                    "instrument": order.instrument,
                    "size": printed(order.size),
                    "limit_price": printed(order.price),
                    "is_buying_asset": order.is_buy,
                }
            ],
            "signature": {
                "signer": self._signer,
                "r": f"0x{'11' * 32}",
                "s": f"0x{'22' * 32}",
                "v": 27,
                "expiration": str(order.created + 86_400 * NS_PER_SECOND),
                "nonce": 747_860_882,
                "chain_id": "326",
            },
            "metadata": {"client_order_id": order.client_order_id, "create_time": str(order.created)},
            "state": {
                "status": "OPEN",
                "reject_reason": "UNSPECIFIED",
                "book_size": [printed(order.size)],
                "traded_size": ["0.0"],
                "update_time": str(order.created),
                "avg_fill_price": ["0.0"],
            },
        }

    def _fill_object(self, fill: _Fill) -> dict[str, Any]:
        rate = _TAKER_RATE if fill.is_taker else _MAKER_RATE
        trade = fill.trade
        return {
            "event_time": str(trade.event_time),
            "sub_account_id": self.sub_account_id,
            "instrument": fill.instrument,
            "is_buyer": trade.is_taker_buyer,
            "is_taker": fill.is_taker,
            "size": printed(trade.size),
            "price": printed(trade.price),
            "mark_price": printed(trade.mark_price),
            "index_price": printed(trade.index_price),
            "interest_rate": "0.0",
            "forward_price": "0.0",
            "realized_pnl": "0.0",
            "fee": printed(notional(notional(trade.price, trade.size), rate)),
            "fee_rate": printed(rate * 100),
            "trade_id": f"{trade.execution}-{trade.fill}",
            "order_id": fill.order_id,
            "venue": ORDERBOOK,
            "is_liquidation": False,
            "client_order_id": fill.client_order_id,
            "signer": self._signer,
            "broker": "UNSPECIFIED",
            "is_rpi": False,
            "builder": "0x00",
            "builder_fee_rate": "0.0",
            "builder_fee": "0",
            "fee_currency": "USDT",
        }
