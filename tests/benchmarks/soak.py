"""An hour of trouble: a paper grid on the demo exchange at 20 times speed, with a fault every few seconds.

Two processes: ``gridwellctl demo-exchange`` with a fault script, and ``gridwellctl paper`` on it. At the end it
prints the memory of the paper process after a tenth of the time and at the end, and what the run came to; it fails
when memory grew by more than 5 %, when a gap was not recovered, or when a process ended in disorder.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEY = "soak-test-key"
SCRIPT = """
2   cut
5   drop-trades 30
8   repeat-trades 30
11  silence 2
15  restart-gateway
19  malformed
20  fail-history 503 2
21  cut
26  hang 3
33  expire-session
37  refuse 4
45  half-open
64  only-pongs
68  cut
72  drop-connections 3
repeat 80
"""
GRID = """
instrument = "ETH_USDT_Perp"
direction  = "neutral"
spacing    = "arithmetic"
lower      = "2900.00"
upper      = "3100.00"
levels     = 401
size       = "0.05"
fill_model = "touch"
"""
GROWTH_ALLOWED = 1.05


def resident_bytes(pid: int) -> int:
    """The resident memory of a process (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Run the soak; 0 when it held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "faults.txt").write_text(SCRIPT, encoding="utf-8")
        (home / "grid.toml").write_text(GRID, encoding="utf-8")
        words = [sys.executable, "-m", "engine"]
        exchange = subprocess.Popen(
            [*words, "demo-exchange", "--key", KEY, "--speed", "20", "--faults", str(home / "faults.txt")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert exchange.stdout is not None
        addresses = json.loads(exchange.stdout.readline())
        variables = {
            **os.environ,
            "GRVT_ENV": "testnet",
            "GRVT_API_KEY": KEY,
            "GRVT_EDGE_URL": addresses["edge_url"],
            "GRVT_TRADES_URL": addresses["trades_url"],
            "GRVT_MARKET_DATA_URL": addresses["market_data_url"],
            "GRIDWELL_HOME": str(home / "home"),
        }
        lines = home / "lines.jsonl"
        with lines.open("w") as out:
            paper = subprocess.Popen(
                [*words, "paper", "--grid", str(home / "grid.toml"), "--jsonl", "--max-retries", "1000"],
                stdout=out,
                env=variables,
            )
            early, samples = _watch(paper, minutes * 60)
            paper.send_signal(signal.SIGINT)
            code = paper.wait(timeout=60)
        exchange.send_signal(signal.SIGINT)
        exchange.wait(timeout=60)
        return _report(lines, code, early, samples)


def _watch(paper: "subprocess.Popen[bytes]", seconds: float) -> tuple[int, list[int]]:
    began = time.monotonic()
    early = 0
    samples: list[int] = []
    while (passed := time.monotonic() - began) < seconds and paper.poll() is None:
        time.sleep(min(5.0, seconds / 20))
        samples.append(resident_bytes(paper.pid))
        if not early and passed >= seconds / 10:
            early = samples[-1]
    return early, samples


def _report(lines: Path, code: int, early: int, samples: list[int]) -> int:
    *_, last = lines.read_text(encoding="utf-8").splitlines()
    summary = json.loads(last)
    late = sum(samples[-5:]) / len(samples[-5:])
    print(json.dumps(summary, indent=2))
    print(f"memory after a tenth of the time {early / 2**20:.1f} MiB, at the end {late / 2**20:.1f} MiB")
    print(f"growth {late / early - 1:+.1%}, exit code {code}")
    held = code == 0 and late <= early * GROWTH_ALLOWED and summary["unrecovered_gaps"] == 0
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
