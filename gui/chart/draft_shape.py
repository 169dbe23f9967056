"""What a draft looks like: its lines with their sides, what comes and what goes, and the cells that do not pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import numpy as np

from engine import Direction, GridView, Intent, Quote, Side, cell_profits, open_grid
from gui.chart.levels import LineState
from gui.chart.pixel_map import FloatArray
from gui.draft import DraftState, Handle
from gui.draft.handles import handles_of, price_of


class LineMark(Enum):
    """Whether a line is new, stays as it is in the running grid, or leaves it."""

    NEW = "new"
    KEPT = "kept"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line: what would wait at it, ``size`` in base units, and whether that would close a cell."""

    price: Decimal
    mark: LineMark
    state: LineState
    size: Decimal
    is_exit: bool = False


@dataclass(frozen=True, slots=True)
class DraftShape:
    """All of a draft in numbers: ``lines`` lowest first, ``losing`` the runs of cells that do not pay."""

    lines: tuple[DraftLine, ...]
    prices: FloatArray
    lower: float
    upper: float
    handles: dict[Handle, float]
    losing: tuple[tuple[float, float], ...]
    losing_cells: int


def draft_shape(
    state: DraftState, lines: Sequence[Decimal], last: Decimal | None, running: GridView | None
) -> DraftShape:
    """The shape of a draft at the last price; ``running`` is the grid that it would change."""
    spec = state.spec
    drawn = _new_lines(state, lines, last) if running is None else _changed_lines(state, lines, last, running)
    drawn.sort(key=lambda line: (line.price, line.state.value))
    runs: list[tuple[float, float]] = []
    losing = [cell for cell in cell_profits(lines, spec.size, spec.maker_fee) if not cell.pays]
    for cell in losing:
        low, high = float(cell.lower), float(cell.upper)
        if runs and runs[-1][1] == low:
            runs[-1] = (runs[-1][0], high)
        else:
            runs.append((low, high))
    prices = {handle: price_of(spec, handle) for handle in handles_of(spec)}
    return DraftShape(
        lines=tuple(drawn),
        prices=np.array([float(line.price) for line in drawn]),
        lower=float(spec.lower),
        upper=float(spec.upper),
        handles={handle: float(price) for handle, price in prices.items() if price is not None},
        losing=tuple(runs),
        losing_cells=len(losing),
    )


def _new_lines(state: DraftState, lines: Sequence[Decimal], last: Decimal | None) -> list[DraftLine]:
    if last is None:
        return [DraftLine(price, LineMark.NEW, LineState.IDLE, Decimal(0)) for price in lines]
    opening = open_grid(state.spec, lines, last, Quote(last, last))
    drawn = [
        DraftLine(
            order.price,
            LineMark.NEW,
            LineState.BUY if order.side is Side.BUY else LineState.SELL,
            order.size,
            order.intent is Intent.EXIT,
        )
        for order in opening.resting
    ]
    armed = {line.price for line in drawn}
    idle = [price for price in lines if price not in armed]
    return drawn + [DraftLine(price, LineMark.NEW, LineState.IDLE, Decimal(0)) for price in idle]


def _changed_lines(
    state: DraftState, lines: Sequence[Decimal], last: Decimal | None, running: GridView
) -> list[DraftLine]:
    pivot = state.spec.reference or last or running.reference
    if state.spec.direction is not Direction.NEUTRAL:
        pivot = last or running.reference
    waiting = {order.price: order for order in running.open_orders}
    same_size = state.spec.size == running.spec.size
    drawn = []
    for price in lines:
        order = waiting.get(price)
        stays = order is not None and (same_size or order.intent is Intent.EXIT)
        if order is not None and stays:
            side, size, is_exit = order.side, order.size - order.filled, order.intent is Intent.EXIT
        else:
            side, size, is_exit = Side.BUY if price < pivot else Side.SELL, state.spec.size, False
        mark = LineMark.KEPT if stays or (price in running.lines and same_size) else LineMark.NEW
        line_state = LineState.BUY if side is Side.BUY else LineState.SELL
        drawn.append(DraftLine(price, mark, line_state, size, is_exit))
    staying = set(lines)
    leaving = [price for price in running.lines if price not in staying]
    return drawn + [DraftLine(price, LineMark.LEAVING, LineState.IDLE, Decimal(0)) for price in leaving]


def thinned(rows: FloatArray, height: float) -> list[int]:
    """Which of some sorted rows (pixels) get a label: every, or every second, fourth ..., and the last.

    The choice follows the spacing only, so that labels do not flicker while the rows move together.
    """
    if not len(rows):
        return []
    distinct = np.concatenate(([0], np.flatnonzero(np.abs(np.diff(rows)) > 0) + 1))
    stride = 1
    while (
        stride < len(distinct) and np.min(np.abs(np.diff(rows[distinct[::stride]])), initial=np.inf) < height
    ):
        stride *= 2
    chosen = [int(index) for index in distinct[::stride]]
    end = int(distinct[-1])
    if chosen[-1] != end:
        while len(chosen) > 1 and abs(rows[end] - rows[chosen[-1]]) < height:
            chosen.pop()
        if abs(rows[end] - rows[chosen[-1]]) >= height:
            chosen.append(end)
    return chosen
