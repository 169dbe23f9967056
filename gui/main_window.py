"""The window: where things are. What they do is connected elsewhere."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMargins, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QDockWidget,
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
from gui.icons import app_icon
from gui.models.fills import FillsModel
from gui.models.messages import MessagesModel
from gui.models.orders import OrdersModel
from gui.panels.account_panel import AccountPanel
from gui.panels.grid_panel import GridPanel
from gui.panels.notice_bar import NoticeBar
from gui.panels.session_chip import SessionChip
from gui.panels.tables import TablePanel
from gui.panels.top_bar import TopBar
from gui.placement import USUAL_FRAME, fits_a_screen, placed
from gui.theme import Theme
from gui.window_style import window_style

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

    def __init__(self, environment: EnvironmentName) -> None:
        super().__init__()
        self._may_close = False
        self._painted = False
        self.setObjectName("main-window")
        self.setWindowIcon(app_icon())
        self.setWindowTitle(self._title(environment))
        self.commands = WindowActions(self)
        self.top_bar = TopBar(environment)
        self.session_chip = SessionChip()
        self.notice = NoticeBar()
        self.grid_panel = GridPanel()
        self.fills = FillsModel(self)
        self.orders = OrdersModel(self)
        self.messages = MessagesModel(self)
        self.fills_panel = TablePanel(
            self.tr("Fills"),
            self.fills,
            empty=self.tr("No fills yet. Start a grid; its simulated fills appear here."),
            sort_column=FillsModel.TIME_COLUMN,
        )
        self.orders_panel = TablePanel(
            self.tr("Orders"),
            self.orders,
            empty=self.tr("No working orders. Start a grid; its orders appear here."),
            sort_column=OrdersModel.PRICE_COLUMN,
        )
        self.messages_panel = TablePanel(
            self.tr("Messages"),
            self.messages,
            empty=self.tr("Changes of the connection and errors appear here."),
            sort_column=MessagesModel.TIME_COLUMN,
        )
        self.account_panel = AccountPanel(environment)
        self.chart: PriceChart | None = None
        self._lay_out(demo=environment is EnvironmentName.DEMO)
        self.first_painted.connect(self._mind_the_frame, Qt.ConnectionType.QueuedConnection)

    def install_chart(self, chart: "PriceChart") -> None:
        """Put the chart in the centre, where a placeholder stood until now."""
        self.chart = chart
        self._centre.addWidget(chart)
        self._centre.setCurrentWidget(chart)
        chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours that the application's style sheet does not give."""
        self.setStyleSheet(window_style(theme))
        sides = {"buy": QColor(theme.buy), "sell": QColor(theme.sell), "muted": QColor(theme.muted)}
        self.fills.set_tones(sides)
        self.orders.set_tones(sides)
        self.messages.set_tones(
            {
                "good": QColor(theme.chip_live),
                "warning": QColor(theme.warning),
                "error": QColor(theme.error),
                "info": QColor(theme.muted),
            }
        )
        self.account_panel.show_theme(theme)
        if self.chart is not None:
            self.chart.set_theme(theme)

    def place(self, layout: tuple[QByteArray, QByteArray] | None) -> None:
        """Bring back an earlier layout (geometry, panels); without one that fits a screen, choose a place."""
        self.fit_to(self.screen().availableGeometry())
        if layout is None:
            return
        geometry, state = layout
        chosen = self.geometry()
        self.restoreState(state)
        if not self.restoreGeometry(geometry) or not self._is_whole():
            self.setWindowState(Qt.WindowState.WindowNoState)
            self.setGeometry(chosen)

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

    def _lay_out(self, *, demo: bool) -> None:
        placeholder = QLabel(self.tr("Preparing the chart…"))
        placeholder.setAlignment(Qt.AlignmentFlag.AlignCenter)
        placeholder.setProperty("role", "muted")
        self._centre = QStackedWidget()
        self._centre.addWidget(placeholder)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._centre, 1)
        self.setCentralWidget(centre)
        head = QWidget()
        head_layout = QVBoxLayout(head)
        head_layout.setContentsMargins(0, 0, 0, 0)
        head_layout.setSpacing(0)
        menus = QMenuBar()
        head_layout.addWidget(self._menu_row(menus))
        head_layout.addWidget(self.top_bar)
        head_layout.addWidget(self.notice)
        self.setMenuWidget(head)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        grid = self._dock("grid", self.tr("Grid"), self.grid_panel, Qt.DockWidgetArea.RightDockWidgetArea)
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        fills = self._dock("fills", self.tr("Fills"), self.fills_panel, bottom)
        orders = self._dock("orders", self.tr("Orders"), self.orders_panel, bottom)
        messages = self._dock("messages", self.tr("Messages"), self.messages_panel, bottom)
        self.tabifyDockWidget(fills, orders)
        self.tabifyDockWidget(orders, messages)
        self.account_dock = self._dock("account", self.tr("Account"), self.account_panel, bottom)
        self.tabifyDockWidget(messages, self.account_dock)
        fills.raise_()
        self.resizeDocks([grid], [GRID_DOCK_WIDTH], Qt.Orientation.Horizontal)
        self.resizeDocks([fills], [TABLE_DOCK_HEIGHT], Qt.Orientation.Vertical)
        docks = (grid, fills, orders, messages, self.account_dock)
        self.commands.fill(menus, [dock.toggleViewAction() for dock in docks], demo=demo)

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

    def _dock(self, name: str, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title)
        dock.setObjectName(f"dock-{name}")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock
