"""The icon in the desktop's tray: the state of the desk as a shape, the rest on a click."""

from enum import Enum
from functools import cache

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from gui.icons import app_icon
from gui.theme import Theme

ICON_SIZE = 64
MESSAGE_MS = 8000


class TrayState(Enum):
    """What the icon says: a disc, a triangle or a cross."""

    LIVE = "live"
    STALE = "stale"
    OFFLINE = "offline"


class Tray(QObject):
    """The tray icon with its menu; where the desktop has no tray, nothing of it is seen."""

    show_requested = Signal()
    stop_requested = Signal()
    """Stop every paper grid; what asks the user first is not this class."""
    quit_requested = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[TrayState, str] | None = None
        self.menu = QMenu()
        self.show_action = self._action(self.tr("&Show window"))
        self.show_action.triggered.connect(self.show_requested)
        self.stop_action = self._action(self.tr("S&top all grids…"))
        self.stop_action.triggered.connect(self.stop_requested)
        self.menu.addSeparator()
        self.quit_action = self._action(self.tr("&Quit"))
        self.quit_action.triggered.connect(self.quit_requested)
        self.icon: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self.icon = QSystemTrayIcon(self)
            self.icon.setContextMenu(self.menu)
            self.icon.activated.connect(self._activated)
            self.icon.messageClicked.connect(self.show_requested)

    @property
    def available(self) -> bool:
        """Whether this desktop has a tray."""
        return self.icon is not None

    def show_state(self, state: TrayState, theme: Theme, tooltip: str, *, grids: int) -> None:
        """Show the state of the desk, and how many grids run."""
        self.stop_action.setEnabled(grids > 0)
        if self.icon is None:
            return
        if (state, theme.name) != self._shown:
            self._shown = (state, theme.name)
            self.icon.setIcon(state_icon(state, theme))
            self.icon.show()
        if self.icon.toolTip() != tooltip:
            self.icon.setToolTip(tooltip)

    def announce(self, title: str, text: str, *, urgent: bool) -> bool:
        """Show a notification of the desktop; False where this desktop cannot."""
        if self.icon is None or not QSystemTrayIcon.supportsMessages():
            return False
        kind = QSystemTrayIcon.MessageIcon
        self.icon.showMessage(title, text, kind.Warning if urgent else kind.Information, MESSAGE_MS)
        return True

    def close(self) -> None:
        """Take the icon away."""
        if self.icon is not None:
            self.icon.hide()
        self.menu.deleteLater()

    def _action(self, text: str) -> QAction:
        action = self.menu.addAction(text)
        action.setParent(self.menu)
        return action

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.show_requested.emit()


@cache
def state_icon(state: TrayState, theme: Theme) -> QIcon:
    """The program's icon with the state at its lower right: never told by colour alone."""
    pixmap = app_icon().pixmap(ICON_SIZE, ICON_SIZE).scaled(ICON_SIZE, ICON_SIZE)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_state(painter, state, theme)
    painter.end()
    return QIcon(pixmap)


def _draw_state(painter: QPainter, state: TrayState, theme: Theme) -> None:
    box = QRectF(ICON_SIZE * 0.48, ICON_SIZE * 0.48, ICON_SIZE * 0.5, ICON_SIZE * 0.5)
    edge = QPen(QColor(theme.window), 4)
    match state:
        case TrayState.LIVE:
            painter.setPen(edge)
            painter.setBrush(QColor(theme.chip_live))
            painter.drawEllipse(box)
        case TrayState.STALE:
            painter.setPen(edge)
            painter.setBrush(QColor(theme.chip_stale))
            corners = [QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()]
            painter.drawPolygon(QPolygonF(corners))
        case TrayState.OFFLINE:
            cross = box.adjusted(5, 5, -5, -5)
            for width, colour in ((13, theme.window), (8, theme.chip_failed)):
                painter.setPen(QPen(QColor(colour), width, c=Qt.PenCapStyle.RoundCap))
                painter.drawLine(cross.topLeft(), cross.bottomRight())
                painter.drawLine(cross.topRight(), cross.bottomLeft())
