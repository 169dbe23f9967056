"""How long the chart takes for one frame, beside an empty pyqtgraph plot in the same run.

Run it from the project's folder: ``python -m tests.gui.chart.frame_times``. Milliseconds of processor time, the
cases interleaved, raster surface without a display. Every case is checked to have painted something.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from decimal import Decimal

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pyqtgraph
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication, QWidget

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import ETH, crossing_fills, grid, price_view, random_candles, to_tick

ROUNDS = 150
SIZE = (1280, 720)


def build_chart(app: QApplication, bars: int, in_view: int, lines: int, fills: int) -> PriceChart:
    """A shown chart with that much on it."""
    candles = random_candles(bars)
    chart = PriceChart(DARK, zone=UTC)
    chart.resize(*SIZE)
    chart.show()
    app.processEvents()
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(candles)
    last = candles[-1].close
    chart.set_price(price_view(last), fresh=True)
    if in_view != 120:
        chart.plot.zoom_times(in_view / 120, chart.plot.times.high)
    if lines:
        view = grid(to_tick(last - 4), to_tick(last + 4), lines, last)
        chart.set_grids([view])
        chart.set_fills((crossing_fills(candles, view.lines) * 5)[:fills])
    chart.follow = True
    app.processEvents()
    return chart


def repaint(widget: QWidget) -> Callable[[], None]:
    """A full frame."""
    viewport = widget.viewport()  # type: ignore[attr-defined]
    return viewport.repaint


def tick(app: QApplication, chart: PriceChart) -> Callable[[], None]:
    """What one trade in the forming bar costs: setters and the frame they ask for."""
    state = {"n": 0}
    newest = random_candles(len(chart.scene.store))[-1]

    def step() -> None:
        state["n"] += 1
        price = newest.close + Decimal("0.01") * (state["n"] % 7)
        chart.update_candle(replace(newest, close=price, high=max(newest.high, price)))
        chart.set_price(price_view(price), fresh=True)
        app.processEvents()

    return step


def pan(app: QApplication, chart: PriceChart) -> Callable[[], None]:
    """One step of dragging: everything is laid out anew."""
    state = {"n": 0}

    def step() -> None:
        state["n"] += 1
        chart.plot.move_times(37.0 if state["n"] % 40 < 20 else -37.0)
        app.processEvents()

    return step


def zoom(app: QApplication, chart: PriceChart) -> Callable[[], None]:
    """One notch of the wheel."""
    state = {"n": 0}

    def step() -> None:
        state["n"] += 1
        factor = 1.15 if state["n"] % 10 < 5 else 1 / 1.15
        chart.plot.zoom_times(factor, chart.plot.times.high)
        app.processEvents()

    return step


def cross(app: QApplication, chart: PriceChart) -> Callable[[], None]:
    """One move of the crosshair."""
    state = {"n": 0}

    def step() -> None:
        state["n"] += 1
        chart.scene.set_cursor(QPointF(200 + 3 * (state["n"] % 200), 100 + state["n"] % 300))
        app.processEvents()

    return step


def main() -> None:
    """Measure and print."""
    app = QApplication([])
    blank = QWidget()
    blank.resize(*SIZE)
    blank.show()
    plot = pyqtgraph.PlotWidget()
    plot.resize(*SIZE)
    plot.show()
    full = build_chart(app, 5000, 200, 200, 500)
    budget = build_chart(app, 50_000, 500, 200, 2000)
    moved = build_chart(app, 50_000, 500, 200, 2000)
    zoomed = build_chart(app, 50_000, 500, 200, 2000)
    panned = build_chart(app, 5000, 200, 200, 500)
    crossed = build_chart(app, 5000, 200, 200, 500)
    ticked = build_chart(app, 5000, 200, 200, 500)
    bare = build_chart(app, 5000, 200, 0, 0)
    thousand = build_chart(app, 5000, 200, 800, 500)
    wide = build_chart(app, 50_000, 50_000, 200, 500)
    app.processEvents()
    cases = {
        "blank widget, full frame": blank.repaint,
        "empty PlotWidget, full frame": repaint(plot),
        "5,000 bars, 200 in view": repaint(bare.plot),
        "+ 200 lines + 500 fills": repaint(full.plot),
        "  one trade (partial frame)": tick(app, ticked),
        "  crosshair move": cross(app, crossed),
        "  pan step (all anew)": pan(app, panned),
        "800 lines + 500 fills": repaint(thousand.plot),
        "50,000, 500 seen, 200 l, 2,000 f": repaint(budget.plot),
        "  pan step of that": pan(app, moved),
        "  zoom step of that": zoom(app, zoomed),
        "50,000 bars in view": repaint(wide.plot),
    }
    for chart in (full, budget, moved, zoomed, panned, crossed, ticked, bare, thousand, wide):
        image = chart.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(0, 1200, 2) for y in range(0, 680, 3)}
        assert {DARK.candle_up, DARK.candle_down} <= colours, "the candles did not paint"
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, step in cases.items():
            start = time.thread_time()
            step()
            times[name].append((time.thread_time() - start) * 1000)
    for name, values in times.items():
        ninetieth = sorted(values)[int(len(values) * 0.9)]
        middle = statistics.median(values)
        print(f"{name:34} median {middle:6.2f} ms   90 % {ninetieth:6.2f} ms   worst {max(values):6.2f} ms")


if __name__ == "__main__":
    main()
