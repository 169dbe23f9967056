"""What happened before the demo exchange started: bars and trades of the minutes up to that moment."""

from collections.abc import Iterator

from engine.demo.bars import MINUTE, Bar, opening
from engine.demo.minutes import Minutes
from engine.demo.prints import Print

PAST_MINUTES = 10 * 1440


class PastMarket:
    """The past of one instrument.

    Args:
        minutes: makes the bars and the trades.
        start_time: when the exchange started, ns; from there on trades are printed live.
        with_trades: False for a tape whose own ids leave no room for others.
    """

    def __init__(self, minutes: Minutes, *, start_time: int, with_trades: bool = True) -> None:
        self._minutes = minutes
        self._start = start_time
        self._start_minute = opening(start_time, MINUTE)
        self._with_trades = with_trades

    def until(self, time: int) -> "PastMarket":
        """The same past, up to a later time (ns)."""
        return PastMarket(self._minutes, start_time=time, with_trades=self._with_trades)

    @property
    def oldest(self) -> int:
        """The open time of the oldest bar, ns."""
        return self._start_minute - PAST_MINUTES * MINUTE

    def bar(self, open_time: int) -> Bar:
        """The bar that opens at ``open_time``, which lies between ``oldest`` and the start's own minute.

        Of the start's own minute it holds what traded before the start.
        """
        if open_time < self._start_minute:
            return self._minutes.bar(open_time)
        price = self._minutes.price(open_time)
        begun = Bar(open_time, price, price, price, price)
        if self._with_trades:
            for trade in self._minutes.trades(open_time):
                if trade.event_time < self._start and trade.on_public_book:
                    begun.add(trade)
        return begun

    def newest_first(self, end_time: int) -> Iterator[Print]:
        """Past trades with an event time of at most ``end_time`` (ns), newest first."""
        if not self._with_trades:
            return
        end_time = min(end_time, self._start - 1)
        open_time = opening(end_time, MINUTE)
        while open_time >= self.oldest:
            for trade in reversed(self._minutes.trades(open_time)):
                if trade.event_time <= end_time:
                    yield trade
            open_time -= MINUTE
