"""The markets of the demo exchange: pure, seeded, with the time passed in.

``Venue`` holds every instrument and applies their events in one global order, so the same seed and start
give the same trades, whatever the steps in which time passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from engine.demo.bars import DAY, MINUTE, Bar, BarSeries, NoBars, opening
from engine.demo.book import Book, Fill
from engine.demo.flow import Flow, NoFlow, SyntheticFlow, TapeFlow
from engine.demo.listings import LISTINGS, Listing, Temper
from engine.demo.numerals import down_to
from engine.demo.past import PAST_IDS, PastMarket
from engine.demo.prints import Print, TradeLog
from engine.demo.tape import TapeRow, finest_step
from engine.market import Trade

FIRST_EXECUTION = 70_000_000
_PLACEHOLDER = Temper(1.0, 1.0, 0.0005, 1, 1, 1)


class ExecutionIds:
    """Execution ids of the whole exchange: rising, but not by one."""

    def __init__(self, first: int, random: Random) -> None:
        self._last = first
        self._random = random

    def take(self) -> int:
        """The next id."""
        self._last += self._random.choice((1, 1, 2, 3, 5, 8))
        return self._last


@dataclass(slots=True)
class Printed:
    """A trade that was just printed, with its instrument."""

    instrument: str
    trade: Print


class Market:
    """One instrument: its book, its trades, its bars and its prices.

    ``event_time`` is the time of the last change in ns; prices are in billionths of quote, sizes in
    billionths of base, zero where the instrument has none.
    """

    def __init__(
        self,
        listing: Listing,
        flow: Flow,
        past: PastMarket | None,
        *,
        ids: ExecutionIds,
        random: Random,
        start_time: int,
        price: int,
    ) -> None:
        self.listing = listing
        self.flow = flow
        self.book = Book(listing.temper or _PLACEHOLDER, listing.tick_size, listing.min_size, random)
        self.trades = TradeLog(past)
        self.bars = BarSeries(past or NoBars(), start_time)
        self.printed: list[Printed] = []
        self.event_time = start_time
        self.last_price = price
        self.last_size = 0
        self.mark_price = price
        self.index_price = price + price // 5000
        self._ids = ids
        self._random = random
        self._day: Bar | None = None
        self._day_minute = -1
        if price:
            self.book.quote(price - listing.tick_size, price)
            newest = self.trades.latest(1)
            self.last_size = newest[0].size if newest else listing.min_size

    def execute(self, time: int, is_buyer: bool, fills: Sequence[Fill]) -> None:
        """Print the fills of one taker execution that just consumed the book."""
        execution, number = self._ids.take(), 0
        for fill in fills:
            number += self._random.choice((1, 1, 1, 2))
            self._print(Print(time, execution, number, *fill, is_buyer, self.mark_price, self.index_price))

    def report(self, time: int, is_buyer: bool, fill: Fill, *, venue: str, is_rpi: bool) -> None:
        """Print a trade that was made beside the public book."""
        prices = (self.mark_price, self.index_price)
        self._print(Print(time, self._ids.take(), 1, *fill, is_buyer, *prices, venue, is_rpi))

    def replay(self, time: int, row: TapeRow) -> None:
        """Print a trade of a tape under its own id."""
        prices = (self.mark_price, self.index_price)
        self._print(
            Print(
                time, *row.trade_id, row.price, row.size, row.is_taker_buyer, *prices, row.venue, row.is_rpi
            )
        )

    def mark_to(self, time: int, fair: float, premium: float) -> None:
        """Set the mark price to ``fair`` (billionths of quote), the index price off by ``premium``."""
        self.event_time = time
        self.mark_price = int(fair)
        self.index_price = int(fair * (1.0002 + premium))

    def _print(self, trade: Print) -> None:
        self.event_time = trade.event_time
        self.trades.append(trade)
        self.printed.append(Printed(self.listing.name, trade))
        if trade.on_public_book:
            self.last_price, self.last_size = trade.price, trade.size
            self.bars.add(trade)

    def day(self, now: int) -> Bar:
        """The last 24 hours as one bar."""
        self.bars.roll(now)
        minute = opening(now, MINUTE)
        if self._day is None or minute != self._day_minute:
            self._day_minute = minute
            self._day = self.bars.bar(minute - DAY + MINUTE, DAY - MINUTE)
        forming = self.bars.minute(minute)
        day = Bar(minute - DAY, self.last_price, self.last_price, self.last_price, self.last_price)
        for part in (self._day, forming):
            if part is not None:
                day.join(part)
        return day


class Venue:
    """Every market of the exchange. Times are ns; ``now`` never runs backwards.

    Args:
        seed: the seed of everything random.
        start_time: when the exchange starts, ns.
        tape: trades to replay instead of the synthetic flow, on ``tape_instrument``.
        speed: by how much the markets are faster than the clock.
        tape_delay: how long after the start the tape begins, ns.

    Raises:
        ValueError: the speed is not above zero, or the tape's instrument is not an active one.
    """

    def __init__(
        self,
        *,
        seed: int,
        start_time: int,
        speed: float = 1.0,
        tape: Sequence[TapeRow] = (),
        tape_instrument: str = "ETH_USDT_Perp",
        tape_delay: int = 0,
    ) -> None:
        if not 0.0 < speed <= 10_000.0:
            raise ValueError(f"speed is {speed}; it must be above 0 and at most 10000")
        active = [listing.name for listing in LISTINGS if listing.is_active]
        if tape and tape_instrument not in active:
            raise ValueError(f"tape_instrument is {tape_instrument!r}; it must be one of {', '.join(active)}")
        self.seed = seed
        self.start_time = start_time
        self.now = start_time
        self._speed = speed
        first = FIRST_EXECUTION
        if tape and any(row.trade_id.execution > first - PAST_IDS for row in tape):
            first = max(row.trade_id.execution for row in tape) + PAST_IDS + 1
        self._ids = ExecutionIds(first, Random(f"{seed}:ids"))
        self.markets: dict[str, Market] = {}
        for listing in LISTINGS:
            if tape and listing.name == tape_instrument:
                self.markets[listing.name] = self._replayed(listing, tape, tape_delay)
            else:
                self.markets[listing.name] = self._synthetic(listing, first)

    def _synthetic(self, listing: Listing, first_execution: int) -> Market:
        random = Random(f"{self.seed}:{listing.name}:live")
        if listing.temper is None:
            return Market(
                listing, NoFlow(), None, ids=self._ids, random=random, start_time=self.start_time, price=0
            )
        price = down_to(int(listing.price * random.uniform(0.985, 1.015)), listing.tick_size)
        past = PastMarket(
            listing,
            listing.temper,
            seed=self.seed,
            start_time=self.start_time,
            price=price,
            first_execution=first_execution,
        )
        flow = SyntheticFlow(
            listing,
            listing.temper,
            random=random,
            start_time=self.start_time,
            price=price,
            speed=self._speed,
        )
        return Market(
            listing, flow, past, ids=self._ids, random=random, start_time=self.start_time, price=price
        )

    def _replayed(self, listing: Listing, tape: Sequence[TapeRow], delay: int) -> Market:
        random = Random(f"{self.seed}:{listing.name}:live")
        listing = listing.with_steps(
            finest_step(row.price for row in tape), finest_step(row.size for row in tape)
        )
        price = tape[0].price
        lowest = min(row.trade_id.execution for row in tape)
        past = PastMarket(
            listing,
            listing.temper or _PLACEHOLDER,
            seed=self.seed,
            start_time=self.start_time,
            price=price,
            first_execution=lowest if lowest > PAST_IDS else None,
        )
        flow = TapeFlow(tape, self.start_time, self._speed, delay)
        return Market(
            listing, flow, past, ids=self._ids, random=random, start_time=self.start_time, price=price
        )

    def advance(self, now: int) -> list[Printed]:
        """Apply everything that happens up to ``now`` (ns); the trades printed, in the exchange's order."""
        self.now = max(self.now, now)
        printed: list[Printed] = []
        active = [market for market in self.markets.values() if market.flow.next_time is not None]
        while active:
            market = min(active, key=_next_time)
            due = market.flow.next_time
            if due is None:
                active.remove(market)
                continue
            if due > self.now:
                break
            market.flow.step(market)
            if market.printed:
                printed.extend(market.printed)
                market.printed.clear()
        for market in self.markets.values():
            market.bars.roll(self.now)
        return printed

    def skip(self, duration: int) -> None:
        """Let ``duration`` ns pass in which nothing happens, such as the sleep of a laptop."""
        for market in self.markets.values():
            market.flow.shift(duration)

    def printed_trades(self, instrument: str) -> tuple[Trade, ...]:
        """The trades printed since the start, oldest first (the newest ``prints.KEPT_TRADES`` of them).

        Raises:
            KeyError: there is no such instrument.
        """
        market = self.markets[instrument]
        return tuple(trade.as_trade(instrument) for trade in market.trades.live)


def _next_time(market: Market) -> int:
    due = market.flow.next_time
    return due if due is not None else 1 << 62
