"""The candle that is forming now, built from the trades of the public book."""

from collections.abc import Sequence
from decimal import localcontext
from operator import mul

from engine.market import EXACT, ORDERBOOK, ZERO, Candle, Interval, Trade

INTERVAL = Interval.M1

_LENGTH = INTERVAL.nanoseconds
_add, _fma = EXACT.add, EXACT.fma


class FormingCandle:
    """Builds one-minute candles of one instrument; what the exchange states overwrites what was built.

    It is written to at every trade and looked at a few times a second, so the frozen candle is made when it is
    asked for.
    """

    __slots__ = (
        "_begins",
        "_close",
        "_close_time",
        "_ends",
        "_high",
        "_instrument",
        "_low",
        "_open",
        "_open_time",
        "_trades",
        "_volume_base",
        "_volume_quote",
    )

    def __init__(self) -> None:
        self._begins = self._ends = 0
        self._instrument = ""
        self._open_time = self._close_time = self._trades = 0
        self._open = self._high = self._low = self._close = ZERO
        self._volume_base = self._volume_quote = ZERO

    @property
    def candle(self) -> Candle | None:
        """The candle as it is now; None before the first."""
        if not self._ends:
            return None
        return Candle(
            self._instrument,
            self._open_time,
            self._close_time,
            self._open,
            self._high,
            self._low,
            self._close,
            self._volume_base,
            self._volume_quote,
            self._trades,
        )

    def on_trade(self, trade: Trade) -> bool:
        """Take a trade in the exchange's order; False when it changes no candle that still forms."""
        if trade.venue != ORDERBOOK or trade.is_rpi:
            return False
        time, price, size = trade.event_time, trade.price, trade.size
        if time >= self._ends:
            self._begin(trade.instrument, time - time % _LENGTH)
            self._open = self._high = self._low = price
        elif time < self._begins:
            return False
        elif price > self._high:
            self._high = price
        elif price < self._low:
            self._low = price
        self._close = price
        self._volume_base = _add(self._volume_base, size)
        self._volume_quote = _fma(size, price, self._volume_quote)
        self._trades += 1
        return True

    def on_trades(self, trades: Sequence[Trade]) -> bool:
        """Take trades of the public book, in order; as ``on_trade`` for each, and False when each said so."""
        if trades[0].event_time < self._begins or trades[-1].event_time >= self._ends:
            changed = [self.on_trade(trade) for trade in trades]
            return any(changed)
        prices = [trade.price for trade in trades]
        self._high, self._low = max(self._high, *prices), min(self._low, *prices)
        self._close = prices[-1]
        sizes = [trade.size for trade in trades]
        with localcontext(EXACT):
            self._volume_base = sum(sizes, self._volume_base)
            self._volume_quote = sum(map(mul, sizes, prices), self._volume_quote)
        self._trades += len(prices)
        return True

    def on_candle(self, candle: Candle) -> None:
        """The exchange stated a candle: go on from it unless a later one forms already."""
        if self._ends and candle.open_time < self._open_time:
            return
        self._begin(candle.instrument, candle.open_time)
        self._close_time = candle.close_time
        self._open, self._high, self._low = candle.open, candle.high, candle.low
        self._close, self._trades = candle.close, candle.trades
        self._volume_base, self._volume_quote = candle.volume_base, candle.volume_quote

    def _begin(self, instrument: str, open_time: int) -> None:
        """Forget the candle before; trades of the minute of ``open_time`` belong to this one."""
        self._instrument = instrument
        self._open_time, self._close_time = open_time, open_time + _LENGTH
        self._begins = -(-open_time // _LENGTH) * _LENGTH
        self._ends = open_time - open_time % _LENGTH + _LENGTH
        self._volume_base = self._volume_quote = ZERO
        self._trades = 0
