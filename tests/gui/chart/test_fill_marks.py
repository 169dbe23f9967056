"""The marks of fills: where they point, what they look like, and what they tell."""

from datetime import timedelta, timezone

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from engine import Intent, Liquidity, Side
from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK
from tests.fakes.chart_data import (
    START,
    fill,
)
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
