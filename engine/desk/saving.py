"""What the journal is to keep of one grid: collected as it happens, cut into a batch when one is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.desk.journal import Changes, Cursor, EquityPoint, Stop
from engine.desk.unsaved import Unsaved
from engine.feed.gaps import Gap
from engine.grid.ledger import GridTotals
from engine.market import NS_PER_SECOND, TradeKey
from engine.paper.account import PaperAccount
from engine.paper.equity import EquityCurve
from engine.paper.grid_orders import GridEvent

EQUITY_EVERY = 30 * NS_PER_SECOND
EQUITY_EVERY_WITH_FILLS = 5 * NS_PER_SECOND
CURVE_EVERY = 60 * NS_PER_SECOND
"""The equity curve is by far the largest part of the state: it is kept about once a minute."""


@dataclass(slots=True)
class History:
    """What a grid has seen besides its account: known from the journal when it is resumed.

    ``quoted_at`` is the event time of the prices at its start, ``known_at_start`` the newest trade known then;
    ``cursor`` is the newest trade it has met, ``number`` that of its message, None where unknown. ``lost`` are the
    times (ns) from which on something could not be recovered.
    """

    started_at: int
    quoted_at: int
    known_at_start: TradeKey | None
    cursor: TradeKey | None
    told_fill: int = 0
    gaps: int = 0
    unrecovered_gaps: int = 0
    stop: Stop | None = None
    number: int | None = None
    lost: set[int] = field(default_factory=set)

    def on_gap(self, gap: Gap) -> None:
        """A stretch was missed; one from the same time on that was not recovered was a part of it."""
        if gap.from_time in self.lost:
            self.lost.remove(gap.from_time)
            self.gaps -= 1
            self.unrecovered_gaps -= 1
        self.gaps += 1
        if not gap.recovered:
            self.unrecovered_gaps += 1
            self.lost.add(gap.from_time)

    @property
    def time(self) -> int:
        """How far the grid has come, in ns since the epoch."""
        return self.started_at if self.cursor is None else max(self.cursor.event_time, self.started_at)


class Saving:
    """Collects what is new in a grid, and knows what of its state is due to be kept."""

    def __init__(self, account: PaperAccount) -> None:
        self.unsaved = Unsaved()
        self._account = account
        self._equity_at = 0
        self._curve_at = -CURVE_EVERY
        self._last_trip = account.trips[-1] if account.trips else None

    def add(self, events: Sequence[GridEvent]) -> None:
        """Orders changed and filled."""
        self.unsaved.records.extend(events)
        trips = self._account.trips
        if not trips or trips[-1] is self._last_trip:
            return
        new = []
        for trip in reversed(trips):
            if trip is self._last_trip:
                break
            new.append(trip)
        self._last_trip = trips[-1]
        self.unsaved.trips.extend(reversed(new))

    def keep_curve(self) -> None:
        """Let the next cut hold everything, however short it is since the last one that did."""
        self._curve_at = -CURVE_EVERY

    def cut(self, history: History, totals: GridTotals, mark: Decimal) -> Changes:
        """What is new, with the state of the account now; ``totals`` are those at ``mark`` (in quote)."""
        self._note_equity(history.time, totals, mark)
        unsaved, self.unsaved = self.unsaved, Unsaved()
        keep_curve = history.time - self._curve_at >= CURVE_EVERY or unsaved.stop is not None
        if keep_curve:
            self._curve_at = history.time
        cursor = Cursor(
            trade=history.cursor,
            last=self._account.last,
            trades=totals.trades,
            core_state=self._account.state_without_history(),
            totals=totals,
            told_fill=history.told_fill,
            curve=self._account.equity.state() if keep_curve else None,
            number=history.number,
        )
        return unsaved.changes(cursor)

    def _note_equity(self, time: int, totals: GridTotals, mark: Decimal) -> None:
        due = EQUITY_EVERY_WITH_FILLS if self.unsaved.records else EQUITY_EVERY
        if time - self._equity_at >= due or self.unsaved.stop is not None:
            self._equity_at = time
            self.unsaved.equity.append(EquityPoint(time, totals.total, totals.position, mark))


def whole_state(state: Mapping[str, Any], curve: Mapping[str, Any] | None) -> dict[str, Any]:
    """The state of an account from what was kept of it; the trips are kept elsewhere."""
    return {**state, "trips": [], "equity": EquityCurve().state() if curve is None else curve}
