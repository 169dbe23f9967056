"""A grid that really ran over a small tape, and a home whose journal holds it."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from engine.backtest import run_backtest
from engine.desk.journal import (
    Changes,
    Cursor,
    EquityPoint,
    FundingPayment,
    GridStart,
    Journal,
    NewGrid,
    Note,
    Stop,
)
from engine.grid.ledger import GridTotals
from engine.grid.spec import GridSpec, grid_to_toml, parse_grid
from engine.market import Instrument, Quote, Trade, TradeId
from engine.paper.grid_orders import GridEvent

T0 = 1_700_000_000_123_456_789
SECOND = 1_000_000_000

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.01"),
    min_notional=Decimal(20),
)
SPEC = parse_grid(
    """
    instrument = "ETH_USDT_Perp"
    direction = "neutral"
    spacing = "arithmetic"
    lower = "2995.00"
    upper = "3005.00"
    levels = 21
    size = "0.05"
    reference = "3000.20"
    """
)


def tape(count: int = 400) -> list[Trade]:
    """A walk up and down over the lines of ``SPEC``, one small trade a second."""
    price, trades = Decimal("3000.00"), []
    for number in range(count):
        price += Decimal("0.25") * (1 if (number // 17) % 2 else -1)
        identity, buys = TradeId(1000 + number, 1), number % 3 == 0
        trades.append(Trade(ETH.name, T0 + number * SECOND, identity, price, Decimal("0.03"), buys))
    return trades


def played(spec: GridSpec = SPEC, count: int = 400) -> tuple[list[GridEvent], GridTotals]:
    """What ``spec`` does on the tape, with a thin book around each price."""
    trades, beside, thin = tape(count), Decimal("0.25"), Decimal("0.01")
    quotes = [
        Quote(trade.price - beside, trade.price + beside, thin, thin, trade.event_time - SECOND // 2)
        for trade in trades
    ]
    return run_backtest(spec, trades, quotes)


async def keep_grid(
    home: Path,
    events: Sequence[GridEvent],
    totals: GridTotals,
    *,
    spec: GridSpec = SPEC,
    instrument: Instrument = ETH,
    stop: str | None = None,
    notes: Sequence[str] = (),
) -> int:
    """Keep a grid in the journal of ``home`` as the desk does; returns its id."""
    position, mark = Decimal("-0.05"), Decimal("3000.2")
    start = GridStart(T0, SPEC.reference or mark, mark, Quote(None, None), None)
    grid = NewGrid(T0, "demo", instrument, grid_to_toml(spec), start)
    changes = Changes(
        records=tuple(events),
        cursor=Cursor(None, mark, totals.trades, None, totals),
        equity=tuple(EquityPoint(T0 + n * SECOND, Decimal(n) / 8, position, mark) for n in range(3)),
        funding=(FundingPayment(T0, position, mark, Decimal("0.01"), Decimal("0.015001")),),
        notes=tuple(Note(T0, text) for text in notes),
        stop=None if stop is None else Stop(T0 + 400 * SECOND, stop),
    )
    journal = await Journal.open(home)
    try:
        return await journal.add_grid(grid, changes)
    finally:
        await journal.close()
