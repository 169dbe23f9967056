"""The journal of the paper grids: everything that happened, committed before anyone sees it.

One writer thread and one reader thread, one SQLite database in the home, one process per home. After a kill at any
instant the journal holds every batch whose ``commit`` returned, and of any other batch all or nothing.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from engine.desk.journal.database import DATABASE_NAME, connect, copy_database, open_database
from engine.desk.journal.errors import JournalFailed, failed, unreadable, unusable
from engine.desk.journal.lock import HomeLock
from engine.desk.journal.reads import JournalReads
from engine.desk.journal.records import Batch, Changes, NewGrid
from engine.desk.journal.schema import migrations
from engine.desk.journal.writer import Writer

_T = TypeVar("_T")
_P = ParamSpec("_P")
OnFailure = Callable[[JournalFailed], None]

_TURN = 0.001
"""Seconds until a busy thread lets another that waits have the interpreter, 0.005 in Python itself.

The writer's thread has to ask for it again after each statement, and needs it for microseconds: beside a busy loop a
commit would take as many such turns.
"""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the writer thread holds while the journal is open."""

    lock: HomeLock
    connection: sqlite3.Connection
    notice: str | None

    def close(self) -> None:
        try:
            self.connection.close()
        finally:
            self.lock.release()


class Journal(JournalReads):
    """Open it with ``Journal.open``, ``close`` it; use it on the loop on which it was opened.

    After a write that failed, ``failure`` says why and every write is refused until ``resume``: no batch overtakes
    one that is missing. Reading goes on meanwhile, and shows what is committed.
    """

    def __init__(
        self, path: Path, opened: _Opened, executor: ThreadPoolExecutor, on_failure: OnFailure | None
    ) -> None:
        """Use ``Journal.open``."""
        self.path = path
        self.notice = opened.notice
        """What the user should be told about the opening: a database that had to be set aside; else None."""
        self._opened = opened
        self._executor = executor
        self._reader = ThreadPoolExecutor(1, "gridwell-journal-reader")
        self._read_connection: sqlite3.Connection | None = None
        self._writer = Writer(opened.connection, path, executor, on_failure or _leave_to_flush)
        self._closed = False

    @classmethod
    async def open(cls, home: Path, *, on_failure: OnFailure | None = None) -> "Journal":
        """Open the journal in ``home``, making both where they are missing.

        ``on_failure`` is called on the loop, once until ``resume``, when something could not be written.

        Raises:
            HomeInUse: another process has it open; names the process.
            JournalUnusable: the folder or the file cannot be used; says why and what to do.
        """
        sys.setswitchinterval(min(sys.getswitchinterval(), _TURN))
        executor = ThreadPoolExecutor(1, "gridwell-journal-writer")
        opening = executor.submit(_open, home)
        try:
            opened = await asyncio.wrap_future(opening)
        except BaseException:
            executor.submit(_undo, opening)
            executor.shutdown(wait=False)
            raise
        return cls(home / DATABASE_NAME, opened, executor, on_failure)

    async def close(self) -> None:
        """Write what is queued and let go of the database, the home and the threads. Twice does no harm.

        Raises:
            JournalFailed: something that was queued could not be written, and nobody was told before.
        """
        if self._closed:
            return
        self._closed = True
        told = self._writer.failure
        try:
            await self._writer.do(None, durable=True)
        except JournalFailed:
            if told is None:
                raise
        finally:
            reader_closed = self._reader.submit(self._close_reader)
            closed = self._executor.submit(self._close_after, reader_closed)
            self._reader.shutdown(wait=False)
            self._executor.shutdown(wait=False)
            await asyncio.shield(asyncio.wrap_future(closed))

    @property
    def failure(self) -> JournalFailed | None:
        """Why nothing is written now; None while all is well."""
        return self._writer.failure

    @property
    def waiting(self) -> int:
        """How many batches wait to be written."""
        return self._writer.waiting

    def resume(self) -> None:
        """Write again after a failure. What was refused is not written by itself: commit it again."""
        self._writer.resume()

    async def add_grid(self, grid: NewGrid, first: Changes | None = None) -> int:
        """Keep a new grid, in one transaction with what is known of it already; returns its id, 1 for the first.

        Raises:
            JournalFailed: as ``commit``.
        """
        self._check_open()
        known = first or Changes()
        grid_id = await self._writer.do(lambda appender: appender.add_grid(grid, known), durable=True)
        if grid_id is None:
            raise AssertionError("a grid was added without an id")
        return grid_id

    async def commit(self, batch: Batch, then: Callable[[], None] | None = None) -> None:
        """Keep a batch, in one transaction; returns when a kill or a power loss cannot undo it any more.

        ``then`` is called as soon as that is known, a round of the loop before this returns; what it raises is
        raised here.

        A batch of cursors and equity points alone may be lost to a power loss, though not to a kill. A caller
        that is cancelled while it waits does not take its batch back.

        Raises:
            JournalFull: the disk is full; nothing of the batch is kept.
            JournalFailed: something else failed, now or in a batch before; nothing of the batch is kept.
        """
        self._check_open()
        await self._writer.do(lambda appender: appender.append(batch), durable=_is_durable(batch), then=then)

    def commit_soon(self, batch: Batch) -> None:
        """Keep a batch without waiting for it; ``flush`` waits, ``on_failure`` and ``failure`` tell.

        Raises:
            JournalFailed: the journal is closed.
        """
        self._check_open()
        self._writer.put(lambda appender: appender.append(batch), durable=_is_durable(batch))

    async def flush(self) -> None:
        """Wait until everything committed so far is written.

        Raises:
            JournalFailed: something of it was not.
        """
        self._check_open()
        await self._writer.do(None, durable=True)

    async def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the database, for a support bundle; ``target`` must not exist.

        Raises:
            OSError: it does, or cannot be made.
            JournalFailed: the copying failed; nothing is left of it.
        """
        await self._on_reader(lambda connection: copy_database(connection, target))

    async def _read(
        self,
        query: Callable[Concatenate[sqlite3.Connection, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        def in_one_snapshot(connection: sqlite3.Connection) -> _T:
            connection.execute("BEGIN")
            try:
                return query(connection, *args, **kwargs)
            finally:
                connection.execute("ROLLBACK")

        return await self._on_reader(in_one_snapshot)

    async def _on_reader(self, job: Callable[[sqlite3.Connection], _T]) -> _T:
        self._check_open()
        try:
            return await asyncio.wrap_future(self._reader.submit(lambda: job(self._reading())))
        except sqlite3.Error as error:
            raise failed(self.path, error) from error
        except (msgspec.MsgspecError, ArithmeticError, LookupError, ValueError) as error:
            raise unreadable(self.path, error) from error

    def _reading(self) -> sqlite3.Connection:
        if self._read_connection is None:
            connection = connect(self.path)
            self._read_connection = connection
            connection.execute("PRAGMA query_only = ON")
        return self._read_connection

    def _close_reader(self) -> None:
        if self._read_connection is not None:
            self._read_connection.close()

    def _close_after(self, reader_closed: "Future[None]") -> None:
        try:
            reader_closed.result()
        finally:
            self._opened.close()

    def _check_open(self) -> None:
        if self._closed:
            raise JournalFailed(f"the journal {self.path} is closed")


def _open(home: Path) -> _Opened:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = HomeLock(home)
    except OSError as error:
        raise unusable(home / DATABASE_NAME, error) from error
    try:
        connection, notice = open_database(home / DATABASE_NAME, migrations())
    except BaseException:
        lock.release()
        raise
    return _Opened(lock, connection, notice)


def _undo(opening: "Future[_Opened]") -> None:
    """Let go of what a caller that gave up no longer wants."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _is_durable(batch: Batch) -> bool:
    return any(changes.must_survive_power_loss for changes in batch.values())


def _leave_to_flush(_failure: JournalFailed) -> None:
    """Nobody asked to be told; ``failure`` has it and ``flush`` raises it."""
