"""The layering, checked by a machine, and the checks themselves checked: each contract refuses a real violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

VIOLATIONS = {
    "the engine imports the window": ("engine/feed/extra.py", "import gui\n"),
    "the engine imports Qt": ("engine/desk/extra.py", "from PySide6.QtCore import QObject\n"),
    "the engine imports the chart library": ("engine/market/extra.py", "import pyqtgraph\n"),
    "the core reads a clock": ("engine/grid/extra.py", "import time\n"),
    "the core waits": ("engine/paper/extra.py", "import asyncio\n"),
    "the grid knows the paper exchange": ("engine/grid/extra.py", "from engine.paper import matching\n"),
    "the exchange client knows the feed": ("engine/grvt/extra.py", "from engine.feed import backoff\n"),
    "the desk knows the command line": ("engine/desk/extra.py", "import engine.cli\n"),
    "the window reaches into the engine": ("gui/extra.py", "from engine.desk import views\n"),
    "the feed knows the demo exchange": ("engine/feed/extra.py", "import engine.demo\n"),
    "the desk's views know the demo exchange": ("engine/desk/extra.py", "import engine.demo\n"),
    "the window knows the demo exchange": ("gui/extra.py", "import engine.demo\n"),
}


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_the_project_keeps_its_layers() -> None:
    checked = _lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_a_violation_is_refused(violation: str, tmp_path: Path) -> None:
    for package in ("engine", "gui", "resources"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    name, line = VIOLATIONS[violation]
    (tmp_path / name).write_text(line, encoding="utf-8")
    checked = _lint_imports(tmp_path)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "BROKEN" in checked.stdout
    assert ".extra ->" in checked.stdout
