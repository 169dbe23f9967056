"""Orders and fills of a grid, as the outside sees them: frozen values that never change after creation."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

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


@dataclass(frozen=True, slots=True)
class Order:
    """One order at one moment; ``time`` is that of the trade that brought it there (ns since the epoch)."""

    order_id: int
    cell: int | None
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    filled: Decimal
    status: OrderStatus
    time: int


@dataclass(frozen=True, slots=True)
class Fill:
    """One fill with its evidence.

    ``trade_id`` is None for a fill at the start of the grid; ``fee`` is in quote, positive is a cost;
    ``queue_ahead`` is the size ahead before this trade, None unless the queue model was used.
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
