"""The clock of the demo exchange: the wall clock, but never backwards."""

import time
from collections.abc import Callable


class ServerClock:
    """Wall-clock nanoseconds that never run backwards, even when the system clock is set back."""

    def __init__(
        self, wall: Callable[[], int] = time.time_ns, steady: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._wall = wall
        self._steady = steady
        self._newest = wall()
        self._newest_at = steady()

    def now(self) -> int:
        """The time in ns since the epoch."""
        wall, steady = self._wall(), self._steady()
        if wall < self._newest:
            wall = self._newest + max(0, steady - self._newest_at)
        self._newest, self._newest_at = wall, steady
        return wall
