"""The settings of notifications: which, with sound or without, and when it is to be quiet."""

from dataclasses import replace
from datetime import time

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QTimeEdit

from gui.dialogs.settings_page import SettingsPage
from gui.notifications.decide import Happening
from gui.notifications.words import happening_title
from gui.preferences import Preferences, QuietHours


class AlertsPage(SettingsPage):
    """Notifications of the desktop and sounds."""

    def __init__(self, *, has_tray: bool) -> None:
        super().__init__("")
        self.title = self.tr("Notifications")
        self.setAccessibleName(self.title)
        self.notify_check = QCheckBox(self.tr("Show &notifications"))
        self.sounds_check = QCheckBox(self.tr("With a &sound"))
        self.checks = {happening: QCheckBox(happening_title(happening)) for happening in Happening}
        self.quiet_check = QCheckBox(self.tr("&Quiet hours"))
        self.from_field = self._time_field(self.tr("Quiet from"))
        self.to_field = self._time_field(self.tr("Quiet until"))
        self.form.addRow(self.notify_check)
        if not has_tray:
            self.add_note(self.tr("This desktop shows no notifications of programs; sounds still play."))
        self.form.addRow(self.sounds_check)
        for check in self.checks.values():
            row = QHBoxLayout()
            row.addSpacing(22)
            row.addWidget(check)
            self.form.addRow(row)
        hours = QHBoxLayout()
        hours.addWidget(self.quiet_check)
        hours.addSpacing(8)
        hours.addWidget(self.from_field)
        hours.addWidget(QLabel("–"))
        hours.addWidget(self.to_field)
        hours.addStretch(1)
        self.form.addRow(hours)
        for one in (self.notify_check, self.sounds_check, self.quiet_check, *self.checks.values()):
            one.toggled.connect(self._chosen)
        for field in (self.from_field, self.to_field):
            field.editingFinished.connect(self._chosen)

    def fill(self, preferences: Preferences) -> None:
        """Show what is announced."""
        controls = (self.notify_check, self.sounds_check, self.quiet_check, *self.checks.values())
        for one in controls:
            one.blockSignals(True)
        self.notify_check.setChecked(preferences.notify)
        self.sounds_check.setChecked(preferences.sounds)
        self.quiet_check.setChecked(preferences.quiet)
        for happening, check in self.checks.items():
            check.setChecked(happening in preferences.happenings)
            check.setEnabled(preferences.notify)
        for one in controls:
            one.blockSignals(False)
        self.sounds_check.setEnabled(preferences.notify)
        self.quiet_check.setEnabled(preferences.notify)
        hours = preferences.quiet_hours
        for field, hour in ((self.from_field, hours.start), (self.to_field, hours.end)):
            field.setTime(QTime(hour.hour, hour.minute))
            field.setEnabled(preferences.notify and preferences.quiet)

    def _chosen(self, _checked: bool = False) -> None:
        self.changed.emit(
            replace(
                self.preferences,
                notify=self.notify_check.isChecked(),
                sounds=self.sounds_check.isChecked(),
                happenings=frozenset(one for one, check in self.checks.items() if check.isChecked()),
                quiet=self.quiet_check.isChecked(),
                quiet_hours=QuietHours(_time(self.from_field), _time(self.to_field)),
            )
        )

    def _time_field(self, name: str) -> QTimeEdit:
        field = QTimeEdit()
        field.setDisplayFormat("HH:mm")
        field.setAccessibleName(name)
        return field


def _time(field: QTimeEdit) -> time:
    shown = field.time()
    return time(shown.hour(), shown.minute())
