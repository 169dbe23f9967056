"""The versions of the database: numbered SQL files, each of which brings it from the version before to its own.

A released file never changes; what is new comes in the next one. ``PRAGMA user_version`` is the version of a
database, and ``PRAGMA application_id`` marks it as ours.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from importlib.resources import files

APPLICATION_ID = 0x47524457
"""``GRDW``, in the file's header."""


def migrations() -> tuple[str, ...]:
    """The SQL of every version, the first first.

    Raises:
        RuntimeError: the files are not numbered 1, 2, 3 and so on.
    """
    folder = files("engine.desk.journal") / "migrations"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    numbers = [int(file.name.partition("_")[0]) for file in found]
    if not found or numbers != list(range(1, len(found) + 1)):
        raise RuntimeError(f"the migrations of the journal are not numbered without a hole: {numbers}")
    return tuple(file.read_text(encoding="utf-8") for file in found)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a database; 0 when it is new."""
    return _number(connection, "PRAGMA user_version")


def application_of(connection: sqlite3.Connection) -> int:
    """Whose database it is; 0 when nobody said."""
    return _number(connection, "PRAGMA application_id")


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the database has no table yet."""
    return _number(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0


def upgrade(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Bring a database to the newest version in one transaction; an error leaves it as it was.

    Raises:
        sqlite3.Error: a step failed.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        missing = steps[version_of(connection) :]
        for step in missing:
            for statement in _statements(step):
                connection.execute(statement)
        if missing and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise sqlite3.IntegrityError("the upgrade of the journal left rows without their grid")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    # executescript would commit first, so that half of a migration could stay behind
    statement = ""
    for part in re.split(r"(?<=;)", script):
        statement += part
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _number(connection: sqlite3.Connection, query: str) -> int:
    (number,) = connection.execute(query).fetchone()
    return int(number)
