"""The time of an exchange that a test stops and lets go on: what waits for a busy machine does not race with it."""

import time

from engine.market import NS_PER_SECOND


class StoppedTime:
    """A wall clock that stands still from a given moment until it may go on."""

    def __init__(self) -> None:
        self._behind = 0
        self._stop: int | None = None

    def now(self) -> int:
        """Nanoseconds since the epoch."""
        wall = time.time_ns() - self._behind
        return wall if self._stop is None else min(wall, self._stop)

    @property
    def stands(self) -> bool:
        """Whether it stands still now."""
        return self._stop is not None and self.now() == self._stop

    def stop_in(self, seconds: float) -> None:
        """Stand still in so many seconds."""
        self._stop = self.now() + int(seconds * NS_PER_SECOND)

    def go_on(self) -> None:
        """Go on from where it stands; one that runs runs on."""
        if self._stop is not None:
            self._behind = time.time_ns() - self.now()
            self._stop = None
