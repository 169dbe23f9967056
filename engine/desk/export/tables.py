"""A grid's fills, round trips, orders, equity curve and funding as files."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from engine.desk.export.errors import ExportRefused
from engine.desk.export.files import NewFiles
from engine.desk.export.formats import Csv, Form, Json
from engine.desk.export.records import (
    Record,
    equity_record,
    evidence_record,
    fill_record,
    funding_record,
    order_record,
    trip_record,
)
from engine.desk.journal import EquityPoint, FundingPayment
from engine.desk.views import PastGrid
from engine.grid.matched_pairs import MatchedPairs
from engine.grid.orders import Fill, Order

FORMATS = frozenset({"csv", "json"})

TABLES: Mapping[str, Sequence[str]] = {
    "fills": (
        *("time", "instrument", "fill_id", "order_id", "cell", "intent", "side", "price", "size", "fee"),
        *("liquidity", "trade_id", "queue_ahead", "backfilled", "queue_ahead_after", "printed_size", "model"),
    ),
    "round_trips": (
        *("time", "instrument", "cell", "entry_side", "size", "entry_time"),
        *("entry_price", "exit_price", "gross", "fees", "grid_profit"),
    ),
    "orders": (
        *("time", "instrument", "order_id", "cell", "intent", "side", "price", "size", "filled", "status"),
    ),
    "equity": ("time", "instrument", "total", "position", "mark"),
    "funding": ("time", "instrument", "position", "mark", "rate", "amount"),
}
"""The files of an export and their columns."""

_AT_ONCE = 2000


class _Timed(Protocol):
    @property
    def time(self) -> int: ...


_T = TypeVar("_T", bound=_Timed)


class GridReads(Protocol):
    """Who has the grids: the desk's archive, or one of the journal of a home."""

    async def grids(self) -> Sequence[PastGrid]:
        """Every grid, oldest first."""

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> Sequence[Fill]:
        """Up to ``limit`` fills whose id is above ``after``, in order."""

    async def orders(self, grid_id: int) -> Sequence[Order]:
        """Every change of every order, in the order in which it happened."""

    async def equity(self, grid_id: int) -> Sequence[EquityPoint]:
        """The equity curve, by time."""

    async def funding(self, grid_id: int) -> Sequence[FundingPayment]:
        """The settlements of funding, by time."""


async def export_grid(
    reads: GridReads,
    grid_id: int,
    folder: Path,
    *,
    formats: Collection[str] = FORMATS,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write ``grid-<id>-fills``, ``-round_trips``, ``-orders``, ``-equity`` and ``-funding`` into a folder.

    The folder is made where it is missing; ``force`` replaces files that are there. Everything is written off the
    loop, all files or none. Returns their paths.

    Raises:
        AlreadyThere: a file would be overwritten.
        ExportRefused: there is no such grid or format.
        ExportFailed: a file could not be written.
        JournalFailed: the journal could not be read.
    """
    unknown = set(formats) - FORMATS
    if unknown or not formats:
        named = ", ".join(sorted(unknown)) or "none"
        raise ExportRefused(f"the format {named} is not known; choose one or both of csv, json")
    grid = next((grid for grid in await reads.grids() if grid.grid_id == grid_id), None)
    if grid is None:
        raise ExportRefused(f"there is no grid {grid_id} in the journal")
    tables = _Tables(folder, grid_id, grid.instrument.name, sorted(formats), force=force)
    try:
        await asyncio.to_thread(tables.begin)
        newest = 0
        # in pages, so that neither the memory nor the garbage collector's pauses grow with the grid
        while page := await reads.fills(grid_id, after=newest, limit=_AT_ONCE):
            await asyncio.to_thread(tables.add_fills, page)
            newest = page[-1].fill_id
        await asyncio.to_thread(tables.add, "orders", await reads.orders(grid_id), order_record)
        await asyncio.to_thread(tables.add, "equity", await reads.equity(grid_id), equity_record)
        await asyncio.to_thread(tables.add, "funding", await reads.funding(grid_id), funding_record)
        await asyncio.to_thread(tables.finish)
    finally:
        await asyncio.to_thread(tables.new_files.discard)
    return tuple(path for files in tables.forms.values() for path in files)


class _Tables:
    """The files of one export, all of them begun at once."""

    def __init__(
        self, folder: Path, grid_id: int, instrument: str, formats: Sequence[str], *, force: bool
    ) -> None:
        self.forms: dict[str, dict[Path, Form]] = {
            name: {
                folder / f"grid-{grid_id}-{name}.{form}": Csv(columns) if form == "csv" else Json()
                for form in formats
            }
            for name, columns in TABLES.items()
        }
        self.new_files = NewFiles([path for files in self.forms.values() for path in files], force=force)
        self._instrument = instrument
        self._pairs = MatchedPairs()

    def begin(self) -> None:
        self.new_files.open()
        for files in self.forms.values():
            for path, form in files.items():
                self._write(path, form.begin())

    def add_fills(self, fills: Sequence[Fill]) -> None:
        self.add("fills", fills, lambda name, fill: {**fill_record(name, fill), **evidence_record(fill)})
        trips = [trip for fill in fills if (trip := self._pairs.book_fill(fill)) is not None]
        self._add(
            "round_trips",
            [{"time": str(trip.exit_time), **trip_record(self._instrument, trip)} for trip in trips],
        )

    def add(self, table: str, values: Sequence[_T], record: Callable[[str, _T], Record]) -> None:
        for start in range(0, len(values), _AT_ONCE):
            part = values[start : start + _AT_ONCE]
            self._add(table, [{"time": str(one.time), **record(self._instrument, one)} for one in part])

    def _add(self, table: str, records: Sequence[Record]) -> None:
        for path, form in self.forms[table].items():
            self._write(path, form.part(records))

    def finish(self) -> None:
        for files in self.forms.values():
            for path, form in files.items():
                self._write(path, form.end())
        self.new_files.finish()

    def _write(self, path: Path, content: bytes) -> None:
        with self.new_files.errors_of(path):
            self.new_files.files[path].write(content)
