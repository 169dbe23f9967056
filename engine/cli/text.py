"""Events as lines for a person who watches a terminal."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TextIO

from engine.cli.summary import Summary
from engine.desk.events import (
    ConnectionChanged,
    DeskEvent,
    ErrorReported,
    GapFound,
    GridRevised,
    GridStarted,
    GridStopped,
    OrderChanged,
    OrderFilled,
    PriceChanged,
    Recovering,
    SignedIn,
)
from engine.desk.views import FeedView
from engine.feed.connection import ConnectionState, Endpoint
from engine.grid.orders import Intent, OrderStatus
from engine.market import NS_PER_MS, NS_PER_SECOND, plain, plain_amount
from engine.secret import redact

PRICE_LINE_EVERY = 5.0

_HOSTS = {
    Endpoint.EDGE: "sign-in",
    Endpoint.MARKET_DATA: "market data",
    Endpoint.TRADES: "account feed",
}
_STATES = {
    ConnectionState.OFFLINE: "offline",
    ConnectionState.AUTHENTICATING: "signing in",
    ConnectionState.CONNECTING: "connecting",
    ConnectionState.SUBSCRIBING: "connected, subscribing",
    ConnectionState.LIVE: "live",
    ConnectionState.STALE: "stale",
    ConnectionState.FAILED: "failed",
}


class TextLines:
    """Writes events in words; prices only now and then."""

    def __init__(self, out: TextIO, monotonic: Callable[[], float]) -> None:
        self._out = out
        self._monotonic = monotonic
        self._price_at: float | None = None

    def say(self, text: str) -> None:
        """Write one line."""
        self._out.write(redact(text) + "\n")
        self._out.flush()

    def on_event(self, event: DeskEvent) -> None:
        """Write an event, if a person wants to read it."""
        text = self._price(event) if isinstance(event, PriceChanged) else text_of(event)
        if text is not None:
            self.say(f"{_clock(event.time)}  {text}")

    def on_feeds(self, feeds: Sequence[FeedView], time: int) -> None:
        """Write one line a stream: how fresh and how whole it is; ``time`` in ns since the epoch."""
        for feed in feeds:
            age = "never" if feed.age is None else f"{feed.age:.1f} s ago"
            name = " ".join(filter(None, (feed.stream, feed.instrument)))
            parts = [
                f"feed  {name}: {_STATES.get(feed.state, feed.state.value)}",
                f"last message {age}",
                f"{feed.per_second:.1f}/s",
                f"gaps {feed.sequence_gaps}",
                f"recovered {feed.recovered}",
                f"reconnects {max(0, feed.connects - 1)}",
            ]
            if feed.round_trip is not None:
                parts.append(f"round trip {feed.round_trip * 1000:.0f} ms")
            if feed.clock_offset_ns is not None:
                parts.append(f"clock {feed.clock_offset_ns / NS_PER_MS:+.0f} ms")
            self.say(f"{_clock(time)}  {'  '.join(parts)}")

    def on_summary(self, summary: Summary, time: int) -> None:
        """Write the account at the end."""
        totals = summary.totals
        name = summary.instrument or "no instrument"
        self.say(f"{_clock(time)}  SUMMARY  {name}")
        position = plain_amount(totals.position)
        if not totals.position.is_zero():
            position = f"{position} @ {_money(totals.average_entry)}"
        rows = [
            ("fills", f"{totals.fills}  ({totals.entries} entries, {totals.exits} exits)"),
            ("round trips", str(totals.round_trips)),
            ("position", position),
            ("grid profit", _money(totals.grid_profit)),
            ("realized", _money(totals.realized)),
            ("unrealized", _money(totals.unrealized)),
            ("fees", _money(totals.fees)),
            ("funding", _money(totals.funding)),
            ("total PnL", _money(totals.total)),
            ("trades seen", str(totals.trades)),
            ("gaps", f"{summary.gaps}  ({summary.unrecovered_gaps} not recovered)"),
            ("reconnects", str(summary.reconnects)),
        ]
        for label, value in rows:
            self.say(f"          {label:<12} {value}")

    def _price(self, event: PriceChanged) -> str | None:
        now = self._monotonic()
        if self._price_at is not None and now - self._price_at < PRICE_LINE_EVERY:
            return None
        first = self._price_at is None
        self._price_at = now
        return (
            f"{'first price' if first else 'price'}  {event.instrument}  last {_or_dash(event.last)}"
            f"  bid {_or_dash(event.bid)}  ask {_or_dash(event.ask)}  mark {_or_dash(event.mark)}"
        )


def text_of(event: DeskEvent) -> str | None:
    """An event other than a price in words, None for one that is not told."""
    match event:
        case ConnectionChanged():
            return _connection(event)
        case SignedIn():
            account = event.sub_account_id
            return "signed in" if account is None else f"signed in as account {account}"
        case GridStarted():
            return f"grid {event.grid_id} on {event.instrument} started"
        case GridStopped():
            return f"grid {event.grid_id} on {event.instrument} stopped: {event.reason}"
        case GridRevised():
            return f"grid {event.grid_id} on {event.instrument} was changed; its position stays"
        case OrderChanged(order=order):
            if order.status in {OrderStatus.FILLED, OrderStatus.PARTIALLY_FILLED}:
                return None  # the line of the fill says it
            word = "CANCEL" if order.status is OrderStatus.CANCELLED else "ORDER "
            intent = " (exit)" if order.intent is Intent.EXIT else ""
            return (
                f"{word} #{order.order_id}  {_cell(order.cell)}{order.side.name} "
                f"{plain(order.size)} @ {plain(order.price)}{intent}"
            )
        case OrderFilled(fill=fill):
            return (
                f"FILL  {_cell(fill.cell)}{fill.side.name} {plain(fill.size)} @ {plain(fill.price)}"
                f"  fee {plain_amount(fill.fee)}  {fill.intent.value}  {fill.liquidity.value}"
                f"{'  backfilled' if fill.backfilled else ''}"
            )
        case Recovering(trades=0):
            return f"recovering {event.instrument} since {_clock(event.from_time)}"
        case Recovering():
            return (
                f"recovering {event.instrument} since {_clock(event.from_time)}: {event.trades} trades so far"
            )
        case GapFound():
            count = "some" if event.trades is None else str(event.trades)
            outcome = "recovered" if event.recovered else "NOT recovered: fills may be missing"
            return (
                f"GAP  {event.instrument}  {_clock(event.from_time)} to {_clock(event.to_time)}: "
                f"{count} trades missed, {outcome}"
            )
        case ErrorReported():
            return f"ERROR  {event.context}: {event.message}"
        case _:
            return None


def _connection(event: ConnectionChanged) -> str | None:
    host = _HOSTS[event.endpoint]
    if event.endpoint is Endpoint.EDGE and event.state is ConnectionState.LIVE:
        return None  # the line that names the account says it
    if event.state is ConnectionState.BACKING_OFF and event.retry_in_ms is not None:
        return f"{host}: lost ({event.reason}); retry {event.attempt} in {event.retry_in_ms / 1000:.1f} s"
    tries = f" (try {event.attempt})" if event.attempt > 1 else ""
    reason = f": {event.reason}" if event.reason else ""
    return f"{host}: {_STATES.get(event.state, event.state.value)}{tries}{reason}"


def _cell(cell: int | None) -> str:
    return "" if cell is None else f"cell {cell}  "


def _clock(time: int) -> str:
    return datetime.fromtimestamp(time / NS_PER_SECOND).astimezone().strftime("%H:%M:%S")


def _or_dash(value: Decimal | None) -> str:
    return "-" if value is None else plain(value)


def _money(value: Decimal) -> str:
    return plain_amount(value.quantize(Decimal("0.00000001"))) if abs(value) < 10**15 else plain_amount(value)
