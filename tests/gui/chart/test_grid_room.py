"""A running grid has precedence over the extremes of older bars, so that its lines can be told apart."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.chart.price_chart import PriceChart
from tests.fakes.chart_data import grid, price_view, random_candles

CANDLES = random_candles(300)


@pytest.fixture
def chart(chart: PriceChart) -> PriceChart:
    """A chart with candles and a price."""
    chart.set_candles(CANDLES)
    chart.set_price(price_view(CANDLES[-1].close), fresh=True)
    return chart


def test_while_a_grid_runs_its_range_has_more_than_half_of_the_height(chart: PriceChart) -> None:
    last = CANDLES[-1].close
    chart.set_grids([grid(last - 1, last + 1, 21, last)])
    assert 0.55 < 2 / chart.plot.prices.length <= 0.75
    at = chart.plot.pixel_map
    assert at is not None
    assert 0 < at.y(float(last) + 1) < at.y(float(last) - 1) < at.height
    assert len(chart.scene.labels.shown) >= 10


def test_looking_back_shows_all_bars_again(chart: PriceChart) -> None:
    last = CANDLES[-1].close
    chart.set_grids([grid(last - 1, last + 1, 21, last)])
    chart.plot.move_times(-140 * 60)
    span = chart.scene.candle_span(chart.plot.times)
    assert span is not None
    assert chart.plot.prices.holds(span)
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert 2 / chart.plot.prices.length > 0.55


def test_after_an_excursion_the_grid_gets_its_room_back(chart: PriceChart) -> None:
    last = CANDLES[-1].close
    chart.set_grids([grid(last - 1, last + 1, 21, last)])
    usual = chart.plot.prices.length
    far = last + Decimal("1.6")
    chart.set_price(price_view(far), fresh=True)
    assert chart.plot.prices.high > float(far)
    assert chart.plot.prices.length > 1.2 * usual
    chart.set_price(price_view(last), fresh=True)
    assert chart.plot.prices.length == pytest.approx(usual)
