"""What happened before the demo exchange started: bars and trades, generated backwards from the first price.

The bars run back ten days, minute by minute, made in stretches as somebody asks for them; the trades of a
past minute are made from its bar (same open, high, low, close, volume and count). Both depend on the seed
and the start only, never on who asked first.
"""

from collections import OrderedDict
from collections.abc import Iterator
from itertools import pairwise
from math import exp, log
from random import Random

from engine.demo.bars import MINUTE, Bar, opening
from engine.demo.listings import SLOTS, Listing, Temper
from engine.demo.numerals import NANO, notional
from engine.demo.prints import Print

PAST_MINUTES = 10 * 1440
MOST_TRADES_A_MINUTE = 400
"""Cap on generated trades a minute, which leaves every past minute its own range of execution ids."""

_IDS_A_MINUTE = 512 * SLOTS
PAST_IDS = _IDS_A_MINUTE * (PAST_MINUTES + 1)
"""How many execution ids below the first live one the generated past may use."""

_STRETCH = 30
_REVERSION_MINUTES = 2160.0
_CACHED_MINUTES = 8


class PastMarket:
    """The generated past of one instrument: bars on demand, and trades made from them.

    Args:
        listing: the instrument; it must be active.
        temper: the instrument's temper.
        seed: the seed of the run.
        start_time: when the exchange started, ns.
        price: the price at that moment, billionths of quote.
        first_execution: the first execution id after the start; the past uses ids below it. None gives a
            past without trades, for a tape whose own ids leave no room.
    """

    def __init__(
        self,
        listing: Listing,
        temper: Temper,
        *,
        seed: int,
        start_time: int,
        price: int,
        first_execution: int | None,
    ) -> None:
        self._listing = listing
        self._temper = temper
        self._seed = seed
        self._start = start_time
        self._start_minute = opening(start_time, MINUTE)
        self._first_execution = first_execution
        self._random = Random(f"{seed}:{listing.name}:past")
        self._back: list[Bar] = []
        self._anchor = log(price)
        self._deviation = 0.0
        self._mood = 0.0
        self._price = price
        self._made: OrderedDict[int, list[Print]] = OrderedDict()

    @property
    def oldest(self) -> int:
        """The open time of the oldest bar, ns."""
        return self._start_minute - PAST_MINUTES * MINUTE

    def bar(self, open_time: int) -> Bar:
        """The bar that opens at ``open_time``, which lies between ``oldest`` and the start's own minute."""
        age = (self._start_minute - open_time) // MINUTE
        while len(self._back) <= age:
            for _ in range(_STRETCH):
                self._back.append(self._next_older())
        return self._back[age]

    def _next_older(self) -> Bar:
        """One bar further back: its close is the open of the bar after it."""
        random, temper = self._random, self._temper
        age = len(self._back)
        open_time = self._start_minute - age * MINUTE
        part = 1.0 if age else max(0.0, (self._start - self._start_minute) / MINUTE)
        self._mood = 0.97 * self._mood + 0.08 * random.gauss(0.0, 1.0)
        volatility = 1.3 * temper.volatility * exp(self._mood) * part**0.5
        expected = 150.0 * temper.executions_per_second * exp(0.8 * self._mood) * part
        count = min(MOST_TRADES_A_MINUTE, int(expected * (0.6 + 0.8 * random.random())))
        close, step = self._price, volatility * random.gauss(0.0, 1.0)
        wick_up, wick_down = (abs(random.gauss(0.0, 0.45)) for _ in range(2))
        if count < 2:
            opened = close
        else:
            self._deviation += step - self._deviation / _REVERSION_MINUTES
            opened = self._on_tick(exp(self._anchor + self._deviation))
        high, low = max(opened, close), min(opened, close)
        if count >= 4:
            high = self._on_tick(high * (1.0 + wick_up * volatility))
            low = self._on_tick(low * (1.0 - wick_down * volatility))
        high, low = max(high, opened, close), min(low, opened, close)
        self._price = opened
        lot = self._listing.min_size
        lots = (
            max(count, int(count * temper.trade_size / lot * (0.7 + 0.6 * random.random()))) if count else 0
        )
        typical = (opened + high + low + close) // 4
        buying = min(0.75, max(0.25, 0.5 + 40.0 * (close - opened) / close + random.gauss(0.0, 0.03)))
        volume = lots * lot
        turnover = notional(typical, volume)
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

    def _on_tick(self, price: float) -> int:
        tick = self._listing.tick_size
        return max(1, round(price / tick)) * tick

    def newest_first(self, end_time: int) -> Iterator[Print]:
        """Past trades with an event time of at most ``end_time`` (ns), newest first."""
        if self._first_execution is None:
            return
        open_time = min(opening(end_time, MINUTE), self._start_minute)
        while open_time >= self.oldest:
            for trade in reversed(self._minute(open_time)):
                if trade.event_time <= end_time:
                    yield trade
            open_time -= MINUTE

    def _minute(self, open_time: int) -> list[Print]:
        found = self._made.get(open_time)
        if found is None:
            found = self._made[open_time] = self._make_minute(self.bar(open_time))
            if len(self._made) > _CACHED_MINUTES:
                self._made.popitem(last=False)
        return found

    def _make_minute(self, bar: Bar) -> list[Print]:
        """The trades of a past minute, oldest first, that make exactly this bar's prices and volume."""
        count = bar.trades
        if not count or self._first_execution is None:
            return []
        random = Random(f"{self._seed}:{self._listing.name}:{bar.open_time}")
        age = (self._start_minute - bar.open_time) // MINUTE
        first_id = self._first_execution - (age + 1) * _IDS_A_MINUTE + self._listing.slot
        end = min(bar.open_time + MINUTE, self._start)
        times = sorted(random.randrange(bar.open_time, max(end, bar.open_time + 1)) for _ in range(count))
        prices = self._path(bar, count, random)
        sizes = self._split(bar.volume // self._listing.min_size, count, random)
        trades: list[Print] = []
        execution, fill, before = first_id, 0, bar.open
        buyer = random.random() < 0.5
        for position, (time, price, lots) in enumerate(zip(times, prices, sizes, strict=True)):
            if trades and price == before and random.random() < 0.25:
                time, fill = trades[-1].event_time, fill + 1
            else:
                execution, fill = first_id + position * SLOTS, 1
                buyer = price > before if price != before else random.random() < 0.5
            mark = price + random.randrange(-NANO // 100, NANO // 100) * price // (1000 * NANO)
            index = mark + mark // 20_000
            trades.append(
                Print(time, execution, fill, price, lots * self._listing.min_size, buyer, mark, index)
            )
            before = price
        return trades

    def _path(self, bar: Bar, count: int, random: Random) -> list[int]:
        """``count`` prices from open to close that touch the high and the low."""
        if count == 1:
            return [bar.close]
        prices = {0: bar.open, count - 1: bar.close}
        if count >= 4:
            first, second = sorted(random.sample(range(1, count - 1), 2))
            extremes = [bar.high, bar.low] if random.random() < 0.5 else [bar.low, bar.high]
            prices[first], prices[second] = extremes
        corners = sorted(prices)
        path = [bar.open]
        for left, right in pairwise(corners):
            span = right - left
            for position in range(left + 1, right):
                share = (position - left) / span
                level = prices[left] + (prices[right] - prices[left]) * share
                path.append(min(bar.high, max(bar.low, self._on_tick(level))))
            path.append(prices[right])
        return path

    @staticmethod
    def _split(lots: int, count: int, random: Random) -> list[int]:
        """Split a whole number of lots into ``count`` trades of at least one lot each."""
        weights = [random.expovariate(1.0) for _ in range(count)]
        spare = lots - count
        total = sum(weights) or 1.0
        sizes = [1 + int(spare * weight / total) for weight in weights]
        sizes[-1] += lots - sum(sizes)
        return sizes
