"""The chart paints what it is told, at the pixels where it belongs: candles, and the chart as a whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Interval, Side
from gui.chart.price_chart import PriceChart
from gui.theme import DARK, LIGHT
from tests.fakes.chart_data import (
    ETH,
    START,
    candle,
    fill,
    grid,
    price_view,
    random_candles,
)
from tests.gui.chart.pixels import FIRST, FOUR, SIZE, Clock, picture, pixel, place, row_has, with_grid


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_bodies_have_their_colour_and_place(chart: PriceChart, theme: object) -> None:
    assert theme in {DARK, LIGHT}
    chart.set_theme(theme)  # type: ignore[arg-type]
    chart.set_candles(FOUR)
    at = chart.plot.pixel_map
    assert at is not None
    for bar, price, colour in (
        (0, 104, theme.candle_up),  # type: ignore[attr-defined]
        (1, 105, theme.candle_down),  # type: ignore[attr-defined]
        (3, 104, theme.candle_up),  # type: ignore[attr-defined]
    ):
        x, y = place(chart, bar, price)
        assert pixel(chart, x - 1, y) == colour
    x, _ = place(chart, 0, 104)
    assert pixel(chart, x - 1, at.y(108) + 1) == theme.candle_up  # type: ignore[attr-defined]
    assert pixel(chart, x - 1, at.y(108) - 3) != theme.candle_up  # type: ignore[attr-defined]
    assert pixel(chart, x - 1, at.y(100) - 2) == theme.candle_up  # type: ignore[attr-defined]
    assert pixel(chart, x - 1, at.y(100) + 3) != theme.candle_up  # type: ignore[attr-defined]


def test_a_wick_is_one_pixel_in_the_middle_from_high_to_low(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    x, _ = place(chart, 0, 104)
    for price in (109, 99):
        y = place(chart, 0, price)[1]
        assert pixel(chart, x, y) == DARK.candle_up
        assert pixel(chart, x - 1, y) == DARK.chart
        assert pixel(chart, x + 2, y) == DARK.chart
    assert pixel(chart, x, place(chart, 0, 110.4)[1]) != DARK.candle_up


def test_the_highest_volume_stands_highest(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    bottom = chart.plot.pixel_map.height  # type: ignore[union-attr]
    for bar, colour, other in ((0, DARK.volume_up, 20), (1, DARK.volume_down, 70)):
        x, _ = place(chart, bar, 100)
        assert pixel(chart, x - 1, bottom - 2) == colour
        assert (pixel(chart, x - 1, bottom - other) == colour) == (bar == 1 or other < 0.13 * bottom / 4)


def test_the_forming_bar_grows_and_then_closes(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    x, y = place(chart, 3, 105.6)
    assert pixel(chart, x - 1, y) == DARK.chart
    chart.update_candle(candle(3, "103", "106", "102", "106"))
    assert pixel(chart, x - 1, place(chart, 3, 105.6)[1]) == DARK.candle_up
    chart.update_candle(candle(4, "106", "107", "104", "104.5"))
    assert pixel(chart, place(chart, 4, 105)[0] - 1, place(chart, 4, 105)[1]) == DARK.candle_down
    assert pixel(chart, place(chart, 3, 105.6)[0] - 1, place(chart, 3, 105.6)[1]) == DARK.candle_up


def test_a_tick_repaints_the_forming_bar_on_the_screen_itself(chart: PriceChart, qtbot: QtBot) -> None:
    """Not only in a grab: the regions that were marked for repainting cover what changed."""
    chart.set_candles(FOUR)
    painted = []
    chart.scene.forming.draw = lambda painter, at: painted.append(at)  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    chart.update_candle(candle(3, "103", "106", "102", "104"))
    qtbot.waitUntil(lambda: bool(painted))


def test_the_exchanges_closed_candle_overwrites_an_older_bar(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    assert pixel(chart, place(chart, 1, 105)[0] - 1, place(chart, 1, 105)[1]) == DARK.candle_down
    chart.update_candle(candle(1, "101", "109", "99", "108"))
    assert pixel(chart, place(chart, 1, 105)[0] - 1, place(chart, 1, 105)[1]) == DARK.candle_up


def test_candles_of_another_instrument_or_interval_are_ignored(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.update_candle(replace(FOUR[3], instrument="BTC_USDT_Perp", close=Decimal(900)))
    chart.update_candle(candle(4, "1", "2", "1", "2", interval=Interval.M5))
    assert len(chart.scene.store) == 4
    assert chart.scene.store.bar(-1).close == 105


def test_fifty_thousand_bars_merge_into_pixel_columns(chart: PriceChart) -> None:
    candles = random_candles(5000)
    chart.set_candles(candles)
    chart.plot.zoom_times(40, chart.plot.times.high)
    at = chart.plot.pixel_map
    assert at is not None
    middle = at.x(candles[2500].open_time / 1e9)
    image = picture(chart)
    column = {image.pixelColor(int(middle), y).name() for y in range(30, 500)}
    assert column & {DARK.candle_up, DARK.candle_down}
    assert len(chart.scene.candles.rising) + len(chart.scene.candles.falling) <= 2 * (at.width + 2)


def test_an_empty_chart_says_what_it_waits_for(chart: PriceChart) -> None:
    chart.set_message("Choose an instrument")
    assert chart._overlays.message.isVisible()
    assert chart._overlays.message.text() == "Choose an instrument"
    chart.set_candles(FOUR)
    assert not chart._overlays.message.isVisible()
    chart.set_instrument(ETH, Interval.M5)
    assert chart._overlays.message.isVisible()


def test_turning_to_another_instrument_clears_everything(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_fills([fill(1, Side.BUY, "104", START)])
    chart.set_price(price_view("105"), fresh=True)
    chart.set_instrument(replace(ETH, name="BTC_USDT_Perp", tick_size=Decimal("0.1")), Interval.M5)
    image = picture(chart)
    colours = {image.pixelColor(x, y).name() for x in range(0, 800, 3) for y in range(40, 560)}
    assert colours == {DARK.chart}
    assert chart.scene.legend.title == "BTC_USDT_Perp · 5m"
    assert chart.plot.price_axis.price_text(1.25) in {"1.2", "1.3"}


def test_the_legend_names_the_newest_bar_or_the_one_under_the_cursor(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    values = dict(chart.scene.legend.parts)
    assert (values["O"], values["H"], values["L"], values["C"]) == ("103.00", "106.00", "102.00", "105.00")
    x, y = place(chart, 1, 104)
    chart.scene.set_cursor(QPointF(x, y))
    values = dict(chart.scene.legend.parts)
    assert (values["O"], values["C"], values[""]) == ("108.00", "101.00", "−6.48 %")
    chart.scene.set_cursor(None)
    assert dict(chart.scene.legend.parts)["C"] == "105.00"


def test_the_crosshair_snaps_to_the_bar_and_the_tick(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    x, y = place(chart, 1, 104.003)
    chart.scene.set_cursor(QPointF(x + 1.7, y))
    position = chart.scene.crosshair.position
    assert position is not None
    assert position.x() == int(x)
    assert chart.plot.time_axis._cursor == FIRST + 60
    price = chart.plot.price_axis._cursor
    assert price is not None
    assert abs(price / 0.01 - round(price / 0.01)) < 1e-6
    assert row_has(picture(chart), int(position.y()), DARK.crosshair, 0, 200)


def test_the_chart_has_a_name_for_screen_readers(chart: PriceChart) -> None:
    assert chart.accessibleName() == "Price chart, ETH_USDT_Perp · 1m"
    assert "End goes to the newest bar" in chart.accessibleDescription()


def test_the_summary_says_what_is_in_view(chart: PriceChart) -> None:
    assert "No bars are in view. No grid runs here." in chart.summary()
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    chart.set_grids([grid("98", "112", 8, "105")])
    chart.add_fill(fill(1, Side.BUY, "104", START))
    assert chart.summary() == (
        "ETH_USDT_Perp · 1m. Last price 105.00. 4 bars in view: +5.00 percent, high 110.00, low 98.00. "
        "Grid 1 from 98.00 to 112.00: 3 buy and 4 sell orders wait, total profit +0.00. Fills: 1."
    )
    chart.set_price(price_view("105"), fresh=False)
    assert "which is old" in chart.summary()


def test_the_spoken_description_is_new_when_the_chart_is_entered(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_price(price_view("105"), fresh=True)
    QApplication.sendEvent(chart, QFocusEvent(QEvent.Type.FocusIn))
    assert "Last price 105.00." in chart.accessibleDescription()


def test_a_new_theme_repaints_everything(chart: PriceChart) -> None:
    with_grid(chart)
    chart.set_fills([fill(1, Side.BUY, "104", START + 10**9)])
    chart.set_price(price_view("105"), fresh=True)
    chart.set_theme(LIGHT)
    image = picture(chart)
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    dark_only = {DARK.chart, DARK.candle_up, DARK.line_buy, DARK.line_sell, DARK.label, DARK.chart_grid}
    assert {LIGHT.chart, LIGHT.candle_up, LIGHT.line_buy, LIGHT.line_sell} <= seen
    assert not dark_only & seen


def test_everything_may_be_set_before_the_chart_is_shown(qtbot: QtBot, clock: Clock) -> None:
    widget = PriceChart(DARK, zone=UTC, clock=clock)
    qtbot.addWidget(widget)
    steps: list[Callable[[], None]] = [
        lambda: widget.set_price(price_view("105"), fresh=True),
        lambda: widget.set_instrument(ETH, Interval.M1),
        lambda: widget.set_price(price_view("105"), fresh=False),
        lambda: widget.set_grids([grid("100", "110", 11, "105")]),
        lambda: widget.add_fill(fill(1, Side.BUY, "104", START)),
        lambda: widget.update_candle(FOUR[0]),
        widget.reset_view,
    ]
    for step in steps:
        step()
    widget.resize(*SIZE)
    widget.show()
    qtbot.waitExposed(widget)
    x, y = place(widget, 0, 104)
    assert pixel(widget, x - 1, y - 4) == DARK.candle_up
