"""The last price with its line and tag, and how it ages."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import (
    ETH,
    price_view,
)
from tests.gui.chart.pixels import FOUR, Clock, line_row, picture, row_has


def test_the_last_price_has_a_line_and_a_tag(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    image = picture(chart)
    assert row_has(image, line_row(chart, 105), DARK.up, 0, 200)
    width = int(chart.plot.pixel_map.width)  # type: ignore[union-attr]
    assert image.pixelColor(width + 6, line_row(chart, 105)).name() == DARK.up


def test_bid_and_ask_are_short_marks_at_the_axis(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105", spread="1"), fresh=True)
    image = picture(chart)
    width = int(chart.plot.pixel_map.width)  # type: ignore[union-attr]
    for price, colour in ((104.5, DARK.buy), (105.5, DARK.sell)):
        assert image.pixelColor(width - 5, line_row(chart, price)).name() == colour
        assert not row_has(image, line_row(chart, price), colour, 0, 200)


def test_a_price_that_is_not_fresh_is_grey_and_says_its_age(
    chart: PriceChart, clock: Clock, qtbot: QtBot
) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105", received_at=clock.now), fresh=True)
    clock.now += 42.4
    chart.set_price(price_view("105", received_at=1000.0), fresh=False)
    tag = chart.plot.price_axis._last
    assert tag is not None
    assert (tag.fill, tag.note) == (DARK.stale_tag, "42 s old")
    assert not row_has(picture(chart), line_row(chart, 105), DARK.up, 0, 200)
    clock.now += 100
    qtbot.waitUntil(lambda: "2 min old" in str(chart.plot.price_axis._last), timeout=3000)
    chart.hide()
    assert not chart._age_timer.isActive()


def test_prices_of_another_instrument_are_ignored(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    chart.set_price(price_view("9", instrument=replace(ETH, name="BTC_USDT_Perp")), fresh=True)
    assert chart.plot.price_axis._last is not None
    assert chart.plot.price_axis._last.price == 105
