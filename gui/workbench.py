"""The composition of the window: who is connected to whom. No logic of its own."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from engine import Desk, DeskError, Environment, GridSpec
from gui.account_controller import AccountController
from gui.bridge import Bridge
from gui.chart_controller import ChartController
from gui.connection_controller import ConnectionController
from gui.demo_faults import HEAL, fault_story
from gui.depth_controller import DepthController
from gui.dialogs.api_key import Keys
from gui.dressing import dress_application
from gui.engine_words import engine_text
from gui.grid_controller import GridController
from gui.key_controller import KeyController
from gui.leaving import Leaving
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.messages import Level
from gui.narrator import Narrator
from gui.notifications.notifier import Notifier
from gui.notifications.sounds import Sounds
from gui.notifications.tray import Tray
from gui.outage_teller import OutageTeller
from gui.palettes import coloured
from gui.records import Records
from gui.settings import WindowSettings
from gui.settings_controller import SettingsController
from gui.tasks import Spawner
from gui.theme import DARK, LIGHT, Theme, system_theme
from gui.ticker_controller import TickerController
from gui.zone import shown_zone

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

HEARTBEAT_MS = 250
"""Ages and countdowns move on four times a second."""

DEMO_NOTICE = "demo"
RESUMED_NOTICE = "resumed"

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
        local_now: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._wall_clock_ns = wall_clock_ns
        self._file_grid = file_grid
        self._beats = 0
        self._shown_theme = theme_of(settings)
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
        self.tickers = TickerController(
            desk=desk, picker=window.top_bar.picker, tasks=tasks, clock=clock, parent=self
        )
        self.depth = DepthController(
            desk=desk, panel=window.depth_panel, market=self.market, clock=clock, parent=self
        )
        self.charts = ChartController(window, settings, self)
        self.grids = GridController(
            desk=desk,
            bridge=self.bridge,
            window=window,
            market=self.market,
            tasks=tasks,
            settings=settings,
            file_grid=file_grid,
            parent=self,
        )
        self.records = Records(
            desk=desk,
            bridge=self.bridge,
            window=window,
            market=self.market,
            tasks=tasks,
            home=settings.path.parent,
            clock=clock,
            wall_clock_ns=wall_clock_ns,
            parent=self,
        )
        self.records.restore_columns(settings.columns())
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
        self.tray = Tray(self)
        self.leaving = Leaving(desk=desk, window=window, settings=settings, tasks=tasks, parent=self)
        self.leaving.has_tray = self.tray.available
        self.settings = SettingsController(
            window=window,
            settings=settings,
            environment=environment.name,
            has_tray=self.tray.available,
            parent=self,
        )
        self.notifier = Notifier(
            desk=desk,
            bridge=self.bridge,
            tray=self.tray,
            sounds=Sounds(self),
            instruments=lambda: self.market.instruments,
            preferences=lambda: settings.preferences,
            theme=lambda: self._shown_theme,
            clock=clock,
            local_now=local_now,
            parent=self,
        )
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
        return theme_of(self._settings)

    def desk_opened(self) -> None:
        """The desk is open: look at the market, and sign in with the stored key."""
        self._heartbeat.start()
        self.connection.desk_opened()
        self.leaving.desk_opened()
        commands = self.window.commands
        commands.reconnect.setEnabled(True)
        commands.details.setEnabled(True)
        commands.offer_faults(self._desk.demo_faults())
        self.market.load(self._file_grid.instrument if self._file_grid is not None else None)
        self.grids.refresh()
        self.records.desk_opened()
        self.keys.load_stored()

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        chart.set_theme(self.theme)
        chart.set_zone(shown_zone())
        self.charts.attach_chart(chart)
        self.window.install_chart(chart)
        self.market.attach_chart(chart)
        self.account.attach_chart(chart)
        self.grids.attach_chart(chart)
        self.records.attach_chart(chart)

    def beat(self) -> None:
        """Four times a second: what ages, ages."""
        self._beats += 1
        self.market.heartbeat()
        self.tickers.heartbeat()
        self.depth.heartbeat()
        self.connection.heartbeat()
        self.account.heartbeat()
        self.notifier.heartbeat()
        if self._beats % PROPOSAL_BEATS == 0:
            self.grids.heartbeat()
            self.records.heartbeat()

    def report(self, context: str, text: str) -> None:
        """Show an error that nobody expected; the text is already free of secrets."""
        self.narrator.alarm(self._wall_clock_ns(), context, text)

    def show_resumed(self, grids: int) -> None:
        """So many grids of an earlier run go on; show them, and say so."""
        self.grids.refresh()
        self.records.refresh()
        words = self.tr(
            "%n grid(s) resumed where they were. Trades missed meanwhile are fetched first.", "", grids
        )
        self.narrator.tell(self._wall_clock_ns(), Level.GOOD, self.tr("Grids"), words)
        if not self.window.notice.text:
            self.window.notice.say(Level.GOOD, words, key=RESUMED_NOTICE)

    def close(self) -> None:
        """Stop listening and ticking, and remember the layout.

        Raises:
            OSError: the layout could not be written.
        """
        self._heartbeat.stop()
        self.grids.close()
        self.bridge.close()
        self.market.close()
        self.records.close()
        self.tray.close()
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_theme_changed)
        self._settings.set_layout(self.window.saveGeometry(), self.window.saveState())
        self._settings.set_columns(self.records.columns())
        self._settings.save()

    def _say_public_only(self) -> None:
        text = self.tr("No API key: public market data only. Paper grids need no more.")
        self.narrator.tell(self._wall_clock_ns(), Level.INFO, self.tr("Sign-in"), text)

    def _connect_commands(self) -> None:
        commands, panel = self.window.commands, self.window.grid_panel
        commands.start_grid.triggered.connect(panel.start)
        commands.stop_grid.triggered.connect(panel.ask_to_stop)
        commands.export_grid.triggered.connect(self.records.export_chosen)
        self.records.start_again_requested.connect(self.grids.drafts.open)
        commands.support_bundle.triggered.connect(self.records.make_support_bundle)
        commands.environments.triggered.connect(self._environment_chosen)
        self.tray.show_requested.connect(self.leaving.show_window)
        self.tray.stop_requested.connect(self.leaving.stop_all)
        self.tray.quit_requested.connect(self.leaving.quit)
        self.settings.look_changed.connect(self._show_theme)
        self.settings.rebuild_needed.connect(self.leaving.rebuild)
        commands.find_instrument.triggered.connect(self.window.top_bar.picker.start_search)
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
            self.report(self.tr("Demo"), engine_text(str(error)))
            return
        story = fault_story(name)
        self.narrator.tell(self._wall_clock_ns(), Level.INFO, self.tr("Demo"), story)
        level = Level.GOOD if name == HEAL else Level.INFO
        self.window.notice.say(level, self.tr("Demo: {story}").format(story=story), key=DEMO_NOTICE)

    def _environment_chosen(self, action: QAction) -> None:
        # the check stays on what is open until another one is
        self.window.commands.show_environment(self._desk.environment.name)
        self.leaving.switch(action.data())

    def _theme_chosen(self) -> None:
        action = self.window.commands.themes.checkedAction()
        if action is not None:
            self.settings.choose_theme(str(action.data()))

    def _system_theme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self._settings.theme == "system":
            self._show_theme()

    def _show_theme(self) -> None:
        self._shown_theme = self.theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress_application(application, self.theme)
        self.window.show_theme(self.theme)
        self.connection.show_theme(self.theme)
        self.records.show_theme(self.theme)

    def _show_shortcuts(self) -> None:
        from gui.help_pages import toggle_help  # noqa: PLC0415 - LOADED_LATER

        toggle_help(self.window)

    def _show_about(self) -> None:
        from gui.dialogs.about import AboutDialog  # noqa: PLC0415 - LOADED_LATER

        AboutDialog(self.window).open()


def theme_of(settings: WindowSettings) -> Theme:
    """The theme that the settings choose, in the chosen colours."""
    theme = {"dark": DARK, "light": LIGHT}.get(settings.theme) or system_theme()
    return coloured(theme, settings.preferences.colours)
