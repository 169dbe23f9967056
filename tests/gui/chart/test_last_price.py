"""The last price with its line and tag, and how it ages."""

from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import (
    ETH,
    candle,
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


@pytest.mark.parametrize(
    ("interval", "now", "shown"),
    [
        (Interval.M1, 1_760_000_040 + 22.4, "00:37"),
        (Interval.M15, 1_760_000_400 + 60, "14:00"),
        (Interval.H4, 4 * 3600 * 100_000 + 1, "3:59:59"),
        (Interval.D1, 86400 * 20_000 + 3600, "23:00:00"),
    ],
)
def test_the_tag_counts_down_to_the_bars_close(
    qtbot: QtBot, interval: Interval, now: float, shown: str
) -> None:
    chart = PriceChart(DARK, zone=UTC, wall_clock=lambda: now)
    qtbot.addWidget(chart)
    chart.set_instrument(ETH, interval)
    chart.set_candles([candle(0, "104", "106", "104", "105", interval=interval)])
    chart.set_price(price_view("105"), fresh=True)
    tag = chart.plot.price_axis._last
    assert tag is not None
    assert tag.note == shown


def test_without_a_bar_there_is_no_countdown(chart: PriceChart) -> None:
    chart.set_price(price_view("105"), fresh=True)
    tag = chart.plot.price_axis._last
    assert tag is not None
    assert tag.note is None


def test_the_countdown_goes_on_by_itself(qtbot: QtBot) -> None:
    now = [1_760_000_040.0]
    chart = PriceChart(DARK, zone=UTC, wall_clock=lambda: now[0])
    qtbot.addWidget(chart)
    chart.show()
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    now[0] += 30
    qtbot.waitUntil(lambda: "'00:30'" in str(chart.plot.price_axis._last), timeout=3000)


def test_the_mark_price_has_a_line_a_word_and_a_tag(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(replace(price_view("105"), mark=Decimal(101)), fresh=True)
    assert row_has(picture(chart), line_row(chart, 101), DARK.accent, 0, 200)
    assert [word.text for _, word in chart.scene.words.shown] == ["mark"]
    image = picture(chart)
    width = int(chart.plot.pixel_map.width)  # type: ignore[union-attr]
    assert image.pixelColor(width + 1, line_row(chart, 101)).name() == DARK.accent
    chart.set_price(replace(price_view("105"), mark=Decimal(101)), fresh=False)
    assert not chart.scene.words.shown


def test_a_mark_price_beside_the_last_one_has_no_tag_of_its_own(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    at = chart.plot.pixel_map
    assert at is not None
    assert not chart.plot.price_axis._mark_has_room(at)
