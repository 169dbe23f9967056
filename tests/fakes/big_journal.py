"""A journal with very many fills, made in a moment, and an archive that counts what is read of it."""

import sqlite3
from decimal import Decimal
from pathlib import Path

from engine import Archive, Fill, FillModel, GridTotals, RoundTrip
from engine.desk.journal import Changes, Cursor, GridStart, Journal, NewGrid, Stop
from engine.desk.journal.rows import FILL_COLUMNS
from engine.grid.orders import Intent, Liquidity
from engine.market import NS_PER_SECOND, Quote, Side, TradeId, TradeKey
from tests.fakes.fake_desk import ETH, START_NS

FILLS = 100_000
"""Half of them buy and half of them sell; the n-th is n seconds old, at 3000 + n % 100."""

TOTALS = GridTotals(
    fills=FILLS,
    entries=FILLS // 2,
    exits=FILLS // 2,
    round_trips=FILLS // 2,
    trades=3 * FILLS,
    position=Decimal(0),
    average_entry=Decimal(0),
    grid_profit=Decimal("5020.5"),
    realized=Decimal("5000.5"),
    unrealized=Decimal(0),
    fees=Decimal(-20),
    funding=Decimal("-1.5"),
    total=Decimal(5019),
)

SPEC = """instrument = "ETH_USDT_Perp"
direction = "neutral"
spacing = "arithmetic"
lower = "3000"
upper = "3100"
levels = 101
size = "0.1"
"""


def first_fill() -> Fill:
    """The fill of which all others are made."""
    return Fill(
        fill_id=1,
        order_id=1,
        cell=1,
        intent=Intent.ENTRY,
        side=Side.SELL,
        price=Decimal(3001),
        size=Decimal("0.1"),
        fee=Decimal("-0.03001"),
        liquidity=Liquidity.MAKER,
        trade_id=TradeId(1, 1),
        queue_ahead=Decimal("2.5"),
        backfilled=False,
        time=START_NS + NS_PER_SECOND,
        queue_ahead_after=Decimal(0),
        printed_size=Decimal(3),
        model=FillModel.QUEUE,
    )


async def write_big_journal(home: Path, fills: int = FILLS) -> None:
    """Make the journal in ``home``: one stopped grid with so many fills and half as many round trips."""
    grid = NewGrid(
        created_at=START_NS,
        environment="demo",
        instrument=ETH,
        spec_toml=SPEC,
        start=GridStart(
            time=START_NS,
            reference=Decimal(3050),
            last=Decimal(3050),
            book=Quote(Decimal(3049), Decimal(3051), None, None, START_NS),
        ),
    )
    journal = await Journal.open(home)
    end = START_NS + (fills + 1) * NS_PER_SECOND
    cursor = Cursor(TradeKey(end, TradeId(fills, 1)), Decimal(3050), 3 * fills, totals=TOTALS)
    changes = Changes(records=(first_fill(),), cursor=cursor, stop=Stop(end, "stopped by the user"))
    await journal.add_grid(grid, changes)
    await journal.close()
    _multiply(home / "gridwell.db", fills)


def _multiply(path: Path, fills: int) -> None:
    columns = [name.strip() for name in FILL_COLUMNS.split(",")]
    changed = {
        "fill_id": "n",
        "order_id": "n",
        "cell": "n % 100",
        "side": f"CASE n % 2 WHEN 0 THEN '{Side.BUY.value}' ELSE '{Side.SELL.value}' END",
        "intent": f"CASE n % 2 WHEN 0 THEN '{Intent.EXIT.value}' ELSE '{Intent.ENTRY.value}' END",
        "price": "CAST(3000 + n % 100 AS TEXT)",
        "trade_execution": "n",
        "time": f"{START_NS} + n * {NS_PER_SECOND}",
    }
    values = ", ".join(changed.get(name, name) for name in columns)
    connection = sqlite3.connect(path)
    connection.executescript(
        f"""
        WITH RECURSIVE n(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM n WHERE n < {fills})
        INSERT INTO fills (grid_id, seq, {FILL_COLUMNS}) SELECT 1, n, {values} FROM n, fills;
        """
    )
    connection.close()


class CountingArchive(Archive):
    """Counts the rows that are read."""

    rows_read = 0

    async def fills(self, grid_id: int, *, after: int = 0, limit: int = 1000) -> tuple[Fill, ...]:
        """Read and count."""
        found = await super().fills(grid_id, after=after, limit=limit)
        self.rows_read += len(found)
        return found

    async def trips(self, grid_id: int) -> tuple[RoundTrip, ...]:
        """Read and count."""
        found = await super().trips(grid_id)
        self.rows_read += len(found)
        return found
