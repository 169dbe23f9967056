"""A table with a row above it: filtered, counted and exported, however long it is."""

import asyncio
import csv
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from gui.models.columns import RowFilter
from gui.models.history import SLICE, HistoryModel
from gui.models.rows import RowsModel
from gui.panels.table_tools import TableTools
from gui.panels.tables import TablePanel


class RecordTable(TablePanel):
    """A ``TablePanel`` with tools; of a ``HistoryModel`` it says how far it was read."""

    export_requested = Signal()
    """The user wants a file of what is shown."""

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        *,
        empty: str,
        sort_column: int,
        parent: QWidget | None = None,
    ) -> None:
        self.tools = TableTools()
        super().__init__(name, model, empty=empty, sort_column=sort_column, parent=parent)
        self.rows.insertWidget(0, self.tools)
        export = QAction(self.tr("&Export what is shown…"), self)
        export.triggered.connect(self.export_requested)
        self.tools.menu.addAction(self.copy_action)
        self.tools.menu.addAction(export)
        self.tools.menu.addSeparator()
        self.tools.menu.addMenu(self.columns_menu)
        self.tools.filter_changed.connect(self._filter)
        if isinstance(model, HistoryModel):
            model.progress.connect(self._show_progress)
            model.settled.connect(self._show_table_or_words)
        self._show_table_or_words()

    async def write_csv(self, target: Path) -> int:
        """Write the shown rows, as they are filtered and sorted, with every digit; returns how many.

        The loop has its turn now and then.

        Raises:
            OSError: the file could not be written.
        """
        columns, rows = self.shown_columns(), self.model.shown()
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.title for column in columns)
            for first in range(0, len(rows), SLICE):
                writer.writerows(
                    [column.export(row) for column in columns] for row in rows[first : first + SLICE]
                )
                await asyncio.sleep(0)
        return len(rows)

    def empty_words(self) -> str:
        """Words for nothing at all, and for nothing that passes the filter."""
        if self.model.filter.lets_all_pass:
            return super().empty_words()
        if self._is_busy():
            return self.tr("Looking…")
        return self.tr("Nothing matches the filter. Clear it to see all rows.")

    def _filter(self, row_filter: RowFilter) -> None:
        self.model.set_filter(row_filter)
        self._show_table_or_words()

    def _show_table_or_words(self) -> None:
        super()._show_table_or_words()
        if not self._is_busy():
            self.tools.count_anew(self._counts)

    def _is_busy(self) -> bool:
        return isinstance(self.model, HistoryModel) and self.model.busy

    def _counts(self) -> str:
        """Of an unfiltered table how many there are, also those that were not scrolled to."""
        model, shown = self.model, self.model.rowCount()
        total = model.total if isinstance(model, HistoryModel) else len(model.rows())
        if model.filter.lets_all_pass or not total:
            return f"{total:,}" if total else ""
        if isinstance(model, HistoryModel) and not model.complete:
            return self.tr("{shown} found so far").format(shown=f"{shown:,}")
        return self.tr("{shown} of {total}").format(shown=f"{shown:,}", total=f"{total:,}")

    def _show_progress(self, read: int, total: int) -> None:
        if isinstance(self.model, HistoryModel) and self.model.reads_all:
            self.tools.show_progress(
                self.tr("◌ Reading {read} of {total}…").format(read=f"{read:,}", total=f"{total:,}")
            )
