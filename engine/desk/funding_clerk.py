"""Settles the funding of the paper grids: asks the exchange for the rate of each instant that has passed.

The account remembers the position that it held at the instant; the rate is published a little later, and may have
to be asked for again and again. Until then the settlement is pending, also across a restart.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from engine.desk.grids import PaperGrids
from engine.desk.running_grid import RunningGrid
from engine.feed.timing import Clock
from engine.grid.funding import HOUR, settlements
from engine.grvt.errors import ExchangeError, is_retryable
from engine.grvt.rest import Page
from engine.market import ZERO, FundingRate, Ticker

FIRST_DELAY = 2.0
LONGEST_DELAY = 60.0
ASKED_SPAN = 24 * HOUR
SAME_INSTANT = HOUR // 2
"""Settlements lie an hour apart or more, so a rate within half of that belongs to the instant."""


class FundingSource(Protocol):
    """Where funding rates come from."""

    async def funding(
        self, name: str, *, start_time: int | None = None, end_time: int | None = None, limit: int = 1000
    ) -> Page[FundingRate]:
        """A page of settled rates, newest first; times in ns since the epoch."""


class FundingClerk:
    """Books the funding of each grid, oldest settlement first."""

    def __init__(
        self,
        grids: PaperGrids,
        rest: FundingSource,
        clock: Clock,
        *,
        on_error: Callable[[str, str], None],
    ) -> None:
        """``on_error`` gets the instrument and the words of what the user should know."""
        self._grids = grids
        self._rest = rest
        self._clock = clock
        self._on_error = on_error
        self._at_work: dict[int, asyncio.Task[None]] = {}
        grids.on_settlement = self.settle

    def schedule(self, grid: RunningGrid, ticker: Ticker | None) -> None:
        """Let a grid know its next settlement, as far as the instrument and its ``ticker`` say."""
        if grid.account.pending_settlements():
            self.settle(grid)
        announced = None if ticker is None else ticker.next_funding_time
        hours = grid.instrument.funding_interval_hours or (
            None if ticker is None else ticker.funding_interval_hours
        )
        known = grid.account.next_settlement
        if hours is None or hours < 1:
            return
        after = grid.history.time
        following = settlements(after, after + hours * HOUR, hours, announced)[0]
        # an instant that was announced before stays: a later ticker names the one after it already
        grid.settle_every(hours, following if known is None else min(known, following))

    def settle(self, grid: RunningGrid) -> None:
        """An instant has passed for a grid: ask for its rate, and book it."""
        task = self._at_work.get(grid.grid_id)
        if task is None or task.done():
            self._at_work[grid.grid_id] = asyncio.create_task(
                self._settle(grid), name=f"funding of grid {grid.grid_id}"
            )

    async def stop(self) -> None:
        """End what is being asked; it stays pending."""
        tasks = tuple(self._at_work.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _settle(self, grid: RunningGrid) -> None:
        while (pending := grid.account.pending_settlements()) and grid.running:
            found = await self._rate(grid.instrument.name, pending[0])
            if found is None:
                return
            await self._grids.until_awake(self._clock)
            rate, mark = found
            events = grid.settle(pending[0], rate, mark or grid.account.last)
            self._grids.put(grid, events)

    async def _rate(self, instrument: str, instant: int) -> tuple[Decimal, Decimal | None] | None:
        """The rate (percent) and mark price of a settlement; None when it is refused for good."""
        delay, told = FIRST_DELAY, False
        while True:
            try:
                page = await self._rest.funding(
                    instrument, start_time=instant - SAME_INSTANT, end_time=instant + ASKED_SPAN
                )
            except ExchangeError as error:
                final = not is_retryable(error)
                if final or not told:
                    told = True
                    outcome = "it stays pending" if final else "trying again"
                    self._on_error(
                        instrument, f"the funding rate of a settlement could not be read, {outcome}: {error}"
                    )
                if final:
                    return None
            else:
                for rate in page.items:
                    if abs(rate.time - instant) < SAME_INSTANT:
                        return rate.rate_percent, rate.mark
                if page.items:
                    # later rates are out and this one is not: the exchange settled nothing then
                    return ZERO, None
            await self._clock.sleep_until(self._clock.monotonic() + delay)
            delay = min(2 * delay, LONGEST_DELAY)
