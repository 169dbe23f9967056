"""The window on a scripted desk, driven with real clicks and keys."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from engine import (
    Candle,
    ConnectionState,
    DeskError,
    Direction,
    Endpoint,
    Environment,
    EnvironmentName,
    ErrorReported,
    FillModel,
    GapFound,
    GridSpec,
    Instrument,
    Interval,
    Spacing,
)
from gui.dialogs.about import AboutDialog
from gui.dialogs.stop_grid import StopGridDialog
from gui.main_window import SMALLEST_SIZE
from gui.panels.draft_offer import Suggestion
from gui.panels.help_overlay import HelpOverlay
from gui.theme import LIGHT
from tests.fakes.fake_desk import BTC, DOGE, ETH, START_NS, FakeDesk, exchange_down
from tests.gui.conftest import Kit

MINUTE = 60_000_000_000
OPEN_TIME = START_NS // (15 * MINUTE) * (15 * MINUTE)


def bar(open_time: int, close: str, *, minutes: int = 1, volume: str = "1") -> Candle:
    price = Decimal(close)
    return Candle(
        "ETH_USDT_Perp",
        open_time,
        open_time + minutes * MINUTE,
        price,
        price + 1,
        price - 1,
        price,
        Decimal(volume),
        Decimal(volume) * price,
        3,
    )


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def begin(kit: Kit, qtbot: QtBot) -> None:
    """Draft the grid around the price."""
    click(qtbot, kit.window.grid_panel.offer.button(Suggestion.AROUND))


def start(kit: Kit, qtbot: QtBot) -> None:
    """Draft the grid around the price and start it."""
    begin(kit, qtbot)
    click(qtbot, kit.window.grid_panel.start_button)


def messages(kit: Kit) -> list[str]:
    return [message.text for message in kit.window.messages.rows()]


def test_a_newcomer_sees_where_he_is_and_what_to_do_next(kit: Kit) -> None:
    labels = {label.text() for label in kit.window.top_bar.findChildren(QLabel)}
    assert "PAPER" in labels
    assert kit.window.top_bar.environment.text() == "◆ DEMO"
    panel = kit.window.grid_panel
    assert not panel.offer.draw_button.isEnabled()
    assert "Waiting" in panel.words
    assert not kit.window.fills_panel.shows_table
    kit.open()
    assert panel.offer.draw_button.isEnabled()
    assert panel.offer.button(Suggestion.AROUND).isEnabled()
    assert "Nothing runs until you start it" in panel.words
    assert not kit.window.commands.start_grid.isEnabled()


def test_a_click_starts_exactly_the_grid_that_is_shown(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    proposed = replace(kit.desk.sample_grid("ETH_USDT_Perp"), fill_model=FillModel.QUEUE)
    start(kit, qtbot)
    kit.tick()
    assert [call for call in kit.desk.calls if call[0] == "start_grid"] == [("start_grid", proposed)]
    assert kit.window.grid_panel.card.state == "● Running"
    assert not kit.window.grid_panel.start_button.isVisible()
    assert kit.window.grid_panel.stop_button.isVisible()
    assert len(kit.window.orders.rows()) == 14
    assert [grid.grid_id for grid in kit.chart.grids] == [1]


def test_fills_reach_table_card_and_chart_with_the_next_frame(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    start(kit, qtbot)
    kit.tick()
    kit.desk.fill(1, 7)
    kit.desk.fill(1, 9)
    assert not kit.window.fills.rows()
    kit.tick()
    rows = [
        [kit.window.fills_panel.model.index(row, column).data() for column in range(8)] for row in range(2)
    ]
    assert [row[1:4] for row in rows] == [["▼ SELL", "3,161.00", "0.10"], ["▲ BUY", "3,159.00", "0.10"]]
    assert [row[5:8] for row in rows] == [["rebate 0.000316", "entry", "maker"]] * 2
    assert [fill.fill_id for fill in kit.chart.fills] == [1, 2]
    assert kit.window.grid_panel.card.figure("fills") == "2"
    assert kit.window.grid_panel.card.figure("position") == "flat"
    assert len(kit.window.orders.rows()) == 12


def test_a_fill_that_is_told_twice_is_shown_once(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    start(kit, qtbot)
    kit.desk.fill(1, 7)
    kit.tick()
    kit.bench.records.refresh()
    assert len(kit.window.fills.rows()) == 1
    assert len(kit.chart.fills) == 1


def test_stopping_asks_once_and_does_not_block(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    start(kit, qtbot)
    kit.tick()
    click(qtbot, kit.window.grid_panel.stop_button)
    dialog = kit.window.findChild(StopGridDialog)
    assert dialog is not None
    assert "14" in dialog.orders.text()
    click(qtbot, dialog.go_on_button)
    assert ("stop_grid", 1) not in kit.desk.calls
    qtbot.waitUntil(lambda: kit.window.findChild(StopGridDialog) is None)
    click(qtbot, kit.window.grid_panel.stop_button)
    dialog = kit.window.findChild(StopGridDialog)
    click(qtbot, dialog.stop_button)
    kit.tick()
    assert ("stop_grid", 1) in kit.desk.calls
    assert kit.window.grid_panel.card.state == "■ Stopped"
    assert kit.window.grid_panel.offer.isVisible()
    assert not kit.chart.grids
    assert not kit.window.orders_panel.shows_table


def test_a_refused_start_says_why_and_can_be_tried_again(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.desk.refuse["start_grid"] = DeskError("there is no live price")
    start(kit, qtbot)
    assert "no live price" in kit.window.grid_panel.problem
    assert kit.window.grid_panel.start_button.isEnabled()
    del kit.desk.refuse["start_grid"]
    click(qtbot, kit.window.grid_panel.start_button)
    assert kit.window.grid_panel.problem == ""
    assert kit.window.grid_panel.card.isVisible()


def test_the_chip_counts_down_and_reconnect_now_ends_the_wait(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    chip = kit.window.top_bar.chip
    kit.later(0.3)
    assert chip.text == "● Live 0.3 s"
    assert not chip.button.isVisible()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=3, retry_in=4.0, reason="connection reset")
    kit.tick()
    assert chip.text == "↻ Reconnecting in 4 s (try 3)"
    kit.later(2.0)
    assert chip.text == "↻ Reconnecting in 2 s (try 3)"
    assert chip.button.isVisible()
    click(qtbot, chip.button)
    assert ("reconnect_now",) in kit.desk.calls
    assert any("connection reset" in text for text in messages(kit))


def test_a_price_older_than_fifteen_seconds_is_dimmed_with_its_age(kit: Kit) -> None:
    kit.open()
    kit.later(14.9)
    last = kit.window.top_bar.last
    assert kit.chart.price[1] is True
    assert last.caption == "Last"
    kit.later(0.2)
    assert last.role == "muted"
    assert last.caption == "15 s old"
    assert kit.window.top_bar.chip.text == "▲ Stale 15 s"
    assert kit.chart.price[1] is False
    kit.desk.trade_at("ETH_USDT_Perp", "3161.00")
    kit.tick()
    assert last.caption == "Last"
    assert last.text == "3,161.00 ▲"
    assert kit.chart.price[1] is True


def test_one_minute_candles_carry_the_bar_of_another_interval_on(kit: Kit, qtbot: QtBot) -> None:
    kit.desk.history["ETH_USDT_Perp", Interval.M15] = (bar(OPEN_TIME, "3160", minutes=15, volume="9"),)
    kit.open()
    click(qtbot, kit.window.chart_bar.interval_button(Interval.M15))
    assert kit.chart.market == ("ETH_USDT_Perp", Interval.M15)
    kit.desk.form(bar(OPEN_TIME + MINUTE, "3170"))
    kit.tick()
    assert kit.chart.candles[-1].high == Decimal(3171)
    assert kit.chart.candles[-1].low == Decimal(3159)
    assert kit.chart.candles[-1].close_time == OPEN_TIME + 15 * MINUTE
    assert kit.settings.interval == Interval.M15.value


@pytest.mark.parametrize(
    ("known", "chosen"),
    [((BTC, DOGE, ETH), "ETH_USDT_Perp"), ((DOGE, BTC), "BTC_USDT_Perp")],
)
def test_the_first_start_looks_at_the_liveliest_instrument(
    make_kit: Callable[..., Kit], known: tuple[Instrument, ...], chosen: str
) -> None:
    kit = make_kit(FakeDesk(known=known))
    kit.settings.set_instrument("demo", "")
    kit.bench.desk_opened()
    assert kit.window.top_bar.picker.current == chosen


def test_an_instrument_is_found_by_a_part_of_its_name(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    picker = kit.window.top_bar.picker
    picker.start_search()
    qtbot.keyClicks(picker.field, "doge")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    kit.tasks.step()
    assert kit.bench.market.instrument is not None
    assert kit.bench.market.instrument.name == "DOGE_USDT_Perp"
    assert ("watch", "DOGE_USDT_Perp") in kit.desk.calls
    assert kit.settings.instrument("demo") == "DOGE_USDT_Perp"
    assert "Waiting for the first price" in kit.window.grid_panel.words


def test_a_name_that_nobody_trades_gives_the_old_one_back(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    picker = kit.window.top_bar.picker
    picker.start_search()
    qtbot.keyClicks(picker.field, "nothing")
    qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.current == "ETH_USDT_Perp"


def test_a_list_that_cannot_be_loaded_is_said_and_can_be_tried_again(kit: Kit, qtbot: QtBot) -> None:
    kit.desk.refuse["instruments"] = exchange_down()
    kit.bench.desk_opened()
    assert "does not answer" in kit.window.notice.text
    del kit.desk.refuse["instruments"]
    click(qtbot, kit.window.notice.action_button)
    assert kit.window.notice.text == ""
    assert kit.bench.market.instrument is not None


def test_candles_that_cannot_be_loaded_do_not_hide_the_price(kit: Kit, qtbot: QtBot) -> None:
    kit.desk.refuse["candles"] = exchange_down()
    kit.open()
    assert "candles" in kit.window.notice.text
    assert kit.window.top_bar.last.text.startswith("3,160.00")
    del kit.desk.refuse["candles"]
    kit.desk.history["ETH_USDT_Perp", Interval.M1] = (bar(OPEN_TIME, "3160"),)
    click(qtbot, kit.window.notice.action_button)
    assert len(kit.chart.candles) == 1


def test_rejected_credentials_are_said_in_the_exchanges_words_with_the_way_out(
    make_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    kit = make_kit(FakeDesk(environment=Environment(EnvironmentName.TESTNET)))
    kit.open()
    reason = "ent: api_key not found"
    kit.desk.connect(ConnectionState.FAILED, endpoint=Endpoint.EDGE, reason=reason)
    kit.desk.tell(ErrorReported(START_NS, "sign-in", reason))
    kit.tick()
    assert reason in kit.window.notice.text
    assert "Connection > API key" in kit.window.notice.text
    assert kit.window.top_bar.chip.text.startswith("● Live")
    assert kit.window.session_chip.text() == "✕ Key rejected: public data"
    click(qtbot, kit.window.notice.action_button)
    assert kit.bench.keys.dialog is not None
    assert kit.bench.keys.dialog.isVisible()


def test_errors_and_gaps_are_kept_in_the_messages(kit: Kit) -> None:
    kit.open()
    kit.desk.tell(ErrorReported(START_NS, "market data", "a message could not be read"))
    kit.desk.tell(GapFound(START_NS, "ETH_USDT_Perp", START_NS, START_NS + MINUTE, None, recovered=False))
    kit.tick()
    assert "a message could not be read" in messages(kit)
    assert "NOT recovered" in messages(kit)[-1]
    assert "could not be read" in kit.window.notice.text


def test_closing_asks_the_shut_down_path_first(kit: Kit, qtbot: QtBot) -> None:
    with qtbot.waitSignal(kit.window.close_requested):
        kit.window.close()
    assert kit.window.isVisible()
    kit.window.allow_close()
    kit.window.close()
    assert not kit.window.isVisible()


def test_theme_and_layout_are_remembered(make_kit: Callable[..., Kit]) -> None:
    first = make_kit()
    light = next(action for action in first.window.commands.themes.actions() if action.data() == "light")
    light.trigger()
    assert first.chart.theme is LIGHT
    first.window.resize(1100, 700)
    first.settings.set_layout(first.window.saveGeometry(), first.window.saveState())
    first.settings.save()
    second = make_kit()
    assert second.bench.theme is LIGHT
    assert second.settings.layout() is not None


def test_rows_are_copied_as_text(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    start(kit, qtbot)
    kit.desk.fill(1, 7)
    kit.tick()
    view = kit.window.fills_panel.view
    view.setFocus()
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "▲ BUY\t3,159.00\t0.10" in copied


def test_help_and_about_open_and_close(kit: Kit) -> None:
    kit.window.commands.shortcuts.trigger()
    kit.window.commands.about.trigger()
    for kind in (HelpOverlay, AboutDialog):
        dialog = kit.window.findChild(kind)
        assert dialog is not None
        assert dialog.isVisible()
        dialog.close()


def test_everything_that_can_be_pressed_has_a_name(kit: Kit) -> None:
    pressable = [button for button in kit.window.findChildren(QAbstractButton) if button.isVisible()]
    assert len(pressable) > 6
    assert not [button for button in pressable if not (button.accessibleName() or button.text())]


def test_at_its_smallest_the_bar_leaves_out_figures_but_never_badge_or_chip(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.window.resize(*SMALLEST_SIZE)
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=12, retry_in=30.0, reason="x")
    kit.tick()
    bar = kit.window.top_bar

    def whole() -> bool:
        return all(
            widget.isVisible() and widget.width() >= widget.minimumSizeHint().width()
            for widget in (bar.chip, bar.picker, bar.last)
        )

    qtbot.waitUntil(whole)
    bar.resize(bar.minimumSizeHint().height() + 820, bar.height())
    assert not bar.mark.isVisible()
    assert bar.chip.isVisible()


def test_at_its_smallest_no_number_of_the_grid_panel_is_cut_off(kit: Kit, qtbot: QtBot) -> None:
    kit.window.resize(*SMALLEST_SIZE)
    dock = kit.window.grid_panel.parentWidget()
    assert dock is not None
    kit.open()
    begin(kit, qtbot)
    kit.window.grid_panel.form.more_button.click()
    side = kit.window.grid_panel.side
    content, view = side.widget(), side.viewport()
    qtbot.waitUntil(lambda: content.minimumSizeHint().width() > 250)
    before = view.width()
    kit.window.resizeDocks([dock], [200], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: view.width() < before)
    assert view.width() >= content.width() >= content.minimumSizeHint().width()


def test_a_grid_from_a_file_is_ready_and_waits_for_the_click(
    make_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    spec = GridSpec(
        instrument="DOGE_USDT_Perp",
        direction=Direction.LONG,
        spacing=Spacing.GEOMETRIC,
        lower=Decimal("0.1"),
        upper=Decimal("0.2"),
        levels=11,
        size=Decimal(500),
        fill_model=FillModel.THROUGH,
    )
    kit = make_kit(file_grid=spec)
    kit.desk.trade_at("DOGE_USDT_Perp", "0.15", spread="0.00002")
    kit.open()
    assert kit.window.top_bar.picker.current == "DOGE_USDT_Perp"
    assert not [call for call in kit.desk.calls if call[0] == "start_grid"]
    assert kit.window.grid_panel.is_drafting
    assert kit.window.grid_panel.form.field("upper").text == "0.20000"
    click(qtbot, kit.window.grid_panel.start_button)
    assert ("start_grid", spec) in kit.desk.calls


def test_leaving_the_newest_bar_unchecks_follow_and_checking_it_returns(kit: Kit) -> None:
    kit.chart.follow_changed.emit(False)
    follow = kit.window.commands.follow
    assert not follow.isChecked()
    follow.trigger()
    assert kit.chart.follow is True
    assert kit.settings.follow_price is True
