"""The paper grids of a desk: fed with what the market brings, in the exchange's order."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from engine.desk.errors import DeskError
from engine.desk.events import DeskEvent, GapFound
from engine.desk.keeper import Keeping
from engine.desk.prices import LivePrices
from engine.desk.running_grid import RunningGrid
from engine.desk.views import GridView
from engine.feed.gaps import Gap
from engine.feed.order_book import OrderBook
from engine.feed.timing import Clock
from engine.grid.matched_pairs import IdentityBroken
from engine.market import Trade, TradeKey

ASLEEP_LOOK = 1.0
"""Seconds between two looks whether anything can be kept again."""


class PaperGrids:
    """Every grid of this session, running or stopped.

    While nothing can be kept the grids stand still: what the market brings then does nothing to them.
    """

    def __init__(
        self,
        prices: LivePrices,
        number_at: Callable[[str, TradeKey | None], int | None] = lambda instrument, cursor: None,
    ) -> None:
        """``number_at``: of the message of an instrument's newest trade, None if that is another one."""
        self.keeper: Keeping | None = None
        """Who keeps and tells what they do; set before the first grid comes."""
        self.on_settlement: Callable[[RunningGrid], None] = lambda grid: None
        """Told of a grid for which a settlement of funding has passed."""
        self._prices = prices
        self._number_at = number_at
        self._grids: dict[int, RunningGrid] = {}
        self._running: dict[str, tuple[RunningGrid, ...]] = {}

    def add(self, grid: RunningGrid) -> None:
        """A grid that can be looked at."""
        self._grids[grid.grid_id] = grid
        grid.number_at = partial(self._number_at, grid.instrument.name)

    def let_run(self, grid: RunningGrid) -> None:
        """A grid that gets what the market brings from now on."""
        self._no_longer_running(grid)
        self._running[grid.instrument.name] = (*self.running_on(grid.instrument.name), grid)

    def drop(self, grid: RunningGrid) -> None:
        """A grid whose start could not be kept never was."""
        self._grids.pop(grid.grid_id, None)
        self._no_longer_running(grid)

    def get(self, grid_id: int) -> RunningGrid | None:
        """A grid of this session."""
        return self._grids.get(grid_id)

    def running_grid(self, grid_id: int) -> RunningGrid:
        """A grid that runs.

        Raises:
            DeskError: there is no such running grid.
        """
        grid = self._grids.get(grid_id)
        if grid is None or not grid.running:
            raise DeskError(f"grid {grid_id} is not running")
        return grid

    def running_on(self, instrument: str) -> tuple[RunningGrid, ...]:
        """The grids that run on an instrument."""
        return self._running.get(instrument, ())

    def running_instruments(self) -> tuple[str, ...]:
        """The instruments on which a grid runs."""
        return tuple(name for name, grids in self._running.items() if grids)

    def furthest_behind(self, instrument: str) -> RunningGrid | None:
        """The grid from whose newest trade the feed must go on for all of them; None where none runs."""
        return min(self.running_on(instrument), key=lambda grid: grid.goes_on_from, default=None)

    def pass_quietly(self, trades: Sequence[Trade], start: int = 0) -> int:
        """Let live trades from index ``start`` on pass that do nothing to any grid, up to the first that does.

        Returns the index of that one, or how many ``trades`` there are. They are of one instrument and of the public
        book, in the exchange's order.
        """
        grids, end = self._awake(trades[0].instrument), len(trades)
        for grid in grids:
            end = min(end, start + grid.quiet_among(trades, start))
        if end > start:
            for grid in grids:
                grid.pass_quietly(end - start, trades[end - 1])
                self._keeper.progressed(grid)
        return end

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """Feed the next trade, in the exchange's order, to the grids of its instrument."""
        for grid in self._awake(trade.instrument):
            try:
                events = grid.on_trade(trade, backfilled=backfilled)
            except IdentityBroken:
                self._give_up(grid)
                raise
            if events:
                self.put(grid, events)
            else:
                self._keeper.progressed(grid)
            if grid.settlement_passed:
                self._tell_settlement(grid)

    def on_book(self, instrument: str, book: OrderBook) -> None:
        """The public book of an instrument changed."""
        for grid in self._awake(instrument):
            grid.on_book(book.displayed(grid.account.prices), book.event_time)
            self._keeper.progressed(grid)

    def on_mark(self, instrument: str, mark: Decimal, time: int) -> None:
        """The mark price (in quote) of an instrument; ``time`` in ns since the epoch."""
        for grid in self._awake(instrument):
            try:
                events = grid.on_mark(mark, time)
            except IdentityBroken:
                self._give_up(grid)
                raise
            if events:
                self.put(grid, events)

    def on_time(self, instrument: str, time: int) -> None:
        """No trade of an instrument before ``time`` (ns since the epoch) is missing."""
        for grid in self._awake(instrument):
            grid.on_time(time)
            if grid.settlement_passed:
                self._keeper.progressed(grid)
                self._tell_settlement(grid)

    def on_gap(self, gap: Gap, event: GapFound) -> bool:
        """A stretch of the feed was missed; False when it concerns no grid, so that nobody tells it here."""
        concerned = self._awake(gap.instrument)
        for grid in concerned:
            grid.on_gap(gap)
            self.put(grid, [event] if grid is concerned[-1] else [])
        return bool(concerned)

    def put(self, grid: RunningGrid, events: list[DeskEvent]) -> None:
        """Something happened to a grid: keep it, then tell it."""
        if not grid.running:
            self._no_longer_running(grid)
        self._keeper.put(grid, events)

    def keep_all(self) -> None:
        """The end is near: let what is kept now and then be kept once more."""
        for name in self.running_instruments():
            for grid in self.running_on(name):
                grid.saving.keep_curve()
                self._keeper.progressed(grid)

    async def until_awake(self, clock: Clock) -> None:
        """Wait while nothing can be kept."""
        while self._keeper.failure is not None:
            await clock.sleep_until(clock.monotonic() + ASLEEP_LOOK)

    def is_running_on(self, instrument: str) -> bool:
        """Whether a running grid trades the instrument."""
        return bool(self._running.get(instrument))

    def view(self, grid_id: int) -> GridView:
        """One grid now, at the current mark price.

        Raises:
            KeyError: there is no such grid in this session.
        """
        grid = self._grids[grid_id]
        return grid.view(self._prices.mark(grid.instrument.name))

    def views(self) -> tuple[GridView, ...]:
        """Every grid, oldest first."""
        return tuple(self.view(grid_id) for grid_id in sorted(self._grids) if self._grids[grid_id].visible)

    @property
    def _keeper(self) -> Keeping:
        if self.keeper is None:
            raise AssertionError("a grid came before the desk was open")
        return self.keeper

    def _awake(self, instrument: str) -> tuple[RunningGrid, ...]:
        grids = self._running.get(instrument)
        return grids if grids and self._keeper.failure is None else ()

    def _give_up(self, grid: RunningGrid) -> None:
        """A grid whose ledgers disagree trades no more, and nothing of that is kept."""
        self._no_longer_running(grid)
        self._keeper.forget(grid)

    def _tell_settlement(self, grid: RunningGrid) -> None:
        grid.settlement_passed = False
        self.on_settlement(grid)

    def _no_longer_running(self, grid: RunningGrid) -> None:
        name = grid.instrument.name
        self._running[name] = tuple(other for other in self.running_on(name) if other.grid_id != grid.grid_id)
