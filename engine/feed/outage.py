"""One outage of an instrument's trades: what the numbers say was missed, and what has been recovered of it."""

from engine.feed.trade_line import Release
from engine.market import TradeKey

SHORT_TRIES = 4
"""How often a history that lacks what was missed is asked: it may lag behind the trades."""


class Outage:
    """Counts over everything that happens until the trades are whole again."""

    def __init__(self, before: TradeKey | None, newest: TradeKey | None = None) -> None:
        """``before``: the newest trade processed when it began; ``newest``: the newest known, where that is later."""
        self.before = before
        self.missing = 0
        self.recovered = 0
        self._newest = newest
        self._found = 0
        self._tries = 1
        self._last_recovered: int | None = None
        self._first_live: int | None = None

    @property
    def short(self) -> int:
        """How many trades the numbers say were missed and were not recovered."""
        return max(0, self.missing - self._found)

    @property
    def ended_at(self) -> int | None:
        """The event time in ns at which the trades are whole again; None when nothing was released."""
        return max(filter(None, (self._last_recovered, self._first_live)), default=None)

    @property
    def pause(self) -> float:
        """Seconds to wait before the history is asked again."""
        return float(2 ** (self._tries - 2)) if self._tries > 1 else 0.5

    def may_try_again(self) -> bool:
        """Count one more try; False when there were enough."""
        if self._tries >= SHORT_TRIES:
            return False
        self._tries += 1
        return True

    def take(self, release: Release) -> None:
        """Trades were released."""
        self.recovered += release.recovered
        for item in release.trades:
            if item.backfilled:
                self._found += self._newest is None or item.trade.key > self._newest
                self._last_recovered = item.trade.event_time
            elif self._first_live is None:
                self._first_live = item.trade.event_time
