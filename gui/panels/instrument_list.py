"""The list of instruments with what they did in the last 24 hours, to search and to choose from."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QFont

from engine import Instrument, Ticker
from gui.formatting import UNKNOWN, percent_text, price_text

NAME, LAST, CHANGE, VOLUME = range(4)
_Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole
NAME_ROLE = Qt.ItemDataRole.UserRole + 1
_ROOT = QModelIndex()


def short_amount(value: Decimal) -> str:
    """A large amount in three or four digits, e.g. ``12.3M``."""
    for limit, suffix in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if value >= limit:
            scaled = value / limit
            return f"{scaled:.0f}{suffix}" if scaled >= 100 else f"{scaled:.1f}{suffix}"
    return f"{value:.0f}"


class InstrumentsModel(QAbstractTableModel):
    """One row for each instrument; what is not known yet is a dash."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Instrument, ...] = ()
        self._tickers: Mapping[str, Ticker] = {}
        self._current = ""
        self._tones: dict[str, QColor] = {}

    def set_instruments(self, instruments: Sequence[Instrument]) -> None:
        """Offer these; those that are no longer traded are left out."""
        self.beginResetModel()
        active = (instrument for instrument in instruments if instrument.is_active)
        self._rows = tuple(sorted(active, key=lambda one: one.name))
        self.endResetModel()

    def set_tickers(self, tickers: Mapping[str, Ticker]) -> None:
        """What the instruments did in the last 24 hours, by name."""
        self._tickers = tickers
        self._all_changed()

    @property
    def has_tickers(self) -> bool:
        """Whether anything is known of the last 24 hours."""
        return bool(self._tickers)

    def set_current(self, name: str) -> None:
        """Mark this one as the one that is looked at."""
        self._current = name
        self._all_changed()

    def set_tones(self, tones: Mapping[str, QColor]) -> None:
        """The colours of ``up``, ``down`` and ``muted``."""
        self._tones = dict(tones)
        self._all_changed()

    def name(self, row: int) -> str:
        """The exchange's name of the instrument in a row."""
        return self._rows[row].name

    def names(self) -> list[str]:
        """The names of all instruments on offer."""
        return [instrument.name for instrument in self._rows]

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many instruments there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Name, last price, change and volume."""
        return 0 if parent.isValid() else 4

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Instrument"), self.tr("Last"), self.tr("24 h"), self.tr("Volume 24 h"))
        return names[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, what they sort by, and their looks."""
        instrument, column = self._rows[index.row()], index.column()
        ticker = self._tickers.get(instrument.name)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(instrument, ticker, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole:
                return self._tones.get(_tone(ticker)) if column == CHANGE else None
            case Qt.ItemDataRole.FontRole if instrument.name == self._current and column == NAME:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case Qt.ItemDataRole.AccessibleTextRole if column == NAME and instrument.name == self._current:
                return self.tr("{name}, shown now").format(name=instrument.name)
            case _ if role == SORT_ROLE:
                return _sort_key(instrument, ticker, column)
            case _ if role == NAME_ROLE:
                return instrument.name
            case _:
                return None

    def _text(self, instrument: Instrument, ticker: Ticker | None, column: int) -> str:
        if column == NAME:
            mark = "✓ " if instrument.name == self._current else "\u2003"
            return mark + instrument.name
        if ticker is None:
            return UNKNOWN
        if column == LAST:
            return price_text(ticker.last, instrument.tick_size)
        if column == CHANGE:
            change = ticker.change_24h
            arrow = "" if not change else "▲ " if change > 0 else "▼ "
            return UNKNOWN if change is None else arrow + percent_text(change)
        volume = ticker.volume_24h_quote
        return UNKNOWN if volume is None else f"{short_amount(volume)} {instrument.quote}"

    def _all_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 3))


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == NAME else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _tone(ticker: Ticker | None) -> str:
    change = None if ticker is None else ticker.change_24h
    return "muted" if not change else "up" if change > 0 else "down"


def _sort_key(instrument: Instrument, ticker: Ticker | None, column: int) -> str | float:
    if column == NAME:
        return instrument.name
    value = None
    if ticker is not None:
        value = {LAST: ticker.last, CHANGE: ticker.change_24h, VOLUME: ticker.volume_24h_quote}[column]
    return float("-inf") if value is None else float(value)


class InstrumentsFilter(QSortFilterProxyModel):
    """Sorts by number, and keeps the instruments whose names hold every word that is searched for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self.setSortRole(SORT_ROLE)

    def search(self, text: str) -> None:
        """Keep what matches ``text``."""
        self.beginFilterChange()
        self._words = text.casefold().replace("_", " ").replace("/", " ").split()
        self.endFilterChange()

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        """Whether an instrument's name holds every word."""
        name = str(self.sourceModel().index(row, NAME, parent).data(NAME_ROLE)).casefold()
        return all(word in name for word in self._words)

    def lessThan(self, left: _Index, right: _Index) -> bool:
        """By the sort key; equal ones by name."""
        first, second = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if first == second:
            return bool(left.data(NAME_ROLE) > right.data(NAME_ROLE))
        return bool(first < second)
