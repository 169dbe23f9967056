"""Whether the values of a draft make a legal grid: the rules of a grid file, told as problems of fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine import MAX_LEVELS, MIN_LEVELS, GridSpec, Instrument
from gui.draft.problems import DraftProblem, Problem
from gui.draft.steps import fits, least_size, most_levels

_POSITIVE = frozenset(
    {"lower", "upper", "size", "reference", "stop_below", "stop_above", "max_position", "capital"}
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A field that was changed, and all values as they would be then."""

    field: str
    values: Mapping[str, Any]


def problem_of(changed: Checked) -> DraftProblem | None:
    """What is wrong with the change, seen from the field that was changed; None when it is legal."""
    return next(_problems(changed), None)


def _problems(changed: Checked) -> Iterator[DraftProblem]:
    field, values = changed.field, changed.values
    value = values[field]
    if field in _POSITIVE and value is not None and value <= 0:
        yield DraftProblem(field, Problem.NOT_POSITIVE)
    lower, upper = values["lower"], values["upper"]
    if field in {"lower", "upper"} and lower >= upper:
        if field == "upper":
            yield DraftProblem(field, Problem.NOT_ABOVE_LOWER, lower=lower)
        else:
            yield DraftProblem(field, Problem.NOT_BELOW_UPPER, upper=upper)
    if not MIN_LEVELS <= values["levels"] <= MAX_LEVELS:
        yield DraftProblem("levels", Problem.LEVELS_OUT_OF_RANGE, least=MIN_LEVELS, most=MAX_LEVELS)
    yield from _stops(field, values)
    position: Decimal | None = values["max_position"]
    if position is not None and position < values["size"]:
        yield DraftProblem(field, Problem.POSITION_BELOW_SIZE, size=values["size"], position=position)
    for rate in ("maker_fee", "taker_fee"):
        if not -1 < values[rate] < 1:
            yield DraftProblem(rate, Problem.FEE_OUT_OF_RANGE)
    leverage: Decimal | None = values["leverage"]
    if leverage is not None and leverage < 1:
        yield DraftProblem("leverage", Problem.LEVERAGE_BELOW_ONE)


def _stops(field: str, values: Mapping[str, Any]) -> Iterator[DraftProblem]:
    below: Decimal | None = values["stop_below"]
    above: Decimal | None = values["stop_above"]
    if below is not None and below >= values["lower"]:
        if field == "lower":
            yield DraftProblem(field, Problem.BOUND_AT_STOP, stop=below)
        else:
            yield DraftProblem("stop_below", Problem.STOP_NOT_BELOW, lower=values["lower"])
    if above is not None and above <= values["upper"]:
        if field == "upper":
            yield DraftProblem(field, Problem.BOUND_AT_STOP, stop=above)
        else:
            yield DraftProblem("stop_above", Problem.STOP_NOT_ABOVE, upper=values["upper"])


def line_problem(field: str, spec: GridSpec, tick: Decimal) -> DraftProblem | None:
    """Whether two lines would fall on one tick."""
    if fits(spec, tick):
        return None
    if field in {"levels", "spacing"}:
        return DraftProblem("levels", Problem.TOO_MANY_LEVELS, most=most_levels(spec, tick))
    return DraftProblem(field, Problem.TOO_NARROW, levels=spec.levels)


def size_problem(spec: GridSpec, instrument: Instrument) -> DraftProblem | None:
    """Whether the exchange would refuse orders of this size."""
    if spec.size < instrument.min_size:
        return DraftProblem("size", Problem.SIZE_BELOW_MINIMUM, minimum=instrument.min_size)
    if spec.size * spec.lower < instrument.min_notional:
        least = least_size(instrument, spec.lower, instrument.min_notional)
        return DraftProblem(
            "size", Problem.NOTIONAL_BELOW_MINIMUM, minimum=least, notional=instrument.min_notional
        )
    return None
