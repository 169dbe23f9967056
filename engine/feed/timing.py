"""The clock and the waiting times of the connections: one place, so that tests can run them faster."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from engine.feed.backoff import MAX_JITTER


@dataclass(frozen=True, slots=True)
class FeedTiming:
    """Waiting times in seconds. The defaults are those of CONTRACT section 7."""

    ping_every: float = 5.0
    silent_after: float = 15.0
    no_data_after: float = 60.0
    answer_within: float = 10.0
    connect_within: float = 10.0
    trades_lag: float = 5.0
    ticker_within: float = 3.0
    watch_every: float = 0.5
    clock_jump: float = 10.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from: monotonic seconds, wall-clock ns since the epoch, backoff jitter and sleep in seconds."""

    monotonic: Callable[[], float] = time.monotonic
    wall_ns: Callable[[], int] = time.time_ns
    jitter: Callable[[], float] = lambda: random.uniform(0, MAX_JITTER)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def sleep_until(self, deadline: float) -> None:
        """Wait until the monotonic clock has passed ``deadline``, however early the loop's timers fire."""
        while (left := deadline - self.monotonic()) > 0:
            await self.sleep(left)

    async def wait_for(self, event: asyncio.Event, deadline: float) -> bool:
        """Wait until ``event`` is set or the monotonic clock has passed ``deadline``; True when it is set."""
        sleeper = asyncio.ensure_future(self.sleep_until(deadline))
        waiter = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait({sleeper, waiter}, return_when=asyncio.FIRST_COMPLETED)
            return event.is_set()
        finally:
            for future in (sleeper, waiter):
                future.cancel()
            await asyncio.gather(sleeper, waiter, return_exceptions=True)


class Alarm:
    """A wait that can be cut short."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung: asyncio.Event | None = None

    async def wait_until(self, deadline: float) -> bool:
        """Wait until the monotonic clock has passed ``deadline``; True when rung before."""
        self._rung = asyncio.Event()
        try:
            return await self._clock.wait_for(self._rung, deadline)
        finally:
            self._rung = None

    def ring(self) -> None:
        """Wake whoever waits now; without one, nothing happens."""
        if self._rung is not None:
            self._rung.set()
