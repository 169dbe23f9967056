"""The composition of the window: who is connected to whom. No logic of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from engine import Desk, DeskError, Environment, GridSpec
from gui.account_controller import AccountController
from gui.bridge import Bridge
from gui.connection_controller import ConnectionController
from gui.demo_faults import HEAL, fault_story
from gui.dialogs.about import AboutDialog, ShortcutsDialog
from gui.dialogs.api_key import Keys
from gui.grid_controller import GridController
from gui.key_controller import KeyController
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.messages import Level
from gui.narrator import Narrator
from gui.outage_teller import OutageTeller
from gui.settings import WindowSettings
from gui.tasks import Spawner
from gui.theme import DARK, LIGHT, Theme, apply_theme, system_theme

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

HEARTBEAT_MS = 250
"""Ages and countdowns move on four times a second."""

DEMO_NOTICE = "demo"

PROPOSAL_BEATS = 8
"""What would be started follows the price every so many heartbeats."""


class Workbench(QObject):
    """The window with everything behind it."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        settings: WindowSettings,
        tasks: Spawner,
        keys: Keys,
        environment: Environment,
        clock: Callable[[], float],
        wall_clock_ns: Callable[[], int],
        file_grid: GridSpec | None = None,
        key_given: bool = False,
        bridge: Bridge | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._wall_clock_ns = wall_clock_ns
        self._file_grid = file_grid
        self._beats = 0
        self.window = window
        self.bridge = bridge or Bridge(desk, parent=self)
        self.keys = KeyController(
            desk=desk,
            keys=keys,
            window=window,
            tasks=tasks,
            environment=environment,
            key_given=key_given,
            parent=self,
        )
        self.narrator = Narrator(self.bridge, window, self.keys.open_dialog, self)
        self.market = MarketController(
            desk=desk,
            bridge=self.bridge,
            window=window,
            tasks=tasks,
            settings=settings,
            clock=clock,
            parent=self,
        )
        self.grids = GridController(
            desk=desk,
            bridge=self.bridge,
            window=window,
            market=self.market,
            tasks=tasks,
            clock=clock,
            file_grid=file_grid,
            parent=self,
        )
        self.connection = ConnectionController(
            desk=desk,
            bridge=self.bridge,
            window=window,
            market=self.market,
            tasks=tasks,
            clock=clock,
            parent=self,
        )
        self.outages = OutageTeller(self.bridge, self.connection, window.notice, self)
        self.keys.no_key.connect(self._say_public_only)
        self._heartbeat = QTimer(self)
        self._heartbeat.setInterval(HEARTBEAT_MS)
        self._heartbeat.timeout.connect(self.beat)
        self._connect_commands()
        self._show_theme()
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_theme_changed)
        window.place(settings.layout())
        self.account = AccountController(
            desk=desk,
            bridge=self.bridge,
            window=window,
            market=self.market,
            settings=settings,
            clock=clock,
            parent=self,
        )

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return {"dark": DARK, "light": LIGHT}.get(self._settings.theme) or system_theme()

    def desk_opened(self) -> None:
        """The desk is open: look at the market, and sign in with the stored key."""
        self._heartbeat.start()
        self.connection.desk_opened()
        commands = self.window.commands
        commands.reconnect.setEnabled(True)
        commands.details.setEnabled(True)
        commands.offer_faults(self._desk.demo_faults())
        self.market.load(self._file_grid.instrument if self._file_grid is not None else None)
        self.grids.refresh()
        self.keys.load_stored()

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        chart.set_theme(self.theme)
        chart.follow = self._settings.follow_price
        chart.follow_changed.connect(self._follow_changed)
        self.window.install_chart(chart)
        self.market.attach_chart(chart)
        self.account.attach_chart(chart)

    def beat(self) -> None:
        """Four times a second: what ages, ages."""
        self._beats += 1
        self.market.heartbeat()
        self.connection.heartbeat()
        self.account.heartbeat()
        if self._beats % PROPOSAL_BEATS == 0:
            self.grids.heartbeat()

    def report(self, context: str, text: str) -> None:
        """Show an error that nobody expected; the text is already free of secrets."""
        self.narrator.alarm(self._wall_clock_ns(), context, text)

    def close(self) -> None:
        """Stop listening and ticking, and remember the layout.

        Raises:
            OSError: the layout could not be written.
        """
        self._heartbeat.stop()
        self.bridge.close()
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_theme_changed)
        self._settings.set_layout(self.window.saveGeometry(), self.window.saveState())
        self._settings.save()

    def _say_public_only(self) -> None:
        text = self.tr("No API key: public market data only. Paper grids need no more.")
        self.narrator.tell(self._wall_clock_ns(), Level.INFO, self.tr("Sign-in"), text)

    def _connect_commands(self) -> None:
        commands, panel = self.window.commands, self.window.grid_panel
        commands.start_grid.triggered.connect(panel.start)
        commands.stop_grid.triggered.connect(panel.ask_to_stop)
        commands.quit.triggered.connect(self.window.close_requested)
        commands.find_instrument.triggered.connect(self.window.top_bar.picker.start_search)
        commands.follow.setChecked(self._settings.follow_price)
        commands.follow.triggered.connect(self._follow_chosen)
        commands.reset_view.triggered.connect(self._reset_view)
        commands.reconnect.setEnabled(False)
        commands.reconnect.triggered.connect(self.connection.reconnect_now)
        commands.details.setEnabled(False)
        commands.details.triggered.connect(self.connection.open_details)
        self.window.session_chip.clicked.connect(self.keys.open_dialog)
        commands.api_key.triggered.connect(self.keys.open_dialog)
        commands.faults.triggered.connect(self._break_demo)
        commands.shortcuts.triggered.connect(self._show_shortcuts)
        commands.about.triggered.connect(self._show_about)
        commands.choose_theme(self._settings.theme)
        commands.themes.triggered.connect(self._theme_chosen)

    def _break_demo(self, action: QAction) -> None:
        name = str(action.data())
        try:
            self._desk.demo_fault(name)
        except DeskError as error:
            self.report(self.tr("Demo"), str(error))
            return
        story = fault_story(name)
        self.narrator.tell(self._wall_clock_ns(), Level.INFO, self.tr("Demo"), story)
        level = Level.GOOD if name == HEAL else Level.INFO
        self.window.notice.say(level, self.tr("Demo: {story}").format(story=story), key=DEMO_NOTICE)

    def _follow_chosen(self, follow: bool) -> None:
        self._settings.follow_price = follow
        if self.window.chart is not None:
            self.window.chart.follow = follow

    def _follow_changed(self, follow: bool) -> None:
        self.window.commands.follow.setChecked(follow)

    def _reset_view(self) -> None:
        if self.window.chart is not None:
            self.window.chart.reset_view()

    def _theme_chosen(self) -> None:
        action = self.window.commands.themes.checkedAction()
        if action is not None:
            self._settings.theme = str(action.data())
            self._show_theme()

    def _system_theme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._settings.theme == "system":
            self._show_theme()

    def _show_theme(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, self.theme)
        self.window.show_theme(self.theme)
        self.connection.show_theme(self.theme)

    def _show_shortcuts(self) -> None:
        ShortcutsDialog(self.window.commands.with_shortcuts(), self.window).open()

    def _show_about(self) -> None:
        AboutDialog(self.window).open()
