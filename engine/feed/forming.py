"""The candle that is forming now, built from the trades of the public book."""

from dataclasses import replace

from engine.market import EXACT, ZERO, Candle, Interval, Trade

INTERVAL = Interval.M1


class FormingCandle:
    """Builds one-minute candles of one instrument; what the exchange states overwrites what was built."""

    def __init__(self) -> None:
        self.candle: Candle | None = None

    def on_trade(self, trade: Trade) -> Candle | None:
        """Take a trade in the exchange's order; None when it changes no candle that still forms."""
        if not trade.on_public_book:
            return None
        length = INTERVAL.nanoseconds
        open_time = trade.event_time - trade.event_time % length
        candle = self.candle
        if candle is not None and open_time < candle.open_time:
            return None
        if candle is None or open_time > candle.open_time:
            price = trade.price
            candle = Candle(
                trade.instrument, open_time, open_time + length, price, price, price, price, ZERO, ZERO, 0
            )
        self.candle = replace(
            candle,
            high=max(candle.high, trade.price),
            low=min(candle.low, trade.price),
            close=trade.price,
            volume_base=EXACT.add(candle.volume_base, trade.size),
            volume_quote=EXACT.add(candle.volume_quote, EXACT.multiply(trade.size, trade.price)),
            trades=candle.trades + 1,
        )
        return self.candle

    def on_candle(self, candle: Candle) -> None:
        """The exchange stated a candle: go on from it unless a later one forms already."""
        if self.candle is None or candle.open_time >= self.candle.open_time:
            self.candle = candle
