"""A tape as columns of whole numbers, to find the next trade or quote that can change a grid at all.

Most trades of a tape reach no order. Comparing columns finds the next one that does hundreds of times faster than
asking the grid about each; what happens then is decided by the grid alone, so nothing of the rules is repeated here.
"""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.market import EXACT, Quote, Trade
from engine.paper.book_side import Queued
from engine.paper.quiet_band import QuietBand

Column: TypeAlias = NDArray[np.int64]

_SINGLY = 8
"""So many trades are looked at one by one: comparing columns costs as much."""
_QUOTES_SINGLY = 32
"""The same of quotes, which take twice as many columns."""
_SHORTEST_LOOK = 1024
_LONGEST_LOOK = 65_536
_LARGEST = 2**61
_MOST_DECIMALS = 18
NEVER_BELOW = -_LARGEST
NEVER_ABOVE = _LARGEST


class Scale:
    """Prices as whole numbers of 10^-decimals, exactly."""

    def __init__(self, decimals: int) -> None:
        self._decimals = decimals
        self._known: dict[Decimal, tuple[int, int]] = {}

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
        return self.around(price)[0]

    def at_least(self, price: Decimal) -> int:
        """The smallest whole number that is not below a price, within what a column holds."""
        return self.around(price)[1]

    def around(self, price: Decimal) -> tuple[int, int]:
        """``at_most`` and ``at_least``: the same where a price is a whole number here."""
        known = self._known.get(price)
        if known is None:
            known = self._round(price, ROUND_FLOOR), self._round(price, ROUND_CEILING)
            self._known[price] = known
        return known

    def _round(self, price: Decimal, rounding: str) -> int:
        if not price.is_finite():
            return NEVER_BELOW if price.is_signed() else NEVER_ABOVE
        scaled = price.scaleb(self._decimals, EXACT).to_integral_value(rounding)
        return max(NEVER_BELOW, min(NEVER_ABOVE, int(scaled)))


class Reach(NamedTuple):
    """2 x price, and 1 more where the taker bought, of the trades next to a quiet band: below it and above it."""

    lowest: int
    highest: int


class QueueLimits(NamedTuple):
    """The best queues as whole numbers: a quote with a bid below ``floor``, or at it with a size below ``least``,
    changes what is ahead of a BUY; ``ceiling`` and ``fewest`` are the same of the SELLs."""

    floor: int
    least: int
    ceiling: int
    fewest: int


_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""

NO_LIMITS = QueueLimits(NEVER_BELOW - 1, 0, NEVER_ABOVE + 1, 0)
"""Nothing is ahead of any order."""


class TapeColumns:
    """The public-book trades of a tape and its quotes, side by side.

    ``trades``: those of the public book, in the exchange's order. ``each_trade[i]``: trade i as ``Reach`` has it.
    ``shown_before[i]``: how many quotes were shown before trade i (at equal times trades come first).
    """

    def __init__(self, trades: Sequence[Trade], quotes: Sequence[Quote], prices: Scale, sizes: Scale) -> None:
        """``trades`` in the exchange's order, all of the public book; ``quotes`` in the order of time.

        ``prices`` and ``sizes``: scales that hold the prices of both and the sizes of the quotes.
        """
        self._scale = prices
        self._sizes = sizes
        # price and taker in one number: 2 x price, and 1 more where the taker bought
        by_buyer = np.fromiter((trade.is_taker_buyer for trade in trades), dtype=np.int64, count=len(trades))
        self._trades = 2 * prices.column([trade.price for trade in trades]) + by_buyer
        self.each_trade = self._trades.data
        shown_before = _shown_before(trades, quotes)
        self.shown_before = shown_before.data
        self._bids = _column(prices, [quote.bid for quote in quotes], NEVER_BELOW)
        self._asks = _column(prices, [quote.ask for quote in quotes], NEVER_ABOVE)
        self._bid_sizes = _column(sizes, [quote.bid_size for quote in quotes], NEVER_ABOVE)
        self._ask_sizes = _column(sizes, [quote.ask_size for quote in quotes], NEVER_ABOVE)
        self._quotes = tuple(
            column.data for column in (self._bids, self._bid_sizes, self._asks, self._ask_sizes)
        )
        # of each trade and the quotes between it and the one before: also 2 x bid and 2 x ask + 1
        self._lows = self._highs = self._trades
        if quotes:
            lowest = _extremes(np.minimum, self._bids, shown_before, NEVER_ABOVE)
            highest = _extremes(np.maximum, self._asks, shown_before, NEVER_BELOW)
            self._lows = np.minimum(self._trades, 2 * lowest)
            self._highs = np.maximum(self._trades, 2 * highest + 1)
        self._each_low, self._each_high = self._lows.data, self._highs.data

    def __len__(self) -> int:
        """How many trades there are."""
        return len(self._trades)

    @classmethod
    def of(cls, trades: Sequence[Trade], quotes: Sequence[Quote] = ()) -> "TapeColumns | None":
        """The columns of a tape; None where its numbers do not fit into whole numbers of one scale."""
        sides = [price for quote in quotes for price in (quote.bid, quote.ask) if price is not None]
        shown = [size for quote in quotes for size in (quote.bid_size, quote.ask_size) if size is not None]
        prices, sizes = Scale.of([*(trade.price for trade in trades), *sides]), Scale.of(shown)
        return None if prices is None or sizes is None else cls(trades, quotes, prices, sizes)

    def reach(self, quiet: QuietBand) -> Reach:
        """Which trades are outside of the band."""
        lowest, above = self._scale.around(quiet.above)
        below, highest = self._scale.around(quiet.below)
        # at that very price only a taker who sells counts, or only one who buys
        only_sellers = quiet.buyers_pass_above and lowest == above
        only_buyers = quiet.sellers_pass_below and below == highest
        return Reach(2 * lowest + (not only_sellers), 2 * highest + only_buyers)

    def next_trade(self, start: int, reach: Reach) -> int:
        """The first trade from ``start`` on that is outside of the band; their number if none."""
        lowest, highest = reach
        trades, each, stop = self._trades, self.each_trade, len(self._trades)
        near = min(stop, start + _SINGLY)
        for index in range(start, near):
            if not lowest < each[index] < highest:
                return index
        for begin, end in _looks(near, stop):
            part = trades[begin:end]
            found = (part <= lowest) | (part >= highest)
            first = int(found.argmax())
            if found[first]:
                return begin + first
        return stop

    def next_trade_or_quoted(self, start: int, reach: Reach, limits: QueueLimits) -> int:
        """As ``next_trade``, but also the first trade with a quote before it that may change a queue.

        ``limits``: those of orders, so none is inside the band.
        """
        lowest, highest = reach
        floor, ceiling = min(lowest, 2 * limits.floor + 1), max(highest, 2 * limits.ceiling)
        # mostly the best orders are those that have a queue, and one look finds both
        together = floor == lowest and ceiling == highest
        stop = len(self.each_trade)
        near = min(stop, start + _SINGLY)
        nearby = zip(
            self._each_low[start:near], self._each_high[start:near], self.each_trade[start:near], strict=True
        )
        for index, (low, high, trade) in enumerate(nearby, start):
            if low <= floor or high >= ceiling or not lowest < trade < highest:
                return index
        for begin, end in _looks(near, stop):
            found = (self._lows[begin:end] <= floor) | (self._highs[begin:end] >= ceiling)
            if not together:
                part = self._trades[begin:end]
                found |= (part <= lowest) | (part >= highest)
            first = int(found.argmax())
            if found[first]:
                return begin + first
        return stop

    def limits(self, buy: Queued | None, sell: Queued | None) -> QueueLimits:
        """Which quotes change the queues, from what is ahead on each side (``GridSimulation.queues``).

        Whatever is better than a quote's own price there has nothing ahead any more; at that very price less may
        be shown than was ahead.
        """
        if buy is None and sell is None:
            return NO_LIMITS
        below = self._limits(buy, NO_LIMITS.floor, is_buy=True)
        above = self._limits(sell, NO_LIMITS.ceiling, is_buy=False)
        return _tuple(QueueLimits, below + above)

    def next_quote(self, start: int, stop: int, limits: QueueLimits) -> int:
        """The first quote from ``start`` on that changes what is ahead of an own order; ``stop`` if none does."""
        if limits is NO_LIMITS:
            return stop
        floor, least, ceiling, fewest = limits
        each_bid, each_bid_size, each_ask, each_ask_size = self._quotes
        near = min(stop, start + _QUOTES_SINGLY)
        nearby = zip(each_bid[start:near], each_ask[start:near], strict=True)
        for index, (bid, ask) in enumerate(nearby, start):
            if bid <= floor and (bid < floor or each_bid_size[index] < least):
                return index
            if ask >= ceiling and (ask > ceiling or each_ask_size[index] < fewest):
                return index
        for begin, end in _looks(near, stop):
            bids, asks = self._bids[begin:end], self._asks[begin:end]
            found = (
                (bids < floor)
                | (asks > ceiling)
                | ((bids == floor) & (self._bid_sizes[begin:end] < least))
                | ((asks == ceiling) & (self._ask_sizes[begin:end] < fewest))
            )
            first = int(found.argmax())
            if found[first]:
                return begin + first
        return stop

    def _limits(self, queued: Queued | None, nowhere: int, *, is_buy: bool) -> tuple[int, int]:
        """The price of a queue as a whole number, and the size below which a quote at that price changes it."""
        if queued is None:
            return nowhere, 0
        below, above = self._scale.around(queued.price)
        if below != above:
            # no quote can be at that very price
            return above if is_buy else below, 0
        return below, NEVER_ABOVE if queued.ahead is None else self._sizes.at_least(queued.ahead)


def _column(scale: Scale, values: Sequence[Decimal | None], unknown: int) -> Column:
    return np.fromiter(
        (unknown if value is None else scale.at_most(value) for value in values),
        dtype=np.int64,
        count=len(values),
    )


def _shown_before(trades: Sequence[Trade], quotes: Sequence[Quote]) -> Column:
    if not quotes:
        return np.zeros(len(trades), dtype=np.int64)
    times = np.fromiter((trade.event_time for trade in trades), dtype=np.int64, count=len(trades))
    shown = np.fromiter((quote.event_time for quote in quotes), dtype=np.int64, count=len(quotes))
    return np.searchsorted(shown, times, side="left").astype(np.int64)


def _extremes(extreme: np.ufunc, values: Column, ends: Column, none: int) -> Column:
    """The lowest or highest of the values between each end and the one before it; ``none`` where there is none."""
    starts = np.concatenate(([0], ends[:-1]))
    # reduceat takes the value at its start for an empty stretch, and needs one there
    found = extreme.reduceat(np.append(values[: ends[-1]], none), starts)
    return np.where(starts < ends, found, none)


def _looks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Stretches from ``start`` to ``stop``, each longer than the one before."""
    length = _SHORTEST_LOOK
    while start < stop:
        end = min(stop, start + length)
        yield start, end
        start = end
        length = min(_LONGEST_LOOK, length * 4)
