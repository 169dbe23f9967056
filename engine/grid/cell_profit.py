"""What one round trip of each cell earns after maker fees, and the step that just pays them.

A round trip of size q between the lines a < b at the maker rate c earns q (b - a) - q c (a + b), whichever
side enters. It pays when b / a exceeds (1 + c) / (1 - c). Prices and money in quote, sizes in base units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from engine.market import EXACT, ONE, QUOTIENT

_TO_PERCENT = 2


@dataclass(frozen=True, slots=True)
class CellProfit:
    """What one round trip of a cell earns after maker fees: ``profit`` in quote, ``percent`` of its lower line."""

    cell: int
    lower: Decimal
    upper: Decimal
    profit: Decimal
    percent: Decimal

    @property
    def pays(self) -> bool:
        """Whether the round trip earns more than its fees."""
        return self.profit > 0


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The step between two lines that earns exactly its fees; negative where the maker fee is a rebate.

    ``ratio``: upper line over lower line. ``at_lower``: the step in quote that a cell on the lower bound needs,
    ``at_upper``: that of a cell below the upper bound.
    """

    ratio: Decimal
    at_lower: Decimal
    at_upper: Decimal


def cell_profits(lines: Sequence[Decimal], size: Decimal, maker_fee: Decimal) -> tuple[CellProfit, ...]:
    """What each cell earns in a round trip, lowest cell first."""
    profits = []
    for cell, (lower, upper) in enumerate(pairwise(lines)):
        fees = EXACT.multiply(EXACT.add(lower, upper), maker_fee)
        per_unit = EXACT.subtract(EXACT.subtract(upper, lower), fees)
        percent = QUOTIENT.divide(per_unit.scaleb(_TO_PERCENT, EXACT), lower)
        profits.append(CellProfit(cell, lower, upper, EXACT.multiply(per_unit, size), percent))
    return tuple(profits)


def break_even(lower: Decimal, upper: Decimal, maker_fee: Decimal) -> BreakEven:
    """The step that just pays its fees in a range from ``lower`` to ``upper``, at a rate between -1 and 1."""
    sell, buy = EXACT.subtract(ONE, maker_fee), EXACT.add(ONE, maker_fee)
    both = EXACT.add(maker_fee, maker_fee)
    return BreakEven(
        ratio=QUOTIENT.divide(buy, sell),
        at_lower=QUOTIENT.divide(EXACT.multiply(lower, both), sell),
        at_upper=QUOTIENT.divide(EXACT.multiply(upper, both), buy),
    )
