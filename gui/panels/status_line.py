"""A line in a dialog that says what is going on or how something went."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.models.messages import Level
from gui.stylesheet import refresh_style

_SHAPES = {Level.INFO: "ⓘ", Level.GOOD: "✓", Level.WARNING: "▲", Level.ERROR: "✕"}
_ROLES = {Level.INFO: "muted", Level.GOOD: "good", Level.WARNING: "warning", Level.ERROR: "error"}


class StatusLine(QLabel):
    """Words with a shape and a colour; it keeps its place while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent)
        self.words = ""
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def say(self, level: Level, words: str, *, with_shape: bool = True) -> None:
        """Show these words; none clears the line."""
        self.words = words
        shown = f"{_SHAPES[level]} {words}" if with_shape else words
        self.setText(shown if words else " ")
        self.setProperty("role", _ROLES[level])
        refresh_style(self)
