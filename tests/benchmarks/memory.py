"""Memory over a day of market: ten million messages, fast-forwarded through the desk's own feed without a socket.

The desk starts its grid over a real connection; from then on prepared frames are handed to the feed where the socket
would hand them over, and the loop gets its turn after every hundred, as in the program. After every five thousand the
journal is waited for: the market goes hundreds of times as fast as a real one, and must not run ahead of a slow disk by
more than a real one could. A mini ticker comes with every twentieth trade, so that the equity curve grows as well; one
trade in fifty fills.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine import Desk, DeskEvent, DeskOptions, OrderFilled
from engine.feed.timing import FeedTiming
from tests.benchmarks.firehose import firehose, mini_frame, trade_frame, trade_price
from tests.benchmarks.measure import Figure, Row, Sizes, Turns, at_most
from tests.benchmarks.paths import INSTRUMENT, environment_of, flushed, grid_of_200_orders
from tests.benchmarks.soak import resident_bytes

DAY_NS = 24 * 3_600 * 1_000_000_000
TRADES_A_MINI = 20
_TURN = 100
_KEPT_EVERY = 5_000
_ONLY_PONGS = FeedTiming(no_data_after=1e9)
"""The socket itself brings nothing but pongs, and is not to be replaced for that."""


async def _live_through(early: int, messages: int, home: Path | None) -> dict[str, float]:
    """Resident memory (bytes) after ``early`` messages and after all of them, and what was met."""
    told = 0

    def listen(event: DeskEvent) -> None:
        nonlocal told
        told += isinstance(event, OrderFilled)

    with firehose() as hose:
        desk = Desk(environment_of(hose), options=DeskOptions(home=home, timing=_ONLY_PONGS))
        await desk.open()
        try:
            await desk.watch(INSTRUMENT, candles=False)
            await desk.wait_ready(INSTRUMENT)
            grid_id = await desk.start_grid(grid_of_200_orders())
            desk.subscribe(listen)
            step = DAY_NS // messages
            began, at_first = time.perf_counter(), 0
            trades = 0
            for start in range(0, messages, _TURN):
                frames = []
                for number in range(start, min(messages, start + _TURN)):
                    if number % (TRADES_A_MINI + 1) == TRADES_A_MINI:
                        last = trade_price(trades - 1, fills=True)
                        frames.append(mini_frame(number, number * step, last))
                    else:
                        frames.append(trade_frame(trades, fills=True, time=number * step))
                        trades += 1
                answers = list(desk._market.feed.on_frames(frames))
                if answers:
                    raise AssertionError(f"a frame was taken for an answer: {answers[0]}")
                await asyncio.sleep(0)
                if start % _KEPT_EVERY == 0:
                    await flushed(desk)
                if not at_first and start + _TURN >= early:
                    await flushed(desk)
                    at_first = resident_bytes(os.getpid())
            await flushed(desk)
            totals = desk.grid(grid_id).totals
            if totals.trades != trades or not totals.fills or told != totals.fills:
                raise AssertionError(
                    f"of {trades} trades the grid met {totals.trades}, {told} of {totals.fills} fills were told, "
                    f"{desk.reconnects} reconnects"
                )
            return {
                "early": at_first,
                "late": resident_bytes(os.getpid()),
                "fills": totals.fills,
                "seconds": time.perf_counter() - began,
            }
        finally:
            await desk.close()


def _day(early: int, messages: int, *, journal: bool) -> dict[str, float]:
    """Live through the day in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.memory", str(early), str(messages), str(int(journal))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the day ended early: {done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(sizes: Sizes) -> Figure:
    """With the journal, as the program runs; without one as well, in the details."""
    days = {
        journal: _day(sizes.early_messages, sizes.day_messages, journal=journal) for journal in (True, False)
    }
    kept, bare = days[True], days[False]
    turns = Turns([kept["late"] / 2**20], [kept["early"] / 2**20])
    growth = kept["late"] / kept["early"] - 1
    figure = at_most(
        1.05,
        turns,
        unit="MiB",
        without_journal=f"{bare['late'] / bare['early'] - 1:+.1%}",
        without_journal_mib=round(bare["late"] / 2**20, 1),
        fills=int(kept["fills"]),
        messages=sizes.day_messages,
        messages_a_second_with_journal=round(sizes.day_messages / kept["seconds"]),
        messages_a_second_without=round(sizes.day_messages / bare["seconds"]),
    )
    return Figure(**{**vars(figure), "said": f"{growth:+.1%}"})


ROWS = (
    Row(
        "memory",
        "memory after 24 h of market (10 million messages, fast-forwarded), one grid, with journal",
        "after the first 100,000",
        "at most +5 %",
        measure,
    ),
)


def _main() -> None:
    early, messages, journal = map(int, sys.argv[1:4])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) if journal else None
        print(json.dumps(asyncio.run(_live_through(early, messages, home))))


if __name__ == "__main__":
    _main()
