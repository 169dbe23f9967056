"""The user's own account as the exchange tells it, read only (protocol reference, section 6).

Money in the account's settlement currency, sizes in base, times in ns since the epoch. Fields that the
exchange may leave out are None.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec

from engine.grvt.errors import MalformedMessage, shortened
from engine.grvt.numbers import non_negative, number, number_or_none, positive, price_or_none, whole
from engine.grvt.payloads import checked_name, trade_id_from
from engine.market import ZERO, Side, TradeId

_ID_LIMIT = 100


class WireLeg(msgspec.Struct, gc=False):
    """The one leg of an order (section 6.3)."""

    instrument: str
    size: Any
    is_buying_asset: bool
    limit_price: Any = None


class WireState(msgspec.Struct, gc=False):
    """The state of an order; sizes have one entry per leg (section 6.3)."""

    status: str
    traded_size: list[Any] = []


class WireMetadata(msgspec.Struct, gc=False):
    """What the client said about its order."""

    client_order_id: Any = None
    create_time: Any = None


class WireOrder(msgspec.Struct, gc=False):
    """An order (section 6.3)."""

    order_id: str
    legs: list[WireLeg]
    state: WireState
    metadata: WireMetadata | None = None
    is_market: bool = False
    post_only: bool = False
    reduce_only: bool = False


class WirePosition(msgspec.Struct, gc=False):
    """A position."""

    instrument: str
    size: Any
    event_time: Any = None
    entry_price: Any = None
    mark_price: Any = None
    unrealized_pnl: Any = None
    realized_pnl: Any = None
    est_liquidation_price: Any = None


class WireSummary(msgspec.Struct, gc=False):
    """A sub-account's summary."""

    sub_account_id: Any
    total_equity: Any
    event_time: Any = None
    settle_currency: str = ""
    available_balance: Any = None
    initial_margin: Any = None
    maintenance_margin: Any = None
    unrealized_pnl: Any = None


class WireFill(msgspec.Struct, gc=False):
    """An execution of the account's own (the feed of ``v1.fill``)."""

    event_time: Any
    instrument: str
    is_buyer: bool
    size: Any
    price: Any
    trade_id: str
    is_taker: bool = False
    fee: Any = None
    realized_pnl: Any = None
    order_id: str = ""
    fee_currency: str = ""


@dataclass(frozen=True, slots=True)
class WorkingOrder:
    """An order of the account; ``status`` is the exchange's word, ``limit_price`` None for a market order."""

    order_id: str
    client_order_id: str
    instrument: str
    side: Side
    size: Decimal
    limit_price: Decimal | None
    traded_size: Decimal
    status: str
    post_only: bool
    reduce_only: bool


@dataclass(frozen=True, slots=True)
class Position:
    """A position of the account; ``size`` is signed, negative when short."""

    instrument: str
    size: Decimal
    entry_price: Decimal | None
    mark_price: Decimal | None
    unrealized_pnl: Decimal | None
    realized_pnl: Decimal | None
    liquidation_price: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """What the account is worth and what is free of it."""

    sub_account_id: str
    currency: str
    total_equity: Decimal
    available_balance: Decimal | None
    initial_margin: Decimal | None
    maintenance_margin: Decimal | None
    unrealized_pnl: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountFill:
    """An execution of the account; a negative fee is a rebate (section 7.1)."""

    event_time: int
    instrument: str
    trade_id: TradeId
    order_id: str
    side: Side
    price: Decimal
    size: Decimal
    is_taker: bool
    fee: Decimal | None
    fee_currency: str
    realized_pnl: Decimal | None


def order_from(wire: WireOrder) -> WorkingOrder:
    """An order with its single leg.

    Raises:
        MalformedMessage: a field that cannot be believed, or ``wrong_legs`` for more or fewer legs than one.
    """
    if len(wire.legs) != 1:
        raise MalformedMessage("wrong_legs", f"order with {len(wire.legs)} legs")
    leg = wire.legs[0]
    client_order_id = wire.metadata.client_order_id if wire.metadata else None
    traded = wire.state.traded_size
    return WorkingOrder(
        _identifier(wire.order_id, "order_id"),
        "" if client_order_id is None else _identifier(str(client_order_id), "client_order_id"),
        checked_name(leg.instrument),
        Side.BUY if leg.is_buying_asset else Side.SELL,
        positive(leg.size, "size"),
        price_or_none(leg.limit_price, "limit_price"),
        non_negative(traded[0], "traded_size") if traded else ZERO,
        shortened(wire.state.status, 40),
        wire.post_only,
        wire.reduce_only,
    )


def position_from(wire: WirePosition) -> Position:
    """A position.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return Position(
        checked_name(wire.instrument),
        number(wire.size, "size"),
        price_or_none(wire.entry_price, "entry_price"),
        price_or_none(wire.mark_price, "mark_price"),
        number_or_none(wire.unrealized_pnl, "unrealized_pnl"),
        number_or_none(wire.realized_pnl, "realized_pnl"),
        price_or_none(wire.est_liquidation_price, "est_liquidation_price"),
    )


def summary_from(wire: WireSummary) -> AccountSummary:
    """An account summary.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return AccountSummary(
        _identifier(str(wire.sub_account_id), "sub_account_id"),
        shortened(wire.settle_currency, 20),
        number(wire.total_equity, "total_equity"),
        number_or_none(wire.available_balance, "available_balance"),
        number_or_none(wire.initial_margin, "initial_margin"),
        number_or_none(wire.maintenance_margin, "maintenance_margin"),
        number_or_none(wire.unrealized_pnl, "unrealized_pnl"),
    )


def fill_from(wire: WireFill) -> AccountFill:
    """An execution.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return AccountFill(
        whole(wire.event_time, "event_time"),
        checked_name(wire.instrument),
        trade_id_from(wire.trade_id),
        shortened(wire.order_id, _ID_LIMIT),
        Side.BUY if wire.is_buyer else Side.SELL,
        positive(wire.price, "price"),
        positive(wire.size, "size"),
        wire.is_taker,
        number_or_none(wire.fee, "fee"),
        shortened(wire.fee_currency, 20),
        number_or_none(wire.realized_pnl, "realized_pnl"),
    )


def _identifier(text: str, field: str) -> str:
    return checked_name(text, field)
