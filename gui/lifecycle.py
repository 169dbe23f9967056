"""The life of the window: the loop, the start, and the one way to the end.

Qt's and asyncio's loops are one (``qasync``). Nothing is cleaned up on ``aboutToQuit``, because nothing
awaited there would finish; every way to leave (closing the window, Ctrl-C, SIGTERM, ``app.quit()``) sets one
event, and ``_live`` then stops the desk before the loop ends.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtWidgets import QApplication

import qasync  # isort: skip - it takes the Qt binding that is already imported
from engine import Desk, DeskError, Environment, ExchangeError, GridSpec, KeyStore, RedactingFilter, redact
from gui.icons import app_icon
from gui.key_controller import key_from
from gui.main_window import MainWindow
from gui.settings import WindowSettings, home_folder
from gui.tasks import TaskOwner
from gui.workbench import Workbench

EXIT_DONE = 0
EXIT_FAILED = 1
CLOSE_WITHIN = 8.0
PAINT_WITHIN = 1.0

_log = logging.getLogger("gridwell.window")


def run_window(environment: Environment, file_grid: GridSpec | None) -> int:
    """Run the window until the user leaves; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setApplicationName("gridwell")
    application.setApplicationDisplayName("Gridwell")
    application.setDesktopFileName("gridwell")
    application.setWindowIcon(app_icon())
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(_live(environment, file_grid))


async def _live(environment: Environment, file_grid: GridSpec | None) -> int:
    quit_requested = asyncio.Event()
    _on_signals(quit_requested)
    folder = home_folder()
    log_handler = _log_to(folder)
    reporter = _Reporter()
    window = MainWindow(environment.name)
    window.close_requested.connect(quit_requested.set)
    tasks = TaskOwner(reporter.failed)
    key = key_from(os.environ)
    desk = Desk(environment, api_key=key)
    bench = Workbench(
        desk=desk,
        window=window,
        settings=WindowSettings(folder),
        tasks=tasks,
        keys=KeyStore(),
        environment=environment,
        clock=time.monotonic,
        wall_clock_ns=time.time_ns,
        file_grid=file_grid,
        key_given=key is not None,
    )
    reporter.listen(bench)
    opening: asyncio.Task[None] | None = None
    ended = False
    try:
        await _show(window)
        opening = asyncio.create_task(desk.open(), name="Opening the desk")
        tasks.spawn(_begin(opening, bench, reporter), name="Starting the desk")
        await quit_requested.wait()
    finally:
        ended = await _end(desk, opening, bench, tasks)
        reporter.silence()
        window.allow_close()
        window.close()
        window.deleteLater()
        logging.getLogger().removeHandler(log_handler)
        log_handler.close()
    return EXIT_DONE if ended and not reporter.could_not_start else EXIT_FAILED


async def _show(window: MainWindow) -> None:
    """Show the window and wait for its first paint: what takes long comes after that."""
    painted = asyncio.Event()
    window.first_painted.connect(painted.set)
    window.show()
    try:
        async with asyncio.timeout(PAINT_WITHIN):
            await painted.wait()
    except TimeoutError:
        _log.info("The window was not painted within %s s; it may be minimised.", PAINT_WITHIN)


async def _begin(opening: asyncio.Task[None], bench: Workbench, reporter: "_Reporter") -> None:
    """Build the chart while the desk opens, then look at the market."""
    await asyncio.sleep(0)
    from gui.chart.price_chart import PriceChart  # noqa: PLC0415 - pyqtgraph takes longer than the first paint

    bench.attach_chart(PriceChart(bench.theme))
    try:
        await asyncio.shield(opening)
    except (DeskError, ExchangeError, OSError) as error:
        reporter.could_not_start = True
        reporter.failed("The desk could not start", error)
        return
    bench.desk_opened()


async def _end(desk: Desk, opening: asyncio.Task[None] | None, bench: Workbench, tasks: TaskOwner) -> bool:
    """Stop everything; False when something could not be stopped or saved, which is then in the log."""
    clean = True
    try:
        bench.close()
    except OSError as error:
        _log.error("%s", error)
        clean = False
    await tasks.cancel_all()
    try:
        async with asyncio.timeout(CLOSE_WITHIN):
            if await _opened(opening):
                await desk.close()
    except TimeoutError:
        _log.error("The desk did not stop within %s s.", CLOSE_WITHIN)
        clean = False
    return clean


async def _opened(opening: asyncio.Task[None] | None) -> bool:
    """Wait until the desk is open; False where it never was: there is nothing to close then."""
    if opening is None:
        return False
    await asyncio.wait({opening})
    return not opening.cancelled() and opening.exception() is None


class _Reporter:
    """Takes every error that nobody handled: into the log with its traceback, into the window in words."""

    def __init__(self) -> None:
        self.could_not_start = False
        self._bench: Workbench | None = None
        self._previous_hook = sys.excepthook
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)
        sys.excepthook = self._slot_failed

    def listen(self, bench: Workbench) -> None:
        """Show errors in this window from now on."""
        self._bench = bench

    def silence(self) -> None:
        """The window is going; errors go to the log only."""
        self._bench = None
        sys.excepthook = self._previous_hook

    def failed(self, context: str, error: BaseException) -> None:
        """Something failed while ``context``."""
        _log.error("%s: %s", context, error, exc_info=error)
        self._show(context, redact(str(error)) or type(error).__name__)

    def _loop_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        message = str(context.get("message") or "Unexpected error")
        if isinstance(error, BaseException):
            self.failed(message, error)
        else:
            _log.error("%s", message)
            self._show("Unexpected error", redact(message))

    def _slot_failed(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous_hook(kind, error, traceback)
        else:
            self.failed("Unexpected error", error)

    def _show(self, context: str, text: str) -> None:
        if self._bench is not None:
            self._bench.report(context, text)


def _on_signals(quit_requested: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, quit_requested.set)
        except NotImplementedError:
            # Windows: the handler runs when Python next does, at the latest with the window's heartbeat.
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(quit_requested.set))


def _log_to(folder: Path) -> logging.Handler:
    """Log warnings and errors to a file in the program's folder, without secrets."""
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
