"""Opening the database file: new, older, current; what cannot be used is set aside, never overwritten.

Set aside means renamed beside the journal, with its ``-wal`` and ``-shm`` files: ``gridwell.db.damaged-<time>``
(or ``.newer-``, ``.foreign-``). Then a new journal is begun. A full disk, a folder without permission or a failing
disk is no damage: that is an error, and the file stays where it is.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from engine.desk.journal.errors import JournalUnusable, means_damage, unusable
from engine.desk.journal.schema import APPLICATION_ID, application_of, is_empty, upgrade, version_of

DATABASE_NAME = "gridwell.db"

_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
_MAGIC = b"SQLite format 3\x00"
_BESIDE = ("", "-wal", "-shm")
_PRIVATE = 0o600
"""What a grid did is the business of its owner alone. SQLite gives the files beside a database its own mode."""
_BUSY_MS = 5000
_WAL_KEPT_BYTES = 16 * 1024 * 1024
_WAL_PAGES = 4000
"""So many pages of changes, 16 MB, go into the log before they go into the database itself.

The commit that brings it there waits for the disk twice more. Each commit of a few busy grids is some forty pages,
the states of all their orders: with SQLite's own 1000 every twenty-fifth commit would take that long.
"""


class _Unfit(Exception):
    """The file cannot be used as a journal. ``word`` goes into its new name, the text is for the notice."""

    def __init__(self, word: str, text: str) -> None:
        super().__init__(text)
        self.word = word


def connect(path: Path) -> sqlite3.Connection:
    """A connection without implicit transactions, to be used by one thread."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    except BaseException:
        connection.close()
        raise
    return connection


def open_database(path: Path, steps: Sequence[str]) -> tuple[sqlite3.Connection, str | None]:
    """Open the journal's database, making it or bringing it to the newest version as needed.

    ``steps`` are the migrations. The home must be locked. Returns the connection, and a notice for the user when
    the file that was there had to be set aside.

    Raises:
        JournalUnusable: it can be neither used nor set aside nor made anew; what was there is unchanged.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise JournalUnusable(
            f"this Python comes with SQLite {sqlite3.sqlite_version}, the journal needs 3.37 or newer;"
            " use a newer Python"
        )
    notice = None
    try:
        try:
            return _open_fit(path, steps), None
        except _Unfit as unfit:
            kept = _set_aside(path, unfit.word)
            notice = (
                f"The journal {path} {unfit}. It was renamed to {kept.name}, and a new journal was begun."
            )
        return _open_fit(path, steps), notice
    except (sqlite3.Error, OSError) as error:
        raise unusable(path, error) from error
    except _Unfit as unfit:
        raise JournalUnusable(f"the journal {path} cannot be begun anew: it {unfit}") from unfit


def _open_fit(path: Path, steps: Sequence[str]) -> sqlite3.Connection:
    for suffix in _BESIDE:
        _make_private(_beside(path, suffix))
    _check_file(path)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
    connection = connect(path)
    try:
        _check_content(connection, len(steps))
        _prepare(connection, steps)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error) and means_damage(error):
            raise _Unfit("damaged", f"is damaged ({error})") from error
        raise
    return connection


def _make_private(path: Path) -> None:
    if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
        # a disk without permissions, or a file that is another's, leaves it to the folder
        with suppress(PermissionError):
            path.chmod(_PRIVATE)


def _check_file(path: Path) -> None:
    """What can be seen without SQLite, which would tidy up the files beside a database that it opens."""
    size = path.stat().st_size if path.exists() else 0
    if size == 0:
        log = _beside(path, "-wal")
        if log.exists() and log.stat().st_size > 0:
            raise _Unfit("damaged", "is damaged (the file is empty or missing, its -wal file is not)")
        return
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise _Unfit("damaged", "is damaged (the file is not a database)")


def _check_content(connection: sqlite3.Connection, newest: int) -> None:
    version, application = version_of(connection), application_of(connection)
    if version == 0 and application == 0 and is_empty(connection):
        return
    if application != APPLICATION_ID:
        raise _Unfit("foreign", "is a database of another program")
    if version > newest:
        raise _Unfit(
            "newer",
            f"was written by a newer Gridwell (version {version} of the journal, this one knows {newest})",
        )
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != "ok":
        raise _Unfit("damaged", f"is damaged ({' '.join(str(answer).split())})")


def _prepare(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT_BYTES}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
    # fsync alone leaves data in the drive's cache on macOS; elsewhere this changes nothing
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA synchronous = FULL")
    # also done when there is nothing to upgrade: a file that cannot be written shows it now
    upgrade(connection, steps)
    # not before: a migration may have to rebuild a table that others refer to
    connection.execute("PRAGMA foreign_keys = ON")


def _set_aside(path: Path, word: str) -> Path:
    stem = f"{path.name}.{word}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    kept, number = path.with_name(stem), 1
    while any(_beside(kept, suffix).exists() for suffix in _BESIDE):
        number += 1
        kept = path.with_name(f"{stem}-{number}")
    for suffix in _BESIDE:
        if _beside(path, suffix).exists():
            _beside(path, suffix).rename(_beside(kept, suffix))
    return kept


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Write a consistent copy of an open database to a new file; an error leaves nothing of it.

    Raises:
        OSError: there is such a file, or it cannot be made.
        sqlite3.Error: it could not be written.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
    try:
        with closing(connect(target)) as copy:
            source.backup(copy)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
