"""The window open on a desk fed by a server in another process: how soon fills are told, lag, processor time."""

import asyncio
import tempfile
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from statistics import median

from aiohttp.client_proto import ResponseHandler

from engine import Desk, DeskEvent, DeskOptions, MemoryKeys, OrderFilled, TradePrinted
from gui.chart.price_chart import PriceChart
from gui.garbage import GARBAGE
from gui.main_window import MainWindow
from gui.settings import WindowSettings
from gui.tasks import TaskOwner
from gui.workbench import Workbench
from tests.benchmarks.beats import Beats
from tests.benchmarks.firehose import INSTRUMENT, Firehose, firehose
from tests.benchmarks.loops import on_qasync
from tests.benchmarks.measure import Figure, Row, Sizes, Turns, at_most, percentile, spread
from tests.benchmarks.paths import environment_of, grid_of_200_orders

BUSY, QUIET = 5_000, 200
"""Messages a second."""
GRIDS = 3
_FIRST_TRADE = 10_000_000


@dataclass
class OpenWindow:
    """A shown window with three running grids of 200 lines, and what its desk has told."""

    desk: Desk
    hose: Firehose
    trades: int = 0
    fills: list[tuple[int, float]] = field(default_factory=list)
    _expected: int = 0
    _all_told: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.desk.subscribe(self._note)

    def _note(self, event: DeskEvent) -> None:
        if isinstance(event, TradePrinted):
            self.trades += 1
            if self.trades >= self._expected:
                self._all_told.set()
        elif isinstance(event, OrderFilled) and event.fill.trade_id is not None:
            self.fills.append((event.fill.trade_id.execution - _FIRST_TRADE, time.perf_counter()))

    async def feed(self, rate: int, seconds: float) -> None:
        """Let the server send at ``rate`` a second, and wait until all of it was told."""
        count = max(100, int(rate * seconds))
        self._expected = self.trades + count
        self._all_told.clear()
        self.hose.go(count, rate=rate, fills=True)
        # one wait: looking again and again would count as work of the program's
        all_told = asyncio.ensure_future(self._all_told.wait())
        await asyncio.wait({all_told, self.desk.failure}, return_when=asyncio.FIRST_COMPLETED)
        all_told.cancel()
        if self.desk.failure.done():
            raise self.desk.failure.result()


@asynccontextmanager
async def open_window(hose: Firehose, folder: Path | None, settle: float) -> AsyncIterator[OpenWindow]:
    """Open the window as the program does; without a folder nothing is kept in a journal."""
    environment = environment_of(hose)
    failures: list[BaseException] = []
    tasks = TaskOwner(lambda _, error: failures.append(error))
    desk = Desk(environment, options=DeskOptions(home=folder))
    with tempfile.TemporaryDirectory() as own:
        settings = WindowSettings(Path(own))
        settings.set_instrument(environment.name.value, INSTRUMENT)
        window = MainWindow(environment.name)
        bench = Workbench(
            desk=desk,
            window=window,
            settings=settings,
            tasks=tasks,
            keys=MemoryKeys(),
            environment=environment,
            clock=time.monotonic,
            wall_clock_ns=time.time_ns,
        )
        window.resize(1280, 800)
        window.show()
        await desk.open()
        try:
            bench.attach_chart(PriceChart(bench.theme))
            bench.desk_opened()
            await desk.watch(INSTRUMENT, candles=True)
            await desk.wait_ready(INSTRUMENT)
            GARBAGE.start(0.0)  # as the program, some seconds after its start
            spec = grid_of_200_orders()
            for number in range(GRIDS):
                away = Decimal(number) / 10
                await desk.start_grid(replace(spec, lower=spec.lower - away, upper=spec.upper + away))
            await asyncio.sleep(settle)
            yield OpenWindow(desk, hose)
            if failures:
                raise failures[0]
        finally:
            GARBAGE.stop()
            bench.close()
            await tasks.cancel_all()
            await desk.close()
            window.allow_close()
            window.close()
            window.deleteLater()
            await asyncio.sleep(0)


class Arrivals:
    """When each trade came out of the socket, noted where the library hands the bytes on."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._times: list[float] = []

    def note(self, data: bytes) -> None:
        """So many bytes came; the number of the last trade in them tells which."""
        end = data.rfind(b'-1","venue"')
        if end > 0:
            self._numbers.append(int(data[data.rfind(b'"', 0, end) + 1 : end]) - _FIRST_TRADE)
            self._times.append(time.perf_counter())

    def of(self, number: int) -> float:
        """When the trade of that number came."""
        return self._times[bisect_left(self._numbers, number)]


@contextmanager
def noted_arrivals() -> Iterator[Arrivals]:
    """Note every arrival during the block."""
    arrivals = Arrivals()
    received = ResponseHandler.data_received

    def note(handler: ResponseHandler, data: bytes) -> None:
        arrivals.note(data)
        received(handler, data)

    ResponseHandler.data_received = note  # type: ignore[method-assign]
    try:
        yield arrivals
    finally:
        ResponseHandler.data_received = received  # type: ignore[method-assign]


async def _fill_latency(hose: Firehose, folder: Path | None, sizes: Sizes) -> tuple[Turns, float]:
    """99th percentiles of each round, ms: from the frame to the fill's event, and of an empty callback meanwhile.

    And the median of the former.
    """
    turns, everything = Turns([], []), []
    async with open_window(hose, folder, sizes.settle_seconds) as window:
        beats = Beats()
        with noted_arrivals() as arrivals:
            for _ in range(sizes.rounds):
                window.fills.clear()
                beats.start()
                await window.feed(BUSY, sizes.seconds)
                late = beats.stop()
                taken = [(told - arrivals.of(number)) * 1000 for number, told in window.fills]
                if not taken:
                    raise AssertionError("the trades were to fill orders, and did not")
                everything += taken
                turns.subject.append(percentile(taken, 0.99))
                turns.baseline.append(percentile(late, 0.99))
    return turns, median(everything)


def measure_fill_latency(sizes: Sizes) -> Figure:
    """With the journal, as the program runs; without one as well, in the details."""
    with firehose(now=True) as hose:
        with tempfile.TemporaryDirectory() as folder:
            turns, middle = on_qasync(_fill_latency(hose, Path(folder), sizes))
        bare, bare_middle = on_qasync(_fill_latency(hose, None, sizes))
    figure = at_most(
        3.0,
        turns,
        unit="ms",
        median_ms=round(middle, 2),
        without_journal_p99_ms=round(median(bare.subject), 2),
        without_journal_median_ms=round(bare_middle, 2),
        without_journal_ratio=round(bare.ratio, 2),
    )
    return replace(figure, said=f"{figure.ratio:.2f} x, {figure.subject:.1f} ms")


async def _loop_lag(hose: Firehose, folder: Path, sizes: Sizes) -> tuple[Turns, list[float]]:
    turns, worst = Turns([], []), []
    async with open_window(hose, folder, sizes.settle_seconds) as window:
        beats = Beats()
        await window.feed(BUSY, sizes.seconds / 4)
        for _ in range(sizes.rounds):
            await asyncio.sleep(sizes.settle_seconds / 3)  # what came is shown and kept: idle is idle
            beats.start()
            await asyncio.sleep(sizes.seconds)
            turns.baseline.append(percentile(beats.stop(), 0.99))
            beats.start()
            await window.feed(BUSY, sizes.seconds)
            late = beats.stop()
            turns.subject.append(percentile(late, 0.99))
            worst.append(max(late))
    return turns, worst


def measure_loop_lag(sizes: Sizes) -> Figure:
    """The busy window against the idle one, in turns."""
    with firehose(now=True) as hose, tempfile.TemporaryDirectory() as folder:
        turns, worst = on_qasync(_loop_lag(hose, Path(folder), sizes))
    more = median(mine - theirs for mine, theirs in zip(turns.subject, turns.baseline, strict=True))
    figure = at_most(1.0, turns, unit="ms", worst_ms=round(median(worst), 1))
    return replace(figure, said=f"{more:+.1f} ms", reached=more <= 8.0)


async def _processor(hose: Firehose, folder: Path, sizes: Sizes) -> tuple[list[float], list[float]]:
    """The share of one core in percent, each round: at 200 messages a second, and with none."""
    busy: list[float] = []
    idle: list[float] = []
    async with open_window(hose, folder, sizes.settle_seconds) as window:
        await window.feed(QUIET, sizes.seconds / 4)
        for _ in range(sizes.rounds):
            for shares, feeds in ((idle, False), (busy, True)):
                await asyncio.sleep(sizes.settle_seconds / 3)  # what came is shown and kept
                began, used = time.perf_counter(), time.process_time()
                if feeds:
                    await window.feed(QUIET, sizes.seconds)
                else:
                    await asyncio.sleep(sizes.seconds)
                shares.append(100 * (time.process_time() - used) / (time.perf_counter() - began))
    return busy, idle


def measure_processor(sizes: Sizes) -> Figure:
    """Processor time of the whole process, the journal's thread in it, as a share of the time that passed."""
    with firehose(now=True) as hose, tempfile.TemporaryDirectory() as folder:
        busy, idle = on_qasync(_processor(hose, Path(folder), sizes))
    share = median(busy)
    return Figure(
        share,
        100.0,
        "% of a core",
        share / 100,
        f"{share:.1f} %",
        share <= 8.0,
        spread(busy),
        len(busy),
        {"idle_percent": round(median(idle), 1), "grids": GRIDS},
    )


ROWS = (
    Row(
        "fill-latency",
        "frame received to fill event emitted, at 5,000 messages/s with the window open, p99",
        "p99 of an empty callback on the same loop",
        "at most 3 x, in ms",
        measure_fill_latency,
    ),
    Row(
        "loop-lag",
        "loop lag p99 with the window open at 5,000 messages/s, three grids of 200 lines",
        "the idle window",
        "at most +8 ms",
        measure_loop_lag,
    ),
    Row(
        "processor",
        "processor at 200 messages/s with the window open and nothing touched",
        "one core",
        "at most 8 %",
        measure_processor,
    ),
)
