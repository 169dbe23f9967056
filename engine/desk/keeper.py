"""Nothing is told before it is kept: events of the grids wait until the journal has committed them.

Rules of this file:

1. One commit is under way at a time; what happens meanwhile gathers for the next batch, so the journal takes as
   many events at once as its disk is slow.
2. A batch is cut between two events of the loop, so it holds whole trades, and with them the grids as they are
   to be shown then.
3. A batch that could not be committed goes back in front of what gathered since. Until the journal writes again
   nothing is told and the grids stand still. A grid whose very start could not be kept never was.
4. Progress without an event (a trade that met no order) is kept every few seconds.
5. What waits behind a slow disk is bounded: beyond that the grids stand still too, as in rule 3, until all of it
   is kept; then they catch up with what traded meanwhile.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.desk.events import DeskEvent, JournalPaused, JournalResumed, OrderFilled
from engine.desk.journal import Journal, JournalFailed, too_slow
from engine.desk.running_grid import Cut, RunningGrid
from engine.feed.timing import Clock

CUT_EVERY = (0.005, 0.02)
"""Seconds between two batches: at least after one of few events, and after one of very many."""

CUT_EVERY_PER_EVENT = 0.0001
"""Seconds for each event of a batch: where much happens fewer and larger batches cost less, and fills wait little."""

CUT_SHARE = 0.1
"""How much of the loop's time the cutting may take: where a cut is slow the next one waits longer."""

CUTS_COMPARED = 5
"""The quickest of so many cuts tells how long one takes: another program may have had the processor in the others."""

PROGRESS_EVERY = 5.0
"""Seconds between two saves of progress without an event: the whole state is written each time."""

RETRY_EVERY = 5.0

MOST_WAITING = 20_000
"""So many events may wait to be kept, some ten megabytes with their records: thousands of fills."""


class Keeping(Protocol):
    """Who tells what the grids did, once it may be told."""

    @property
    def failure(self) -> str | None:
        """Why nothing can be kept now; None while all is well."""

    def put(self, grid: RunningGrid, events: Sequence[DeskEvent]) -> None:
        """Something happened to a grid that is to be kept, and then told with ``events``."""

    def progressed(self, grid: RunningGrid) -> None:
        """A grid has come further without an event."""

    def forget(self, grid: RunningGrid) -> None:
        """A grid broke by a defect: what is not kept of it yet never will be."""

    async def flush(self) -> None:
        """Wait until everything put so far is kept and told.

        Raises:
            JournalFailed: it cannot be kept now.
        """


class TellAtOnce:
    """Without a home nothing is kept, and everything is told at once."""

    failure: str | None = None

    def __init__(self, tell: Callable[[DeskEvent], None]) -> None:
        self._tell = tell

    def put(self, grid: RunningGrid, events: Sequence[DeskEvent]) -> None:
        """Tell the events."""
        grid.forget_unsaved()
        for event in events:
            self._tell(event)

    def progressed(self, grid: RunningGrid) -> None:
        """There is nothing to keep."""

    def forget(self, grid: RunningGrid) -> None:
        """There is nothing to keep."""

    async def flush(self) -> None:
        """Everything is told already."""


@dataclass(frozen=True, slots=True)
class _Batch:
    cuts: dict[int, tuple[RunningGrid, Cut]]
    events: list[DeskEvent]
    waiters: list["asyncio.Future[None]"]


class Keeper:
    """Commits what the grids do to the journal, in batches, and tells it then."""

    def __init__(
        self,
        journal: Journal,
        tell: Callable[[DeskEvent], None],
        clock: Clock,
        *,
        on_lost: Callable[[RunningGrid], None],
        on_resumed: Callable[[], None],
    ) -> None:
        """``on_lost``: a grid whose start could not be kept; ``on_resumed``: the journal writes again."""
        self.failure: str | None = None
        self._journal = journal
        self._tell = tell
        self._clock = clock
        self._on_lost = on_lost
        self._on_resumed = on_resumed
        self._changed: dict[int, RunningGrid] = {}
        self._progressed: dict[int, RunningGrid] = {}
        self._events: list[DeskEvent] = []
        self._waiters: list[asyncio.Future[None]] = []
        self._committing = False
        self._is_behind = False
        self._next_cut = 0.0
        self._cuts_took: deque[float] = deque(maxlen=CUTS_COMPARED)
        self._wake = asyncio.Event()
        self._try_now = asyncio.Event()

    def put(self, grid: RunningGrid, events: Sequence[DeskEvent]) -> None:
        """Something happened to a grid that is to be kept, and then told with ``events``."""
        grid.behind = True
        self._changed[grid.grid_id] = grid
        self._events.extend(events)
        if len(self._events) > MOST_WAITING and self.failure is None:
            self._is_behind = True
            self._stand_still(str(too_slow(self._journal.path, len(self._events))))
        self._wake.set()

    def progressed(self, grid: RunningGrid) -> None:
        """A grid has come further without an event."""
        if grid.grid_id not in self._progressed:
            self._progressed[grid.grid_id] = grid
            self._wake.set()

    def forget(self, grid: RunningGrid) -> None:
        """A grid broke by a defect: what is not kept of it yet never will be, so that it goes on from before that."""
        self._changed.pop(grid.grid_id, None)
        self._progressed.pop(grid.grid_id, None)
        self._forget_events({grid.grid_id})

    async def flush(self) -> None:
        """Wait until everything put so far is kept and told.

        Raises:
            JournalFailed: it cannot be kept now.
        """
        if self.failure is not None and not self._is_behind:
            raise JournalFailed(self.failure)
        if self._changed or self._progressed or self._committing:
            self._changed.update(self._progressed)
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            self._wake.set()
            await waiter

    def try_now(self) -> None:
        """Try the journal again at once, if it failed."""
        self._try_now.set()

    async def run(self) -> None:
        """Keep and tell until cancelled."""
        while True:
            await self._something_to_keep()
            if not await self._commit():
                await self._until_it_writes()
            elif self._is_behind and not self._changed:
                self._go_on()

    async def _something_to_keep(self) -> None:
        due = self._clock.monotonic() + PROGRESS_EVERY
        while not self._changed and not self._waiters:
            self._wake.clear()
            if not self._progressed:
                await self._wake.wait()
                due = self._clock.monotonic() + PROGRESS_EVERY
            elif not await self._clock.wait_for(self._wake, due):
                self._changed.update(self._progressed)
        await self._clock.sleep_until(self._next_cut)

    async def _commit(self) -> bool:
        batch = self._cut()
        self._committing = True
        try:
            await self._journal.commit(
                {grid_id: cut.changes for grid_id, (_, cut) in batch.cuts.items()},
                lambda: self._publish(batch),
            )
        except JournalFailed as failure:
            self._take_back(batch, failure)
            return False
        finally:
            self._committing = False
        return True

    def _cut(self) -> _Batch:
        began = self._clock.monotonic()
        changed, self._changed = self._changed, {}
        batch = _Batch({}, self._events, self._waiters)
        self._events, self._waiters = [], []
        for grid_id, grid in changed.items():
            self._progressed.pop(grid_id, None)
            batch.cuts[grid_id] = (grid, grid.cut())
        now = self._clock.monotonic()
        self._cuts_took.append(now - began)
        least, most = CUT_EVERY
        pause = min(most, max(least, len(batch.events) * CUT_EVERY_PER_EVENT))
        self._next_cut = now + max(pause, min(self._cuts_took) / CUT_SHARE)
        return batch

    def _publish(self, batch: _Batch) -> None:
        for grid_id, (grid, cut) in batch.cuts.items():
            grid.kept(cut)
            grid.behind = grid_id in self._changed
        for event in batch.events:
            self._tell(event)
            if isinstance(event, OrderFilled):
                grid, _ = batch.cuts[event.grid_id]
                grid.history.told_fill = event.fill.fill_id
                self.progressed(grid)
        for waiter in batch.waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _take_back(self, batch: _Batch, failure: JournalFailed) -> None:
        lost = {grid_id for grid_id, (_, cut) in batch.cuts.items() if cut.changes.new is not None}
        for grid_id, (grid, cut) in batch.cuts.items():
            if grid_id in lost:
                self._on_lost(grid)
                self._changed.pop(grid_id, None)
                self._progressed.pop(grid_id, None)
            else:
                grid.put_back(cut)
                self._changed[grid_id] = grid
        self._events[:0] = batch.events
        self._forget_events(lost)
        for waiter in (*batch.waiters, *self._waiters):
            if not waiter.done():
                waiter.set_exception(type(failure)(*failure.args))
        self._waiters = []
        self._is_behind = False
        self._stand_still(str(failure))

    def _stand_still(self, reason: str) -> None:
        was_writing, self.failure = self.failure is None, reason
        if was_writing:
            self._tell(JournalPaused(self._clock.wall_ns(), reason))

    def _go_on(self) -> None:
        self._is_behind = False
        self.failure = None
        self._tell(JournalResumed(self._clock.wall_ns()))
        self._on_resumed()

    def _forget_events(self, grid_ids: Collection[int]) -> None:
        self._events = [event for event in self._events if getattr(event, "grid_id", None) not in grid_ids]

    async def _until_it_writes(self) -> None:
        while True:
            self._try_now.clear()
            await self._clock.wait_for(self._try_now, self._clock.monotonic() + RETRY_EVERY)
            self._journal.resume()
            if await self._commit():
                break
        self._go_on()
