"""The loop of the program, for a benchmark: Qt's and asyncio's in one, without a screen."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip - it takes the Qt binding that is already imported

_T = TypeVar("_T")
_HARMLESS = "This plugin does not support"


def application() -> QApplication:
    """The one application of this process."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    qInstallMessageHandler(_say)
    made = QApplication(["benchmark"])
    made.setQuitOnLastWindowClosed(False)
    return made


def on_qasync(work: Coroutine[Any, Any, _T]) -> _T:
    """Run a coroutine on a new qasync loop."""
    running = application()
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(running)) as runner:
        return runner.run(work)


def _say(_kind: QtMsgType, _context: object, message: str) -> None:
    if not message.startswith(_HARMLESS):
        sys.stderr.write(f"Qt: {message}\n")
