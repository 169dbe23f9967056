"""Kill -9 at random moments: every acknowledged batch is there, every batch is there as a whole or not at all."""

import random
import subprocess
import sys
from pathlib import Path

from engine.desk.journal import Journal
from tests.desk.journal.journal_values import numbered

ROOT = Path(__file__).resolve().parents[3]
KILLS = 10


def acknowledged_before_kill(home: Path, seed: int) -> int:
    """Let a child commit, kill it somewhere, and return the last batch that it called durable."""
    wanted = random.Random(seed).randint(1, 150)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.desk.journal.committing_child", str(home), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        for _ in range(wanted):
            assert child.stdout.readline(), "the child ended by itself"
        child.kill()
        # the kill may cut the last line
        rest = [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return wanted + len(rest)


async def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    stored = 0
    for seed in range(KILLS):
        acknowledged = stored + acknowledged_before_kill(tmp_path, seed)
        journal = await Journal.open(tmp_path)
        assert journal.notice is None
        records = await journal.records(1)
        assert await journal.records(2) == records
        stored = (await journal.counts(1)).fills
        assert stored >= acknowledged
        assert records == tuple(record for n in range(1, stored + 1) for record in numbered(n).records)
        for grid_id in (1, 2):
            grid = await journal.grid(grid_id)
            assert grid is not None
            assert grid.cursor == numbered(stored).cursor
        await journal.close()
