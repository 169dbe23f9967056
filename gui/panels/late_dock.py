"""A dock that takes its content in when somebody looks at it.

To take a panel into the window is to style all its widgets, which is a good part of the window's start; most panels lie
behind the tab of another one.
"""

from PySide6.QtWidgets import QDockWidget, QWidget

from gui.panels.dock_head import DockHead


class LateDock(QDockWidget):
    """Holds ``content`` from the moment it is seen, or ``furnish`` is called; ``tools`` stand where the title would."""

    def __init__(self, title: str, content: QWidget, tools: QWidget | None = None) -> None:
        super().__init__(title)
        self._outside: tuple[QWidget, QWidget | None] | None = (content, tools)
        self.visibilityChanged.connect(self._seen)

    def furnish(self) -> None:
        """Take the content in, if it is not there yet."""
        if self._outside is None:
            return
        (content, tools), self._outside = self._outside, None
        self.setWidget(content)
        if tools is not None:
            self.setTitleBarWidget(DockHead(self, tools))

    def _seen(self, visible: bool) -> None:
        if visible:
            self.furnish()
