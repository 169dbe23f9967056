"""Values for the journal's tests: a grid, orders, fills, and batches that carry a number."""

from dataclasses import replace
from decimal import Decimal

from engine.desk.journal import Changes, Cursor, GridStart, NewGrid
from engine.grid.ledger import GridTotals
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import FillModel
from engine.market import Instrument, Quote, Side, TradeId, TradeKey

T0 = 1_700_000_000_000_000_001

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.01"),
    min_notional=Decimal(20),
    max_position_size=Decimal("1600.5"),
    funding_interval_hours=8,
)

GRID = NewGrid(
    created_at=T0,
    environment="demo",
    instrument=ETH,
    spec_toml='instrument = "ETH_USDT_Perp"\nlevels = 15\n',
    start=GridStart(
        time=T0 + 1,
        reference=Decimal("2681.62"),
        last=Decimal("2681.60"),
        book=Quote(Decimal("2681.59"), Decimal("2681.61"), Decimal("12.34"), Decimal("0.5"), T0 - 5),
        newest_trade=TradeKey(T0 - 7, TradeId(73808531, 2)),
    ),
    file_sha256="ab" * 32,
)

TOTALS = GridTotals(
    fills=3,
    entries=2,
    exits=1,
    round_trips=1,
    trades=40,
    position=Decimal("-0.1"),
    average_entry=Decimal("2681.623333333333333333333333333333333333333333333333333333"),
    grid_profit=Decimal("0.05"),
    realized=Decimal("0.049999999999999999999999999999999999999999999999999999"),
    unrealized=Decimal("-1.25"),
    fees=Decimal("-0.00080448"),
    funding=Decimal(0),
    total=Decimal("-1.2"),
)


def make_order(number: int = 1, status: OrderStatus = OrderStatus.OPEN) -> Order:
    return Order(
        order_id=number,
        cell=number % 14,
        intent=Intent.ENTRY,
        side=Side.BUY,
        price=Decimal("2680.50"),
        size=Decimal("0.1"),
        filled=Decimal(0),
        status=status,
        time=T0 + number,
    )


def make_fill(number: int = 1) -> Fill:
    return Fill(
        fill_id=number,
        order_id=number,
        cell=number % 14,
        intent=Intent.ENTRY,
        side=Side.BUY,
        price=Decimal("2680.50"),
        size=Decimal("0.1"),
        fee=Decimal("-0.00026805"),
        liquidity=Liquidity.MAKER,
        trade_id=TradeId(73808531 + number, 1),
        queue_ahead=Decimal("12.5"),
        backfilled=False,
        time=T0 + number,
        queue_ahead_after=Decimal(0),
        printed_size=Decimal("15.5"),
        model=FillModel.QUEUE,
    )


def make_cursor(number: int) -> Cursor:
    return Cursor(
        TradeKey(T0 + number, TradeId(73808531 + number, 1)), Decimal("2680.50"), number, {"queue": "1.5"}
    )


def numbered(number: int) -> Changes:
    """Everything that happens with the ``number``-th trade, from 1: two changes of an order, a fill, the cursor."""
    return Changes(
        records=(make_order(number), make_order(number, OrderStatus.FILLED), make_fill(number)),
        cursor=make_cursor(number),
    )


def with_environment(name: str) -> NewGrid:
    return replace(GRID, environment=name)
