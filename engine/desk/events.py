"""What the desk tells everyone who listens: one frozen value per event.

The command line writes them as lines, the window shows them. ``time`` is in nanoseconds since the Unix
epoch: for orders and fills the event time of the trade that caused them, otherwise the time of the change.

Most are structs of msgspec: they compare and are frozen as dataclasses are, and the class is made in a tenth
of the time, which counts because no window can be shown before this module is imported.
"""

from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from engine.feed.connection import ConnectionState, Endpoint
from engine.grid.orders import Fill, Order
from engine.market import Candle, Interval, Trade


class ConnectionChanged(Struct, frozen=True):
    """An endpoint changed its state; ``attempt`` counts the tries in a row, 1 for the first."""

    time: int
    endpoint: Endpoint
    state: ConnectionState
    attempt: int
    retry_in_ms: int | None
    reason: str | None


class SignedIn(Struct, frozen=True):
    """A sign-in succeeded; the account is named by its public id only."""

    time: int
    sub_account_id: str | None


class PriceChanged(Struct, frozen=True):
    """The market's prices now, in quote; None where unknown."""

    time: int
    instrument: str
    last: Decimal | None
    bid: Decimal | None
    ask: Decimal | None
    mark: Decimal | None


class TradePrinted(NamedTuple):
    """A public trade in the exchange's order; ``backfilled`` when it did not arrive as a live message."""

    time: int
    trade: Trade
    backfilled: bool


class CandleChanged(Struct, frozen=True):
    """A candle formed further, or the exchange sent its closed form."""

    time: int
    interval: Interval
    candle: Candle


class OrderChanged(NamedTuple):
    """A paper order of a grid was placed, filled, cancelled, or became an exit."""

    time: int
    grid_id: int
    instrument: str
    order: Order


class OrderFilled(NamedTuple):
    """A paper order filled."""

    time: int
    grid_id: int
    instrument: str
    fill: Fill


class GridStarted(Struct, frozen=True):
    """A paper grid runs from now on."""

    time: int
    grid_id: int
    instrument: str


class GridStopped(Struct, frozen=True):
    """A paper grid stopped; its orders are gone and later trades do nothing to it."""

    time: int
    grid_id: int
    instrument: str
    reason: str


class GridRevised(Struct, frozen=True):
    """A running grid was changed to another specification; its position stayed."""

    time: int
    grid_id: int
    instrument: str


class GridLiquidated(Struct, frozen=True):
    """The equity of a paper grid fell to its maintenance margin: it was closed at ``price`` (quote)."""

    time: int
    grid_id: int
    instrument: str
    price: Decimal


class FundingPaid(Struct, frozen=True):
    """A settlement of funding of one grid: ``rate`` in percent, ``amount`` in quote, negative when paid."""

    time: int
    grid_id: int
    instrument: str
    rate: Decimal
    amount: Decimal


class JournalPaused(Struct, frozen=True):
    """Nothing can be kept any more, so the paper grids stand still; ``reason`` says why and what to do."""

    time: int
    reason: str


class JournalResumed(Struct, frozen=True):
    """The journal writes again; the grids catch up with what traded meanwhile."""

    time: int


class Recovering(Struct, frozen=True):
    """Missed trades since ``from_time`` are being fetched; ``trades`` have come so far."""

    time: int
    instrument: str
    from_time: int
    trades: int


class GapFound(Struct, frozen=True):
    """Trades were missing between two times; ``trades`` is their number, None if unknown."""

    time: int
    instrument: str
    from_time: int
    to_time: int
    trades: int | None
    recovered: bool


class AccountChanged(Struct, frozen=True):
    """The user's own account changed, or is no longer followed; ``Desk.account`` has it."""

    time: int


class ErrorReported(Struct, frozen=True):
    """Something went wrong that the user should know; ``context`` says where, ``message`` what and what to do."""

    time: int
    context: str
    message: str


DeskEvent = (
    ConnectionChanged
    | SignedIn
    | PriceChanged
    | TradePrinted
    | CandleChanged
    | OrderChanged
    | OrderFilled
    | GridStarted
    | GridStopped
    | GridRevised
    | GridLiquidated
    | FundingPaid
    | JournalPaused
    | JournalResumed
    | Recovering
    | GapFound
    | AccountChanged
    | ErrorReported
)
