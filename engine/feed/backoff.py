"""How long to wait before a reconnect: exponential, capped, with jitter, reset only by a connection that held."""

from collections.abc import Callable

MAX_DELAY = 30.0
MAX_JITTER = 0.25
HELD_FOR = 10.0


class Backoff:
    """Counts the reconnects in a row of one endpoint. Times are monotonic seconds, handed in."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        """``jitter``: returns seconds, uniform in 0 to ``MAX_JITTER``."""
        self._jitter = jitter
        self._live_since: float | None = None
        self.retries = 0

    @property
    def attempt(self) -> int:
        """The number of the current try in a row, 1 for the first."""
        return self.retries + 1

    def on_live(self, now: float) -> None:
        """The connection is live since ``now``."""
        self._live_since = now

    def on_lost(self, now: float) -> None:
        """The connection or the try was lost. Only one that was live for 10 s sets the count back."""
        if self._live_since is not None and now - self._live_since >= HELD_FOR:
            self.retries = 0
        self._live_since = None

    def next_delay(self) -> float:
        """Count one more reconnect and return the seconds to wait before it.

        Before the n-th in a row: min(30, 2^min(8, n - 1) + jitter).
        """
        self.retries += 1
        return float(min(MAX_DELAY, 2.0 ** min(8, self.retries - 1) + self._jitter()))

    def reset(self) -> None:
        """Forget the tries so far: the user asked for a new start."""
        self.retries = 0
        self._live_since = None
