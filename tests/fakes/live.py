"""A desk over a demo exchange of the test's own, and waiting for what it tells."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from engine import ConnectionChanged, ConnectionState, Desk, DeskEvent, DeskOptions, Endpoint, Secret
from engine.demo import DemoExchange
from engine.feed.timing import Clock
from engine.grvt.environment import Environment, EnvironmentName

ETH = "ETH_USDT_Perp"
PATIENCE = 20.0

_T = TypeVar("_T")


def fast_clock(speed: float) -> Clock:
    """A clock on which ``speed`` seconds pass in one, without jitter."""
    began = time.monotonic()
    wall = time.time_ns()
    return Clock(
        monotonic=lambda: began + (time.monotonic() - began) * speed,
        wall_ns=lambda: wall + int((time.monotonic() - began) * speed * 1e9),
        jitter=lambda: 0.0,
        sleep=lambda seconds: asyncio.sleep(seconds / speed),
    )


class Recorder:
    """Every event of a desk, in order, and a way to wait for one that fits."""

    def __init__(self, desk: Desk) -> None:
        self.events: list[DeskEvent] = []
        self._arrived = asyncio.Event()
        desk.subscribe(self._take)

    def _take(self, event: DeskEvent) -> None:
        self.events.append(event)
        self._arrived.set()

    def of(self, kind: type[_T], fits: Callable[[_T], bool] = lambda event: True) -> list[_T]:
        """The events of one kind that fit, so far."""
        return [event for event in self.events if isinstance(event, kind) and fits(event)]

    async def wait_for(
        self,
        kind: type[_T],
        fits: Callable[[_T], bool] = lambda event: True,
        *,
        count: int = 1,
        after: int = 0,
    ) -> list[_T]:
        """Wait until ``count`` events of a kind that fit have come since event number ``after``."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = [e for e in self.events[after:] if isinstance(e, kind) and fits(e)]
                if len(found) >= count:
                    return found
                self._arrived.clear()
                await self._arrived.wait()

    async def wait_state(
        self, endpoint: Endpoint, state: ConnectionState, *, after: int = 0
    ) -> ConnectionChanged:
        """Wait until an endpoint reaches a state."""
        found = await self.wait_for(
            ConnectionChanged, lambda e: e.endpoint is endpoint and e.state is state, after=after
        )
        return found[0]


@asynccontextmanager
async def demo_exchange(**arguments: Any) -> AsyncIterator[tuple[DemoExchange, Environment]]:
    """A demo exchange and the environment that leads to it."""
    exchange = DemoExchange(**arguments)
    addresses = await exchange.start()
    try:
        yield (
            exchange,
            Environment(
                EnvironmentName.TESTNET,
                addresses.edge_url,
                addresses.trades_url,
                addresses.market_data_url,
            ),
        )
    finally:
        await exchange.close()


@asynccontextmanager
async def open_desk(
    environment: Environment, *, api_key: Secret | None = None, options: DeskOptions | None = None
) -> AsyncIterator[tuple[Desk, Recorder]]:
    """An open desk with a recorder on it."""
    desk = Desk(environment, api_key=api_key, options=options)
    recorder = Recorder(desk)
    await desk.open()
    try:
        yield desk, recorder
    finally:
        await desk.close()
