"""``watch`` and ``paper``: the desk without a window."""

import argparse
import os

from engine.cli.codes import CommandError, ExitCode
from engine.cli.live_run import LiveRun, key_of_environment
from engine.cli.paper_run import PaperRun
from engine.cli.text import TextLines
from engine.desk.facade import Desk
from engine.desk.home import home_folder
from engine.grid.spec import GridSpecError
from engine.grvt.errors import ExchangeError

__all__ = ["key_of_environment", "run_paper", "run_watch"]

FEED_LINES_EVERY = 20.0


def run_watch(arguments: argparse.Namespace) -> ExitCode:
    """Print live prices and every change of the connection."""
    run = _WatchRun(arguments)
    return run.with_summary(lambda: run.main(run.watch))


def run_paper(arguments: argparse.Namespace) -> ExitCode:
    """Run one paper grid on the live feed, or let it go on."""
    run = PaperRun(arguments)

    def start() -> ExitCode:
        run.load()
        return run.main(run.paper, home_folder(os.environ))

    return run.with_summary(start)


class _WatchRun(LiveRun):
    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        self.instrument = arguments.instrument

    async def watch(self, desk: Desk) -> bool:
        instrument = self.arguments.instrument
        await desk.watch(instrument, candles=False)
        try:
            await desk.instrument(instrument)
        except GridSpecError as error:
            raise CommandError(ExitCode.BAD_INPUT, str(error)) from None
        except ExchangeError as error:
            # the feed itself needs no instrument description, and says by itself when it is refused
            desk.on_feed_error(instrument, f"the instrument could not be read: {error}")
        printer = self.printer
        while isinstance(printer, TextLines):
            await self.clock.sleep_until(self.clock.monotonic() + FEED_LINES_EVERY)
            printer.on_feeds(desk.feeds(), self.clock.wall_ns())
        return False
