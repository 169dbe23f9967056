"""The benchmark suite still runs: every row on tiny counts. What it measures then means nothing, and is not judged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.report import BEGIN, END

ROOT = Path(__file__).resolve().parents[1]
ROWS_OF_THE_PAGE = 12
LONGEST = 280
"""Seconds: a dozen times what it takes on an idle machine, for a loaded one."""


@pytest.mark.timeout(LONGEST + 20)
def test_every_row_yields_a_figure_and_the_page_takes_them(tmp_path: Path) -> None:
    result, page = tmp_path / "figures.json", tmp_path / "page.md"
    page.write_text(f"Before.\n\n{BEGIN}\n{END}\n\nAfter.\n", encoding="utf-8")
    command = ["--smoke", "--json", str(result), "--markdown", str(page)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *command],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(result.read_text(encoding="utf-8"))["rows"]
    assert len({row["name"] for row in rows}) == ROWS_OF_THE_PAGE
    for row in rows:
        assert row["subject"] > 0, row
        assert row["baseline"] >= 0, row
        assert row["name"] in done.stdout
    written = page.read_text(encoding="utf-8")
    assert written.startswith("Before.\n")
    assert written.endswith("\n\nAfter.\n")
    assert all(row["what"] in written for row in rows)
