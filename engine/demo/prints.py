"""A printed trade inside the exchange, and the log that keeps them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple, Protocol

from engine.demo.numerals import exact
from engine.market import ORDERBOOK, Trade, TradeId

RFQ = "RFQ"
KEPT_TRADES = 500_000
"""How many live trades of one instrument stay in its history; the real exchange keeps three months."""


class Print(NamedTuple):
    """One public trade: event time in ns, prices in billionths of quote, size in billionths of base."""

    event_time: int
    execution: int
    fill: int
    price: int
    size: int
    is_taker_buyer: bool
    mark_price: int
    index_price: int
    venue: str = ORDERBOOK
    is_rpi: bool = False

    @property
    def on_public_book(self) -> bool:
        """False for RFQ and retail-price-improvement trades."""
        return self.venue == ORDERBOOK and not self.is_rpi

    def as_trade(self, instrument: str) -> Trade:
        """The trade in the words of the rest of the program."""
        return Trade(
            instrument=instrument,
            event_time=self.event_time,
            trade_id=TradeId(self.execution, self.fill),
            price=exact(self.price),
            size=exact(self.size),
            is_taker_buyer=self.is_taker_buyer,
            venue=self.venue,
            is_rpi=self.is_rpi,
        )


class PastTrades(Protocol):
    """Trades from before the start, generated minute by minute when somebody asks."""

    def newest_first(self, end_time: int) -> Iterator[Print]:
        """Past trades with an event time of at most ``end_time`` (ns), newest first."""


_TIME = attrgetter("event_time")
_ORDER = attrgetter("event_time", "execution", "fill")


class TradeLog:
    """The trade history of one instrument: what was printed since the start, and before it the past."""

    def __init__(self, past: PastTrades | None, kept: int = KEPT_TRADES) -> None:
        self._past = past
        self._kept = kept
        self._forgotten = 0
        self.live: list[Print] = []

    def append(self, trade: Print) -> None:
        """Keep a new print; the oldest tenth is forgotten when the log is full."""
        self.live.append(trade)
        if len(self.live) > self._kept:
            surplus = max(1, self._kept // 10)
            del self.live[:surplus]
            self._forgotten += surplus

    def newest_first(
        self, start_time: int, end_time: int, before: tuple[int, int, int] | None = None
    ) -> Iterator[Print]:
        """Trades from ``end_time`` back to ``start_time`` (ns, both inclusive), newest first.

        ``before`` is the event time, execution and fill number of a trade; only older ones are given.
        """
        upper = bisect_right(self.live, end_time, key=_TIME)
        if before is not None:
            upper = min(upper, bisect_left(self.live, before, key=_ORDER))
        for position in range(upper - 1, -1, -1):
            trade = self.live[position]
            if trade.event_time < start_time:
                return
            yield trade
        if self._past is None or self._forgotten:
            return
        newest = end_time if before is None else min(end_time, before[0])
        for trade in self._past.newest_first(newest):
            if trade.event_time < start_time:
                return
            if before is None or _ORDER(trade) < before:
                yield trade

    def latest(self, count: int) -> list[Print]:
        """The newest ``count`` trades, oldest first."""
        found: list[Print] = []
        for trade in self.newest_first(0, 1 << 62):
            if len(found) == count:
                break
            found.append(trade)
        found.reverse()
        return found
