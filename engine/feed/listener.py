"""Who listens to the streams of an instrument."""

from collections.abc import Sequence
from typing import Protocol

from engine.feed.gaps import Gap
from engine.feed.order_book import OrderBook
from engine.market import Candle, MiniTicker, Ticker, Trade


class InstrumentListener(Protocol):
    """Who gets what an instrument's streams bring, in order."""

    def on_price(self, ticker: MiniTicker) -> None:
        """The newest mini ticker."""

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """The next trade in the exchange's order."""

    def on_trades(self, trades: Sequence[Trade]) -> None:
        """The next live trades of the public book, oldest first, all of one instrument; never none."""

    def on_book(self, instrument: str, book: OrderBook) -> None:
        """The book changed. It is the feed's own and changes in place: copy what must stay."""

    def on_full_ticker(self, ticker: Ticker) -> None:
        """The newest ticker with the last 24 hours and the funding."""

    def on_candle(self, candle: Candle) -> None:
        """A one-minute candle as the exchange states it."""

    def on_recovering(self, instrument: str, from_time: int, trades: int) -> None:
        """Missed trades since ``from_time`` (ns) are being fetched; ``trades`` have come so far."""

    def on_gap(self, gap: Gap) -> None:
        """A stretch was missed; recovered or not."""

    def on_feed_error(self, context: str, message: str) -> None:
        """Something failed that the user should know."""

    def on_defect(self, defect: Exception) -> None:
        """A recovery ended by a defect of the program: the feed cannot be trusted any more."""
