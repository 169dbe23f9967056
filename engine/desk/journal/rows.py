"""Records as rows of the tables and back. A decimal is written without an exponent, exactly."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.desk.journal.records import (
    EquityPoint,
    FundingPayment,
    Note,
    Revision,
)
from engine.feed.gaps import Gap
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import FillModel
from engine.market import Side, TradeId, decimal_or_none, plain

Row = Sequence[Any]
Values = tuple[str | int | None, ...]

_SIDES = {member.value: member for member in Side}
_INTENTS = {member.value: member for member in Intent}
_STATUSES = {member.value: member for member in OrderStatus}
_LIQUIDITIES = {member.value: member for member in Liquidity}
_MODELS = {member.value: member for member in FillModel}


def as_text(value: Decimal) -> str:
    """A decimal as text, exactly.

    Raises:
        ValueError: it is not finite.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    return plain(value)


def maybe_text(value: Decimal | None) -> str | None:
    """A decimal as text, or None."""
    return None if value is None else as_text(value)


def maybe_decimal(text: str | None) -> Decimal | None:
    """The decimal of a text, or None."""
    return None if text is None else Decimal(text)


def order_values(order: Order) -> Values:
    """``orders`` without the grid's id and the sequence number."""
    return (
        order.order_id,
        order.cell,
        order.intent.value,
        order.side.value,
        as_text(order.price),
        as_text(order.size),
        as_text(order.filled),
        order.status.value,
        order.time,
        maybe_text(order.queue_ahead),
    )


ORDER_COLUMNS = "order_id, cell, intent, side, price, size, filled, status, time, queue_ahead"


def order(row: Row) -> Order:
    """A row of ``ORDER_COLUMNS``."""
    order_id, cell, intent, side, price, size, filled, status, time, queue_ahead = row
    return Order(
        order_id,
        cell,
        _INTENTS[intent],
        _SIDES[side],
        Decimal(price),
        Decimal(size),
        Decimal(filled),
        _STATUSES[status],
        time,
        maybe_decimal(queue_ahead),
    )


def fill_values(fill: Fill) -> Values:
    """``fills`` without the grid's id and the sequence number, in the order of ``FILL_COLUMNS``."""
    execution, number = (None, None) if fill.trade_id is None else fill.trade_id
    return (
        fill.fill_id,
        fill.order_id,
        fill.cell,
        fill.intent.value,
        fill.side.value,
        as_text(fill.price),
        as_text(fill.size),
        as_text(fill.fee),
        fill.liquidity.value,
        execution,
        number,
        int(fill.backfilled),
        fill.time,
        maybe_text(fill.queue_ahead),
        maybe_text(fill.queue_ahead_after),
        maybe_text(fill.printed_size),
        None if fill.model is None else fill.model.value,
    )


FILL_COLUMNS = (
    "fill_id, order_id, cell, intent, side, price, size, fee, liquidity, trade_execution, trade_fill,"
    " backfilled, time, queue_ahead_before, queue_ahead_after, printed_size, model"
)


def fill(row: Row) -> Fill:
    """A row of ``FILL_COLUMNS``."""
    return Fill(
        fill_id=row[0],
        order_id=row[1],
        cell=row[2],
        intent=_INTENTS[row[3]],
        side=_SIDES[row[4]],
        price=Decimal(row[5]),
        size=Decimal(row[6]),
        fee=Decimal(row[7]),
        liquidity=_LIQUIDITIES[row[8]],
        trade_id=None if row[9] is None else TradeId(row[9], row[10]),
        queue_ahead=maybe_decimal(row[13]),
        backfilled=bool(row[11]),
        time=row[12],
        queue_ahead_after=maybe_decimal(row[14]),
        printed_size=maybe_decimal(row[15]),
        model=None if row[16] is None else _MODELS[row[16]],
    )


def revision(row: Row) -> Revision:
    """A row of ``time, spec``."""
    return Revision(*row)


def gap_values(gap: Gap) -> Values:
    """``gaps`` without the ids."""
    return (gap.instrument, gap.from_time, gap.to_time, gap.trades, int(gap.recovered))


def gap(row: Row) -> Gap:
    """A row of ``instrument, from_time, to_time, trades, recovered``."""
    instrument, from_time, to_time, trades, recovered = row
    return Gap(instrument, from_time, to_time, trades, bool(recovered))


def funding_values(payment: FundingPayment) -> Values:
    """``funding`` without the grid's id."""
    amounts = (payment.position, payment.mark, payment.rate, payment.amount)
    return (payment.time, *map(as_text, amounts))


def funding_payment(row: Row) -> FundingPayment:
    """A row of ``time, position, mark, rate, amount``."""
    return FundingPayment(row[0], *map(Decimal, row[1:]))


def equity_values(point: EquityPoint) -> Values:
    """``equity`` without the grid's id."""
    return (point.time, *map(as_text, (point.total, point.position, point.mark)))


def equity_point(row: Row) -> EquityPoint:
    """A row of ``time, total, position, mark``."""
    return EquityPoint(row[0], *map(Decimal, row[1:]))


def note(row: Row) -> Note:
    """A row of ``time, text``."""
    return Note(*row)


def trip_values(trip: RoundTrip) -> Values:
    """``TRIP_COLUMNS``."""
    amounts = map(as_text, (trip.size, trip.gross, trip.fees))
    cost = None if trip.cost is None else as_text(trip.cost)
    return (trip.cell, trip.entry_side.value, *amounts, trip.entry_time, trip.exit_time, cost)


TRIP_COLUMNS = "cell, entry_side, size, gross, fees, entry_time, exit_time, cost"


def trip(row: Row) -> RoundTrip:
    """A row of ``TRIP_COLUMNS``."""
    cell, side, size, gross, fees, entry_time, exit_time, kept = row
    cost = decimal_or_none(kept)
    return RoundTrip(
        cell, _SIDES[side], Decimal(size), Decimal(gross), Decimal(fees), entry_time, exit_time, cost
    )
