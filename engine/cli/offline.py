"""``backtest``: the grid core over a recorded tape, with no network and no clock."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from engine.backtest import Backtest
from engine.cli.codes import ExitCode
from engine.cli.lines import JsonLines, Printer
from engine.cli.summary import Summary
from engine.cli.text import TextLines
from engine.desk.events import DeskEvent, OrderChanged, OrderFilled
from engine.early_signals import let_signals_through
from engine.grid.orders import Fill
from engine.grid.spec import load_grid
from engine.paper.grid_orders import GridEvent
from engine.tape import read_quotes, read_trades

GRID_ID = 1


def run_backtest_command(arguments: argparse.Namespace) -> ExitCode:
    """Run a grid over a tape and print its orders, its fills and the account at the end."""
    printer: Printer = (
        JsonLines(sys.stdout, time.monotonic) if arguments.jsonl else TextLines(sys.stdout, time.monotonic)
    )
    instrument: str | None = None
    backtest: Backtest | None = None
    end_time = 0
    with _interruptible():
        try:
            let_signals_through()
            spec = load_grid(arguments.grid)
            instrument = spec.instrument
            trades = read_trades(arguments.trades, instrument)
            quotes = [] if arguments.bbo is None else read_quotes(arguments.bbo)
            backtest = Backtest(spec, trades, quotes)
            end_time = trades[-1].event_time
            for event in backtest.run():
                printer.on_event(_told(event, instrument))
        except _Interrupted:
            pass
        finally:
            summary = Summary(instrument) if backtest is None else Summary(instrument, backtest.totals())
            printer.on_summary(summary, end_time)
    return ExitCode.DONE


class _Interrupted(Exception):
    """The user ended the run; what was played so far counts."""


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the run once, with its summary."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for caught in before:
            signal.signal(caught, signal.SIG_IGN)
        raise _Interrupted

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(event: GridEvent, instrument: str) -> DeskEvent:
    if isinstance(event, Fill):
        return OrderFilled(event.time, GRID_ID, instrument, event)
    return OrderChanged(event.time, GRID_ID, instrument, event)
