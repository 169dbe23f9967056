"""The life of the window: the loop, the start, and the one way to the end.

Qt's and asyncio's loops are one (gui.loop). Nothing is cleaned up on ``aboutToQuit``, because nothing
awaited there would finish; every way to leave (closing the window, Ctrl-C, SIGTERM, another environment) is a
``Next`` that ends the running ``WindowSession``, and the desk is closed before the loop ends.

One desk may see several windows (another language builds the window anew), and one program several desks.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from engine import (
    Desk,
    DeskOptions,
    Environment,
    EnvironmentName,
    GridSpec,
    KeyStore,
    resolve_environment,
)
from gui.beginning import ask_how_to_begin
from gui.dialogs.api_key import Keys
from gui.dialogs.first_run import Beginning
from gui.dressing import dress_application
from gui.garbage import GARBAGE
from gui.i18n import Translations, language_for
from gui.icons import app_icon
from gui.key_controller import key_from
from gui.leaving import Next, Way
from gui.loop import WindowLoop
from gui.reporter import Reporter, log_to, stop_log
from gui.settings import WindowSettings, home_folder
from gui.window_session import Kept, Opening, WindowSession
from gui.workbench import Workbench, theme_of
from gui.zone import use_zone

EXIT_DONE = 0
EXIT_FAILED = 1
SAY_AFTER = 0.4
"""A close that takes longer than this, in seconds, says what it does."""
SETTLED_AFTER = 5.0
"""So long after the start, in seconds, all is there that stays: modules, the window, the market."""
CLOSE_WITHIN = 60.0
"""The journal is finished however long that takes; what hangs longer than this is no longer waited for."""

_log = logging.getLogger("gridwell.window")


@dataclass(frozen=True, slots=True)
class Start:
    """What the command line and the environment variables say; ``environment`` None where they name none."""

    environment: Environment | None
    grid: GridSpec | None = None


def run_window(start: Start) -> int:
    """Run the window until the user leaves; returns the exit code."""
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    application.setApplicationName("gridwell")
    application.setApplicationDisplayName("Gridwell")
    application.setDesktopFileName("gridwell")
    application.setWindowIcon(app_icon())
    with asyncio.Runner(loop_factory=lambda: WindowLoop(application)) as runner:
        return runner.run(Lifecycle(application, start, os.environ).run())


class Lifecycle:
    """Opens desks and windows, one after another, until the user leaves."""

    def __init__(
        self, application: QApplication, start: Start, environ: Mapping[str, str], keys: Keys | None = None
    ) -> None:
        self._application = application
        self._start = start
        self._environ = environ
        self._keys = keys or KeyStore()
        self._home = home_folder(environ)
        self._settings = WindowSettings(self._home)
        self._translations = Translations(application)
        self._quitting = asyncio.Event()
        self._clean = True
        self._first: Environment | None = None
        self.session: WindowSession | None = None
        """The window that is shown now."""

    async def run(self) -> int:
        """Live; returns the exit code."""
        self._on_signals()
        log_handler = log_to(self._home)
        reporter = Reporter()
        GARBAGE.start(SETTLED_AFTER)
        try:
            failed = await self._live(reporter)
        finally:
            reporter.close()
            self._translations.remove()
            stop_log(log_handler)
            GARBAGE.stop()
        return EXIT_DONE if self._clean and not failed else EXIT_FAILED

    def quit(self) -> None:
        """Leave without asking, as on SIGTERM: running grids stay resumable."""
        self._quitting.set()
        if self.session is not None:
            self.session.decide(Next(Way.QUIT))

    async def _live(self, reporter: Reporter) -> bool:
        self._apply_language()
        beginning = None
        environment = self._start.environment
        if environment is None:
            environment, beginning = await self._choose()
        failed = False
        while environment is not None and not self._quitting.is_set():
            self._first = self._first or environment
            self._settings.environment = environment.name
            what, failed = await self._live_in(environment, reporter, beginning)
            beginning = None
            environment = self._after(what, environment)
        if self.session is not None:
            self.session.dispose()
            self.session = None
            await asyncio.sleep(0)
        return failed

    def _after(self, what: Next, environment: Environment) -> Environment | None:
        match what.way:
            case Way.SWITCH if what.environment is not None:
                return self._environment(what.environment)
            case Way.RETRY:
                return environment
            case _:
                return None

    async def _choose(self) -> tuple[Environment | None, Beginning | None]:
        """The environment that was open last; on the very first start the one that the user wants.

        Who comes with a grid wants to see it, and is not asked: the demo can do no harm.
        """
        last = self._settings.environment
        if last is not None or self._start.grid is not None:
            return self._environment(last or EnvironmentName.DEMO), None
        theme = theme_of(self._settings)
        dress_application(self._application, theme)
        beginning = await ask_how_to_begin(self._settings, self._translations, theme, self._quitting)
        if beginning is None:
            return None, None
        name = EnvironmentName.DEMO if beginning is Beginning.DEMO else EnvironmentName.PROD
        return self._environment(name), beginning

    def _environment(self, name: EnvironmentName) -> Environment:
        if self._first is not None and self._first.name is name:
            return self._first
        # the URL variables belong to the environment of the start: another one keeps its own addresses
        return resolve_environment(name.value, self._environ if self._first is None else {})

    async def _live_in(
        self, environment: Environment, reporter: Reporter, beginning: Beginning | None
    ) -> tuple[Next, bool]:
        """Open one desk and show windows on it until something else is wanted."""
        is_first = environment is self._first
        key = key_from(self._environ) if is_first else None
        desk = Desk(environment, api_key=key, options=DeskOptions(home=self._home))
        task = asyncio.create_task(desk.open(), name="Opening the desk")
        grid = self._start.grid if is_first else None
        opening = Opening(desk, environment, task, grid, key_given=key is not None)
        try:
            what = await self._show_windows(opening, reporter, beginning)
            return what, self.session is not None and self.session.failed
        finally:
            await self._close(opening)

    async def _show_windows(self, opening: Opening, reporter: Reporter, beginning: Beginning | None) -> Next:
        kept: Kept | None = None
        while True:
            before = self.session
            session = await WindowSession.built(opening, self._settings, self._keys, reporter, kept)
            self.session = session
            await asyncio.sleep(0)
            await session.show()
            if before is not None:
                before.dispose()
            if self._quitting.is_set():
                session.decide(Next(Way.QUIT))
            what = await session.run(greet=_open_key_dialog if beginning is Beginning.CONNECT else None)
            beginning = None
            try:
                kept = await session.finish()
            except OSError as error:
                _log.error("%s", error)
                self._clean = False
            if what.way is not Way.REBUILD:
                return what
            self._apply_language()

    def _apply_language(self) -> None:
        preferences = self._settings.preferences
        self._translations.use(language_for(preferences.language))
        use_zone(preferences.zone)

    async def _close(self, opening: Opening) -> None:
        """Close the desk, its journal with it; a close that takes its time says so."""
        closing = asyncio.create_task(_close_desk(opening), name="Closing the desk")
        await asyncio.wait({closing}, timeout=SAY_AFTER)
        if not closing.done() and self.session is not None:
            self.session.show_busy(
                QCoreApplication.translate("Lifecycle", "Closing: the journal is being finished…")
            )
        await asyncio.wait({closing}, timeout=CLOSE_WITHIN)
        if not closing.done():
            closing.cancel()
            _log.error("The desk did not stop within %s s.", CLOSE_WITHIN)
            self._clean = False
        elif (error := closing.exception()) is not None:
            _log.error("The desk was not closed cleanly: %s", error, exc_info=error)
            self._clean = False

    def _on_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self.quit)
            except NotImplementedError:
                # Windows: the handler runs when Python next does, at the latest with the window's heartbeat.
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.quit))


async def _close_desk(opening: Opening) -> None:
    """Wait until the desk has opened or failed to, and close it either way."""
    await asyncio.wait({opening.task})
    await opening.desk.close()


def _open_key_dialog(bench: Workbench) -> None:
    bench.keys.open_dialog()
