"""The book of own resting orders, sorted by price, and what a trade fills of them.

A trade that reaches no order costs two comparisons, however many orders rest. Fill models: CONTRACT section 4,
rule 6.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from engine.grid.spec import FillModel
from engine.market import EXACT, ZERO, Side, Trade
from engine.paper.displayed import DisplayedBook
from engine.paper.resting_order import RestingOrder


@dataclass(frozen=True, slots=True)
class Match:
    """What one trade fills of one order, and the size ahead of it before this trade."""

    order: RestingOrder
    size: Decimal
    queue_before: Decimal | None


class Queued(NamedTuple):
    """The best price at which an own order has something ahead of it, and how much; None where that is unknown."""

    price: Decimal
    ahead: Decimal | None


class _BookSide:
    """One side of the book: prices sorted so that the best is last, and the orders at each by age."""

    __slots__ = ("_key", "_keys", "_levels", "best")

    def __init__(self, side: Side) -> None:
        self._key: Callable[[Decimal], Decimal] = Decimal.copy_negate if side is Side.SELL else Decimal
        self._keys: list[Decimal] = []
        self._levels: list[list[RestingOrder]] = []
        self.best: Decimal | None = None

    def add(self, order: RestingOrder) -> None:
        key = self._key(order.price)
        place = bisect_left(self._keys, key)
        if place < len(self._keys) and self._keys[place] == key:
            self._levels[place].append(order)
            return
        self._keys.insert(place, key)
        self._levels.insert(place, [order])
        self.best = self._levels[-1][0].price

    def remove(self, order: RestingOrder) -> None:
        place = bisect_left(self._keys, self._key(order.price))
        level = self._levels[place]
        if len(level) > 1:
            level.remove(order)
            return
        del self._keys[place], self._levels[place]
        self.best = self._levels[-1][0].price if self._levels else None

    def on_book(
        self,
        sizes: Mapping[Decimal, Decimal],
        best: Decimal | None,
        opposite: Decimal | None,
        last_known: Decimal | None,
    ) -> None:
        """``DisplayedBook.size_ahead`` for all orders at once: ``sizes`` from ``best`` down to ``last_known``."""
        # from here on everything is inside the spread or crosses it
        free = len(self._keys)
        if best is not None:
            free = bisect_right(self._keys, self._key(best))
        if opposite is not None:
            free = min(free, bisect_left(self._keys, self._key(opposite)))
        for level in self._levels[free:]:
            for order in level:
                order.queue_ahead = ZERO
        if last_known is None:
            return
        for level in self._levels[bisect_left(self._keys, self._key(last_known)) : free]:
            shown = sizes.get(level[0].price, ZERO)
            for order in level:
                ahead = order.queue_ahead
                if ahead is None or shown < ahead:
                    order.queue_ahead = shown

    @property
    def queued(self) -> Queued | None:
        for level in reversed(self._levels):
            most = ZERO
            for order in level:
                if order.queue_ahead is None:
                    return Queued(order.price, None)
                most = max(most, order.queue_ahead)
            if most:
                return Queued(level[0].price, most)
        return None

    def best_first(self) -> Iterator[RestingOrder]:
        for level in reversed(self._levels):
            yield from level


class RestingOrders:
    """The own orders that rest on the simulated book. Orders are added in the order of their ids."""

    def __init__(self, fill_model: FillModel) -> None:
        """``fill_model``: ``touch`` fills at the order's price or beyond, ``through`` only beyond it, ``queue``
        beyond it, and at it once the size ahead is used up."""
        self._model = fill_model
        self._only_beyond = fill_model is FillModel.THROUGH
        self._orders: dict[int, RestingOrder] = {}
        self._buys = _BookSide(Side.BUY)
        self._sells = _BookSide(Side.SELL)
        self.book: DisplayedBook | None = None

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[RestingOrder]:
        """All resting orders, oldest first."""
        return iter(self._orders.values())

    def __getitem__(self, order_id: int) -> RestingOrder:
        return self._orders[order_id]

    @property
    def best_buy(self) -> Decimal | None:
        """The highest price of a resting BUY, in quote."""
        return self._buys.best

    @property
    def best_sell(self) -> Decimal | None:
        """The lowest price of a resting SELL, in quote."""
        return self._sells.best

    def queued(self, side: Side) -> Queued | None:
        """Where the own orders of a side first have something ahead, the largest size there; None where nowhere."""
        return self._side(side).queued

    def add(self, order: RestingOrder) -> None:
        """Let an order rest, behind what the book shows at its price."""
        if self._model is FillModel.QUEUE and self.book is not None:
            order.queue_ahead = self.book.size_ahead(order.side, order.price)
        self.put_back(order)

    def put_back(self, order: RestingOrder) -> None:
        """Let an order rest that rested before, with the size ahead of it that it says."""
        self._orders[order.order_id] = order
        self._side(order.side).add(order)

    def remove(self, order_id: int) -> None:
        """Take an order off the book. Raises KeyError when it does not rest."""
        order = self._orders.pop(order_id)
        self._side(order.side).remove(order)

    def on_book(self, book: DisplayedBook) -> None:
        """The public book changed: where it shows less than was ahead of an order, that much has gone."""
        if self._model is FillModel.QUEUE:
            self.book = book
            self._buys.on_book(book.bids, book.bid, book.ask, book.lowest_known_bid)
            self._sells.on_book(book.asks, book.ask, book.bid, book.highest_known_ask)

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
                matches.append(Match(order, order.left, order.queue_ahead))
                if self._model is FillModel.QUEUE:
                    # a price that was traded through has nothing left
                    order.queue_ahead = ZERO
            elif trade.price != order.price or self._only_beyond:
                return
            elif self._model is FillModel.TOUCH:
                matches.append(Match(order, order.left, None))
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
            matches.append(Match(order, share, ahead))
        return share

    def _side(self, side: Side) -> _BookSide:
        return self._buys if side is Side.BUY else self._sells
