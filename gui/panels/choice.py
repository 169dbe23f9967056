"""A choice of a few, all of them in sight: buttons side by side, one of which is down."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget


class Choice(QWidget):
    """One of the members of an enum.

    Signals:
        chosen: the member that the user chose.
    """

    chosen = Signal(object)

    def __init__(self, caption: str, options: Sequence[tuple[Enum, str, str]]) -> None:
        """``options``: a member, its word, and a sentence about it."""
        super().__init__()
        self.setAccessibleName(caption)
        self._group = QButtonGroup(self)
        self._members = [member for member, _, _ in options]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for number, (_, word, sentence) in enumerate(options):
            button = QToolButton()
            button.setText(word)
            button.setToolTip(sentence)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setAccessibleDescription(sentence)
            self._group.addButton(button, number)
            layout.addWidget(button)
        self._group.idClicked.connect(self._clicked)

    def show_choice(self, member: Enum) -> None:
        """Press the button of this member."""
        self._group.button(self._members.index(member)).setChecked(True)

    def button(self, member: Enum) -> QAbstractButton:
        """The button of a member."""
        return self._group.button(self._members.index(member))

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._members[number])
