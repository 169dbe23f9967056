"""How many messages a second a stream brings."""

WINDOW = 5


class RateMeter:
    """Counts messages by the second. Times are monotonic seconds, handed in."""

    __slots__ = ("_before", "_counts", "_ends", "_second", "last_at", "messages")

    def __init__(self) -> None:
        self.messages = 0
        self.last_at: float | None = None
        self._second = 0
        self._ends = 1
        self._before = 0
        self._counts = [0] * (WINDOW + 1)

    def count(self, now: float, messages: int = 1) -> None:
        """So many messages arrived."""
        if now >= self._ends:
            self._turn(int(now))
        self.messages += messages
        self.last_at = now

    def per_second(self, now: float) -> float:
        """Messages a second over the last ``WINDOW`` whole seconds."""
        if now >= self._ends:
            self._turn(int(now))
        return sum(self._counts) / WINDOW

    def _turn(self, second: int) -> None:
        """A later second begins: what came since the last turn belongs to the second that was counted until now."""
        self._counts[self._second % len(self._counts)] = self.messages - self._before
        self._before = self.messages
        if second - self._second >= len(self._counts):
            self._counts = [0] * len(self._counts)
        else:
            for passed in range(self._second + 1, second + 1):
                self._counts[passed % len(self._counts)] = 0
        self._second, self._ends = second, second + 1
