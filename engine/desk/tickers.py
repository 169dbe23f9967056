"""The last 24 hours of every instrument, for the instrument picker."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Protocol

from engine.desk.instruments import Instruments
from engine.feed.timing import Clock
from engine.grvt.errors import ExchangeError
from engine.market import Ticker

FRESH_FOR = 30.0
AT_ONCE = 4
EVERY = 0.05
"""Seconds between two questions: the exchange allows about 25 a second (protocol reference, section 7.6)."""


class TickerSource(Protocol):
    """Where tickers come from."""

    async def ticker(self, name: str) -> Ticker:
        """The 24-hour ticker of an instrument."""


class Tickers:
    """Asks for each instrument, slowly enough; answers from memory for half a minute."""

    def __init__(self, instruments: Instruments, rest: TickerSource, clock: Clock) -> None:
        self._instruments = instruments
        self._rest = rest
        self._clock = clock
        self._known: Mapping[str, Ticker] = {}
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def all(self) -> Mapping[str, Ticker]:
        """Every instrument's ticker by name; one that cannot be read now is left out.

        Raises:
            ExchangeError: the list of instruments could not be read.
        """
        async with self._reading:
            now = self._clock.monotonic()
            if self._read_at is None or now - self._read_at > FRESH_FOR:
                names = [instrument.name for instrument in await self._instruments.all()]
                self._known = await self._read(names)
                self._read_at = self._clock.monotonic()
            return self._known

    async def _read(self, names: Iterable[str]) -> Mapping[str, Ticker]:
        waiting, found = list(reversed(list(names))), dict[str, Ticker]()

        async def ask() -> None:
            while waiting:
                name = waiting.pop()
                try:
                    found[name] = await self._rest.ticker(name)
                except ExchangeError:
                    continue
                finally:
                    await self._clock.sleep_until(self._clock.monotonic() + EVERY * AT_ONCE)

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(ask())
        return found
