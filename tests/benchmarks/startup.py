"""From the start of the process to the first painted chart with candles, against the bare libraries.

Run as a module with ``window`` or ``bare`` it is the process that is measured: it prints how many seconds after
``LAUNCHED_AT`` (monotonic) the first frame was painted, and ends.
"""

import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.measure import Figure, Row, Sizes, at_most, take_turns

_LAUNCHED_AT = "GRIDWELL_BENCH_LAUNCHED_AT"


def first_paint(which: str) -> float:
    """Seconds from the launch of a new process to its first painted chart; ``which`` is ``window`` or ``bare``."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "GRIDWELL_HOME": home,
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


def _window() -> None:
    from engine import EnvironmentName, resolve_environment
    from gui.lifecycle import Start, run_window

    def watch_chart() -> None:
        from gui.chart.plot_area import PlotArea
        from gui.chart.price_chart import PriceChart

        paint, set_candles = PlotArea.paintEvent, PriceChart.set_candles
        shown: list[int] = []

        def note(chart: PriceChart, candles: object) -> None:
            set_candles(chart, candles)  # type: ignore[arg-type]
            if candles:
                shown.append(1)

        def painted(area: PlotArea, event: object) -> None:
            paint(area, event)
            if shown:
                _say_and_end()

        PriceChart.set_candles = note  # type: ignore[method-assign]
        PlotArea.paintEvent = painted  # type: ignore[method-assign]

    import gui.main_window

    install = gui.main_window.MainWindow.install_chart

    def install_watched(window: object, chart: object) -> None:
        watch_chart()
        install(window, chart)  # type: ignore[arg-type]

    gui.main_window.MainWindow.install_chart = install_watched  # type: ignore[method-assign, assignment]
    run_window(Start(resolve_environment(EnvironmentName.DEMO.value, {})))


def measure(sizes: Sizes) -> Figure:
    """A process of each kind in turns."""
    first_paint("bare")
    turns = take_turns(lambda: first_paint("window"), lambda: first_paint("bare"), sizes.starts)
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
