"""Whatever the network and the exchange do, the fills are those of an undisturbed run.

Twenty schedules run here; ``make faults`` runs two hundred and more (``GRIDWELL_FAULT_SCHEDULES``).
"""

import gzip
import os
import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.fakes.fault_schedules import TAPE_SECONDS, run_schedule

SCHEDULES = int(os.environ.get("GRIDWELL_FAULT_SCHEDULES", "20"))
SLICE = 2500
HEADER = "event_time_ms,trade_id,price,size,is_taker_buyer"


def recorded_slice(shared: Path, target: Path, seed: int) -> float:
    """A stretch of the recorded tape; returns the speed at which it lasts ``TAPE_SECONDS``."""
    with gzip.open(shared / "ethusdt-trades.csv.gz", "rt") as tape:
        header, *rows = tape.read().splitlines()
    start = random.Random(seed).randrange(len(rows) - SLICE)
    return write(target, header, rows[start : start + SLICE])


def generated_tape(target: Path, seed: int) -> float:
    chance = random.Random(seed)
    price, time, rows = Decimal("2680.00"), 1_700_000_000_000, []
    for number in range(SLICE):
        price += Decimal(chance.randint(-12, 12)) / 100
        time += chance.choice([0, 0, 1, 30, 60])
        rows.append(f"{time},{5000 + number},{price},0.2,{chance.randint(0, 1)}")
    return write(target, HEADER, rows)


def write(target: Path, header: str, rows: list[str]) -> float:
    target.write_text("\n".join([header, *rows]) + "\n")
    first, last = (int(row.split(",")[0]) for row in (rows[0], rows[-1]))
    return max(1.0, (last - first) / 1000 / TAPE_SECONDS)


@pytest.mark.parametrize("seed", range(SCHEDULES))
async def test_the_fills_are_those_of_the_undisturbed_run(seed, tmp_path, request):
    tape = tmp_path / "tape.csv"
    if seed % 4 == 3:
        speed = generated_tape(tape, seed)
    else:
        speed = recorded_slice(request.getfixturevalue("shared_data"), tape, seed)
    outcome = await run_schedule(seed, tape, speed)
    ids = [trade.trade_id for trade in outcome.trades_told]
    assert ids == [trade.trade_id for trade in outcome.trades_printed], outcome.story
    told = [fill._replace(backfilled=False) for fill in outcome.told]
    assert told == outcome.expected, outcome.story
