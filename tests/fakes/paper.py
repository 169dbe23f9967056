"""Paper grids for tests, without a desk."""

from decimal import Decimal

from engine.desk.journal import GridStart, NewGrid
from engine.desk.running_grid import RunningGrid
from engine.desk.saving import History
from engine.grid.capital import Means
from engine.grid.preview import NO_MEANS
from engine.grid.spec import GridSpec, grid_to_toml
from engine.market import Instrument, Quote
from engine.market.margin import MarginRules
from engine.paper.account import PaperAccount

CENT = Decimal("0.01")
ETH = Instrument("ETH_USDT_Perp", "ETH", "USDT", "PERPETUAL", CENT, CENT, CENT, Decimal(20))
LAST = Decimal("3000.50")
BOOK = Quote(Decimal("3000.49"), Decimal("3000.51"), Decimal(1), Decimal(1), 1)


def started_grid(
    spec: GridSpec, *, grid_id: int = 1, means: Means = NO_MEANS, rules: MarginRules | None = None
) -> RunningGrid:
    """A grid that started at time 1, at 3000.50."""
    account = PaperAccount(spec, ETH.tick_size, LAST, means=means, rules=rules)
    new = NewGrid(1, "demo", ETH, grid_to_toml(spec), GridStart(1, LAST, LAST, BOOK), None, means)
    grid = RunningGrid(grid_id, ETH, account, History(1, 1, None, None))
    grid.start(new, rules, None)
    return grid
