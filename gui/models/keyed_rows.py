"""A table model of rows that come, change and go, told of many at once and touching only what differs."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

from PySide6.QtCore import QObject

from gui.models.columns import Choice, Column, Row
from gui.models.rows import RowsModel


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
        self._by_key: dict[Hashable, Row] = {}

    def clear(self) -> None:
        """Remove all rows."""
        self._by_key.clear()
        super().clear()

    def show(self, rows: Iterable[Row]) -> None:
        """Have exactly these rows."""
        wanted = {self._key(row): row for row in rows}
        self.change(self._by_key.keys() - wanted.keys(), wanted.values())

    def change(self, gone: Iterable[Hashable], rows: Iterable[Row]) -> None:
        """Take the rows with the keys in ``gone`` away, and have these: new ones, and others in the place of old ones.

        Raises:
            KeyError: there is no row with a key in ``gone``.
        """
        known = self._by_key
        leaving = [known.pop(key) for key in gone]
        turned: list[tuple[Row, Row]] = []
        new: list[Row] = []
        for row in rows:
            key = self._key(row)
            old = known.get(key)
            if old is None:
                new.append(row)
            elif old is row or old == row:
                continue
            else:
                turned.append((old, row))
            known[key] = row
        come = self._update(leaving, turned)
        self._show_new(come + [row for row in new if self._accepts(row)])

    def _every_row(self) -> Collection[Row]:
        return self._by_key.values()

    def _update(self, leaving: list[Row], turned: list[tuple[Row, Row]]) -> list[Row]:
        """Take shown rows away and change them; returns rows that pass the filter only now.

        What is shown are the very objects of ``_by_key``, so that a place is found without working out its key.
        """
        if not leaving and not turned:
            return []
        out = {id(row) for row in leaving}
        others: dict[int, Row] = {}
        for old, row in turned:
            if self._accepts(row):
                others[id(old)] = row
            else:
                out.add(id(old))
        places = [place for place, row in enumerate(self._shown) if id(row) in out]
        for first, last in reversed(_runs(places)):
            self._remove(first, last)
        return self._replace(turned, others) if others else []

    def _replace(self, turned: list[tuple[Row, Row]], others: dict[int, Row]) -> list[Row]:
        """Put other rows in the place of shown ones, by the id of the old one; returns those that had no place."""
        places = [place for place, row in enumerate(self._shown) if id(row) in others]
        replaced = [self._shown[place] for place in places]
        for place, old in zip(places, replaced, strict=True):
            self._shown[place] = others[id(old)]
        for first, last in _runs(places):
            self._cells_changed(first, last)
        if self._sort_column is not None:
            key = self.columns[self._sort_column].sort_key
            if any(key(old) != key(others[id(old)]) for old in replaced):
                self._resort()
        had = {id(row) for row in replaced}
        return [row for old, row in turned if id(old) in others and id(old) not in had]


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """The first and the last of each stretch of neighbours, in places that rise."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
