"""The head of a docked panel: its tools where the title would be, since its tab says the title already."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QMainWindow, QToolButton, QWidget


class DockHead(QWidget):
    """Stands in for the title bar of ``dock``: the title where no tab says it, ``tools``, and a button to float.

    The dock can be dragged by every place on it that is not a control.
    """

    def __init__(self, dock: QDockWidget, tools: QWidget | None = None) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = QLabel(dock.windowTitle())
        self.title.setProperty("role", "title")
        self.title.setContentsMargins(10, 0, 2, 0)
        self.float_button = QToolButton()
        self.float_button.setText("❐")
        self.float_button.setProperty("kind", "quiet")
        self.float_button.clicked.connect(self._turn)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 6, 1)
        row.setSpacing(0)
        row.addWidget(self.title)
        if tools is None:
            row.addStretch(1)
        else:
            row.addWidget(tools, 1)
        row.addWidget(self.float_button)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.refresh)
        dock.topLevelChanged.connect(self._later.start)
        dock.dockLocationChanged.connect(self._later.start)
        dock.visibilityChanged.connect(self._later.start)
        dock.installEventFilter(self)
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the title of the dock."""
        if event.type() is QEvent.Type.WindowTitleChange:
            self.title.setText(self._dock.windowTitle())
            self.refresh()
        return bool(super().eventFilter(watched, event))

    def refresh(self) -> None:
        """Say the title where no tab does."""
        floats = self._dock.isFloating()
        window = self._dock.parent()
        tabbed = isinstance(window, QMainWindow) and bool(window.tabifiedDockWidgets(self._dock))
        self.title.setVisible(floats or not tabbed)
        words = self.tr("Put {panel} back into the window") if floats else self.tr("Float {panel}")
        self.float_button.setToolTip(words.format(panel=self._dock.windowTitle()))
        self.float_button.setAccessibleName(self.float_button.toolTip())

    def _turn(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
