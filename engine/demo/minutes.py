"""The market of one instrument minute by minute: bars and trades as pure functions of seed and minute.

A minute's bar is drawn from the price path, and the minute's trades are made so that they give exactly that bar
(open, high, low, close, volume, count). Nothing depends on when the exchange started or on who asked first: what
was live in one run is the past of the next, trade by trade and id by id.
"""

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from math import exp
from random import Random
from typing import NamedTuple

from engine.demo.bars import MINUTE, Bar
from engine.demo.listings import SLOTS, Listing, Temper
from engine.demo.numerals import down_to, notional
from engine.demo.path import PricePath
from engine.demo.prints import RFQ, Print
from engine.market import NS_PER_MS, ORDERBOOK

MOST_TRADES_A_MINUTE = 400
LEAST_TRADES_A_MINUTE = 4
"""Enough to touch open, high, low and close."""

_ID_TIME = NS_PER_MS
_CACHED_MINUTES = 16
_CACHED_BARS = 1 << 14
_CACHED_HINTS = 2
"""The exchange looks for the hints of the present minute twice: when it is made, and when it starts."""
_PRINTS_AN_EXECUTION = 1.7
_SEGMENTS = 15
_WAYPOINTS = 14
_OFF_BOOK_SHARE = 0.015


class Hint(NamedTuple):
    """Where makers see the price: a time in ns and a fair price in billionths of quote."""

    time: int
    fair: float


ExecutionOf = Callable[[int, int], int]
"""The execution id of the n-th execution of an instrument in a minute, from its time in ns and n."""


def execution_at(listing: Listing, time: int) -> int:
    """Ids that rise with time through the whole exchange: milliseconds, and the instrument's slot."""
    return time // _ID_TIME * SLOTS + listing.slot


class Minutes:
    """Bars and trades of one instrument by the open time of their minute (ns).

    Args:
        listing: the instrument; it must be active.
        temper: the instrument's temper.
        seed: the seed of the run.
        price: around which it moves, billionths of quote.
        at: the time in ns at which it has exactly that price; None where there is no such time.
        execution_of: gives each execution its id; None for the exchange's own numbering.
    """

    def __init__(
        self,
        listing: Listing,
        temper: Temper,
        *,
        seed: int,
        price: int,
        at: int | None = None,
        execution_of: ExecutionOf | None = None,
    ) -> None:
        self._listing = listing
        self._temper = temper
        self._key = f"{seed}:{listing.name}"
        self._path = PricePath(self._key, price, temper.volatility, at=None if at is None else at // MINUTE)
        self._execution_of = execution_of or (lambda time, number: execution_at(listing, time))
        self._bars = lru_cache(_CACHED_BARS)(self._make_bar)
        self._made = lru_cache(_CACHED_MINUTES)(self._make_trades)
        self._hinted = lru_cache(_CACHED_HINTS)(self._make_hints)

    def price(self, time: int) -> int:
        """The price at the start of the minute that holds ``time``, billionths of quote."""
        return self._on_tick(self._path.price(time // MINUTE))

    def bar(self, open_time: int) -> Bar:
        """The whole bar of a minute; not to be changed."""
        return self._bars(open_time)

    def trades(self, open_time: int) -> list[Print]:
        """The trades of a minute, oldest first; those on the public book make exactly its bar."""
        return self._made(open_time)

    def hints(self, open_time: int) -> list[Hint]:
        """When makers move their quotes within a minute, and around which price: on the line between the trades."""
        return self._hinted(open_time)

    def _make_hints(self, open_time: int) -> list[Hint]:
        random = Random(f"{self._key}:quotes:{open_time}")
        known = [(open_time, self.price(open_time))]
        known += [(trade.event_time, trade.mark_price) for trade in self.trades(open_time)]
        known.append((open_time + MINUTE, self.price(open_time + MINUTE)))
        count = int(60.0 * self._temper.quotes_per_second)
        found = []
        for time in sorted(open_time + random.randrange(MINUTE) for _ in range(count)):
            after = bisect_right(known, time, key=lambda item: item[0])
            (before, left), (later, right) = known[after - 1], known[min(after, len(known) - 1)]
            share = (time - before) / (later - before) if later > before else 0.0
            found.append(Hint(time, left + (right - left) * share))
        return found

    def _make_bar(self, open_time: int) -> Bar:
        minute = open_time // MINUTE
        random, temper, lot = Random(f"{self._key}:bar:{minute}"), self._temper, self._listing.min_size
        mood = self._path.mood(minute)
        opened, close = self._on_tick(self._path.price(minute)), self._on_tick(self._path.price(minute + 1))
        reach = temper.volatility * exp(mood)
        high = self._on_tick(max(opened, close) * (1.0 + reach * (0.4 + abs(random.gauss(0.0, 0.7)))))
        low = self._on_tick(min(opened, close) * (1.0 - reach * (0.4 + abs(random.gauss(0.0, 0.7)))))
        expected = 60.0 * _PRINTS_AN_EXECUTION * temper.executions_per_second * 1.7 * exp(0.8 * mood)
        count = min(MOST_TRADES_A_MINUTE, int(expected * (0.7 + 0.6 * random.random())))
        count = max(LEAST_TRADES_A_MINUTE, count)
        lots = max(count, int(count * temper.trade_size / lot * (0.7 + 0.6 * random.random())))
        buying = min(0.75, max(0.25, 0.5 + 40.0 * (close - opened) / close + random.gauss(0.0, 0.03)))
        volume = lots * lot
        turnover = notional((opened + high + low + close) // 4, volume)
        return Bar(
            open_time=open_time,
            open=opened,
            high=high,
            low=low,
            close=close,
            volume=volume,
            turnover=turnover,
            trades=count,
            buy_volume=int(lots * buying) * lot,
            buy_turnover=int(turnover * buying),
        )

    def _make_trades(self, open_time: int) -> list[Print]:
        bar = self.bar(open_time)
        random = Random(f"{self._key}:trades:{bar.open_time}")
        times = self._times(bar, random)
        off_book = {place for place in range(1, len(times) - 1) if random.random() < _OFF_BOOK_SHARE}
        fills = self._fills(len(times), off_book, bar.trades, random)
        levels = self._levels(bar, bar.trades, random)
        sizes = iter(self._sizes(bar.volume // self._listing.min_size, bar.trades, random))
        trades: list[Print] = []
        before, start = bar.open, 0
        for number, time in enumerate(times):
            execution = self._execution_of(time, number)
            part = levels[start : start + fills[number]]
            start += len(part)
            if not part:
                trades.append(self._off_book(time, execution, before, random))
                continue
            buyer, prices = self._one_execution(part, before, bar, random)
            fill = 0
            for price, level in zip(prices, part, strict=True):
                fill += random.choice((1, 1, 1, 2))
                mark, index = int(level.fair), int(level.fair * 1.0002)
                trades.append(Print(time, execution, fill, price, next(sizes), buyer, mark, index))
            before = trades[-1].price
        return trades

    def _one_execution(
        self, part: list["_Level"], before: int, bar: Bar, random: Random
    ) -> tuple[bool, list[int]]:
        """Which way a taker goes, and at which prices: it eats its way to the worst, a few ticks at most.

        The high and the low of the minute stay where they are.
        """
        extremes = {level.price for level in part if level.price in {bar.high, bar.low}}
        worst = min(extremes, default=part[-1].price)
        buyer = worst > before if worst != before else random.random() < 0.5
        if len(extremes) > 1:
            return True, sorted(level.price for level in part)
        sign = 1 if buyer else -1
        prices = [worst]
        for _ in part[1:]:
            better = prices[-1] - sign * self._listing.tick_size * random.choice((0, 0, 0, 1, 1, 2))
            prices.append(min(bar.high, max(bar.low, better)))
        return buyer, prices[::-1]

    def _times(self, bar: Bar, random: Random) -> list[int]:
        """The times of the executions, in bursts and quiet spells.

        Each instrument has its own part of each millisecond, so that ids and times rise together.
        """
        weights = [random.choice((0.4, 0.6, 1.0, 1.0, 1.6, 4.5)) for _ in range(_SEGMENTS)]
        count = max(LEAST_TRADES_A_MINUTE, round(bar.trades / _PRINTS_AN_EXECUTION))
        length, part = MINUTE // _SEGMENTS, _ID_TIME // SLOTS
        segments = random.choices(range(_SEGMENTS), weights, k=count)
        places = {(segment * length + random.randrange(length)) // _ID_TIME for segment in segments}
        offset = bar.open_time + self._listing.slot * part
        return [offset + place * _ID_TIME + random.randrange(part) for place in sorted(places)]

    @staticmethod
    def _fills(executions: int, off_book: set[int], count: int, random: Random) -> list[int]:
        """How many prints each execution has: one at the first and the last, none where it is off the book."""
        fills = [0 if number in off_book else 1 for number in range(executions)]
        inner = [number for number in range(1, executions - 1) if fills[number]]
        surplus = count - sum(fills)
        while surplus > 0 and inner:
            part = min(surplus, random.choice((1, 1, 2, 3)))
            fills[random.choice(inner)] += part
            surplus -= part
        return fills

    def _levels(self, bar: Bar, count: int, random: Random) -> list["_Level"]:
        """A price for each print, from open to close, that touches the high and the low and nothing beyond.

        The price swings between waypoints.
        """
        last = count - 1
        spots = {0, last, *(random.randrange(1, last) for _ in range(_WAYPOINTS))}
        while len(spots) < LEAST_TRADES_A_MINUTE:
            spots.add(random.randrange(1, last))
        ordered = sorted(spots)
        fair = {spot: random.uniform(bar.low, bar.high) for spot in ordered}
        high, low = random.sample(ordered[1:-1], 2)
        fair[0], fair[last], fair[high], fair[low] = bar.open, bar.close, bar.high, bar.low
        noise = 1.2 * self._listing.tick_size
        levels: list[_Level] = []
        for left, right in pairwise(ordered):
            for position in range(left, right):
                level = fair[left] + (fair[right] - fair[left]) * (position - left) / (right - left)
                moved = level if position in {0, high, low} else level + random.gauss(0.0, noise)
                levels.append(_Level(min(bar.high, max(bar.low, self._on_tick(moved))), level))
        levels.append(_Level(bar.close, float(bar.close)))
        return levels

    def _sizes(self, lots: int, count: int, random: Random) -> list[int]:
        """Split a whole number of lots into ``count`` sizes of at least one lot each."""
        weights = [random.lognormvariate(0.0, 1.15) for _ in range(count)]
        spare, total = lots - count, sum(weights)
        sizes = [1 + int(spare * weight / total) for weight in weights]
        sizes[-1] += lots - sum(sizes)
        return [size * self._listing.min_size for size in sizes]

    def _off_book(self, time: int, execution: int, price: int, random: Random) -> Print:
        """A block trade a little off the book, or a retail trade at a better price than the book's."""
        tick, lot = self._listing.tick_size, self._listing.min_size
        buyer = random.random() < 0.5
        sign = 1 if buyer else -1
        size = max(lot, down_to(int(self._temper.trade_size * random.lognormvariate(-0.7, 1.0)), lot))
        marks = (price, price + price // 5000)
        if random.random() < 0.5:
            better = max(tick, price - sign * tick * random.randint(1, 3))
            return Print(time, execution, 1, better, size, buyer, *marks, ORDERBOOK, is_rpi=True)
        away = max(tick, down_to(int(price * random.uniform(0.0002, 0.0006)), tick))
        return Print(
            time, execution, 1, price + sign * away, size * random.randint(5, 25), buyer, *marks, RFQ
        )

    def _on_tick(self, price: float) -> int:
        tick = self._listing.tick_size
        return max(1, round(price / tick)) * tick


class _Level(NamedTuple):
    price: int
    fair: float
