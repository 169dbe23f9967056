"""The markets of the demo exchange: pure, seeded, with the time passed in.

``Venue`` holds every instrument and applies their events in one global order, so the same seed gives the same
trades at the same time of day, whatever the start and the steps in which time passes.
"""

from collections.abc import Sequence
from random import Random

from msgspec import Struct

from engine.demo.bars import DAY, MINUTE, Bar, BarSeries, NoBars, opening
from engine.demo.book import Book
from engine.demo.flow import Flow, MinuteFlow, NoFlow, TapeFlow
from engine.demo.listings import LISTINGS, SLOTS, Listing, Temper
from engine.demo.minutes import MOST_TRADES_A_MINUTE, Minutes
from engine.demo.past import PAST_MINUTES, PastMarket
from engine.demo.prints import Print, TradeLog
from engine.demo.tape import TapeRow, finest_step
from engine.market import Trade

_PLACEHOLDER = Temper(1.0, 1.0, 0.0005, 1, 1, 1)
_TAPE_IDS_A_MINUTE = (MOST_TRADES_A_MINUTE + 1) * SLOTS
_TAPE_IDS = _TAPE_IDS_A_MINUTE * (PAST_MINUTES + 1)
"""How many execution ids below a tape's lowest the past before it may use."""


class Printed(Struct):
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
        random: Random,
        start_time: int,
        price: int,
    ) -> None:
        self.listing = listing
        self.flow = flow
        self.book = Book(listing.temper or _PLACEHOLDER, listing.tick_size, listing.min_size, random)
        self.printed: list[Printed] = []
        self.event_time = start_time
        self.last_price = price
        self.last_size = 0
        self.mark_price = price
        self.index_price = price + price // 5000
        self._day: Bar | None = None
        self._day_minute = -1
        self._past = past
        self._begin(start_time)
        if price:
            self.book.quote(self.last_price - listing.tick_size, self.last_price)

    def skip(self, now: int, duration: int) -> bool:
        """Let ``duration`` ns up to ``now`` pass while nobody looks; True when trades were made meanwhile."""
        if not self.flow.skip(now, duration) or self._past is None:
            return False
        self._past = self._past.until(now)
        self._begin(now)
        return True

    def _begin(self, time: int) -> None:
        """What is printed from ``time`` on is live, what traded before is the past."""
        self.trades = TradeLog(self._past)
        self.bars = BarSeries(self._past or NoBars(), time)
        on_book = (trade for trade in self.trades.newest_first(0, time) if trade.on_public_book)
        newest = next(on_book, None)
        if newest is not None:
            self.last_price, self.last_size = newest.price, newest.size

    def replay(self, time: int, row: TapeRow) -> None:
        """Print a trade of a tape under its own id."""
        prices = (self.mark_price, self.index_price)
        self.print_trade(
            Print(
                time, *row.trade_id, row.price, row.size, row.is_taker_buyer, *prices, row.venue, row.is_rpi
            )
        )

    def mark_to(self, time: int, fair: float) -> None:
        """Set the mark price to ``fair`` (billionths of quote), and the index price beside it."""
        self.event_time = time
        self.mark_price = int(fair)
        self.index_price = int(fair * 1.0002)

    def print_trade(self, trade: Print) -> None:
        """Print a trade that agrees with the book."""
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
        self.markets: dict[str, Market] = {}
        for listing in LISTINGS:
            if tape and listing.name == tape_instrument:
                self.markets[listing.name] = self._replayed(listing, tape, tape_delay)
            else:
                self.markets[listing.name] = self._synthetic(listing)

    def _synthetic(self, listing: Listing) -> Market:
        random, start = Random(f"{self.seed}:{listing.name}:live"), self.start_time
        if listing.temper is None:
            return Market(listing, NoFlow(), None, random=random, start_time=start, price=0)
        minutes = Minutes(listing, listing.temper, seed=self.seed, price=listing.price)
        flow = MinuteFlow(listing, minutes, random=random, start_time=start, speed=self._speed)
        past = PastMarket(minutes, start_time=start)
        return Market(listing, flow, past, random=random, start_time=start, price=minutes.price(start))

    def _replayed(self, listing: Listing, tape: Sequence[TapeRow], delay: int) -> Market:
        random, start = Random(f"{self.seed}:{listing.name}:live"), self.start_time
        listing = listing.with_steps(
            finest_step(row.price for row in tape), finest_step(row.size for row in tape)
        )
        price = tape[0].price
        lowest = min(row.trade_id.execution for row in tape)

        def execution_of(time: int, number: int) -> int:
            age = start // MINUTE - time // MINUTE
            return lowest - (age + 1) * _TAPE_IDS_A_MINUTE + number * SLOTS + listing.slot

        minutes = Minutes(
            listing,
            listing.temper or _PLACEHOLDER,
            seed=self.seed,
            price=price,
            at=start,
            execution_of=execution_of,
        )
        past = PastMarket(minutes, start_time=start, with_trades=lowest > _TAPE_IDS)
        flow = TapeFlow(tape, start, self._speed, delay)
        return Market(listing, flow, past, random=random, start_time=start, price=price)

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

    def skip(self, duration: int) -> bool:
        """Let ``duration`` ns pass while nobody looks, such as the sleep of a laptop; True when trades were made.

        A market of the time of day went on meanwhile: its trades are in the history. A tape, and a market that is
        faster than the clock, slept too.
        """
        self.now += duration
        went_on = [market.skip(self.now, duration) for market in self.markets.values()]
        return any(went_on)

    def printed_trades(self, instrument: str) -> tuple[Trade, ...]:
        """The trades printed since the start (or a ``skip``), oldest first: the newest ``prints.KEPT_TRADES``.

        Raises:
            KeyError: there is no such instrument.
        """
        market = self.markets[instrument]
        return tuple(trade.as_trade(instrument) for trade in market.trades.live)


def _next_time(market: Market) -> int:
    due = market.flow.next_time
    return due if due is not None else 1 << 62
