"""A write that fails: said clearly, nothing half-written, nothing overtaken, and all well again afterwards."""

import asyncio
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from engine.desk.journal import (
    Changes,
    Journal,
    JournalFailed,
    JournalFull,
    JournalUnusable,
    Note,
    Stop,
    database,
)
from tests.desk.journal.journal_values import GRID, T0, make_cursor, make_fill, make_order, numbered

BIG = Note(T0, "x" * 200_000)


class FlakyConnection(sqlite3.Connection):
    """Fails at a statement, as a disk that gives up would."""

    fails_at: str | None = None

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if self.fails_at is not None and sql.startswith(self.fails_at):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
            raise error
        return super().execute(sql, *args)


class Bench:
    """A journal with one grid, whose writer can be held up and whose disk can be made full or broken."""

    def __init__(self, journal: Journal, told: list[JournalFailed]) -> None:
        self.journal = journal
        self.told = told
        self.connection = journal._opened.connection

    def on_writer(self, sql: str) -> None:
        self.journal._executor.submit(self.connection.execute, sql).result()

    def trace(self, callback: Callable[[str], None] | None) -> None:
        self.journal._executor.submit(self.connection.set_trace_callback, callback).result()

    def fill_disk(self) -> None:
        self.on_writer("PRAGMA wal_checkpoint")
        self.on_writer("PRAGMA max_page_count = 1")

    def free_disk(self) -> None:
        self.on_writer("PRAGMA max_page_count = 1000000")

    def break_disk(self, at: str | None) -> None:
        assert isinstance(self.connection, FlakyConnection)
        self.connection.fails_at = at

    def hold_writer(self) -> threading.Event:
        """Queue up what comes now; the writer goes on when the event is set."""
        held, go = threading.Event(), threading.Event()

        def hold() -> None:
            held.set()
            go.wait(60)

        self.journal._executor.submit(hold)
        held.wait(60)
        return go


@pytest_asyncio.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setattr(
        database, "connect", lambda path: sqlite3.connect(path, isolation_level=None, factory=FlakyConnection)
    )
    told: list[JournalFailed] = []
    journal = await Journal.open(tmp_path, on_failure=told.append)
    await journal.add_grid(GRID)
    bench = Bench(journal, told)
    yield bench
    await journal.close()


async def test_a_full_disk_is_said_and_leaves_nothing_half_written(bench: Bench) -> None:
    journal = bench.journal
    await journal.commit({1: numbered(1)})
    bench.fill_disk()
    with pytest.raises(JournalFull, match=r"full; free some space"):
        await journal.commit({1: replace(numbered(2), notes=(BIG,))})
    assert isinstance(journal.failure, JournalFull)
    assert len(bench.told) == 1
    assert await journal.records(1) == numbered(1).records
    assert await journal.notes(1) == ()

    bench.free_disk()
    journal.resume()
    assert journal.failure is None
    await journal.commit({1: replace(numbered(2), notes=(BIG,))})
    assert await journal.records(1) == numbered(1).records + numbered(2).records
    assert await journal.notes(1) == (BIG,)


async def test_nothing_overtakes_what_failed(bench: Bench) -> None:
    journal = bench.journal
    bench.fill_disk()
    with pytest.raises(JournalFull):
        await journal.commit({1: Changes(notes=(BIG,))})
    bench.free_disk()
    with pytest.raises(JournalFull):
        await journal.commit({1: numbered(1)})
    with pytest.raises(JournalFull):
        await journal.add_grid(GRID)
    with pytest.raises(JournalFull):
        await journal.flush()
    assert await journal.records(1) == ()
    assert len(bench.told) == 1

    journal.resume()
    await journal.flush()
    await journal.commit({1: numbered(1)})
    assert await journal.records(1) == numbered(1).records


async def test_what_was_queued_before_the_failure_was_noticed_is_refused_as_well(bench: Bench) -> None:
    journal = bench.journal
    go = bench.hold_writer()
    journal.commit_soon({1: numbered(1)})
    journal.commit_soon({77: numbered(2)})
    journal.commit_soon({1: numbered(2)})
    assert journal.waiting == 3
    go.set()
    with pytest.raises(JournalFailed, match="does not fit it"):
        await journal.flush()
    assert await journal.records(1) == numbered(1).records
    assert [type(error) for error in bench.told] == [JournalFailed]
    journal.resume()
    await journal.commit({1: numbered(2)})


@pytest.mark.parametrize(
    "statement", ["BEGIN IMMEDIATE", "INSERT INTO fills", "COMMIT", "PRAGMA synchronous"]
)
async def test_a_failing_disk_is_said_and_leaves_nothing_half_written(bench: Bench, statement: str) -> None:
    journal = bench.journal
    await journal.commit({1: Changes(cursor=make_cursor(1))})
    bench.break_disk(statement)
    with pytest.raises(JournalFailed, match=r"disk I/O error; check the disk"):
        await journal.commit({1: numbered(1)})
    bench.break_disk(None)
    assert await journal.records(1) == ()
    journal.resume()
    await journal.commit({1: numbered(1)})
    assert await journal.records(1) == numbered(1).records


async def test_a_failing_write_on_a_disk_without_space_is_a_full_disk(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.break_disk("COMMIT")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**9, 10**9, 0))
    with pytest.raises(JournalFull):
        await bench.journal.commit({1: numbered(1)})


async def test_a_disk_that_is_gone_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_folder: Path) -> None:
        raise FileNotFoundError

    bench.break_disk("COMMIT")
    monkeypatch.setattr(shutil, "disk_usage", gone)
    with pytest.raises(JournalFailed, match="disk I/O error"):
        await bench.journal.commit({1: numbered(1)})


async def test_a_rollback_that_fails_is_made_good(bench: Bench) -> None:
    journal = bench.journal
    bench.break_disk("ROLLBACK")
    with pytest.raises(JournalFailed):
        await journal.commit({1: Changes(records=(make_fill(1), make_fill(3)))})
    bench.break_disk(None)
    journal.resume()
    await journal.commit({1: numbered(1)})
    assert await journal.records(1) == numbered(1).records


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(records=(make_fill(2),)), "fill 2 of grid 1 does not follow fill 0"),
        (Changes(records=(make_fill(1), make_fill(1))), "fill 1 of grid 1 does not follow fill 1"),
        (Changes(records=(make_order()._replace(price=Decimal("NaN")),)), "NaN is not a finite number"),
        (Changes(cursor=replace(make_cursor(1), trades=2**63)), "too large"),
        (Changes(stop=Stop(T0, "again")), "UNIQUE"),
    ],
    ids=["a hole", "twice", "no number", "too large", "stopped twice"],
)
async def test_what_makes_no_sense_is_refused_as_a_whole(bench: Bench, changes: Changes, words: str) -> None:
    journal = bench.journal
    await journal.add_grid(GRID)
    await journal.commit({1: Changes(stop=Stop(T0, "first"))})
    with pytest.raises(JournalFailed, match=words):
        await journal.commit({2: numbered(1), 1: changes})
    assert await journal.records(1) == await journal.records(2) == ()
    journal.resume()
    await journal.commit({2: numbered(1)})


async def test_a_grid_that_cannot_be_added_leaves_no_trace(bench: Bench) -> None:
    with pytest.raises(JournalFailed):
        await bench.journal.add_grid(GRID, Changes(records=(make_order(), make_fill(5))))
    bench.journal.resume()
    assert len(await bench.journal.grids()) == 1
    assert await bench.journal.add_grid(GRID) == 2


async def test_waiting_batches_share_a_transaction(bench: Bench) -> None:
    statements: list[str] = []
    bench.trace(statements.append)
    go = bench.hold_writer()
    waiting = [asyncio.create_task(bench.journal.commit({1: numbered(n)})) for n in range(1, 51)]
    while bench.journal.waiting < len(waiting):
        await asyncio.sleep(0)
    go.set()
    await asyncio.gather(*waiting)
    bench.trace(None)
    assert statements.count("COMMIT") == 1
    assert len(await bench.journal.records(1)) == 150


async def test_in_a_shared_transaction_one_bad_batch_costs_none_before_it(bench: Bench) -> None:
    go = bench.hold_writer()
    batches = [{1: numbered(1)}, {1: numbered(2)}, {1: numbered(9)}, {1: numbered(3)}]
    waiting = [asyncio.create_task(bench.journal.commit(batch)) for batch in batches]
    while bench.journal.waiting < len(waiting):
        await asyncio.sleep(0)
    go.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [result is None for result in results] == [True, True, False, False]
    assert results[2] is not results[3]
    assert await bench.journal.records(1) == numbered(1).records + numbered(2).records


async def test_the_disk_is_waited_for_where_a_power_loss_would_cost_something(bench: Bench) -> None:
    def level() -> int:
        (found,) = bench.journal._executor.submit(
            lambda: bench.connection.execute("PRAGMA synchronous").fetchone()
        ).result()
        return int(found)

    for changes, expected in ((Changes(cursor=make_cursor(1)), 1), (numbered(1), 2)):
        await bench.journal.commit({1: changes})
        assert level() == expected


async def test_who_wants_to_know_at_once_hears_it_of_what_is_kept_and_of_nothing_else(bench: Bench) -> None:
    heard: list[int] = []
    await bench.journal.commit({1: numbered(1)}, lambda: heard.append(1))
    assert heard == [1]
    go = bench.hold_writer()
    gives_up = asyncio.create_task(bench.journal.commit({1: numbered(2)}, lambda: heard.append(2)))
    while not bench.journal.waiting:
        await asyncio.sleep(0)
    gives_up.cancel()
    await asyncio.gather(gives_up, return_exceptions=True)
    go.set()
    with pytest.raises(JournalFailed, match="fill 9"):
        await bench.journal.commit({1: numbered(9)}, lambda: heard.append(9))
    assert heard == [1]
    assert await bench.journal.records(1) == numbered(1).records + numbered(2).records


async def test_a_defect_of_who_hears_it_at_once_is_raised_where_the_batch_is_waited_for(bench: Bench) -> None:
    def break_down() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await bench.journal.commit({1: numbered(1)}, break_down)
    assert bench.journal.failure is None
    assert await bench.journal.records(1) == numbered(1).records


async def test_a_caller_that_gives_up_does_not_take_its_batch_back(bench: Bench) -> None:
    go = bench.hold_writer()
    waiting = asyncio.create_task(bench.journal.commit({1: numbered(1)}))
    while not bench.journal.waiting:
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    go.set()
    await bench.journal.flush()
    assert await bench.journal.records(1) == numbered(1).records


async def test_what_nobody_was_told_is_raised_at_the_close(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path)
    journal.commit_soon({5: numbered(1)})
    with pytest.raises(JournalFailed, match="does not fit it"):
        await journal.close()
    reopened = await Journal.open(tmp_path)
    await reopened.close()


async def test_reading_a_damaged_journal_says_so(bench: Bench) -> None:
    bench.on_writer("UPDATE grids SET instrument = 'nonsense'")
    with pytest.raises(JournalFailed, match="cannot be read"):
        await bench.journal.grids()
    bench.on_writer("DROP TABLE notes")
    with pytest.raises(JournalFailed, match="no such table"):
        await bench.journal.notes(1)


async def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalUnusable, match="GRIDWELL_HOME"):
        await Journal.open(tmp_path / "file" / "home")


async def test_a_database_that_cannot_be_opened_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "gridwell.db").mkdir()
    with pytest.raises(JournalUnusable, match="cannot be used"):
        await Journal.open(tmp_path)
    assert (tmp_path / "gridwell.db").is_dir()
    (tmp_path / "gridwell.db").rmdir()
    journal = await Journal.open(tmp_path)
    await journal.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [(sqlite3.SQLITE_FULL, "disk is full"), (sqlite3.SQLITE_READONLY, "you may write there")],
    ids=["full", "read-only"],
)
async def test_a_disk_that_refuses_at_the_opening_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    journal = await Journal.open(tmp_path)
    await journal.add_grid(GRID)
    await journal.close()

    def refuse(_connection: sqlite3.Connection, _steps: object) -> None:
        error = sqlite3.OperationalError("refused")
        error.sqlite_errorcode = code
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(database, "upgrade", refuse)
        with pytest.raises(JournalUnusable, match=words):
            await Journal.open(tmp_path)
    journal = await Journal.open(tmp_path)
    assert journal.notice is None
    assert len(await journal.grids()) == 1
    await journal.close()


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0,
    reason="permissions do not bind this user, or work otherwise",
)
async def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    with pytest.raises(JournalUnusable, match="you may write there"):
        await Journal.open(home)
