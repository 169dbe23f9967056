"""What stands where the chart would be when the desk could not open: what happened, what is safe, what to do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import ui_font

WIDTH = 560


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing that the user can do about it."""

    text: str
    act: Callable[[], None]


class TroublePage(QWidget):
    """A title, the reason, what was kept, and buttons; the first button has the focus."""

    def __init__(self, title: str, reason: str, kept: str, ways: Sequence[WayOut]) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{reason} {kept}")
        head = QLabel(f"✕  {title}")
        head.setFont(ui_font(1.4, bold=True))
        head.setProperty("role", "error")
        self.reason = QLabel(reason)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.kept = QLabel(kept)
        self.kept.setProperty("role", "muted")
        for label in (head, self.reason, self.kept):
            label.setWordWrap(True)
        self.buttons = []
        row = QHBoxLayout()
        for number, way in enumerate(ways):
            button = QPushButton(way.text)
            button.setAccessibleName(way.text)
            if number == 0:
                button.setProperty("kind", "primary")
            button.clicked.connect(way.act)
            row.addWidget(button)
            self.buttons.append(button)
        row.addStretch(1)
        column = QWidget()
        column.setMaximumWidth(WIDTH)
        lines = QVBoxLayout(column)
        lines.setSpacing(12)
        for widget in (head, self.reason, self.kept):
            lines.addWidget(widget)
        lines.addLayout(row)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(column, 4, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
