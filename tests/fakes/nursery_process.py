"""Starts ``gridwellctl`` processes by forking, which spares each of them the imports (see ``nursery``).

Each line on standard input is a JSON object. With ``arguments``, ``out``, ``err`` and ``environ`` a process is
started, and the answer is its id; with ``wait``, the id of one, the answer is its exit code, negative for a signal.
"""

import json
import os
import sys
from typing import Any

import engine.cli


def answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def live(order: dict[str, Any]) -> None:
    os.environ.clear()
    os.environ.update(order["environ"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for path, target in ((order["out"], 1), (order["err"], 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), target)
    os._exit(engine.cli.main(order["arguments"]))


for line in sys.stdin:
    order = json.loads(line)
    if "wait" in order:
        answer(os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1]))
    else:
        pid = os.fork()
        if pid == 0:
            live(order)
        answer(pid)
