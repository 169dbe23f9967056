"""Databases of earlier versions: brought up to date with everything in them, or left as they were."""

import sqlite3
from pathlib import Path

import pytest

from engine.desk.journal import Journal
from engine.desk.journal.database import open_database
from engine.desk.journal.errors import JournalUnusable
from engine.desk.journal.schema import APPLICATION_ID, migrations, version_of
from tests.desk.journal.journal_values import GRID, numbered

VERSIONS = Path(__file__).with_name("versions")

NEXT = """
-- a made-up next version; it moves data
ALTER TABLE notes ADD COLUMN level TEXT NOT NULL DEFAULT 'info';
CREATE TABLE tags (grid_id INTEGER NOT NULL REFERENCES grids, tag TEXT NOT NULL) STRICT;
INSERT INTO tags SELECT grid_id, environment FROM grids;
CREATE TRIGGER no_more_tags BEFORE DELETE ON tags
BEGIN
    SELECT RAISE(ABORT, 'tags are kept');
END;
"""


async def make_current(home: Path) -> Path:
    journal = await Journal.open(home)
    await journal.add_grid(GRID, numbered(1))
    await journal.close()
    return home / "gridwell.db"


def load(dump: Path, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(dump.read_text(encoding="utf-8"))
    connection.executescript(
        f"PRAGMA user_version = {int(dump.stem)}; PRAGMA application_id = {APPLICATION_ID}"
    )
    connection.close()


def schema_of(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


async def test_an_older_database_is_brought_up_to_date(tmp_path: Path) -> None:
    path = await make_current(tmp_path)
    steps = (*migrations(), NEXT)
    connection, notice = open_database(path, steps)
    assert notice is None
    assert version_of(connection) == len(steps)
    assert connection.execute("SELECT * FROM tags").fetchall() == [(1, "demo")]
    assert connection.execute("SELECT count(*) FROM fills").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError, match="tags are kept"):
        connection.execute("DELETE FROM tags")
    connection.close()

    made_anew, _ = open_database(tmp_path / "new.db", steps)
    upgraded, _ = open_database(path, steps)
    assert schema_of(made_anew) == schema_of(upgraded)
    made_anew.close()
    upgraded.close()


async def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = await make_current(tmp_path)
    for bad, words in (
        ("DROP TABLE grids; DROP TABLE no_such_table;", "no_such_table"),
        ("DELETE FROM grids;", "rows without their grid"),
    ):
        with pytest.raises(JournalUnusable, match=words):
            open_database(path, (*migrations(), NEXT, bad))
    journal = await Journal.open(tmp_path)
    assert journal.notice is None
    assert await journal.records(1) == numbered(1).records
    await journal.close()


@pytest.mark.parametrize("dump", sorted(VERSIONS.glob("*.sql")), ids=lambda path: path.stem)
async def test_a_database_of_each_version_can_be_read(tmp_path: Path, dump: Path) -> None:
    path = tmp_path / "gridwell.db"
    load(dump, path)

    journal = await Journal.open(tmp_path)
    assert journal.notice is None
    stored = await journal.grid(1)
    assert stored is not None
    assert stored.grid == GRID
    assert stored.cursor == numbered(1).cursor
    assert await journal.records(1) == numbered(1).records
    assert [summary.stored.running for summary in await journal.grids()] == [True, False]
    for read in (journal.gaps, journal.funding, journal.equity, journal.notes):
        assert len(await read(2)) == 1
    await journal.commit({1: numbered(2)})
    await journal.close()

    upgraded, _ = open_database(path, migrations())
    made_anew, _ = open_database(tmp_path / "new.db", migrations())
    assert schema_of(upgraded) == schema_of(made_anew)
    upgraded.close()
    made_anew.close()


def test_there_is_a_database_of_each_version() -> None:
    assert [path.stem for path in sorted(VERSIONS.glob("*.sql"))] == [
        f"{number:04}" for number in range(1, len(migrations()) + 1)
    ]
