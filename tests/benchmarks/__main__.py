"""The benchmark suite: every row against its baseline in the same run. ``make bench``, about half an hour.

Each row runs in a process of its own, one after the other. Ratios count: what else the machine does meets subject
and baseline alike, and the noise says how much it did.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec

from tests.benchmarks import backtests, chart, matching, memory, paths, startup, window
from tests.benchmarks.measure import FULL, SMOKE, Figure, Row
from tests.benchmarks.report import as_json, earlier_figures, machine, table, write_page

ROWS: tuple[Row, ...] = (
    *paths.ROWS,
    *matching.ROWS,
    *window.ROWS[:2],
    *chart.ROWS,
    *backtests.ROWS,
    *startup.ROWS,
    *memory.ROWS,
    *window.ROWS[2:],
)
"""In the order of the page."""

_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_ROW = 1800.0


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and say; 0 when every row could be measured, whatever came out."""
    arguments = _parser().parse_args(argv)
    rows = [row for row in ROWS if not arguments.only or row.name in arguments.only]
    if arguments.one is not None:
        figure = next(row for row in ROWS if row.name == arguments.one[0]).measure(FULL)
        Path(arguments.one[1]).write_bytes(msgspec.json.encode(figure))
        return 0
    where = machine()
    results: dict[str, Figure | str] = {}
    if arguments.only and arguments.json.exists():
        results.update(earlier_figures(arguments.json.read_bytes()))
    for row in rows:
        print(f"{row.name} ...", file=sys.stderr, flush=True)
        results[row.name] = _here(row) if arguments.smoke else _apart(row)
    print(table(rows, results))
    shown = [row for row in ROWS if row.name in results]
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(as_json(shown, results, where), encoding="utf-8")
    if arguments.markdown is not None:
        write_page(arguments.markdown, shown, results, where)
    failed = [name for name, figure in results.items() if isinstance(figure, str)]
    for name in failed:
        print(f"\n{name}:\n{results[name]}", file=sys.stderr)
    return 1 if failed else 0


def _here(row: Row) -> Figure | str:
    """A few of everything, in this process: whether the row still works."""
    try:
        return row.measure(SMOKE)
    except Exception:  # noqa: BLE001 - the row is told as failed, the others go on
        return traceback.format_exc()


def _apart(row: Row) -> Figure | str:
    """In a process of its own: what one row leaves in memory does not slow the next."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figure.json"
        command = [sys.executable, "-m", "tests.benchmarks", "--one", row.name, str(result)]
        try:
            done = subprocess.run(
                command, cwd=_ROOT, stderr=subprocess.PIPE, text=True, timeout=_LONGEST_ROW, check=False
            )
        except subprocess.TimeoutExpired:
            return f"not done after {_LONGEST_ROW:.0f} s"
        if done.returncode:
            return done.stderr[-4000:].strip()
        return msgspec.json.decode(result.read_bytes(), type=Figure)


def _parser() -> argparse.ArgumentParser:
    names = [row.name for row in ROWS]
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", metavar="NAME", nargs="+", choices=names, help=f"of {', '.join(names)}")
    parser.add_argument("--smoke", action="store_true", help="tiny counts: do the rows still run?")
    parser.add_argument(
        "--json",
        metavar="FILE",
        type=Path,
        default=Path("build/benchmarks.json"),
        help="with --only, the other rows in it stay",
    )
    parser.add_argument("--markdown", metavar="FILE", type=Path, help="put the figures into this page")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FILE"), choices=None, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
