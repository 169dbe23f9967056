"""Grids, their cursors and margin rules as rows of the tables and back."""

from decimal import Decimal
from typing import Any

import msgspec

from engine.desk.journal.records import Cursor, GridStart, NewGrid, RulesRead, Stop, StoredGrid
from engine.desk.journal.rows import Row, Values, as_text, maybe_decimal, maybe_text
from engine.grid.capital import Means
from engine.grid.ledger import GridTotals
from engine.market import Instrument, Quote, TradeId, TradeKey
from engine.market.margin import MarginRules, RiskBracket


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _key_values(key: TradeKey | None) -> Values:
    return (None, None, None) if key is None else (key.event_time, *key.trade_id)


def _key(row: Row) -> TradeKey | None:
    time, execution, fill = row
    return None if time is None else TradeKey(time, TradeId(execution, fill))


NEW_GRID_COLUMNS = (
    "created_at, environment, instrument_name, instrument, spec, file_sha256, start_time, reference, last_price,"
    " best_bid, best_bid_size, best_ask, best_ask_size, book_time, newest_trade_time, newest_trade_execution,"
    " newest_trade_fill, means"
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
        as_text(start.reference),
        as_text(start.last),
        maybe_text(book.bid),
        maybe_text(book.bid_size),
        maybe_text(book.ask),
        maybe_text(book.ask_size),
        book.event_time,
        *_key_values(start.newest_trade),
        None if grid.means is None else _json(grid.means),
    )


GRID_COLUMNS = (
    "g.grid_id, g.created_at, g.environment, g.instrument, g.spec, g.file_sha256, g.start_time, g.reference,"
    " g.last_price, g.best_bid, g.best_ask, g.best_bid_size, g.best_ask_size, g.book_time, g.newest_trade_time,"
    " g.newest_trade_execution, g.newest_trade_fill, s.time, s.reason, c.trade_time, c.trade_execution,"
    " c.trade_fill, c.last_price, c.trades, c.core_state, c.totals, c.told_fill, c.curve, c.number,"
    " (SELECT spec FROM revisions r WHERE r.grid_id = g.grid_id ORDER BY seq DESC LIMIT 1), g.means,"
    " (SELECT rules FROM margin_rules m WHERE m.grid_id = g.grid_id ORDER BY time DESC LIMIT 1)"
)
"""What ``stored_grid`` reads, of grids ``g``, stops ``s`` and cursors ``c``."""


def stored_grid(row: Row) -> StoredGrid:
    """A row of ``GRID_COLUMNS``."""
    bid, ask, bid_size, ask_size = map(maybe_decimal, row[9:13])
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
        means=None if row[30] is None else msgspec.json.decode(row[30], type=Means),
    )
    return StoredGrid(
        grid_id=row[0],
        grid=grid,
        spec_toml=row[4] if row[29] is None else row[29],
        cursor=_cursor(row[19:29]),
        stop=None if row[17] is None else Stop(row[17], row[18]),
        rules=None if row[31] is None else _rules(row[31]),
    )


CURSOR_COLUMNS = (
    "trade_time, trade_execution, trade_fill, last_price, trades,"
    " core_state, totals, told_fill, curve, number"
)


def cursor_values(cursor: Cursor) -> Values:
    """``CURSOR_COLUMNS``."""
    return (
        *_key_values(cursor.trade),
        as_text(cursor.last),
        cursor.trades,
        None if cursor.core_state is None else _json(cursor.core_state),
        None if cursor.totals is None else _json(cursor.totals),
        cursor.told_fill,
        None if cursor.curve is None else _json(cursor.curve),
        cursor.number,
    )


def _cursor(row: Row) -> Cursor | None:
    last, trades, core_state, totals, told_fill, curve, number = row[3:]
    if last is None:
        return None
    account = None if totals is None else msgspec.json.decode(totals, type=GridTotals)
    return Cursor(
        *(_key(row[:3]), Decimal(last), trades, _table(core_state), account, told_fill, _table(curve), number)
    )


def _table(text: str | None) -> dict[str, Any] | None:
    return None if text is None else msgspec.json.decode(text, type=dict[str, Any])


class _Rules(msgspec.Struct):
    instrument: str
    brackets: tuple[RiskBracket, ...]
    max_position_size: Decimal | None


def rules_values(read: RulesRead) -> Values:
    """``margin_rules`` without the grid's id."""
    rules = read.rules
    return (read.time, _json(_Rules(rules.instrument, rules.brackets, rules.max_position_size)))


def _rules(text: str) -> MarginRules:
    kept = msgspec.json.decode(text, type=_Rules)
    return MarginRules.of(kept.instrument, kept.brackets, kept.max_position_size)
