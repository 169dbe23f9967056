"""The forming candle of any interval, from the one-minute candles that the desk follows.

History comes from the exchange with the bar that is forming now; one-minute candles then carry it on. Highs,
lows and closes merge exactly. Volume adds what each one-minute candle grew by since it was first seen, so the
minute during which the history was fetched may count a little short until the exchange's bar replaces it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from engine import Candle, Interval


class BarMerger:
    """Carries the newest bar of one interval forward."""

    def __init__(self, interval: Interval) -> None:
        self.interval = interval
        self._bar: Candle | None = None
        self._minute: Candle | None = None

    def reset(self, history: Sequence[Candle]) -> None:
        """Start again from fetched candles, oldest first."""
        self._bar = history[-1] if history else None
        self._minute = None

    def merge(self, interval: Interval, candle: Candle) -> Candle | None:
        """Take a live candle; returns the bar to draw, or None when it changes nothing here."""
        if interval is self.interval:
            self._bar = candle
            return candle
        if interval is not Interval.M1:
            return None
        opens = candle.open_time - candle.open_time % self.interval.nanoseconds
        if self._bar is not None and opens < self._bar.open_time:
            return None
        if self._bar is None or opens > self._bar.open_time:
            self._bar = replace(candle, open_time=opens, close_time=opens + self.interval.nanoseconds)
        else:
            self._bar = self._grown(self._bar, candle)
        self._minute = candle
        return self._bar

    def _grown(self, bar: Candle, minute: Candle) -> Candle:
        base, quote, trades = self._growth(minute)
        return replace(
            bar,
            high=max(bar.high, minute.high),
            low=min(bar.low, minute.low),
            close=minute.close,
            volume_base=bar.volume_base + base,
            volume_quote=bar.volume_quote + quote,
            trades=bar.trades + trades,
        )

    def _growth(self, minute: Candle) -> tuple[Decimal, Decimal, int]:
        before = self._minute
        if before is None:
            return Decimal(0), Decimal(0), 0
        if before.open_time != minute.open_time:
            return minute.volume_base, minute.volume_quote, minute.trades
        return (
            max(Decimal(0), minute.volume_base - before.volume_base),
            max(Decimal(0), minute.volume_quote - before.volume_quote),
            max(0, minute.trades - before.trades),
        )
