"""Writing records into the tables, within a transaction that somebody else opens and ends."""

import sqlite3
from itertools import chain
from typing import NamedTuple

from engine.desk.journal import grid_rows, rows
from engine.desk.journal.records import Batch, Changes, GridRecord, NewGrid
from engine.grid.orders import Fill, Order

_ROWS_AT_ONCE = 64
"""Most rows in one statement.

Each statement lets go of the interpreter, and may wait for it until the loop's turn ends. A statement has 1, 2, 4, ...
or so many rows: that is so few different ones that all of them stay prepared.
"""


class _Insert(NamedTuple):
    """A statement that adds rows; ``instead``: what it does where there is such a row already."""

    table: str
    columns: str
    instead: str = ""

    def of(self, count: int) -> str:
        """The statement for so many rows."""
        marks = f"({', '.join('?' * len(self.columns.split(',')))})"
        many = ", ".join([marks] * count)
        return f"INSERT INTO {self.table} ({self.columns}) VALUES {many} {self.instead}"  # noqa: S608 - constants


_GRID = _Insert("grids", grid_rows.NEW_GRID_COLUMNS, "RETURNING grid_id")
_GRID_AS = _Insert("grids", f"grid_id, {grid_rows.NEW_GRID_COLUMNS}")
_ORDER = _Insert("orders", f"grid_id, seq, {rows.ORDER_COLUMNS}")
_FILL = _Insert("fills", f"grid_id, seq, {rows.FILL_COLUMNS}")
_TRIP = _Insert("trips", f"grid_id, {rows.TRIP_COLUMNS}")
_CURSOR = _Insert(
    "cursors",
    f"grid_id, {grid_rows.CURSOR_COLUMNS}",
    "ON CONFLICT (grid_id) DO UPDATE SET"
    " trade_time = excluded.trade_time, trade_execution = excluded.trade_execution,"
    " trade_fill = excluded.trade_fill, last_price = excluded.last_price, trades = excluded.trades,"
    " core_state = excluded.core_state, totals = excluded.totals, told_fill = excluded.told_fill,"
    " curve = ifnull(excluded.curve, curve), number = excluded.number",
)

_Rows = dict[_Insert, list[rows.Values]]


class Appender:
    """Adds rows, and numbers each grid's orders, fills and revisions in the order in which they come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[int, tuple[int, int]] = {}

    def forget(self) -> None:
        """The transaction was rolled back: the numbers given in it are free again."""
        self._numbers.clear()

    def add_grid(self, grid: NewGrid, first: Changes) -> int:
        """Add a grid and what is known of it already; returns its id.

        Raises:
            sqlite3.Error: it could not be written.
            ValueError: a number is not finite, or a fill is out of turn.
        """
        (grid_id,) = self._connection.execute(_GRID.of(1), grid_rows.grid_values(grid)).fetchone()
        self.append({grid_id: first})
        return int(grid_id)

    def append(self, batch: Batch) -> None:
        """Add what is new.

        Raises:
            sqlite3.Error: it could not be written; a grid or a settlement that is there twice or not at all included.
            ValueError: a number is not finite, or a fill is out of turn.
        """
        many: _Rows = {_ORDER: [], _FILL: [], _TRIP: [], _CURSOR: []}
        for grid_id, changes in batch.items():
            if changes.new is not None:
                self._connection.execute(_GRID_AS.of(1), (grid_id, *grid_rows.grid_values(changes.new)))
            self._append_records(grid_id, changes.records, many)
            many[_TRIP].extend((grid_id, *rows.trip_values(trip)) for trip in changes.trips)
            if changes.cursor is not None:
                many[_CURSOR].append((grid_id, *grid_rows.cursor_values(changes.cursor)))
            self._append_rest(grid_id, changes)
        for insert, values in many.items():
            start = 0
            while left := len(values) - start:
                count = min(_ROWS_AT_ONCE, 1 << (left.bit_length() - 1))
                some = values[start : start + count]
                self._connection.execute(insert.of(count), tuple(chain.from_iterable(some)))
                start += count

    def _append_records(self, grid_id: int, records: tuple[GridRecord, ...], many: _Rows) -> None:
        if not records:
            return
        seq, last_fill = self._numbers.get(grid_id) or self._read_numbers(grid_id)
        orders, fills = many[_ORDER], many[_FILL]
        for record in records:
            seq += 1
            if isinstance(record, Order):
                orders.append((grid_id, seq, *rows.order_values(record)))
            elif isinstance(record, Fill):
                if record.fill_id != last_fill + 1:
                    raise ValueError(
                        f"fill {record.fill_id} of grid {grid_id} does not follow fill {last_fill}"
                    )
                last_fill += 1
                fills.append((grid_id, seq, *rows.fill_values(record)))
            else:
                self._connection.execute(
                    "INSERT INTO revisions VALUES (?, ?, ?, ?)", (grid_id, seq, record.time, record.spec_toml)
                )
        self._numbers[grid_id] = (seq, last_fill)

    def _read_numbers(self, grid_id: int) -> tuple[int, int]:
        seq, last_fill = self._connection.execute(
            "SELECT max(ifnull((SELECT max(seq) FROM orders WHERE grid_id = :grid), 0),"
            " ifnull((SELECT seq FROM fills WHERE grid_id = :grid ORDER BY fill_id DESC LIMIT 1), 0),"
            " ifnull((SELECT max(seq) FROM revisions WHERE grid_id = :grid), 0)),"
            " ifnull((SELECT max(fill_id) FROM fills WHERE grid_id = :grid), 0)",
            {"grid": grid_id},
        ).fetchone()
        return seq, last_fill

    def _append_rest(self, grid_id: int, changes: Changes) -> None:
        execute = self._connection.execute
        for gap in changes.gaps:
            execute(
                "DELETE FROM gaps WHERE grid_id = ? AND instrument = ? AND from_time = ? AND NOT recovered",
                (grid_id, gap.instrument, gap.from_time),
            )
            execute("INSERT INTO gaps VALUES (NULL, ?, ?, ?, ?, ?, ?)", (grid_id, *rows.gap_values(gap)))
        for payment in changes.funding:
            execute("INSERT INTO funding VALUES (?, ?, ?, ?, ?, ?)", (grid_id, *rows.funding_values(payment)))
        for point in changes.equity:
            execute(
                "INSERT INTO equity VALUES (?, ?, ?, ?, ?) ON CONFLICT (grid_id, time) DO UPDATE SET"
                " total = excluded.total, position = excluded.position, mark = excluded.mark",
                (grid_id, *rows.equity_values(point)),
            )
        for note in changes.notes:
            execute("INSERT INTO notes VALUES (NULL, ?, ?, ?)", (grid_id, note.time, note.text))
        for read in changes.rules:
            execute(
                "INSERT OR REPLACE INTO margin_rules VALUES (?, ?, ?)",
                (grid_id, *grid_rows.rules_values(read)),
            )
        if changes.stop is not None:
            execute("INSERT INTO stops VALUES (?, ?, ?)", (grid_id, changes.stop.time, changes.stop.reason))
