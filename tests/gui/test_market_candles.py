"""The candles on the chart: newest ones, older ones page by page, and what happens to late answers."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from engine import Candle, ConnectionState, Interval
from gui.candle_controller import NEWEST, OLDER_PAGE
from gui.chart.history_badge import History
from tests.fakes.fake_desk import START_NS, exchange_down
from tests.fakes.stepped import Gate
from tests.gui.conftest import Kit

MINUTE = 60_000_000_000
NAME = "ETH_USDT_Perp"


def bars(count: int, interval: Interval = Interval.M1) -> tuple[Candle, ...]:
    length = interval.nanoseconds
    newest = START_NS - START_NS % length
    one = Decimal(3160)
    return tuple(
        Candle(NAME, newest - age * length, newest - age * length + length, one, one, one, one, one, one, 1)
        for age in reversed(range(count))
    )


@pytest.fixture
def deep(make_kit: Callable[..., Kit]) -> Kit:
    """A window on a market with 1,700 minutes of history."""
    kit = make_kit()
    kit.desk.history[NAME, Interval.M1] = bars(NEWEST + OLDER_PAGE + 200)
    kit.open()
    return kit


def test_older_candles_come_page_by_page_to_the_beginning(deep: Kit) -> None:
    chart = deep.chart
    assert len(chart.candles) == NEWEST
    chart.older_wanted.emit()
    assert len(chart.candles) == NEWEST + OLDER_PAGE - 1
    assert chart.history == (History.MORE, "")
    chart.older_wanted.emit()
    chart.older_wanted.emit()
    assert chart.history == (History.BEGINNING, "")
    times = [candle.open_time for candle in chart.candles]
    assert times == [candle.open_time for candle in bars(NEWEST + OLDER_PAGE + 200)]


def test_loading_is_shown_and_what_was_stopped_is_dropped(deep: Kit) -> None:
    deep.desk.candle_gate = Gate()
    deep.chart.older_wanted.emit()
    assert deep.chart.history == (History.LOADING, "")
    deep.chart.older_refused.emit()
    assert deep.chart.history == (History.STOPPED, "")
    deep.desk.candle_gate.is_open = True
    deep.tasks.step()
    assert len(deep.chart.candles) == NEWEST
    assert deep.chart.history == (History.STOPPED, "")
    deep.chart.older_insisted.emit()
    assert len(deep.chart.candles) > NEWEST


def test_a_failure_is_said_on_the_chart_and_can_be_tried_again(deep: Kit) -> None:
    deep.desk.refuse["candles"] = exchange_down()
    deep.chart.older_wanted.emit()
    assert deep.chart.history == (History.FAILED, "the exchange does not answer")
    assert deep.window.notice.text == ""
    del deep.desk.refuse["candles"]
    deep.chart.older_insisted.emit()
    assert deep.chart.history == (History.MORE, "")


def test_an_answer_for_another_interval_is_dropped(deep: Kit, qtbot: QtBot) -> None:
    deep.desk.history[NAME, Interval.M15] = bars(20, Interval.M15)
    gate = deep.desk.candle_gate = Gate()
    deep.chart.older_wanted.emit()
    deep.desk.candle_gate = None
    deep.bench.market.choose_interval(Interval.M15)
    gate.is_open = True
    deep.tasks.step()
    assert len(deep.chart.candles) == 20
    assert {candle.close_time - candle.open_time for candle in deep.chart.candles} == {15 * MINUTE}


def test_a_reconnection_keeps_the_older_candles(deep: Kit) -> None:
    deep.chart.older_wanted.emit()
    held = len(deep.chart.candles)
    deep.desk.connect(ConnectionState.BACKING_OFF, retry_in=1.0)
    deep.tick()
    deep.desk.connect()
    deep.tick()
    assert len(deep.chart.candles) == held
    assert deep.chart.resets == 1


def test_a_full_chart_says_so(deep: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deep.chart, "prepend_candles", lambda _candles: 3)
    deep.chart.older_wanted.emit()
    assert deep.chart.history == (History.FULL, "")


def test_the_view_commands_reach_the_chart_and_are_remembered(deep: Kit) -> None:
    commands = deep.window.commands
    commands.line_mode.trigger()
    commands.log_scale.trigger()
    commands.measure.trigger()
    assert (deep.chart.line_mode, deep.chart.logarithmic, deep.chart.measuring) == (True, True, True)
    assert (deep.settings.line_mode, deep.settings.log_scale) == (True, True)
    deep.chart.measuring_changed.emit(False)
    assert not commands.measure.isChecked()


def test_every_interval_can_be_chosen(deep: Kit) -> None:
    bar = deep.window.chart_bar
    for action in bar.more.menu().actions():
        action.trigger()
        assert deep.bench.market.interval is action.data()
        assert bar.more.text() == f"{action.data().label} ▾"
        assert bar.more.isChecked()
    deep.bench.market.choose_interval(Interval.M5)
    assert bar.interval_button(Interval.M5).isChecked()
    assert not bar.more.isChecked()
    checked = [action for action in bar.more.menu().actions() if action.isChecked()]
    assert not checked
    offered = {*(action.data() for action in bar.more.menu().actions())}
    assert len(offered) + 6 == len(Interval)


def test_an_older_answer_fills_an_empty_chart_and_never_replaces_a_newer_one(
    make_kit: Callable[..., Kit],
) -> None:
    kit = make_kit()
    older, newer = Gate(), Gate()
    kit.desk.history[NAME, Interval.M1] = bars(5)
    kit.desk.candle_gate = older
    kit.bench.desk_opened()
    kit.desk.candle_gate = newer
    kit.desk.connect()
    kit.tick()
    assert not kit.chart.candles
    older.is_open = True
    kit.tasks.step()
    assert len(kit.chart.candles) == 5
    third = kit.desk.candle_gate = Gate()
    kit.bench.market.candles.fetch()
    kit.desk.history[NAME, Interval.M1] = bars(7)
    third.is_open = True
    kit.tasks.step()
    assert len(kit.chart.candles) == 7
    kit.desk.history[NAME, Interval.M1] = bars(6)
    newer.is_open = True
    kit.tasks.step()
    assert len(kit.chart.candles) == 7


def test_an_older_answer_for_another_instrument_is_dropped(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit()
    older = kit.desk.candle_gate = Gate()
    kit.desk.history[NAME, Interval.M1] = bars(5)
    kit.bench.desk_opened()
    kit.desk.candle_gate = Gate()
    kit.bench.market.choose_interval(Interval.M5)
    older.is_open = True
    kit.tasks.step()
    assert not kit.chart.candles
