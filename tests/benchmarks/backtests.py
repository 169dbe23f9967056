"""The backtest over the recorded tape, against a plain loop, and the queue model against touch."""

import gc
import time
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from engine.backtest import Backtest
from engine.grid.lines import grid_lines, tick_of
from engine.grid.orders import Fill
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Quote, Trade
from engine.tape_columns import TapeColumns
from tests.benchmarks.measure import Figure, Row, Sizes, Turns, at_least, take_turns
from tests.benchmarks.scan_loop import ScanLoop, as_plain
from tests.benchmarks.tape import INSTRUMENT, is_recorded, repeated

USUAL = ("2550.00", "2815.00")
"""200 lines 0.05 % apart, as grids are made."""
DENSE = ("2678.00", "2685.00")
"""200 lines within the few minutes' range of the tape: three ticks apart, every fifth trade fills."""


def grid_over(bounds: tuple[str, str], model: FillModel) -> GridSpec:
    """A neutral grid of 200 lines."""
    lower, upper = map(Decimal, bounds)
    return GridSpec(
        INSTRUMENT, Direction.NEUTRAL, Spacing.ARITHMETIC, lower, upper, 200, Decimal("0.1"), model
    )


def backtest_speed(
    spec: GridSpec, trades: Sequence[Trade], quotes: Sequence[Quote], columns: TapeColumns | None
) -> float:
    """Trades a second, from the making of the backtest to its totals."""
    began = time.perf_counter()
    backtest = Backtest(spec, trades, quotes, columns=columns)
    for _ in backtest.run():
        pass
    backtest.totals()
    return len(trades) / (time.perf_counter() - began)


def scan_speed(spec: GridSpec, trades: Sequence[Trade]) -> float:
    """Trades a second of the plain loop."""
    began = time.perf_counter()
    _scan(spec, trades)
    return len(trades) / (time.perf_counter() - began)


def _scan(spec: GridSpec, trades: Sequence[Trade]) -> ScanLoop:
    loop = ScanLoop(grid_lines(spec, tick_of(spec)), trades[0].price, spec.size, spec.maker_fee)
    loop.run(trades)
    return loop


def check_same_fills(spec: GridSpec, trades: Sequence[Trade]) -> int:
    """Compare every fill of both; returns how many there were."""
    backtest = Backtest(spec, trades)
    mine = [as_plain(event) for event in backtest.run() if isinstance(event, Fill)]
    plain = _scan(spec, trades)
    if mine != plain.fills or backtest.totals().position != plain.position:
        raise AssertionError("the plain loop and the product filled differently")
    return len(mine)


def _against_scan(
    bounds: tuple[str, str], trades: Sequence[Trade], columns: TapeColumns | None, sizes: Sizes
) -> tuple[Turns, int]:
    spec = grid_over(bounds, FillModel.TOUCH)
    scanned = trades[: sizes.scanned_trades]
    fills = check_same_fills(spec, scanned)
    turns = take_turns(
        lambda: backtest_speed(spec, trades, (), columns), lambda: scan_speed(spec, scanned), sizes.rounds
    )
    return turns, fills


def measure_touch(sizes: Sizes) -> Figure:
    """Grids of the usual spacing and of a dense one; the plain loop runs the first part of the same tape."""
    trades, _ = repeated(sizes.tape_trades)
    began = time.perf_counter()
    columns = TapeColumns.of(trades)
    preparing = time.perf_counter() - began
    gc.freeze()
    usual, fills = _against_scan(USUAL, trades, columns, sizes)
    dense, dense_fills = _against_scan(DENSE, trades, columns, sizes)
    gc.unfreeze()
    unprepared = len(trades) / (preparing + len(trades) / median(usual.subject))
    return at_least(
        50.0,
        usual,
        unit="trades/s",
        compared_fills=fills + dense_fills,
        preparing_the_columns_s=round(preparing, 2),
        with_preparing_ratio=round(unprepared / median(usual.baseline), 1),
        dense_trades_a_second=round(median(dense.subject)),
        dense_ratio=round(dense.ratio, 1),
        dense_fills_in_100_trades=round(100 * dense_fills / min(len(trades), sizes.scanned_trades), 1),
        tape="recorded" if is_recorded() else "made up",
    )


def measure_queue(sizes: Sizes) -> Figure:
    """The queue model with every quote of the tape against touch, on the same trades."""
    trades, quotes = repeated(sizes.queue_trades, with_quotes=True)
    after_start = [quote for quote in quotes if quote.event_time >= trades[0].event_time]
    columns, plain = TapeColumns.of(trades, after_start), TapeColumns.of(trades)
    gc.freeze()
    by_bounds: dict[tuple[str, str], Turns] = {}
    for bounds in (USUAL, DENSE):
        queue, touch = grid_over(bounds, FillModel.QUEUE), grid_over(bounds, FillModel.TOUCH)
        by_bounds[bounds] = take_turns(
            lambda queue=queue: backtest_speed(queue, trades, quotes, columns),  # type: ignore[misc]
            lambda touch=touch: backtest_speed(touch, trades, (), plain),  # type: ignore[misc]
            sizes.rounds,
        )
    gc.unfreeze()
    dense = by_bounds[DENSE]
    return at_least(
        0.5,
        by_bounds[USUAL],
        unit="trades/s",
        quotes=len(quotes),
        dense_ratio=round(dense.ratio, 2),
        dense_trades_a_second=round(median(dense.subject)),
        tape="recorded" if is_recorded() else "made up",
    )


ROWS = (
    Row(
        "backtest-touch",
        "backtest, 200-line grid, touch, over the recorded tape repeated to two million trades",
        "a straightforward Decimal loop that scans its orders, with identical fills",
        "at least 50 x",
        measure_touch,
    ),
    Row("backtest-queue", "backtest with queue", "backtest with touch", "at least 0.5 x", measure_queue),
)
