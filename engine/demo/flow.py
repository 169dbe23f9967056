"""What drives an instrument: the market of its minutes, a recorded tape, or nothing at all.

A flow knows the time of its next event and applies it to the market; it has no clock of its own. Times
are ns of the wall clock; ``speed`` compresses the flow's own time.
"""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import chain, count, groupby
from random import Random
from typing import NamedTuple, Protocol

from engine.demo.bars import MINUTE, opening
from engine.demo.book import Book
from engine.demo.listings import Listing
from engine.demo.minutes import Minutes
from engine.demo.numerals import down_to
from engine.demo.prints import Print
from engine.demo.tape import TapeRow
from engine.market import ORDERBOOK


class Floor(Protocol):
    """Where a flow acts: the market it drives."""

    listing: Listing
    book: Book

    def print_trade(self, trade: Print) -> None:
        """Print a trade."""

    def replay(self, time: int, row: TapeRow) -> None:
        """Print a trade of a tape under its own id."""

    def mark_to(self, time: int, fair: float) -> None:
        """Set the mark price to ``fair`` (billionths of quote), and the index price beside it."""


class Flow(Protocol):
    """A source of events."""

    @property
    def next_time(self) -> int | None:
        """When the next event happens, ns; None when there will be none."""

    def skip(self, now: int, duration: int) -> bool:
        """Let ``duration`` ns up to ``now`` pass while nobody looks; True when things happened meanwhile."""

    def step(self, floor: Floor) -> None:
        """Apply the next event."""


class _Event(NamedTuple):
    time: int
    trades: tuple[Print, ...]
    fair: float


class MinuteFlow:
    """Prints the trades of the minutes as their time comes, on a book that agrees with them.

    Between the trades makers move their quotes. At a speed of 1 everything happens at its own time of day, so
    that another run finds in the past exactly what this one prints.
    """

    def __init__(
        self, listing: Listing, minutes: Minutes, *, random: Random, start_time: int, speed: float
    ) -> None:
        """``random`` is for the book alone; the trades come from ``minutes``."""
        self._tick = listing.tick_size
        self._minutes = minutes
        self._random = random
        self._start = start_time
        self._origin = start_time
        self._speed = speed
        self._events = self._events_from(start_time)
        self._next = next(self._events)

    @property
    def next_time(self) -> int:
        """When the next event happens, ns."""
        return self._wall(self._next.time)

    def skip(self, now: int, duration: int) -> bool:
        """At a speed of 1 go on at ``now``, as the time of day has it; else everything happens later."""
        if self._speed != 1.0:
            self._origin += duration
            return False
        self._events = self._events_from(now)
        self._next = next(self._events)
        return True

    def step(self, floor: Floor) -> None:
        """Apply the next event: an execution, a trade off the book, or a move of the quotes."""
        event = self._next
        self._next = next(self._events)
        time = self._wall(event.time)
        trades = event.trades
        if not trades:
            spread = self._tick * self._random.choice((1, 1, 1, 1, 2, 2, 3))
            bid = max(self._tick, down_to(int(event.fair - (spread - self._tick) / 2), self._tick))
            floor.book.quote(bid, bid + spread)
        elif trades[0].on_public_book:
            fills = [(trade.price, trade.size) for trade in trades]
            floor.book.agree(trades[0].is_taker_buyer, fills)
            floor.book.fill(trades[0].is_taker_buyer, fills)
        floor.mark_to(time, event.fair)
        for trade in trades:
            floor.print_trade(trade if trade.event_time == time else trade._replace(event_time=time))

    def _wall(self, time: int) -> int:
        """When something of the minutes' time happens."""
        if self._speed == 1.0:
            return time
        return self._origin + int((time - self._start) / self._speed)

    def _events_from(self, start_time: int) -> Iterator[_Event]:
        first = opening(start_time, MINUTE)
        minutes = (self._events_of(open_time) for open_time in count(first, MINUTE))
        return (event for event in chain.from_iterable(minutes) if event.time >= start_time)

    def _events_of(self, open_time: int) -> Iterator[_Event]:
        executions = (
            _Event(trades[0].event_time, trades, float(trades[-1].mark_price))
            for trades in (
                tuple(group)
                for _, group in groupby(self._minutes.trades(open_time), key=lambda trade: trade.execution)
            )
        )
        quotes = (_Event(hint.time, (), hint.fair) for hint in self._minutes.hints(open_time))
        return merge(executions, quotes, key=lambda event: event.time)


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

    def skip(self, now: int, duration: int) -> bool:
        """A tape sleeps with the machine: everything still to come happens later."""
        self._origin += duration
        return False

    def step(self, floor: Floor) -> None:
        """Print the next trade, on a book that it agrees with."""
        time = self.next_time
        if time is None:
            return
        row = self._rows[self._position]
        self._position += 1
        if row.venue == ORDERBOOK and not row.is_rpi:
            fills = [(row.price, row.size)]
            floor.book.agree(row.is_taker_buyer, fills)
            floor.book.fill(row.is_taker_buyer, fills)
        floor.replay(time, row)
        bid, ask = floor.book.bids.best, floor.book.asks.best
        if bid is not None and ask is not None:
            floor.mark_to(time, (bid + ask) / 2)


class NoFlow:
    """A delisted instrument: nothing ever happens."""

    next_time: int | None = None

    def skip(self, now: int, duration: int) -> bool:
        """Nothing to skip."""
        return False

    def step(self, floor: Floor) -> None:
        """Nothing to do."""
