"""What the journal is asked: each function reads one thing through a connection."""

import heapq
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from engine.desk.journal import grid_rows, rows
from engine.desk.journal.records import (
    Counts,
    EquityPoint,
    FundingPayment,
    GridRecord,
    Note,
    StoredGrid,
)
from engine.feed.gaps import Gap
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Order

_T = TypeVar("_T")

_GRIDS = (
    f"SELECT {grid_rows.GRID_COLUMNS} FROM grids g LEFT JOIN stops s USING (grid_id)"  # noqa: S608 - constants
    " LEFT JOIN cursors c USING (grid_id)"
)


@dataclass(frozen=True, slots=True)
class GridSummary:
    """One line of the history: the grid, where it came to, and how much the journal has of it."""

    stored: StoredGrid
    counts: Counts


def running_grids(connection: sqlite3.Connection) -> tuple[StoredGrid, ...]:
    """Every grid that was not stopped, oldest first."""
    found = connection.execute(f"{_GRIDS} WHERE s.grid_id IS NULL ORDER BY g.grid_id")
    return tuple(map(grid_rows.stored_grid, found))


def grid(connection: sqlite3.Connection, grid_id: int) -> StoredGrid | None:
    """One grid, None if there is no such one."""
    row = connection.execute(f"{_GRIDS} WHERE g.grid_id = ?", (grid_id,)).fetchone()
    return None if row is None else grid_rows.stored_grid(row)


def unfinished_of_file(connection: sqlite3.Connection, environment: str, sha256: str) -> StoredGrid | None:
    """The newest grid from a file that runs, or stopped without its last fills being surely told."""
    row = connection.execute(
        f"{_GRIDS} WHERE g.environment = ? AND g.file_sha256 = ? AND (s.grid_id IS NULL OR c.told_fill <"  # noqa: S608
        " (SELECT ifnull(max(fill_id), 0) FROM fills f WHERE f.grid_id = g.grid_id))"
        " ORDER BY s.grid_id IS NOT NULL, g.grid_id DESC LIMIT 1",
        (environment, sha256),
    ).fetchone()
    return None if row is None else grid_rows.stored_grid(row)


def grids(connection: sqlite3.Connection) -> tuple[GridSummary, ...]:
    """Every grid, oldest first."""
    found = connection.execute(f"{_GRIDS} ORDER BY g.grid_id").fetchall()
    return tuple(GridSummary(grid_rows.stored_grid(row), counts(connection, row[0])) for row in found)


def counts(connection: sqlite3.Connection, grid_id: int) -> Counts:
    """How much the journal has of one grid; zeros for an unknown one."""
    # the ids of fills rise by one from 1, so the last one is their number
    row = connection.execute(
        "SELECT (SELECT count(*) FROM orders WHERE grid_id = :grid),"
        " (SELECT ifnull(max(fill_id), 0) FROM fills WHERE grid_id = :grid),"
        " count(*), ifnull(sum(NOT recovered), 0) FROM gaps WHERE grid_id = :grid",
        {"grid": grid_id},
    ).fetchone()
    return Counts(*row)


def records(connection: sqlite3.Connection, grid_id: int) -> tuple[GridRecord, ...]:
    """Everything that makes the state of a grid, in the order in which it happened."""

    def numbered(
        table: str, columns: str, order: str, read: Callable[[rows.Row], GridRecord]
    ) -> Iterator[tuple[int, GridRecord]]:
        query = f"SELECT seq, {columns} FROM {table} WHERE grid_id = ? ORDER BY {order}"  # noqa: S608 - constants
        for row in connection.execute(query, (grid_id,)):
            yield row[0], read(row[1:])

    merged = heapq.merge(
        numbered("orders", rows.ORDER_COLUMNS, "seq", rows.order),
        numbered("fills", rows.FILL_COLUMNS, "fill_id", rows.fill),
        numbered("revisions", "time, spec", "seq", rows.revision),
        key=lambda entry: entry[0],
    )
    return tuple(record for _, record in merged)


def fills(connection: sqlite3.Connection, grid_id: int, after: int, limit: int) -> tuple[Fill, ...]:
    """Up to ``limit`` fills whose id is above ``after``, in order."""
    found = connection.execute(
        f"SELECT {rows.FILL_COLUMNS} FROM fills WHERE grid_id = ? AND fill_id > ?"  # noqa: S608 - constants
        " ORDER BY fill_id LIMIT ?",
        (grid_id, after, limit),
    )
    return tuple(map(rows.fill, found))


def orders(connection: sqlite3.Connection, grid_id: int) -> tuple[Order, ...]:
    """Every change of every order of a grid, in the order in which it happened."""
    return _all(
        connection,
        f"SELECT {rows.ORDER_COLUMNS} FROM orders WHERE grid_id = ? ORDER BY seq",  # noqa: S608 - constants
        grid_id,
        rows.order,
    )


def next_grid_id(connection: sqlite3.Connection) -> int:
    """The id of the next new grid."""
    (newest,) = connection.execute("SELECT ifnull(max(grid_id), 0) FROM grids").fetchone()
    return int(newest) + 1


def trips(connection: sqlite3.Connection, grid_id: int, newest: int) -> tuple[RoundTrip, ...]:
    """Up to ``newest`` of the newest round trips, in the order in which they were completed."""
    found = connection.execute(
        f"SELECT {rows.TRIP_COLUMNS} FROM trips WHERE grid_id = ?"  # noqa: S608 - constants
        " ORDER BY trip_id DESC LIMIT ?",
        (grid_id, newest),
    ).fetchall()
    return tuple(map(rows.trip, reversed(found)))


def gaps(connection: sqlite3.Connection, grid_id: int) -> tuple[Gap, ...]:
    """The gaps that a grid saw, in the order in which they were kept."""
    return _all(
        connection,
        "SELECT instrument, from_time, to_time, trades, recovered FROM gaps WHERE grid_id = ? ORDER BY gap_id",
        grid_id,
        rows.gap,
    )


def funding(connection: sqlite3.Connection, grid_id: int) -> tuple[FundingPayment, ...]:
    """The settlements of funding, by time."""
    return _all(
        connection,
        "SELECT time, position, mark, rate, amount FROM funding WHERE grid_id = ? ORDER BY time",
        grid_id,
        rows.funding_payment,
    )


def equity(connection: sqlite3.Connection, grid_id: int) -> tuple[EquityPoint, ...]:
    """The equity curve, by time."""
    return _all(
        connection,
        "SELECT time, total, position, mark FROM equity WHERE grid_id = ? ORDER BY time",
        grid_id,
        rows.equity_point,
    )


def notes(connection: sqlite3.Connection, grid_id: int) -> tuple[Note, ...]:
    """What was noted, in the order in which it was kept."""
    return _all(
        connection, "SELECT time, text FROM notes WHERE grid_id = ? ORDER BY note_id", grid_id, rows.note
    )


def _all(
    connection: sqlite3.Connection, query: str, grid_id: int, read: Callable[[rows.Row], _T]
) -> tuple[_T, ...]:
    return tuple(map(read, connection.execute(query, (grid_id,))))
