"""``backtest``: the grid core over a recorded tape, with no network and no clock."""

import argparse
import sys
import time

from engine.backtest import Backtest
from engine.cli.codes import ExitCode
from engine.cli.lines import JsonLines, Printer
from engine.cli.summary import Summary
from engine.cli.text import TextLines
from engine.desk.events import DeskEvent, OrderChanged, OrderFilled
from engine.grid.orders import Fill
from engine.grid.spec import load_grid
from engine.paper.simulation import GridEvent
from engine.tape import read_quotes, read_trades

GRID_ID = 1


def run_backtest_command(arguments: argparse.Namespace) -> ExitCode:
    """Run a grid over a tape and print its orders, its fills and the account at the end."""
    printer: Printer = (
        JsonLines(sys.stdout, time.monotonic) if arguments.jsonl else TextLines(sys.stdout, time.monotonic)
    )
    summary, end_time = Summary(None), 0
    try:
        spec = load_grid(arguments.grid)
        summary = Summary(spec.instrument)
        trades = read_trades(arguments.trades, spec.instrument)
        quotes = [] if arguments.bbo is None else read_quotes(arguments.bbo)
        backtest = Backtest(spec, trades, quotes)
        end_time = trades[-1].event_time
        for event in backtest.run():
            printer.on_event(_told(event, spec.instrument))
        summary = Summary(spec.instrument, backtest.totals())
    finally:
        printer.on_summary(summary, end_time)
    return ExitCode.DONE


def _told(event: GridEvent, instrument: str) -> DeskEvent:
    if isinstance(event, Fill):
        return OrderFilled(event.time, GRID_ID, instrument, event)
    return OrderChanged(event.time, GRID_ID, instrument, event)
