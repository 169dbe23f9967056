"""One paper grid on the live feed: started, or resumed where an earlier run ended."""

import argparse
import asyncio
import hashlib

from engine.cli.live_run import LiveRun
from engine.cli.summary import Summary
from engine.cli.text import TextLines
from engine.desk.errors import DeskError
from engine.desk.events import (
    DeskEvent,
    FundingPaid,
    GridLiquidated,
    GridStopped,
    JournalResumed,
)
from engine.desk.facade import Desk
from engine.feed.backoff import Backoff
from engine.grid.spec import GridSpec, load_grid
from engine.grvt.errors import ExchangeError, is_retryable
from engine.market import plain, plain_amount

REPLACED = "a new grid was started from the same file (--new)"


class PaperRun(LiveRun):
    """Runs one grid until it stops, or the run is ended; then the grid can be resumed."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        self._spec: GridSpec | None = None
        self._sha256 = ""
        self._grid_id: int | None = None
        self._replaced: set[int] = set()
        self._stopped = asyncio.Event()

    def load(self) -> None:
        """Read the grid file.

        Raises:
            GridSpecError: it cannot be read, or is not a legal grid.
        """
        path = self.arguments.grid
        self._spec = load_grid(path)
        self._sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.instrument = self._spec.instrument

    async def paper(self, desk: Desk) -> bool:
        """Resume or start the grid, and wait until it stops."""
        if self.arguments.new:
            await self._stop_earlier(desk)
        elif (grid_id := await desk.resumable(self._sha256)) is not None:
            self._grid_id = grid_id
            self.say(
                f"grid {grid_id}, made from the same file, is resumed; with --new another one would start"
            )
            await desk.resume_grid(grid_id)
        if self._grid_id is None:
            self._grid_id = await self._start(desk)
        await self._stopped.wait()
        return True

    async def finish(self, desk: Desk) -> None:
        """A run that was ended before it came to its unfinished grid still tells of it."""
        if self.arguments.new or self._grid_id in {grid.grid_id for grid in desk.grids()}:
            return
        try:
            grid_id = await desk.resumable(self._sha256)
            if grid_id is not None:
                await desk.resume_grid(grid_id, follow=False)
                self._grid_id = grid_id
        except DeskError as error:
            self.say(str(error))

    def on_event(self, event: DeskEvent) -> None:
        """Print what the desk tells of this grid."""
        if getattr(event, "grid_id", None) in self._replaced:
            return
        if isinstance(self.printer, TextLines) and (words := _words(event)) is not None:
            self.printer.say(words)
        super().on_event(event)
        if isinstance(event, GridStopped):
            self._stopped.set()

    def summary(self) -> Summary:
        """What the whole grid came to, from its first start."""
        grids = () if self.desk is None or self._grid_id is None else self.desk.grids()
        for grid in grids:
            if grid.grid_id == self._grid_id:
                reconnects = 0 if self.desk is None else self.desk.reconnects
                return Summary(self.instrument, grid.totals, grid.gaps, grid.unrecovered_gaps, reconnects)
        return super().summary()

    async def _stop_earlier(self, desk: Desk) -> None:
        while (grid_id := await desk.resumable(self._sha256)) is not None:
            self._replaced.add(grid_id)
            await desk.resume_grid(grid_id, follow=False)
            if not desk.grid(grid_id).running:
                return
            await desk.stop_grid(grid_id, reason=REPLACED)
            self.say(f"grid {grid_id} was stopped: {REPLACED}")

    async def _start(self, desk: Desk) -> int:
        spec = self._spec
        if spec is None:
            raise AssertionError("the grid file was not read")
        await desk.watch(spec.instrument, candles=False)
        backoff = Backoff(self.clock.jitter)
        while True:
            try:
                await desk.instrument(spec.instrument)
                break
            except ExchangeError as error:
                if not is_retryable(error) or backoff.retries >= self.arguments.max_retries:
                    raise
                desk.on_feed_error(
                    spec.instrument, f"the instrument could not be read, trying again: {error}"
                )
            await self.clock.sleep_until(self.clock.monotonic() + backoff.next_delay())
        await desk.wait_ready(spec.instrument)
        return await desk.start_grid(spec, file_sha256=self._sha256)


def _words(event: DeskEvent) -> str | None:
    match event:
        case FundingPaid():
            return f"FUNDING  rate {plain(event.rate)} %  amount {plain_amount(event.amount)}"
        case GridLiquidated():
            return f"LIQUIDATED  at the mark price {plain(event.price)}"
        case JournalResumed():
            return "the journal writes again; the grid catches up"
        case _:
            return None
