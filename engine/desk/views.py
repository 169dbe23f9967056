"""Frozen snapshots of the desk, for everyone who shows something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.feed.connection import ConnectionState, Endpoint
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import Identity, RoundTrip
from engine.grid.orders import Fill, Order
from engine.grid.spec import FillModel, GridSpec
from engine.grvt.account import AccountFill, Position, WorkingOrder
from engine.market import Instrument
from engine.paper.equity import Drawdown


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """One endpoint now. ``retry_at`` is a deadline on the monotonic clock (``time.monotonic()``, seconds)."""

    endpoint: Endpoint
    state: ConnectionState
    attempt: int
    retry_at: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PriceView:
    """The newest prices of an instrument and when they arrived (``time.monotonic()``, seconds)."""

    instrument: str
    last: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    mark: Decimal | None
    event_time: int
    received_at: float


@dataclass(frozen=True, slots=True)
class FeedView:
    """One stream of one instrument now; ages and round trips in seconds, the clock difference in ns.

    ``instrument`` is "" for a stream of the user's own account, which carries every instrument.

    ``sequence_gaps`` counts jumps in the stream's numbers, ``recovered`` the trades that were fetched later.
    ``clock_offset_ns`` is the exchange's clock minus ours, None where unknown.
    """

    endpoint: Endpoint
    stream: str
    instrument: str
    state: ConnectionState
    age: float | None
    messages: int
    per_second: float
    sequence_gaps: int
    duplicates: int
    recovered: int
    connects: int
    round_trip: float | None
    clock_offset_ns: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """The user's own account as last read, in ``settle_currency``; None where the exchange did not say.

    ``fills`` are the newest ones, newest first. ``updated_at`` is when the newest of this arrived
    (``time.monotonic()``, seconds): whether it is still kept up is what the trades connection says.
    """

    sub_account_id: str
    settle_currency: str
    equity: Decimal
    available_balance: Decimal | None
    initial_margin: Decimal | None
    maintenance_margin: Decimal | None
    unrealized_pnl: Decimal | None
    positions: tuple[Position, ...]
    open_orders: tuple[WorkingOrder, ...]
    fills: tuple[AccountFill, ...]
    updated_at: float


@dataclass(frozen=True, slots=True)
class RiskView:
    """The paper account of one grid at the current mark price, in quote. None where unknown or not asked for.

    ``capital`` is what was allocated to the grid; without it nothing is liquidated and the rest is None.
    ``equity`` = capital + total PnL. ``liquidation_price``: where the equity meets the maintenance margin.
    """

    capital: Decimal | None = None
    leverage: Decimal | None = None
    equity: Decimal | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None
    liquidation_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class GridView:
    """One paper grid: what it is, where it stands, its working orders and its newest fills, at most a thousand.

    Everything shown here is already in the journal. ``range`` is the total PnL of each fill model on the same
    events, the grid's own among them. ``identity`` compares the two ledgers. ``trips`` are the newest completed
    round trips, at most a thousand. ``stop_reason`` in words for the user, None while it runs.
    """

    grid_id: int
    spec: GridSpec
    instrument: Instrument
    running: bool
    started_at: int
    reference: Decimal
    lines: tuple[Decimal, ...]
    open_orders: tuple[Order, ...]
    fills: tuple[Fill, ...]
    totals: GridTotals
    gaps: int
    unrecovered_gaps: int
    range: Mapping[FillModel, Decimal] = field(default_factory=dict)
    identity: Identity | None = None
    trips: tuple[RoundTrip, ...] = ()
    risk: RiskView = RiskView()
    drawdown: Drawdown | None = None
    stopped_at: int | None = None
    stop_reason: str | None = None


@dataclass(frozen=True, slots=True)
class PastGrid:
    """One line of the history of grids, running ones among them; ``totals`` as last kept, None before any."""

    grid_id: int
    environment: str
    instrument: Instrument
    spec: GridSpec
    started_at: int
    stopped_at: int | None
    stop_reason: str | None
    totals: GridTotals | None
    gaps: int
    unrecovered_gaps: int


@dataclass(frozen=True, slots=True)
class BookView:
    """The public book of an instrument: (price, size) best first; ``received_at`` on the monotonic clock."""

    instrument: str
    bids: tuple[tuple[Decimal, Decimal], ...]
    asks: tuple[tuple[Decimal, Decimal], ...]
    event_time: int
    received_at: float
