"""The settings: every change applies at once, and one button takes all of them back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from engine import EnvironmentName
from gui.dialogs.settings_alerts import AlertsPage
from gui.dialogs.settings_look import LookPage
from gui.dialogs.settings_page import SettingsPage
from gui.dialogs.settings_trading import TradingPage
from gui.preferences import Preferences


class SettingsDialog(QDialog):
    """Three pages of choices.

    Args:
        preferences: as they are now.
        opened_with: what ``Take back`` returns to; default: as they are now.
        environment: whose fees are shown first.
        has_tray: whether this desktop has a tray for the icon.
    """

    changed = Signal(object)
    """Preferences: apply these now."""

    def __init__(
        self,
        preferences: Preferences,
        *,
        opened_with: Preferences | None = None,
        environment: EnvironmentName,
        has_tray: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setWindowTitle(self.tr("Settings"))
        self.opened_with = opened_with or preferences
        self.preferences = preferences
        self.look = LookPage(has_tray=has_tray)
        self.trading = TradingPage(environment)
        self.alerts = AlertsPage(has_tray=has_tray)
        self._pages: tuple[SettingsPage, ...] = (self.look, self.trading, self.alerts)
        self.tabs = QTabWidget()
        for page in self._pages:
            page.changed.connect(self._take)
            self.tabs.addTab(page, page.title)
        self.revert_button = QPushButton(self.tr("Take back changes"))
        self.revert_button.setAutoDefault(False)
        self.revert_button.setToolTip(self.tr("Everything as it was when this dialog was opened"))
        self.revert_button.clicked.connect(self.revert)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        self.show_preferences(preferences)

    @property
    def page(self) -> int:
        """The number of the page that is shown."""
        return self.tabs.currentIndex()

    def show_preferences(self, preferences: Preferences) -> None:
        """Show these in every control, without applying anything."""
        self.preferences = preferences
        for page in self._pages:
            page.show_preferences(preferences)
        self.revert_button.setEnabled(preferences != self.opened_with)

    def revert(self) -> None:
        """Take back everything that was changed since the dialog was opened."""
        self._take(self.opened_with)

    def _take(self, preferences: Preferences) -> None:
        if preferences != self.preferences:
            self.show_preferences(preferences)
            self.changed.emit(preferences)

    def _lay_out(self) -> None:
        note = QLabel(self.tr("Changes apply at once."))
        note.setProperty("role", "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self.revert_button)
        buttons.addWidget(note, 1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(12)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(buttons)
        self.setMinimumWidth(560)
