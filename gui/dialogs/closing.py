"""The question before the desk closes: what becomes of the grids that run."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from gui.stylesheet import refresh_style


class Answer(Enum):
    """What becomes of the running grids."""

    KEEP = "keep"
    STOP = "stop"
    STAY = "stay"
    """Nothing: the window stays open."""


class GridsQuestion(QMessageBox):
    """Opens without blocking; the answer comes once, through ``on_answer``."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        details: str,
        keep: str,
        stop: str = "",
        on_answer: Callable[[Answer], None],
    ) -> None:
        """``keep`` and ``stop`` are the words of the buttons; without ``stop`` there is no such button."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("grids-question")
        self.setWindowTitle(title)
        self.setText(text)
        self.setInformativeText(details)
        self._on_answer = on_answer
        self.keep_button = self._button(keep, QMessageBox.ButtonRole.AcceptRole, "primary")
        self.stop_button = (
            self._button(stop, QMessageBox.ButtonRole.DestructiveRole, "danger") if stop else None
        )
        self.stay_button = self._button(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.keep_button)
        self.setEscapeButton(self.stay_button)
        self.finished.connect(self._finished)
        self.open()

    def _button(self, text: str, role: QMessageBox.ButtonRole, kind: str = "") -> QPushButton:
        button = self.addButton(text, role)
        button.setAccessibleName(text)
        button.setProperty("kind", kind)
        refresh_style(button)
        return button

    def _finished(self, _result: int) -> None:
        clicked = self.clickedButton()
        if clicked is self.keep_button:
            self._on_answer(Answer.KEEP)
        elif clicked is not None and clicked is self.stop_button:
            self._on_answer(Answer.STOP)
        else:
            self._on_answer(Answer.STAY)
