"""Random fault schedules: a tape at high speed over real sockets, while everything goes wrong."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from engine import (
    Desk,
    DeskError,
    DeskOptions,
    Direction,
    FillModel,
    GridSpec,
    OrderFilled,
    PriceChanged,
    Quote,
    Spacing,
    TradePrinted,
)
from engine.demo import DemoExchange, ServerClock
from engine.demo.tape import read_tape
from engine.feed.timing import Clock
from engine.grid.orders import Fill
from engine.market import NS_PER_SECOND, Trade
from engine.paper.simulation import GridSimulation
from tests.fakes.live import ETH, Recorder, demo_exchange, open_desk
from tests.fakes.stopped_time import StoppedTime

CLOCK_SPEED = 40.0
TAPE_SECONDS = 1.6
TAPE_DELAY = 0.25
DISTURBED = TAPE_DELAY + 0.85 * TAPE_SECONDS
"""Seconds after the start of the exchange in which things go wrong; the rest of the tape plays undisturbed."""

SLOWER_EVERY = 4.0
"""Seconds after which the desk's clock goes half as fast: an undisturbed run is over by then."""
PATIENCE = 55.0

MALFORMED = (
    b"not json",
    b'{"stream":"v1.trade","selector":"ETH_USDT_Perp@50","sequence_number":"1","feed":{',
    b'{"stream":"v1.trade","selector":"ETH_USDT_Perp@50","sequence_number":null,"feed":null}',
    b'{"stream":"v9.nothing","selector":"x","sequence_number":"1","feed":{}}',
    b"\xff\xfe\x00",
    b'{"stream":"v1.mini.s","selector":"ETH_USDT_Perp@200","sequence_number":"5","feed":{"event_time":"NaN"}}',
)


class TiringClock:
    """The desk's clock: fast at first, and ever slower, so that the stalls of a starved machine end in being short.

    At forty times the speed a stall of a quarter of a second is a sleep of ten, for which the desk connects anew; a
    machine that stalls all the time would never let it recover anything.
    """

    def __init__(self) -> None:
        self._speed = CLOCK_SPEED
        self._since = time.monotonic()
        self._passed = 0.0
        self._wall = time.time_ns()

    def seconds(self) -> float:
        return self._passed + (time.monotonic() - self._since) * self._speed

    def as_clock(self) -> Clock:
        return Clock(
            monotonic=self.seconds,
            wall_ns=lambda: self._wall + int(self.seconds() * NS_PER_SECOND),
            jitter=lambda: 0.0,
            sleep=lambda seconds: asyncio.sleep(seconds / self._speed),
        )

    async def tire(self) -> None:
        """Become slower until cancelled, or as slow as any clock."""
        while self._speed > 1.0:
            await asyncio.sleep(SLOWER_EVERY)
            self._passed, self._since = self.seconds(), time.monotonic()
            self._speed = max(1.0, self._speed / 2)


@dataclass
class Outcome:
    """What a schedule came to: the fills that were told and those of the undisturbed run."""

    told: list[Fill]
    expected: list[Fill]
    trades_told: list[Trade]
    trades_printed: list[Trade]
    story: list[str] = field(default_factory=list)


async def run_schedule(seed: int, tape: Path, speed: float) -> Outcome:
    """Run one schedule; ``speed`` is how many times faster than recorded the tape plays."""
    desk_clock, clock = TiringClock(), StoppedTime()
    options = DeskOptions(clock=desk_clock.as_clock())
    tiring = asyncio.create_task(desk_clock.tire())
    try:
        return await _run_schedule(seed, tape, speed, options, clock)
    finally:
        tiring.cancel()
        await asyncio.gather(tiring, return_exceptions=True)


async def _run_schedule(
    seed: int, tape: Path, speed: float, options: DeskOptions, clock: StoppedTime
) -> Outcome:
    chance = random.Random(seed)
    story: list[str] = []
    async with (
        demo_exchange(
            tape=tape, speed=speed, tape_delay=TAPE_DELAY, seed=seed, clock=ServerClock(wall=clock.now)
        ) as (exchange, environment),
        open_desk(environment, options=options, api_key=exchange.key) as (desk, seen),
    ):
        # a fault may last longer than it was meant to, and what is lost must have a successor, whose number tells of
        # it: so the rest of the tape does not play before all faults are over
        clock.stop_in(DISTURBED)
        end = asyncio.get_running_loop().time() + DISTURBED
        await desk.watch(ETH)
        grid_id = await _start_grid(chance, desk)
        started = len(seen.events)
        await _disturb(chance, exchange, desk, story, end)
        clock.go_on()
        trades = len(read_tape(tape))
        async with asyncio.timeout(PATIENCE):
            while len(printed := exchange.printed_trades(ETH)) < trades:
                await asyncio.sleep(0.02)
            while not seen.of(TradePrinted, lambda e: e.trade.key == printed[-1].key):
                await asyncio.sleep(0.02)
        return _outcome(desk, seen, grid_id, started, printed, story)


async def _start_grid(chance: random.Random, desk: Desk) -> int:
    """Start a grid as soon as the desk lets us: on this clock a slow machine is a bad connection."""
    spec: GridSpec | None = None
    async with asyncio.timeout(PATIENCE):
        while True:
            await desk.wait_ready(ETH)
            view = desk.price(ETH)
            assert view is not None
            assert view.last is not None
            spec = spec or _grid(chance, view.last)
            try:
                return await desk.start_grid(spec)
            except DeskError as error:
                if "no live price" not in str(error):
                    raise


def _grid(chance: random.Random, last: Decimal) -> GridSpec:
    step = Decimal(chance.choice(["0.10", "0.25", "0.50"]))
    levels = chance.choice([11, 21, 41])
    return GridSpec(
        instrument=ETH,
        direction=chance.choice(list(Direction)),
        spacing=Spacing.ARITHMETIC,
        lower=last - step * (levels // 2),
        upper=last + step * (levels // 2),
        levels=levels,
        size=Decimal("0.1"),
        fill_model=chance.choice([FillModel.TOUCH, FillModel.THROUGH]),
    )


async def _disturb(
    chance: random.Random, exchange: DemoExchange, desk: Desk, story: list[str], end: float
) -> None:
    faults = exchange.faults
    loop = asyncio.get_running_loop()

    async def switch(name: str, on: object, off: object, seconds: float) -> None:
        setattr(faults, name, on)
        await asyncio.sleep(seconds)
        setattr(faults, name, off)

    def later(name: str, on: object, off: object) -> Callable[[], object]:
        def begin() -> None:
            # what is lost last must have a successor, whose number tells of it
            seconds = min(chance.uniform(0.02, 0.4), max(0.0, end - loop.time()))
            tasks.append(asyncio.create_task(switch(name, on, off, seconds)))

        return begin

    actions: dict[str, Callable[[], object]] = {
        "cut": exchange.cut_connections,
        "half-open": lambda: exchange.hush_connections(answer_pings=False),
        "only pongs": lambda: exchange.hush_connections(answer_pings=True),
        "restart": exchange.restart_gateway,
        "expire": exchange.expire_sessions,
        "skip": lambda: setattr(faults, "skip_trades", chance.randint(1, 60)),
        "twice": lambda: setattr(faults, "duplicate_trades", chance.randint(1, 60)),
        "rest fails": lambda: faults.fail_rest(
            "trade_history", chance.choice([429, 500, 503]), chance.randint(1, 3)
        ),
        "malformed": lambda: exchange.send_raw("v1.trade", chance.choice(MALFORMED)),
        "reconnect": desk.reconnect_now,
        "drop": later("drop_sockets", True, False),
        "hang": later("ignore_requests", True, False),
        "silence": later("silent", True, False),
        "refuse": later("refuse_sockets", 503, None),
        "slow rest": later("rest_delay", 0.1, 0.0),
        "slow feed": later("feed_delay", 0.05, 0.0),
    }
    tasks: list[asyncio.Task[None]] = []
    while (now := loop.time()) < end:
        await asyncio.sleep(min(chance.expovariate(6.0), end - now))
        name = chance.choice(list(actions))
        story.append(f"{loop.time() - end:+.2f} {name}")
        actions[name]()
    await asyncio.gather(*tasks)
    faults.skip_trades = faults.duplicate_trades = 0


def _outcome(
    desk: Desk, seen: Recorder, grid_id: int, started: int, printed: tuple[Trade, ...], story: list[str]
) -> Outcome:
    view = desk.grid(grid_id)
    known = [event.trade for event in seen.events[:started] if isinstance(event, TradePrinted)]
    price = [event for event in seen.events[:started] if isinstance(event, PriceChanged)][-1]
    newest = known[-1].key if known else None
    after = [trade for trade in printed if newest is None or trade.key > newest]
    simulation = GridSimulation(view.spec, view.instrument.tick_size, view.reference)
    events = simulation.start(Quote(price.bid, price.ask), view.started_at)
    for trade in after:
        events += simulation.on_trade(trade)
    return Outcome(
        told=[event.fill for event in seen.of(OrderFilled)],
        expected=[event for event in events if isinstance(event, Fill)],
        trades_told=[event.trade for event in seen.events[started:] if isinstance(event, TradePrinted)],
        trades_printed=after,
        story=story,
    )
