"""What of a draft can be taken hold of in the chart."""

from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Any

from engine import GridSpec


class Handle(Enum):
    """A part of a draft that can be moved; the value is the field of the grid, but for the whole band."""

    UPPER = "upper"
    LOWER = "lower"
    BAND = "band"
    STOP_ABOVE = "stop_above"
    STOP_BELOW = "stop_below"
    REFERENCE = "reference"


REMOVABLE = frozenset({Handle.STOP_ABOVE, Handle.STOP_BELOW, Handle.REFERENCE})
"""What a grid can do without."""

_ORDER = (
    *(Handle.STOP_ABOVE, Handle.UPPER, Handle.REFERENCE, Handle.BAND),
    *(Handle.LOWER, Handle.STOP_BELOW),
)


def price_of(spec: GridSpec, handle: Handle) -> Decimal | None:
    """The price at which a handle lies; None where the grid lacks it, and for the band."""
    if handle is Handle.BAND:
        return None
    price: Decimal | None = getattr(spec, handle.value)
    return price


def handles_of(spec: GridSpec) -> tuple[Handle, ...]:
    """The handles that a grid has, from the top of the chart to its bottom."""
    return tuple(handle for handle in _ORDER if handle is Handle.BAND or price_of(spec, handle) is not None)


def with_field(spec: GridSpec, field: str, value: Any) -> GridSpec:
    """The grid with another value of the field that a handle or an input stands for."""
    return replace(spec, **{field: value})
