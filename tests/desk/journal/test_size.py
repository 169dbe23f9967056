"""A hundred thousand fills: opened and summarised at once."""

import sqlite3
import time
from pathlib import Path

from engine.desk.journal import Journal
from engine.desk.journal.rows import FILL_COLUMNS, ORDER_COLUMNS
from tests.desk.journal.journal_values import GRID, make_cursor, numbered

FILLS = 100_000


def multiply_fills(path: Path) -> None:
    """Copy the first fill and its two orders until there are ``FILLS`` of them."""
    connection = sqlite3.connect(path)
    columns = ORDER_COLUMNS.partition(", ")[2]
    numbers = f"WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < {FILLS})"
    connection.executescript(
        f"""
        {numbers} INSERT INTO orders (grid_id, seq, order_id, {columns})
        SELECT 1, 3 * n - 3 + seq, n, {columns} FROM n, orders WHERE seq <= 2;
        {numbers} INSERT INTO fills (grid_id, seq, {FILL_COLUMNS})
        SELECT 1, 3 * n, n, {FILL_COLUMNS.partition(", ")[2]} FROM n, fills;
        """
    )
    connection.close()


async def test_a_hundred_thousand_fills_are_opened_and_summarised_at_once(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path)
    await journal.add_grid(GRID, numbered(1))
    await journal.close()
    multiply_fills(tmp_path / "gridwell.db")

    begin = time.perf_counter()
    journal = await Journal.open(tmp_path)
    (summary,) = await journal.grids()
    page = await journal.fills(1, after=FILLS - 100)
    took = time.perf_counter() - begin
    await journal.close()
    assert summary.counts.fills == FILLS
    assert summary.counts.orders == 2 * FILLS
    assert summary.stored.cursor == make_cursor(1)
    assert [fill.fill_id for fill in page] == list(range(FILLS - 99, FILLS + 1))
    assert took < 1.0, f"took {took:.2f} s"
