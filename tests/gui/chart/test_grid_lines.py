"""The lines of running grids: where they are, what they say, and which of them have a label."""

import itertools
from dataclasses import replace
from decimal import Decimal

from PySide6.QtGui import QColor

from engine import Intent, Side
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK
from tests.fakes.chart_data import (
    ETH,
    candle,
    grid,
    order,
    without_order,
)
from tests.gui.chart.pixels import (
    FOUR,
    line_row,
    picture,
    pixel,
    row_has,
    with_grid,
)


def test_lines_are_where_their_prices_are(chart: PriceChart) -> None:
    with_grid(chart)
    image = picture(chart)
    for price, colour in (
        (101, DARK.line_buy),
        (104, DARK.line_buy),
        (106, DARK.line_sell),
        (110, DARK.line_sell),
    ):
        row = line_row(chart, price)
        solid = {image.pixelColor(x, row).name() for x in range(200, 600)}
        assert solid == {colour}, price
        for beside in (row - 1, row + 1):
            assert not row_has(image, beside, colour, 200, 600)


def test_a_line_without_an_order_is_grey_and_dashed(chart: PriceChart) -> None:
    with_grid(chart)
    image = picture(chart)
    row = line_row(chart, 105)
    seen = {image.pixelColor(x, row).name() for x in range(200, 600)}
    assert DARK.line_idle in seen
    assert len(seen) > 1
    assert not seen & {DARK.line_buy, DARK.line_sell}


def test_a_line_changes_with_its_order(chart: PriceChart) -> None:
    with_grid(chart)
    view = grid("100", "110", 11, "105")
    chart.set_grids([without_order(view, Decimal(103))])
    assert row_has(picture(chart), line_row(chart, 103), DARK.line_idle)
    sold = replace(view, open_orders=(order(1, Side.SELL, "103", intent=Intent.EXIT),))
    chart.set_grids([sold])
    assert row_has(picture(chart), line_row(chart, 103), DARK.line_sell)


def test_a_thousand_lines_are_all_drawn(chart: PriceChart) -> None:
    chart.set_candles([candle(index, "1100", "1110", "1090", "1105") for index in range(5)])
    view = grid("600", "1599", 1000, "1100")
    chart.set_grids([view])
    chart.plot.show_range(prices=Span(1000, 1100))
    image = picture(chart)
    rows = {line_row(chart, price) for price in range(1001, 1099)}
    drawn = {row for row in rows if image.pixelColor(760, row) != QColor(DARK.chart)}
    assert drawn == rows
    assert 3 < len(chart.scene.labels.shown) < 40


def test_labels_name_side_size_and_exit(chart: PriceChart) -> None:
    with_grid(chart)
    texts = {level.price: text for _, level, text in chart.scene.labels.shown}
    assert texts[Decimal(103)] == "▲ BUY 0.1"
    assert texts[Decimal(107)] == "▼ SELL 0.1 · exit"
    assert Decimal(105) not in texts


def test_labels_stand_at_their_lines_and_apart(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_grids([grid("98", "112", 141, "105")])
    rows = [row for row, _, _ in chart.scene.labels.shown]
    assert len(rows) > 5
    assert min(abs(a - b) for n, a in enumerate(rows) for b in rows[:n]) >= 18
    row, level, _ = chart.scene.labels.shown[0]
    assert row == line_row(chart, float(level.price))
    assert pixel(chart, 6, row) in {DARK.line_buy, DARK.line_sell}


def test_the_price_axis_names_the_lines(chart: PriceChart) -> None:
    with_grid(chart)
    tags, ticks = chart.plot.price_axis.shown()
    assert {tag.text for tag in tags} >= {"100.00", "104.00", "106.00", "110.00"}
    at = chart.plot.pixel_map
    assert at is not None
    rows = sorted(at.y(price) for price in [*ticks, *(tag.price for tag in tags)])
    assert min(b - a for a, b in itertools.pairwise(rows)) >= 15


def test_a_stopped_grid_and_one_on_another_instrument_are_not_drawn(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    other = replace(ETH, name="BTC_USDT_Perp")
    chart.set_grids(
        [grid("98", "112", 8, "105", running=False), grid("98", "112", 8, "105", instrument=other)]
    )
    image = picture(chart)
    colours = {image.pixelColor(300, y).name() for y in range(image.height())}
    assert not colours & {DARK.line_buy, DARK.line_sell, DARK.line_idle}


def test_the_whole_grid_comes_into_view(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    assert chart.plot.prices.high < 130
    chart.set_grids([grid("80", "130", 11, "105")])
    assert chart.plot.prices.low < 80
    assert chart.plot.prices.high > 130


def test_a_past_grid_is_drawn_without_orders_and_says_that_it_stopped(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    past = grid("98", "112", 8, "105", running=False)
    chart.set_past_grid(past)
    (shown,) = chart.scene.lines.grids
    assert set(shown.states) == {"idle"}
    assert [word.text for word in chart.scene.lines.words()] == [f"grid {past.grid_id} · stopped"]
    assert chart.plot.prices.high > 112
    chart.set_past_grid(None)
    assert not chart.scene.lines.grids
