"""One outage of an instrument's trades: what the numbers say was missed, and what has been recovered of it.

Rules of this file:

1. The messages of a gateway are numbered without a hole, so the number of the last message before the outage and
   that of the first one after it say how many were missed. Where either is unknown, or another gateway's, nothing
   is *counted*.
2. Where everything is counted and exactly as many trades were recovered, the trades are whole, whatever the
   history says of itself. Fewer are *short*, and the trades are not whole, whatever the history says of itself.
3. ``number`` is the number of the message up to which every trade was told: a later run counts on from there.
4. An outage that begins at the very trade at which one ended that could not be recovered goes on with it: the
   history is asked for both.
"""

from engine.feed.trade_line import Release
from engine.market import TradeKey

TOLD_BEFORE = -1
"""An earlier run told the outage: whatever comes of it is told in this one."""

SHORT_TRIES = 4
"""How often a history that lacks what was missed is asked: it may lag behind the trades."""


class Outage:
    """Counts over everything that happens until the trades are whole again."""

    def __init__(
        self, before: TradeKey | None, newest: TradeKey | None = None, *, number: int | None = None
    ) -> None:
        """Make one.

        Args:
            before: the newest trade processed when it began.
            newest: the newest trade that was told before, where that is later.
            number: of the message with ``newest``, else with ``before``; None where it is not known.
        """
        self.before = before
        self.newest = newest
        self.missing = 0
        self.recovered = 0
        self.counted = True
        self.failed = False
        """Whether the history was asked, and did not bring what was asked for."""
        self.over = False
        """Whether the feed ended with it."""
        self.told: int | None = None
        """How many were missing when it was told as not recovered; None when it was not told."""
        self._number = number
        self._found = 0
        self._released = 0
        self._tries = 1
        self._last_recovered: int | None = None
        self._first_live: int | None = None

    @classmethod
    def told_again(
        cls, cursor: TradeKey, newest: TradeKey | None, earlier: "Outage | None", *, number: int | None
    ) -> "Outage":
        """The line went back to ``cursor`` from ``newest``, perhaps during an ``earlier`` one; nobody counted."""
        known = [key for key in (newest, earlier.newest if earlier else None) if key is not None]
        outage = cls(cursor, max(known, default=None), number=number)
        outage.missing = 0 if earlier is None else earlier.short
        outage.counted = False
        return outage

    @property
    def short(self) -> int:
        """How many trades the numbers say were missed and were not recovered."""
        return max(0, self.missing - self._found)

    @property
    def agrees(self) -> bool:
        """Whether the numbers are known, and exactly what they say was recovered."""
        return self.counted and self._found == self.missing

    @property
    def number(self) -> int | None:
        """The number of the message up to which every trade was told; None where it is not known."""
        return None if self._number is None else self._number + self._released

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

    def suspect(self, missing: int | None, before: int | None) -> None:
        """So many more were missed after the message with the number ``before``; None where nobody can say."""
        self.missing += missing or 0
        self.counted = self.counted and missing is not None
        if before is None:
            self._number = None

    def go_on_with(self, lost: "Outage") -> None:
        """It begins where another one ended that could not be recovered."""
        self.missing += lost.short
        self.counted = self.counted and lost.counted
        self.told = lost.told
        if self._number is not None:
            self._number = lost.number

    def take(self, release: Release) -> None:
        """Trades were released."""
        self.recovered += release.recovered
        for item in release.trades:
            is_new = self.newest is None or item.trade.key > self.newest
            self._released += is_new
            if item.backfilled:
                self._found += is_new
                self._last_recovered = item.trade.event_time
            elif self._first_live is None:
                self._first_live = item.trade.event_time
