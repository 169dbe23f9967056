"""An order book that agrees with the trades: levels are consumed by takers and refilled by makers."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from engine.demo.listings import Temper
from engine.demo.numerals import down_to

FULL_DEPTH = 160
"""Levels that each side is refilled to."""

_MOST_DEPTH = 240
_MOST_NEW_LEVELS = 12
_ROUND_TICKS = 50


class Level(NamedTuple):
    """One price: the total size there (billionths of base) and the number of orders it consists of."""

    size: int
    orders: int


Fill = tuple[int, int]
"""What a taker meets at one price: price and size in billionths."""


class BookSide:
    """One side of the book; ``sign`` is -1 for bids (highest price first) and 1 for asks (lowest first)."""

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.levels: dict[int, Level] = {}
        self._keys: list[int] = []

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def best(self) -> int | None:
        """The best price, None for an empty side."""
        return self._keys[0] * self.sign if self._keys else None

    @property
    def worst(self) -> int | None:
        """The price furthest from the market, None for an empty side."""
        return self._keys[-1] * self.sign if self._keys else None

    def prices(self, depth: int | None = None) -> list[int]:
        """The best ``depth`` prices, best first; all of them without a depth."""
        return [key * self.sign for key in self._keys[:depth]]

    def put(self, price: int, level: Level) -> None:
        """Set the level at a price; a size of zero removes it."""
        if level.size <= 0:
            self.remove(price)
            return
        if price not in self.levels:
            insort(self._keys, price * self.sign)
        self.levels[price] = level

    def remove(self, price: int) -> None:
        """Remove the level at a price, if there is one."""
        if self.levels.pop(price, None) is not None:
            del self._keys[bisect_left(self._keys, price * self.sign)]

    def cut_better_than(self, price: int) -> None:
        """Cancel every level that is better than ``price``."""
        while self._keys and self._keys[0] < price * self.sign:
            del self.levels[self._keys.pop(0) * self.sign]

    def cut_beyond(self, depth: int) -> None:
        """Cancel the levels after the best ``depth``."""
        while len(self._keys) > depth:
            del self.levels[self._keys.pop() * self.sign]


class Book:
    """Both sides, and what moves them. Prices are multiples of ``tick``, sizes of ``lot`` (billionths)."""

    def __init__(self, temper: Temper, tick: int, lot: int, random: Random) -> None:
        self.bids = BookSide(-1)
        self.asks = BookSide(1)
        self._temper = temper
        self._tick = tick
        self._lot = lot
        self._random = random

    def side_for_taker(self, is_buyer: bool) -> BookSide:
        """The side that a taker meets: the asks for a buyer, the bids for a seller."""
        return self.asks if is_buyer else self.bids

    def quote(self, bid: int, ask: int) -> None:
        """Move the top of the book: what is better than ``bid`` and ``ask`` is cancelled, what lacks is added."""
        self._move(self.bids, bid)
        self._move(self.asks, ask)
        self._stir(self.bids)
        self._stir(self.asks)

    def show(self, side: BookSide, price: int, size: int) -> None:
        """Make ``price`` the best level of a side, with at least ``size`` and something behind it."""
        other = self.bids if side is self.asks else self.asks
        other_best = price - side.sign * self._tick * self._random.choice((1, 1, 1, 2))
        self._move(side, price)
        if other_best > 0:
            self._move(other, other_best)
        level = side.levels[price]
        if level.size <= size:
            side.put(price, self._level(0, at_least=size + self._lot))

    def agree(self, is_buyer: bool, fills: Sequence[Fill]) -> None:
        """Let the book agree with what a taker is about to meet: ``fills`` (price, size), best price first.

        Every price but the last is met in full; nothing lies between them.
        """
        side, wanted = self.side_for_taker(is_buyer), _by_price(fills)
        prices = list(wanted)
        self.show(side, prices[0], wanted[prices[0]])
        if len(prices) > 1:
            last = prices[-1]
            for price in [price for price in side.prices() if (price - last) * side.sign < 0]:
                side.remove(price)
            for price in prices[:-1]:
                side.put(price, Level(wanted[price], 1 + self._random.randrange(4)))
            if last not in side.levels or side.levels[last].size <= wanted[last]:
                side.put(last, self._level(1, at_least=wanted[last] + self._lot))

    def fill(self, is_buyer: bool, fills: Sequence[Fill]) -> None:
        """Consume ``fills`` (price, size), which the book agrees with."""
        side = self.side_for_taker(is_buyer)
        for price, taken in _by_price(fills).items():
            level = side.levels[price]
            left = level.size - taken
            side.put(price, Level(left, max(1, level.orders - self._orders_met(taken, level)) if left else 0))
        self._refill(side)

    def _orders_met(self, taken: int, level: Level) -> int:
        share = taken / level.size
        return max(1, min(4, round(level.orders * share)))

    def _move(self, side: BookSide, best: int) -> None:
        side.cut_better_than(best)
        old_best = side.best
        step = side.sign * self._tick
        if old_best != best:
            side.put(best, self._level(0))
            for away in range(1, _MOST_NEW_LEVELS):
                price = best + away * step
                if price <= 0 or (old_best is not None and (price - old_best) * side.sign >= 0):
                    break
                if self._random.random() < 0.6:
                    side.put(price, self._level(away))
            if old_best is not None:
                price = self._next_round(best, side.sign)
                while (price - old_best) * side.sign < 0:
                    if price not in side.levels:
                        side.put(price, self._level(_MOST_NEW_LEVELS))
                    price += side.sign * _ROUND_TICKS * self._tick
        self._refill(side)

    def _refill(self, side: BookSide) -> None:
        if len(side) > _MOST_DEPTH:
            side.cut_beyond(FULL_DEPTH)
        while len(side) < FULL_DEPTH:
            worst = side.worst
            if worst is None:
                return
            gap = 1 + int(
                self._random.expovariate(1.0) * self._temper.level_gap_ticks * (len(side) / 30) ** 2
            )
            price = worst + side.sign * gap * self._tick
            if (price - self._next_round(worst, side.sign)) * side.sign > 0:
                price = self._next_round(worst, side.sign)
            if price <= 0:
                return
            side.put(price, self._level(len(side)))

    def _next_round(self, price: int, sign: int) -> int:
        """The next round price behind ``price``; there is always somebody at one."""
        step = _ROUND_TICKS * self._tick
        return (price // step + 1) * step if sign > 0 else -(-price // step) * step - step

    def _stir(self, side: BookSide) -> None:
        """Makers behind the top change their minds: one level gets another size, or comes, or goes."""
        best = side.best
        if best is None:
            return
        away = int(self._random.expovariate(0.15))
        price = best + side.sign * away * self._tick
        if away == 0 or price in side.levels:
            goes = away > 0 and self._random.random() < 0.3
            side.put(price, Level(0, 0) if goes else self._level(away))
        elif price > 0:
            side.put(price, self._level(away))

    def _level(self, away: int, at_least: int = 0) -> Level:
        random = self._random
        typical = self._temper.level_size * (0.35 + min(away, 40) * 0.04)
        size = down_to(int(typical * random.lognormvariate(-0.3, 0.8)), self._lot)
        size = max(self._lot, size) + at_least
        orders = 1 + int(random.expovariate(1.0) * (1.0 + size / max(1, self._temper.level_size)) * 1.5)
        return Level(size, min(orders, size // self._lot, 40))


def _by_price(fills: Sequence[Fill]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for price, size in fills:
        sizes[price] = sizes.get(price, 0) + size
    return sizes
