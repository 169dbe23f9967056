"""The logarithmic scale, and the line through the closes."""

import itertools
from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from gui.chart.close_line import line_colour
from gui.chart.pixel_map import PixelMap
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.chart.ticks import log_price_ticks
from gui.theme import DARK
from tests.fakes.chart_data import candle, grid
from tests.gui.chart.hands import drag
from tests.gui.chart.pixels import FIRST, FOUR, line_row, picture, row_has, values, with_grid

LOG = PixelMap(left=0, right=100, bottom=100, top=10_000, width=500, height=400, logarithmic=True)


def test_equal_ratios_are_equally_high() -> None:
    assert LOG.y(10_000) == pytest.approx(0)
    assert LOG.y(1000) == pytest.approx(200)
    assert LOG.y(100) == pytest.approx(400)
    assert np.allclose(LOG.ys([10_000, 1000, 100]), [0, 200, 400])


@pytest.mark.parametrize("price", [100, 123.45, 5000, 9999])
def test_a_pixel_leads_back_to_its_price(price: float) -> None:
    assert LOG.price(LOG.y(price)) == pytest.approx(price)


@pytest.mark.parametrize(
    ("low", "high"), [(90, 1100), (1500, 3500), (3000, 3100), (0.00001, 90_000), (99.98, 100.01)]
)
def test_ticks_are_round_in_view_and_not_too_many(low: float, high: float) -> None:
    ticks = log_price_ticks(low, high, 0.00001, 10)
    assert 2 <= len(ticks) <= 14
    assert all(low <= tick <= high * (1 + 1e-9) for tick in ticks)
    assert all(a < b for a, b in itertools.pairwise(ticks))
    assert all(float(f"{tick:.6g}") == pytest.approx(tick, rel=1e-9) for tick in ticks)


def test_turning_to_logarithms_and_back_keeps_the_prices_in_view(chart: PriceChart) -> None:
    with_grid(chart)
    chart.plot.price_is_manual = True
    before = chart.plot.prices
    chart.logarithmic = True
    assert chart.plot.prices.low == pytest.approx(before.low)
    assert chart.plot.prices.high == pytest.approx(before.high)
    assert chart.plot.pixel_map is not None
    assert chart.plot.pixel_map.logarithmic
    chart.logarithmic = False
    assert chart.plot.prices.high == pytest.approx(before.high)


def test_lines_and_candles_are_where_the_logarithm_puts_them(chart: PriceChart) -> None:
    chart.set_candles([candle(index, "400", "800", "200", "400") for index in range(5)])
    chart.set_grids([grid("100", "1600", 16, "400")])
    chart.logarithmic = True
    chart.plot.show_range(prices=Span(100, 1600))
    image = picture(chart)
    at = chart.plot.pixel_map
    assert at is not None
    assert at.y(400) == pytest.approx(at.height / 2)
    assert row_has(image, line_row(chart, 200), DARK.line_buy, 300, 600)
    x = int(at.x(FIRST + 30))
    assert image.pixelColor(x, int(at.y(700))).name() == DARK.candle_up


def test_prices_are_panned_and_zoomed_by_ratio(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.logarithmic = True
    chart.plot.show_range(prices=Span(50, 200))
    drag(chart, QPoint(400, 200), QPoint(400, 300))
    moved = chart.plot.prices
    assert moved.high / moved.low == pytest.approx(4)
    assert moved.high > 200
    chart.plot.zoom_prices(2)
    assert chart.plot.prices.high / chart.plot.prices.low == pytest.approx(16)


def test_a_view_below_zero_can_become_logarithmic(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.plot.price_is_manual = True
    chart.plot.show_range(prices=Span(-50, 200))
    chart.logarithmic = True
    assert chart.plot.prices.low > 0
    assert picture(chart).width() > 0


def test_the_line_goes_through_the_closes_and_has_one_colour(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.line_mode = True
    image = picture(chart)
    at = chart.plot.pixel_map
    assert at is not None
    colours = {name(image, x, y) for x in range(int(at.x(FIRST)), int(at.width)) for y in range(30, 460)}
    assert not colours & {DARK.candle_up, DARK.candle_down}
    wanted = line_colour(DARK)
    for bar, close in ((0, 108), (1, 101), (2, 103), (3, 105)):
        x, y = int(at.x(FIRST + 60 * bar + 30)), int(at.y(close))
        near = values(image)[y - 2 : y + 3, x - 1 : x + 2].max(axis=2)
        assert near.max() > 0.6 * wanted.value()
    chart.line_mode = False
    image = picture(chart)
    assert name(image, int(at.x(FIRST + 30)), int(at.y(104))) == DARK.candle_up


def test_the_newest_piece_of_the_line_moves_with_the_price(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.line_mode = True
    chart.plot.price_is_manual = True
    before = picture(chart)
    chart.update_candle(candle(3, "103", "109", "102", "109"))
    at = chart.plot.pixel_map
    assert at is not None
    after = picture(chart)
    x, y = int(at.x(FIRST + 210)), int(at.y(109))
    bright = values(after)[y - 2 : y + 3, x - 2 : x + 2].max()
    assert bright > values(before)[y - 2 : y + 3, x - 2 : x + 2].max() + 40


def test_a_line_of_thousands_of_bars_is_whole(chart: PriceChart) -> None:
    closes = [100 + 5 * np.sin(index / 400) for index in range(6000)]
    chart.set_candles([candle(index, *[f"{close:.2f}"] * 4) for index, close in enumerate(closes)])
    chart.line_mode = True
    chart.plot.show_range(times=Span(FIRST, FIRST + 60 * 6000), prices=Span(90, 110))
    at = chart.plot.pixel_map
    assert at is not None
    image, colour = picture(chart), line_colour(DARK).name()
    for x in range(60, int(at.width) - 5, 40):
        assert any(name(image, x, y) == colour for y in range(int(at.height))), x


def test_a_line_of_one_bar_is_a_dot(chart: PriceChart) -> None:
    chart.set_candles(FOUR[:1])
    chart.line_mode = True
    at = chart.plot.pixel_map
    assert at is not None
    image = picture(chart)
    assert name(image, int(at.x(FIRST + 30)), int(at.y(108))) == line_colour(DARK).name()


def test_fitting_keeps_a_grid_in_view_on_the_logarithmic_scale(chart: PriceChart) -> None:
    chart.logarithmic = True
    with_grid(chart)
    shown = chart.plot.prices
    lines = chart.scene.lines.grids[0].view.lines
    assert Decimal(str(shown.low)) < min(lines) < max(lines) < Decimal(str(shown.high))


def name(image: object, x: int, y: int) -> str:
    return str(image.pixelColor(x, y).name())  # type: ignore[attr-defined]
