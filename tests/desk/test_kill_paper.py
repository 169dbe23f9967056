"""SIGKILL at fifty random moments of a fast run: same fills and totals as undisturbed, and no id used twice."""

import asyncio
import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine.demo import ServerClock
from engine.desk.export import totals_record
from engine.desk.journal import Journal
from tests.cli.test_commands import urls
from tests.fakes.kept import newest_met, undisturbed, whatever_backfilled
from tests.fakes.live import ETH, demo_exchange
from tests.fakes.nursery import Nursery, open_nursery
from tests.fakes.stopped_time import StoppedTime
from tests.fakes.waiting import until

KILLS = 50
TAPE_SECONDS = 20.0
ROWS = 6000
GRID = """
instrument = "ETH_USDT_Perp"
direction  = "neutral"
spacing    = "arithmetic"
lower      = "2990.00"
upper      = "3010.00"
levels     = 41
size       = "0.05"
reference  = "3000.20"
fill_model = "through"
"""
SAME = (
    "fills",
    "entries",
    "exits",
    "round_trips",
    "position",
    "average_entry",
    "grid_profit",
    "fees",
    "trades",
)


def write_tape(path: Path, chance: random.Random) -> None:
    rows = ["event_time_ms,trade_id,price,size,is_taker_buyer"]
    price, time = Decimal("3000.20"), 1_700_000_000_000
    for number in range(ROWS):
        step = Decimal(chance.randint(-100, 100)) / 100
        price = min(max(price + step, Decimal(2985)), Decimal(3015))
        time += chance.choice([0, 1, 30, 60])
        rows.append(f"{time},{1000 + number},{price},0.5,{chance.randint(0, 1)}")
    path.write_text("\n".join(rows) + "\n")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as nursery:
        yield nursery


def fill_lines(out: Path) -> list[dict[str, object]]:
    """The fills that were printed by all runs; a kill may have cut a line."""
    texts = out.read_text().splitlines()
    found = []
    for text in texts:
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        if line["event"] == "fill":
            found.append(line)
    return found


async def some_of_a_life(out: Path, chance: random.Random, nothing_more: Callable[[], bool]) -> None:
    """Let a run come to a random number of bytes of output, or to a random moment before or after."""
    if chance.random() < 0.7:
        wanted = out.stat().st_size + chance.randint(1, 10_000)
        await until(lambda: out.stat().st_size >= wanted or nothing_more())
    if chance.random() < 0.7:
        await asyncio.sleep(chance.uniform(0.0, 0.4))


@pytest.mark.timeout(300)
async def test_killed_fifty_times_and_nothing_is_lost(tmp_path: Path, nursery: Nursery) -> None:
    chance = random.Random(7)
    (tmp_path / "grid.toml").write_text(GRID)
    write_tape(tmp_path / "tape.csv", chance)
    out, err, home = tmp_path / "out.jsonl", tmp_path / "err.txt", tmp_path / "home"
    out.touch()
    first, last = (
        int(row.split(",")[0]) for row in (tmp_path / "tape.csv").read_text().splitlines()[1 :: ROWS - 1]
    )
    speed = (last - first) / 1000 / TAPE_SECONDS
    arguments = ("paper", "--grid", str(tmp_path / "grid.toml"), "--jsonl", "--max-retries", "100")
    clock = StoppedTime()
    async with demo_exchange(
        tape=tmp_path / "tape.csv", tape_delay=0.5, speed=speed, clock=ServerClock(wall=clock.now)
    ) as (exchange, environment):
        variables = {**urls(environment), "GRIDWELL_HOME": str(home)}

        def all_met() -> bool:
            printed = exchange.printed_trades(ETH)
            return bool(printed) and newest_met(home) == printed[-1].event_time

        # the tape begins when the grid has
        clock.stop_in(0.25)
        kills = 0
        while kills < KILLS:
            pid = nursery.start(out, err, *arguments, variables=variables)
            if not kills:
                await until(lambda: '"event": "order"' in out.read_text())
            # every life has its part of the tape, however long a start takes: one that is killed in its first trades,
            # and one that finds at its start what traded before
            clock.go_on()
            clock.stop_in(TAPE_SECONDS / KILLS)
            await some_of_a_life(out, chance, lambda: clock.stands and all_met())
            os.kill(pid, signal.SIGKILL)
            assert await nursery.wait(pid) == -signal.SIGKILL, err.read_text()
            kills += 1
        pid = nursery.start(out, err, *arguments, variables=variables)
        clock.go_on()
        await until(lambda: len(exchange.printed_trades(ETH)) == ROWS)
        printed = exchange.printed_trades(ETH)
        await until(all_met)
        os.kill(pid, signal.SIGTERM)
        assert await nursery.wait(pid) == 0, err.read_text()
    journal = await Journal.open(home)
    stored = await journal.grid(1)
    kept = await journal.fills(1, limit=10**6)
    await journal.close()
    assert stored is not None
    assert [trade.key for trade in printed[:-1]] < [trade.key for trade in printed[1:]]
    expected, account = undisturbed(stored, printed)
    assert len(expected) > 500
    assert whatever_backfilled(kept) == expected

    told = fill_lines(out)
    assert len({json.dumps({**line, "backfilled": None}) for line in told}) == len(expected)
    assert list(dict.fromkeys(line["fill_id"] for line in told)) == [fill.fill_id for fill in kept]
    summary = json.loads(out.read_text().splitlines()[-1])
    totals = totals_record(account.totals(account.last))
    assert {key: summary[key] for key in SAME} == {key: totals[key] for key in SAME}
    assert summary["unrecovered_gaps"] == 0
    assert summary["gaps"] > KILLS // 6
