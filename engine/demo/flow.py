"""What drives an instrument: a synthetic order flow, a recorded tape, or nothing at all.

A flow knows the time of its next event and applies it to the market; it has no clock of its own. Times
are ns of the wall clock; ``speed`` compresses the flow's own time.
"""

from collections.abc import Sequence
from math import exp, log, sqrt, tanh
from random import Random
from typing import NamedTuple, Protocol

from engine.demo.book import Book, Fill
from engine.demo.listings import Listing, Temper
from engine.demo.numerals import down_to
from engine.demo.prints import RFQ
from engine.demo.tape import TapeRow
from engine.market import NS_PER_SECOND, ORDERBOOK


class Floor(Protocol):
    """Where a flow acts: the market it drives."""

    listing: Listing
    book: Book

    def execute(self, time: int, is_buyer: bool, fills: Sequence[Fill]) -> None:
        """Print the fills of one taker execution that just consumed the book."""

    def report(self, time: int, is_buyer: bool, fill: Fill, *, venue: str, is_rpi: bool) -> None:
        """Print a trade that was made beside the public book."""

    def replay(self, time: int, row: TapeRow) -> None:
        """Print a trade of a tape under its own id."""

    def mark_to(self, time: int, fair: float, premium: float) -> None:
        """Set the mark price to ``fair`` (billionths of quote), the index price off by ``premium``."""


class Flow(Protocol):
    """A source of events."""

    @property
    def next_time(self) -> int | None:
        """When the next event happens, ns; None when there will be none."""

    def step(self, floor: Floor) -> None:
        """Apply the next event."""

    def shift(self, duration: int) -> None:
        """Let everything still to come happen ``duration`` ns later."""


class Regime(NamedTuple):
    """A kind of weather: factors on the activity and the volatility, a drift per minute in units of the
    volatility, and the mean duration in seconds."""

    name: str
    activity: float
    volatility: float
    drift: float
    seconds: float
    weight: float


ORDINARY = Regime("ordinary", 1.0, 1.0, 0.0, 35.0, 0.38)
REGIMES: tuple[Regime, ...] = (
    ORDINARY,
    Regime("quiet", 0.3, 0.5, 0.0, 9.0, 0.17),
    Regime("burst", 4.0, 1.7, 0.0, 4.0, 0.15),
    Regime("trend up", 1.4, 1.0, 1.0, 30.0, 0.15),
    Regime("trend down", 1.4, 1.0, -1.0, 30.0, 0.15),
)

_SWING_SECONDS = 11.0
_SWING = 0.62
_REVERSION_SECONDS = 21_600.0
_MEMORY_SECONDS = 4.0
_OFF_BOOK_SHARE = 0.015


class SyntheticFlow:
    """Seeded random flow: a fair price that trends and reverts, makers around it, takers that push it.

    The fair price is the sum of a slow part (a random walk with drifting regimes, pulled back over hours)
    and a fast swing (pulled back within seconds), so a grid sees both round trips and runs.
    """

    def __init__(
        self, listing: Listing, temper: Temper, *, random: Random, start_time: int, price: int, speed: float
    ) -> None:
        self._listing = listing
        self._temper = temper
        self._random = random
        self._origin = start_time
        self._speed = speed
        self._base = log(price)
        self._slow = 0.0
        self._swing = 0.0
        self._memory = float(price)
        self._premium = 0.0
        self._regime = ORDINARY
        self._regime_ends = 20.0 + random.expovariate(1 / 20.0)
        self._now = 0.0
        self._next = self._gap()

    @property
    def next_time(self) -> int:
        """When the next event happens, ns."""
        return self._origin + int(self._next / self._speed * NS_PER_SECOND)

    def shift(self, duration: int) -> None:
        """Let everything still to come happen ``duration`` ns later."""
        self._origin += duration

    def step(self, floor: Floor) -> None:
        """Apply the next event: a re-quote or a taker execution."""
        time = self.next_time
        fair = self._move(self._next - self._now)
        self._now = self._next
        taking = self._temper.executions_per_second
        if self._random.random() < taking / (taking + self._temper.quotes_per_second):
            self._trade(floor, time, fair)
        else:
            self._quote(floor, time, fair)
        floor.mark_to(time, fair, self._premium)
        if self._now >= self._regime_ends:
            self._change_regime()
        self._next = self._now + self._gap()

    def _gap(self) -> float:
        rate = self._temper.executions_per_second + self._temper.quotes_per_second
        return self._random.expovariate(rate * self._regime.activity)

    def _change_regime(self) -> None:
        others = [regime for regime in REGIMES if regime is not self._regime]
        self._regime = self._random.choices(others, [regime.weight for regime in others])[0]
        stay = self._regime.seconds * (0.5 + 0.5 * self._random.expovariate(1.0))
        self._regime_ends = self._now + min(stay, 3.0 * self._regime.seconds)

    def _move(self, seconds: float) -> float:
        """Let the fair price move for ``seconds``; the new fair price in billionths of quote."""
        volatility = self._temper.volatility * self._regime.volatility
        minutes = seconds / 60.0
        self._slow += self._random.gauss(0.0, 1.0) * volatility * 0.75 * sqrt(minutes)
        self._slow += self._regime.drift * self._temper.volatility * minutes
        self._slow *= exp(-seconds / _REVERSION_SECONDS)
        keep = exp(-seconds / _SWING_SECONDS)
        self._swing *= keep
        self._swing += self._random.gauss(0.0, 1.0) * volatility * _SWING * sqrt(1.0 - keep * keep)
        self._premium += self._random.gauss(0.0, 1e-5) - self._premium * 0.01
        fair = exp(self._base + self._slow + self._swing)
        forget = exp(-seconds / _MEMORY_SECONDS)
        self._memory = self._memory * forget + fair * (1.0 - forget)
        return fair

    def _quote(self, floor: Floor, time: int, fair: float) -> None:
        """Makers follow the fair price; quotes that stayed too long are sometimes picked off first."""
        bid, ask = floor.book.bids.best, floor.book.asks.best
        if ask is not None and fair > ask and self._random.random() < 0.5:
            self._take(floor, time, True, int(fair))
        elif bid is not None and fair < bid and self._random.random() < 0.5:
            self._take(floor, time, False, int(fair))
        tick = self._listing.tick_size
        spread = self._random.choice((1, 1, 1, 1, 2, 2, 3))
        best_bid = max(tick, down_to(int(fair - tick * (spread - 1) / 2), tick))
        floor.book.quote(best_bid, best_bid + spread * tick)

    def _trade(self, floor: Floor, time: int, fair: float) -> None:
        momentum = (fair / self._memory - 1.0) / (0.25 * self._temper.volatility)
        is_buyer = self._random.random() < 0.5 + 0.4 * tanh(momentum)
        if self._random.random() < _OFF_BOOK_SHARE:
            self._off_book(floor, time, is_buyer)
        else:
            self._take(floor, time, is_buyer, None)

    def _take(self, floor: Floor, time: int, is_buyer: bool, worst: int | None) -> None:
        fills = floor.book.take(is_buyer, self._size(), worst)
        if fills:
            floor.execute(time, is_buyer, fills)

    def _off_book(self, floor: Floor, time: int, is_buyer: bool) -> None:
        """A block trade a little off the book, or a retail trade at a better price than the book's."""
        best = floor.book.side_for_taker(is_buyer).best
        if best is None:
            return
        tick, sign = self._listing.tick_size, 1 if is_buyer else -1
        if self._random.random() < 0.5:
            price = best - sign * tick * self._random.randint(1, 3)
            floor.report(time, is_buyer, Fill(price, self._size()), venue=ORDERBOOK, is_rpi=True)
            return
        away = max(tick, down_to(int(best * self._random.uniform(0.0002, 0.0006)), tick))
        size = down_to(self._size() * self._random.randint(5, 25), self._listing.min_size)
        floor.report(time, is_buyer, Fill(best + sign * away, size), venue=RFQ, is_rpi=False)

    def _size(self) -> int:
        lot = self._listing.min_size
        wanted = self._temper.trade_size * self._random.lognormvariate(-0.7, 1.15)
        return max(lot, down_to(int(min(wanted, 40.0 * self._temper.trade_size)), lot))


class TapeFlow:
    """A recorded tape: its first trade happens ``delay`` ns after the start, the rest at its own pace."""

    def __init__(self, rows: Sequence[TapeRow], start_time: int, speed: float, delay: int) -> None:
        self._rows = rows
        self._origin = start_time + delay
        self._speed = speed
        self._position = 0

    @property
    def next_time(self) -> int | None:
        """When the next trade of the tape prints, ns; None when the tape has ended."""
        if self._position == len(self._rows):
            return None
        elapsed = self._rows[self._position].event_time - self._rows[0].event_time
        return self._origin + int(elapsed / self._speed)

    def shift(self, duration: int) -> None:
        """Let everything still to come happen ``duration`` ns later."""
        self._origin += duration

    def step(self, floor: Floor) -> None:
        """Print the next trade, on a book that it agrees with."""
        time = self.next_time
        if time is None:
            return
        row = self._rows[self._position]
        self._position += 1
        if row.venue == ORDERBOOK and not row.is_rpi:
            floor.book.show(floor.book.side_for_taker(row.is_taker_buyer), row.price, row.size)
            floor.book.take(row.is_taker_buyer, row.size, row.price)
        floor.replay(time, row)
        bid, ask = floor.book.bids.best, floor.book.asks.best
        if bid is not None and ask is not None:
            floor.mark_to(time, (bid + ask) / 2, 0.0)


class NoFlow:
    """A delisted instrument: nothing ever happens."""

    next_time: int | None = None

    def shift(self, duration: int) -> None:
        """Nothing to shift."""

    def step(self, floor: Floor) -> None:
        """Nothing to do."""
