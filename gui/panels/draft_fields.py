"""The inputs of the grid form: each shows a value of the draft, and keeps what cannot be taken with its error."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine import Instrument
from gui.draft import DraftProblem, Problem
from gui.draft.draft import PRICES, SIZES
from gui.formatting import grouped, price_text, size_text
from gui.stylesheet import refresh_style
from gui.theme import small_font

_MOST_DIGITS = 20


class _Edit(QLineEdit):
    """A line edit that leaves undo and redo to the draft, and the arrows up and down to its field."""

    nudged = Signal(int)
    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        """Do not claim the keys of undo and redo, which are the window's."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
            if any(event.matches(key) for key in keys):
                event.ignore()
                return False
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows change the value by a step, with Shift by ten; Esc gives an input up."""
        fast = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Up:
            self.nudged.emit(fast)
        elif event.key() == Qt.Key.Key_Down:
            self.nudged.emit(-fast)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by keyboard, the whole text is chosen."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selectAll()


class DraftField(QWidget):
    """One number of the draft: an input, its unit, and below them why the input cannot be taken.

    Signals:
        entered: the name and this field, whose ``value`` is what was typed.
        finished: the name; the input is complete.
        nudged: name and steps by which the arrow keys change the value.
        given_up: the name; what was typed counts no more.
    """

    entered = Signal(str, object)
    finished = Signal(str)
    nudged = Signal(str, int)
    given_up = Signal(str)

    def __init__(
        self,
        name: str,
        caption: str,
        unit: str = "",
        *,
        whole: bool = False,
        optional: bool = False,
        percent: bool = False,
        placeholder: str = "",
        hint: str = "",
    ) -> None:
        super().__init__()
        self.name = name
        self.caption = caption
        self._whole, self._optional, self._percent = whole, optional, percent
        self._value: Any = None
        self._format: Callable[[Any], str] = str
        self.edit = _Edit()
        self.edit.setAccessibleName(caption)
        self.edit.setToolTip(hint)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.unit = QLabel(unit)
        self.unit.setProperty("role", "muted")
        self._error = QLabel()
        self._error.setProperty("role", "error")
        self._error.setFont(small_font())
        self._error.setWordWrap(True)
        self._error.hide()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.edit, 1)
        row.addWidget(self.unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._error)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self._ended)
        self.edit.nudged.connect(self._nudged)
        self.edit.given_up.connect(self._give_up)

    @property
    def text(self) -> str:
        """The input as it stands."""
        return self.edit.text()

    @property
    def error(self) -> str:
        """Why the input cannot be taken; empty when it can."""
        return self._error.text()

    def set_unit(self, text: str, width: int) -> None:
        """Name the unit, in a place of so many pixels."""
        self.unit.setText(text)
        self.unit.setFixedWidth(width)

    def set_format(self, format_value: Callable[[Any], str]) -> None:
        """How a value is written."""
        self._format = format_value

    def show_value(self, value: Any, *, typed: bool = False) -> None:
        """Show the draft's value; while it is ``typed`` here, and while it did not change, the input stays."""
        changed = value != self._value
        self._value = value
        if typed:
            self.show_error("")
        elif changed or (not self.error and not self.edit.hasFocus()):
            self.give_up()

    def show_error(self, text: str) -> None:
        """Say why the input cannot be taken; an empty text takes that back."""
        if text == self.error:
            return
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.edit.setAccessibleDescription(text)
        self.edit.setProperty("invalid", "true" if text else "false")
        refresh_style(self.edit)

    def give_up(self) -> None:
        """Back to the value of the draft."""
        self.show_error("")
        text = "" if self._value is None else self._format(self._value)
        if text != self.edit.text():
            self.edit.setText(text)
        self.edit.setModified(False)

    def value(self) -> Any:
        """What was typed, as a number.

        Raises:
            DraftProblem: it is not a number, or none where one is needed.
        """
        text = self.edit.text().strip().replace(",", "").replace("−", "-").replace("\N{NO-BREAK SPACE}", "")
        if not text:
            if self._optional:
                return None
            raise DraftProblem(self.name, Problem.MISSING)
        try:
            number = Decimal(text.removesuffix("%").strip())
        except InvalidOperation:
            raise DraftProblem(self.name, Problem.NOT_A_NUMBER) from None
        if not number.is_finite() or len(text) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
            raise DraftProblem(self.name, Problem.NOT_A_NUMBER)
        if self._whole:
            if number != number.to_integral_value():
                raise DraftProblem(self.name, Problem.NOT_WHOLE)
            return int(number)
        return number.scaleb(-2) if self._percent else number

    def _typed(self, _text: str) -> None:
        self.entered.emit(self.name, self)

    def _ended(self) -> None:
        if not self.error:
            self.give_up()
        self.finished.emit(self.name)

    def _give_up(self) -> None:
        self.give_up()
        self.given_up.emit(self.name)

    def _nudged(self, by: int) -> None:
        self.nudged.emit(self.name, by)


def value_format(name: str, instrument: Instrument) -> Callable[[Any], str]:
    """How the value of a field of the grid or its means is written; fees in percent."""
    if name in PRICES:
        return lambda value: price_text(value, instrument.tick_size)
    if name in SIZES:
        return lambda value: size_text(value, instrument.size_step)
    if name in {"maker_fee", "taker_fee"}:
        return lambda value: grouped(_trimmed(value * 100))
    if name == "levels":
        return str
    return lambda value: grouped(_trimmed(value))


def _trimmed(value: Decimal) -> Decimal:
    """The same number without zeros behind its decimals."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
