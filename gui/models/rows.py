"""One table model for every list in the window: frozen rows, sorted by exact values and filtered.

The model arranges its rows itself. A proxy model would ask Python for every comparison, and its dynamic sorting
would do so for every changed cell; here each key is computed once and the lists are Python's own.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from gui.models.columns import Choice, Column, Row, RowFilter

Index = QModelIndex | QPersistentModelIndex
INSERTED_SINGLY = 8
"""So many new rows go to their places one by one; more are added at the end and sorted together."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


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
        return tuple(self._all)

    def shown(self) -> tuple[Row, ...]:
        """The rows that pass the filter, as they are sorted."""
        return tuple(self._shown)

    def row(self, index: Index) -> Row:
        """The row behind an index of this model."""
        return self._shown[index.row()]

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
        self._shown = self._sorted([row for row in self._all if self._accepts(row)])
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
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        column, row = self.columns[index.column()], self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.numeric else _LEFT
            case Qt.ItemDataRole.ForegroundRole if column.tone is not None:
                return self._tones.get(column.tone(row) or "")
            case Qt.ItemDataRole.ToolTipRole if column.tool_tip is not None:
                return column.tool_tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(row)}"
        return None

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
        if len(rows) <= INSERTED_SINGLY:
            for row in rows:
                self._insert(self._place_of(row), [row])
            return
        rows = self._sorted(rows)
        fits = self._place_of(rows[0]) == len(self._shown)
        self._insert(len(self._shown), rows)
        if not fits:
            self._resort()

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


class KeyedRowsModel(RowsModel[Row]):
    """Rows that come and go and change; each has a key of its own, so that a selection survives updates."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
        *,
        choices: Sequence[Choice] = (),
    ) -> None:
        super().__init__(columns, parent, choices=choices)
        self._key = key

    def show(self, rows: Iterable[Row]) -> None:
        """Have exactly these rows."""
        wanted = {self._key(row): row for row in rows}
        old = {self._key(row): row for row in self._all}
        self._all = [wanted[key] for key in old if key in wanted]
        new = [row for key, row in wanted.items() if key not in old]
        self._all.extend(new)
        changed = {
            key: row for key, row in wanted.items() if key in old and row is not old[key] and row != old[key]
        }
        come = self._update({key for key in old if key not in wanted}, changed)
        self._show_new(come + [row for row in new if self._accepts(row)])

    def _update(self, gone: set[Hashable], changed: dict[Hashable, Row]) -> list[Row]:
        """Take shown rows away and change them; returns rows that pass the filter only now."""
        if not gone and not changed:
            return []
        # a changed row that leaves the filter goes as well
        out = gone | {key for key, row in changed.items() if not self._accepts(row)}
        last = None
        for place in range(len(self._shown) - 1, -2, -1):
            leaves = place >= 0 and self._key(self._shown[place]) in out
            if leaves and last is None:
                last = place
            elif not leaves and last is not None:
                self._remove(place + 1, last)
                last = None
        first: int | None = None
        seen = set()
        for place, row in enumerate([*self._shown, None]):
            key = None if row is None else self._key(row)
            if row is not None and key in changed:
                self._shown[place] = changed[key]
                seen.add(key)
                first = place if first is None else first
            elif first is not None:
                self._cells_changed(first, place - 1)
                first = None
        if seen:
            self._resort()
        return [row for key, row in changed.items() if key not in seen and key not in out]
