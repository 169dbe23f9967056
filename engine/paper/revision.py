"""Changing a running grid as one reviewed step: what goes, what stays and what comes.

1. A cell whose lines and side stay keeps its id, its orders and their ages. Which side a cell has follows from
   the new reference; without one every cell keeps the side it has, and the last price splits the new cells.
2. An entry of another size is replaced; one that has filled in part stays, and so does every exit: an exit always
   has the size that was entered.
3. A cell that goes has its entry cancelled. What it holds keeps its exit, or gets one for the part that was
   filled; the cell is gone when that has filled.
4. Where ``max_position`` leaves less room than before, entries go that no longer have any, the farthest from the
   last price first.
5. New entries are placed as after a trade at the last price (CONTRACT section 4, rule 4, "price, later").
6. A stop that the last price has passed already acts with the next trade.
7. The position stays. The instrument, the direction and the fill model cannot change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.grid.opening import PlannedOrder
from engine.grid.orders import Fill, Intent, Order, OrderStatus
from engine.grid.spec import GridSpec, GridSpecError
from engine.market import EXACT, ZERO, Side
from engine.paper.grid_orders import GridEvent, GridOrders
from engine.paper.resting_order import RestingOrder


@dataclass(frozen=True, slots=True)
class RevisionPlan:
    """What a change of a running grid does; nothing happens until it is applied.

    ``kept`` orders go on with their ids and ages, ``cancelled`` ones go, ``placed`` ones come. ``position`` (base
    units, signed) stays as it is.
    """

    spec: GridSpec
    lines: tuple[Decimal, ...]
    kept: tuple[Order, ...]
    cancelled: tuple[Order, ...]
    placed: tuple[PlannedOrder, ...]
    position: Decimal


def check_revision(old: GridSpec, new: GridSpec, *, stopped: bool) -> None:
    """Check that a grid can be changed so while it runs.

    Raises:
        GridSpecError: the grid has stopped, or a key differs that has to stay.
    """
    if stopped:
        raise GridSpecError("grid", "has stopped and cannot be changed; start a new one")
    for key, now, then in (
        ("instrument", old.instrument, new.instrument),
        ("direction", old.direction.value, new.direction.value),
        ("fill_model", old.fill_model.value, new.fill_model.value),
    ):
        if now != then:
            raise GridSpecError(
                key, f'"{then}" cannot replace "{now}" while the grid runs; stop it and start another'
            )


def plan_of(
    spec: GridSpec,
    before: Sequence[Order],
    events: Sequence[GridEvent],
    lines: Sequence[Decimal],
    position: Decimal,
) -> RevisionPlan:
    """The plan that led from the orders ``before`` through ``events``."""
    orders = [event for event in events if not isinstance(event, Fill)]
    cancelled = {order.order_id for order in orders if order.status is OrderStatus.CANCELLED}
    return RevisionPlan(
        spec,
        tuple(lines),
        kept=tuple(order for order in before if order.order_id not in cancelled),
        cancelled=tuple(order for order in before if order.order_id in cancelled),
        placed=tuple(
            PlannedOrder(order.cell, order.intent, order.side, order.price, order.size)
            for order in orders
            if order.status is OrderStatus.OPEN and order.cell is not None
        ),
        position=position,
    )


def withdraw_entries(orders: GridOrders, spec: GridSpec, last: Decimal, time: int) -> None:
    """Go over to ``spec`` and withdraw the entries that have no place any more, oldest first."""
    orders.spec = spec
    for order in _entries(orders):
        if order.cell is None:
            continue
        is_other_size = order.size != spec.size and not order.filled
        if is_other_size or orders.machine.is_retiring(order.cell):
            orders.withdraw_entry(order, time)
    if spec.max_position is not None:
        for side in Side:
            _withdraw_beyond(orders, side, spec.max_position, last, time)


def _withdraw_beyond(orders: GridOrders, side: Side, limit: Decimal, last: Decimal, time: int) -> None:
    nearest_first = sorted(
        (order for order in _entries(orders) if order.side is side and not order.filled),
        key=lambda order: EXACT.subtract(order.price, last).copy_abs(),
    )
    while nearest_first:
        position = orders.reach(side, ZERO)
        if (position if side is Side.BUY else position.copy_negate()) <= limit:
            return
        orders.withdraw_entry(nearest_first.pop(), time)


def _entries(orders: GridOrders) -> list[RestingOrder]:
    return [order for order in orders.resting if order.intent is Intent.ENTRY]
