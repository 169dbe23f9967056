"""What a kept grid must have come to, and ways for a desk to end badly."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from engine import Desk, DeskOptions
from engine.desk.journal import Journal, StoredGrid
from engine.feed.timing import Clock
from engine.grid.orders import Fill
from engine.grid.spec import parse_grid
from engine.grvt.environment import Environment
from engine.market import Trade
from engine.paper.account import PaperAccount
from tests.fakes.live import Recorder


def undisturbed(stored: StoredGrid, trades: Sequence[Trade]) -> tuple[list[Fill], PaperAccount]:
    """The fills and the account of a grid that started just so, and met live every trade up to its cursor."""
    start, cursor = stored.grid.start, stored.cursor
    newest = None if cursor is None else cursor.trade
    account = PaperAccount(parse_grid(stored.grid.spec_toml), stored.grid.instrument.tick_size, start.last)
    events = account.start(start.book, start.time)
    for trade in trades:
        known = start.newest_trade is not None and trade.key <= start.newest_trade
        if not known and newest is not None and trade.key <= newest:
            events += account.on_trade(trade)
    return [event for event in events if isinstance(event, Fill)], account


def whatever_backfilled(fills: Sequence[Fill]) -> list[Fill]:
    """Whether a trade was met live or recovered is all in which disturbed and undisturbed runs may differ."""
    return [fill._replace(backfilled=False) for fill in fills]


async def kept_grids(home: Path) -> dict[int, tuple[StoredGrid, tuple[Fill, ...]]]:
    """Every grid in the journal of a home, with its fills."""
    journal = await Journal.open(home)
    try:
        return {
            summary.stored.grid_id: (
                summary.stored,
                await journal.fills(summary.stored.grid_id, limit=10**6),
            )
            for summary in await journal.grids()
        }
    finally:
        await journal.close()


def newest_met(home: Path) -> int | None:
    """The event time of the newest trade that the first grid met, as another process sees it in the journal."""
    with closing(sqlite3.connect(f"file:{home / 'gridwell.db'}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT trade_time FROM cursors ORDER BY grid_id").fetchone()
    return None if found is None else found[0]


async def crash(desk: Desk) -> None:
    """End a desk as a crash would: what was not committed is lost, and nobody is told anything any more."""
    desk._listeners.clear()
    keeping = desk._paper._task
    assert keeping is not None
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    await desk.close()


@asynccontextmanager
async def kept_desk(
    environment: Environment, home: Path, *, clock: Clock | None = None
) -> AsyncIterator[tuple[Desk, Recorder]]:
    """An open desk that keeps what it does in a home, with a recorder on it. Closed at the end if it still is open."""
    desk = Desk(environment, options=DeskOptions(home=home, clock=clock or Clock()))
    recorder = Recorder(desk)
    try:
        await desk.open()
        yield desk, recorder
    finally:
        await desk.close()
