"""The window: where things are. What they do is connected elsewhere."""

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMargins, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenuBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine import EnvironmentName
from gui.actions import WindowActions
from gui.dressing import Dresser
from gui.icons import app_icon
from gui.models.fills import FillsModel
from gui.models.grids import GridsModel
from gui.models.messages import MessagesModel
from gui.models.orders import OrdersModel
from gui.models.trips import TripsModel
from gui.panels.account_panel import AccountPanel
from gui.panels.chart_bar import ChartBar
from gui.panels.depth_panel import DepthPanel
from gui.panels.environment_badge import EnvironmentBand
from gui.panels.grid_panel import GridPanel
from gui.panels.grids_panel import GridsPanel
from gui.panels.late_dock import LateDock
from gui.panels.notice_bar import NoticeBar
from gui.panels.performance_panel import PerformancePanel
from gui.panels.record_tables import fills_table, messages_table, orders_table, table_tones, trips_table
from gui.panels.session_chip import SessionChip
from gui.panels.top_bar import TopBar
from gui.placement import USUAL_FRAME, fits_a_screen, placed
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

DEFAULT_SIZE = (1360, 860)
SMALLEST_SIZE = (1120, 620)
GRID_DOCK_WIDTH = 310
TABLE_DOCK_HEIGHT = 230


class MainWindow(QMainWindow):
    """Chart in the centre, the bar above it, the grid at the right, tables below."""

    close_requested = Signal()
    """The user wants to leave; the window stays until ``allow_close`` was called."""
    first_painted = Signal()
    """The window has been painted for the first time."""

    def __init__(
        self, environment: EnvironmentName, theme: Theme | None = None, *, at_once: bool = True
    ) -> None:
        """Build the window, best in the look that it will have.

        Not ``at_once``: its maker goes through ``parts`` before it is shown, and through ``later_parts`` after that.
        """
        super().__init__()
        self._may_close = False
        self._painted = False
        self._dresser = Dresser(self, theme)
        self.chart: PriceChart | None = None
        self.setObjectName("main-window")
        self.setWindowIcon(app_icon())
        self.setWindowTitle(self._title(environment))
        self.first_painted.connect(self._mind_the_frame, Qt.ConnectionType.QueuedConnection)
        self.parts = self._build(environment)
        """Each step builds another part of the window; at the end it can be shown."""
        self.later_parts = self._furnish()
        """Each step completes what nobody sees at first; a panel that is looked at earlier is complete at once."""
        if at_once:
            self.complete()

    def _build(self, environment: EnvironmentName) -> Iterator[None]:
        self.commands = WindowActions(self)
        self.commands.show_environment(environment)
        self.band = EnvironmentBand(environment)
        self.top_bar = TopBar(environment)
        self.top_bar.environment.offer(self.commands.environments.actions())
        self.chart_bar = ChartBar(self.commands)
        yield
        self.depth_panel = DepthPanel()
        self.session_chip = SessionChip()
        self.notice = NoticeBar()
        self.journal_notice = NoticeBar(stays=True)
        self._lay_out_head()
        yield
        self.grid_panel = GridPanel()
        yield
        self.fills = FillsModel(self)
        self.orders = OrdersModel(self)
        self.trips = TripsModel(self)
        self.grids = GridsModel(self)
        self.messages = MessagesModel(self)
        self.fills_panel = fills_table(self.fills)
        self.orders_panel = orders_table(self.orders)
        yield
        self.trips_panel = trips_table(self.trips)
        self.messages_panel = messages_table(self.messages)
        self.grids_panel = GridsPanel(self.grids)
        yield
        self.performance_panel = PerformancePanel()
        self.account_panel = AccountPanel(environment)
        yield
        yield from self._lay_out_docks(demo=environment is EnvironmentName.DEMO)

    def complete(self) -> None:
        """Build at once all that is not built yet."""
        deque(self.parts, maxlen=0)
        deque(self.later_parts, maxlen=0)

    def install_chart(self, chart: "PriceChart") -> None:
        """Put the chart in the centre, where a placeholder stood until now."""
        self.chart = chart
        self._centre.addWidget(chart)
        self._centre.setCurrentWidget(chart)
        chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_in_centre(self, page: QWidget) -> None:
        """Put something else where the chart would be."""
        self._centre.addWidget(page)
        self._centre.setCurrentWidget(page)

    def show_theme(self, theme: Theme) -> None:
        """Take this look."""
        self._dresser.change(theme)
        self.band.show_theme(theme)
        tones = table_tones(theme)
        for model in (self.fills, self.orders, self.trips, self.grids, self.messages):
            model.set_tones(tones)
        self.performance_panel.show_theme(theme)
        self.depth_panel.show_theme(theme)
        self.top_bar.picker.show_theme(theme)
        self.account_panel.show_theme(theme)
        if self.chart is not None:
            self.chart.set_theme(theme)

    def place(self, layout: tuple[QByteArray, QByteArray] | None) -> None:
        """Bring back an earlier layout (geometry, panels); without one that fits a screen, choose a place."""
        self.fit_to(self.screen().availableGeometry())
        if layout is not None:
            geometry, state = layout
            chosen = self.geometry()
            self.restoreState(state)
            if not self.restoreGeometry(geometry) or not self._is_whole():
                self.setWindowState(Qt.WindowState.WindowNoState)
                self.setGeometry(chosen)
        if self.width() < DEFAULT_SIZE[0] or self.height() < DEFAULT_SIZE[1]:
            # where room is scarce, what lies behind other tabs has a say in how it is shared: nothing shall move later
            self.complete()

    def fit_to(self, available: QRect, frame: QMargins = USUAL_FRAME) -> None:
        """Take the usual size, or what fits into the ``available`` part of the screen together with the frame."""
        self.setMinimumSize(QSize(*SMALLEST_SIZE).boundedTo(available.marginsRemoved(frame).size()))
        self.setGeometry(placed(QSize(*DEFAULT_SIZE), available, frame))

    def _is_whole(self) -> bool:
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        return self.isMaximized() or self.isFullScreen() or fits_a_screen(self.frameGeometry(), screens)

    def _mind_the_frame(self) -> None:
        """The window manager's frame is known by now; where it is larger than assumed, make room for it."""
        handle = self.windowHandle()
        if not self._is_whole() and handle is not None:
            self.fit_to(self.screen().availableGeometry(), handle.frameMargins())

    def allow_close(self) -> None:
        """From now on closing closes."""
        self._may_close = True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for the one shut-down path instead of vanishing under running work."""
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say when the window is on the screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.first_painted.emit()

    def _title(self, environment: EnvironmentName) -> str:
        return self.tr("Paper trading – {environment}").format(environment=environment.value.upper())

    def _lay_out_head(self) -> None:
        placeholder = QLabel(self.tr("Preparing the chart…"))
        placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        placeholder.setProperty("role", "muted")
        self._centre = QStackedWidget()
        self._centre.addWidget(placeholder)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.chart_bar)
        layout.addWidget(self._centre, 1)
        self.setCentralWidget(centre)
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(0, 0, 0, 0)
        head_layout.setSpacing(0)
        menus = self.menus = QMenuBar()
        head_layout.addWidget(self.band)
        head_layout.addWidget(self._menu_row(menus))
        head_layout.addWidget(self.top_bar)
        head_layout.addWidget(self.journal_notice)
        self.notice.lie_over(self._centre)
        self.setMenuWidget(head)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)

    def _lay_out_docks(self, *, demo: bool) -> Iterator[None]:
        grid = self._dock("grid", self.tr("Grid"), self.grid_panel, Qt.DockWidgetArea.RightDockWidgetArea)
        grid.furnish()
        yield
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        tabs = [
            self._dock(name, title, panel, bottom, tools)
            for name, title, panel, tools in (
                ("fills", self.tr("Fills"), self.fills_panel, self.fills_panel.tools),
                ("orders", self.tr("Orders"), self.orders_panel, self.orders_panel.tools),
                ("trips", self.tr("Round trips"), self.trips_panel, self.trips_panel.tools),
                ("grids", self.tr("Grids"), self.grids_panel, self.grids_panel.table.tools),
                (
                    "performance",
                    self.tr("Performance"),
                    self.performance_panel,
                    self.performance_panel.head,
                ),
                ("messages", self.tr("Messages"), self.messages_panel, self.messages_panel.tools),
                ("account", self.tr("Account"), self.account_panel, self.account_panel.head),
            )
        ]
        fills, self.account_dock = tabs[0], tabs[-1]
        fills.furnish()
        yield
        for left, right in pairwise(tabs):
            self.tabifyDockWidget(left, right)
        fills.raise_()
        depth = self._dock("depth", self.tr("Depth"), self.depth_panel, Qt.DockWidgetArea.LeftDockWidgetArea)
        depth.furnish()
        # on a small screen it would take the room that the chart needs
        depth.hide()
        self.resizeDocks([grid], [GRID_DOCK_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([fills], [TABLE_DOCK_HEIGHT], Qt.Orientation.Vertical)
        self.commands.fill(self.menus, [dock.toggleViewAction() for dock in (grid, depth, *tabs)], demo=demo)

    def _furnish(self) -> Iterator[None]:
        for dock in self.findChildren(LateDock):
            dock.furnish()
            yield

    def _menu_row(self, menus: QMenuBar) -> QWidget:
        """The menus, and at their right what is always worth knowing about the session."""
        row = QWidget()
        row.setObjectName("menu-row")
        row.setProperty("surface", "bar")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 2, 10, 2)
        layout.addWidget(menus, 1)
        layout.addWidget(self.session_chip)
        return row

    def _dock(
        self, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea, tools: QWidget | None = None
    ) -> LateDock:
        dock = LateDock(title, panel, tools)
        dock.setObjectName(f"dock-{name}")
        self.addDockWidget(area, dock)
        return dock
