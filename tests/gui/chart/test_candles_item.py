"""Bars on device pixels: symmetric, sharp, and never more than there are pixels."""

import numpy as np
import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from gui.chart.candle_store import CandleStore
from gui.chart.candles_item import bar_columns, candle_rects, volume_rects
from gui.chart.forming_bar import bar_rects
from gui.chart.pixel_map import PixelMap
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import START, random_candles

FIRST = START / 1e9


def view(bars: int, ratio: float = 1.0, width: float = 1000) -> PixelMap:
    return PixelMap(FIRST, FIRST + 60 * bars, 2660, 2700, width, 600, ratio)


def store(count: int) -> CandleStore:
    result = CandleStore()
    result.replace(random_candles(count))
    return result


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("bars", [5, 40, 120, 300, 480])
def test_every_edge_lies_between_device_pixels_and_the_wick_in_the_middle(bars: int, ratio: float) -> None:
    at = view(bars, ratio)
    columns = bar_columns(store(bars).columns, 60, at)
    rects = candle_rects(columns, np.ones(bars, dtype=np.bool_), at)
    for edges in (*rects, rects[0] + rects[2], rects[1] + rects[3]):
        assert np.allclose(edges * ratio, np.round(edges * ratio), atol=1e-6)
    left_part = columns.wick - columns.left
    right_part = (columns.left + columns.width) - (columns.wick + columns.wick_width)
    assert np.allclose(left_part, right_part, atol=1e-6)
    assert np.all(rects[3] >= 1 / ratio - 1e-9)


@pytest.mark.parametrize("bars", [120, 300, 480])
def test_bars_do_not_touch_each_other(bars: int) -> None:
    columns = bar_columns(store(bars).columns, 60, view(bars))
    assert np.all(np.diff(columns.left) - columns.width >= 1)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("bars", [5, 40, 120, 480, 2500, 20_000])
def test_the_forming_bar_is_laid_out_like_the_closed_ones(bars: int, ratio: float) -> None:
    candles, at = store(40), view(bars, ratio, width=997.5)
    for index in range(40):
        one = candles.columns[:, index : index + 1]
        columns = bar_columns(one, 60, at)
        only = np.ones(1, dtype=np.bool_)
        bodies_and_wicks, volumes = candle_rects(columns, only, at), volume_rects(columns, only, 90.0, at)
        body, wick, volume = bar_rects(candles.bar(index), 60, 90.0, at)
        for rect, edges in (
            (body, [column[0] for column in bodies_and_wicks]),
            (wick, [column[1] for column in bodies_and_wicks]),
            (volume, [column[0] for column in volumes]),
        ):
            assert rect.getRect() == pytest.approx(tuple(edges), abs=1e-6)


def test_merged_columns_keep_the_extremes_and_the_outer_prices() -> None:
    candles = store(5000)
    at = view(5000, width=500)
    columns = bar_columns(candles.columns, 60, at)
    assert len(columns.left) == 500
    ten = candles.columns[:, 10:20]
    assert columns.open[1] == ten[1, 0]
    assert columns.high[1] == ten[2].max()
    assert columns.low[1] == ten[3].min()
    assert columns.close[1] == ten[4, -1]


@pytest.mark.parametrize("bars", [5, 120, 100_000])
def test_nothing_in_view_is_nothing_to_draw(bars: int) -> None:
    empty = store(3).columns[:, :0]
    at = view(bars)
    columns = bar_columns(empty, 60, at)
    nothing = np.zeros(0, dtype=np.bool_)
    assert all(len(column) == 0 for column in candle_rects(columns, nothing, at))
    assert all(len(column) == 0 for column in volume_rects(columns, nothing, 0.0, at))


@pytest.mark.parametrize("part", ["candles", "legend", "price axis"])
def test_what_cannot_be_painted_is_reported_once_and_the_process_lives(qtbot: QtBot, part: str) -> None:
    chart = PriceChart(DARK)
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    parts = {
        "candles": chart.scene.candles,
        "legend": chart.scene.legend,
        "price axis": chart.plot.price_axis,
    }

    def broken(painter: object, at: PixelMap, *_: object) -> None:
        np.zeros(3)[np.array([7])]

    parts[part].draw = broken  # type: ignore[method-assign]
    with capture_exceptions() as caught:
        chart.show()
        qtbot.waitUntil(lambda: bool(caught))
        reported = len(caught)
        chart.plot.viewport().repaint()
        chart.plot.viewport().repaint()
    assert caught[0][0] is IndexError
    assert len(caught) == reported
