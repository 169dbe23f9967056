"""The settings dialog, and what a change of the preferences does."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine import EnvironmentName
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.settings import WindowSettings

if TYPE_CHECKING:
    from gui.dialogs.settings import SettingsDialog


@dataclass(frozen=True, slots=True)
class OpenSettings:
    """A dialog that was open when the window was built anew: its page, and what it can go back to."""

    page: int
    opened_with: Preferences


class SettingsController(QObject):
    """Owns the dialog; keeps the preferences."""

    look_changed = Signal()
    """Theme or colours are others now."""
    rebuild_needed = Signal()
    """Language or time zone are others now: texts on the screen would keep the old ones."""
    changed = Signal(object)
    """Preferences: any of them changed; sent after they were kept."""

    def __init__(
        self,
        *,
        window: MainWindow,
        settings: WindowSettings,
        environment: EnvironmentName,
        has_tray: bool,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._environment = environment
        self._has_tray = has_tray
        self.dialog: SettingsDialog | None = None
        window.commands.settings.triggered.connect(self.open_dialog)

    def open_dialog(self) -> None:
        """Open the settings, or bring them to the front."""
        if self.dialog is None:
            self._make(None)
        if self.dialog is not None:
            self.dialog.open()

    def reopen(self, state: OpenSettings) -> None:
        """Open the settings as they were in the window before this one."""
        self._make(state)
        if self.dialog is not None:
            self.dialog.tabs.setCurrentIndex(state.page)
            self.dialog.open()

    def state(self) -> OpenSettings | None:
        """What the next window has to open again; None while the dialog is closed."""
        if self.dialog is None or not self.dialog.isVisible():
            return None
        return OpenSettings(self.dialog.page, self.dialog.opened_with)

    def choose_theme(self, name: str) -> None:
        """Another theme, chosen in the menu."""
        self._apply(replace(self._settings.preferences, theme=name))

    def _make(self, state: OpenSettings | None) -> None:
        from gui.dialogs.settings import SettingsDialog  # noqa: PLC0415 - LOADED_LATER

        self.dialog = SettingsDialog(
            self._settings.preferences,
            opened_with=state.opened_with if state is not None else None,
            environment=self._environment,
            has_tray=self._has_tray,
            parent=self._window,
        )
        self.dialog.changed.connect(self._apply)
        self.dialog.finished.connect(self._closed)

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _apply(self, preferences: Preferences) -> None:
        before = self._settings.preferences
        self._settings.preferences = preferences
        if (before.theme, before.colours) != (preferences.theme, preferences.colours):
            self.look_changed.emit()
        self._tell(preferences)
        if (before.language, before.zone) != (preferences.language, preferences.zone):
            self.rebuild_needed.emit()

    def _tell(self, preferences: Preferences) -> None:
        self._window.commands.choose_theme(preferences.theme)
        self.changed.emit(preferences)
