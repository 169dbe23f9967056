"""The searchable list of instruments."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from engine import Instrument
from gui.panels.combo import Combo


class InstrumentPicker(Combo):
    """Choose an instrument from the list, or type a part of its name."""

    chosen = Signal(str)
    """The user chose this instrument (its exchange name); never sent by ``set_current``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = ""
        self.setEditable(True)
        self.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(20)
        self.setMinimumContentsLength(15)
        self.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setAccessibleName(self.tr("Instrument"))
        self.setToolTip(self.tr("Instrument: choose, or type a part of its name (Ctrl+I)"))
        self._field().setPlaceholderText(self.tr("Loading instruments…"))
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(20)
        self.setCompleter(completer)
        self.activated.connect(self._activated)
        self._field().editingFinished.connect(self._edited)
        self.setEnabled(False)

    def set_instruments(self, instruments: Sequence[Instrument]) -> None:
        """Offer these, in alphabetical order, and keep the current one."""
        self.blockSignals(True)
        self.clear()
        self.addItems(sorted(instrument.name for instrument in instruments))
        self.blockSignals(False)
        self._field().setPlaceholderText(self.tr("Search instruments"))
        self.setEnabled(True)
        self.set_current(self._current)

    def set_current(self, name: str) -> None:
        """Show this instrument as the current one."""
        self._current = name
        index = self.findText(name, Qt.MatchFlag.MatchFixedString)
        self.blockSignals(True)
        self.setCurrentIndex(index)
        self.setEditText(name)
        self.blockSignals(False)

    def start_search(self) -> None:
        """Put the cursor into the field, ready to type over what is there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field().selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing searches."""
        super().focusInEvent(event)
        self._field().selectAll()

    def _activated(self, index: int) -> None:
        self._choose(self.itemText(index))

    def _edited(self) -> None:
        text = self.currentText().strip()
        index = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if index < 0 and text:
            matches = [name for name in self._names() if text.casefold() in name.casefold()]
            index = self.findText(matches[0]) if len(matches) == 1 else -1
        if index < 0:
            self.set_current(self._current)
        else:
            self._choose(self.itemText(index))

    def _choose(self, name: str) -> None:
        changed = name != self._current
        self.set_current(name)
        if changed:
            self.chosen.emit(name)

    def _names(self) -> list[str]:
        return [self.itemText(index) for index in range(self.count())]

    def _field(self) -> QLineEdit:
        field = self.lineEdit()
        if field is None:
            raise RuntimeError("an editable combo box has a line edit")
        return field
