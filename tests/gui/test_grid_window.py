"""From the first look to a running grid and back, in the whole window with a real chart."""

from collections.abc import Callable
from datetime import UTC
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import DeskError, Interval, MarginRules, Means, RiskBracket
from gui.chart.price_chart import PriceChart
from gui.dialogs.revise_grid import ReviseGridDialog
from gui.dialogs.stop_grid import StopGridDialog, closing_result
from gui.draft import GridDraft, Handle
from gui.panels.draft_offer import Suggestion
from tests.fakes.chart_data import random_candles
from tests.fakes.fake_desk import ETH, FakeDesk
from tests.gui.conftest import Kit
from tests.gui.draft.hands import Hands

CANDLES = tuple(random_candles(300))
LAST = CANDLES[-1].close
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bench(make_kit: Callable[..., Kit]) -> Kit:
    """A window with a real chart, candles and a price."""
    desk = FakeDesk()
    desk.history[ETH.name, Interval.M1] = CANDLES
    desk.rules[ETH.name] = MarginRules.of(
        ETH.name, [RiskBracket(1, Decimal(0), None, Decimal("0.01"), Decimal("0.02"), 50, Decimal(0))]
    )
    kit = make_kit(desk)
    kit.bench.attach_chart(PriceChart(kit.bench.theme, zone=UTC, clock=desk.clock))
    kit.bench.desk_opened()
    desk.connect()
    desk.trade_at(ETH.name, str(LAST))
    kit.tick()
    QApplication.processEvents()
    return kit


def hands_of(kit: Kit) -> Hands:
    chart = kit.window.chart
    assert isinstance(chart, PriceChart)
    return Hands(chart)


def suggested(kit: Kit, qtbot: QtBot, suggestion: Suggestion = Suggestion.AROUND) -> GridDraft:
    qtbot.mouseClick(kit.window.grid_panel.offer.button(suggestion), LEFT)
    draft = kit.bench.grids.drafts.draft
    assert draft is not None
    return draft


def started(kit: Kit, qtbot: QtBot) -> None:
    suggested(kit, qtbot)
    qtbot.mouseClick(kit.window.grid_panel.start_button, LEFT)
    kit.tick()


def calls(kit: Kit, name: str) -> list[tuple[object, ...]]:
    return [call[1:] for call in kit.desk.calls if call[0] == name]


def test_a_grid_is_drawn_and_started_and_nothing_runs_before(bench: Kit, qtbot: QtBot) -> None:
    panel, hands = bench.window.grid_panel, hands_of(bench)
    qtbot.mouseClick(panel.offer.draw_button, LEFT)
    assert panel.offer.draw_button.isChecked()
    top, bottom = hands.row(LAST) - 80, hands.row(LAST) + 80
    high, low = hands.price(top), hands.price(bottom)
    hands.drag((200, top), (260, bottom))
    draft = bench.bench.grids.drafts.draft
    assert draft is not None
    assert draft.spec is not None
    assert (draft.spec.lower, draft.spec.upper) == (low, high)
    assert panel.form.field("lower").text == f"{low:,.2f}"
    preview = bench.desk.preview(draft.spec)
    least = f"{preview.least_profit.profit:.4f}"
    qtbot.waitUntil(lambda: least in panel.preview.profit)
    assert least in hands.chart.editor.layer.caption
    assert not calls(bench, "start_grid")
    spec = draft.spec
    qtbot.mouseClick(panel.start_button, LEFT)
    bench.tick()
    assert calls(bench, "start_grid") == [(spec,)]
    assert not panel.is_drafting
    assert not draft.can_undo
    assert panel.card.isVisible()
    assert panel.card.state == "● Running"
    assert hands.chart.editor.layer.drawn is None
    # the next one begins with the size that was used
    other = suggested(bench, qtbot)
    assert other.spec is not None
    assert other.spec.size == spec.size


def test_suggestions_fill_the_draft_and_the_preview_follows_capital(bench: Kit, qtbot: QtBot) -> None:
    panel = bench.window.grid_panel
    for suggestion in Suggestion:
        draft = suggested(bench, qtbot, suggestion)
        assert draft.spec is not None
        assert draft.spec.lower < LAST < draft.spec.upper
        assert bench.window.focusWidget() is bench.window.chart, "its button is gone, and keys edit the draft"
        if suggestion is not Suggestion.EXTREMES:
            draft.close()
    times = hands_of(bench).chart.plot.times
    seen = [one for one in CANDLES if times.low - 60 <= one.open_time / 1e9 <= times.high]
    assert draft.spec is not None
    assert draft.spec.lower == min(one.low for one in seen)
    assert draft.spec.upper == max(one.high for one in seen)
    panel.form.more_button.click()
    for name, text in (("capital", "1"), ("leverage", "5")):
        edit = panel.form.field(name).edit
        edit.setFocus()
        QTest.keyClicks(edit, text)
    assert draft.state is not None
    assert draft.state.means == Means(capital=Decimal(1), leverage=Decimal(5))
    qtbot.waitUntil(lambda: "5×" in panel.preview.figure("margin"))
    assert any("capital" in warning for warning in panel.preview.warnings)
    panel.form.field("maker_fee").edit.setFocus()
    panel.form.field("maker_fee").edit.selectAll()
    QTest.keyClicks(panel.form.field("maker_fee").edit, "0.5")
    qtbot.waitUntil(lambda: any("do not pay" in warning for warning in panel.preview.warnings))
    assert draft.spec.maker_fee == Decimal("0.005")


def test_a_start_that_fails_says_why_and_keeps_the_draft(bench: Kit, qtbot: QtBot) -> None:
    draft = suggested(bench, qtbot)
    panel, before = bench.window.grid_panel, draft.state
    bench.desk.refuse["start_grid"] = DeskError("there is no live price")
    qtbot.mouseClick(panel.start_button, LEFT)
    assert "there is no live price" in panel.problem
    assert "kept" in panel.problem
    assert draft.state == before
    assert panel.start_button.isEnabled()
    del bench.desk.refuse["start_grid"]
    qtbot.mouseClick(panel.start_button, LEFT)
    assert panel.problem == ""
    assert not panel.is_drafting


def test_a_running_grid_is_changed_after_one_review(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    bench.desk.fill(1, 3)
    bench.bench.grids.refresh()
    panel, hands = bench.window.grid_panel, hands_of(bench)
    qtbot.mouseClick(panel.edit_button, LEFT)
    draft = bench.bench.grids.drafts.draft
    assert draft is not None
    assert draft.state is not None
    assert draft.state.grid_id == 1
    assert not panel.form.direction.isEnabled()
    assert not panel.form.field("capital").isEnabled()
    assert not hands.chart.scene.lines.grids
    before = draft.state.spec
    row = hands.row(before.upper)
    hands.drag((300, row), (300, row - 30))
    assert draft.state.spec.upper > before.upper
    assert not calls(bench, "plan_revision")
    qtbot.mouseClick(panel.start_button, LEFT)
    dialog = bench.window.findChild(ReviseGridDialog)
    assert dialog is not None
    plan = bench.desk.plan_revision(1, draft.state.spec)
    assert dialog.lists["cancelled"].count() == len(plan.cancelled)
    assert dialog.lists["placed"].count() == len(plan.placed)
    assert dialog.lists["kept"].count() == len(plan.kept)
    assert "stays as it is" in dialog.position.text()
    assert not calls(bench, "revise_grid")
    wanted = draft.state.spec
    qtbot.mouseClick(dialog.apply_button, LEFT)
    assert calls(bench, "revise_grid") == [(1, wanted)]
    assert not panel.is_drafting
    assert len(hands.chart.scene.lines.grids) == 1


def test_a_change_can_be_left_and_the_grid_runs_on_as_it_was(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    panel, hands = bench.window.grid_panel, hands_of(bench)
    qtbot.mouseClick(panel.edit_button, LEFT)
    draft = bench.bench.grids.drafts.draft
    assert draft is not None
    draft.nudge(Handle.UPPER, 50)
    bench.desk.refuse["plan_revision"] = DeskError("the journal is paused")
    qtbot.mouseClick(panel.start_button, LEFT)
    assert "the journal is paused" in panel.problem
    hands.key(Qt.Key.Key_Escape)
    assert not panel.is_drafting
    assert not calls(bench, "revise_grid")
    assert len(hands.chart.scene.lines.grids) == 1


@pytest.mark.parametrize("close", [False, True])
def test_stopping_asks_what_becomes_of_the_position(bench: Kit, qtbot: QtBot, close: bool) -> None:
    started(bench, qtbot)
    bench.desk.fill(1, 3)
    bench.bench.grids.refresh()
    panel = bench.window.grid_panel
    qtbot.mouseClick(panel.stop_button, LEFT)
    dialog = bench.window.findChild(StopGridDialog)
    assert dialog is not None
    assert dialog.keep.isChecked()
    grid = bench.desk.views[1]
    price = bench.desk.price(ETH.name)
    result = closing_result(grid, price)
    assert price is not None
    assert price.bid is not None
    assert result is not None
    at, fee, total = result
    assert at == price.bid
    assert fee == grid.totals.position * price.bid * grid.spec.taker_fee
    assert total == grid.totals.total + grid.totals.position * (price.bid - grid.totals.average_entry) - fee
    if close:
        dialog.close_position.click()
    qtbot.mouseClick(dialog.stop_button, LEFT)
    bench.bench.grids.refresh()
    assert calls(bench, "stop_grid") == ([(1, "close")] if close else [(1,)])
    assert panel.card.state == "■ Stopped"
    assert panel.chooser.currentData() == 1
    assert not panel.stop_button.isVisible()


def test_keeping_a_grid_running_changes_nothing(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    qtbot.mouseClick(bench.window.grid_panel.stop_button, LEFT)
    dialog = bench.window.findChild(StopGridDialog)
    assert dialog is not None
    assert not dialog.keep.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not calls(bench, "stop_grid")


def test_each_of_several_grids_is_looked_at_and_stopped_on_its_own(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    started(bench, qtbot)
    panel = bench.window.grid_panel
    assert panel.chooser.isVisible()
    assert [panel.chooser.itemData(row) for row in range(panel.chooser.count())] == [2, 1]
    assert panel.chooser.currentData() == 2
    panel.chooser.setFocus()
    QTest.keyClick(panel.chooser, Qt.Key.Key_Down)
    qtbot.mouseClick(panel.stop_button, LEFT)
    dialog = bench.window.findChild(StopGridDialog)
    assert dialog is not None
    qtbot.mouseClick(dialog.stop_button, LEFT)
    bench.bench.grids.refresh()
    assert calls(bench, "stop_grid") == [(1,)]
    assert bench.desk.views[2].running
    assert panel.chooser.currentData() == 1
    assert panel.chooser.itemText(1).startswith("■")


def test_a_draft_of_a_grid_that_stopped_meanwhile_is_given_up(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    panel = bench.window.grid_panel
    qtbot.mouseClick(panel.edit_button, LEFT)
    assert panel.is_drafting
    bench.tasks.spawn(bench.desk.stop_grid(1), name="a stop price")
    bench.bench.grids.refresh()
    assert not panel.is_drafting
    assert "has stopped" in panel.problem


def test_each_instrument_has_a_draft_of_its_own_and_keys_take_changes_back(bench: Kit, qtbot: QtBot) -> None:
    draft = suggested(bench, qtbot)
    panel, commands = bench.window.grid_panel, bench.window.commands
    bench.desk.trade_at("BTC_USDT_Perp", "100000.0")
    bench.bench.market.choose_instrument("BTC_USDT_Perp")
    assert not panel.is_drafting
    assert not commands.undo.isEnabled()
    bench.bench.market.choose_instrument(ETH.name)
    assert panel.is_drafting
    assert bench.bench.grids.drafts.draft is draft
    edit = panel.form.field("levels").edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "7")
    assert draft.spec is not None
    assert draft.spec.levels == 7
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(edit, Qt.Key.Key_Z, control)
    assert draft.spec.levels == 15
    assert edit.text() == "15"
    QTest.keyClick(edit, Qt.Key.Key_Y, control)
    assert draft.spec.levels == 7
    qtbot.mouseClick(panel.discard_button, LEFT)
    assert bench.window.focusWidget() is bench.window.chart
    assert not panel.is_drafting
    commands.undo.trigger()
    assert panel.is_drafting


def test_a_range_without_candles_is_not_guessed(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    suggested(kit, qtbot, Suggestion.VOLATILITY)
    assert "not enough candles" in kit.window.grid_panel.problem
    assert not kit.window.grid_panel.is_drafting


def test_a_position_that_comes_while_stopping_is_asked_about_too(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    qtbot.mouseClick(bench.window.grid_panel.stop_button, LEFT)
    dialog = bench.window.findChild(StopGridDialog)
    assert dialog is not None
    assert not dialog.close_position.isVisible()
    bench.desk.fill(1, 3)
    bench.bench.grids.refresh()
    assert dialog.keep.isVisible()
    assert dialog.keep.isChecked()
    assert dialog.close_position.isEnabled()
    dialog.close_position.click()
    # without a price it cannot be done: the choice stays the user's
    dialog.show_grid(bench.desk.views[1], None)
    assert dialog.close_position.isChecked()
    assert not dialog.stop_button.isEnabled()
    dialog.keep.click()
    assert dialog.stop_button.isEnabled()
    bench.bench.grids.refresh()
    dialog.close_position.click()
    qtbot.mouseClick(dialog.stop_button, LEFT)
    assert calls(bench, "stop_grid") == [(1, "close")]


def test_a_grid_that_stops_meanwhile_is_not_asked_about_any_more(bench: Kit, qtbot: QtBot) -> None:
    started(bench, qtbot)
    panel = bench.window.grid_panel
    qtbot.mouseClick(panel.stop_button, LEFT)
    bench.tasks.spawn(bench.desk.stop_grid(1), name="a stop price")
    bench.bench.grids.refresh()
    qtbot.waitUntil(lambda: bench.window.findChild(StopGridDialog) is None)
    assert panel.problem == "Grid 1 has stopped meanwhile."


def test_keys_alone_make_and_start_a_grid(bench: Kit) -> None:
    hands = hands_of(bench)
    bench.window.commands.draw_grid.trigger()
    assert hands.chart.editor.armed
    hands.key(Qt.Key.Key_Return)
    assert not hands.chart.editor.armed
    assert hands.chart.editor.focused is Handle.UPPER
    draft = bench.bench.grids.drafts.draft
    assert draft is not None
    assert draft.spec is not None
    low, high = draft.spec.lower, draft.spec.upper
    assert low < LAST < high
    hands.key(Qt.Key.Key_Up)
    assert draft.spec.upper == high + ETH.tick_size
    spec = draft.spec
    bench.window.commands.start_grid.trigger()
    assert calls(bench, "start_grid") == [(spec,)]


def test_the_first_warning_stands_above_the_start_button(bench: Kit, qtbot: QtBot) -> None:
    panel = bench.window.grid_panel
    draft = suggested(bench, qtbot)
    assert panel.warning_line.isHidden()
    draft.change("capital", Decimal("0.01"))
    panel.form.more_button.click()
    qtbot.waitUntil(panel.warning_line.isVisible)
    assert panel.warning_line.toolTip().splitlines() == panel.preview.warnings
    begin = f"▲ {len(panel.preview.warnings)} warning"
    qtbot.waitUntil(lambda: panel.warning_line.text().startswith(begin))
    qtbot.mouseClick(panel.discard_button, LEFT)
    assert panel.warning_line.isHidden()


def test_the_size_used_last_is_remembered_in_the_next_session(
    make_kit: Callable[..., Kit], qtbot: QtBot
) -> None:
    first = make_kit()
    first.open()
    draft = suggested(first, qtbot)
    draft.change("size", Decimal("0.37"))
    qtbot.mouseClick(first.window.grid_panel.start_button, LEFT)
    second = make_kit()
    second.open()
    again = suggested(second, qtbot)
    assert again.spec is not None
    assert again.spec.size == Decimal("0.37")
