"""Orders, fills and past grids for tests of the tables."""

from dataclasses import replace
from decimal import Decimal

from engine import (
    NS_PER_SECOND,
    Direction,
    EquityPoint,
    Fill,
    GridSpec,
    Intent,
    Liquidity,
    Order,
    OrderStatus,
    PastGrid,
    Side,
    Spacing,
)
from gui.models.fills import FillRow
from gui.models.orders import OrderRow
from tests.fakes.fake_archive import FakeArchive
from tests.fakes.fake_desk import ETH, NO_TOTALS, START_NS

HOUR = 3600 * NS_PER_SECOND

SPEC = GridSpec(
    instrument=ETH.name,
    direction=Direction.NEUTRAL,
    spacing=Spacing.ARITHMETIC,
    lower=Decimal(3153),
    upper=Decimal(3167),
    levels=15,
    size=Decimal("0.1"),
)


def fill_row(number: int, price: str = "3160", **changes: object) -> FillRow:
    fill = Fill(
        fill_id=number,
        order_id=number,
        cell=number,
        intent=Intent.ENTRY,
        side=Side.BUY,
        price=Decimal(price),
        size=Decimal("0.1"),
        fee=Decimal("-0.000316"),
        liquidity=Liquidity.MAKER,
        trade_id=None,
        queue_ahead=None,
        backfilled=False,
        time=START_NS + number,
    )
    return FillRow(1, ETH, fill._replace(**changes))


def order_row(number: int, price: str = "3160", **changes: object) -> OrderRow:
    order = Order(
        order_id=number,
        cell=number,
        intent=Intent.ENTRY,
        side=Side.SELL,
        price=Decimal(price),
        size=Decimal("0.1"),
        filled=Decimal(0),
        status=OrderStatus.OPEN,
        time=START_NS,
    )
    return OrderRow(1, ETH, order._replace(**changes))


def past_grid(grid_id: int, *, fills: int = 0, environment: str = "demo") -> PastGrid:
    """A grid of an earlier session with so many fills; it stopped ``grid_id`` hours before now."""
    end = START_NS - grid_id * HOUR
    return PastGrid(
        grid_id=grid_id,
        environment=environment,
        instrument=ETH,
        spec=SPEC,
        started_at=end - 30 * HOUR,
        stopped_at=end,
        stop_reason="stopped by the user",
        totals=replace(NO_TOTALS, fills=fills, total=Decimal(grid_id), grid_profit=Decimal(5)),
        gaps=0,
        unrecovered_gaps=0,
    )


def fills_of(grid: PastGrid, count: int) -> tuple[Fill, ...]:
    end = grid.stopped_at or START_NS
    return tuple(
        fill_row(number).fill._replace(time=end - (count - number + 1) * NS_PER_SECOND)
        for number in range(1, count + 1)
    )


def two_past_grids() -> FakeArchive:
    """An archive of grid 1 with 450 fills and a curve, and of grid 2, which ended earlier, with 30 fills."""
    archive = FakeArchive()
    for number, count in ((1, 450), (2, 30)):
        grid = past_grid(number, fills=count)
        archive.kept.append(grid)
        archive.fills_of[number] = fills_of(grid, count)
    archive.equity_of[1] = tuple(
        EquityPoint(START_NS - 31 * HOUR + number * NS_PER_SECOND, Decimal(number), Decimal(0), Decimal(3160))
        for number in range(1200)
    )
    return archive
