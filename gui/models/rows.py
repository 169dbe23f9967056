"""One table model for every list in the window: frozen rows, sorted by exact values and filtered.

The model arranges its rows itself. A proxy model would ask Python for every comparison, and its dynamic sorting
would do so for every changed cell; here each key is computed once and the lists are Python's own.
"""

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gui.models.columns import Choice, Column, Row, RowFilter

Index = QModelIndex | QPersistentModelIndex
INSERTED_APART = 8
"""New rows for so many places are put there; for more places they are added at the end and sorted together."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

# a painted cell asks for seven roles, as plain numbers: looking enums up would cost more than the answers
_DISPLAY = Qt.ItemDataRole.DisplayRole.value
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole.value
_FOREGROUND = Qt.ItemDataRole.ForegroundRole.value
_TOOL_TIP = Qt.ItemDataRole.ToolTipRole.value
_ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole.value


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows that are added and stay."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parent: QObject | None = None,
        *,
        choices: Sequence[Choice] = (),
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.choices = tuple(choices)
        self.filter = RowFilter()
        self._all: list[Row] = []
        self._shown: list[Row] = []
        self._sort_column: int | None = None
        self._descending = False
        self._tones: dict[str, QColor] = {}

    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order in which they came."""
        return tuple(self._every_row())

    def shown(self) -> tuple[Row, ...]:
        """The rows that pass the filter, as they are sorted."""
        return tuple(self._shown)

    def row(self, index: Index) -> Row:
        """The row behind an index of this model."""
        return self._shown[index.row()]

    def ink(self, column: Column[Row], row: Row) -> QColor | None:
        """The colour of a cell's text, where it has one of its own."""
        return None if column.tone is None else self._tones.get(column.tone(row) or "")

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        self._all.extend(rows)
        self._show_new([row for row in rows if self._accepts(row)])

    def clear(self) -> None:
        """Remove all rows."""
        self.beginResetModel()
        self._all.clear()
        self._shown.clear()
        self.endResetModel()

    def set_filter(self, row_filter: RowFilter) -> None:
        """Show only the rows that pass."""
        self.filter = row_filter
        self.beginResetModel()
        self._shown = self._sorted([row for row in self._every_row() if self._accepts(row)])
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's exact values; equal ones keep the order in which they came. -1: do not sort."""
        self._sort_column = column if 0 <= column < len(self.columns) else None
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._resort()

    def set_tones(self, tones: dict[str, QColor]) -> None:
        """Use these colours from now on."""
        self._tones = dict(tones)
        self._cells_changed(0, len(self._shown) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows are shown; a cell has none."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many columns there are; a cell has none."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, aligned as their columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].numeric else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell, for the roles that the tables use."""
        place = index.row()
        if not 0 <= place < len(self._shown):
            return None
        column = self.columns[index.column()]
        if role == _DISPLAY:
            return column.text(self._shown[place])
        if role == _ALIGNMENT:
            return _RIGHT if column.numeric else _LEFT
        if role == _FOREGROUND:
            return self.ink(column, self._shown[place])
        if role == _TOOL_TIP:
            return None if column.tool_tip is None else column.tool_tip(self._shown[place])
        if role == _ACCESSIBLE:
            return f"{column.title}: {column.text(self._shown[place])}"
        return None

    def _every_row(self) -> Collection[Row]:
        return self._all

    def _accepts(self, row: Row) -> bool:
        return self.filter.lets_all_pass or self.filter.accepts(row, self.columns, self.choices)

    def _sorted(self, rows: list[Row]) -> list[Row]:
        if self._sort_column is None:
            return rows
        return sorted(rows, key=self.columns[self._sort_column].sort_key, reverse=self._descending)

    def _resort(self) -> None:
        """Sort what is shown anew; what is selected stays selected."""
        arranged = self._sorted(self._shown)
        if all(new is old for new, old in zip(arranged, self._shown, strict=True)):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._shown[index.row()] for index in before]
        self._shown = arranged
        wanted = {id(row) for row in held}
        places = {id(row): place for place, row in enumerate(arranged) if id(row) in wanted}
        after = [self.index(places[id(row)], index.column()) for row, index in zip(held, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _show_new(self, rows: list[Row]) -> None:
        """Put rows where they belong among the shown ones."""
        if not rows:
            return
        rows = self._sorted(rows)
        stretches = self._stretches(rows)
        if len(stretches) <= INSERTED_APART:
            # from the end, so that the places before it stay right
            for place, stretch in reversed(stretches):
                self._insert(place, stretch)
        else:
            self._insert(len(self._shown), rows)
            self._resort()

    def _stretches(self, rows: list[Row]) -> list[tuple[int, list[Row]]]:
        """Sorted rows in stretches with no shown row between them, each with its place."""
        place = self._place_of(rows[0])
        if len(rows) == 1 or self._place_of(rows[-1]) == place:
            return [(place, rows)]
        places = [self._place_of(row) for row in rows]
        return [
            (place, [row for _, row in same])
            for place, same in groupby(zip(places, rows, strict=True), itemgetter(0))
        ]

    def _insert(self, place: int, rows: list[Row]) -> None:
        self.beginInsertRows(QModelIndex(), place, place + len(rows) - 1)
        self._shown[place:place] = rows
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, last)
        del self._shown[first : last + 1]
        self.endRemoveRows()

    def _place_of(self, row: Row) -> int:
        """Where a new row belongs: behind the shown ones that sort before it or equal it."""
        if self._sort_column is None:
            return len(self._shown)
        key = self.columns[self._sort_column].sort_key
        wanted = key(row)
        low, high = 0, len(self._shown)
        while low < high:
            middle = (low + high) // 2
            there = key(self._shown[middle])
            if there < wanted if self._descending else wanted < there:
                high = middle
            else:
                low = middle + 1
        return low

    def _cells_changed(self, first: int, last: int, columns: tuple[int, int] | None = None) -> None:
        if first <= last:
            left, right = columns or (0, len(self.columns) - 1)
            self.dataChanged.emit(self.index(first, left), self.index(last, right))
