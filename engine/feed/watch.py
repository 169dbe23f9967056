"""Watching one connection for everything that it does not say by itself (CONTRACT section 7, rule 4)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from engine.feed.timing import Clock, FeedTiming
from engine.grvt.errors import ExchangeError
from engine.grvt.socket import GrvtSocket


@dataclass(slots=True)
class SocketFacts:
    """What is known about the socket now. Monotonic seconds."""

    received_at: float | None = None
    data_at: float | None = None
    round_trip: float | None = None
    messages: int = 0
    connects: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a connection is no good; ``silent`` when nothing at all arrives on it."""

    reason: str
    silent: bool = False


async def watch_socket(
    socket: GrvtSocket,
    facts: SocketFacts,
    asked_at: Mapping[int, float],
    *,
    clock: Clock,
    timing: FeedTiming,
    feed_moved_on: Callable[[], Awaitable[bool]] | None,
) -> Doubt:
    """Ping now and then, and return when the connection must be replaced.

    Args:
        socket: the connection, open since now.
        facts: what its reader last saw.
        asked_at: when each request that is not answered yet was sent, monotonic seconds.
        clock: where time comes from.
        timing: how long is too long.
        feed_moved_on: asks over REST whether a quiet feed misses anything; None where quiet is no sign.
    """
    offset = clock.wall_ns() / 1e9 - clock.monotonic()
    pinged_at = asked_rest_at = clock.monotonic()
    while True:
        before = clock.monotonic()
        await clock.sleep_until(before + timing.watch_every)
        now = clock.monotonic()
        drift = clock.wall_ns() / 1e9 - now - offset
        if abs(drift) > timing.clock_jump or now - before > timing.watch_every + timing.clock_jump:
            asleep = max(abs(drift), now - before)
            return Doubt(f"the computer was asleep or its clock jumped ({asleep:.0f} s)")
        if now - (facts.received_at or now) >= timing.silent_after:
            return Doubt(f"nothing arrived for {timing.silent_after:g} s, not even a pong", silent=True)
        if any(now - asked >= timing.answer_within for asked in asked_at.values()):
            return Doubt(f"no answer to a subscription for {timing.answer_within:g} s")
        if now - pinged_at >= timing.ping_every:
            pinged_at = now
            try:
                await socket.ping()
            except ExchangeError as error:
                return Doubt(str(error))
        quiet_since = max(facts.data_at or now, asked_rest_at)
        if feed_moved_on is not None and now - quiet_since >= timing.no_data_after:
            asked_rest_at = now
            if await feed_moved_on():
                return Doubt(f"the market moved on, but no data arrived for {timing.no_data_after:g} s")
