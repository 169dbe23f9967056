"""One table model for every list in the window: frozen rows, and columns that say how to show them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")

SORT_ROLE = Qt.ItemDataRole.UserRole + 1

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its title, what it shows, and by what it sorts (exact values, never their text).

    ``widest`` is a text as wide as any that the column will show: widths are set once, so that nothing jumps.
    ``tone`` names a colour of the palette given to ``RowsModel.set_tones``.
    """

    title: str
    text: Callable[[Row], str]
    sort_key: Callable[[Row], Any]
    widest: str
    numeric: bool = False
    tone: Callable[[Row], str | None] | None = None
    tool_tip: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows in the order in which they came; sorting is the proxy's business."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Row] = []
        self._tones: dict[str, QColor] = {}

    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order in which they came."""
        return tuple(self._rows)

    def row(self, index: Index) -> Row:
        """The row behind an index of this model."""
        return self._rows[index.row()]

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def clear(self) -> None:
        """Remove all rows."""
        self.beginResetModel()
        self._rows.clear()
        self.endResetModel()

    def set_tones(self, tones: dict[str, QColor]) -> None:
        """Use these colours from now on."""
        self._tones = dict(tones)
        self._columns_changed(0, len(self.columns) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows there are; a cell has none."""
        return 0 if parent.isValid() else len(self._rows)

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
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
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
            case _ if role == SORT_ROLE:
                return column.sort_key(row)
        return None

    def _columns_changed(self, first: int, last: int) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, first), self.index(len(self._rows) - 1, last))


class KeyedRowsModel(RowsModel[Row]):
    """Rows that come and go and change; each has a key of its own.

    A row keeps its place while its key is shown, so that a selection survives updates.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._key = key

    def show(self, rows: Iterable[Row]) -> None:
        """Show exactly these rows."""
        wanted = {self._key(row): row for row in rows}
        for position in range(len(self._rows) - 1, -1, -1):
            if self._key(self._rows[position]) not in wanted:
                self.beginRemoveRows(QModelIndex(), position, position)
                del self._rows[position]
                self.endRemoveRows()
        for position, old in enumerate(self._rows):
            new = wanted.pop(self._key(old))
            if new != old:
                self._rows[position] = new
                self.dataChanged.emit(self.index(position, 0), self.index(position, len(self.columns) - 1))
        self.append(list(wanted.values()))


class ExactSortProxy(QSortFilterProxyModel):
    """Sorts by the columns' exact sort keys; equal keys keep the order in which the rows came."""

    def __init__(self, model: RowsModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setSourceModel(model)
        self.setDynamicSortFilter(True)
        self.setSortRole(SORT_ROLE)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells of one column."""
        key = self._model.columns[left.column()].sort_key
        left_key, right_key = key(self._model.row(left)), key(self._model.row(right))
        if left_key == right_key:
            return left.row() < right.row()
        return bool(left_key < right_key)
