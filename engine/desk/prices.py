"""The newest prices of the instruments that are followed, and the candles that form from their trades."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from engine.desk.events import CandleChanged, DeskEvent, PriceChanged
from engine.desk.views import PriceView
from engine.feed.forming import INTERVAL, FormingCandle
from engine.feed.instrument_feed import InstrumentFeed
from engine.feed.timing import Clock
from engine.market import Candle, MiniTicker, Quote, Trade

CANDLE_EVERY = 0.1


class LivePrices:
    """What is shown of the market, and when it arrived."""

    def __init__(
        self,
        feed_of: Callable[[str], InstrumentFeed | None],
        tell: Callable[[DeskEvent], None],
        clock: Clock,
    ) -> None:
        """``feed_of`` finds the streams of an instrument, None when it is not followed."""
        self._feed_of = feed_of
        self._tell = tell
        self._clock = clock
        self._received_at: dict[str, float] = {}
        self._forming: dict[str, FormingCandle] = {}
        self._candle_told_at: dict[str, float] = {}

    def view(self, instrument: str) -> PriceView | None:
        """The newest prices, None before the first."""
        feed = self._feed_of(instrument)
        if feed is None or feed.ticker is None:
            return None
        ticker, trade = feed.ticker, feed.last_trade
        return PriceView(
            instrument,
            _last(ticker, trade),
            ticker.bid,
            ticker.ask,
            ticker.mark,
            ticker.event_time if trade is None else max(ticker.event_time, trade.event_time),
            self._received_at[instrument],
        )

    def live(self, instrument: str) -> tuple[Decimal, Quote] | None:
        """The last price of the public book and the best bid and offer, None while the feed is not ready."""
        feed = self._feed_of(instrument)
        if feed is None or feed.ticker is None or not feed.ready.is_set():
            return None
        last = feed.ticker.last if feed.last_trade is None else feed.last_trade.price
        return None if last is None else (last, feed.ticker.quote)

    def mark(self, instrument: str) -> Decimal | None:
        """The mark price, None where unknown."""
        feed = self._feed_of(instrument)
        return None if feed is None or feed.ticker is None else feed.ticker.mark

    def on_ticker(self, ticker: MiniTicker) -> None:
        """The newest mini ticker."""
        name = ticker.instrument
        self._received_at[name] = self._clock.monotonic()
        feed = self._feed_of(name)
        last = _last(ticker, None if feed is None else feed.last_trade)
        self._tell(PriceChanged(ticker.event_time, name, last, ticker.bid, ticker.ask, ticker.mark))

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """The next trade in the exchange's order."""
        now = self._clock.monotonic()
        if not backfilled:
            self._received_at[trade.instrument] = now
        forming = self._forming_of(trade.instrument)
        if forming.on_trade(trade):
            self._tell_candle(forming, trade, now)

    def on_trades(self, trades: Sequence[Trade]) -> None:
        """The next live trades of the public book of one instrument, in the exchange's order."""
        now = self._received_at[trades[0].instrument] = self._clock.monotonic()
        forming = self._forming_of(trades[0].instrument)
        if forming.on_trades(trades):
            self._tell_candle(forming, trades[-1], now)

    def _tell_candle(self, forming: FormingCandle, trade: Trade, now: float) -> None:
        if now - self._candle_told_at.get(trade.instrument, 0.0) >= CANDLE_EVERY:
            candle = forming.candle
            if candle is not None:
                self._candle_told_at[trade.instrument] = now
                self._tell(CandleChanged(trade.event_time, INTERVAL, candle))

    def on_candle(self, candle: Candle) -> None:
        """A one-minute candle as the exchange states it."""
        self._forming_of(candle.instrument).on_candle(candle)
        self._tell(CandleChanged(candle.close_time, INTERVAL, candle))

    def _forming_of(self, instrument: str) -> FormingCandle:
        forming = self._forming.get(instrument)
        if forming is None:
            forming = self._forming[instrument] = FormingCandle()
        return forming


def _last(ticker: MiniTicker, trade: Trade | None) -> Decimal | None:
    if trade is not None and (ticker.last is None or trade.event_time >= ticker.event_time):
        return trade.price
    return ticker.last
