"""Changing a running grid as one reviewed step: what goes, what stays and what comes."""

from dataclasses import dataclass
from decimal import Decimal

from engine.grid.opening import PlannedOrder
from engine.grid.orders import Order
from engine.grid.spec import GridSpec


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
