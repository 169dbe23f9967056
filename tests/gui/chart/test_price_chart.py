"""The chart paints what it is told, at the pixels where it belongs."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from engine import Intent, Interval, Liquidity, Side
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK, LIGHT
from tests.fakes.chart_data import (
    ETH,
    START,
    candle,
    fill,
    grid,
    order,
    price_view,
    random_candles,
    without_order,
)

SIZE = (900, 600)
FIRST = START / 1e9


class Clock:
    """A monotonic clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chart(qtbot: QtBot, clock: Clock) -> PriceChart:
    """A shown, dark chart of 900 x 600 for one-minute candles, still empty."""
    widget = PriceChart(DARK, zone=UTC, clock=clock)
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_instrument(ETH, Interval.M1)
    return widget


def picture(chart: PriceChart) -> QImage:
    return chart.plot.grab().toImage()


def pixel(chart: PriceChart, x: float, y: float) -> str:
    return picture(chart).pixelColor(int(x), int(y)).name()


def place(chart: PriceChart, bar: int, price: float) -> tuple[float, float]:
    """The pixel of a price in the middle of a bar."""
    at = chart.plot.pixel_map
    assert at is not None
    return at.x(FIRST + 60 * bar + 30), at.y(price)


def row_has(image: QImage, y: int, colour: str, left: int = 0, right: int = 800) -> bool:
    return any(image.pixelColor(x, y).name() == colour for x in range(left, right))


FOUR = [
    candle(0, "100", "110", "98", "108", volume="5"),
    candle(1, "108", "109", "99", "101", volume="20"),
    candle(2, "101", "104", "100", "103", volume="10"),
    candle(3, "103", "106", "102", "105", volume="10"),
]


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


# Grid lines


def with_grid(chart: PriceChart) -> None:
    chart.set_candles([candle(index, "104", "106", "104", "105") for index in range(5)])
    chart.set_grids([grid("100", "110", 11, "105")])


def line_row(chart: PriceChart, price: float) -> int:
    at = chart.plot.pixel_map
    assert at is not None
    return int(at.line_top(price))


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


# Fills


@pytest.mark.parametrize(
    ("side", "intent", "below", "colour"),
    [
        (Side.BUY, Intent.ENTRY, 1, DARK.buy),
        (Side.BUY, Intent.EXIT, 1, DARK.buy),
        (Side.SELL, Intent.ENTRY, -1, DARK.sell),
        (Side.SELL, Intent.EXIT, -1, DARK.sell),
    ],
)
def test_a_mark_points_at_its_price_from_its_side(
    chart: PriceChart, side: Side, intent: Intent, below: int, colour: str
) -> None:
    chart.set_candles(FOUR)
    chart.add_fill(fill(1, side, "112", START + 90 * 10**9, intent=intent))
    chart.plot.show_range(prices=Span(90, 125))
    at = chart.plot.pixel_map
    assert at is not None
    x, y = at.x(FIRST + 90), at.y(112)
    inside = 12 if intent is Intent.EXIT else 8
    assert pixel(chart, x, y + below * inside) == colour
    assert pixel(chart, x, y - below * inside) == DARK.chart


def test_a_taker_mark_is_hollow(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_fills([fill(1, Side.BUY, "112", START + 90 * 10**9, liquidity=Liquidity.TAKER)])
    chart.plot.show_range(prices=Span(90, 125))
    at = chart.plot.pixel_map
    assert at is not None
    x, y = at.x(FIRST + 90), at.y(112)
    assert pixel(chart, x, y + 7) == DARK.chart
    image = picture(chart)
    edges = [image.pixelColor(int(x), int(y) + down) for down in range(8, 13)]
    assert any(abs(edge.green() - QColor(DARK.buy).green()) < 8 for edge in edges)


def test_an_exit_differs_from_an_entry_and_a_close_from_both(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.plot.show_range(prices=Span(90, 125))
    pictures = []
    for intent in Intent:
        chart.set_fills([fill(1, Side.BUY, "112", START + 90 * 10**9, intent=intent)])
        pictures.append(picture(chart))
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]
    assert pictures[0] != pictures[2]


def test_set_fills_replaces_and_add_fill_adds(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_fills([fill(1, Side.BUY, "104", START), fill(2, Side.SELL, "105", START)])
    chart.add_fill(fill(3, Side.SELL, "106", START))
    assert [one.fill_id for one in chart.scene.fills.fills] == [1, 2, 3]
    assert len(chart.scene.fills.item.points()) == 3
    chart.set_fills([])
    assert len(chart.scene.fills.item.points()) == 0


def test_the_tooltip_tells_all_about_a_fill(chart: PriceChart) -> None:
    chart.set_zone(timezone(timedelta(hours=2)))
    text = chart.scene.fills.describe(
        [fill(7, Side.SELL, "105.50", START, intent=Intent.EXIT, backfilled=True)]
    )
    assert text.splitlines() == [
        "▼ SELL 0.1 @ 105.50",
        "exit, cell 3, maker",
        "fee -0.00001055",
        "2025-10-09 10:54:00 UTC+2",
        "recovered after an outage",
    ]


def test_hovering_a_mark_shows_its_tooltip(chart: PriceChart, qtbot: QtBot) -> None:
    chart.set_candles(FOUR)
    chart.set_fills([fill(1, Side.BUY, "104", START + 90 * 10**9)])
    at = chart.plot.pixel_map
    assert at is not None
    mark = QPointF(at.x(FIRST + 90), at.y(104) + 8).toPoint()

    def tip_near(point: QPoint) -> str:
        # a single move may be swallowed by the rate limit of the graphics scene
        for offset in (0, 1):
            qtbot.mouseMove(chart.plot.viewport(), point + QPoint(offset, 0))
        return QToolTip.text() if QToolTip.isVisible() else ""

    try:
        qtbot.waitUntil(lambda: "▲ BUY 0.1 @ 104" in tip_near(mark))
        qtbot.waitUntil(lambda: not tip_near(QPoint(30, 300)))
    finally:
        QToolTip.hideText()


# Last price


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


# The rest


def test_an_empty_chart_says_what_it_waits_for(chart: PriceChart) -> None:
    chart.set_message("Choose an instrument")
    assert chart._message.isVisible()
    assert chart._message.text() == "Choose an instrument"
    chart.set_candles(FOUR)
    assert not chart._message.isVisible()
    chart.set_instrument(ETH, Interval.M5)
    assert chart._message.isVisible()


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
    assert chart.accessibleName() == "Price chart"
    assert "Candles" in chart.accessibleDescription()


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
