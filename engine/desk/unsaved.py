"""What a grid did that the journal does not have yet."""

from dataclasses import dataclass, field

from engine.desk.journal import (
    Changes,
    Cursor,
    EquityPoint,
    FundingPayment,
    GridRecord,
    NewGrid,
    Note,
    RulesRead,
    Stop,
)
from engine.feed.gaps import Gap
from engine.grid.matched_pairs import RoundTrip


@dataclass(slots=True)
class Unsaved:
    """Collects what happens until it is cut into a batch."""

    records: list[GridRecord] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    funding: list[FundingPayment] = field(default_factory=list)
    equity: list[EquityPoint] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rules: list[RulesRead] = field(default_factory=list)
    trips: list[RoundTrip] = field(default_factory=list)
    stop: Stop | None = None
    new: NewGrid | None = None

    def changes(self, cursor: Cursor) -> Changes:
        """All of it, with how far the grid has come."""
        return Changes(
            records=tuple(self.records),
            cursor=cursor,
            gaps=tuple(self.gaps),
            funding=tuple(self.funding),
            equity=tuple(self.equity),
            notes=tuple(self.notes),
            stop=self.stop,
            rules=tuple(self.rules),
            trips=tuple(self.trips),
            new=self.new,
        )

    def put_back(self, changes: Changes) -> None:
        """What was cut could not be kept: it comes before what happened since."""
        self.records[:0] = changes.records
        self.gaps[:0] = changes.gaps
        self.funding[:0] = changes.funding
        self.equity[:0] = changes.equity
        self.notes[:0] = changes.notes
        self.rules[:0] = changes.rules
        self.trips[:0] = changes.trips
        self.stop = self.stop or changes.stop
        self.new = self.new or changes.new
