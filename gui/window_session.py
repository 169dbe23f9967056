"""One window on one desk, from its first paint until the user wants something else."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from engine import Desk, DeskError, Environment, ExchangeError, GridSpec, HomeInUse, Instrument
from gui.dialogs.api_key import Keys
from gui.draft import DraftState
from gui.dressing import dress_application
from gui.engine_words import engine_sentence, engine_text
from gui.leaving import Next, Way
from gui.main_window import MainWindow
from gui.models.messages import Level, Message
from gui.panels.busy_overlay import BusyOverlay
from gui.panels.trouble_page import TroublePage, WayOut
from gui.reporter import Reporter
from gui.settings import WindowSettings
from gui.settings_controller import OpenSettings
from gui.tasks import TaskOwner
from gui.workbench import Workbench, theme_of

PAINT_WITHIN = 1.0
COMPLETE_AFTER = 0.5
"""So long after the desk has opened, in seconds, what lies behind other tabs is completed: first comes the chart."""
LOADED_LATER = (
    "gui.dialogs.about",
    "gui.dialogs.fill_detail",
    "gui.dialogs.revise_grid",
    "gui.dialogs.settings",
    "gui.dialogs.stop_grid",
    "gui.help_pages",
)
"""Modules that nobody needs before the first chart: loaded after it, so that their first use need not wait."""
JOURNAL_NOTICE = "journal"

_log = logging.getLogger("gridwell.window")


@dataclass(frozen=True, slots=True)
class Opening:
    """A desk that is being opened, and what the user gave for this run only."""

    desk: Desk
    environment: Environment
    task: asyncio.Task[None]
    file_grid: GridSpec | None
    key_given: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What a window built anew takes over from the one before it."""

    settings: OpenSettings | None = None
    draft: DraftState | None = None
    messages: tuple[Message, ...] = ()


class WindowSession:
    """Shows a window, waits for what the user decides, and takes the window down."""

    @classmethod
    async def built(
        cls, opening: Opening, settings: WindowSettings, keys: Keys, reporter: Reporter, kept: Kept | None
    ) -> "WindowSession":
        """A session with its window, built a part in each turn of the loop: an earlier one may be on the screen."""
        theme = theme_of(settings)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            # before there are widgets: those of a window with a style sheet would keep the system's text colour
            dress_application(application, theme)
        window = MainWindow(opening.environment.name, theme, at_once=False)
        for _ in window.parts:
            await asyncio.sleep(0)
        return cls(window, opening, settings, keys, reporter, kept)

    def __init__(
        self,
        window: MainWindow,
        opening: Opening,
        settings: WindowSettings,
        keys: Keys,
        reporter: Reporter,
        kept: Kept | None,
    ) -> None:
        self._opening = opening
        self._settings = settings
        self._reporter = reporter
        self._kept = kept
        self._decided: asyncio.Future[Next] = asyncio.get_running_loop().create_future()
        self._overlay: BusyOverlay | None = None
        self._tasks = TaskOwner(reporter.failed)
        self.failed = False
        """Whether the desk could not be opened."""
        self.window = window
        self.bench = Workbench(
            desk=opening.desk,
            window=self.window,
            settings=settings,
            tasks=self._tasks,
            keys=keys,
            environment=opening.environment,
            clock=time.monotonic,
            wall_clock_ns=time.time_ns,
            file_grid=opening.file_grid,
            key_given=opening.key_given,
        )
        self.bench.leaving.decided.connect(self.decide)
        self.bench.market.instrument_changed.connect(self._reopen_draft)
        for message in kept.messages if kept is not None else ():
            self.window.messages.add(message.time, message.level, message.context, message.text)
        reporter.listen(self.bench)

    async def show(self) -> None:
        """Show the window and wait for its first paint: what takes long comes after that."""
        painted = asyncio.Event()
        self.window.first_painted.connect(painted.set)
        self.window.show()
        try:
            async with asyncio.timeout(PAINT_WITHIN):
                await painted.wait()
        except TimeoutError:
            _log.info("The window was not painted within %s s; it may be minimised.", PAINT_WITHIN)

    async def run(self, *, greet: Callable[[Workbench], None] | None = None) -> Next:
        """Live until something is decided. ``greet`` is called once the desk is open."""
        self._tasks.spawn(self._begin(greet), name=QCoreApplication.translate("Session", "Starting the desk"))
        return await self._decided

    def decide(self, what: Next) -> None:
        """This comes next; what was decided first counts."""
        if not self._decided.done():
            self._decided.set_result(what)

    async def finish(self) -> Kept:
        """Stop listening and working; the window stays on the screen. Says what the next window takes over.

        Raises:
            OSError: the layout could not be written.
        """
        kept = Kept(
            self.bench.settings.state(), self.bench.grids.drafts.state, tuple(self.window.messages.rows())
        )
        self._reporter.listen(None)
        try:
            self.bench.close()
        finally:
            await self._tasks.cancel_all()
        return kept

    def show_busy(self, words: str) -> None:
        """Say over the window what is being waited for."""
        if self._overlay is None and self.window.isVisible():
            self._overlay = BusyOverlay(self.window, words)

    def dispose(self) -> None:
        """Take the window down."""
        # so that every panel is the window's, and ends with it
        self.window.complete()
        self.window.allow_close()
        self.window.close()
        self.window.deleteLater()

    async def _begin(self, greet: Callable[[Workbench], None] | None) -> None:
        """Build the chart while the desk opens, then look at the market."""
        # in a thread, where Python lets the loop go on: pyqtgraph and numpy take longer than all the rest
        chart = await asyncio.to_thread(import_module, "gui.chart.price_chart")
        self.bench.attach_chart(chart.PriceChart(self.bench.theme))
        if self._kept is not None and self._kept.settings is not None:
            self.bench.settings.reopen(self._kept.settings)
        try:
            await asyncio.shield(self._opening.task)
        except (DeskError, ExchangeError, OSError) as error:
            self.failed = True
            _log.warning("The desk could not be opened: %s", error)
            self._show_trouble(error)
            return
        self.bench.desk_opened()
        if self._kept is None:
            await self._resume()
        if greet is not None:
            greet(self.bench)
        await asyncio.sleep(COMPLETE_AFTER)
        for _ in self.window.later_parts:
            await asyncio.sleep(0)
        for name in LOADED_LATER:
            import_module(name)
            await asyncio.sleep(0)

    def _reopen_draft(self, instrument: Instrument) -> None:
        """The draft of the window before this one, once the instrument that it is for is known."""
        draft = self._kept.draft if self._kept is not None else None
        if draft is not None and draft.spec.instrument == instrument.name:
            self._kept = replace(self._kept, draft=None) if self._kept is not None else None
            self.bench.grids.drafts.open(draft)

    async def _resume(self) -> None:
        desk = self._opening.desk
        if desk.notice is not None:
            self.window.notice.say(Level.WARNING, engine_text(desk.notice), key=JOURNAL_NOTICE)
        try:
            resumed = await desk.resume_grids()
        except (DeskError, ExchangeError) as error:
            self._reporter.failed(
                QCoreApplication.translate("Session", "The grids could not be resumed"), error
            )
            return
        if not resumed:
            return
        self.bench.show_resumed(len(resumed))

    def _show_trouble(self, error: Exception) -> None:
        if isinstance(error, HomeInUse):
            title = QCoreApplication.translate("Session", "Another Gridwell is already running")
        else:
            title = QCoreApplication.translate("Session", "The desk could not start")
        ways = [
            WayOut(QCoreApplication.translate("Session", "Try again"), self.bench.leaving.retry),
            WayOut(QCoreApplication.translate("Session", "Open the folder"), self._open_folder),
            WayOut(QCoreApplication.translate("Session", "Quit"), self._quit),
        ]
        kept = QCoreApplication.translate(
            "Session", "Nothing was changed: grids and settings are as they were."
        )
        page = TroublePage(title, engine_sentence(str(error)), kept, ways)
        self.window.show_in_centre(page)
        self.window.grid_panel.show_waiting(title)
        page.buttons[0].setFocus()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._settings.path.parent)))

    def _quit(self) -> None:
        self.decide(Next(Way.QUIT))
