"""Real ``gridwellctl`` processes, started fast: so many that a test can afford to kill them."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Done:
    """How a process ended."""

    returncode: int
    stdout: str
    stderr: str


class Nursery:
    """Starts processes, any number at a time, each with files for what it writes."""

    def __init__(self, parent: "subprocess.Popen[str]") -> None:
        self._parent = parent

    def start(self, out: Path, err: Path, *arguments: str, variables: Mapping[str, str]) -> int:
        """Start one and return its id; what it writes is added to the files."""
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("GRVT_")}
        order = {
            "arguments": arguments,
            "out": str(out),
            "err": str(err),
            "environ": {**inherited, **variables},
        }
        return self._ask(order)

    async def wait(self, pid: int) -> int:
        """Wait for the end of one, while the test's own loop goes on; its exit code, negative for a signal."""
        async with asyncio.timeout(PATIENCE):
            return await asyncio.to_thread(self._ask, {"wait": pid})

    async def run(self, folder: Path, *arguments: str, variables: Mapping[str, str]) -> Done:
        """Run one to its end; ``folder`` is for the files."""
        number = len(list(folder.glob("run-*.out")))
        out, err = folder / f"run-{number}.out", folder / f"run-{number}.err"
        code = await self.wait(self.start(out, err, *arguments, variables=variables))
        return Done(code, out.read_text(), err.read_text())

    def _ask(self, order: Any) -> int:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())


@contextmanager
def open_nursery() -> Iterator[Nursery]:
    """A nursery until the end of the block."""
    words = [sys.executable, "-m", "tests.fakes.nursery_process"]
    with subprocess.Popen(
        words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        yield Nursery(parent)
        assert parent.stdin is not None
        parent.stdin.close()
