"""Every command of the window as an action: one text, one shortcut, one place, used by menus and buttons."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenuBar

from engine import EnvironmentName
from gui.demo_faults import FAULTS, fault_title
from gui.panels.environment_badge import environment_shape, environment_story
from gui.preferences import THEMES

CUT_KEYS = "Ctrl+Shift+X"


class WindowActions(QObject):
    """The actions; what they do is connected by those who do it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.draw_grid = self._action(self.tr("&Draw grid"), "G")
        self.start_grid = self._action(self.tr("&Start paper grid"), "Ctrl+G")
        self.stop_grid = self._action(self.tr("S&top grid…"), "Ctrl+Shift+G")
        self.export_grid = self._action(self.tr("&Export grid…"), "Ctrl+E")
        self.support_bundle = self._action(self.tr("&Make support bundle…"), "")
        self.undo = self._action(self.tr("&Undo in the draft"), "Ctrl+Z")
        self.redo = self._action(self.tr("&Redo in the draft"), "Ctrl+Y")
        self.quit = self._action(self.tr("&Quit"), "Ctrl+Q")
        self.find_instrument = self._action(self.tr("Find &instrument"), "Ctrl+I")
        self.follow = self._action(self.tr("&Follow price"), "Ctrl+F", checkable=True)
        self.reset_view = self._action(self.tr("&Reset view"), "Ctrl+0")
        self.follow.setIconText(self.tr("Follow"))
        self.reset_view.setIconText(self.tr("Reset"))
        self.line_mode = self._action(self.tr("&Line chart"), "Ctrl+L", checkable=True)
        self.line_mode.setIconText(self.tr("Line"))
        self.log_scale = self._action(self.tr("Lo&garithmic prices"), "Ctrl+Shift+L", checkable=True)
        self.log_scale.setIconText(self.tr("Log"))
        self.measure = self._action(self.tr("&Measure"), "Ctrl+M", checkable=True)
        self.measure.setIconText(self.tr("Measure"))
        self.measure.setToolTip(
            self.tr(
                "Measure price, time and bars with the next drag or the arrow keys; or drag with Shift held"
            )
        )
        self.reconnect = self._action(self.tr("&Reconnect now"), "Ctrl+R")
        self.api_key = self._action(self.tr("&API key…"), "Ctrl+K")
        self.details = self._action(self.tr("Connection &details…"), "Ctrl+D")
        self.settings = self._action(self.tr("S&ettings…"), "Ctrl+,")
        self.shortcuts = self._action(self.tr("&Keys and gestures"), "?")
        self.shortcuts.setShortcuts([QKeySequence("?"), QKeySequence("F1")])
        self.about = self._action(self.tr("&About Gridwell"), "")
        self.themes = QActionGroup(self)
        for name in THEMES:
            action = self._action(self._theme_title(name), "", checkable=True)
            action.setData(name)
            self.themes.addAction(action)
        self.environments = QActionGroup(self)
        for environment in EnvironmentName:
            action = self._action(environment.value, "", checkable=True)
            action.setData(environment)
            self.environments.addAction(action)
        self.faults = QActionGroup(self)
        self.faults.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for name in FAULTS:
            action = self._action(fault_title(name), CUT_KEYS if name == "cut" else "")
            action.setData(name)
            self.faults.addAction(action)

    def fill(self, bar: QMenuBar, panels: list[QAction], *, demo: bool) -> None:
        """Put the actions into the menus; ``panels`` show and hide the window's panels."""
        grid = bar.addMenu(self.tr("&Grid"))
        grid.addActions([self.draw_grid, self.start_grid, self.stop_grid])
        grid.addSeparator()
        grid.addActions([self.undo, self.redo])
        grid.addSeparator()
        grid.addAction(self.export_grid)
        grid.addSeparator()
        grid.addActions([self.settings, self.quit])
        view = bar.addMenu(self.tr("&View"))
        view.addActions([self.find_instrument, self.follow, self.reset_view])
        view.addActions([self.line_mode, self.log_scale, self.measure])
        view.addSeparator()
        theme = view.addMenu(self.tr("&Theme"))
        theme.addActions(self.themes.actions())
        view.addSeparator()
        view.addActions(panels)
        connection = bar.addMenu(self.tr("&Connection"))
        connection.addActions([self.reconnect, self.details])
        connection.addSeparator()
        connection.addMenu(self.tr("&Environment")).addActions(self.environments.actions())
        connection.addAction(self.api_key)
        # what the desk can do to its exchange is known once it is open
        self.offer_faults(())
        if demo:
            *faults, heal = self.faults.actions()
            menu = bar.addMenu(self.tr("&Demo"))
            menu.addActions(faults)
            menu.addSeparator()
            menu.addAction(heal)
        helps = bar.addMenu(self.tr("&Help"))
        helps.addActions([self.shortcuts, self.support_bundle, self.about])

    def show_environment(self, here: EnvironmentName) -> None:
        """Check the environment that is open, and offer the exchange's inner ones only where one of them is."""
        inner = {EnvironmentName.STAGING, EnvironmentName.DEV}
        for action in self.environments.actions():
            action.setChecked(action.data() is here)
            action.setVisible(action.data() is here or action.data() not in inner)
            words = f"{environment_shape(action.data())} {action.data().value} – {environment_story(action.data())}"
            action.setText(words)

    def choose_theme(self, name: str) -> None:
        """Check the theme of that name, without triggering anything."""
        for action in self.themes.actions():
            action.setChecked(action.data() == name)

    def offer_faults(self, names: Collection[str]) -> None:
        """Enable these faults of the demo exchange, and no others."""
        for action in self.faults.actions():
            action.setEnabled(action.data() in names)

    def fault(self, name: str) -> QAction:
        """The action of one fault of the demo exchange."""
        return next(action for action in self.faults.actions() if action.data() == name)

    def _action(self, text: str, keys: str, *, checkable: bool = False) -> QAction:
        action = QAction(text, self)
        action.setCheckable(checkable)
        if keys:
            action.setShortcut(QKeySequence(keys))
        return action

    @staticmethod
    def _theme_title(name: str) -> str:
        titles = {
            "system": QCoreApplication.translate("WindowActions", "As the s&ystem"),
            "dark": QCoreApplication.translate("WindowActions", "&Dark"),
            "light": QCoreApplication.translate("WindowActions", "&Light"),
        }
        return titles[name]
