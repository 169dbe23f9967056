"""Following the price, and what the user's hands do to it: with real mouse and key events."""

from datetime import UTC

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Interval
from gui.chart.price_chart import PriceChart
from gui.theme import DARK
from tests.fakes.chart_data import ETH, candle, price_view, random_candles

COUNT = 300
CANDLES = random_candles(COUNT)


@pytest.fixture
def chart(qtbot: QtBot) -> PriceChart:
    widget = PriceChart(DARK, zone=UTC)
    qtbot.addWidget(widget)
    widget.resize(1000, 600)
    widget.show()
    qtbot.waitExposed(widget)
    widget.set_instrument(ETH, Interval.M1)
    widget.set_candles(CANDLES)
    widget.set_price(price_view(CANDLES[-1].close), fresh=True)
    return widget


def drag(chart: PriceChart, start: QPoint, way: QPoint, steps: int = 10) -> None:
    viewport = chart.plot.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, steps + 1):
        QTest.mouseMove(viewport, start + way * (step / steps))
        QApplication.processEvents()
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + way)


def wheel(chart: PriceChart, at: QPoint, notches: int) -> None:
    viewport = chart.plot.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(viewport.mapToGlobal(at)),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


def next_candle(chart: PriceChart, index: int, close: str = "2683") -> None:
    chart.update_candle(candle(COUNT + index, "2682", "2684", "2681", close))


def axis_point(chart: PriceChart, y: int = 300) -> QPoint:
    at = chart.plot.pixel_map
    assert at is not None
    return QPoint(int(at.width) + 20, y)


def test_it_follows_the_newest_bar(chart: PriceChart) -> None:
    before = chart.plot.times
    next_candle(chart, 0)
    next_candle(chart, 1)
    assert chart.follow
    assert chart.plot.times.high == pytest.approx(before.high + 120)
    assert chart.plot.times.length == pytest.approx(before.length)


def test_about_120_bars_are_shown_at_first(chart: PriceChart) -> None:
    shown = chart.scene.in_view().shape[1]
    assert 115 <= shown <= 125


def test_a_drag_pans_and_ends_the_following(chart: PriceChart, qtbot: QtBot) -> None:
    before, prices = chart.plot.times, chart.plot.prices
    with qtbot.waitSignal(chart.follow_changed) as changed:
        drag(chart, QPoint(500, 300), QPoint(200, 0))
    assert changed.args == [False]
    moved = before.low - chart.plot.times.low
    assert moved == pytest.approx(200 * before.length / chart.plot.pixel_map.width, rel=0.1)  # type: ignore[union-attr]
    assert chart.plot.times.length == pytest.approx(before.length)
    assert not chart.plot.price_is_manual
    after = chart.plot.times
    next_candle(chart, 0)
    assert chart.plot.times == after
    assert prices.length > 0


def test_a_drag_up_or_down_takes_the_prices_over(chart: PriceChart) -> None:
    before = chart.plot.prices
    drag(chart, QPoint(500, 300), QPoint(0, 100))
    assert chart.plot.price_is_manual
    assert chart.plot.prices.low > before.low
    assert chart.plot.prices.length == pytest.approx(before.length)
    held = chart.plot.prices
    next_candle(chart, 0, "2999")
    assert chart.plot.prices == held


def test_a_drag_that_wavers_leaves_the_prices_to_the_chart(chart: PriceChart) -> None:
    drag(chart, QPoint(500, 300), QPoint(150, 8))
    assert not chart.plot.price_is_manual


def test_the_wheel_zooms_the_time_around_the_cursor(chart: PriceChart) -> None:
    at = chart.plot.pixel_map
    assert at is not None
    anchor, before = at.time(300), chart.plot.times
    wheel(chart, QPoint(300, 200), 3)
    zoomed = chart.plot.pixel_map
    assert zoomed is not None
    assert chart.plot.times.length == pytest.approx(before.length / 1.15**3)
    assert zoomed.time(300) == pytest.approx(anchor)
    assert not chart.follow
    wheel(chart, QPoint(300, 200), -3)
    assert chart.plot.times.length == pytest.approx(before.length)


def test_zooming_stops_at_a_few_bars_and_at_very_many(chart: PriceChart) -> None:
    for _ in range(60):
        wheel(chart, QPoint(300, 200), 4)
    assert chart.plot.times.length == pytest.approx(8 * 60)
    for _ in range(60):
        wheel(chart, QPoint(300, 200), -4)
    assert chart.plot.times.length == pytest.approx(60_000 * 60)


def test_dragging_the_price_axis_zooms_the_prices(chart: PriceChart) -> None:
    before, times = chart.plot.prices, chart.plot.times
    drag(chart, axis_point(chart), QPoint(0, 180))
    assert chart.plot.prices.length == pytest.approx(2 * before.length, rel=0.02)
    assert chart.plot.times == times
    assert chart.follow
    drag(chart, axis_point(chart, 500), QPoint(0, -180))
    assert chart.plot.prices.length == pytest.approx(before.length, rel=0.04)


def test_the_wheel_over_the_price_axis_zooms_the_prices(chart: PriceChart) -> None:
    before = chart.plot.prices
    wheel(chart, axis_point(chart), 1)
    assert chart.plot.prices.length == pytest.approx(before.length / 1.15)


def test_a_double_click_on_the_price_axis_fits_the_prices_again(chart: PriceChart) -> None:
    before = chart.plot.prices
    drag(chart, axis_point(chart), QPoint(0, 100))
    QTest.mouseDClick(
        chart.plot.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, axis_point(chart)
    )
    assert not chart.plot.price_is_manual
    assert chart.plot.prices.length == pytest.approx(before.length, rel=0.1)


def test_dragging_the_time_axis_zooms_the_time(chart: PriceChart) -> None:
    before = chart.plot.times
    drag(chart, QPoint(500, 592), QPoint(-180, 0))
    assert chart.plot.times.length == pytest.approx(2 * before.length, rel=0.02)
    assert chart.plot.times.high == pytest.approx(before.high)


def test_reset_view_restores_everything(chart: PriceChart, qtbot: QtBot) -> None:
    before = (chart.plot.times, chart.plot.prices)
    drag(chart, QPoint(500, 300), QPoint(300, 90))
    wheel(chart, QPoint(300, 200), 4)
    with qtbot.waitSignal(chart.follow_changed) as changed:
        chart.reset_view()
    assert changed.args == [True]
    assert chart.plot.times.low == pytest.approx(before[0].low)
    assert chart.plot.times.high == pytest.approx(before[0].high)
    assert chart.plot.prices.low == pytest.approx(before[1].low)
    assert chart.plot.prices.high == pytest.approx(before[1].high)


def test_the_latest_button_comes_when_needed_and_keeps_the_zoom(chart: PriceChart) -> None:
    assert not chart._overlays.latest.isVisible()
    wheel(chart, QPoint(300, 200), 4)
    drag(chart, QPoint(500, 300), QPoint(300, 0))
    assert chart._overlays.latest.isVisible()
    length = chart.plot.times.length
    QTest.mouseClick(chart._overlays.latest, Qt.MouseButton.LeftButton)
    assert chart.follow
    assert not chart._overlays.latest.isVisible()
    assert chart.plot.times.length == pytest.approx(length)
    newest = CANDLES[-1].open_time / 1e9
    assert chart.plot.times.low < newest < chart.plot.times.high


def test_following_fits_the_prices_only_when_the_candles_leave(chart: PriceChart) -> None:
    before = chart.plot.prices
    chart.update_candle(CANDLES[-1])
    assert chart.plot.prices == before
    next_candle(chart, 0, "2683")
    next_candle(chart, 1, "2760")
    chart.update_candle(candle(COUNT + 1, "2682", "2760", "2681", "2760"))
    assert chart.plot.prices.high > 2760


def test_keys_pan_zoom_and_go_home(chart: PriceChart) -> None:
    before = chart.plot.times
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.plot.times.low == pytest.approx(before.low - before.length / 10)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.plot.times.low == pytest.approx(before.low)
    QTest.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.plot.times.length == pytest.approx(before.length / 1.15)
    assert not chart.follow
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.follow
    QTest.keyClick(chart, Qt.Key.Key_R)
    assert chart.plot.times.low == pytest.approx(before.low)


def test_moving_the_mouse_moves_the_crosshair_and_leaving_hides_it(chart: PriceChart, qtbot: QtBot) -> None:
    def crosshair_with_mouse_at(point: QPoint) -> QPointF | None:
        for offset in (0, 1):
            qtbot.mouseMove(chart.plot.viewport(), point + QPoint(offset, 0))
        return chart.scene.crosshair.position

    qtbot.waitUntil(lambda: crosshair_with_mouse_at(QPoint(400, 250)) is not None)
    qtbot.waitUntil(lambda: crosshair_with_mouse_at(axis_point(chart)) is None)


def test_a_click_gives_the_chart_the_keys(chart: PriceChart, qtbot: QtBot) -> None:
    QTest.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 250))
    qtbot.waitUntil(chart.hasFocus)


def test_a_resize_keeps_the_range(chart: PriceChart) -> None:
    times, prices = chart.plot.times, chart.plot.prices
    chart.resize(1400, 800)
    QApplication.processEvents()
    assert chart.plot.times == times
    assert chart.plot.prices == prices
    at = chart.plot.pixel_map
    assert at is not None
    assert at.width > 1200


def test_another_interval_starts_at_the_usual_zoom(chart: PriceChart) -> None:
    chart.set_instrument(ETH, Interval.M5)
    chart.set_candles(random_candles(COUNT, interval=Interval.M5))
    assert 115 <= chart.scene.in_view().shape[1] <= 125


def test_a_chart_that_does_not_follow_still_starts_at_the_newest_bar(chart: PriceChart) -> None:
    chart.follow = False
    chart.set_instrument(ETH, Interval.M5)
    chart.follow = False
    chart.set_candles(random_candles(COUNT, interval=Interval.M5))
    assert not chart.follow
    assert chart.plot.times.high > chart.scene.store.bar(-1).time
    before = chart.plot.times
    chart.update_candle(candle(COUNT, "2682", "2684", "2681", "2683", interval=Interval.M5))
    assert chart.plot.times == before


def test_candles_fetched_again_leave_the_users_view_alone(chart: PriceChart) -> None:
    drag(chart, QPoint(500, 300), QPoint(300, 0))
    view = (chart.plot.times, chart.plot.prices)
    chart.set_candles(CANDLES)
    assert (chart.plot.times, chart.plot.prices) == view
