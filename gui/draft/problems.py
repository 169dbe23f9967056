"""What is wrong with an input: a kind with its values, for which the window has the words."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

ProblemValue = Decimal | int


class Problem(Enum):
    """Why an input cannot be taken. The comment names the values that come with it."""

    NOT_A_NUMBER = "not a number"
    NOT_WHOLE = "not whole"
    MISSING = "missing"
    NOT_POSITIVE = "not positive"
    NOT_ABOVE_LOWER = "not above lower"  # lower
    NOT_BELOW_UPPER = "not below upper"  # upper
    LEVELS_OUT_OF_RANGE = "levels out of range"  # least, most
    TOO_MANY_LEVELS = "too many levels"  # most
    TOO_NARROW = "too narrow"  # levels
    SIZE_BELOW_MINIMUM = "size below minimum"  # minimum
    NOTIONAL_BELOW_MINIMUM = "notional below minimum"  # minimum: the least size, notional
    POSITION_BELOW_SIZE = "position below size"  # size
    STOP_NOT_BELOW = "stop not below"  # lower
    STOP_NOT_ABOVE = "stop not above"  # upper
    BOUND_AT_STOP = "bound at stop"  # stop
    FEE_OUT_OF_RANGE = "fee out of range"
    LEVERAGE_BELOW_ONE = "leverage below one"


class DraftProblem(ValueError):
    """An input that cannot be taken: ``field`` names it, ``kind`` and ``values`` say why.

    Also what held a handle back before it reached the price it was dragged to.
    """

    def __init__(self, field: str, kind: Problem, **values: ProblemValue) -> None:
        super().__init__(f"{field}: {kind.value}")
        self.field = field
        self.kind = kind
        self.values: Mapping[str, ProblemValue] = MappingProxyType(values)
