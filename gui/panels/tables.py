"""A table in a panel: sorted exactly, copied as text, and with words where it is empty."""

from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.models.rows import ExactSortProxy, RowsModel

CELL_PADDING, TITLE_PADDING = 32, 46
COMPACT_CELL_PADDING, COMPACT_TITLE_PADDING = 20, 26


class TablePanel(QWidget):
    """Shows a ``RowsModel``."""

    row_activated = Signal(object)
    """The row that was double-clicked or entered."""

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
        self.model = model
        self.proxy = ExactSortProxy(model, self)
        self.view = QTableView()
        self._prepare_view(name, sort_column, newest_first=newest_first)
        if compact:
            self.view.setProperty("density", "compact")
            self._size_columns(COMPACT_CELL_PADDING, COMPACT_TITLE_PADDING)
        else:
            self._size_columns(CELL_PADDING, TITLE_PADDING)
        self._empty = QLabel(empty)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(24, 12, 24, 12)
        holder = QWidget()
        holder.setProperty("surface", "panel")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        QVBoxLayout(holder).addWidget(self._empty)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(holder)
        self._stack.addWidget(self.view)
        model.rowsInserted.connect(self._show_table_or_words)
        model.rowsRemoved.connect(self._show_table_or_words)
        model.modelReset.connect(self._show_table_or_words)
        self._show_table_or_words()

    @property
    def shows_table(self) -> bool:
        """False while the words for the empty table are shown."""
        return self._stack.currentWidget() is self.view

    def set_empty_text(self, text: str) -> None:
        """Change the words for the empty table."""
        self._empty.setText(text)

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard, one line each, cells parted by tabs, as they are sorted."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        lines = [
            "\t".join(
                str(self.proxy.index(row, column).data() or "") for column in range(self.proxy.columnCount())
            )
            for row in rows
        ]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _prepare_view(self, name: str, sort_column: int, *, newest_first: bool) -> None:
        view = self.view
        view.setModel(self.proxy)
        view.setAccessibleName(name)
        view.setSortingEnabled(True)
        order = Qt.SortOrder.DescendingOrder if newest_first else Qt.SortOrder.AscendingOrder
        view.sortByColumn(sort_column, order)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(QFontMetrics(view.font()).height() + 10)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        copy = QAction(self.tr("Copy"), view)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_selection)
        view.addAction(copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.activated.connect(self._activated)

    def _size_columns(self, cell_padding: int, title_padding: int) -> None:
        metrics = QFontMetrics(self.view.font())
        for number, column in enumerate(self.model.columns):
            cells = metrics.horizontalAdvance(column.widest) + cell_padding
            title = metrics.horizontalAdvance(column.title) + title_padding
            self.view.setColumnWidth(number, max(cells, title))

    def _show_table_or_words(self) -> None:
        self._stack.setCurrentIndex(1 if self.model.rowCount() else 0)

    def _activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self.model.row(self.proxy.mapToSource(index)))
