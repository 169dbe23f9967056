"""The paper grids of a desk: started, fed with trades, stopped."""

from collections.abc import Callable

from engine.desk.errors import DeskError
from engine.desk.events import DeskEvent, GridStarted, GridStopped
from engine.desk.prices import LivePrices
from engine.desk.running_grid import RunningGrid
from engine.desk.views import GridView
from engine.feed.gaps import Gap
from engine.grid.spec import GridSpec, check_instrument
from engine.market import Instrument, Trade


class PaperGrids:
    """Every grid of this session, running or stopped."""

    def __init__(self, prices: LivePrices, tell: Callable[[DeskEvent], None]) -> None:
        self._prices = prices
        self._tell = tell
        self._grids: dict[int, RunningGrid] = {}

    def start(self, spec: GridSpec, instrument: Instrument, now: int) -> int:
        """Start a grid at the live price and return its id; ``now`` in ns since the epoch.

        Raises:
            GridSpecError: the exchange does not trade it so; names the key, the value and what is legal.
            DeskError: no live price is known.
        """
        check_instrument(spec, instrument)
        price = self._prices.live(instrument.name)
        if price is None:
            raise DeskError(
                f"there is no live price for {instrument.name}; wait until the connection is live"
            )
        last, book = price
        grid = RunningGrid(len(self._grids) + 1, spec, instrument, last, now)
        self._grids[grid.grid_id] = grid
        self._tell(GridStarted(now, grid.grid_id, instrument.name))
        for event in grid.start(book):
            self._tell(event)
        return grid.grid_id

    def stop(self, grid_id: int, now: int) -> None:
        """Stop a grid: its orders are cancelled, its position stays; ``now`` in ns since the epoch.

        Raises:
            DeskError: there is no such running grid.
        """
        grid = self._grids.get(grid_id)
        if grid is None or not grid.running:
            raise DeskError(f"grid {grid_id} is not running")
        for event in grid.stop(now):
            self._tell(event)
        self._tell(GridStopped(now, grid_id, grid.instrument.name, "stopped by the user"))

    def on_trade(self, trade: Trade, *, backfilled: bool) -> None:
        """Feed the next trade, in the exchange's order, to the grids of its instrument."""
        for grid in self._running(trade.instrument):
            for event in grid.on_trade(trade, backfilled=backfilled):
                self._tell(event)

    def on_gap(self, gap: Gap) -> None:
        """A stretch of the feed was missed."""
        for grid in self._running(gap.instrument):
            grid.on_gap(recovered=gap.recovered)

    def is_running_on(self, instrument: str) -> bool:
        """Whether a running grid trades the instrument."""
        return bool(self._running(instrument))

    def view(self, grid_id: int) -> GridView:
        """One grid now, at the current mark price."""
        grid = self._grids[grid_id]
        return grid.view(self._prices.mark(grid.instrument.name))

    def views(self) -> tuple[GridView, ...]:
        """Every grid, oldest first."""
        return tuple(self.view(grid_id) for grid_id in self._grids)

    def _running(self, instrument: str) -> list[RunningGrid]:
        return [grid for grid in self._grids.values() if grid.running and grid.instrument.name == instrument]
