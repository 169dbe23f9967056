"""How the look reaches the widgets without the loop standing still.

Qt styles a window with all that it holds in one go when its style sheet changes: with seven hundred widgets a third of
a second. So the sheet never changes. It has the rules of every look, a window names its own in dynamic properties,
and the widgets are styled anew a few at a time, behind the picture of before.

The sheet belongs to each window and not to the application, whose sheet Qt applies once for every ancestor of a widget.
"""

from collections import deque
from importlib.resources import files
from time import perf_counter
from typing import cast

from PySide6.QtCore import QDir, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gui.stylesheet import style_sheet
from gui.theme import Theme, palette, ui_font

SLICE_SECONDS = 0.008
"""So long the loop is kept at a time."""


def dress_application(application: QApplication, theme: Theme) -> None:
    """Give the application the font and the palette, for all that no style sheet reaches."""
    QDir.setSearchPaths("theme", [str(files("resources") / "theme")])
    if application.style().objectName().lower() != "fusion":
        application.setStyle("Fusion")
    application.setFont(ui_font())
    application.setPalette(palette(theme))


def dress(window: QWidget, theme: Theme) -> None:
    """Give a window that never changes its look the one to have."""
    _name_look(window, theme)
    window.setStyleSheet(style_sheet())


class Dresser(QObject):
    """Dresses a window that holds nothing yet, and gives it another look while it is on the screen."""

    def __init__(self, window: QWidget, theme: Theme | None = None) -> None:
        super().__init__(window)
        # now, because it would take Qt long once the window holds everything
        if theme is not None:
            _name_look(window, theme)
        window.setStyleSheet(style_sheet())
        self._visible: deque[QWidget] = deque()
        self._hidden: deque[QWidget] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether widgets still have the look of before."""
        return self._timer.isActive()

    def change(self, theme: Theme) -> None:
        """Take this look; what is in sight changes at once to the eye, the rest after it."""
        window = self._window()
        if not _name_look(window, theme):
            return
        polished = [
            widget
            for widget in (window, *window.findChildren(QWidget))
            if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
        ]
        self._visible = deque(widget for widget in polished if widget.isVisible())
        self._hidden = deque(widget for widget in polished if not widget.isVisible())
        window.setUpdatesEnabled(False)
        self._timer.start()

    def _window(self) -> QWidget:
        """The window; not kept, because a circle of references would outlive it."""
        return cast(QWidget, self.parent())

    def _go_on(self) -> None:
        end = perf_counter() + SLICE_SECONDS
        window = self._window()
        frozen = not window.updatesEnabled()
        waiting = self._visible if frozen else self._hidden
        while waiting:
            _restyle(waiting.popleft())
            if perf_counter() >= end:
                return
        if frozen:
            window.setUpdatesEnabled(True)
        else:
            self._timer.stop()


def _name_look(window: QWidget, theme: Theme) -> bool:
    """Say the look in the window's properties; returns whether it is another one."""
    look = {"theme": theme.name, "up": theme.up, "down": theme.down}
    changed = [name for name, value in look.items() if window.property(name) != value]
    for name in changed:
        window.setProperty(name, look[name])
    return bool(changed)


def _restyle(widget: QWidget) -> None:
    """Style one widget anew, if it is still there."""
    if isValid(widget):
        widget.style().polish(widget)
