"""How many messages a second a stream brings."""

WINDOW = 5


class RateMeter:
    """Counts messages by the second. Times are monotonic seconds, handed in."""

    __slots__ = ("_counts", "_second", "last_at", "messages")

    def __init__(self) -> None:
        self.messages = 0
        self.last_at: float | None = None
        self._second = 0
        self._counts = [0] * (WINDOW + 1)

    def count(self, now: float) -> None:
        """One message arrived."""
        self.messages += 1
        self.last_at = now
        self._forget(int(now))
        self._counts[self._second % len(self._counts)] += 1

    def per_second(self, now: float) -> float:
        """Messages a second over the last ``WINDOW`` whole seconds."""
        self._forget(int(now))
        current = self._counts[self._second % len(self._counts)]
        return (sum(self._counts) - current) / WINDOW

    def _forget(self, second: int) -> None:
        if second - self._second >= len(self._counts):
            self._counts = [0] * len(self._counts)
        else:
            for passed in range(self._second + 1, second + 1):
                self._counts[passed % len(self._counts)] = 0
        self._second = max(self._second, second)
