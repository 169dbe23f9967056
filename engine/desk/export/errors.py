"""What can go wrong on the way out, in words for the user."""

from pathlib import Path

from engine.desk.errors import DeskError


class ExportRefused(DeskError):
    """What was asked for cannot be exported, or would overwrite something; nothing was written."""


class AlreadyThere(ExportRefused):
    """A file would be overwritten; nothing was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already; choose another place, or move it away first")
        self.path = path


class ExportFailed(DeskError):
    """Something could not be written; nothing is left of it."""

    def __init__(self, place: Path, error: OSError) -> None:
        super().__init__(
            f"{place} could not be written: {error.strerror or error}; check the folder, its free space and"
            " your permissions, or choose another place"
        )
