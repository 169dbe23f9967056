"""Going back in time: when older bars are wanted, what the chart says meanwhile, and how many it holds."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.chart.candle_store import MOST_BARS, OPEN_TIME, CandleStore
from gui.chart.history_badge import History
from gui.chart.price_chart import PriceChart
from tests.fakes.chart_data import START, candle, random_candles
from tests.gui.chart.hands import drag

MINUTE = 60 * 10**9


def bars(first: int, last: int) -> list[object]:
    return [candle(index, "100", "101", "99", "100") for index in range(first, last)]


def test_older_bars_are_wanted_before_the_oldest_comes_into_view(chart: PriceChart, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(chart.older_wanted):
        chart.set_candles(random_candles(1000))
    with qtbot.waitSignal(chart.older_wanted):
        for _ in range(10):
            drag(chart, QPoint(100, 300), QPoint(750, 300))
    assert chart.plot.times.low > chart.scene.store.bar(0).time - chart.plot.times.length


def test_while_loading_nothing_more_is_wanted_and_the_chart_says_so(chart: PriceChart, qtbot: QtBot) -> None:
    chart.set_candles(random_candles(100))
    badge = chart._overlays.history
    chart.set_history(History.LOADING)
    assert badge.isVisible()
    assert badge.text == "Loading older bars… 100 so far"
    with qtbot.assertNotEmitted(chart.older_wanted):
        chart.plot.move_times(-600)
    with qtbot.waitSignal(chart.older_refused):
        qtbot.mouseClick(badge.button, Qt.MouseButton.LeftButton)


def test_bars_that_came_keep_the_view_and_more_are_wanted_if_it_is_not_filled(
    chart: PriceChart, qtbot: QtBot
) -> None:
    chart.set_candles(bars(1000, 1100))
    chart.set_history(History.LOADING)
    shown = chart.plot.times
    assert chart.prepend_candles(bars(990, 1001)) == 10
    assert chart.plot.times == shown
    assert chart.oldest_time == START + 990 * MINUTE
    with qtbot.waitSignal(chart.older_wanted):
        chart.set_history(History.MORE)
    assert not chart._overlays.history.isVisible()


@pytest.mark.parametrize(
    ("state", "words", "button"),
    [
        (History.STOPPED, "Older bars are not loaded", "Load"),
        (History.FAILED, "Older bars could not be loaded: no answer", "Try again"),
    ],
)
def test_what_did_not_come_can_be_asked_for_again(
    chart: PriceChart, qtbot: QtBot, state: History, words: str, button: str
) -> None:
    chart.set_candles(bars(0, 100))
    chart.set_history(state, "no answer")
    badge = chart._overlays.history
    assert (badge.text, badge.button.text()) == (words, button)
    with qtbot.waitSignal(chart.older_insisted):
        qtbot.mouseClick(badge.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("state", [History.BEGINNING, History.FULL])
def test_the_end_of_the_history_is_said_where_it_is(chart: PriceChart, state: History) -> None:
    chart.set_candles(bars(0, 1000))
    chart.set_history(state)
    badge = chart._overlays.history
    assert not badge.isVisible()
    chart.plot.move_times(-60 * 900)
    assert badge.isVisible()
    assert "1,000" in badge.text
    assert not badge.button.isVisible()


def test_another_instrument_or_interval_begins_anew(chart: PriceChart) -> None:
    chart.set_candles(bars(0, 100))
    chart.set_history(History.BEGINNING)
    instrument = chart._instrument
    assert instrument is not None
    chart.set_instrument(instrument, chart._interval)
    assert chart._overlays.history.state is History.MORE
    assert not chart._overlays.history.isVisible()


def test_newest_candles_join_those_that_are_held(chart: PriceChart) -> None:
    chart.set_candles(bars(0, 100))
    assert chart.refresh_candles(bars(90, 120))
    store = chart.scene.store
    assert len(store) == 120
    times = store.columns[OPEN_TIME]
    assert ((times[1:] - times[:-1]) == 60).all()
    assert not chart.refresh_candles(bars(500, 520))
    assert len(store) == 20


def test_a_bar_newer_than_the_fetched_ones_stays() -> None:
    store = CandleStore()
    store.replace(bars(0, 101))  # type: ignore[arg-type]
    assert store.refresh(bars(50, 100))  # type: ignore[arg-type]
    assert len(store) == 101


def test_there_are_never_two_bars_of_one_time() -> None:
    store = CandleStore()
    store.replace(bars(10, 20))  # type: ignore[arg-type]
    assert store.prepend(bars(5, 15)) == 5  # type: ignore[arg-type]
    assert store.prepend(bars(5, 15)) == 0  # type: ignore[arg-type]
    assert len(store) == 15


def test_fifty_thousand_bars_are_held_and_no_more() -> None:
    store = CandleStore()
    store.replace(bars(1000, 1010))  # type: ignore[arg-type]
    store._reserve(MOST_BARS)
    store._rows[:, 10:MOST_BARS] = 0
    store._rows[OPEN_TIME, :MOST_BARS] = [START / 1e9 + 60 * (1000 + index) for index in range(MOST_BARS)]
    store._count = MOST_BARS - 3
    assert store.prepend(bars(980, 1000)) == 3  # type: ignore[arg-type]
    assert store.bar(0).time == START / 1e9 + 60 * 997
    newest = store.bar(-1).time
    store.upsert(candle(997 + MOST_BARS, "1", "1", "1", "1"))
    assert len(store) == MOST_BARS + 1 - 1000
    assert store.bar(-1).time == newest + 60
