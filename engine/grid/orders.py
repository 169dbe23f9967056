"""Orders and fills of a grid, as the outside sees them: frozen values that never change after creation.

Tuples, for a fill makes three of them, and a frozen dataclass takes several times as long to make.
"""

from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from engine.grid.spec import FillModel
from engine.market import Side, TradeId


class Intent(Enum):
    """What an order is for: to open a cell, to close it, or to close the whole grid."""

    ENTRY = "entry"
    EXIT = "exit"
    CLOSE = "close"


class OrderStatus(Enum):
    """Where an order stands."""

    OPEN = "open"
    PARTIALLY_FILLED = "partially_filled"
    FILLED = "filled"
    CANCELLED = "cancelled"


class Liquidity(Enum):
    """Whether a fill rested on the book (maker) or took from it (taker)."""

    MAKER = "maker"
    TAKER = "taker"


class Order(NamedTuple):
    """One order at one moment; ``time`` is that of the trade that brought it there (ns since the epoch).

    ``queue_ahead`` is the size ahead of it then, None where unknown or without the queue model.
    """

    order_id: int
    cell: int | None
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    filled: Decimal
    status: OrderStatus
    time: int
    queue_ahead: Decimal | None = None


class Fill(NamedTuple):
    """One fill with its evidence.

    ``trade_id`` is None for a fill at the start of the grid; ``fee`` is in quote, positive is a cost;
    ``queue_ahead`` is the size ahead before this trade and ``queue_ahead_after`` what was left of it, None unless
    the queue model was used; ``printed_size`` is the size of the trade (base units), None at the start;
    ``model`` is the fill model that decided.
    """

    fill_id: int
    order_id: int
    cell: int | None
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    fee: Decimal
    liquidity: Liquidity
    trade_id: TradeId | None
    queue_ahead: Decimal | None
    backfilled: bool
    time: int
    queue_ahead_after: Decimal | None = None
    printed_size: Decimal | None = None
    model: FillModel | None = None
