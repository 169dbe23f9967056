"""The journal of a home, read from outside: no lock, no writing, whether or not a Gridwell runs on it.

SQLite's write-ahead log lets one process read while another writes; what is read is one moment of the database
(SQLite documentation, "Write-Ahead Logging" and "Read-Only Databases").
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from engine.desk.journal.database import DATABASE_NAME
from engine.desk.journal.errors import JournalUnusable, failed, means_damage, unreadable, unusable
from engine.desk.journal.reads import JournalReads
from engine.desk.journal.schema import (
    APPLICATION_ID,
    application_of,
    is_empty,
    migrations,
    upgrade,
    version_of,
)

_T = TypeVar("_T")
_P = ParamSpec("_P")

_BUSY_MS = 5000


class JournalFile(JournalReads):
    """Open it with ``JournalFile.open``, ``close`` it. Every answer shows the moment of the opening."""

    def __init__(self, path: Path, connection: sqlite3.Connection, executor: ThreadPoolExecutor) -> None:
        """Use ``JournalFile.open``."""
        self.path = path
        self._connection = connection
        self._executor = executor

    @classmethod
    async def open(cls, home: Path) -> "JournalFile":
        """Open the journal in ``home`` for reading.

        Raises:
            JournalUnusable: there is none, it is damaged, or another program or a newer Gridwell wrote it.
        """
        executor = ThreadPoolExecutor(1, "gridwell-journal-file")
        path = home / DATABASE_NAME
        try:
            connection = await asyncio.wrap_future(executor.submit(open_snapshot, path, migrations()))
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(path, connection, executor)

    async def close(self) -> None:
        """Let go of the database and the thread."""
        closed = self._executor.submit(self._connection.close)
        self._executor.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(closed))

    async def _read(
        self, query: Callable[Concatenate[sqlite3.Connection, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        try:
            return await asyncio.wrap_future(
                self._executor.submit(lambda: query(self._connection, *args, **kwargs))
            )
        except sqlite3.Error as error:
            raise failed(self.path, error) from error
        except (msgspec.MsgspecError, ArithmeticError, LookupError, ValueError) as error:
            raise unreadable(self.path, error) from error


def open_snapshot(path: Path, steps: Sequence[str]) -> sqlite3.Connection:
    """A connection that shows one moment of a journal, brought to the newest version; ``steps`` are the migrations.

    Raises:
        JournalUnusable: as ``JournalFile.open``.
    """
    connection = open_for_reading(path)
    try:
        # the snapshot begins with the first look into the file, not with the transaction
        connection.execute("BEGIN")
        _check(path, connection, len(steps))
        if version_of(connection) == len(steps):
            return connection
        upgraded = sqlite3.connect(":memory:", isolation_level=None)
        try:
            with closing(connection):
                connection.backup(upgraded)
            upgrade(upgraded, steps)
        except BaseException:
            upgraded.close()
            raise
    except sqlite3.Error as error:
        connection.close()
        raise cannot_be_read(path, error) from error
    except BaseException:
        connection.close()
        raise
    return upgraded


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection to a journal that cannot write.

    Raises:
        JournalUnusable: there is no such file, or it cannot be read.
    """
    if not path.exists():
        raise _nothing_kept(path)
    try:
        return _connect(path, "mode=ro")
    except sqlite3.Error as error:
        log = path.with_name(f"{path.name}-wal")
        try:
            # in a folder that may not be written no index of the log can be made; without a log none is needed
            if not log.exists() or log.stat().st_size == 0:
                return _connect(path, "immutable=1")
        except (sqlite3.Error, OSError) as second:
            raise cannot_be_read(path, second) from second
        raise cannot_be_read(path, error) from error


def cannot_be_read(path: Path, error: sqlite3.Error | OSError) -> JournalUnusable:
    """Why a journal cannot be read."""
    if isinstance(error, sqlite3.Error) and means_damage(error):
        return JournalUnusable(f"the journal {path} is damaged ({error}); it was left as it is")
    return unusable(path, error)


def _connect(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _nothing_kept(path: Path) -> JournalUnusable:
    return JournalUnusable(
        f"there is no journal in {path.parent}, so no grid was kept there;"
        " set GRIDWELL_HOME to the folder that Gridwell used"
    )


def _check(path: Path, connection: sqlite3.Connection, newest: int) -> None:
    version, application = version_of(connection), application_of(connection)
    if application == 0 and is_empty(connection):
        raise _nothing_kept(path)
    if application != APPLICATION_ID:
        raise JournalUnusable(f"{path} is a database of another program; it was left as it is")
    if version > newest:
        raise JournalUnusable(
            f"the journal {path} was written by a newer Gridwell (version {version} of the journal, this one"
            f" knows {newest}); use that Gridwell to read it"
        )
