"""The funding settlements of a grid: those that are to come, and those passed whose rate is still to be booked.

The position that counts is the one just before the first trade at or after the instant. Its rate becomes known
later, so the position is remembered. Times in ns since the epoch, positions in base units, signed.
"""

from bisect import insort
from decimal import Decimal
from typing import Any

from engine.market import plain

Positions = tuple[Decimal, ...]
"""The position in each fill model."""

NEVER = (1 << 63) - 1


class Settlements:
    """``wake_at`` is the next instant, ``NEVER`` where none is known."""

    __slots__ = ("_newest", "_passed", "_upcoming", "wake_at")

    def __init__(self) -> None:
        self.wake_at = NEVER
        self._upcoming: list[int] = []
        self._passed: dict[int, Positions] = {}
        self._newest = -1

    @property
    def pending(self) -> tuple[int, ...]:
        """The passed instants whose rate is still to be booked, oldest first."""
        return tuple(self._passed)

    def expect(self, time: int) -> None:
        """There is a settlement at ``time``. One that has passed, or is expected already, is none again."""
        if time > self._newest and time not in self._upcoming:
            insort(self._upcoming, time)
            self.wake_at = self._upcoming[0]

    def reach(self, time: int, positions: Positions) -> None:
        """No trade before ``time`` is missing: the instants up to it have passed, with these positions."""
        while self.wake_at <= time:
            self._newest = self._upcoming.pop(0)
            self._passed[self._newest] = positions
            self.wake_at = self._upcoming[0] if self._upcoming else NEVER

    def take(self, time: int) -> Positions:
        """The positions at a passed instant, which is pending no more.

        Raises:
            ValueError: no such instant is pending.
        """
        if time not in self._passed:
            raise ValueError(f"no settlement at {time} is pending; pending are {list(self.pending)}")
        return self._passed.pop(time)

    def state(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        return {
            "upcoming": list(self._upcoming),
            "passed": [[time, list(map(plain, held))] for time, held in self._passed.items()],
            "newest": self._newest,
        }

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "Settlements":
        """The settlements of which ``state`` was taken."""
        settlements = cls()
        settlements._newest = state["newest"]
        settlements._passed = {time: tuple(map(Decimal, held)) for time, held in state["passed"]}
        for time in state["upcoming"]:
            settlements.expect(time)
        return settlements
