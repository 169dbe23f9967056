"""How far a handle may go: every gesture ends at a legal grid, and says what held it back."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from engine import MAX_LEVELS, MIN_LEVELS, GridSpec
from gui.draft.handles import Handle, with_field
from gui.draft.problems import DraftProblem, Problem
from gui.draft.steps import fits, most_levels, steps, to_step

Moved = tuple[GridSpec, DraftProblem | None]


def moved(spec: GridSpec, handle: Handle, price: Decimal, tick: Decimal) -> Moved:
    """Move a bound, a stop or the reference towards ``price``."""
    target = to_step(price, tick)
    match handle:
        case Handle.LOWER:
            return _bound_moved(spec, "lower", target, tick)
        case Handle.UPPER:
            return _bound_moved(spec, "upper", target, tick)
        case Handle.STOP_BELOW:
            return _placed(spec, "stop_below", target, tick, spec.lower - tick, Problem.STOP_NOT_BELOW)
        case Handle.STOP_ABOVE:
            if target > spec.upper:
                return replace(spec, stop_above=target), None
            problem = DraftProblem("stop_above", Problem.STOP_NOT_ABOVE, upper=spec.upper)
            return replace(spec, stop_above=spec.upper + tick), problem
        case Handle.REFERENCE:
            return _placed(spec, "reference", target, tick, None, Problem.NOT_POSITIVE)
        case Handle.BAND:
            raise ValueError("the band has no price; shift it")


def shifted(spec: GridSpec, ticks: int, tick: Decimal) -> Moved:
    """Move both bounds and the stops by so many ticks."""
    lowest = spec.lower if spec.stop_below is None else spec.stop_below
    room = 1 - steps(lowest, tick)
    problem = None
    if ticks < room:
        ticks, problem = min(0, room), DraftProblem("lower", Problem.NOT_POSITIVE)

    def at(by: int) -> GridSpec:
        change = by * tick
        return replace(
            spec,
            lower=spec.lower + change,
            upper=spec.upper + change,
            stop_below=None if spec.stop_below is None else spec.stop_below + change,
            stop_above=None if spec.stop_above is None else spec.stop_above + change,
        )

    if fits(at(ticks), tick):
        return at(ticks), problem
    return at(_furthest(at, ticks, tick)), DraftProblem("lower", Problem.TOO_NARROW, levels=spec.levels)


def turned(spec: GridSpec, by: int, tick: Decimal) -> Moved:
    """Change the number of lines."""
    wanted = spec.levels + by
    most = most_levels(spec, tick)
    if wanted < MIN_LEVELS:
        problem = DraftProblem("levels", Problem.LEVELS_OUT_OF_RANGE, least=MIN_LEVELS, most=MAX_LEVELS)
        return replace(spec, levels=MIN_LEVELS), problem
    if by > 0 and wanted > most:
        problem = DraftProblem("levels", Problem.TOO_MANY_LEVELS, most=most)
        return replace(spec, levels=max(most, spec.levels)), problem
    return replace(spec, levels=wanted), None


def _placed(
    spec: GridSpec, field: str, target: Decimal, tick: Decimal, highest: Decimal | None, above: Problem
) -> Moved:
    """Put a price between the first tick and ``highest``."""
    if highest is not None and highest < tick:
        return spec, DraftProblem(field, above, lower=spec.lower)
    if highest is not None and target > highest:
        return with_field(spec, field, highest), DraftProblem(field, above, lower=spec.lower)
    if target < tick:
        return with_field(spec, field, tick), DraftProblem(field, Problem.NOT_POSITIVE)
    return with_field(spec, field, target), None


def _bound_moved(spec: GridSpec, field: str, target: Decimal, tick: Decimal) -> Moved:
    is_lower = field == "lower"
    problem = None
    stop = spec.stop_below if is_lower else spec.stop_above
    if is_lower and target < tick:
        target, problem = tick, DraftProblem(field, Problem.NOT_POSITIVE)
    if stop is not None and (target <= stop if is_lower else target >= stop):
        target = stop + tick if is_lower else stop - tick
        problem = DraftProblem(field, Problem.BOUND_AT_STOP, stop=stop)
    narrowest = tick * (spec.levels - 1)
    if is_lower and target > spec.upper - narrowest:
        target, problem = spec.upper - narrowest, DraftProblem(field, Problem.TOO_NARROW, levels=spec.levels)
    elif not is_lower and target < spec.lower + narrowest:
        target, problem = spec.lower + narrowest, DraftProblem(field, Problem.TOO_NARROW, levels=spec.levels)
    candidate = with_field(spec, field, target)
    if fits(candidate, tick):
        return candidate, problem
    old: Decimal = getattr(spec, field)

    def at(by: int) -> GridSpec:
        return with_field(spec, field, old + by * tick)

    by = _furthest(at, steps(target - old, tick), tick)
    return at(by), DraftProblem(field, Problem.TOO_NARROW, levels=spec.levels)


def _furthest(at: Callable[[int], GridSpec], wanted: int, tick: Decimal) -> int:
    """The last of the steps from 0, where the lines fit, to ``wanted``, where they do not, that still fits."""
    fitting, failing = 0, wanted
    while abs(failing - fitting) > 1:
        middle = fitting + (failing - fitting) // 2
        if middle in {fitting, failing}:
            break
        if fits(at(middle), tick):
            fitting = middle
        else:
            failing = middle
    return fitting
