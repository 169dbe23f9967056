"""The settings of the look: theme, colours, language, time zone, and what closing the window does."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from gui.dialogs.settings_page import SettingsPage, choose
from gui.i18n import LANGUAGES, SYSTEM
from gui.palettes import coloured
from gui.preferences import Colours, Preferences
from gui.theme import DARK, LIGHT, Theme
from gui.zone import Zone


class Swatch(QWidget):
    """Two small candles in the chosen colours: the rising one higher, so that it is told without colour."""

    def __init__(self) -> None:
        super().__init__()
        self.colours = Colours.GREEN_UP
        self.setFixedSize(44, 26)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Sample of the colours"))

    def show_colours(self, colours: Colours) -> None:
        """Show another choice."""
        self.colours = colours
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rising candle at the left, a falling one at the right."""
        theme = coloured(_theme_of(self), self.colours)
        painter = QPainter(self)
        for x, top, colour in ((8, 2, theme.candle_up), (26, 8, theme.candle_down)):
            painter.fillRect(x + 4, top - 2, 2, 20, QColor(colour))
            painter.fillRect(x, top + 2, 10, 12, QColor(colour))
        painter.end()


class LookPage(SettingsPage):
    """Theme, colours, language, zone, tray."""

    def __init__(self, *, has_tray: bool) -> None:
        super().__init__("")
        self.title = self.tr("General")
        self.setAccessibleName(self.title)
        self.theme_box = self.choice(
            self.tr("Theme"),
            [
                (self.tr("As the system"), SYSTEM),
                (self.tr("Dark"), "dark"),
                (self.tr("Light"), "light"),
            ],
        )
        self.colours_box = self.choice(
            self.tr("Colours"),
            [
                (self.tr("Green up, red down"), Colours.GREEN_UP),
                (self.tr("Red up, green down"), Colours.RED_UP),
                (self.tr("Blue up, orange down (colour-blind safe)"), Colours.BLUE_ORANGE),
            ],
        )
        self.swatch = Swatch()
        # the names of languages stand in their own language, so that everyone finds his
        languages = [(name, code) for code, name in LANGUAGES.items()]
        self.language_box = self.choice(self.tr("Language"), [(self.tr("As the system"), SYSTEM), *languages])
        self.zone_box = self.choice(
            self.tr("Time zone"),
            [(self.tr("This computer's"), Zone.LOCAL), (self.tr("UTC"), Zone.UTC)],
        )
        self.tray_check = QCheckBox(self.tr("Closing the window keeps Gridwell in the tray"))
        self.tray_check.setEnabled(has_tray)
        colours_row = QHBoxLayout()
        colours_row.addWidget(self.colours_box)
        colours_row.addWidget(self.swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow(self.tr("&Language"), self.language_box)
        self.form.addRow(self.tr("&Theme"), self.theme_box)
        self.form.addRow(self.tr("&Colours"), colours_row)
        self.form.labelForField(colours_row).setBuddy(self.colours_box)  # type: ignore[attr-defined]
        self.form.addRow(self.tr("Time &zone"), self.zone_box)
        self.form.addRow(self.tray_check)
        if not has_tray:
            self.add_note(self.tr("This desktop has no tray, so closing the window ends Gridwell."))
        self._connect()

    def fill(self, preferences: Preferences) -> None:
        """Show the look."""
        choose(self.theme_box, preferences.theme)
        choose(self.colours_box, preferences.colours)
        choose(self.language_box, preferences.language)
        choose(self.zone_box, preferences.zone)
        self.swatch.show_colours(preferences.colours)
        self.tray_check.setChecked(preferences.close_to_tray)

    def _connect(self) -> None:
        for box in (self.theme_box, self.colours_box, self.language_box, self.zone_box):
            box.currentIndexChanged.connect(self._chosen)
        self.tray_check.toggled.connect(self._chosen)

    def _chosen(self, _value: int | bool) -> None:
        if not self.signalsBlocked():
            self.changed.emit(
                replace(
                    self.preferences,
                    theme=self.theme_box.currentData(),
                    colours=self.colours_box.currentData(),
                    language=self.language_box.currentData(),
                    zone=self.zone_box.currentData(),
                    close_to_tray=self.tray_check.isChecked(),
                )
            )


def _theme_of(widget: QWidget) -> Theme:
    window = (
        widget.palette().color(widget.backgroundRole()) if QApplication.instance() else QColor(DARK.window)
    )
    return DARK if window.lightness() < 128 else LIGHT
