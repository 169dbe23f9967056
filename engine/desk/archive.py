"""What the journal knows of every grid, running ones and past ones: read off the loop, and only what is kept."""

from engine.desk.journal import EquityPoint, FundingPayment, GridSummary, Note
from engine.desk.journal.reads import JournalReads
from engine.desk.views import PastGrid
from engine.feed.gaps import Gap
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Order
from engine.grid.spec import GridSpecError, parse_grid


class Archive:
    """Answers questions about grids of this home; an unknown grid has nothing.

    Every question raises ``DeskError`` when the journal cannot be read.
    """

    def __init__(self, journal: JournalReads) -> None:
        self._journal = journal

    async def grids(self) -> tuple[PastGrid, ...]:
        """Every grid of every environment, oldest first; one whose file cannot be read any more is left out."""
        found = (_past_grid(summary) for summary in await self._journal.grids())
        return tuple(grid for grid in found if grid is not None)

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Fill, ...]:
        """Up to ``limit`` fills whose id is above ``after``, in order."""
        return await self._journal.fills(grid_id, after=after, limit=limit)

    async def fill_count(self, grid_id: int) -> int:
        """How many fills a grid has."""
        return (await self._journal.counts(grid_id)).fills

    async def trips(self, grid_id: int) -> tuple[RoundTrip, ...]:
        """Every completed round trip, in the order in which they were completed."""
        return await self._journal.trips(grid_id)

    async def orders(self, grid_id: int) -> tuple[Order, ...]:
        """Every change of every order, in the order in which it happened."""
        return await self._journal.orders(grid_id)

    async def equity(self, grid_id: int) -> tuple[EquityPoint, ...]:
        """The total PnL over time, without the capital."""
        return await self._journal.equity(grid_id)

    async def funding(self, grid_id: int) -> tuple[FundingPayment, ...]:
        """The settlements of funding, by time."""
        return await self._journal.funding(grid_id)

    async def gaps(self, grid_id: int) -> tuple[Gap, ...]:
        """The stretches that were missed, in the order in which they were found."""
        return await self._journal.gaps(grid_id)

    async def notes(self, grid_id: int) -> tuple[Note, ...]:
        """What was noted about a grid."""
        return await self._journal.notes(grid_id)


def _past_grid(summary: GridSummary) -> PastGrid | None:
    stored, counts = summary.stored, summary.counts
    try:
        spec = parse_grid(stored.spec_toml)
    except GridSpecError:
        return None
    return PastGrid(
        grid_id=stored.grid_id,
        environment=stored.grid.environment,
        instrument=stored.grid.instrument,
        spec=spec,
        started_at=stored.grid.start.time,
        stopped_at=None if stored.stop is None else stored.stop.time,
        stop_reason=None if stored.stop is None else stored.stop.reason,
        totals=None if stored.cursor is None else stored.cursor.totals,
        gaps=counts.gaps,
        unrecovered_gaps=counts.unrecovered_gaps,
    )
