"""Which market this is, unmistakably: a word, a shape and a band in a colour and pattern of its own."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from engine import EnvironmentName
from gui.theme import DARK, Theme

BAND_HEIGHT = 4
STRIPE = 12


def environment_shape(name: EnvironmentName) -> str:
    """The shape that stands before the environment's name."""
    return {EnvironmentName.DEMO: "◆", EnvironmentName.PROD: "●"}.get(name, "▲")


def environment_story(name: EnvironmentName) -> str:
    """What the environment is, in a sentence."""
    match name:
        case EnvironmentName.DEMO:
            return QCoreApplication.translate(
                "Environments", "The exchange inside this program, with an invented market"
            )
        case EnvironmentName.PROD:
            return QCoreApplication.translate("Environments", "GRVT's real market")
        case EnvironmentName.TESTNET:
            return QCoreApplication.translate("Environments", "GRVT's public test market")
        case EnvironmentName.STAGING:
            return QCoreApplication.translate("Environments", "GRVT's staging market")
        case EnvironmentName.DEV:
            return QCoreApplication.translate("Environments", "GRVT's development market")


class EnvironmentBadge(QPushButton):
    """The environment's name; a click opens the menu to change it."""

    def __init__(self, name: EnvironmentName, parent: QWidget | None = None) -> None:
        super().__init__(f"{environment_shape(name)} {name.value.upper()}", parent)
        self.setProperty("environment", name.value)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        hint = self.tr("Click to switch the environment")
        self.setToolTip(f"{environment_story(name)}\n{hint}")
        self.setAccessibleName(self.tr("Environment {name}").format(name=name.value))
        self.setAccessibleDescription(environment_story(name))
        self._menu: QMenu | None = None
        self.clicked.connect(self._open_menu)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Open these with a click."""
        self._menu = QMenu(self)
        self._menu.addActions(list(actions))

    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))


class EnvironmentBand(QWidget):
    """A band across the window in the colour of the environment; striped for the test markets."""

    def __init__(self, name: EnvironmentName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._theme = DARK
        self.setFixedHeight(BAND_HEIGHT)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of the theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the band."""
        painter = QPainter(self)
        theme, height = self._theme, self.height()
        match self._name:
            case EnvironmentName.PROD:
                painter.fillRect(self.rect(), QColor(theme.error))
            case EnvironmentName.DEMO:
                painter.fillRect(self.rect(), QColor(theme.accent))
            case _:
                painter.fillRect(self.rect(), QColor(theme.window))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.warning))
                for left in range(-height, self.width(), STRIPE):
                    corners = [(left, height), (left + height, 0), (left + height + STRIPE // 2, 0)]
                    corners.append((left + STRIPE // 2, height))
                    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.end()
