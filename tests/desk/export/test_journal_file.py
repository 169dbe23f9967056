"""Reading the journal from outside: beside a running Gridwell, of any age, and never changing it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.desk.export import JournalFile
from engine.desk.journal import Changes, HomeInUse, Journal, JournalUnusable
from engine.desk.journal.database import DATABASE_NAME
from engine.desk.journal.schema import migrations, upgrade
from tests.desk.journal.journal_values import GRID, numbered
from tests.fakes.played_grid import keep_grid, played


async def fill_ids(home: Path) -> list[int]:
    """The fills of grid 1, as read from outside."""
    journal = await JournalFile.open(home)
    try:
        return [fill.fill_id for fill in await journal.fills(1)]
    finally:
        await journal.close()


async def test_it_reads_beside_the_one_who_writes(tmp_path: Path) -> None:
    """While another holds the home, every opening shows what is committed then, and goes on showing that."""
    writing = await Journal.open(tmp_path)
    try:
        await writing.add_grid(GRID)
        await writing.commit({1: numbered(1)})
        with pytest.raises(HomeInUse):
            await Journal.open(tmp_path)
        reading = await JournalFile.open(tmp_path)
        try:
            await writing.commit({1: numbered(2)})
            assert [fill.fill_id for fill in await reading.fills(1)] == [1]
            assert len(await reading.records(1)) == 3
            assert await fill_ids(tmp_path) == [1, 2]
        finally:
            await reading.close()
        await writing.commit({1: numbered(3)})
    finally:
        await writing.close()
    assert await fill_ids(tmp_path) == [1, 2, 3]


async def test_it_cannot_write(tmp_path: Path) -> None:
    await keep_grid(tmp_path, *played())
    before = (tmp_path / DATABASE_NAME).read_bytes()
    journal = await JournalFile.open(tmp_path)
    try:
        with pytest.raises(Exception, match="readonly"):
            await journal._read(lambda connection: connection.execute("DELETE FROM grids"))
        assert len(await journal.grids()) == 1
    finally:
        await journal.close()
    assert (tmp_path / DATABASE_NAME).read_bytes() == before
    reopened = await Journal.open(tmp_path)
    await reopened.close()
    assert reopened.notice is None


async def test_what_a_killed_gridwell_left_is_read_whole(tmp_path: Path) -> None:
    """Commits that are still in the write-ahead log count."""
    writing = await Journal.open(tmp_path / "home")
    await writing.add_grid(GRID, Changes())
    await writing.commit({1: numbered(1)})
    (tmp_path / "killed").mkdir()
    for path in (tmp_path / "home").iterdir():
        (tmp_path / "killed" / path.name).write_bytes(path.read_bytes())
    await writing.close()
    assert (tmp_path / "killed" / f"{DATABASE_NAME}-wal").stat().st_size > 0
    assert await fill_ids(tmp_path / "killed") == [1]


@pytest.mark.skipif(os.name == "nt", reason="folders have no such permission there")
async def test_a_folder_that_may_not_be_written_is_read(tmp_path: Path) -> None:
    await keep_grid(tmp_path, *played())
    for beside in tmp_path.glob(f"{DATABASE_NAME}-*"):
        beside.unlink()
    tmp_path.chmod(0o500)
    try:
        assert len(await fill_ids(tmp_path)) > 30
    finally:
        tmp_path.chmod(0o700)


async def test_an_older_journal_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    steps = migrations()
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        upgrade(old, steps[:1])
        old.execute(
            'INSERT INTO grids VALUES (1, 1, \'demo\', \'X\', \'{"name":"X","base":"X","quote":"U",\''
            ' || \'"kind":"PERPETUAL","tick_size":"1","size_step":"1","min_size":"1",\''
            " || '\"min_notional\":\"1\"}', '', NULL, 1, '1', '1', NULL, NULL, NULL, NULL, 1, NULL, NULL, NULL)"
        )
    before = path.read_bytes()
    journal = await JournalFile.open(tmp_path)
    try:
        (grid,) = await journal.grids()
    finally:
        await journal.close()
    assert (grid.stored.grid_id, grid.stored.grid.environment) == (1, "demo")
    assert path.read_bytes() == before


async def test_a_newer_journal_is_refused_by_name(tmp_path: Path) -> None:
    await keep_grid(tmp_path, *played())
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(
        JournalUnusable, match=r"newer Gridwell \(version 99 of the journal, this one knows \d+\)"
    ):
        await JournalFile.open(tmp_path)


async def test_no_journal_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(JournalUnusable, match=r"there is no journal in .*GRIDWELL_HOME"):
        await JournalFile.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / DATABASE_NAME).write_bytes(b"")
    with pytest.raises(JournalUnusable, match="there is no journal in"):
        await JournalFile.open(tmp_path)


async def test_what_is_no_journal_is_said_so(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database " * 400)
    with pytest.raises(JournalUnusable, match="is damaged"):
        await JournalFile.open(tmp_path)
    (tmp_path / DATABASE_NAME).unlink()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as other:
        other.execute("CREATE TABLE mine (x)")
    with pytest.raises(JournalUnusable, match="another program"):
        await JournalFile.open(tmp_path)
