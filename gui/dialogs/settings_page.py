"""What every page of the settings is, and the controls that they share."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QSizePolicy, QWidget

from gui.panels.combo import Combo
from gui.preferences import Preferences


class SettingsPage(QWidget):
    """Shows some of the preferences; says what they would be after a change of the user's."""

    changed = Signal(object)
    """Preferences: the user wants these; never sent by ``show_preferences``."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.preferences = Preferences()
        self.setAccessibleName(title)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(14, 16, 14, 14)
        self.form.setHorizontalSpacing(18)
        self.form.setVerticalSpacing(10)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)

    def show_preferences(self, preferences: Preferences) -> None:
        """Show these in the controls of this page."""
        self.preferences = preferences
        self.blockSignals(True)
        self.fill(preferences)
        self.blockSignals(False)

    def fill(self, preferences: Preferences) -> None:
        """Put the values into the controls; ``changed`` is blocked meanwhile."""
        raise NotImplementedError

    def add_note(self, text: str) -> QLabel:
        """A muted sentence under the control before it."""
        label = QLabel(text)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.form.addRow(label)
        return label

    def choice(self, name: str, entries: Sequence[tuple[str, object]]) -> Combo:
        """A box with these entries (text, value) and ``name`` for screen readers."""
        box = Combo()
        box.setAccessibleName(name)
        for text, value in entries:
            box.addItem(text, value)
        box.setMinimumWidth(230)
        return box


def choose(box: Combo, value: object) -> None:
    """Select the entry with this value."""
    for index in range(box.count()):
        if box.itemData(index) == value:
            box.setCurrentIndex(index)
