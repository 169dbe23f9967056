"""A hundred thousand fills: what is shown is read, and nothing more; what is asked for is complete and exact."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt

from engine import DeskError, Side
from engine.desk.journal import Journal
from gui.models.columns import RowFilter
from gui.models.fills import FillRow, FillsModel
from gui.models.history import MERGED, PAGE, SLICE
from gui.models.record_pages import fill_pages
from gui.tasks import TaskOwner
from tests.fakes.big_journal import FILLS, TOTALS, CountingArchive, first_fill, write_big_journal
from tests.fakes.fake_desk import ETH, START_NS

PRICE_COLUMN = 2
NEWEST = [FILLS - number for number in range(PAGE)]


@pytest.fixture(scope="module")
def big_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("big")
    asyncio.run(write_big_journal(home))
    return home


@pytest.fixture
async def archive(big_home: Path) -> AsyncIterator[CountingArchive]:
    journal = await Journal.open(big_home)
    yield CountingArchive(journal)
    await journal.close()


@pytest.fixture
async def tasks() -> AsyncIterator[TaskOwner]:
    failures: list[BaseException] = []
    owner = TaskOwner(lambda _name, error: failures.append(error))
    yield owner
    await owner.cancel_all()
    assert not failures


@pytest.fixture
def model(qapp: object) -> Iterator[FillsModel]:
    model = FillsModel()
    yield model
    model.deleteLater()


async def open_table(model: FillsModel, archive: CountingArchive, tasks: TaskOwner) -> None:
    past = await archive.grids()
    counts = {grid.grid_id: await archive.fill_count(grid.grid_id) for grid in past}
    model.open(*fill_pages(archive, (), past, counts), tasks)
    await settle(model)


async def settle(model: FillsModel) -> int:
    """Wait until nothing is read or arranged any more; returns how often the loop had its turn."""
    turns = 0
    while model.busy:
        turns += 1
        await asyncio.sleep(0)
    return turns


def ids(model: FillsModel) -> list[int]:
    return [row.fill.fill_id for row in model.shown()]


def live(number: int, **changes: object) -> FillRow:
    fill = first_fill()._replace(fill_id=number, time=START_NS + number * 1_000_000_000)
    return FillRow(1, ETH, fill._replace(**changes))


async def test_the_first_page_costs_a_page(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner
) -> None:
    await open_table(model, archive, tasks)
    assert ids(model) == NEWEST
    assert model.total == FILLS
    assert archive.rows_read == PAGE


async def test_scrolling_on_brings_a_page_each_time_without_a_hole(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner
) -> None:
    await open_table(model, archive, tasks)
    for pages in (2, 3, 4):
        assert model.canFetchMore(QModelIndex())
        model.fetchMore()
        await settle(model)
        assert ids(model) == [FILLS - number for number in range(pages * PAGE)]
        assert archive.rows_read == pages * PAGE


async def test_the_summary_of_the_grid_is_read_without_its_fills(archive: CountingArchive) -> None:
    (grid,) = await archive.grids()
    assert grid.totals == TOTALS
    assert await archive.fill_count(1) == FILLS
    assert archive.rows_read == 0


async def test_a_filter_reads_until_a_page_matches(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner
) -> None:
    await open_table(model, archive, tasks)
    model.set_filter(RowFilter.of("", {"side": Side.BUY}))
    await settle(model)
    assert {row.fill.side for row in model.shown()} == {Side.BUY}
    assert len(model.shown()) >= PAGE
    assert archive.rows_read <= 4 * PAGE
    assert ids(model)[:3] == [FILLS, FILLS - 2, FILLS - 4]
    model.set_filter(RowFilter())
    await settle(model)
    assert ids(model)[: 2 * PAGE] == [FILLS - number for number in range(2 * PAGE)]


async def test_another_order_reads_everything_and_a_live_fill_finds_its_place(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner
) -> None:
    await open_table(model, archive, tasks)
    told: list[tuple[int, int]] = []
    model.progress.connect(lambda read, total: told.append((read, total)))
    model.sort(PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
    assert model.busy
    await asyncio.sleep(0)
    assert model.add([live(FILLS + 1, price=Decimal("3050.5"))])
    assert not model.add([live(FILLS + 1)])
    turns = await settle(model)
    # reading and merging give way after every slice
    assert turns >= FILLS // SLICE + FILLS // MERGED
    assert archive.rows_read == FILLS
    prices = [row.fill.price for row in model.shown()]
    assert len(prices) == FILLS + 1 == len(set(ids(model))) == model.total
    assert prices == sorted(prices)
    assert model.shown()[FILLS // 100 * 51].fill.fill_id == FILLS + 1
    assert told[-1][0] == FILLS + 1
    model.add([live(FILLS + 2, price=Decimal(2999))])
    assert model.shown()[0].fill.fill_id == FILLS + 2


async def test_a_change_of_mind_while_reading_wins(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner
) -> None:
    await open_table(model, archive, tasks)
    model.sort(PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
    for _ in range(20):
        await asyncio.sleep(0)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    await settle(model)
    assert ids(model)[:PAGE] == NEWEST
    assert archive.rows_read < FILLS // 2


async def test_what_cannot_be_read_is_said_and_what_was_read_stays(
    model: FillsModel, archive: CountingArchive, tasks: TaskOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_table(model, archive, tasks)
    said: list[str] = []
    model.failed.connect(said.append)

    async def refuse(*_: object, **__: object) -> tuple[()]:
        raise DeskError("the disk is gone")

    monkeypatch.setattr(archive, "fills", refuse)
    model.fetchMore()
    await settle(model)
    assert said == ["the disk is gone"]
    assert ids(model) == NEWEST
