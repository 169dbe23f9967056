"""Behind a disk that is too slow only so much may wait: then the grids stand still, and catch up afterwards."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from engine import DeskEvent, JournalPaused, JournalResumed, OrderChanged, OrderFilled
from engine.desk import keeper as keeping
from engine.desk.grids import PaperGrids
from engine.desk.journal import Batch, JournalFailed
from engine.desk.keeper import Keeper
from engine.desk.prices import LivePrices
from engine.desk.running_grid import RunningGrid
from engine.feed.timing import Clock
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Trade, TradeId
from tests.fakes.paper import ETH, started_grid

MOST = 12


class SlowJournal:
    """A journal whose disk takes as long as the test wants, and may fail then."""

    path = Path("slow.db")

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self.quick = asyncio.Event()
        self.quick.set()
        self.fails = False

    async def commit(self, batch: Batch, then: Callable[[], None]) -> None:
        await self.quick.wait()
        if self.fails:
            raise JournalFailed("the disk broke")
        self.batches.append(batch)
        then()

    def resume(self) -> None:
        """It writes again."""


class Bench:
    """A grid that is kept by a slow journal; every trade fills an order of it."""

    def __init__(self) -> None:
        self.told: list[DeskEvent] = []
        self.caught_up = 0
        self.journal = SlowJournal()
        clock = Clock()
        self.grids = PaperGrids(LivePrices(lambda name: None, self.told.append, clock))
        self.keeper = self.grids.keeper = Keeper(
            self.journal,  # type: ignore[arg-type]
            self.told.append,
            clock,
            on_lost=self.grids.drop,
            on_resumed=self._catch_up,
        )
        prices = (Decimal(2990), Decimal(3010))
        spec = GridSpec(
            ETH.name, Direction.NEUTRAL, Spacing.ARITHMETIC, *prices, 21, Decimal("0.1"), FillModel.TOUCH
        )
        self.grid: RunningGrid = started_grid(spec)
        self.grids.add(self.grid)
        self.grids.let_run(self.grid)
        self.grids.put(self.grid, [])
        self.number = 0

    def trade(self) -> None:
        self.number += 1
        price = Decimal(3000) if self.number % 2 else Decimal(3001)
        trade = Trade(ETH.name, self.number, TradeId(self.number, 1), price, Decimal(1), is_taker_buyer=False)
        self.grids.on_trade(trade, backfilled=False)

    @property
    def kept(self) -> list[object]:
        return [record for batch in self.journal.batches for record in batch[1].records]

    def told_of(self, *kinds: type[DeskEvent]) -> list[DeskEvent]:
        return [event for event in self.told if isinstance(event, kinds)]

    def _catch_up(self) -> None:
        self.caught_up += 1


@asynccontextmanager
async def bench() -> AsyncIterator[Bench]:
    it = Bench()
    task = asyncio.create_task(it.keeper.run())
    await it.keeper.flush()
    it.journal.quick.clear()
    try:
        yield it
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _little_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_WAITING", MOST)


async def test_only_so_much_waits_and_nothing_of_it_is_lost() -> None:
    async with bench() as it:
        for _ in range(1000):
            it.trade()
        (paused,) = it.told_of(JournalPaused)
        assert paused.reason == it.keeper.failure
        assert "slow.db" in paused.reason
        assert (
            f"the disk that holds the journal slow.db is too slow: {MOST + 3} changes wait" in paused.reason
        )
        assert len(it.keeper._events) <= MOST + 3, "one trade makes three events"
        assert len(it.grid.saving.unsaved.records) <= MOST + 3
        met = it.grid.account.totals(it.grid.account.last)
        assert met.trades < 10
        assert not it.told_of(OrderFilled, OrderChanged)
        it.journal.quick.set()
        await it.keeper.flush()
        assert it.keeper.failure is None
        assert it.caught_up == 1
        assert len(it.told_of(JournalPaused)) == len(it.told_of(JournalResumed)) == 1
        assert isinstance(it.told[-1], JournalResumed)
        events = it.told_of(OrderFilled, OrderChanged)
        assert [getattr(event, "order", None) or event.fill for event in events] == it.kept[-len(events) :]
        assert len(it.told_of(OrderFilled)) == met.fills
        it.trade()
        await it.keeper.flush()
        assert it.grid.account.totals(it.grid.account.last).trades == met.trades + 1


async def test_a_command_waits_for_the_disk_to_catch_up() -> None:
    async with bench() as it:
        for _ in range(MOST):
            it.trade()
        assert it.keeper.failure is not None
        waiting = asyncio.create_task(it.keeper.flush())
        await asyncio.sleep(0)
        assert not waiting.done()
        it.journal.quick.set()
        await waiting


async def test_a_disk_that_was_too_slow_and_then_fails_is_a_disk_that_fails() -> None:
    async with bench() as it:
        for _ in range(MOST):
            it.trade()
        it.journal.fails = True
        waiting = asyncio.create_task(it.keeper.flush())
        await asyncio.sleep(0)
        it.journal.quick.set()
        with pytest.raises(JournalFailed, match="the disk broke"):
            await waiting
        assert it.keeper.failure == "the disk broke"
        with pytest.raises(JournalFailed, match="the disk broke"):
            await it.keeper.flush()
        assert len(it.told_of(JournalPaused)) == 1
        it.journal.fails = False
        while it.keeper.failure is not None:
            it.keeper.try_now()
            await asyncio.sleep(0)
        assert it.caught_up == 1
        fills = it.grid.account.totals(it.grid.account.last).fills
        assert len(it.told_of(OrderFilled)) == fills > 0
