"""What can go wrong with the journal, in words for the user.

DeskError
  JournalError
    HomeInUse         another Gridwell runs on this home
    JournalUnusable   the journal cannot be opened
    JournalFailed     something could not be written or read
      JournalFull     because the disk is full
"""

import errno
import shutil
import sqlite3
from pathlib import Path

from engine.desk.errors import DeskError

_PRIMARY = 0xFF
"""The low byte of an extended result code is the primary one (SQLite documentation, "Result and Error Codes")."""

_LEAST_FREE_BYTES = 64 * 1024

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class JournalError(DeskError):
    """The journal cannot do its work. The text says why and what to do."""


class HomeInUse(JournalError):
    """Another Gridwell runs on this home; ``pid`` is its process, None if it did not say."""

    def __init__(self, home: Path, pid: int | None) -> None:
        who = "another Gridwell" if pid is None else f"another Gridwell (process {pid})"
        super().__init__(
            f"{who} is using {home}; close it first, or set GRIDWELL_HOME to another folder for this one"
        )
        self.pid = pid


class JournalUnusable(JournalError):
    """The journal cannot be opened."""


class JournalFailed(JournalError):
    """Something could not be written or read; what could not be written is not there, not even in part."""


class JournalFull(JournalFailed):
    """The disk is full."""


def means_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite found that the file is no database, or a broken one."""
    return _code(error) in _DAMAGE


def unusable(path: Path, error: sqlite3.Error | OSError) -> JournalUnusable:
    """Why the journal at ``path`` cannot be opened."""
    if isinstance(error, OSError):
        full = error.errno == errno.ENOSPC
        reason = error.strerror or str(error)
    else:
        full = _means_full(path, error)
        reason = str(error)
    advice = (
        "the disk is full; free some space"
        if full
        else f"{reason}; check that the folder exists and that you may write there,"
        " or set GRIDWELL_HOME to another folder"
    )
    return JournalUnusable(f"the journal {path} cannot be used: {advice}")


def failed(path: Path, error: Exception) -> JournalFailed:
    """Why something could not be written to the journal at ``path``, or not be read by SQLite."""
    if not isinstance(error, sqlite3.Error) or isinstance(error, sqlite3.IntegrityError):
        return JournalFailed(f"the journal {path} refused a record that does not fit it: {error}")
    if _means_full(path, error):
        return JournalFull(f"the disk that holds the journal {path} is full; free some space and try again")
    if means_damage(error):
        return JournalFailed(
            f"the journal {path} is damaged ({error}); close Gridwell and open it again: it is set aside then"
        )
    return JournalFailed(f"the journal {path} failed: {error}; check the disk and try again")


def unreadable(path: Path, error: Exception) -> JournalFailed:
    """What SQLite gave back is no record of ours."""
    return JournalFailed(f"the journal {path} holds a record that cannot be read: {error}")


def _means_full(path: Path, error: sqlite3.Error) -> bool:
    code = _code(error)
    if code != sqlite3.SQLITE_IOERR:
        return code == sqlite3.SQLITE_FULL
    # where the index of the log cannot grow, SQLite calls a full disk an I/O error
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_FREE_BYTES
    except OSError:  # the disk is gone altogether
        return False


def _code(error: sqlite3.Error) -> int:
    code = getattr(error, "sqlite_errorcode", None)  # missing where the module itself, not SQLite, complains
    return code & _PRIMARY if isinstance(code, int) else sqlite3.SQLITE_ERROR


def too_slow(path: Path, waiting: int) -> JournalFailed:
    """Why nothing new is taken while so many changes wait to be written to the journal at ``path``."""
    return JournalFailed(
        f"the disk that holds the journal {path} is too slow: {waiting} changes wait to be kept;"
        " the grids go on once they are"
    )
