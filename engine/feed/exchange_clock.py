"""How far the exchange's clock is from ours."""

from collections.abc import Callable
from typing import Protocol

from engine.grvt.errors import ExchangeError


class TimeTeller(Protocol):
    """Who tells the exchange's time."""

    async def server_time(self) -> int:
        """The exchange's clock in ns since the epoch."""


class ExchangeClock:
    """The difference between the exchange's clock and this computer's, as last measured."""

    def __init__(self, teller: TimeTeller, wall_ns: Callable[[], int]) -> None:
        self._teller = teller
        self._wall_ns = wall_ns
        self.offset_ns: int | None = None
        self.error: str | None = None

    async def measure(self) -> int | None:
        """Ask once; the offset in ns (exchange minus ours, half the round trip allowed for), None if unknown."""
        before = self._wall_ns()
        try:
            told = await self._teller.server_time()
        except ExchangeError as error:
            self.error = str(error)
            return self.offset_ns
        self.error = None
        self.offset_ns = told - (before + self._wall_ns()) // 2
        return self.offset_ns
