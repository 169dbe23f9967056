"""The prices between which a trade sets nothing off in a paper grid."""

from decimal import Decimal
from typing import NamedTuple

NOWHERE_BELOW = Decimal("-Infinity")
NOWHERE_ABOVE = Decimal("Infinity")


class QuietBand(NamedTuple):
    """A trade strictly between two prices does nothing.

    ``buyers_pass_above``: nor does one at ``above`` itself whose taker bought, ``sellers_pass_below``: nor one at
    ``below`` itself whose taker sold.
    """

    above: Decimal
    below: Decimal
    buyers_pass_above: bool
    sellers_pass_below: bool
