"""The book of own resting orders, indexed by price, and which of them a trade fills.

A trade that reaches no order costs two comparisons, however many orders rest.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import neg

from engine.grid.orders import Intent
from engine.grid.spec import FillModel
from engine.market import Side, Trade


@dataclass(slots=True)
class RestingOrder:
    """An own order that rests on the simulated book. ``order_id`` is also its age: lower is older.

    ``price`` in quote, ``size`` in base units, ``placed_at`` in ns since the epoch.
    """

    order_id: int
    cell: int
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    placed_at: int


class _BookSide:
    """One side of the book: prices sorted so that the best is last, and the orders at each by age."""

    __slots__ = ("_at_price", "_key", "_prices", "best")

    def __init__(self, side: Side) -> None:
        self._key = neg if side is Side.SELL else None
        self._prices: list[Decimal] = []
        self._at_price: dict[Decimal, dict[int, RestingOrder]] = {}
        self.best: Decimal | None = None

    def add(self, order: RestingOrder) -> None:
        level = self._at_price.get(order.price)
        if level is None:
            level = self._at_price[order.price] = {}
            insort(self._prices, order.price, key=self._key)
            self.best = self._prices[-1]
        level[order.order_id] = order

    def remove(self, order: RestingOrder) -> None:
        level = self._at_price[order.price]
        del level[order.order_id]
        if not level:
            del self._at_price[order.price]
            key = order.price if self._key is None else self._key(order.price)
            del self._prices[bisect_left(self._prices, key, key=self._key)]
            self.best = self._prices[-1] if self._prices else None

    def best_first(self) -> Iterator[RestingOrder]:
        for price in reversed(self._prices):
            yield from sorted(self._at_price[price].values(), key=lambda order: order.order_id)


class RestingOrders:
    """The own orders that rest on the simulated book."""

    def __init__(self, fill_model: FillModel) -> None:
        """``fill_model``: ``touch`` fills at the order's price or beyond, ``through`` only beyond it."""
        self._touch = fill_model is FillModel.TOUCH
        self._orders: dict[int, RestingOrder] = {}
        self._buys = _BookSide(Side.BUY)
        self._sells = _BookSide(Side.SELL)

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[RestingOrder]:
        """All resting orders, oldest first."""
        return iter(sorted(self._orders.values(), key=lambda order: order.order_id))

    def __getitem__(self, order_id: int) -> RestingOrder:
        return self._orders[order_id]

    def add(self, order: RestingOrder) -> None:
        """Let an order rest."""
        self._orders[order.order_id] = order
        (self._buys if order.side is Side.BUY else self._sells).add(order)

    def remove(self, order_id: int) -> None:
        """Take an order off the book. Raises KeyError when it does not rest."""
        order = self._orders.pop(order_id)
        (self._buys if order.side is Side.BUY else self._sells).remove(order)

    def filled_by(self, trade: Trade) -> list[RestingOrder]:
        """The orders a trade fills: BUYs first, highest price first, then SELLs, lowest first; equal prices by age."""
        price = trade.price
        buys, sells = self._buys.best, self._sells.best
        reaches_buy = buys is not None and (price <= buys if self._touch else price < buys)
        reaches_sell = sells is not None and (price >= sells if self._touch else price > sells)
        if not reaches_buy and not reaches_sell:
            return []
        filled = []
        for order in self._buys.best_first() if reaches_buy else ():
            if not (price <= order.price if self._touch else price < order.price):
                break
            filled.append(order)
        for order in self._sells.best_first() if reaches_sell else ():
            if not (price >= order.price if self._touch else price > order.price):
                break
            filled.append(order)
        return filled
