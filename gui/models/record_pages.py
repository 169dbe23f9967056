"""Where the tables of fills and round trips read: the newest from the desk's views, older ones from the archive."""

from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from engine import Fill, GridView, Instrument, PastGrid, RoundTrip
from gui.models.fills import FillRow, newest_fill_rows
from gui.models.pages import GridPages, NewestFirst
from gui.models.trips import TripRow, newest_trip_rows

Newest = dict[int, int]
"""The highest number of each grid's records."""


class KeptRecords(Protocol):
    """What is read of the desk's archive."""

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Fill, ...]:
        """Up to ``limit`` fills whose id is above ``after``, in order."""

    async def trips(self, grid_id: int) -> tuple[RoundTrip, ...]:
        """Every completed round trip, the oldest first."""


def fill_pages(
    archive: KeptRecords | None,
    grids: Sequence[GridView],
    past: Sequence[PastGrid],
    counts: Mapping[int, int],
) -> tuple[NewestFirst[FillRow], Newest]:
    """The fills of all grids, newest first; ``counts``: how many each past grid has."""
    pages, newest = [], {}
    for grid in grids:
        ready = deque(reversed(newest_fill_rows(grid)))
        newest[grid.grid_id] = ready[0].number if ready else 0
        before = ready[-1].number if ready and archive is not None else 1
        read = partial(_read_fills, archive, grid.grid_id, grid.instrument)
        pages.append(GridPages(read, before, grid.stopped_at, ready))
    for kept in past:
        newest[kept.grid_id] = counts.get(kept.grid_id, 0)
        read = partial(_read_fills, archive, kept.grid_id, kept.instrument)
        pages.append(GridPages(read, newest[kept.grid_id] + 1, kept.stopped_at))
    return NewestFirst(pages), newest


def trip_pages(
    archive: KeptRecords | None, grids: Sequence[GridView], past: Sequence[PastGrid]
) -> tuple[NewestFirst[TripRow], Newest]:
    """The round trips of all grids, newest first."""
    pages, newest = [], {}
    for grid in grids:
        ready = deque(reversed(newest_trip_rows(grid)))
        newest[grid.grid_id] = grid.totals.round_trips
        before = (ready[-1].number if ready else newest[grid.grid_id] + 1) if archive is not None else 1
        older = _KeptTrips(archive, grid.grid_id, grid.instrument)
        pages.append(GridPages(older.read, before, grid.stopped_at, ready))
    for kept in past:
        newest[kept.grid_id] = kept.totals.round_trips if kept.totals is not None else 0
        older = _KeptTrips(archive, kept.grid_id, kept.instrument)
        pages.append(GridPages(older.read, newest[kept.grid_id] + 1, kept.stopped_at))
    return NewestFirst(pages), newest


async def _read_fills(
    archive: KeptRecords | None, grid_id: int, instrument: Instrument, before: int, limit: int
) -> list[FillRow]:
    if archive is None:
        return []
    after = max(0, before - 1 - limit)
    fills = await archive.fills(grid_id, after=after, limit=before - 1 - after)
    return [FillRow(grid_id, instrument, fill) for fill in reversed(fills)]


class _KeptTrips:
    """The round trips of one grid, which are made from its fills all at once, when the first is wanted."""

    def __init__(self, archive: KeptRecords | None, grid_id: int, instrument: Instrument) -> None:
        self._archive = archive
        self._grid_id = grid_id
        self._instrument = instrument
        self._trips: tuple[RoundTrip, ...] | None = None

    async def read(self, before: int, limit: int) -> list[TripRow]:
        if self._archive is None:
            return []
        if self._trips is None:
            self._trips = await self._archive.trips(self._grid_id)
        numbered = list(enumerate(self._trips, 1))[max(0, before - 1 - limit) : before - 1]
        return [TripRow(self._grid_id, self._instrument, number, trip) for number, trip in reversed(numbered)]
