"""One line above the button that starts a grid: what the preview warns of, wherever the panel is scrolled to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget


class WarningLine(QPushButton):
    """The first warning and how many there are, cut to the width of the panel; hidden without any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setProperty("kind", "warning")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_warnings(self, warnings: Sequence[str]) -> None:
        """Show what the preview warns of, each with its mark."""
        self.setVisible(bool(warnings))
        self._words = warnings[0] if warnings else ""
        if len(warnings) > 1:
            self._words = self.tr("▲ %n warning(s): {first}", "", len(warnings)).format(
                first=self._words.removeprefix("▲ ")
            )
        self.setToolTip("\n".join(warnings))
        self.setAccessibleName("\n".join(warnings))
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width shows more or less of the words."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = self.contentsRect().width() - 2 * self.fontMetrics().averageCharWidth()
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        # an ampersand would be taken for a key
        if self.text() != (shown := words.replace("&", "&&")):
            self.setText(shown)
