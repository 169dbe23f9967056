"""One side of the book of own resting orders, sorted by price, and what the public book shows ahead of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
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
        for level in self._levels[free:]:
            for order in level:
                if order.queue_ahead is not ZERO:
                    before.setdefault(order, order.queue_ahead)
                    order.queue_ahead = ZERO
        if last_known is None:
            return
        for level in self._levels[bisect_left(self._keys, self._key(last_known)) : free]:
            shown = sizes.get(level[0].price, ZERO)
            for order in level:
                ahead = order.queue_ahead
                if ahead is None or shown < ahead:
                    before.setdefault(order, ahead)
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
