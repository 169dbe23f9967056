"""Records as rows of the tables and back. A decimal is written without an exponent, exactly."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from engine.desk.journal.records import (
    Cursor,
    EquityPoint,
    FundingPayment,
    GridStart,
    NewGrid,
    Note,
    RecordedFill,
    Revision,
    Stop,
    StoredGrid,
)
from engine.feed.gaps import Gap
from engine.grid.ledger import GridTotals
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import FillModel
from engine.market import Instrument, Quote, Side, TradeId, TradeKey, plain

Row = Sequence[Any]
Values = tuple[str | int | None, ...]

_SIDES = {member.value: member for member in Side}
_INTENTS = {member.value: member for member in Intent}
_STATUSES = {member.value: member for member in OrderStatus}
_LIQUIDITIES = {member.value: member for member in Liquidity}
_MODELS = {member.value: member for member in FillModel}


def _text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number")
    return plain(value)


def _maybe_text(value: Decimal | None) -> str | None:
    return None if value is None else _text(value)


def _maybe_decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _json(value: Instrument | GridTotals) -> str:
    return msgspec.json.encode(value).decode()


def _key_values(key: TradeKey | None) -> Values:
    return (None, None, None) if key is None else (key.event_time, *key.trade_id)


def _key(row: Row) -> TradeKey | None:
    time, execution, fill = row
    return None if time is None else TradeKey(time, TradeId(execution, fill))


NEW_GRID_COLUMNS = (
    "created_at, environment, instrument_name, instrument, spec, file_sha256, start_time, reference, last_price,"
    " best_bid, best_bid_size, best_ask, best_ask_size, book_time, newest_trade_time, newest_trade_execution,"
    " newest_trade_fill"
)


def grid_values(grid: NewGrid) -> Values:
    """``NEW_GRID_COLUMNS``."""
    start, book = grid.start, grid.start.book
    return (
        grid.created_at,
        grid.environment,
        grid.instrument.name,
        _json(grid.instrument),
        grid.spec_toml,
        grid.file_sha256,
        start.time,
        _text(start.reference),
        _text(start.last),
        _maybe_text(book.bid),
        _maybe_text(book.bid_size),
        _maybe_text(book.ask),
        _maybe_text(book.ask_size),
        book.event_time,
        *_key_values(start.newest_trade),
    )


GRID_COLUMNS = (
    "g.grid_id, g.created_at, g.environment, g.instrument, g.spec, g.file_sha256, g.start_time, g.reference,"
    " g.last_price, g.best_bid, g.best_ask, g.best_bid_size, g.best_ask_size, g.book_time, g.newest_trade_time,"
    " g.newest_trade_execution, g.newest_trade_fill, s.time, s.reason, c.trade_time, c.trade_execution,"
    " c.trade_fill, c.last_price, c.trades, c.core_state, c.totals,"
    " (SELECT spec FROM revisions r WHERE r.grid_id = g.grid_id ORDER BY seq DESC LIMIT 1)"
)
"""What ``stored_grid`` reads, of grids ``g``, stops ``s`` and cursors ``c``."""


def stored_grid(row: Row) -> StoredGrid:
    """A row of ``GRID_COLUMNS``."""
    bid, ask, bid_size, ask_size = map(_maybe_decimal, row[9:13])
    start = GridStart(
        time=row[6],
        reference=Decimal(row[7]),
        last=Decimal(row[8]),
        book=Quote(bid, ask, bid_size, ask_size, row[13]),
        newest_trade=_key(row[14:17]),
    )
    grid = NewGrid(
        created_at=row[1],
        environment=row[2],
        instrument=msgspec.json.decode(row[3], type=Instrument),
        spec_toml=row[4],
        start=start,
        file_sha256=row[5],
    )
    return StoredGrid(
        grid_id=row[0],
        grid=grid,
        spec_toml=row[4] if row[26] is None else row[26],
        cursor=_cursor(row[19:26]),
        stop=None if row[17] is None else Stop(row[17], row[18]),
    )


def cursor_values(cursor: Cursor) -> Values:
    """``cursors`` without the grid's id."""
    totals = None if cursor.totals is None else _json(cursor.totals)
    return (*_key_values(cursor.trade), _text(cursor.last), cursor.trades, cursor.core_state, totals)


def _cursor(row: Row) -> Cursor | None:
    last, trades, core_state, totals = row[3:]
    if last is None:
        return None
    account = None if totals is None else msgspec.json.decode(totals, type=GridTotals)
    return Cursor(_key(row[:3]), Decimal(last), trades, core_state, account)


def order_values(order: Order) -> Values:
    """``orders`` without the grid's id and the sequence number."""
    return (
        order.order_id,
        order.cell,
        order.intent.value,
        order.side.value,
        _text(order.price),
        _text(order.size),
        _text(order.filled),
        order.status.value,
        order.time,
    )


ORDER_COLUMNS = "order_id, cell, intent, side, price, size, filled, status, time"


def order(row: Row) -> Order:
    """A row of ``ORDER_COLUMNS``."""
    order_id, cell, intent, side, price, size, filled, status, time = row
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
    )


def fill_values(record: RecordedFill) -> Values:
    """``fills`` without the grid's id and the sequence number, in the order of ``FILL_COLUMNS``."""
    fill = record.fill
    execution, number = (None, None) if fill.trade_id is None else fill.trade_id
    return (
        fill.fill_id,
        fill.order_id,
        fill.cell,
        fill.intent.value,
        fill.side.value,
        _text(fill.price),
        _text(fill.size),
        _text(fill.fee),
        fill.liquidity.value,
        execution,
        number,
        int(fill.backfilled),
        fill.time,
        _maybe_text(fill.queue_ahead),
        _maybe_text(record.queue_ahead_after),
        _maybe_text(record.printed_size),
        None if record.model is None else record.model.value,
    )


FILL_COLUMNS = (
    "fill_id, order_id, cell, intent, side, price, size, fee, liquidity, trade_execution, trade_fill,"
    " backfilled, time, queue_ahead_before, queue_ahead_after, printed_size, model"
)


def recorded_fill(row: Row) -> RecordedFill:
    """A row of ``FILL_COLUMNS``."""
    fill = Fill(
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
        queue_ahead=_maybe_decimal(row[13]),
        backfilled=bool(row[11]),
        time=row[12],
    )
    model = None if row[16] is None else _MODELS[row[16]]
    return RecordedFill(fill, _maybe_decimal(row[14]), _maybe_decimal(row[15]), model)


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
    return (payment.time, *map(_text, amounts))


def funding_payment(row: Row) -> FundingPayment:
    """A row of ``time, position, mark, rate, amount``."""
    return FundingPayment(row[0], *map(Decimal, row[1:]))


def equity_values(point: EquityPoint) -> Values:
    """``equity`` without the grid's id."""
    return (point.time, *map(_text, (point.total, point.position, point.mark)))


def equity_point(row: Row) -> EquityPoint:
    """A row of ``time, total, position, mark``."""
    return EquityPoint(row[0], *map(Decimal, row[1:]))


def note(row: Row) -> Note:
    """A row of ``time, text``."""
    return Note(*row)
