"""The searchable list that opens under the instrument picker."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.panels.instrument_list import NAME, NAME_ROLE, VOLUME, InstrumentsFilter, InstrumentsModel
from gui.theme import small_font

_SIZE = (500, 420)
_TO_THE_TABLE = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class InstrumentPopup(QFrame):
    """A field to type into and the instruments that match: arrows move, Enter chooses, Escape closes.

    Signals:
        chosen: carries the exchange's name; closed: the list is gone.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, model: InstrumentsModel, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "card")
        self.setAccessibleName(self.tr("Instruments"))
        self.filter = InstrumentsFilter(self)
        self.filter.setSourceModel(model)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search instruments"))
        self.field.setAccessibleName(self.tr("Search instruments"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.table = QTableView()
        self._set_table_up()
        self.status = QLabel()
        self.status.setFont(small_font())
        self.status.setProperty("role", "muted")
        self.status.setWordWrap(True)
        self._prices = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        for widget in (self.field, self.table, self.status):
            layout.addWidget(widget)
        self.resize(*_SIZE)

    def open_at(self, below: QWidget, current: str) -> None:
        """Open under a widget with an empty search and ``current`` chosen."""
        self.field.clear()
        self._search("")
        self._choose_row(self._row_of(current))
        corner = below.mapToGlobal(below.rect().bottomLeft())
        room = below.screen().availableGeometry()
        left = max(room.left(), min(corner.x(), room.right() - self.width()))
        self.move(left, max(room.top(), min(corner.y() + 2, room.bottom() - self.height())))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def say_prices(self, text: str) -> None:
        """Say how old the prices are, or why there are none."""
        self._prices = text
        self._show_status()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field that mean the list."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _TO_THE_TABLE:
                self._move(Qt.Key(event.key()))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._choose_current()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Say that the list is gone."""
        super().hideEvent(event)
        self.closed.emit()

    def _set_table_up(self) -> None:
        table = self.table
        table.setModel(self.filter)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setSortingEnabled(True)
        table.sortByColumn(VOLUME, Qt.SortOrder.DescendingOrder)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setAccessibleName(self.tr("Instruments"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 9)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        table.clicked.connect(self._choose_current)

    def _search(self, text: str) -> None:
        self.filter.search(text)
        self._choose_row(0)
        self._show_status()

    def _move(self, key: Qt.Key) -> None:
        page = max(1, self.table.viewport().height() // max(1, self.table.rowHeight(0)) - 1)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        row = self.table.currentIndex().row() + steps[key]
        self._choose_row(min(max(row, 0), self.filter.rowCount() - 1))

    def _choose_row(self, row: int) -> None:
        if 0 <= row < self.filter.rowCount():
            self.table.selectRow(row)
            self.table.scrollTo(self.filter.index(row, NAME))

    def _row_of(self, name: str) -> int:
        rows = range(self.filter.rowCount())
        return next((row for row in rows if self.filter.index(row, NAME).data(NAME_ROLE) == name), 0)

    def _choose_current(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            name = str(index.siblingAtColumn(NAME).data(NAME_ROLE))
            self.close()
            self.chosen.emit(name)

    def _show_status(self) -> None:
        if self.filter.rowCount() or not self.field.text():
            self.status.setText(self._prices)
        else:
            words = self.tr("No instrument has “{text}” in its name. Delete some of it to see more.")
            self.status.setText(words.format(text=self.field.text()))
