"""Side-by-side measuring: subject and baseline take turns in one run, so that the machine's mood meets both alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Sizes:
    """How much is measured. ``messages`` and ``trades`` are counts, ``seconds`` the length of one reading."""

    rounds: int
    messages: int
    seconds: float
    settle_seconds: float
    chart_bars: int
    frames: int
    tape_trades: int
    scanned_trades: int
    queue_trades: int
    day_messages: int
    early_messages: int
    starts: int


FULL = Sizes(
    rounds=5,
    messages=100_000,
    seconds=6.0,
    settle_seconds=3.0,
    chart_bars=50_000,
    frames=200,
    tape_trades=2_000_000,
    scanned_trades=200_000,
    queue_trades=280_000,
    day_messages=10_000_000,
    early_messages=100_000,
    starts=7,
)
SMOKE = Sizes(
    rounds=1,
    messages=600,
    seconds=0.2,
    settle_seconds=0.0,
    chart_bars=600,
    frames=4,
    tape_trades=2_000,
    scanned_trades=1_000,
    queue_trades=1_000,
    day_messages=2_000,
    early_messages=1_000,
    starts=1,
)


@dataclass(frozen=True)
class Figure:
    """One row of the table.

    ``ratio`` is subject over baseline; ``said`` is what the target is about, in words with its unit. ``noise`` is
    the spread of the baseline's rounds as a fraction of their median: what a difference must exceed to mean
    anything. ``reached`` says whether the target is.
    """

    subject: float
    baseline: float
    unit: str
    ratio: float
    said: str
    reached: bool
    noise: float
    rounds: int
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the benchmark page: what is measured against what, and the target."""

    name: str
    what: str
    against: str
    target: str
    measure: Callable[[Sizes], Figure]


@dataclass(frozen=True)
class Turns:
    """The readings of both sides, in the order in which they were taken."""

    subject: list[float]
    baseline: list[float]

    @property
    def noise(self) -> float:
        """The spread of the baseline's readings, as a fraction of their median."""
        return spread(self.baseline)

    @property
    def ratio(self) -> float:
        """The median of the ratios of neighbouring readings, subject over baseline."""
        return median(mine / theirs for mine, theirs in zip(self.subject, self.baseline, strict=True))


def spread(readings: Sequence[float]) -> float:
    """Largest less smallest, as a fraction of the median."""
    middle = median(readings)
    return (max(readings) - min(readings)) / middle if middle else 0.0


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


def at_least(least: float, turns: Turns, *, unit: str, **details: Any) -> Figure:
    """A row whose subject must reach ``least`` times the baseline."""
    return _of_ratio(turns, turns.ratio >= least, unit, details)


def at_most(most: float, turns: Turns, *, unit: str, **details: Any) -> Figure:
    """A row whose subject may be at most ``most`` times the baseline."""
    return _of_ratio(turns, turns.ratio <= most, unit, details)


def _of_ratio(turns: Turns, reached: bool, unit: str, details: dict[str, Any]) -> Figure:
    ratio = turns.ratio
    said = f"{ratio:.0f} x" if ratio >= 20 else f"{ratio:.2f} x"
    subject, baseline = median(turns.subject), median(turns.baseline)
    return Figure(subject, baseline, unit, ratio, said, reached, turns.noise, len(turns.subject), details)


def percentile(values: Sequence[float], fraction: float) -> float:
    """The value below which ``fraction`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(fraction * len(ordered)))]
