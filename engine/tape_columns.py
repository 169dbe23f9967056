"""A tape as columns of whole numbers, to find the next trade or quote that can change a grid at all.

Most trades of a tape reach no order. Comparing columns finds the next one that does hundreds of times faster than
asking the grid about each; what happens then is decided by the grid alone, so nothing of the rules is repeated here.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.market import EXACT, Quote, Trade
from engine.paper.book_side import Queued

Column: TypeAlias = NDArray[np.int64]

_SINGLY = 16
"""So many trades are looked at one by one: comparing columns costs as much."""
_SHORTEST_LOOK = 512
_LONGEST_LOOK = 65_536
_LARGEST = 2**62
_MOST_DECIMALS = 18
NEVER_BELOW = -_LARGEST
NEVER_ABOVE = _LARGEST


class Scale:
    """Prices as whole numbers of 10^-decimals, exactly."""

    def __init__(self, decimals: int) -> None:
        self._decimals = decimals
        self._known: dict[tuple[Decimal, str], int] = {}

    @classmethod
    def of(cls, prices: Sequence[Decimal]) -> "Scale | None":
        """The scale that holds every price exactly; None where that takes numbers too large."""
        decimals = max((-int(price.as_tuple().exponent) for price in set(prices)), default=0)
        scale = cls(max(0, decimals))
        largest = max(prices, default=Decimal(1))
        fits = decimals <= _MOST_DECIMALS and scale.at_most(largest) < _LARGEST
        return scale if fits else None

    def column(self, prices: Sequence[Decimal]) -> Column:
        """The prices as whole numbers."""
        known: dict[Decimal, int] = {price: self.at_most(price) for price in set(prices)}
        return np.fromiter((known[price] for price in prices), dtype=np.int64, count=len(prices))

    def at_most(self, price: Decimal) -> int:
        """The largest whole number that is not above a price, within what a column holds."""
        return self._clamped(price, ROUND_FLOOR)

    def at_least(self, price: Decimal) -> int:
        """The smallest whole number that is not below a price, within what a column holds."""
        return self._clamped(price, ROUND_CEILING)

    def _clamped(self, price: Decimal, rounding: str) -> int:
        known = self._known.get((price, rounding))
        if known is None:
            known = self._known[price, rounding] = self._round(price, rounding)
        return known

    def _round(self, price: Decimal, rounding: str) -> int:
        if not price.is_finite():
            return NEVER_BELOW if price.is_signed() else NEVER_ABOVE
        scaled = price.scaleb(self._decimals, EXACT).to_integral_value(rounding)
        return max(NEVER_BELOW, min(NEVER_ABOVE, int(scaled)))


class TapeColumns:
    """The public-book trades of a tape and its quotes, side by side.

    ``trades``: those of the public book, in the exchange's order. ``shown_before[i]``: how many quotes were shown
    before trade i (at equal times trades come first).
    """

    def __init__(self, trades: Sequence[Trade], quotes: Sequence[Quote], prices: Scale, sizes: Scale) -> None:
        """``trades`` in the exchange's order, all of the public book; ``quotes`` in the order of time.

        ``prices`` and ``sizes``: scales that hold the prices of both and the sizes of the quotes.
        """
        self._scale = prices
        self._sizes = sizes
        self._prices = prices.column([trade.price for trade in trades])
        self._each_price = self._prices.data
        times = np.fromiter((trade.event_time for trade in trades), dtype=np.int64, count=len(trades))
        shown = np.fromiter((quote.event_time for quote in quotes), dtype=np.int64, count=len(quotes))
        self.shown_before = np.searchsorted(shown, times, side="left").astype(np.int64).data
        self._bids = _column(prices, [quote.bid for quote in quotes], NEVER_BELOW)
        self._asks = _column(prices, [quote.ask for quote in quotes], NEVER_ABOVE)
        self._bid_sizes = _column(sizes, [quote.bid_size for quote in quotes], NEVER_ABOVE)
        self._ask_sizes = _column(sizes, [quote.ask_size for quote in quotes], NEVER_ABOVE)

    @classmethod
    def of(cls, trades: Sequence[Trade], quotes: Sequence[Quote] = ()) -> "TapeColumns | None":
        """The columns of a tape; None where its numbers do not fit into whole numbers of one scale."""
        sides = [price for quote in quotes for price in (quote.bid, quote.ask) if price is not None]
        shown = [size for quote in quotes for size in (quote.bid_size, quote.ask_size) if size is not None]
        prices, sizes = Scale.of([*(trade.price for trade in trades), *sides]), Scale.of(shown)
        return None if prices is None or sizes is None else cls(trades, quotes, prices, sizes)

    def next_trade(self, start: int, quiet_above: Decimal, quiet_below: Decimal) -> int:
        """The first trade from ``start`` on that is not strictly between the prices; their number if none."""
        floor, ceiling = self._scale.at_most(quiet_above), self._scale.at_least(quiet_below)
        prices, each, stop = self._prices, self._each_price, len(self._prices)
        near = min(stop, start + _SINGLY)
        for index in range(start, near):
            if not floor < each[index] < ceiling:
                return index
        for begin, end in _looks(near, stop):
            part = prices[begin:end]
            found = (part <= floor) | (part >= ceiling)
            first = int(found.argmax())
            if found[first]:
                return begin + first
        return stop

    def next_quote(self, start: int, stop: int, buy: Queued | None, sell: Queued | None) -> int:
        """The first quote from ``start`` on that changes what is ahead of an own order; ``stop`` if none does.

        ``buy`` and ``sell``: what is ahead on each side (``GridSimulation.queued``). Whatever is better than the
        quote's own price there has nothing ahead any more; at that very price less may be shown than was ahead.
        """
        if (buy is None and sell is None) or start >= stop:
            return stop
        floor, least = self._limits(buy, self._scale.at_least, NEVER_BELOW - 1)
        ceiling, fewest = self._limits(sell, self._scale.at_most, NEVER_ABOVE + 1)
        for begin, end in _looks(start, stop):
            bids, asks = self._bids[begin:end], self._asks[begin:end]
            reached = (bids <= floor) | (asks >= ceiling)
            if not reached.any():
                continue
            found = reached & (
                (bids < floor)
                | (asks > ceiling)
                | ((bids == floor) & (self._bid_sizes[begin:end] < least))
                | ((asks == ceiling) & (self._ask_sizes[begin:end] < fewest))
            )
            first = int(found.argmax())
            if found[first]:
                return begin + first
        return stop

    def _limits(
        self, queued: Queued | None, price: Callable[[Decimal], int], nowhere: int
    ) -> tuple[int, int]:
        """The price of a queue as a whole number, and the size below which a quote at that price changes it."""
        if queued is None:
            return nowhere, 0
        if self._scale.at_least(queued.price) != self._scale.at_most(queued.price):
            # no quote can be at that very price
            return price(queued.price), 0
        return price(queued.price), NEVER_ABOVE if queued.ahead is None else self._sizes.at_least(
            queued.ahead
        )


def _column(scale: Scale, values: Sequence[Decimal | None], unknown: int) -> Column:
    return np.fromiter(
        (unknown if value is None else scale.at_most(value) for value in values),
        dtype=np.int64,
        count=len(values),
    )


def _looks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Stretches from ``start`` to ``stop``, each longer than the one before."""
    length = _SHORTEST_LOOK
    while start < stop:
        end = min(stop, start + length)
        yield start, end
        start = end
        length = min(_LONGEST_LOOK, length * 4)
