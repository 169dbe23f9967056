"""What can be asked of the journal; each answer shows one moment, and only what is committed."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from engine.desk.journal import reading
from engine.desk.journal.reading import GridSummary
from engine.desk.journal.records import Counts, EquityPoint, FundingPayment, GridRecord, Note, StoredGrid
from engine.feed.gaps import Gap
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Order

_T = TypeVar("_T")
_P = ParamSpec("_P")


class JournalReads(ABC):
    """The questions; where they are asked is the business of the class that has the database."""

    async def running_grids(self) -> tuple[StoredGrid, ...]:
        """Every grid that was not stopped, oldest first."""
        return await self._read(reading.running_grids)

    async def grid(self, grid_id: int) -> StoredGrid | None:
        """One grid, None if there is no such one."""
        return await self._read(reading.grid, grid_id)

    async def grids(self) -> tuple[GridSummary, ...]:
        """The history: every grid, oldest first."""
        return await self._read(reading.grids)

    async def unfinished_of_file(self, environment: str, sha256: str) -> StoredGrid | None:
        """The newest grid of an environment that was made from a file with this digest (hex) and is not done with.

        A running one first; else one that stopped, but whose last fills were perhaps not told.
        """
        return await self._read(reading.unfinished_of_file, environment, sha256)

    async def counts(self, grid_id: int) -> Counts:
        """How much the journal has of one grid; zeros for an unknown one."""
        return await self._read(reading.counts, grid_id)

    async def records(self, grid_id: int) -> tuple[GridRecord, ...]:
        """Orders, fills and revisions of a grid in the order in which they happened."""
        return await self._read(reading.records, grid_id)

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Fill, ...]:
        """Up to ``limit`` fills whose id is above ``after``, in order."""
        return await self._read(reading.fills, grid_id, after, limit)

    async def orders(self, grid_id: int) -> tuple[Order, ...]:
        """Every change of every order, in the order in which it happened."""
        return await self._read(reading.orders, grid_id)

    async def next_grid_id(self) -> int:
        """The id of the next new grid."""
        return await self._read(reading.next_grid_id)

    async def trips(self, grid_id: int, *, newest: int = 2**62) -> tuple[RoundTrip, ...]:
        """Up to ``newest`` of the newest round trips, in the order in which they were completed."""
        return await self._read(reading.trips, grid_id, newest)

    async def gaps(self, grid_id: int) -> tuple[Gap, ...]:
        """The gaps that a grid saw, in the order in which they were kept."""
        return await self._read(reading.gaps, grid_id)

    async def funding(self, grid_id: int) -> tuple[FundingPayment, ...]:
        """The settlements of funding, by time."""
        return await self._read(reading.funding, grid_id)

    async def equity(self, grid_id: int) -> tuple[EquityPoint, ...]:
        """The equity curve, by time."""
        return await self._read(reading.equity, grid_id)

    async def notes(self, grid_id: int) -> tuple[Note, ...]:
        """What was noted, in the order in which it was kept."""
        return await self._read(reading.notes, grid_id)

    @abstractmethod
    async def _read(
        self, query: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Run a query off the loop, in one snapshot of the database."""
