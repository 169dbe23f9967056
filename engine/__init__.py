"""Gridwell's engine: everything the window and the command line may use."""

import engine.early_signals  # noqa: F401 - before everything that takes time

# isort: split
from engine.desk.archive import Archive
from engine.desk.errors import DeskError
from engine.desk.events import (
    AccountChanged,
    CandleChanged,
    ConnectionChanged,
    DeskEvent,
    ErrorReported,
    FundingPaid,
    GapFound,
    GridLiquidated,
    GridRevised,
    GridStarted,
    GridStopped,
    JournalPaused,
    JournalResumed,
    OrderChanged,
    OrderFilled,
    PriceChanged,
    Recovering,
    SignedIn,
    TradePrinted,
)
from engine.desk.export import AlreadyThere, ExportFailed, ExportRefused, export_grid, make_support_bundle
from engine.desk.facade import Desk, DeskOptions
from engine.desk.home import home_folder
from engine.desk.journal import EquityPoint, FundingPayment
from engine.desk.journal.errors import HomeInUse, JournalUnusable
from engine.desk.paper_trading import STOPPED_BY_USER
from engine.desk.sign_in_check import LoginOutcome, check_login_once
from engine.desk.views import (
    AccountView,
    BookView,
    ConnectionView,
    FeedView,
    GridView,
    PastGrid,
    PriceView,
    RiskView,
)
from engine.feed.connection import ConnectionEvent, ConnectionState, Endpoint
from engine.grid.capital import MarginNeed, Means
from engine.grid.cell_profit import BreakEven, CellProfit, cell_profits
from engine.grid.ledger import NO_TOTALS, GridTotals
from engine.grid.lines import grid_lines
from engine.grid.liquidation import LiquidationStep, LiquidationWalk
from engine.grid.matched_pairs import Identity, OpenLot, RoundTrip
from engine.grid.opening import PlannedOrder, open_grid
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.preview import GridPreview, Outcome, preview
from engine.grid.preview_warnings import PreviewWarning, WarningKey
from engine.grid.spec import (
    DEFAULT_MAKER_FEE,
    DEFAULT_TAKER_FEE,
    MAX_LEVELS,
    MIN_LEVELS,
    Direction,
    FillModel,
    GridSpec,
    GridSpecError,
    Initial,
    Spacing,
    check_instrument,
    grid_to_toml,
    load_grid,
    parse_grid,
)
from engine.grvt.account import AccountFill, Position, WorkingOrder
from engine.grvt.environment import (
    Environment,
    EnvironmentName,
    EnvironmentSettingError,
    resolve_environment,
)
from engine.grvt.errors import CredentialsRejected, ExchangeError
from engine.keys import (
    KeyStore,
    KeyStoreError,
    KeyStoreLocked,
    KeyStoreTimeout,
    KeyStoreUnavailable,
    MemoryKeys,
    StoreInfo,
    UnusableKeyError,
)
from engine.market import (
    NS_PER_SECOND,
    Candle,
    Instrument,
    Interval,
    Quote,
    Side,
    Ticker,
    Trade,
    TradeId,
    plain,
    plain_amount,
)
from engine.market.margin import MarginRules, RiskBracket
from engine.paper.equity import Drawdown, EquityBar, EquityCurve
from engine.paper.revision import RevisionPlan
from engine.secret import RedactingFilter, Secret, redact

__all__ = [
    "DEFAULT_MAKER_FEE",
    "DEFAULT_TAKER_FEE",
    "MAX_LEVELS",
    "MIN_LEVELS",
    "NO_TOTALS",
    "NS_PER_SECOND",
    "STOPPED_BY_USER",
    "AccountChanged",
    "AccountFill",
    "AccountView",
    "AlreadyThere",
    "Archive",
    "BookView",
    "BreakEven",
    "Candle",
    "CandleChanged",
    "CellProfit",
    "ConnectionChanged",
    "ConnectionEvent",
    "ConnectionState",
    "ConnectionView",
    "CredentialsRejected",
    "Desk",
    "DeskError",
    "DeskEvent",
    "DeskOptions",
    "Direction",
    "Drawdown",
    "Endpoint",
    "Environment",
    "EnvironmentName",
    "EnvironmentSettingError",
    "EquityBar",
    "EquityCurve",
    "EquityPoint",
    "ErrorReported",
    "ExchangeError",
    "ExportFailed",
    "ExportRefused",
    "FeedView",
    "Fill",
    "FillModel",
    "FundingPaid",
    "FundingPayment",
    "GapFound",
    "GridLiquidated",
    "GridPreview",
    "GridRevised",
    "GridSpec",
    "GridSpecError",
    "GridStarted",
    "GridStopped",
    "GridTotals",
    "GridView",
    "HomeInUse",
    "Identity",
    "Initial",
    "Instrument",
    "Intent",
    "Interval",
    "JournalPaused",
    "JournalResumed",
    "JournalUnusable",
    "KeyStore",
    "KeyStoreError",
    "KeyStoreLocked",
    "KeyStoreTimeout",
    "KeyStoreUnavailable",
    "LiquidationStep",
    "LiquidationWalk",
    "Liquidity",
    "LoginOutcome",
    "MarginNeed",
    "MarginRules",
    "Means",
    "MemoryKeys",
    "OpenLot",
    "Order",
    "OrderChanged",
    "OrderFilled",
    "OrderStatus",
    "Outcome",
    "PastGrid",
    "PlannedOrder",
    "Position",
    "PreviewWarning",
    "PriceChanged",
    "PriceView",
    "Quote",
    "Recovering",
    "RedactingFilter",
    "RevisionPlan",
    "RiskBracket",
    "RiskView",
    "RoundTrip",
    "Secret",
    "Side",
    "SignedIn",
    "Spacing",
    "StoreInfo",
    "Ticker",
    "Trade",
    "TradeId",
    "TradePrinted",
    "UnusableKeyError",
    "WarningKey",
    "WorkingOrder",
    "cell_profits",
    "check_instrument",
    "check_login_once",
    "export_grid",
    "grid_lines",
    "grid_to_toml",
    "home_folder",
    "load_grid",
    "make_support_bundle",
    "open_grid",
    "parse_grid",
    "plain",
    "plain_amount",
    "preview",
    "redact",
    "resolve_environment",
]
