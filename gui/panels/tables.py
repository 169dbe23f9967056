"""A table in a panel: sorted exactly, copied as text, its columns arranged, with words where it is empty."""

from typing import Any

from PySide6.QtCore import QByteArray, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QMenu,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.columns import Column
from gui.models.rows import RowsModel
from gui.panels.plain_cells import PlainCells

CELL_PADDING, TITLE_PADDING = 30, 40
COMPACT_CELL_PADDING, COMPACT_TITLE_PADDING = 20, 26


class TablePanel(QWidget):
    """Shows a ``RowsModel``."""

    row_activated = Signal(object)
    """The row that was double-clicked or entered."""
    row_clicked = Signal(object)
    """The row that was clicked, without a key that selects several."""

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        *,
        empty: str,
        sort_column: int,
        newest_first: bool = True,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.model = model
        self.view = QTableView()
        self.view.setItemDelegate(PlainCells(self.view, model))
        self._words = empty
        self._prepare_view(sort_column, newest_first=newest_first)
        if compact:
            self.view.setProperty("density", "compact")
            self._size_columns(COMPACT_CELL_PADDING, COMPACT_TITLE_PADDING)
        else:
            self._size_columns(CELL_PADDING, TITLE_PADDING)
        self._usual_columns = self.view.horizontalHeader().saveState()
        self._empty = QLabel(empty)
        self._lay_out()
        self._prepare_actions()
        model.rowsInserted.connect(self._show_table_or_words)
        model.rowsRemoved.connect(self._show_table_or_words)
        model.modelReset.connect(self._show_table_or_words)
        self._stack.setCurrentIndex(1 if model.rowCount() else 0)

    @property
    def shows_table(self) -> bool:
        """False while the words for the empty table are shown."""
        return self._stack.currentWidget() is self.view

    def set_empty_text(self, text: str) -> None:
        """Change the words for the empty table."""
        self._words = text
        self._show_table_or_words()

    def selected_rows(self) -> list[Any]:
        """The selected rows, as they are sorted."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.row(self.model.index(place, 0)) for place in places]

    def select_only(self, place: int) -> None:
        """Select one row, as it is sorted, and nothing else, whatever keys the user holds just now.

        ``QTableView.selectRow`` would add the row to the selection, or take it out of it, while Ctrl is held.
        """
        choice = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(
            self.model.index(place, 0), choice.ClearAndSelect | choice.Rows
        )

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard: one line each, the shown cells in their order, parted by tabs."""
        columns = self.shown_columns()
        lines = ["\t".join(column.text(row) for column in columns) for row in self.selected_rows()]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def column_state(self) -> QByteArray:
        """The order, widths, visibility and sorting of the columns."""
        return self.view.horizontalHeader().saveState()

    def restore_columns(self, state: QByteArray | None) -> None:
        """Bring back a state of the columns; None or one that does not fit: the usual one."""
        header = self.view.horizontalHeader()
        count = header.count()
        if state is None or not header.restoreState(state) or header.count() != count:
            header.restoreState(self._usual_columns)
        if header.hiddenSectionCount() == header.count():
            header.setSectionHidden(0, False)
        header.setStretchLastSection(True)
        self.view.sortByColumn(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def add_row_action(self, action: QAction) -> None:
        """Offer an action on the selected row in the table's menu."""
        self.view.addAction(action)

    def _prepare_view(self, sort_column: int, *, newest_first: bool) -> None:
        view = self.view
        view.setModel(self.model)
        view.setAccessibleName(self.name)
        order = Qt.SortOrder.DescendingOrder if newest_first else Qt.SortOrder.AscendingOrder
        view.horizontalHeader().setSortIndicator(sort_column, order)
        view.setSortingEnabled(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(QFontMetrics(view.font()).height() + 10)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._open_columns_menu)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.activated.connect(self._activated)
        view.clicked.connect(self._clicked)

    def _lay_out(self) -> None:
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(24, 12, 24, 12)
        holder = QWidget()
        holder.setProperty("surface", "panel")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        QVBoxLayout(holder).addWidget(self._empty)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stack = QStackedLayout()
        self._stack.addWidget(holder)
        self._stack.addWidget(self.view)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)
        self.rows.addLayout(self._stack, 1)

    def _prepare_actions(self) -> None:
        self.copy_action = QAction(self.tr("&Copy the selected rows"), self.view)
        self.copy_action.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy_selection)
        self.view.addAction(self.copy_action)
        self.columns_menu = QMenu(self.tr("C&olumns"), self)
        self.columns_menu.aboutToShow.connect(self._list_columns)

    def _list_columns(self) -> None:
        self.columns_menu.clear()
        header = self.view.horizontalHeader()
        for number, column in enumerate(self.model.columns):
            action = self.columns_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(number))
            action.setEnabled(header.isSectionHidden(number) or len(self.shown_columns()) > 1)
            action.setData(number)
            action.toggled.connect(self._column_toggled)
        self.columns_menu.addSeparator()
        usual = self.columns_menu.addAction(self.tr("As at first"))
        usual.triggered.connect(self._reset_columns)

    def _open_columns_menu(self, place: QPoint) -> None:
        self.columns_menu.popup(self.view.horizontalHeader().mapToGlobal(place))

    def _column_toggled(self, shown: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.view.setColumnHidden(int(action.data()), not shown)

    def _reset_columns(self) -> None:
        self.restore_columns(None)

    def shown_columns(self) -> list[Column[Any]]:
        """The columns that are shown, from left to right."""
        header = self.view.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [self.model.columns[number] for number in order if not header.isSectionHidden(number)]

    def _size_columns(self, cell_padding: int, title_padding: int) -> None:
        metrics = QFontMetrics(self.view.font())
        for number, column in enumerate(self.model.columns):
            cells = metrics.horizontalAdvance(column.widest) + cell_padding
            title = metrics.horizontalAdvance(column.title) + title_padding
            self.view.setColumnWidth(number, max(cells, title))

    def empty_words(self) -> str:
        """What is said instead of an empty table."""
        return self._words

    def _show_table_or_words(self) -> None:
        shown = self.model.rowCount()
        if not shown:
            self._empty.setText(self.empty_words())
        if (self._stack.currentIndex() == 1) != bool(shown):
            self._stack.setCurrentIndex(1 if shown else 0)

    def _activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.model.row(index))

    def _clicked(self, index: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.row_clicked.emit(self.model.row(index))
