"""What came out: a table for the terminal, JSON for programs, and the figures of the benchmark page."""

import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from tests.benchmarks.measure import Figure, Row

BEGIN, END = "<!-- figures -->", "<!-- end of the figures -->"
"""Between these lines of the page the figures stand; what is around them is written by hand."""

_LIBRARIES = ("PySide6-Essentials", "qasync", "pyqtgraph", "aiohttp", "msgspec", "numpy")
_SPIN = 2_000_000

Results = Mapping[str, Figure | str]
"""The figure of each row by its name, or why there is none."""


def machine() -> dict[str, Any]:
    """Where this runs, and how busy it is."""
    return {
        "time": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "spin_noise": round(spin_noise(), 3),
        "libraries": {name: version(name) for name in _LIBRARIES},
    }


def spin_noise() -> float:
    """The spread of the same piece of work, done seven times, as a fraction of its fastest: the machine's noise."""
    times = []
    for _ in range(7):
        began = time.perf_counter()
        sum(range(_SPIN))
        times.append(time.perf_counter() - began)
    return (max(times) - min(times)) / min(times)


def number(value: float) -> str:
    """A reading with as many digits as mean something."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 20 else f"{value:.2f}"


def table(rows: Sequence[Row], results: Results) -> str:
    """Lines for the terminal."""
    lines = [f"{'row':16}{'measured':>22}  {'target':20}{'':10}{'subject':>14}{'baseline':>14}  noise"]
    for row in rows:
        figure = results[row.name]
        if isinstance(figure, str):
            lines.append(f"{row.name:16}{'failed':>22}  {figure.splitlines()[-1] if figure else ''}")
            continue
        lines.append(
            f"{row.name:16}{figure.said:>22}  {row.target:20}{'reached' if figure.reached else 'MISSED':10}"
            f"{number(figure.subject):>14}{number(figure.baseline):>14}  {figure.noise:.0%} ({figure.unit})"
        )
        if figure.details:
            lines.append(" " * 8 + ", ".join(f"{name} {value}" for name, value in figure.details.items()))
    return "\n".join(lines)


def as_json(rows: Sequence[Row], results: Results, where: Mapping[str, Any]) -> str:
    """Everything, for programs."""
    told = []
    for row in rows:
        figure = results[row.name]
        facts: dict[str, Any] = {"error": figure} if isinstance(figure, str) else asdict(figure)
        words = {"name": row.name, "what": row.what, "against": row.against, "target": row.target}
        told.append({**words, **facts})
    return json.dumps({"machine": where, "rows": told}, indent=2)


def earlier_figures(text: bytes) -> dict[str, Figure]:
    """The figures of an earlier run from its JSON; rows that failed are left out."""
    rows = json.loads(text)["rows"]
    return {row["name"]: msgspec.convert(row, Figure) for row in rows if "error" not in row}


def write_page(page: Path, rows: Sequence[Row], results: Results, where: Mapping[str, Any]) -> None:
    """Put the figures into the page; what is written around them stays.

    Raises:
        ValueError: the page lacks the two lines between which they belong.
    """
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{page} must hold the line {BEGIN!r} and, after it, {END!r}, once each")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{figures(rows, results, where)}{END}{after}", encoding="utf-8")


def figures(rows: Sequence[Row], results: Results, where: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    libraries = ", ".join(f"{name} {number}" for name, number in where["libraries"].items())
    lines = [
        f"The newest of these rows were measured {where['time']} on {where['system']}, {where['cores']} cores, "
        f"Python {where['python']}, {libraries}; load at the start {where['load']}, "
        f"the same piece of work varied by {where['spin_noise']:.0%}.",
        "",
        "| what | baseline in the same run | target | measured | reached | subject | baseline | noise |",
        "|---|---|---|---|---|---|---|---|",
    ]
    notes = []
    for row in rows:
        figure = results[row.name]
        if isinstance(figure, str):
            lines.append(f"| {row.what} | {row.against} | {row.target} | failed | no | | | |")
            continue
        said = figure.said if figure.reached else f"**{figure.said}**"
        lines.append(
            f"| {row.what} | {row.against} | {row.target} | {said} | {'yes' if figure.reached else '**no**'} "
            f"| {number(figure.subject)} {figure.unit} | {number(figure.baseline)} | {figure.noise:.0%} |"
        )
        if figure.details:
            facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figure.details.items())
            notes.append(f"- `{row.name}`: {facts}")
    return "\n".join([*lines, "", "Measured beside them:", "", *notes, ""])
