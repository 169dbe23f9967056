"""Work that the user has to wait for, over the whole window: what is being done, and that it moves."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget


class BusyOverlay(QWidget):
    """Covers its parent and takes its clicks."""

    def __init__(self, parent: QWidget, words: str, details: str = "") -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("busy-overlay")
        self.setAccessibleName(words)
        self.words = QLabel(words)
        self.words.setProperty("role", "title")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(8)
        card = QFrame()
        card.setProperty("surface", "card")
        card.setMinimumWidth(360)
        lines = QVBoxLayout(card)
        lines.setContentsMargins(24, 20, 24, 22)
        lines.setSpacing(12)
        lines.addWidget(self.words)
        if details:
            more = QLabel(details)
            more.setProperty("role", "muted")
            more.setWordWrap(True)
            lines.addWidget(more)
        lines.addWidget(bar)
        layout = QHBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the window."""
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies below."""
        painter = QPainter(self)
        shade = QColor(self.palette().color(self.backgroundRole()))
        shade.setAlpha(190)
        painter.fillRect(self.rect(), shade)
        painter.end()
