"""Every way out of the window: ending the program, another environment, a window built anew.

The user is asked here, once and without blocking; what he decided is told as one ``Next``, and the lifecycle does it.
"""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from engine import Desk, DeskError, EnvironmentName
from gui.dialogs.closing import Answer, GridsQuestion
from gui.engine_words import engine_clause
from gui.main_window import MainWindow
from gui.models.messages import Level
from gui.settings import WindowSettings
from gui.tasks import Spawner

NOTICE = "leaving"


class Way(Enum):
    """What comes after this window."""

    QUIT = "quit"
    SWITCH = "switch"
    RETRY = "retry"
    """The same environment with a new desk: the last one could not open."""
    REBUILD = "rebuild"
    """The same desk in a window built anew: another language or time zone."""


@dataclass(frozen=True, slots=True)
class Next:
    """What the user decided; ``environment`` for ``SWITCH`` only."""

    way: Way
    environment: EnvironmentName | None = None


class Leaving(QObject):
    """Asks what becomes of running grids, and says what comes next."""

    decided = Signal(object)
    """Next: do this now."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        settings: WindowSettings,
        tasks: Spawner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._settings = settings
        self._tasks = tasks
        self._open = False
        self._pending: Next | None = None
        self.has_tray = False
        self.question: GridsQuestion | None = None
        window.close_requested.connect(self.close_window)
        window.commands.quit.triggered.connect(self.quit)

    def desk_opened(self) -> None:
        """The desk can be asked for its grids from now on."""
        self._open = True

    def close_window(self) -> None:
        """The window's close button: into the tray where the user wants that, else out."""
        if self.has_tray and self._settings.preferences.close_to_tray:
            self._window.hide()
        else:
            self.quit()

    def show_window(self) -> None:
        """Back from the tray, in front of everything."""
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def quit(self) -> None:
        """End the program; with running grids the user decides what becomes of them."""
        grids = self._running()
        if not grids:
            self.decided.emit(Next(Way.QUIT))
        elif self.question is None:
            self.show_window()
            self._pending = Next(Way.QUIT)
            self.question = self._ask_before_closing(len(grids))

    def switch(self, name: EnvironmentName) -> None:
        """Open another environment; with running grids the user is told what becomes of them."""
        here = self._desk.environment.name
        if name is here or self.question is not None:
            return
        grids = self._running()
        self._pending = Next(Way.SWITCH, name)
        if not grids:
            self.decided.emit(self._pending)
        else:
            self.question = self._ask_before_switching(len(grids), here.value, name.value)

    def retry(self) -> None:
        """Try once more to open what could not be opened."""
        self.decided.emit(Next(Way.RETRY))

    def rebuild(self) -> None:
        """Build the window anew on the same desk."""
        self.decided.emit(Next(Way.REBUILD))

    def stop_all(self) -> None:
        """Stop every grid, after a question."""
        grids = self._running()
        if grids and self.question is None:
            self.show_window()
            self._pending = None
            self.question = self._ask_before_stopping_all(len(grids))

    def _answered(self, answer: Answer) -> None:
        self.question = None
        if answer is Answer.STOP:
            self._tasks.spawn(self._stop_and_go_on(self._pending), name=self.tr("Stopping the grids"))
        elif answer is Answer.KEEP and self._pending is not None:
            self.decided.emit(self._pending)

    async def _stop_and_go_on(self, then: Next | None) -> None:
        for grid_id in self._running():
            try:
                await self._desk.stop_grid(grid_id)
            except DeskError as error:
                words = self.tr("Grid {number} was not stopped: {reason}. Nothing was closed.")
                self._window.notice.say(
                    Level.ERROR, words.format(number=grid_id, reason=engine_clause(str(error))), key=NOTICE
                )
                return
        if then is not None:
            self.decided.emit(then)

    def _running(self) -> list[int]:
        return [grid.grid_id for grid in self._desk.grids() if grid.running] if self._open else []

    def _ask_before_closing(self, grids: int) -> GridsQuestion:
        return GridsQuestion(
            self._window,
            title=self.tr("Quit Gridwell"),
            text=self.tr("%n paper grid(s) still running.", "", grids),
            details=self.tr(
                "Keep: they go on from here at the next start, and the trades missed meanwhile are fetched.\n"
                "Stop: their orders are cancelled; positions and results stay in the history."
            ),
            keep=self.tr("Keep and quit"),
            stop=self.tr("Stop and quit"),
            on_answer=self._answered,
        )

    def _ask_before_switching(self, grids: int, here: str, there: str) -> GridsQuestion:
        title = self.tr("Switch to {environment}").format(environment=there)
        return GridsQuestion(
            self._window,
            title=title,
            text=self.tr("%n paper grid(s) running in {environment}.", "", grids).format(environment=here),
            details=self.tr(
                "They pause while you are in {there}, and go on when you come back to {here}: the trades "
                "missed meanwhile are fetched."
            ).format(here=here, there=there),
            keep=title,
            on_answer=self._answered,
        )

    def _ask_before_stopping_all(self, grids: int) -> GridsQuestion:
        return GridsQuestion(
            self._window,
            title=self.tr("Stop all grids"),
            text=self.tr("Stop %n paper grid(s)?", "", grids),
            details=self.tr("Their orders are cancelled; positions and results stay in the history."),
            keep=self.tr("Keep running"),
            stop=self.tr("Stop all"),
            on_answer=self._answered,
        )
