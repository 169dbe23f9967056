"""A number that changes many times a second without moving anything around it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


class SteadyLabel(QWidget):
    """Shows a line in a role of the style sheet, and asks for more room only when it was never as wide.

    A ``QLabel`` asks for room with every other text, upon which all that surrounds it is laid out anew; and one that
    takes another role has all rules of the sheet matched again. Here the labels stand in no layout, and each role has
    one of its own, of which the others are hidden.
    """

    def __init__(
        self,
        text: str = "",
        *,
        font: QFont | None = None,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own_font = font
        self._alignment = alignment
        self._text = text
        self._role = ""
        self._room = QSize(0, 0)
        self._widest = -1
        self._labels: dict[str, QLabel] = {}
        self._label = self._label_of("")
        self._label.setText(text)
        self._grow()

    def text(self) -> str:
        """The text as shown."""
        return self._text

    @property
    def role(self) -> str:
        """The role as shown; empty for none."""
        return self._role

    def show_text(self, text: str, role: str = "") -> None:
        """Show this text in this role."""
        if role != self._role:
            self._role = role
            hidden, self._label = self._label, self._label_of(role)
            self._label.setText(text)
            self._label.setAccessibleName(hidden.accessibleName())
            hidden.hide()
            self._label.show()
        elif text != self._text:
            self._label.setText(text)
        else:
            return
        self._text = text
        self._grow()

    def name(self, accessible_name: str) -> None:
        """What the text means, for screen readers."""
        self._label.setAccessibleName(accessible_name)

    def reset_width(self, typical: str = "") -> None:
        """Forget how wide earlier texts were, and be wide enough for this one and ``typical``."""
        self._room = QSize(self._label.fontMetrics().horizontalAdvance(typical), 0)
        self._widest = -1
        self.updateGeometry()
        self._grow()

    def sizeHint(self) -> QSize:
        """As wide as the widest text so far."""
        return self._room

    def minimumSizeHint(self) -> QSize:
        """All of the text."""
        return self._room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label takes all the room."""
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.reset_width()

    def _label_of(self, role: str) -> QLabel:
        label = self._labels.get(role)
        if label is None:
            label = QLabel(self)
            label.setAlignment(self._alignment)
            if self._own_font is not None:
                label.setFont(self._own_font)
            label.setProperty("role", role)
            self._labels[role] = label
        label.setGeometry(self.rect())
        return label

    def _grow(self) -> None:
        # a label's own hint is some fifty times as dear as the width of its text
        width = self._label.fontMetrics().horizontalAdvance(self._text)
        if width > self._widest:
            self._widest = width
            room = self._label.sizeHint().expandedTo(self._room)
            if room != self._room:
                self._room = room
                self.updateGeometry()
