"""The measure: a drag with Shift, or one after it was armed."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.chart.price_chart import PriceChart
from gui.chart.ranges import Span
from gui.theme import DARK
from tests.gui.chart.hands import drag
from tests.gui.chart.pixels import FIRST, FOUR, pixel


def spot(chart: PriceChart, bar: int, price: float) -> QPoint:
    at = chart.plot.pixel_map
    assert at is not None
    return QPoint(round(at.x(FIRST + 60 * bar + 30)), round(at.y(price)))


@pytest.fixture
def shown(chart: PriceChart) -> PriceChart:
    chart.set_candles(FOUR)
    chart.plot.show_range(times=Span(FIRST - 3000, FIRST + 3000), prices=Span(80, 130))
    return chart


def test_a_drag_with_shift_measures_and_does_not_pan(shown: PriceChart) -> None:
    before = shown.plot.times, shown.plot.prices
    drag(shown, spot(shown, -20, 100), spot(shown, 10, 110), Qt.KeyboardModifier.ShiftModifier)
    assert (shown.plot.times, shown.plot.prices) == before
    measure = shown.scene.measure
    assert measure.ends is not None
    (from_time, from_price), (to_time, to_price) = measure.ends
    assert (from_time, to_time) == (FIRST - 1200, FIRST + 600)
    assert from_price == pytest.approx(100, abs=0.1)
    assert to_price == pytest.approx(110, abs=0.1)
    price, time = measure.text()
    assert price.startswith("▲ +")
    assert price.endswith("%")
    assert time == "30 bars · 30 min"


def test_downwards_and_backwards_have_their_signs(shown: PriceChart) -> None:
    measure = shown.scene.measure
    measure._set_ends(((FIRST + 3600, 100.0), (FIRST, 99.0)))
    assert measure.text() == ("▼ −1.00  −1.00 %", "−60 bars · 1 h")
    measure._set_ends(((FIRST, 100.0), (FIRST, 100.0)))
    assert measure.text() == ("= +0.00  +0.00 %", "0 bars · 0 min")
    measure._set_ends(((FIRST, 100.0), (FIRST + 90_060, 100.5)))
    assert measure.text()[1] == "1501 bars · 1 d 1 h 1 min"


def test_an_armed_measure_takes_one_drag(shown: PriceChart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.measuring_changed) as changed:
        shown.measuring = True
    assert changed.args == [True]
    with qtbot.waitSignal(shown.measuring_changed) as changed:
        drag(shown, spot(shown, 0, 100), spot(shown, 5, 90))
    assert changed.args == [False]
    before = shown.plot.times
    drag(shown, QPoint(300, 300), QPoint(400, 300))
    assert shown.plot.times != before


def test_the_box_is_drawn_at_its_prices_in_the_colour_of_its_direction(shown: PriceChart) -> None:
    drag(shown, spot(shown, -20, 100), spot(shown, 10, 110), Qt.KeyboardModifier.ShiftModifier)
    at, ends = shown.plot.pixel_map, shown.scene.measure.ends
    assert at is not None
    assert ends is not None
    assert pixel(shown, at.x(FIRST - 600), at.line_top(ends[0][1]) - 1) == DARK.up
    inside = pixel(shown, at.x(FIRST - 600), at.y(103))
    assert inside not in {DARK.chart, DARK.up}


def test_it_stays_where_it_is_in_the_market_when_the_view_moves(shown: PriceChart) -> None:
    drag(shown, spot(shown, -20, 100), spot(shown, 10, 110), Qt.KeyboardModifier.ShiftModifier)
    ends = shown.scene.measure.ends
    shown.plot.move_times(600)
    assert shown.scene.measure.ends == ends


@pytest.mark.parametrize("how", ["escape", "click", "instrument"])
def test_it_goes_away(shown: PriceChart, how: str) -> None:
    drag(shown, spot(shown, -20, 100), spot(shown, 10, 110), Qt.KeyboardModifier.ShiftModifier)
    if how == "escape":
        QTest.keyClick(shown, Qt.Key.Key_Escape)
    elif how == "click":
        QTest.mouseClick(shown.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 300))
    else:
        instrument = shown._instrument
        assert instrument is not None
        shown.set_instrument(instrument, shown._interval)
    assert shown.scene.measure.ends is None


def test_the_label_stays_on_the_chart(shown: PriceChart) -> None:
    at = shown.plot.pixel_map
    assert at is not None
    for start, end in ((QPoint(2, 2), QPoint(40, 40)), (QPoint(700, 500), QPoint(780, 20))):
        drag(shown, start, end, Qt.KeyboardModifier.ShiftModifier)
        box = shown.scene.measure.boundingRect()
        assert box.left() >= 0
        assert box.top() >= 0
        assert box.right() <= at.width + 1
        assert box.bottom() <= at.height + 1


def test_keys_measure_by_bars_and_ticks(shown: PriceChart, qtbot: QtBot) -> None:
    measure, no, shift = (
        shown.scene.measure,
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
    )
    newest = shown.scene.store.bar(-1)
    before = shown.plot.times
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    assert measure.ends is None, "not armed yet"
    shown.measuring = True
    for key, held in (
        (Qt.Key.Key_Left, shift),
        (Qt.Key.Key_Right, no),
        (Qt.Key.Key_Up, shift),
        (Qt.Key.Key_Down, no),
    ):
        qtbot.keyClick(shown, key, held)
    assert measure.ends is not None
    (from_time, from_price), (to_time, to_price) = measure.ends
    assert (from_time, to_time) == (newest.time, newest.time - 9 * 60)
    assert from_price == pytest.approx(newest.close)
    assert to_price == pytest.approx(newest.close + 9 * measure.tick_size)
    assert shown.plot.times == before, "the arrows do not pan meanwhile"
    qtbot.keyClick(shown, Qt.Key.Key_PageDown)
    assert measure.ends[1][1] < to_price
    qtbot.keyClick(shown, Qt.Key.Key_Space)
    assert measure.ends[0] == measure.ends[1]
    qtbot.keyClick(shown, Qt.Key.Key_Right)
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert not shown.measuring
    assert measure.text()[1].startswith("1 bar")
    qtbot.keyClick(shown, Qt.Key.Key_Left)
    assert shown.plot.times != before, "they pan again"
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert measure.ends is None


def test_without_bars_there_is_nothing_to_measure_by_keys(chart: PriceChart, qtbot: QtBot) -> None:
    chart.measuring = True
    qtbot.keyClick(chart, Qt.Key.Key_Up)
    assert chart.scene.measure.ends is None
    assert chart.scene.measure.text() == ("", "")
