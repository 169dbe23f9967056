"""How long the keeper waits between two batches: by what one holds and what a cut takes."""

import asyncio
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.desk.events import GridStarted
from engine.desk.journal import Batch
from engine.desk.keeper import CUT_EVERY, CUT_SHARE, CUTS_COMPARED, Keeper
from engine.desk.running_grid import Cut
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from tests.fakes.paper import ETH, started_grid


class NoDisk:
    """A journal that keeps everything at once."""

    async def commit(self, batch: Batch, then: Callable[[], None]) -> None:
        then()


class SetClock:
    """Stands still but for what a test adds; nobody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep_until(self, deadline: float) -> None:
        self.now = max(self.now, deadline)


async def pauses(monkeypatch: pytest.MonkeyPatch, cuts_take: list[float], events: int) -> list[float]:
    """The pause after each cut, where the cuts take so long and each batch holds so many events."""
    clock = SetClock()
    keeper = Keeper(
        NoDisk(),  # type: ignore[arg-type]
        lambda event: None,
        clock,  # type: ignore[arg-type]
        on_lost=lambda grid: None,
        on_resumed=lambda: None,
    )
    prices = (Decimal(2990), Decimal(3010))
    spec = GridSpec(ETH.name, Direction.NEUTRAL, Spacing.ARITHMETIC, *prices, 3, Decimal(1), FillModel.TOUCH)
    grid = started_grid(spec)
    cut = grid.cut
    times = iter(cuts_take)

    def slow_cut() -> Cut:
        clock.now += next(times)
        return cut()

    monkeypatch.setattr(grid, "cut", slow_cut)
    running = asyncio.create_task(keeper.run())
    found = []
    for _ in cuts_take:
        keeper.put(grid, [GridStarted(1, 1, ETH.name)] * events)
        await keeper.flush()
        found.append(keeper._next_cut - clock.now)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return found


async def test_a_cut_that_was_interrupted_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = await pauses(monkeypatch, [0.0001, 0.02, 0.0001, 0.03], events=1)
    assert found == pytest.approx([CUT_EVERY[0]] * 4)


async def test_where_every_cut_is_slow_the_cutting_takes_its_share_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = await pauses(monkeypatch, [0.0001] + [0.02] * (CUTS_COMPARED + 1), events=1)
    assert found[CUTS_COMPARED - 1] == pytest.approx(CUT_EVERY[0])
    assert found[CUTS_COMPARED:] == pytest.approx([0.02 / CUT_SHARE] * 2)


async def test_after_many_events_more_of_them_are_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    (few,) = await pauses(monkeypatch, [0.0], events=3)
    (many,) = await pauses(monkeypatch, [0.0], events=120)
    (very_many,) = await pauses(monkeypatch, [0.0], events=5000)
    assert (few, many, very_many) == pytest.approx((CUT_EVERY[0], 0.012, CUT_EVERY[1]))
