"""The paper grids as the user commands them: started, resumed, changed, stopped; and everything they do, kept."""

import asyncio
from collections.abc import Callable

from engine.desk.archive import Archive
from engine.desk.errors import DeskError
from engine.desk.events import DeskEvent
from engine.desk.funding_clerk import FundingClerk
from engine.desk.instruments import Instruments
from engine.desk.journal import GridStart, Journal, NewGrid
from engine.desk.keeper import Keeper, Keeping, TellAtOnce
from engine.desk.margin_book import MarginBook
from engine.desk.market import DeskMarket
from engine.desk.resuming import Resumer
from engine.desk.running_grid import RunningGrid
from engine.desk.saving import History
from engine.feed.timing import Clock
from engine.grid.capital import Means
from engine.grid.spec import GridSpec, check_instrument, grid_to_toml
from engine.grvt.rest import RestClient
from engine.market import Quote, Ticker
from engine.market.margin import MarginRules
from engine.paper.account import PaperAccount
from engine.paper.revision import RevisionPlan

READY_WITHIN = 5.0
"""How long the start of a grid waits for the feed, in seconds."""

STOPPED_BY_USER = "stopped by the user"


class PaperTrading:
    """Everything about paper grids that is not the market's side of them."""

    def __init__(
        self,
        environment: str,
        market: DeskMarket,
        instruments: Instruments,
        rest: RestClient,
        *,
        clock: Clock,
        tell: Callable[[DeskEvent], None],
        on_error: Callable[[str, str], None],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        """Make one without a journal.

        Args:
            environment: the name under which the grids are kept.
            market: feeds the grids.
            instruments: what can be traded.
            rest: where margin rules and funding rates come from.
            clock: where time comes from.
            tell: told the events.
            on_error: told the context and the words of what the user should know.
            on_failure: told when a defect ends the work.
        """
        self._environment = environment
        self._market = market
        self._grids = market.grids
        self._instruments = instruments
        self._clock = clock
        self._tell = tell
        self._on_error = on_error
        self._on_failure = on_failure
        self._journal: Journal | None = None
        self._keeper: Keeping = TellAtOnce(tell)
        self._task: asyncio.Task[None] | None = None
        self._next_id = 1
        self.archive: Archive | None = None
        self.margin = MarginBook(rest, clock, on_rules=self._on_rules, on_error=on_error)
        self.funding = FundingClerk(self._grids, rest, clock, on_error=on_error)
        self._grids.keeper = self._keeper
        market.on_ticker_of_grids = self._on_ticker

    async def use_journal(self, journal: Journal) -> None:
        """Keep everything in this journal from now on.

        Raises:
            JournalError: it cannot be read.
        """
        self._journal = journal
        self.archive = Archive(journal)
        self._next_id = await journal.next_grid_id()
        keeper = Keeper(
            journal, self._tell, self._clock, on_lost=self._grids.drop, on_resumed=self._market.catch_up
        )
        self._keeper = self._grids.keeper = keeper
        self._task = asyncio.create_task(self._keep(keeper), name="keeper of the grids")

    async def stop_work(self) -> None:
        """Keep what is not kept yet, and end. The grids stay unfinished in the journal."""
        await self.margin.stop()
        await self.funding.stop()
        if self._task is not None:
            if not self._task.done():
                try:
                    # the second time keeps what the first time told, and everything else
                    await self._keeper.flush()
                    self._grids.keep_all()
                    await self._keeper.flush()
                except DeskError as error:
                    self._on_error("journal", str(error))
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def failure(self) -> str | None:
        """Why nothing can be kept now; None while all is well."""
        return self._keeper.failure

    def try_journal_again(self) -> None:
        """Try at once whether the journal can be written again."""
        if isinstance(self._keeper, Keeper):
            self._keeper.try_now()

    async def start(self, spec: GridSpec, means: Means, file_sha256: str | None) -> int:
        """Start a grid at the live price, and return its id once the start is kept.

        Raises:
            GridSpecError: the exchange does not trade it so, or ``means`` are out of range.
            DeskError: no live price is known, nor within the next seconds; or nothing can be kept.
            ExchangeError: the instrument could not be read.
        """
        means.check()
        instrument = await self._instruments.one(spec.instrument)
        check_instrument(spec, instrument)
        feed = self._market.feed.feed(spec.instrument)
        if feed is not None:
            await self._clock.wait_for(feed.ready, self._clock.monotonic() + READY_WITHIN)
        self._refuse_while_failing()
        price = self._market.prices.live(instrument.name)
        if price is None or feed is None:
            raise DeskError(
                f"there is no live price for {instrument.name}; wait until the connection is live"
            )
        last, book = price
        rules = self.margin.known(instrument.name)
        account = PaperAccount(spec, instrument.tick_size, last, means=means, rules=rules)
        now = self._clock.wall_ns()
        new = NewGrid(
            created_at=now,
            environment=self._environment,
            instrument=instrument,
            spec_toml=grid_to_toml(spec),
            start=GridStart(now, account.reference, last, book, feed.newest),
            file_sha256=file_sha256,
            means=means,
        )
        history = History(now, book.event_time, feed.newest, feed.newest)
        grid = RunningGrid(self._next_id, instrument, account, history)
        self._next_id += 1
        shown = None if feed.book is None else feed.book.displayed()
        events = grid.start(new, rules, shown, None if feed.book is None else feed.book.event_time)
        self.funding.schedule(grid, feed.full_ticker)
        self._grids.add(grid)
        self._grids.let_run(grid)
        self._grids.put(grid, events)
        await self._keeper.flush()
        return grid.grid_id

    async def stop(self, grid_id: int, *, close: bool, reason: str | None) -> None:
        """Stop a grid; its position stays, or is closed at the best bid or offer.

        Raises:
            DeskError: it does not run, there is no price to close at, or nothing can be kept.
        """
        grid = self._grids.running_grid(grid_id)
        self._refuse_while_failing()
        close_at: Quote | None = None
        if close and not grid.account.totals(grid.account.last).position.is_zero():
            price = self._market.prices.live(grid.instrument.name)
            if price is None:
                raise DeskError(
                    f"there is no live price for {grid.instrument.name} to close the position at; wait until"
                    " the connection is live, or stop the grid and keep its position"
                )
            close_at = price[1]
        events = grid.stop(self._clock.wall_ns(), reason or STOPPED_BY_USER, close_at)
        self._grids.put(grid, events)
        await self._keeper.flush()

    def plan(self, grid_id: int, spec: GridSpec) -> RevisionPlan:
        """What changing a running grid to ``spec`` would do.

        Raises:
            GridSpecError: it cannot be changed so.
            DeskError: it does not run.
        """
        grid = self._grids.running_grid(grid_id)
        check_instrument(spec, grid.instrument)
        return grid.plan(spec)

    async def revise(self, grid_id: int, spec: GridSpec) -> None:
        """Change a running grid; its position stays.

        Raises:
            GridSpecError: it cannot be changed so.
            DeskError: it does not run, or nothing can be kept.
        """
        grid = self._grids.running_grid(grid_id)
        self._refuse_while_failing()
        check_instrument(spec, grid.instrument)
        feed = self._market.feed.feed(spec.instrument)
        shown = None if feed is None or feed.book is None else feed.book.displayed()
        self._grids.put(grid, grid.revise(spec, self._clock.wall_ns(), shown))
        await self._keeper.flush()

    async def resumable(self, file_sha256: str) -> int | None:
        """The unfinished grid of this environment that was made from a file with this digest (hex)."""
        if self._journal is None:
            return None
        if self._keeper.failure is None:
            # a grid of this session may have told its last fills a moment ago
            await self._keeper.flush()
        stored = await self._journal.unfinished_of_file(self._environment, file_sha256)
        return None if stored is None else stored.grid_id

    async def resume(self, grid_id: int, *, follow: bool = True) -> None:
        """Let a kept grid go on: missed trades come first. What was kept but perhaps not told is told again.

        With ``follow`` False it gets no trades, so that it can only be looked at and stopped.

        Raises:
            DeskError: there is no such grid, or it cannot be read.
        """
        stored = None if self._journal is None else await self._journal.grid(grid_id)
        if self._journal is None or stored is None:
            raise DeskError(f"there is no grid {grid_id} to resume")
        await self._resumer(self._journal).resume([stored], follow=follow)

    async def resume_all(self) -> tuple[int, ...]:
        """Let every unfinished grid of this environment go on; one that cannot is reported, and left alone."""
        if self._journal is None:
            return ()
        unfinished = [
            stored
            for stored in await self._journal.running_grids()
            if stored.grid.environment == self._environment
        ]
        return await self._resumer(self._journal).resume(unfinished, on_error=self._on_error)

    def _resumer(self, journal: Journal) -> Resumer:
        return Resumer(journal, self._market, self._instruments, self.margin, self.funding)

    def _refuse_while_failing(self) -> None:
        if self._keeper.failure is not None:
            raise DeskError(f"nothing can be kept now: {self._keeper.failure}")

    def _on_ticker(self, ticker: Ticker) -> None:
        for grid in self._grids.running_on(ticker.instrument):
            self.funding.schedule(grid, ticker)

    def _on_rules(self, rules: MarginRules) -> None:
        now = self._clock.wall_ns()
        for grid in self._grids.running_on(rules.instrument):
            if grid.account.rules is None:
                grid.use_rules(rules, now)
                self._grids.put(grid, [])

    async def _keep(self, keeper: Keeper) -> None:
        try:
            await keeper.run()
        except Exception as defect:
            self._on_failure(defect)
            raise
