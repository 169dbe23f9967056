"""The price lines of the running grids: what each one shows, and which of them get a label."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


def grid_levels(grid: GridView) -> GridLevels:
    """The lines of ``grid``; a price at which both sides wait has two levels."""
    waiting: dict[tuple[Decimal, Side], list[Order]] = {}
    for order in grid.open_orders:
        waiting.setdefault((order.price, order.side), []).append(order)
    index_of = {price: index for index, price in enumerate(grid.lines)}
    levels = [
        _level(price, side, orders, index_of.get(price, 0)) for (price, side), orders in waiting.items()
    ]
    armed = {level.price for level in levels}
    levels.extend(
        Level(price, LineState.IDLE, Decimal(0), 0, 0, index)
        for price, index in index_of.items()
        if price not in armed
    )
    levels.sort(key=lambda level: (level.price, level.state.value))
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


def apart(rows: Sequence[float], height: float, taken: Iterable[float] = ()) -> list[int]:
    """The indices of ``rows`` (pixels, best first) that can be shown ``height`` apart from each other.

    ``taken`` are rows already in use.
    """
    buckets: dict[int, list[float]] = {}
    for row in taken:
        buckets.setdefault(int(row // height), []).append(row)
    kept = []
    for index, row in enumerate(rows):
        bucket = int(row // height)
        near = (other for number in (bucket - 1, bucket, bucket + 1) for other in buckets.get(number, ()))
        if all(abs(row - other) >= height for other in near):
            buckets.setdefault(bucket, []).append(row)
            kept.append(index)
    return kept


def _level(price: Decimal, side: Side, orders: list[Order], index: int) -> Level:
    return Level(
        price=price,
        state=LineState.BUY if side is Side.BUY else LineState.SELL,
        size=sum((order.size - order.filled for order in orders), Decimal(0)),
        orders=len(orders),
        exits=sum(order.intent is Intent.EXIT for order in orders),
        index=index,
        whole=sum((order.size for order in orders), Decimal(0)),
    )
