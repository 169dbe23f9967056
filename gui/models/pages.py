"""Long lists of several grids as one, newest first, read page by page.

Each grid numbers its records from 1 without a hole, so "the page before number n" needs no search and nothing that is
not shown is read. Times are in ns since the epoch.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from engine import NS_PER_SECOND

CLOCKS_DIFFER = 600 * NS_PER_SECOND
"""A grid's end is told by our clock, its records by the exchange's."""

_NEVER = (-1, 0, 0)


class Record(Protocol):
    """A record of one grid."""

    @property
    def grid_id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def time(self) -> int: ...


Item = TypeVar("Item", bound=Record)
Read = Callable[[int, int], Awaitable[Sequence[Item]]]
"""``await read(before, limit)``: up to ``limit`` records with the numbers just below ``before``, newest first."""


@dataclass(slots=True, eq=False)
class GridPages(Generic[Item]):
    """The records of one grid: ``ready`` are here already, newest first; those below ``before`` are to be read.

    ``ended`` is the time of the grid's end, None while it runs: what ended long ago is not read until it is due.
    """

    read: Read[Item]
    before: int
    ended: int | None = None
    ready: deque[Item] = field(default_factory=deque)

    @property
    def done(self) -> bool:
        """Whether everything was taken."""
        return not self.ready and self.before <= 1

    @property
    def head(self) -> tuple[int, int, int]:
        """Where its newest record that is here stands among those of all grids."""
        return record_order(self.ready[0]) if self.ready else _NEVER

    def may_hold_newer_than(self, time: int) -> bool:
        """Whether its next page is due: nothing is here, and what is to be read can be newer than ``time``."""
        if self.ready or self.before <= 1:
            return False
        return self.ended is None or self.ended + CLOCKS_DIFFER >= time

    async def fetch(self, limit: int) -> None:
        """Read the next page."""
        page = await self.read(self.before, limit)
        self.ready.extend(page)
        self.before = page[-1].number if page else 1


class NewestFirst(Generic[Item]):
    """The records of all grids, newest first. One caller at a time."""

    def __init__(self, grids: Iterable[GridPages[Item]] = ()) -> None:
        self._grids = list(grids)

    @property
    def done(self) -> bool:
        """Whether everything was taken."""
        return all(grid.done for grid in self._grids)

    async def take(self, limit: int) -> list[Item]:
        """The next records, at most ``limit``; none when all were taken.

        Raises:
            DeskError: they could not be read.
        """
        taken: list[Item] = []
        while len(taken) < limit and not self.done:
            due = self._due()
            if due is None:
                taken += self._take_run(limit - len(taken))
            else:
                await due.fetch(limit)
        return taken

    def take_ready(self, limit: int) -> list[Item]:
        """The next records as far as nothing has to be read for them."""
        taken: list[Item] = []
        while len(taken) < limit and self._due() is None:
            run = self._take_run(limit - len(taken))
            if not run:
                break
            taken += run
        return taken

    def _due(self) -> GridPages[Item] | None:
        newest = max((grid.head for grid in self._grids), default=_NEVER)[0]
        due = [grid for grid in self._grids if grid.may_hold_newer_than(newest)]
        # the latest end first: with its page here, earlier ones may not be due any more
        return max(due, key=lambda grid: 1 << 63 if grid.ended is None else grid.ended, default=None)

    def _take_run(self, limit: int) -> list[Item]:
        """Records of the grid with the newest one, down to where another grid's turn comes or may come."""
        first = max(self._grids, key=lambda grid: grid.head, default=None)
        if first is None:
            return []
        others = max((grid.head for grid in self._grids if grid is not first), default=_NEVER)
        ends = [grid.ended for grid in self._grids if not grid.ready and grid.before > 1 and grid.ended]
        floor = max((end + CLOCKS_DIFFER for end in ends), default=-1)
        run: list[Item] = []
        while first.ready and len(run) < limit:
            if first.head < others or first.ready[0].time <= floor:
                break
            run.append(first.ready.popleft())
        return run


def record_order(record: Record) -> tuple[int, int, int]:
    """The order in time; within a grid the numbers decide."""
    return record.time, record.grid_id, record.number
