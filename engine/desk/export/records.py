"""Orders, fills and the rest as named values, as CONTRACT section 6 names them.

Decimals are written without an exponent, exactly; times are ns since the epoch as decimal strings; None where
unknown or where it does not apply.
"""

from decimal import Decimal

from engine.desk.journal import EquityPoint, FundingPayment
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Order
from engine.market import plain, plain_amount, plain_or_none

Record = dict[str, str | int | bool | None]


def order_record(instrument: str, order: Order) -> Record:
    """One change of an order, as an ``order`` line has it."""
    return {
        "instrument": instrument,
        "order_id": order.order_id,
        "cell": order.cell,
        "intent": order.intent.value,
        "side": order.side.value,
        "price": plain(order.price),
        "size": plain(order.size),
        "filled": plain(order.filled),
        "status": order.status.value,
    }


def fill_record(instrument: str, fill: Fill) -> Record:
    """A fill, as a ``fill`` line has it."""
    return {
        "instrument": instrument,
        "fill_id": fill.fill_id,
        "order_id": fill.order_id,
        "cell": fill.cell,
        "intent": fill.intent.value,
        "side": fill.side.value,
        "price": plain(fill.price),
        "size": plain(fill.size),
        "fee": plain_amount(fill.fee),
        "liquidity": fill.liquidity.value,
        "trade_id": None if fill.trade_id is None else str(fill.trade_id),
        "queue_ahead": plain_or_none(fill.queue_ahead),
        "backfilled": fill.backfilled,
    }


def evidence_record(fill: Fill) -> Record:
    """Why a fill happened: what was left of the queue, the size of the trade, and the model that decided."""
    return {
        "queue_ahead_after": plain_or_none(fill.queue_ahead_after),
        "printed_size": plain_or_none(fill.printed_size),
        "model": None if fill.model is None else fill.model.value,
    }


def trip_record(instrument: str, trip: RoundTrip) -> Record:
    """A completed round trip; ``grid_profit`` is gross - fees. Prices are averages: no zeros at their ends."""
    return {
        "instrument": instrument,
        "cell": trip.cell,
        "entry_side": trip.entry_side.value,
        "size": plain(trip.size),
        "entry_time": str(trip.entry_time),
        "entry_price": _average(trip.entry_price),
        "exit_price": _average(trip.exit_price),
        "gross": plain_amount(trip.gross),
        "fees": plain_amount(trip.fees),
        "grid_profit": plain_amount(trip.net),
    }


def _average(price: Decimal | None) -> str | None:
    return None if price is None else plain_amount(price)


def equity_record(instrument: str, point: EquityPoint) -> Record:
    """A point of the equity curve."""
    return {
        "instrument": instrument,
        "total": plain_amount(point.total),
        "position": plain_amount(point.position),
        "mark": plain(point.mark),
    }


def funding_record(instrument: str, payment: FundingPayment) -> Record:
    """A settlement of funding; ``rate`` in percent, ``amount`` negative when paid."""
    return {
        "instrument": instrument,
        "position": plain_amount(payment.position),
        "mark": plain(payment.mark),
        "rate": plain(payment.rate),
        "amount": plain_amount(payment.amount),
    }


def totals_record(totals: GridTotals) -> Record:
    """The account, as the summary line has it."""
    return {
        "fills": totals.fills,
        "entries": totals.entries,
        "exits": totals.exits,
        "round_trips": totals.round_trips,
        "position": plain_amount(totals.position),
        "average_entry": plain_amount(totals.average_entry),
        "grid_profit": plain_amount(totals.grid_profit),
        "realized": plain_amount(totals.realized),
        "unrealized": plain_amount(totals.unrealized),
        "fees": plain_amount(totals.fees),
        "funding": plain_amount(totals.funding),
        "total": plain_amount(totals.total),
        "trades": totals.trades,
    }
