"""The marks of fills: where they point, what they look like, and what they tell."""

from datetime import UTC, timedelta, timezone
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from engine import Intent, Liquidity, Side
from gui.chart.fill_words import describe_fills
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK
from tests.fakes.chart_data import (
    START,
    candle,
    fill,
)
from tests.gui.chart.hands import hover
from tests.gui.chart.pixels import FIRST, FOUR, picture, pixel


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
    assert marks_seen(chart) == 3
    chart.set_fills([])
    assert marks_seen(chart) == 0


def test_more_fills_than_fit_at_first_are_all_shown(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.plot.show_range(prices=Span(90, 125))
    for number in range(300):
        chart.add_fill(fill(number + 1, Side.BUY, str(95 + number % 20), START + number * 10**8))
    assert marks_seen(chart) == 300


def test_marks_out_of_view_are_not_drawn(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.plot.show_range(times=Span(FIRST, FIRST + 240), prices=Span(90, 125))
    chart.set_fills(
        [
            fill(1, Side.BUY, "112", START + 90 * 10**9),
            fill(2, Side.BUY, "500", START + 90 * 10**9),
            fill(3, Side.BUY, "112", START + 9000 * 10**9),
        ]
    )
    at = chart.plot.pixel_map
    assert at is not None
    seen = chart.scene.fills.drawn_in(at, QRectF(0, 0, at.width, at.height))
    assert seen.tolist() == [0]


def test_of_thousands_at_one_place_the_newest_is_drawn(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.set_fills([fill(number, Side.BUY, "104", START + 90 * 10**9) for number in range(1, 2001)])
    at = chart.plot.pixel_map
    assert at is not None
    seen = chart.scene.fills.drawn_in(at, QRectF(0, 0, at.width, at.height))
    assert seen.tolist() == [1999]


def test_a_mark_on_the_newest_bar_is_not_covered_by_it(chart: PriceChart) -> None:
    chart.set_candles(FOUR)
    chart.plot.price_is_manual = True
    chart.plot.show_range(prices=Span(90, 125))
    chart.add_fill(fill(1, Side.SELL, "103.5", START + 210 * 10**9))
    at = chart.plot.pixel_map
    assert at is not None
    x, y = at.x(FIRST + 210), at.y(103.5)
    assert pixel(chart, x, y - 8) == DARK.sell
    chart.update_candle(candle(3, "103", "107", "102", "106.5"))
    assert pixel(chart, x, y - 8) == DARK.sell
    assert pixel(chart, x, at.y(106)) == DARK.candle_up


def marks_seen(chart: PriceChart) -> int:
    at = chart.plot.pixel_map
    assert at is not None
    return len(chart.scene.fills.drawn_in(at, QRectF(0, 0, at.width, at.height)))


def test_the_card_tells_all_about_a_fill() -> None:
    zone = timezone(timedelta(hours=2))
    one = fill(7, Side.SELL, "105.50", START, intent=Intent.EXIT, backfilled=True)._replace(
        queue_ahead=Decimal("3.2"),
        queue_ahead_after=Decimal(0),
    )
    assert describe_fills([one], zone) == [
        "▼ SELL 0.1 @ 105.50",
        "exit, cell 3, maker",
        "rebate 0.00001055",
        "queue ahead 3.2 → 0",
        "2025-10-09 10:54:00 UTC+2",
        "recovered after an outage",
        "Click for its evidence",
    ]


def test_many_fills_at_one_place_are_counted() -> None:
    lines = describe_fills([fill(number, Side.BUY, "100", START) for number in range(1, 9)], UTC)
    assert lines[-1] == "and 5 more fills here"
    assert sum(line.startswith("▲ BUY") for line in lines) == 3


def test_hovering_a_mark_shows_its_card_and_a_click_tells_which(chart: PriceChart, qtbot: QtBot) -> None:
    chart.set_candles(FOUR)
    chart.set_fills(
        [fill(1, Side.BUY, "104", START + 90 * 10**9), fill(2, Side.BUY, "104", START + 91 * 10**9)]
    )
    at = chart.plot.pixel_map
    assert at is not None
    mark = QPointF(at.x(FIRST + 90), at.y(104) + 8).toPoint()
    hover(chart, qtbot, mark)
    qtbot.waitUntil(lambda: "▲ BUY 0.1 @ 104" in chart.scene.card.lines)
    with qtbot.waitSignal(chart.fill_clicked) as clicked:
        qtbot.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=mark)
    assert clicked.args is not None
    assert clicked.args[0].fill_id == 2
    hover(chart, qtbot, QPoint(30, 300))
    qtbot.waitUntil(lambda: not chart.scene.card.lines)
