"""What a desk keeps, in memory; it counts what was read of it."""

from dataclasses import dataclass, field

from engine import DeskError, EquityPoint, Fill, PastGrid, RoundTrip


@dataclass
class FakeArchive:
    """Past grids with their records; with an ``error`` every question fails."""

    kept: list[PastGrid] = field(default_factory=list)
    fills_of: dict[int, tuple[Fill, ...]] = field(default_factory=dict)
    trips_of: dict[int, tuple[RoundTrip, ...]] = field(default_factory=dict)
    equity_of: dict[int, tuple[EquityPoint, ...]] = field(default_factory=dict)
    error: DeskError | None = None
    rows_read: int = 0

    async def grids(self) -> tuple[PastGrid, ...]:
        self._check()
        return tuple(self.kept)

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Fill, ...]:
        self._check()
        found = self.fills_of.get(grid_id, ())[after : after + limit]
        self.rows_read += len(found)
        return found

    async def fill_count(self, grid_id: int) -> int:
        self._check()
        return len(self.fills_of.get(grid_id, ()))

    async def trips(self, grid_id: int) -> tuple[RoundTrip, ...]:
        self._check()
        found = self.trips_of.get(grid_id, ())
        self.rows_read += len(found)
        return found

    async def equity(self, grid_id: int) -> tuple[EquityPoint, ...]:
        self._check()
        return self.equity_of.get(grid_id, ())

    def _check(self) -> None:
        if self.error is not None:
            raise self.error
