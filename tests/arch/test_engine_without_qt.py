"""The engine on a machine that has no Qt library at all."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_QT = """
import sys

class NoQt:
    blocked = {"PySide6", "shiboken6", "pyqtgraph", "qasync", "gui"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, NoQt())
"""

IMPORT_EVERYTHING = """
import importlib, pkgutil, engine

names = [module.name for module in pkgutil.walk_packages(engine.__path__, "engine.")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
print(len(names))
"""

HELP = """
import runpy
sys.argv[1:] = ["--help"]
runpy.run_module("engine", run_name="__main__")
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_QT + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_every_module_of_the_engine_imports_without_qt() -> None:
    run = _run(IMPORT_EVERYTHING)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) > 20


def test_the_command_line_answers_without_qt() -> None:
    run = _run(HELP)
    assert run.returncode == 0, run.stderr
    for command in ("watch", "paper", "backtest", "check-login", "demo-exchange", "key"):
        assert command in run.stdout


def test_the_check_would_notice_qt() -> None:
    assert _run("import PySide6").returncode != 0
