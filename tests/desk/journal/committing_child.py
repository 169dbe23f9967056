"""Commits numbered batches to two grids without end, and says which are durable: a process made to be killed.

Batch number n holds the n-th orders and fill of both grids. Some batches are committed one by one, some in bursts.
"""

import asyncio
import random
import sys
from pathlib import Path

from engine.desk.journal import Journal
from tests.desk.journal.journal_values import GRID, numbered


async def main(home: Path, seed: int) -> None:
    bursts = random.Random(seed)
    journal = await Journal.open(home)
    if not await journal.grids():
        await journal.add_grid(GRID)
        await journal.add_grid(GRID)
    number = (await journal.counts(2)).fills

    async def commit(number: int) -> None:
        await journal.commit({1: numbered(number), 2: numbered(number)})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()

    while True:
        size = bursts.choice((1, 1, 1, 7, 40))
        await asyncio.gather(*(commit(number + step) for step in range(1, size + 1)))
        number += size


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
