"""One Gridwell per home: a lock that the operating system releases when the process ends, however it ends.

The lock is on an open file, not its existence, so a leftover file means nothing; the file is never removed, as
another process may be about to lock it. It holds the owner's process id, for the message to the second one.
"""

import os
import sys
from pathlib import Path

from engine.desk.journal.errors import HomeInUse

LOCK_NAME = "gridwell.lock"

if sys.platform == "win32":
    import msvcrt

    # a locked byte cannot be read by others on Windows, so the lock lies behind the process id
    _LOCKED_BYTE = 4096

    def _try_lock(file: int) -> bool:
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _try_lock(file: int) -> bool:
        # flock, not lockf: it also refuses a second opening by the same process
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class HomeLock:
    """Held from its creation until ``release``, or the end of the process."""

    def __init__(self, home: Path) -> None:
        """Lock the home, a folder that exists.

        Raises:
            HomeInUse: it is locked.
            OSError: the lock file cannot be made or locked.
        """
        self._file: int | None = None
        binary = getattr(os, "O_BINARY", 0)
        file = os.open(home / LOCK_NAME, os.O_RDWR | os.O_CREAT | binary, 0o600)
        try:
            if not _try_lock(file):
                raise HomeInUse(home, _read_pid(file))
            os.ftruncate(file, 0)
            os.lseek(file, 0, os.SEEK_SET)
            os.write(file, f"{os.getpid()}\n".encode())
        except BaseException:
            os.close(file)
            raise
        self._file = file

    def release(self) -> None:
        """Let another process use the home; releasing twice does no harm."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _read_pid(file: int) -> int | None:
    os.lseek(file, 0, os.SEEK_SET)
    text = os.read(file, 32).strip()
    return int(text) if text.isdigit() else None
