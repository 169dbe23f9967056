"""One side of the book of own resting orders, sorted by price, and what the public book shows ahead of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from engine.market import ZERO, Side
from engine.paper.resting_order import RestingOrder

Before = dict[RestingOrder, Decimal | None]
"""The size ahead of orders before something changed it."""


class Queued(NamedTuple):
    """The best price at which an own order has something ahead of it, and how much; None where that is unknown."""

    price: Decimal
    ahead: Decimal | None


class BookSide:
    """One side of the book: ``levels`` hold the orders of one price each by age, the best price is last."""

    __slots__ = ("_key", "_keys", "best", "is_buy", "levels")

    def __init__(self, side: Side) -> None:
        self.is_buy = side is Side.BUY
        self.levels: list[list[RestingOrder]] = []
        self.best: Decimal | None = None
        self._key: Callable[[Decimal], Decimal] = Decimal if self.is_buy else Decimal.copy_negate
        self._keys: list[Decimal] = []

    def add(self, order: RestingOrder) -> None:
        key, keys = self._key(order.price), self._keys
        if not keys or key > keys[-1]:
            # a fill lets its cell work next to the price
            keys.append(key)
            self.levels.append([order])
            self.best = order.price
            return
        place = bisect_left(keys, key)
        if keys[place] == key:
            self.levels[place].append(order)
        else:
            keys.insert(place, key)
            self.levels.insert(place, [order])

    def remove(self, order: RestingOrder) -> None:
        levels = self.levels
        # what fills is the best
        place = -1 if order.price == self.best else bisect_left(self._keys, self._key(order.price))
        level = levels[place]
        if len(level) > 1:
            level.remove(order)
            return
        del self._keys[place], levels[place]
        self.best = levels[-1][0].price if levels else None

    def on_book(
        self,
        sizes: Mapping[Decimal, Decimal],
        best: Decimal | None,
        opposite: Decimal | None,
        last_known: Decimal | None,
        before: Before,
    ) -> None:
        """``DisplayedBook.size_ahead`` for all orders at once: ``sizes`` from ``best`` down to ``last_known``.

        What changes is noted in ``before``.
        """
        # from here on everything is inside the spread or crosses it
        free = len(self._keys)
        if best is not None:
            free = bisect_right(self._keys, self._key(best))
        if opposite is not None:
            free = min(free, bisect_left(self._keys, self._key(opposite)))
        for level in self.levels[free:]:
            for order in level:
                if order.queue_ahead is not ZERO:
                    before.setdefault(order, order.queue_ahead)
                    order.queue_ahead = ZERO
        if last_known is None:
            return
        for level in self.levels[bisect_left(self._keys, self._key(last_known)) : free]:
            shown = sizes.get(level[0].price, ZERO)
            for order in level:
                ahead = order.queue_ahead
                if ahead is None or shown < ahead:
                    before.setdefault(order, ahead)
                    order.queue_ahead = shown

    @property
    def queued(self) -> Queued | None:
        for level in reversed(self.levels):
            most = ZERO
            for order in level:
                ahead = order.queue_ahead
                if ahead is None:
                    return Queued(order.price, None)
                most = max(most, ahead)
            if most:
                return Queued(level[0].price, most)
        return None
