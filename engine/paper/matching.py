"""The book of own resting orders, indexed by price, and what a trade fills of them.

A trade that reaches no order costs two comparisons, however many orders rest. Fill models: CONTRACT section 4,
rule 6.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import neg

from engine.grid.orders import Intent
from engine.grid.spec import FillModel
from engine.market import EXACT, ZERO, Side, Trade
from engine.paper.displayed import DisplayedBook


@dataclass(slots=True)
class RestingOrder:
    """An own order that rests on the simulated book. ``order_id`` is also its age: lower is older.

    ``price`` in quote, ``size`` and ``left`` in base units, ``placed_at`` in ns since the epoch;
    ``queue_ahead`` is the size ahead of it at its price, None where unknown or without the queue model.
    """

    order_id: int
    cell: int | None
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    left: Decimal
    placed_at: int
    queue_ahead: Decimal | None = None

    @property
    def filled(self) -> Decimal:
        """How much of it has filled, in base units."""
        return EXACT.subtract(self.size, self.left)


@dataclass(frozen=True, slots=True)
class Match:
    """What one trade fills of one order; the sizes ahead are those before and after this trade."""

    order: RestingOrder
    size: Decimal
    queue_before: Decimal | None
    queue_after: Decimal | None


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
        """``fill_model``: ``touch`` fills at the order's price or beyond, ``through`` only beyond it, ``queue``
        beyond it, and at it once the size ahead is used up."""
        self._model = fill_model
        self._only_beyond = fill_model is FillModel.THROUGH
        self._orders: dict[int, RestingOrder] = {}
        self._buys = _BookSide(Side.BUY)
        self._sells = _BookSide(Side.SELL)
        self._book: DisplayedBook | None = None

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[RestingOrder]:
        """All resting orders, oldest first."""
        return iter(sorted(self._orders.values(), key=lambda order: order.order_id))

    def __getitem__(self, order_id: int) -> RestingOrder:
        return self._orders[order_id]

    def add(self, order: RestingOrder) -> None:
        """Let an order rest, behind what the book shows at its price."""
        if self._model is FillModel.QUEUE and self._book is not None:
            order.queue_ahead = self._book.size_ahead(order.side, order.price)
        self._orders[order.order_id] = order
        self._side(order.side).add(order)

    def remove(self, order_id: int) -> None:
        """Take an order off the book. Raises KeyError when it does not rest."""
        order = self._orders.pop(order_id)
        self._side(order.side).remove(order)

    def on_book(self, book: DisplayedBook) -> None:
        """The public book changed: where it shows less than was ahead of an order, that much has gone."""
        self._book = book
        if self._model is not FillModel.QUEUE:
            return
        for side in Side:
            reach = book.reach(side)
            if reach is None:
                continue
            for order in self._side(side).best_first():
                if order.price < reach if side is Side.BUY else order.price > reach:
                    break
                shown = book.size_ahead(side, order.price)
                if shown is not None and (order.queue_ahead is None or shown < order.queue_ahead):
                    order.queue_ahead = shown

    def filled_by(self, trade: Trade) -> list[Match]:
        """What a trade fills: BUYs first, highest price first, then SELLs, lowest first; equal prices by age.

        The sizes ahead fall with the trade; what is left of the orders is for the caller to book.
        """
        price = trade.price
        buys, sells = self._buys.best, self._sells.best
        reaches_buy = buys is not None and (price < buys if self._only_beyond else price <= buys)
        reaches_sell = sells is not None and (price > sells if self._only_beyond else price >= sells)
        if not reaches_buy and not reaches_sell:
            return []
        matches: list[Match] = []
        if reaches_buy:
            self._match_side(self._buys, trade, matches)
        if reaches_sell:
            self._match_side(self._sells, trade, matches)
        return matches

    def _match_side(self, side: _BookSide, trade: Trade, matches: list[Match]) -> None:
        given_away = ZERO
        for order in side.best_first():
            is_buy = order.side is Side.BUY
            if trade.price < order.price if is_buy else trade.price > order.price:
                matches.append(Match(order, order.left, order.queue_ahead, order.queue_ahead))
            elif trade.price != order.price or self._only_beyond:
                return
            elif self._model is FillModel.TOUCH:
                matches.append(Match(order, order.left, None, None))
            elif trade.is_taker_buyer != is_buy and order.queue_ahead is not None:
                given_away = EXACT.add(
                    given_away, self._match_at_price(order, trade.size, given_away, matches)
                )

    @staticmethod
    def _match_at_price(
        order: RestingOrder, printed: Decimal, given_away: Decimal, matches: list[Match]
    ) -> Decimal:
        """Use up the size ahead, then fill with what remains after older own orders; returns what it took."""
        ahead = order.queue_ahead or ZERO
        order.queue_ahead = max(ZERO, EXACT.subtract(ahead, printed))
        remains = EXACT.subtract(EXACT.subtract(printed, ahead), given_away)
        share = min(order.left, max(ZERO, remains))
        if share > 0:
            matches.append(Match(order, share, ahead, order.queue_ahead))
        return share

    def _side(self, side: Side) -> _BookSide:
        return self._buys if side is Side.BUY else self._sells
