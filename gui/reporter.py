"""Errors that nobody handled: into the log with their traceback, into the window in words."""

import asyncio
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication

from engine import RedactingFilter, redact
from gui.engine_words import engine_text

UNEXPECTED = "Unexpected error"

_log = logging.getLogger("gridwell.window")


class Teller(Protocol):
    """Shows an error to the user."""

    def report(self, context: str, text: str) -> None: ...


class Reporter:
    """Takes every error of the loop and of Qt's slots, from its making until ``close``."""

    def __init__(self) -> None:
        self.count = 0
        """How many errors came."""
        self._teller: Teller | None = None
        self._previous_hook = sys.excepthook
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)
        sys.excepthook = self._slot_failed

    def listen(self, teller: Teller | None) -> None:
        """Show errors here from now on; None: in the log only."""
        self._teller = teller

    def close(self) -> None:
        """Errors go their usual ways again."""
        self._teller = None
        sys.excepthook = self._previous_hook

    def failed(self, context: str, error: BaseException) -> None:
        """Something failed while ``context``."""
        self.count += 1
        _log.error("%s: %s", context, error, exc_info=error)
        self._show(context, redact(str(error)) or type(error).__name__)

    def _loop_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        message = str(context.get("message") or UNEXPECTED)
        if isinstance(error, BaseException):
            self.failed(message, error)
        else:
            self.count += 1
            _log.error("%s", message)
            self._show(UNEXPECTED, redact(message))

    def _slot_failed(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous_hook(kind, error, traceback)
        else:
            self.failed(UNEXPECTED, error)

    def _show(self, context: str, text: str) -> None:
        if self._teller is not None:
            where = (
                QCoreApplication.translate("Reporter", "Unexpected error")
                if context == UNEXPECTED
                else engine_text(context)
            )
            self._teller.report(where, engine_text(text))


def log_to(folder: Path) -> logging.Handler:
    """Log warnings and errors to a file in the program's folder, without secrets; close it with ``stop_log``.

    Raises:
        OSError: the folder cannot be made.
    """
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        logs / "window.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(RedactingFilter())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def stop_log(handler: logging.Handler) -> None:
    """End what ``log_to`` began."""
    logging.getLogger().removeHandler(handler)
    handler.close()
