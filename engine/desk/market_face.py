"""The desk's face towards the market: instruments, prices, candles, the book, past trades."""

from collections.abc import Mapping
from decimal import Decimal

from engine.desk.errors import DeskError
from engine.desk.instruments import Instruments
from engine.desk.market import DeskMarket
from engine.desk.tickers import Tickers
from engine.desk.views import BookView, PriceView
from engine.grid.spec import GridSpec
from engine.grid.suggestion import sample_grid
from engine.grvt.rest import RestClient
from engine.market import Candle, Instrument, Interval, Ticker, Trade

BOOK_LEVELS = 50
MOST_TRADES = 5000
"""How many past trades are read on one question."""


class MarketFace:
    """What a desk tells about the market. The parts are made when the desk is opened."""

    _instruments: Instruments
    _market: DeskMarket
    _rest: RestClient
    _tickers: Tickers

    async def instruments(self) -> tuple[Instrument, ...]:
        """Everything the exchange trades now.

        Raises:
            ExchangeError: the list could not be read.
        """
        return await self._instruments.all()

    async def instrument(self, name: str) -> Instrument:
        """One instrument.

        Raises:
            GridSpecError: the exchange does not know it.
            ExchangeError: it could not be read.
        """
        return await self._instruments.one(name)

    async def watch(self, instrument: str, *, candles: bool = True) -> None:
        """Follow an instrument's prices, trades and one-minute candles."""
        await self._market.feed.follow(instrument, candles=candles)

    async def unwatch(self, instrument: str) -> None:
        """No longer follow an instrument, unless a running grid trades it."""
        if not self._market.grids.is_running_on(instrument):
            await self._market.feed.unfollow(instrument)

    async def wait_ready(self, instrument: str) -> None:
        """Wait until an instrument that is followed has a price and its trades have no hole."""
        feed = self._market.feed.feed(instrument)
        if feed is None:
            raise DeskError(f"{instrument} is not followed")
        await feed.ready.wait()

    async def candles(
        self, instrument: str, interval: Interval, *, end_time: int | None = None, limit: int = 500
    ) -> tuple[Candle, ...]:
        """Candles of the exchange's history up to ``end_time`` (ns, default now), oldest first.

        Raises:
            ExchangeError: they could not be read.
        """
        return await self._rest.candles(instrument, interval, end_time=end_time, most=limit)

    async def trades_around(
        self, instrument: str, time: int, *, before: int, after: int
    ) -> tuple[Trade, ...]:
        """Trades of the exchange's history from ``time - before`` to ``time + after`` (ns), oldest first.

        Of more than ``MOST_TRADES`` the oldest are left out.

        Raises:
            ExchangeError: they could not be read.
        """
        found: dict[object, Trade] = {}
        cursor = ""
        while len(found) < MOST_TRADES:
            page = await self._rest.trade_history(
                instrument, start_time=time - before, end_time=time + after, cursor=cursor
            )
            known = len(found)
            # the bounds are the exchange's to honour, and ours to check
            found.update(
                (trade.key, trade) for trade in page.items if -before <= trade.event_time - time <= after
            )
            if not page.next or page.next == cursor or len(found) == known:
                break
            cursor = page.next
        return tuple(sorted(found.values(), key=lambda trade: trade.key))

    def price(self, instrument: str) -> PriceView | None:
        """The newest prices of an instrument that is followed, None before the first."""
        return self._market.prices.view(instrument)

    def book(self, instrument: str) -> BookView | None:
        """The public book of an instrument that is followed; None before it came."""
        feed = self._market.feed.feed(instrument)
        book = None if feed is None else feed.book
        if book is None:
            return None
        bids, asks = book.top(BOOK_LEVELS)
        return BookView(instrument, bids, asks, book.event_time, book.received_at)

    def ticker(self, instrument: str) -> Ticker | None:
        """The last 24 hours and the funding of an instrument that is followed; None before they came."""
        feed = self._market.feed.feed(instrument)
        return None if feed is None else feed.full_ticker

    async def tickers(self) -> Mapping[str, Ticker]:
        """The last 24 hours of all instruments; one that could not be read is left out.

        Raises:
            ExchangeError: the list of instruments could not be read.
        """
        return await self._tickers.all()

    def sample_grid(self, instrument: str) -> GridSpec:
        """A sensible neutral grid around the current price.

        Raises:
            DeskError: no price is known yet.
        """
        known = self._instruments.known(instrument)
        last = self._last_price(instrument)
        if known is None:
            raise DeskError(f"{instrument} is not known yet; wait until the connection is live")
        return sample_grid(known, last)

    def _last_price(self, instrument: str) -> Decimal:
        price = self.price(instrument)
        if price is None or price.last is None:
            raise DeskError(f"there is no price for {instrument} yet; wait until the connection is live")
        return price.last
