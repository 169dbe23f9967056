"""The form of a draft beside a chart: two views of one draft, equal to the tick."""

from datetime import UTC
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Direction, FillModel, GridSpec, Interval, Spacing
from gui.chart.price_chart import PriceChart
from gui.draft import DraftState, GridDraft, Handle
from gui.draft.defaults import DraftDefaults
from gui.panels.grid_panel import GridPanel
from gui.theme import DARK
from tests.fakes.chart_data import ETH, price_view, random_candles
from tests.gui.draft.hands import Hands

CANDLES = tuple(random_candles(300))
LAST = CANDLES[-1].close
SPEC = GridSpec(
    instrument=ETH.name,
    direction=Direction.NEUTRAL,
    spacing=Spacing.ARITHMETIC,
    lower=LAST - 2,
    upper=LAST + 2,
    levels=9,
    size=Decimal("0.10"),
)


class Rig:
    """The grid panel beside a chart, without the window around them."""

    def __init__(self) -> None:
        self.draft = GridDraft(ETH)
        self.panel = GridPanel()
        self.chart = PriceChart(DARK, zone=UTC)
        self.draft.subscribe(self.panel.refresh_draft)
        self.panel.set_draft(self.draft)
        defaults = DraftDefaults()
        self.chart.editor.set_draft(self.draft, lambda one, other, base: defaults.over(ETH, one, other, base))


@pytest.fixture
def rig(qtbot: QtBot) -> Rig:
    """Form and chart of one draft, both shown."""
    rig = Rig()
    for widget in (rig.panel, rig.chart):
        qtbot.addWidget(widget)
    rig.chart.resize(900, 560)
    rig.panel.resize(310, 900)
    rig.chart.show()
    rig.panel.show()
    qtbot.waitExposed(rig.chart)
    rig.chart.set_instrument(ETH, Interval.M1)
    rig.chart.set_candles(CANDLES)
    rig.chart.set_price(price_view(LAST), fresh=True)
    rig.draft.open(DraftState(SPEC))
    QApplication.processEvents()
    return rig


@pytest.fixture
def hands(rig: Rig) -> Hands:
    return Hands(rig.chart)


@pytest.fixture
def draft(rig: Rig) -> GridDraft:
    return rig.draft


def typed(rig: Rig, name: str, text: str) -> None:
    """Choose what is in a field and type over it."""
    edit = rig.panel.form.field(name).edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def shown(rig: Rig, name: str) -> str:
    return rig.panel.form.field(name).text


@pytest.mark.parametrize("zoom", [0.9, 1.0, 4.0])
def test_typing_moves_the_lines_to_the_tick(rig: Rig, hands: Hands, draft: GridDraft, zoom: float) -> None:
    hands.chart.plot.zoom_prices(zoom)
    wanted = LAST + Decimal("7.53")
    typed(rig, "upper", f"{wanted}")
    assert draft.price_of(Handle.UPPER) == wanted
    layer = hands.chart.editor.layer
    assert layer.drawn is not None
    assert layer.places is not None
    assert layer.drawn.handles[Handle.UPPER] == float(wanted)
    assert layer.places.rows[Handle.UPPER] == hands.map.line_top(float(wanted))


@pytest.mark.parametrize("zoom", [0.9, 1.0, 4.0])
def test_dragging_changes_the_fields_to_the_tick(
    rig: Rig, hands: Hands, draft: GridDraft, zoom: float
) -> None:
    hands.chart.plot.zoom_prices(zoom)
    assert draft.spec is not None
    row = hands.row(draft.spec.lower)
    hands.press(300, row)
    for step in range(1, 30):
        hands.move(300, row + step)
        assert shown(rig, "lower") == f"{draft.spec.lower:,.2f}"
    hands.release(300, row + 29)
    assert shown(rig, "lower") == f"{draft.spec.lower:,.2f}"
    hands.wheel(300, hands.row(LAST), 1)
    assert shown(rig, "levels") == str(draft.spec.levels)


def test_an_error_is_said_beside_the_field_and_nothing_can_be_started(rig: Rig, draft: GridDraft) -> None:
    before = draft.state
    panel, field = rig.panel, rig.panel.form.field("upper")
    typed(rig, "upper", "1200")
    assert field.text == "1200"
    assert "lower bound" in field.error
    assert field.edit.accessibleDescription() == field.error
    assert draft.state == before
    assert not panel.start_button.isEnabled()
    QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.error == ""
    assert field.text == f"{before.spec.upper:,.2f}" if before else False
    assert panel.start_button.isEnabled()


def test_escape_in_a_field_takes_back_what_was_typed_there(rig: Rig, draft: GridDraft) -> None:
    before = draft.state
    typed(rig, "levels", "31")
    assert draft.state != before
    QTest.keyClick(rig.panel.form.field("levels").edit, Qt.Key.Key_Escape)
    assert draft.state == before


def test_a_refused_field_is_taken_once_another_one_makes_room(rig: Rig, draft: GridDraft) -> None:
    form = rig.panel.form
    assert draft.spec is not None
    low, high = draft.spec.lower - 60, draft.spec.lower - 40
    typed(rig, "upper", str(high))
    assert form.field("upper").error
    typed(rig, "lower", str(low))
    assert not form.field("upper").error
    assert (draft.spec.lower, draft.spec.upper) == (low, high)


def test_an_emptied_field_that_is_needed_says_so_and_an_optional_one_does_not(
    rig: Rig, draft: GridDraft
) -> None:
    form = rig.panel.form
    form.more_button.click()
    for name in ("size", "stop_below"):
        edit = form.field(name).edit
        edit.setFocus()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_Backspace)
    assert form.field("size").error
    assert not form.field("stop_below").error


def test_a_number_is_written_to_its_step_when_the_field_is_left(rig: Rig, draft: GridDraft) -> None:
    assert draft.spec is not None
    wanted = draft.spec.upper + 1
    typed(rig, "upper", f"{wanted}4")
    field = rig.panel.form.field("upper")
    assert field.text == f"{wanted}4"
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.text == f"{wanted:,.2f}"
    assert draft.spec.upper == wanted


def test_arrows_in_a_field_nudge_by_its_step(rig: Rig, draft: GridDraft) -> None:
    form = rig.panel.form
    assert draft.spec is not None
    upper, levels, size = draft.spec.upper, draft.spec.levels, draft.spec.size
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(form.field("upper").edit, Qt.Key.Key_Up, shift)
    QTest.keyClick(form.field("levels").edit, Qt.Key.Key_Down)
    QTest.keyClick(form.field("size").edit, Qt.Key.Key_Up)
    assert draft.spec.upper == upper + 10 * ETH.tick_size
    assert draft.spec.levels == levels - 1
    assert draft.spec.size == size + ETH.size_step


def test_undo_and_redo_reach_the_draft_from_a_field(rig: Rig, draft: GridDraft, qtbot: QtBot) -> None:
    before = draft.state
    typed(rig, "levels", "7")
    edit = rig.panel.form.field("levels").edit
    assert draft.spec is not None
    assert draft.spec.levels == 7
    draft.undo()
    assert draft.state == before
    assert edit.text() == str(before.spec.levels) if before else False
    draft.redo()
    assert draft.spec.levels == 7


def test_choices_reach_the_draft_and_come_back_with_undo(rig: Rig, draft: GridDraft, qtbot: QtBot) -> None:
    form = rig.panel.form
    qtbot.mouseClick(form.direction.button(Direction.LONG), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.spacing.button(Spacing.GEOMETRIC), Qt.MouseButton.LeftButton)
    form.more_button.click()
    form.fill_model.setFocus()
    QTest.keyClick(form.fill_model, Qt.Key.Key_Down)
    assert draft.spec is not None
    assert (draft.spec.direction, draft.spec.spacing) == (Direction.LONG, Spacing.GEOMETRIC)
    assert draft.spec.fill_model is FillModel.THROUGH
    for _ in range(3):
        draft.undo()
    assert form.direction.button(Direction.NEUTRAL).isChecked()
    assert form.spacing.button(Spacing.ARITHMETIC).isChecked()
    assert form.fill_model.currentData() is FillModel.QUEUE
