"""A table of a hundred thousand rows: newest first it holds what was scrolled to; otherwise it reads all, then sorts.

Reading and arranging go in slices, between which the loop has its turn.
"""

import asyncio
import heapq
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from operator import itemgetter
from time import perf_counter
from typing import Any, Generic

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from engine import DeskError
from gui.garbage import GARBAGE
from gui.models.columns import Choice, Column, RowFilter
from gui.models.pages import Item, NewestFirst
from gui.models.rows import Index, RowsModel
from gui.tasks import Spawner

PAGE = 200
"""How many rows a scroll to the end brings."""
SLICE = 500
"""How many rows are read at a stretch when all are wanted."""
MERGED = 1000
"""How many sorted rows are merged at a stretch."""
STRETCH = 0.008
"""How long rows are filtered and sorted at a stretch, in seconds."""
MANY = 20_000
"""So many rows are worth keeping Python's collector away."""

TIME_COLUMN = 0


class HistoryModel(RowsModel[Item], Generic[Item]):
    """Rows of all grids, each once. The first column is the time; newest first is the order of reading."""

    progress = Signal(int, int)
    """How many rows were read, and how many there are."""
    settled = Signal()
    """Reading and arranging are done for now."""
    failed = Signal(str)
    """Why reading ended; what was read stays."""

    def __init__(
        self,
        columns: Sequence[Column[Item]],
        parent: QObject | None = None,
        *,
        choices: Sequence[Choice] = (),
    ) -> None:
        super().__init__(columns, parent, choices=choices)
        self._tasks: Spawner | None = None
        self._source: NewestFirst[Item] = NewestFirst()
        self._newest: dict[int, int] = {}
        self._wanted = PAGE
        self._all_wanted = False
        self._stale = False
        self._busy = False
        self._sort_column, self._descending = TIME_COLUMN, True
        self.total = 0
        """How many rows there are, read or not."""

    @property
    def busy(self) -> bool:
        """Whether rows are being read or arranged."""
        return self._busy

    @property
    def complete(self) -> bool:
        """Whether every row was read, and what is shown is as it was asked for."""
        return not self._busy and self._source.done

    def open(self, source: NewestFirst[Item], newest: Mapping[int, int], tasks: Spawner) -> None:
        """Show these rows; ``newest`` is the highest number of each grid in ``source``."""
        self._source, self._newest, self._tasks = source, dict(newest), tasks
        self._wanted, self._all_wanted = PAGE, False
        self.total = sum(newest.values())
        self.beginResetModel()
        self._all, self._shown = [], []
        self.endResetModel()
        self._take_in(source.take_ready(PAGE))
        self._stale = not self._is_natural
        self._work()

    def add(self, rows: Iterable[Item]) -> list[Item]:
        """Add rows as they happen, the oldest first; returns those that were not there yet."""
        new = []
        for row in rows:
            if row.number > self._newest.get(row.grid_id, 0):
                self._newest[row.grid_id] = row.number
                new.append(row)
        self.total += len(new)
        self.append(new)
        return new

    def newest_of(self, grid_id: int) -> int:
        """The highest number of a grid's rows, 0 before the first."""
        return self._newest.get(grid_id, 0)

    def read_all(self) -> None:
        """Read every row; ``settled`` tells when they are here."""
        self._all_wanted = True
        self._work()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; for anything but newest first all rows are read."""
        wanted = max(column, 0), order is Qt.SortOrder.DescendingOrder
        if wanted != (self._sort_column, self._descending):
            self._sort_column, self._descending = wanted
            self._arrange_anew()

    def set_filter(self, row_filter: RowFilter) -> None:
        """Show only the rows that pass; newest first it reads on until a page of them is there."""
        if row_filter != self.filter:
            self.filter = row_filter
            self._arrange_anew()

    def clear(self) -> None:
        """Remove all rows, and forget where there are more."""
        self._source, self._newest, self.total = NewestFirst(), {}, 0
        super().clear()

    def canFetchMore(self, parent: Index) -> bool:
        """Whether scrolling on brings more."""
        return not parent.isValid() and not self._busy and not self._source.done

    def fetchMore(self, _parent: Index = QModelIndex()) -> None:  # noqa: B008 - Qt's own signature
        """Read the next page."""
        self._wanted = len(self._shown) + PAGE
        self._work()

    @property
    def reads_all(self) -> bool:
        """Whether more than the next page is being read."""
        return self._all_wanted or not self._is_natural or not self.filter.lets_all_pass

    @property
    def _is_natural(self) -> bool:
        return self._sort_column == TIME_COLUMN and self._descending

    @property
    def _reads_on(self) -> bool:
        if self._source.done:
            return False
        if self._all_wanted or not self._is_natural:
            return True
        return not self._stale and len(self._shown) < self._wanted

    def _arrange_anew(self) -> None:
        self._stale = True
        self._wanted = PAGE
        if self._tasks is not None:
            self._work()
        else:
            self._stale = False
            super().set_filter(self.filter)

    def _work(self) -> None:
        if not self._busy and self._tasks is not None and (self._stale or self._reads_on):
            self._busy = True
            self._tasks.spawn(self._work_off(), name=self.tr("Reading the table"))

    async def _work_off(self) -> None:
        try:
            with GARBAGE.kept_away() if self.reads_all and self.total > MANY else nullcontext():
                while self._stale or self._reads_on:
                    if self._reads_on:
                        await self._read()
                    else:
                        await self._arrange()
        finally:
            self._busy = False
        self.settled.emit()

    async def _read(self) -> None:
        source = self._source
        try:
            # a filter makes every row of a page cost more
            rows = await source.take(SLICE if self.reads_all and not self.filter.words else PAGE)
        except DeskError as error:
            if source is self._source:
                self._source = NewestFirst()
                self.failed.emit(str(error))
            return
        if source is self._source:
            self._take_in(rows)
            self.progress.emit(len(self._all), self.total)
            await asyncio.sleep(0)

    def _take_in(self, rows: list[Item]) -> None:
        self._all.extend(rows)
        if self._is_natural and not self._stale:
            self._show_new([row for row in rows if self._accepts(row)])

    async def _arrange(self) -> None:
        """Filter and sort all rows that were read; begins anew when something else is asked for meanwhile."""
        self._stale = False
        source, key, descending = (
            self._source,
            self.columns[self._sort_column or 0].sort_key,
            self._descending,
        )
        runs: list[list[tuple[Any, Item]]] = []
        done = 0
        while done < len(self._all):
            until = perf_counter() + STRETCH
            run: list[tuple[Any, Item]] = []
            while done < len(self._all) and perf_counter() < until:
                row = self._all[done]
                done += 1
                if self._accepts(row):
                    run.append((key(row), row))
            run.sort(key=itemgetter(0), reverse=descending)
            runs.append(run)
            if done < len(self._all):
                await asyncio.sleep(0)
                if self._stale or source is not self._source:
                    return
        merged = heapq.merge(*runs, key=itemgetter(0), reverse=descending)
        arranged: list[Item] = []
        while part := [row for _, row in islice(merged, MERGED)]:
            arranged += part
            if len(part) == MERGED:
                await asyncio.sleep(0)
                if self._stale or source is not self._source:
                    return
        self.beginResetModel()
        self._shown = arranged
        self.endResetModel()
        self._show_new([row for row in self._all[done:] if self._accepts(row)])
