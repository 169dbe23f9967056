"""Exit codes, and the error that ends a command with one."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit code means (CONTRACT section 2)."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    REJECTED = 3


class CommandError(Exception):
    """Ends the command with one readable line on standard error and an exit code."""

    def __init__(self, code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.code = code
