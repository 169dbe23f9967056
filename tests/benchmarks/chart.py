"""Frames of the full chart: beside those of an empty plot, and while it is panned and zoomed.

Milliseconds of the painting thread's processor time on Qt's raster surface, so that what else the machine does does
not count; the wall's time stands in the details. What is measured is checked to have painted something.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC
from decimal import Decimal
from itertools import count
from statistics import median

import pyqtgraph
from PySide6.QtWidgets import QApplication

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.benchmarks.loops import application
from tests.benchmarks.measure import Figure, Row, Sizes, at_most, percentile, take_turns
from tests.fakes.chart_data import ETH, START, crossing_fills, grid, price_view, random_candles, to_tick

SIZE = (1200, 700)
BARS_IN_VIEW, LINES, FILLS = 500, 200, 2_000
FRAME_LIMIT_MS = 25.0
_USUAL_BARS_IN_VIEW = 120


def full_chart(bars: int) -> PriceChart:
    """A shown chart with so many bars loaded, a grid of 200 lines and 2,000 fills."""
    app = application()
    candles = random_candles(bars)
    newest = START / 1e9 + 60.0 * bars
    chart = PriceChart(DARK, zone=UTC, wall_clock=lambda: newest)
    chart.resize(*SIZE)
    chart.show()
    app.processEvents()
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(candles)
    last = candles[-1].close
    chart.set_price(price_view(last), fresh=True)
    chart.plot.zoom_times(BARS_IN_VIEW / _USUAL_BARS_IN_VIEW, chart.plot.times.high)
    view = grid(to_tick(last - 4), to_tick(last + 4), LINES, last)
    chart.set_grids([view])
    crossed = crossing_fills(candles, view.lines)
    chart.set_fills((crossed * (FILLS // max(1, len(crossed)) + 1))[-FILLS:])
    chart.follow = True
    app.processEvents()
    _check_painted(chart)
    return chart


def _check_painted(chart: PriceChart) -> None:
    image = chart.grab().toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 3)
    }
    if not {DARK.candle_up, DARK.candle_down} <= seen:
        raise AssertionError("the candles did not paint")


def _spent(step: Callable[[], None], repeats: int) -> float:
    """The median of the thread's processor time, ms."""
    times = []
    for _ in range(repeats):
        began = time.thread_time()
        step()
        times.append((time.thread_time() - began) * 1000)
    return median(times)


def measure_frame(sizes: Sizes) -> Figure:
    """A whole frame, everything that can be kept between two frames being kept; and one with nothing kept."""
    chart = full_chart(sizes.chart_bars)
    empty = pyqtgraph.PlotWidget()
    empty.resize(*SIZE)
    empty.show()
    QApplication.processEvents()
    turns = take_turns(
        lambda: _spent(chart.plot.viewport().repaint, sizes.frames // 4),
        lambda: _spent(empty.viewport().repaint, sizes.frames // 4),
        2 * sizes.rounds,
    )
    steps = _pan_steps(chart)
    anew = _spent(lambda: next(steps), sizes.frames // 4)
    last = random_candles(sizes.chart_bars)[-1].close
    moved = count()

    def tick() -> None:
        chart.set_price(price_view(last + Decimal("0.01") * (next(moved) % 7)), fresh=True)
        QApplication.processEvents()

    one_price = _spent(tick, sizes.frames // 4)
    for widget in (chart, empty):
        widget.close()
        widget.deleteLater()
    QApplication.processEvents()
    return at_most(
        3.0, turns, unit="ms a frame", after_a_pan_ms=round(anew, 2), after_a_price_ms=round(one_price, 2)
    )


def _pan_steps(chart: PriceChart) -> Iterator[None]:
    """To and fro through the bars, forty steps each way."""
    number = 0
    while True:
        number += 1
        chart.plot.move_times(1837.0 if number % 80 < 40 else -1837.0)
        QApplication.processEvents()
        yield


def _zoom_steps(chart: PriceChart) -> Iterator[None]:
    """Out to all bars and in again, a notch of the wheel at a time."""
    number = 0
    while True:
        number += 1
        chart.plot.zoom_times(1.25 if number % 50 < 25 else 0.8, chart.plot.times.high)
        QApplication.processEvents()
        yield


def measure_motion(sizes: Sizes) -> Figure:
    """Every step of panning through the bars and of zooming out to all of them, and the slowest."""
    chart = full_chart(sizes.chart_bars)
    worst: list[float] = []
    frames: list[float] = []
    walls: list[float] = []
    motions = {"pan": _pan_steps, "zoom": _zoom_steps}
    slowest = dict.fromkeys(motions, 0.0)
    for _ in range(sizes.rounds):
        taken: list[float] = []
        for name, make in motions.items():
            steps = make(chart)
            for _ in range(sizes.frames):
                wall, began = time.perf_counter(), time.thread_time()
                next(steps)
                taken.append((time.thread_time() - began) * 1000)
                walls.append((time.perf_counter() - wall) * 1000)
                slowest[name] = max(slowest[name], taken[-1])
            chart.reset_view()
            chart.plot.zoom_times(BARS_IN_VIEW / _USUAL_BARS_IN_VIEW, chart.plot.times.high)
            QApplication.processEvents()
        frames += taken
        worst.append(max(taken))
    chart.close()
    chart.deleteLater()
    QApplication.processEvents()
    slowest_of_all = max(worst)
    return Figure(
        slowest_of_all,
        1000 / 60,
        "ms, worst frame",
        slowest_of_all / (1000 / 60),
        f"{slowest_of_all:.1f} ms",
        slowest_of_all <= FRAME_LIMIT_MS,
        (max(worst) - min(worst)) / median(worst),
        sizes.rounds,
        {
            "median_ms": round(median(frames), 2),
            "p99_ms": round(percentile(frames, 0.99), 2),
            "worst_pan_ms": round(slowest["pan"], 1),
            "worst_zoom_ms": round(slowest["zoom"], 1),
            "wall_p99_ms": round(percentile(walls, 0.99), 2),
            "wall_worst_ms": round(max(walls), 1),
        },
    )


ROWS = (
    Row(
        "chart-frame",
        "frame of the full chart: 50,000 bars loaded, 500 visible, 200 lines, 2,000 fills",
        "frame of an empty PlotWidget with axes",
        "at most 3 x",
        measure_frame,
    ),
    Row(
        "chart-motion",
        "panning and zooming that chart, worst frame",
        "60 frames a second",
        "no frame above 25 ms",
        measure_motion,
    ),
)
