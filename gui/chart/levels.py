"""The price lines of the running grids: what each one shows, and which of them get a label."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

import numpy as np
import numpy.typing as npt

from engine import GridView, Intent, Order, Side
from gui.chart.pixel_map import FloatArray


class LineState(Enum):
    """What waits at a line."""

    BUY = "buy"
    SELL = "sell"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Level:
    """One price line; ``orders`` wait there, of whose ``whole`` size ``size`` is still to fill (base units)."""

    price: Decimal
    state: LineState
    size: Decimal
    orders: int
    exits: int
    index: int
    whole: Decimal = Decimal(0)

    @property
    def is_exit(self) -> bool:
        """Whether all that waits here closes cells."""
        return 0 < self.orders == self.exits


@dataclass(frozen=True, slots=True)
class GridLevels:
    """The lines of one grid, lowest first, with what the drawing needs of them as number columns."""

    grid_id: int
    levels: tuple[Level, ...]
    prices: FloatArray
    states: npt.NDArray[np.str_]
    reference: float
    lower: float
    upper: float
    view: GridView

    def between(self, low: float, high: float) -> slice:
        """The levels from one price to another, both included."""
        first = int(np.searchsorted(self.prices, low, "left"))
        return slice(first, int(np.searchsorted(self.prices, high, "right")))


def grid_levels(grid: GridView, before: GridLevels | None = None) -> GridLevels:
    """The lines of ``grid``; a price at which both sides wait has two levels.

    ``before`` are the lines of an earlier view: where the very same orders wait they are taken over.
    """
    taken = None if before is None else _taken_over(grid, before)
    if taken is not None:
        return taken
    at_price: dict[Decimal, list[Order]] = {price: [] for price in grid.lines}
    for order in grid.open_orders:
        at_price.setdefault(order.price, []).append(order)
    index_of = {price: index for index, price in enumerate(grid.lines)}
    levels = [
        level
        for price in sorted(at_price)
        for level in _levels_at(price, at_price[price], index_of.get(price, 0))
    ]
    return GridLevels(
        grid_id=grid.grid_id,
        levels=tuple(levels),
        prices=np.array([float(level.price) for level in levels]),
        states=np.array([level.state.value for level in levels], dtype=np.str_),
        reference=float(grid.reference),
        lower=float(min(grid.lines)),
        upper=float(max(grid.lines)),
        view=grid,
    )


def _taken_over(grid: GridView, before: GridLevels) -> GridLevels | None:
    """The lines of ``grid`` from those of ``before``, None where the prices are not the same ones.

    An order is a frozen value, so that only prices with an order that came or went look different. With six views a
    second of several grids of 200 lines, working out all of them anew cost a tenth of a core.
    """
    old = before.view
    if old.lines != grid.lines:
        return None
    if old.open_orders is grid.open_orders:
        return replace(before, grid_id=grid.grid_id, reference=float(grid.reference), view=grid)
    known, present = set(map(id, old.open_orders)), set(map(id, grid.open_orders))
    changed: dict[Decimal, list[Order]] = {
        order.price: [] for order in old.open_orders if id(order) not in present
    }
    changed.update({order.price: [] for order in grid.open_orders if id(order) not in known})
    levels, states = before.levels, before.states
    if changed:
        for order in grid.open_orders:
            if order.price in changed:
                changed[order.price].append(order)
        new_levels, states = list(levels), states.copy()
        for price, orders in changed.items():
            first = bisect_left(new_levels, price, key=_price_of)
            last = bisect_right(new_levels, price, key=_price_of)
            index = new_levels[first].index if first < last else 0
            at_price = _levels_at(price, orders, index)
            if len(at_price) != last - first or grid.lines[index] != price:
                return None
            new_levels[first:last] = at_price
            states[first:last] = [level.state.value for level in at_price]
        levels = tuple(new_levels)
    return replace(
        before,
        grid_id=grid.grid_id,
        levels=levels,
        states=states,
        reference=float(grid.reference),
        view=grid,
    )


def labelled(prices: FloatArray, scale_per_pixel: float, label_height: float) -> list[int]:
    """Which lines get a label: the lowest, every second, fourth, eighth ... up, and the highest.

    The choice depends on the zoom only, so that labels neither jump nor flicker while the chart moves or
    orders fill. ``prices`` are on the scale of ``PixelMap.scaled``. No two chosen lines are closer than
    ``label_height`` pixels, except lines at one price, of which the first is chosen.
    """
    count = len(prices)
    if count == 0:
        return []
    distinct = np.concatenate(([0], np.flatnonzero(np.diff(prices) > 0) + 1))
    least = label_height * scale_per_pixel
    stride = 1
    while stride < len(distinct) and np.min(np.diff(prices[distinct[::stride]]), initial=np.inf) < least:
        stride *= 2
    chosen = [int(index) for index in distinct[::stride]]
    highest = int(distinct[-1])
    if chosen[-1] != highest:
        while len(chosen) > 1 and prices[highest] - prices[chosen[-1]] < least:
            chosen.pop()
        if prices[highest] - prices[chosen[-1]] >= least:
            chosen.append(highest)
    return chosen


def apart(rows: Sequence[float], height: float) -> list[int]:
    """The indices of ``rows`` (pixels, best first) that can be shown ``height`` apart from each other."""
    buckets: dict[int, tuple[float, ...]] = {}
    kept = []
    for index, row in enumerate(rows):
        bucket = int(row // height)
        for near in (bucket - 1, bucket, bucket + 1):
            if near in buckets and any(abs(row - other) < height for other in buckets[near]):
                break
        else:
            buckets[bucket] = (*buckets.get(bucket, ()), row)
            kept.append(index)
    return kept


def _price_of(level: Level) -> Decimal:
    return level.price


def _levels_at(price: Decimal, orders: Sequence[Order], index: int) -> list[Level]:
    """What waits at one price, buys first; an idle level where nothing does."""
    sides = (
        (LineState.BUY, [order for order in orders if order.side is Side.BUY]),
        (LineState.SELL, [order for order in orders if order.side is Side.SELL]),
    )
    levels = [_level(waiting[0].price, state, waiting, index) for state, waiting in sides if waiting]
    return levels or [Level(price, LineState.IDLE, Decimal(0), 0, 0, index)]


def _level(price: Decimal, state: LineState, orders: Sequence[Order], index: int) -> Level:
    return Level(
        price=price,
        state=state,
        size=sum((order.size - order.filled for order in orders), Decimal(0)),
        orders=len(orders),
        exits=sum(order.intent is Intent.EXIT for order in orders),
        index=index,
        whole=sum((order.size for order in orders), Decimal(0)),
    )
