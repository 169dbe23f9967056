"""The public book of one instrument, kept up to date from snapshots and changes.

Rules of this file (protocol reference, sections 3.7 and 4.4):

1. A snapshot replaces everything; a change carries absolute sizes, and a size of zero removes the level.
2. A change with both sides empty is a heartbeat: it proves the book, nothing in it moves.
3. ``v1.book.d`` covers the whole book, so its depth has no end; a side of ``v1.book.s`` that came with as many
   levels as were asked for ends at the last of them. Of a best bid and offer only that price is known.
4. A book whose best bid is not below its best ask cannot be: it says nothing until it is whole again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from heapq import nlargest, nsmallest
from operator import gt, lt

from engine.grvt.numbers import MOST
from engine.grvt.wire import BookUpdate
from engine.market import ZERO, BookLevel, Quote
from engine.paper.displayed import NOTHING_KNOWN, DisplayedBook

Level = tuple[Decimal, Decimal]
"""A price in quote and the size displayed there in base units."""


class OrderBook:
    """The book as last shown; it changes in place, ``displayed`` gives a copy that stays.

    ``bids`` and ``asks`` map prices to sizes above zero; ``event_time`` is the exchange's time of the newest
    change in ns, ``received_at`` its arrival in monotonic seconds.
    """

    __slots__ = (
        "_best_ask",
        "_best_bid",
        "_highest_ask",
        "_lowest_bid",
        "_quote",
        "asks",
        "bids",
        "event_time",
        "received_at",
    )

    def __init__(self) -> None:
        self.bids: dict[Decimal, Decimal] = {}
        self.asks: dict[Decimal, Decimal] = {}
        self.event_time = 0
        self.received_at = 0.0
        self._quote: Quote | None = None
        self._best_bid: Decimal | None = None
        self._best_ask: Decimal | None = None
        self._lowest_bid: Decimal | None = None
        self._highest_ask: Decimal | None = None

    @property
    def of_quote_only(self) -> bool:
        """Whether only the best bid and offer are known."""
        return self._quote is not None

    @property
    def best_bid(self) -> Decimal | None:
        """The highest bid; None where there is none."""
        if self._best_bid is None and self.bids:
            self._best_bid = max(self.bids)
        return self._best_bid

    @property
    def best_ask(self) -> Decimal | None:
        """The lowest ask; None where there is none."""
        if self._best_ask is None and self.asks:
            self._best_ask = min(self.asks)
        return self._best_ask

    @property
    def crossed(self) -> bool:
        """Whether the best bid is not below the best ask: then something was missed, and nothing is believed."""
        bid, ask = self.best_bid, self.best_ask
        return bid is not None and ask is not None and bid >= ask

    def replace(self, update: BookUpdate, *, depth: int | None, received_at: float) -> None:
        """Take a whole book; ``depth`` is how many levels a side were asked for, None for all of them."""
        self.bids = _sizes(update.bids)
        self.asks = _sizes(update.asks)
        self._quote = self._best_bid = self._best_ask = None
        self._lowest_bid = min(self.bids) if depth is not None and len(self.bids) >= depth else ZERO
        self._highest_ask = max(self.asks) if depth is not None and len(self.asks) >= depth else MOST
        self.event_time, self.received_at = update.event_time, received_at

    def apply(self, update: BookUpdate, *, received_at: float) -> None:
        """Take a change of the book."""
        if update.bids:
            self._best_bid = _put(self.bids, update.bids, self._best_bid, gt)
        if update.asks:
            self._best_ask = _put(self.asks, update.asks, self._best_ask, lt)
        self.event_time, self.received_at = update.event_time, received_at

    def show_quote(self, quote: Quote, *, received_at: float) -> None:
        """Take a best bid and offer as all that is known."""
        self.bids = {} if quote.bid is None or quote.bid_size is None else {quote.bid: quote.bid_size}
        self.asks = {} if quote.ask is None or quote.ask_size is None else {quote.ask: quote.ask_size}
        self._quote, self._best_bid, self._best_ask = quote, quote.bid, quote.ask
        self.event_time, self.received_at = quote.event_time, received_at

    def displayed(self, prices: Collection[Decimal] | None = None) -> DisplayedBook:
        """A copy that stays as it is: of all levels, or only of those at ``prices`` (quote).

        The known depth is the same either way, so a price among ``prices`` that the book does not have shows zero.
        """
        if self.crossed:
            return NOTHING_KNOWN
        if self._quote is not None:
            return DisplayedBook.of_quote(self._quote)
        return DisplayedBook(
            self.best_bid,
            self.best_ask,
            self._lowest_bid,
            self._highest_ask,
            _levels_at(self.bids, prices),
            _levels_at(self.asks, prices),
        )

    def top(self, count: int) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
        """The best ``count`` bids and asks, best first."""
        return tuple(nlargest(count, self.bids.items())), tuple(nsmallest(count, self.asks.items()))


def _sizes(levels: Iterable[BookLevel]) -> dict[Decimal, Decimal]:
    return {level.price: level.size for level in levels if level.size}


def _put(
    levels: dict[Decimal, Decimal],
    changes: Iterable[BookLevel],
    best: Decimal | None,
    is_better: Callable[[Decimal, Decimal], bool],
) -> Decimal | None:
    """Change one side; its best price afterwards, None where it must be looked for again."""
    for level in changes:
        price = level.price
        if level.size:
            levels[price] = level.size
            if best is not None and is_better(price, best):
                best = price
        elif levels.pop(price, None) is not None and price == best:
            best = None
    return best


def _levels_at(
    levels: Mapping[Decimal, Decimal], prices: Collection[Decimal] | None
) -> dict[Decimal, Decimal]:
    if prices is None:
        return dict(levels)
    return {price: levels[price] for price in prices if price in levels}
