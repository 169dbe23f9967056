"""Events as JSON lines, one a line, exactly as CONTRACT section 6 names them."""

import json
from collections.abc import Callable
from typing import Protocol, TextIO

from engine.cli.summary import Summary
from engine.desk.events import (
    ConnectionChanged,
    DeskEvent,
    ErrorReported,
    GapFound,
    OrderChanged,
    OrderFilled,
    PriceChanged,
)
from engine.desk.export import fill_record, order_record, totals_record
from engine.market import plain_or_none
from engine.secret import redact

PRICE_LINE_EVERY = 0.2

Line = dict[str, object]


class Printer(Protocol):
    """Who writes what happens in a run."""

    def on_event(self, event: DeskEvent) -> None:
        """Write an event, if it is one that is written."""

    def on_summary(self, summary: Summary, time: int) -> None:
        """Write the last line; ``time`` in ns since the epoch."""


class JsonLines:
    """Writes events as JSON lines and flushes each at once."""

    def __init__(self, out: TextIO, monotonic: Callable[[], float]) -> None:
        """``monotonic`` seconds space the price lines at least 200 ms apart."""
        self._out = out
        self._monotonic = monotonic
        self._price_at: float | None = None
        self._prices: Line | None = None

    def on_event(self, event: DeskEvent) -> None:
        """Write an event, if the contract has a line for it."""
        if isinstance(event, PriceChanged):
            self._on_price(event)
            return
        line = line_of(event)
        if line is not None:
            self._write(line)

    def on_summary(self, summary: Summary, time: int) -> None:
        """Write the summary line."""
        self._write(
            {
                "event": "summary",
                "time": str(time),
                "instrument": summary.instrument,
                **totals_record(summary.totals),
                "gaps": summary.gaps,
                "unrecovered_gaps": summary.unrecovered_gaps,
                "reconnects": summary.reconnects,
            }
        )

    def _on_price(self, event: PriceChanged) -> None:
        prices: Line = {
            "instrument": event.instrument,
            "last": plain_or_none(event.last),
            "bid": plain_or_none(event.bid),
            "ask": plain_or_none(event.ask),
            "mark": plain_or_none(event.mark),
        }
        now = self._monotonic()
        too_soon = self._price_at is not None and now - self._price_at < PRICE_LINE_EVERY
        if prices == self._prices or too_soon:
            return
        self._price_at, self._prices = now, prices
        self._write({"event": "price", "time": str(event.time), **prices})

    def _write(self, line: Line) -> None:
        self._out.write(redact(json.dumps(line, ensure_ascii=False)) + "\n")
        self._out.flush()


def line_of(event: DeskEvent) -> Line | None:
    """The line of an event other than a price, None for events that have none."""
    match event:
        case ConnectionChanged():
            line: Line = {
                "event": "connection",
                "endpoint": event.endpoint.value,
                "state": event.state.value,
                "attempt": event.attempt,
                "retry_in_ms": event.retry_in_ms,
                "reason": event.reason,
            }
        case OrderChanged(order=order):
            line = {"event": "order", **order_record(event.instrument, order)}
        case OrderFilled(fill=fill):
            line = {"event": "fill", **fill_record(event.instrument, fill)}
        case GapFound():
            line = {
                "event": "gap",
                "instrument": event.instrument,
                "from_time": str(event.from_time),
                "to_time": str(event.to_time),
                "trades": event.trades,
                "recovered": event.recovered,
            }
        case ErrorReported():
            line = {"event": "error", "context": event.context, "message": event.message}
        case _:
            return None
    return {"event": line.pop("event"), "time": str(event.time), **line}
