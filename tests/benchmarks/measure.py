"""Side-by-side measuring: subject and baseline take turns in one run, so that the machine's mood meets both alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    ``ratio`` is what the target is about: subject over baseline, or baseline over subject where more is better in
    the subject (the text of ``target`` says which). ``noise`` is the spread of the baseline's rounds as a fraction
    of their median: what a difference must exceed to mean anything. ``reached`` is None where there is no target.
    """

    name: str
    subject: float
    baseline: float
    unit: str
    ratio: float
    target: str
    reached: bool | None
    noise: float
    rounds: int
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turns:
    """The readings of both sides, in the order in which they were taken."""

    subject: list[float]
    baseline: list[float]

    @property
    def noise(self) -> float:
        """The spread of the baseline's readings, as a fraction of their median."""
        return (max(self.baseline) - min(self.baseline)) / median(self.baseline)

    @property
    def ratio(self) -> float:
        """The median of the ratios of neighbouring readings, subject over baseline."""
        return median(mine / theirs for mine, theirs in zip(self.subject, self.baseline, strict=True))


def take_turns(subject: Callable[[], float], baseline: Callable[[], float], rounds: int) -> Turns:
    """Read baseline and subject alternately, ``rounds`` times each."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds):
        if number % 2:
            mine.append(subject())
            theirs.append(baseline())
        else:
            theirs.append(baseline())
            mine.append(subject())
    return Turns(mine, theirs)


def at_least(name: str, turns: Turns, least: float, *, unit: str, **details: Any) -> Figure:
    """A row whose subject must reach ``least`` times the baseline."""
    return Figure(
        name,
        median(turns.subject),
        median(turns.baseline),
        unit,
        turns.ratio,
        f"at least {least:g} x",
        turns.ratio >= least,
        turns.noise,
        len(turns.subject),
        details,
    )


def at_most(name: str, turns: Turns, most: float, *, unit: str, **details: Any) -> Figure:
    """A row whose subject may be at most ``most`` times the baseline."""
    return Figure(
        name,
        median(turns.subject),
        median(turns.baseline),
        unit,
        turns.ratio,
        f"at most {most:g} x",
        turns.ratio <= most,
        turns.noise,
        len(turns.subject),
        details,
    )


def percentile(values: list[float], fraction: float) -> float:
    """The value below which ``fraction`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))]
