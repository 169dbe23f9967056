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


class Alarm:
    """A deadline that can be cut short: waits until it passes or someone rings."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung: asyncio.Event | None = None

    async def wait_until(self, deadline: float) -> bool:
        """Wait; True when rung before the deadline."""
        self._rung = asyncio.Event()
        sleeper = asyncio.ensure_future(self._clock.sleep_until(deadline))
        ringer = asyncio.ensure_future(self._rung.wait())
        try:
            await asyncio.wait({sleeper, ringer}, return_when=asyncio.FIRST_COMPLETED)
            return self._rung.is_set()
        finally:
            self._rung = None
            for waiter in (sleeper, ringer):
                waiter.cancel()
            await asyncio.gather(sleeper, ringer, return_exceptions=True)

    def ring(self) -> None:
        """Wake whoever waits now; without one, nothing happens."""
        if self._rung is not None:
            self._rung.set()
