"""From the start of the process to the first painted chart with candles, against the bare libraries.

Run as a module with ``window`` or ``bare`` it is the process that is measured: it prints how many seconds after
``LAUNCHED_AT`` (monotonic) the first frame was painted, and ends. Both find every module compiled, as the modules of
an installed program are, whether or not bytecode may be written beside these sources.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from tests.benchmarks.measure import Figure, Row, Sizes, at_most, take_turns

_SCREEN = Path(__file__).parents[1] / "gui" / "screen.json"
"""A screen on which the window has its usual size; the platform's own is smaller than the window may be."""
_LAUNCHED_AT = "GRIDWELL_BENCH_LAUNCHED_AT"


def first_paint(which: str, compiled: str) -> float:
    """Seconds from the launch of a new process to its first painted chart; ``which`` is ``window`` or ``bare``.

    ``compiled`` is the folder in which the bytecode of all modules is kept from one process to the next.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={_SCREEN}",
            "GRIDWELL_HOME": home,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": compiled,
            _LAUNCHED_AT: repr(time.monotonic()),
        }
        command = [sys.executable, "-m", "tests.benchmarks.startup", which]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    if ended.returncode or not ended.stdout.strip():
        raise RuntimeError(f"the process did not paint: {ended.stderr[-2000:]}")
    return float(ended.stdout.split()[-1])


def _say_and_end() -> None:
    print(time.monotonic() - float(os.environ[_LAUNCHED_AT]), flush=True)
    os._exit(0)


def _bare() -> None:
    import aiohttp  # noqa: F401 - importing it is what is measured
    import pyqtgraph
    from PySide6.QtWidgets import QApplication

    class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
        def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            super().paintEvent(event)
            _say_and_end()

    application = QApplication([])
    plot = Plot()
    plot.resize(1200, 700)
    plot.show()
    application.exec()


class _ChartWatch:
    """A finder of modules that has the chart watched once the program itself has loaded it.

    Nothing of the program may be loaded before it does that, or its own start would not be what is measured.
    """

    _CHART = "gui.chart.price_chart"

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The chart's module, watched; every other one is left to the other finders."""
        if name != self._CHART:
            return None
        sys.meta_path.remove(self)  # type: ignore[arg-type]
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"there is no {name} to watch")
        execute = spec.loader.exec_module

        def execute_and_watch(module: ModuleType) -> None:
            execute(module)
            _watch(module)

        spec.loader.exec_module = execute_and_watch  # type: ignore[method-assign]
        return spec


def _watch(chart: ModuleType) -> None:
    """End with the first paint of the plot that has candles to paint."""
    from gui.chart.plot_area import PlotArea

    paint, set_candles = PlotArea.paintEvent, chart.PriceChart.set_candles
    shown: list[int] = []

    def note(self: object, candles: object) -> None:
        set_candles(self, candles)
        if candles:
            shown.append(1)

    def painted(area: PlotArea, event: object) -> None:
        paint(area, event)  # type: ignore[arg-type]
        if shown:
            _say_and_end()

    chart.PriceChart.set_candles = note
    PlotArea.paintEvent = painted  # type: ignore[method-assign, assignment]


def _window() -> None:
    sys.meta_path.insert(0, _ChartWatch())  # type: ignore[arg-type]
    from gui.app import main

    main(["--env", "demo"])


def measure(sizes: Sizes) -> Figure:
    """A process of each kind in turns."""
    with tempfile.TemporaryDirectory() as compiled:
        # it loads all that the other one does
        first_paint("window", compiled)
        turns = take_turns(
            lambda: first_paint("window", compiled), lambda: first_paint("bare", compiled), sizes.starts
        )
    return at_most(1.5, turns, unit="s")


ROWS = (
    Row(
        "start",
        "start of the process to first painted chart (demo)",
        "importing PySide6, pyqtgraph and aiohttp and showing an empty PlotWidget",
        "at most 1.5 x",
        measure,
    ),
)

if __name__ == "__main__":
    {"bare": _bare, "window": _window}[sys.argv[1]]()
