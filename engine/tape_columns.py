"""A tape as columns of whole numbers, to find the next trade or quote that can change a grid at all.

Most trades of a tape reach no order. Comparing columns finds the next one that does hundreds of times faster than
asking the grid about each; what happens then is decided by the grid alone, so nothing of the rules is repeated here.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.market import EXACT, Quote, Trade

Column: TypeAlias = NDArray[np.int64]

_SHORTEST_LOOK = 64
_LONGEST_LOOK = 65_536
_LARGEST = 2**62
_MOST_DECIMALS = 18
NEVER_BELOW = -_LARGEST
NEVER_ABOVE = _LARGEST


class Scale:
    """Prices as whole numbers of 10^-decimals, exactly."""

    def __init__(self, decimals: int) -> None:
        self._decimals = decimals

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
        if not price.is_finite():
            return NEVER_BELOW if price.is_signed() else NEVER_ABOVE
        scaled = price.scaleb(self._decimals, EXACT).to_integral_value(rounding)
        return max(NEVER_BELOW, min(NEVER_ABOVE, int(scaled)))


def next_at_or_beyond(low: Column, high: Column, start: int, stop: int, floor: int, ceiling: int) -> int:
    """The first index from ``start`` on with low <= floor or high >= ceiling; ``stop`` where there is none."""
    look = _SHORTEST_LOOK
    while start < stop:
        end = min(stop, start + look)
        found = (low[start:end] <= floor) | (high[start:end] >= ceiling)
        first = int(found.argmax())
        if found[first]:
            return start + first
        start = end
        look = min(_LONGEST_LOOK, look * 4)
    return stop


class TapeColumns:
    """The public-book trades of a tape and its quotes, side by side.

    ``trades``: those of the public book, in the exchange's order. ``shown_before[i]``: how many quotes were shown
    before trade i (at equal times trades come first).
    """

    def __init__(self, trades: Sequence[Trade], quotes: Sequence[Quote], scale: Scale) -> None:
        """``trades`` in the exchange's order, all of the public book; ``quotes`` in the order of time."""
        self.scale = scale
        self.prices = scale.column([trade.price for trade in trades])
        times = np.fromiter((trade.event_time for trade in trades), dtype=np.int64, count=len(trades))
        shown = np.fromiter((quote.event_time for quote in quotes), dtype=np.int64, count=len(quotes))
        self.shown_before: Column = np.searchsorted(shown, times, side="left").astype(np.int64)
        self._bids = np.fromiter(
            (NEVER_BELOW if quote.bid is None else scale.at_most(quote.bid) for quote in quotes),
            dtype=np.int64,
            count=len(quotes),
        )
        self._asks = np.fromiter(
            (NEVER_ABOVE if quote.ask is None else scale.at_least(quote.ask) for quote in quotes),
            dtype=np.int64,
            count=len(quotes),
        )

    @classmethod
    def of(cls, trades: Sequence[Trade], quotes: Sequence[Quote] = ()) -> "TapeColumns | None":
        """The columns of a tape; None where its prices do not fit into whole numbers of one scale."""
        prices = [trade.price for trade in trades]
        prices += [price for quote in quotes for price in (quote.bid, quote.ask) if price is not None]
        scale = Scale.of(prices)
        return None if scale is None else cls(trades, quotes, scale)

    def next_trade(self, start: int, quiet_above: Decimal, quiet_below: Decimal) -> int:
        """The first trade from ``start`` on that is not strictly between the prices; their number if none."""
        floor, ceiling = self.scale.at_most(quiet_above), self.scale.at_least(quiet_below)
        return next_at_or_beyond(self.prices, self.prices, start, len(self.prices), floor, ceiling)

    def next_quote(self, start: int, stop: int, best_buy: Decimal | None, best_sell: Decimal | None) -> int:
        """The first quote from ``start`` on whose bid is not above the best own BUY, or whose ask is not below the
        best own SELL: only such a one says anything about an own order. ``stop`` where there is none."""
        floor = NEVER_BELOW - 1 if best_buy is None else self.scale.at_least(best_buy)
        ceiling = NEVER_ABOVE + 1 if best_sell is None else self.scale.at_most(best_sell)
        return next_at_or_beyond(self._bids, self._asks, start, stop, floor, ceiling)

    def trades_before_quote(self, quote: int) -> int:
        """How many trades come before a quote."""
        return int(np.searchsorted(self.shown_before, quote, side="right"))
