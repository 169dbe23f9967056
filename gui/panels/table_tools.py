"""The row above a table: what to look for, how many rows are shown, and what can be done with them."""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from gui.models.columns import RowFilter
from gui.panels.combo import Combo
from gui.panels.steady_label import SteadyLabel
from gui.theme import small_font

TYPING_PAUSE_MS = 150
"""So long after the last key the table is filtered."""


class TableTools(QWidget):
    """Words to look for, one box per property to choose from, and a menu."""

    filter_changed = Signal(object)
    """RowFilter: what is looked for from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Filter…"))
        self.search.setAccessibleName(self.tr("Show only rows with these words"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(220)
        self.menu = QMenu(self)
        self._boxes: dict[str, Combo] = {}
        self._counts = SteadyLabel(
            font=small_font(), alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._count: Callable[[], str] | None = None
        self._is_progress = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._tell)
        button = QToolButton()
        button.setText("⋯")
        button.setProperty("kind", "quiet")
        button.setAccessibleName(self.tr("More for this table"))
        button.setToolTip(self.tr("Copy, export, choose columns"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.menu)
        button.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 3, 8, 3)
        self._row.setSpacing(8)
        self._row.addWidget(self.search, 1)
        self._row.addStretch(1)
        self._row.addWidget(self._counts)
        self._row.addWidget(button)

    @property
    def counts(self) -> str:
        """How many rows are shown, in words."""
        self._show_count()
        return self._counts.text()

    def show_progress(self, text: str) -> None:
        """Say what is going on."""
        self._count = None
        self._is_progress = True
        self._counts.show_text(text, "muted")

    def count_anew(self, count: Callable[[], str]) -> None:
        """Say how many rows are shown when that is seen next: rows come and go in many steps."""
        self._count = count
        # what has no width is never painted
        (self._counts if self._counts.width() else self).update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The row is seen."""
        self._show_count()
        super().paintEvent(event)

    def _show_count(self) -> None:
        if self._count is None:
            return
        count, self._count = self._count, None
        if self._is_progress:
            self._is_progress = False
            self._counts.reset_width()
        self._counts.show_text(count(), "muted")

    def add_button(self, action: QAction) -> QToolButton:
        """Put an action before the counts."""
        button = QToolButton()
        button.setDefaultAction(action)
        self._row.insertWidget(self._row.count() - 2, button)
        return button

    def set_choices(self, name: str, title: str, options: Sequence[tuple[Hashable, str]]) -> None:
        """Offer these values of a property, and that it does not matter, which ``title`` says."""
        box = self._boxes.get(name)
        if box is None:
            box = Combo()
            box.setAccessibleName(title)
            box.currentIndexChanged.connect(self._tell)
            self._row.insertWidget(1 + len(self._boxes), box)
            self._boxes[name] = box
        wanted = [(None, title), *options]
        if [(box.itemData(row), box.itemText(row)) for row in range(box.count())] == wanted:
            return
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        for value, text in wanted:
            box.addItem(text, value)
        places = [place for place, (value, _) in enumerate(wanted) if value == chosen]
        box.setCurrentIndex(places[0] if places else 0)
        box.blockSignals(False)
        if chosen is not None and not places:
            self._tell()

    def choose(self, name: str, value: Hashable | None) -> None:
        """Choose a value of a property; None: it does not matter."""
        box = self._boxes[name]
        for place in range(box.count()):
            if box.itemData(place) == value:
                box.setCurrentIndex(place)

    def box(self, name: str) -> Combo:
        """The box of a property."""
        return self._boxes[name]

    def _typed(self) -> None:
        self._pause.start()

    def _tell(self) -> None:
        self._pause.stop()
        chosen = {
            name: box.currentData() for name, box in self._boxes.items() if box.currentData() is not None
        }
        self.filter_changed.emit(RowFilter.of(self.search.text(), chosen))
