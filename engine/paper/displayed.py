"""What the order book shows: the size ahead of an own order at a price, where the book is known.

Rules: CONTRACT section 4, rule 6.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.market import ZERO, Quote, Side, decimal_or_none, plain, plain_or_none


@dataclass(frozen=True, slots=True)
class DisplayedBook:
    """The public book as last shown; prices in quote, sizes in base units.

    ``bids`` and ``asks`` hold the sizes of the known levels. ``lowest_known_bid`` and ``highest_known_ask`` end
    the known depth: what lies beyond is unknown, what is missing before them shows zero.
    """

    bid: Decimal | None
    ask: Decimal | None
    lowest_known_bid: Decimal | None
    highest_known_ask: Decimal | None
    bids: Mapping[Decimal, Decimal] = field(default_factory=dict)
    asks: Mapping[Decimal, Decimal] = field(default_factory=dict)

    @classmethod
    def of_quote(cls, quote: Quote) -> "DisplayedBook":
        """A book of which only the best bid and offer are known."""
        bid, ask = quote.bid, quote.ask
        lowest = None if quote.bid_size is None else bid
        highest = None if quote.ask_size is None else ask
        bids = {} if lowest is None or quote.bid_size is None else {lowest: quote.bid_size}
        asks = {} if highest is None or quote.ask_size is None else {highest: quote.ask_size}
        return cls(bid, ask, lowest, highest, bids, asks)

    def size_ahead(self, side: Side, price: Decimal) -> Decimal | None:
        """What is displayed ahead of an own order at a price; None where the book does not say.

        A BUY at or above the best ask, a SELL at or below the best bid, and any price inside the spread have
        nothing ahead; nor has any on a side that is known to be empty.
        """
        if side is Side.BUY:
            if self.ask is not None and price >= self.ask:
                return ZERO
            if self.bid is not None and price > self.bid:
                return ZERO
            known = self.lowest_known_bid is not None and price >= self.lowest_known_bid
            return self.bids.get(price, ZERO) if known else None
        if self.bid is not None and price <= self.bid:
            return ZERO
        if self.ask is not None and price < self.ask:
            return ZERO
        known = self.highest_known_ask is not None and price <= self.highest_known_ask
        return self.asks.get(price, ZERO) if known else None

    def best_only(self) -> "DisplayedBook":
        """The same best bid and offer, and no size."""
        return DisplayedBook(self.bid, self.ask, None, None)

    def state(self, prices: Collection[Decimal]) -> dict[str, Any]:
        """What it shows at some prices, as JSON can hold it."""
        return {
            "best": [plain_or_none(self.bid), plain_or_none(self.ask)],
            "known": [plain_or_none(self.lowest_known_bid), plain_or_none(self.highest_known_ask)],
            "bids": [[plain(price), plain(size)] for price, size in self.bids.items() if price in prices],
            "asks": [[plain(price), plain(size)] for price, size in self.asks.items() if price in prices],
        }

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "DisplayedBook":
        """The book of which ``state`` was taken; it says the same at those prices."""
        bid, ask, lowest, highest = map(decimal_or_none, (*state["best"], *state["known"]))
        bids, asks = (
            {Decimal(price): Decimal(size) for price, size in state[side]} for side in ("bids", "asks")
        )
        return cls(bid, ask, lowest, highest, bids, asks)


NOTHING_KNOWN = DisplayedBook(None, None, None, None)
