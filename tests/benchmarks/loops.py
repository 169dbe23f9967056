"""The loop of the program, for a benchmark: Qt's and asyncio's in one, without a screen."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

SCREEN = Path(__file__).parents[1] / "gui" / "screen.json"

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # the screen that comes with the platform is smaller than the window
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREEN}"

from PySide6.QtCore import QtMsgType, qInstallMessageHandler  # noqa: E402 - the platform is chosen before
from PySide6.QtWidgets import QApplication  # noqa: E402 - the platform is chosen before

from gui.loop import WindowLoop  # noqa: E402 - the platform is chosen before

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
    """Run a coroutine on a new loop of the program's kind."""
    running = application()
    with asyncio.Runner(loop_factory=lambda: WindowLoop(running)) as runner:
        return runner.run(work)


def _say(_kind: QtMsgType, _context: object, message: str) -> None:
    if not message.startswith(_HARMLESS):
        sys.stderr.write(f"Qt: {message}\n")
