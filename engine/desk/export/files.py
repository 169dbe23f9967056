"""New files for others to read: none is half there, and none takes the place of another unless asked to."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from engine.desk.export.errors import AlreadyThere, ExportFailed, ExportRefused


class NewFiles:
    """Files that are written beside their places under other names, and moved there when all are complete.

    ``open`` them, write to ``files``, then ``finish``; ``discard`` in any case. All of it blocks.
    """

    def __init__(self, paths: Collection[Path], *, force: bool) -> None:
        """``force`` lets them replace files that are there."""
        self.files: dict[Path, BinaryIO] = {}
        self._paths = paths
        self._force = force

    def open(self) -> None:
        """Begin the files, and make their folder where it is missing.

        Raises:
            AlreadyThere: a file is there and may not be replaced; nothing was begun.
            ExportRefused: a folder is there; nothing was begun.
            ExportFailed: a file could not be begun.
        """
        for path in self._paths:
            if path.is_dir():
                raise ExportRefused(f"{path} is a folder; choose another place")
            if path.exists() and not self._force:
                raise AlreadyThere(path)
        for path in self._paths:
            with self.errors_of(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                self.files[path] = _part(path).open("wb")

    def finish(self) -> None:
        """Move the files to their places.

        Raises:
            ExportFailed: a file could not be completed.
        """
        for path, file in self.files.items():
            with self.errors_of(path):
                file.close()
        for path in list(self.files):
            with self.errors_of(path):
                _part(path).replace(path)
            del self.files[path]

    def discard(self) -> None:
        """Leave nothing behind of what is not finished."""
        for path, file in self.files.items():
            # what could not be written any more is thrown away here
            with suppress(OSError):
                file.close()
            _part(path).unlink(missing_ok=True)
        self.files.clear()

    @contextmanager
    def errors_of(self, path: Path) -> Iterator[None]:
        """Say which file could not be written.

        Raises:
            ExportFailed: for every ``OSError``.
        """
        try:
            yield
        except OSError as error:
            raise ExportFailed(path, error) from error


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")
