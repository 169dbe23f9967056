"""Opening and closing: one instance per home, what cannot be used is set aside, no thread stays behind."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.desk.journal import HomeInUse, Journal, JournalFailed, store
from engine.desk.journal.schema import APPLICATION_ID
from tests.desk.journal.journal_values import GRID, numbered

ROOT = Path(__file__).resolve().parents[3]

HOLD = """
import asyncio, sys
from pathlib import Path
from engine.desk.journal import Journal

async def main():
    journal = await Journal.open(Path(sys.argv[1]))
    print("open", flush=True)
    sys.stdin.readline()

asyncio.run(main())
"""

FORGET = """
import asyncio, sys
from pathlib import Path
from engine.desk.journal import Journal
from tests.desk.journal.journal_values import GRID, numbered

async def main():
    journal = await Journal.open(Path(sys.argv[1]))
    await journal.add_grid(GRID)
    await journal.grids()
    for number in range(1, 2001):
        journal.commit_soon({1: numbered(number)})

asyncio.run(main())
"""


async def filled(home: Path) -> Path:
    """A journal with one grid and two fills, closed; returns its file."""
    journal = await Journal.open(home)
    await journal.add_grid(GRID)
    await journal.commit({1: numbered(1)})
    await journal.commit({1: numbered(2)})
    await journal.close()
    return home / "gridwell.db"


def alter(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


def kept_in(home: Path, word: str) -> list[Path]:
    return list(home.glob(f"gridwell.db.{word}-*"))


def files_in(home: Path) -> set[str]:
    return {path.name for path in home.iterdir()}


async def expect_set_aside(home: Path, word: str) -> Path:
    """Open, check that a new journal was begun and the old one kept; returns the latter's file."""
    journal = await Journal.open(home)
    assert journal.notice is not None
    assert await journal.grids() == ()
    assert await journal.add_grid(GRID) == 1
    kept = [path for path in kept_in(home, word) if path.name.endswith("Z")]
    assert len(kept) == 1
    assert kept[0].name in journal.notice
    await journal.close()
    journal = await Journal.open(home)
    assert journal.notice is None
    await journal.close()
    return kept[0]


async def test_a_second_instance_is_refused(tmp_path: Path) -> None:
    first = await Journal.open(tmp_path)
    with pytest.raises(HomeInUse, match="GRIDWELL_HOME"):
        await Journal.open(tmp_path)
    await first.add_grid(GRID)
    await first.close()
    second = await Journal.open(tmp_path)
    assert len(await second.grids()) == 1
    await second.close()


async def test_a_second_process_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(HomeInUse, match=rf"process {holder.pid}\)") as refused:
            await Journal.open(tmp_path)
        assert refused.value.pid == holder.pid
        holder.kill()
        holder.wait()
    journal = await Journal.open(tmp_path)
    await journal.close()


async def test_a_leftover_lock_file_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "gridwell.lock").write_text("12345678901234567890 is not even a number of a process")
    journal = await Journal.open(tmp_path)
    await journal.close()


@pytest.mark.parametrize(
    "damage", ["garbage", "cut short", "a page overwritten", "emptied with its log there"]
)
async def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: str) -> None:
    path = await filled(tmp_path)
    content = path.read_bytes()
    match damage:
        case "garbage":
            content = b"not a database at all" * 1000
            (tmp_path / "gridwell.db-wal").write_bytes(b"its log")
        case "cut short":
            content = content[: len(content) // 2]
        case "a page overwritten":
            content = content[:8192] + b"\xaa" * 4096 + content[12288:]
        case _:
            content = b""
            (tmp_path / "gridwell.db-wal").write_bytes(b"its log")
    path.write_bytes(content)
    kept = await expect_set_aside(tmp_path, "damaged")
    assert kept.read_bytes() == content
    log = kept.with_name(kept.name + "-wal")
    if damage in {"garbage", "emptied with its log there"}:
        assert log.read_bytes() == b"its log"


async def test_a_missing_file_with_a_log_is_damage(tmp_path: Path) -> None:
    (tmp_path / "gridwell.db-wal").write_bytes(b"its log")
    journal = await Journal.open(tmp_path)
    await journal.close()
    assert journal.notice is not None
    assert [path.read_bytes() for path in kept_in(tmp_path, "damaged")] == [b"its log"]


async def test_a_database_of_a_newer_version_is_set_aside(tmp_path: Path) -> None:
    path = await filled(tmp_path)
    alter(path, "PRAGMA user_version = 99; CREATE TABLE invented_later (x);")
    kept = await expect_set_aside(tmp_path, "newer")
    connection = sqlite3.connect(kept)
    assert connection.execute("SELECT count(*) FROM fills").fetchone() == (2,)
    connection.close()


async def test_a_database_of_another_program_is_set_aside(tmp_path: Path) -> None:
    alter(tmp_path / "gridwell.db", "CREATE TABLE theirs (x);")
    await expect_set_aside(tmp_path, "foreign")


async def test_nothing_that_was_set_aside_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "gridwell.db"
    contents = {f"damage number {number}, not a database".encode() for number in range(5)}
    for content in contents:
        path.write_bytes(content)
        journal = await Journal.open(tmp_path)
        await journal.close()
    assert {kept.read_bytes() for kept in kept_in(tmp_path, "damaged")} == contents


async def test_an_empty_file_is_a_new_journal(tmp_path: Path) -> None:
    (tmp_path / "gridwell.db").touch()
    journal = await Journal.open(tmp_path)
    assert journal.notice is None
    await journal.add_grid(GRID)
    await journal.close()


async def test_the_file_says_whose_it_is(tmp_path: Path) -> None:
    connection = sqlite3.connect(await filled(tmp_path))
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


async def test_closing_writes_what_is_queued_and_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    journal = await Journal.open(tmp_path)
    await journal.add_grid(GRID)
    await journal.grids()
    for number in range(1, 501):
        journal.commit_soon({1: numbered(number)})
    await journal.close()
    await journal.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive(), thread.name
    assert files_in(tmp_path) == {"gridwell.db", "gridwell.lock"}
    journal = await Journal.open(tmp_path)
    assert (await journal.counts(1)).fills == 500
    await journal.close()


async def test_a_closed_journal_says_so(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path)
    await journal.close()
    for use in (journal.commit({}), journal.add_grid(GRID), journal.flush(), journal.grids()):
        with pytest.raises(JournalFailed, match="closed"):
            await use
    with pytest.raises(JournalFailed, match="closed"):
        journal.commit_soon({})


async def test_an_opening_that_is_given_up_lets_go_of_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go, let_go = threading.Event(), threading.Event(), threading.Event()
    open_, undo = store._open, store._undo

    def slow_open(home: Path) -> store._Opened:
        begun.set()
        go.wait(60)
        return open_(home)

    def told_undo(*args: object) -> None:
        undo(*args)  # type: ignore[arg-type]
        let_go.set()

    monkeypatch.setattr(store, "_open", slow_open)
    monkeypatch.setattr(store, "_undo", told_undo)
    opening = asyncio.create_task(Journal.open(tmp_path))
    while not begun.is_set():
        await asyncio.sleep(0)
    opening.cancel()
    await asyncio.wait([opening])
    go.set()
    assert let_go.wait(60)
    monkeypatch.undo()
    journal = await Journal.open(tmp_path)
    await journal.close()


def test_a_program_that_forgets_to_close_ends_and_loses_nothing(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FORGET, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    connection = sqlite3.connect(tmp_path / "gridwell.db")
    assert connection.execute("SELECT count(*), max(fill_id) FROM fills").fetchone() == (2000, 2000)
    connection.close()
