"""A grid made and changed in the chart, with real mouse, wheel and key events, at several zooms."""

import os
from datetime import UTC
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine import Direction, GridSpec, Interval, Spacing
from gui.chart.draft_shape import LineMark
from gui.chart.levels import LineState
from gui.chart.price_chart import PriceChart
from gui.draft import DraftState, GridDraft, Handle
from gui.draft.defaults import DraftDefaults
from gui.theme import DARK, LIGHT
from tests.fakes.chart_data import ETH, grid, price_view, random_candles
from tests.gui.draft.hands import Hands

CANDLES = random_candles(300)
LAST = CANDLES[-1].close
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SPEC = GridSpec(
    instrument=ETH.name,
    direction=Direction.NEUTRAL,
    spacing=Spacing.ARITHMETIC,
    lower=LAST - 1,
    upper=LAST + 1,
    levels=9,
    size=Decimal("0.10"),
)

ZOOMS = {"as fitted": 1.0, "far": 3.0, "near": 0.8}


@pytest.fixture
def draft() -> GridDraft:
    return GridDraft(ETH)


@pytest.fixture(params=sorted(ZOOMS))
def zoom(request: pytest.FixtureRequest) -> float:
    return ZOOMS[request.param]


@pytest.fixture
def hands(qtbot: QtBot, draft: GridDraft) -> Hands:
    chart = PriceChart(DARK, zone=UTC)
    qtbot.addWidget(chart)
    chart.resize(1000, 600)
    chart.show()
    qtbot.waitExposed(chart)
    chart.set_instrument(ETH, Interval.M1)
    chart.set_candles(CANDLES)
    chart.set_price(price_view(LAST), fresh=True)
    defaults = DraftDefaults()
    chart.editor.set_draft(draft, lambda one, other, base: defaults.over(ETH, one, other, base))
    chart.setFocus()
    return Hands(chart)


def spec_of(draft: GridDraft) -> GridSpec:
    assert draft.spec is not None
    return draft.spec


def opened(hands: Hands, draft: GridDraft, zoom: float = 1.0, spec: GridSpec = SPEC) -> None:
    draft.open(DraftState(spec))
    if zoom != 1.0:
        hands.chart.plot.zoom_prices(zoom)
    QApplication.processEvents()


def tag(hands: Hands, handle: Handle) -> tuple[int, int]:
    """The middle of a handle's tag, or of the one that a missing stop has."""
    places = hands.chart.editor.layer.places
    assert places is not None
    box = (places.tags | places.missing)[handle]
    return int(box.center().x()), int(box.center().y())


def test_the_device_pixels_are_those_that_the_environment_asks_for(hands: Hands) -> None:
    assert hands.chart.plot.viewport().devicePixelRatioF() == float(os.environ.get("QT_SCALE_FACTOR", "1"))


@pytest.mark.parametrize("down", [True, False])
def test_a_grid_is_drawn_from_one_price_to_the_other(
    hands: Hands, draft: GridDraft, zoom: float, down: bool
) -> None:
    hands.chart.plot.zoom_prices(zoom)
    hands.key(Qt.Key.Key_G)
    assert hands.chart.editor.armed
    ends = (150, 420) if down else (420, 150)
    high, low = hands.price(150), hands.price(420)
    hands.drag((300, ends[0]), (420, ends[1]))
    spec = spec_of(draft)
    assert (spec.lower, spec.upper) == (low, high)
    assert spec.levels >= 5
    assert not hands.chart.editor.armed
    draft.undo()
    assert draft.state is None
    draft.redo()
    assert draft.spec == spec


def test_two_clicks_draw_a_grid_as_well(hands: Hands, draft: GridDraft) -> None:
    hands.key(Qt.Key.Key_G)
    high, low = hands.price(200), hands.price(400)
    hands.press(300, 200)
    hands.release(300, 200)
    assert draft.state is None
    hands.move(310, 400)
    hands.press(310, 400)
    hands.release(310, 400)
    assert (spec_of(draft).lower, spec_of(draft).upper) == (low, high)
    assert not hands.chart.editor.armed


def test_drawing_anew_keeps_the_settings_of_the_draft(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    draft.change("direction", Direction.SHORT)
    draft.change("size", Decimal("0.33"))
    hands.key(Qt.Key.Key_G)
    high, low = hands.price(120), hands.price(450)
    hands.drag((300, 120), (300, 450))
    spec = spec_of(draft)
    assert (spec.lower, spec.upper, spec.direction, spec.size) == (
        low,
        high,
        Direction.SHORT,
        Decimal("0.33"),
    )


@pytest.mark.parametrize("handle", [Handle.LOWER, Handle.UPPER])
@pytest.mark.parametrize("by_tag", [True, False])
def test_a_bound_follows_the_hand_to_the_tick(
    hands: Hands, draft: GridDraft, zoom: float, handle: Handle, by_tag: bool
) -> None:
    opened(hands, draft, zoom)
    before = draft.price_of(handle)
    assert before is not None
    x, y = tag(hands, handle) if by_tag else (200, hands.row(before))
    moved = 40 if handle is Handle.LOWER else -40
    expected = before + hands.price(y + moved) - hands.price(y)
    hands.drag((x, y), (x + 30, y + moved))
    after = draft.price_of(handle)
    assert after is not None
    assert abs(after - expected) <= ETH.tick_size
    assert after % ETH.tick_size == 0
    # the line is drawn where the draft says it is
    shape = hands.chart.editor.layer.drawn
    assert shape is not None
    assert Decimal(str(round(shape.handles[handle], 2))) == after
    draft.undo()
    assert draft.price_of(handle) == before


def test_a_click_on_a_line_takes_it_without_moving_it(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    before = draft.state
    hands.drag((200, hands.row(SPEC.upper) - 3), (200, hands.row(SPEC.upper) - 3))
    assert draft.state == before
    assert hands.chart.editor.focused is Handle.UPPER


def test_the_band_moves_as_a_whole(hands: Hands, draft: GridDraft, zoom: float) -> None:
    opened(hands, draft, zoom)
    middle = (hands.row(SPEC.lower) + hands.row(SPEC.upper)) // 2
    expected = hands.price(middle + 30) - hands.price(middle)
    hands.drag((400, middle), (405, middle + 30))
    spec = spec_of(draft)
    assert spec.upper - spec.lower == 2
    assert abs(spec.lower - SPEC.lower - expected) <= ETH.tick_size


def test_a_drag_sideways_in_the_band_moves_the_time(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    before, times, prices = draft.state, hands.chart.plot.times, hands.chart.plot.prices
    middle = hands.row(LAST)
    hands.drag((400, middle), (500, middle + 4))
    assert draft.state == before
    assert hands.chart.plot.times.low < times.low
    assert hands.chart.plot.prices == prices


def test_a_drag_beside_the_band_is_the_charts(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft, 3.0)
    before, times = draft.state, hands.chart.plot.times
    hands.drag((400, 60), (500, 60))
    assert draft.state == before
    assert hands.chart.plot.times.low < times.low


@pytest.mark.parametrize("handle", [Handle.STOP_BELOW, Handle.STOP_ABOVE])
def test_a_stop_is_drawn_out_of_its_bound_moved_and_removed(
    hands: Hands, draft: GridDraft, handle: Handle
) -> None:
    opened(hands, draft, 3.0)
    x, y = tag(hands, handle)
    hands.drag((x, y), (x, y + (60 if handle is Handle.STOP_BELOW else -60)))
    end = y + (60 if handle is Handle.STOP_BELOW else -60)
    assert draft.price_of(handle) == hands.price(end)
    x, y = tag(hands, handle)
    hands.drag((x, y), (x, y + (20 if handle is Handle.STOP_BELOW else -20)))
    moved = draft.price_of(handle)
    assert moved is not None
    assert abs(moved - hands.price(end + (20 if handle is Handle.STOP_BELOW else -20))) <= 2 * ETH.tick_size
    hands.key(Qt.Key.Key_Delete)
    assert draft.price_of(handle) is None
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert draft.price_of(handle) == moved


def test_the_reference_is_a_handle_too(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft, 0.8)
    draft.change("reference", LAST + Decimal("0.6"))
    x, y = tag(hands, Handle.REFERENCE)
    expected = LAST + Decimal("0.6") + hands.price(y - 25) - hands.price(y)
    hands.drag((x, y), (x, y - 25))
    reference = spec_of(draft).reference
    assert reference is not None
    assert abs(reference - expected) <= ETH.tick_size
    assert spec_of(draft).upper == SPEC.upper


def test_the_wheel_over_the_band_changes_the_number_of_lines(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft, 3.0)
    times, middle = hands.chart.plot.times, hands.row(LAST)
    hands.wheel(300, middle, 1)
    hands.wheel(300, middle, 1)
    hands.wheel(300, middle, -1)
    assert spec_of(draft).levels == SPEC.levels + 1
    assert hands.chart.plot.times == times
    hands.wheel(300, 40, 1)
    hands.wheel(300, middle, 1, CONTROL)
    assert spec_of(draft).levels == SPEC.levels + 1
    assert hands.chart.plot.times.length < times.length
    hands.key(Qt.Key.Key_PageDown)
    assert spec_of(draft).levels == SPEC.levels


def test_arrows_nudge_the_handle_that_tab_turned_to(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    editor, tick = hands.chart.editor, ETH.tick_size
    hands.key(Qt.Key.Key_Tab)
    assert editor.focused is Handle.UPPER
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Up, SHIFT)
    assert spec_of(draft).upper == SPEC.upper + 11 * tick
    hands.key(Qt.Key.Key_Tab)
    assert editor.focused is Handle.BAND
    hands.key(Qt.Key.Key_Down)
    assert (spec_of(draft).lower, spec_of(draft).upper) == (SPEC.lower - tick, SPEC.upper + 10 * tick)
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Down, SHIFT)
    assert spec_of(draft).lower == SPEC.lower - 11 * tick
    hands.key(Qt.Key.Key_Backtab, SHIFT)
    assert editor.focused is Handle.BAND
    for _ in range(4):
        hands.key(Qt.Key.Key_Z, CONTROL)
    assert draft.spec == SPEC
    hands.key(Qt.Key.Key_Y, CONTROL)
    assert spec_of(draft).upper == SPEC.upper + tick


def test_the_keys_are_the_charts_while_no_handle_is_chosen(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    times = hands.chart.plot.times
    hands.key(Qt.Key.Key_Up)
    hands.key(Qt.Key.Key_Left)
    assert draft.spec == SPEC
    assert hands.chart.plot.times.low < times.low


def test_tab_leaves_the_chart_after_the_last_handle(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    for _ in draft.handles:
        hands.key(Qt.Key.Key_Tab)
    assert hands.chart.editor.focused is Handle.LOWER
    hands.key(Qt.Key.Key_Tab)
    assert hands.chart.editor.focused is None


def test_escape_takes_the_drag_back_and_then_the_draft(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    row = hands.row(SPEC.upper)
    hands.press(300, row)
    hands.move(300, row - 40)
    assert spec_of(draft).upper > SPEC.upper
    hands.key(Qt.Key.Key_Escape)
    assert draft.spec == SPEC
    hands.move(300, row - 60)
    hands.release(300, row - 60)
    assert draft.spec == SPEC
    hands.key(Qt.Key.Key_Escape)
    assert draft.state is None
    assert not hands.chart.editor.layer.isVisible()
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert draft.spec == SPEC


def test_escape_ends_the_drawing(hands: Hands, draft: GridDraft) -> None:
    hands.key(Qt.Key.Key_G)
    hands.press(300, 200)
    hands.move(300, 300)
    assert draft.state is not None
    hands.key(Qt.Key.Key_Escape)
    assert draft.state is None
    assert not hands.chart.editor.armed
    assert not draft.can_undo
    hands.release(300, 300)


def test_the_cursor_tells_what_a_press_would_do(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft, 3.0)
    shapes = {}
    for name, point in (
        ("bound", (200, hands.row(SPEC.upper))),
        ("tag", tag(hands, Handle.LOWER)),
        ("band", (200, hands.row(LAST))),
        ("missing stop", tag(hands, Handle.STOP_ABOVE)),
        ("chart", (200, 60)),
    ):
        hands.move(*point)
        shapes[name] = hands.cursor()
    assert shapes == {
        "bound": Qt.CursorShape.SizeVerCursor,
        "tag": Qt.CursorShape.SizeVerCursor,
        "band": Qt.CursorShape.OpenHandCursor,
        "missing stop": Qt.CursorShape.PointingHandCursor,
        "chart": Qt.CursorShape.CrossCursor,
    }


def test_the_axis_shows_the_price_of_the_handle_that_moves(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    row = hands.row(SPEC.upper)
    hands.press(300, row)
    hands.move(300, row - 30)
    first, *others = hands.chart.editor.axis_tags.shown()
    assert first.text == f"{spec_of(draft).upper:.2f}"
    assert [one.text for one in others] == [f"{SPEC.lower:.2f}"]
    hands.release(300, row - 30)


def test_a_moved_handle_repaints_the_draft_and_not_the_candles(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    layer, kept = hands.chart.editor.layer, hands.chart.scene.picture.kept
    row = hands.row(SPEC.upper)
    hands.press(300, row)
    hands.move(300, row - 4)
    hands.chart.plot.grab()
    hands.chart.plot.grab()
    painted, pictures = layer.painted, kept.painted
    for step in range(5, 25):
        hands.move(300, row - step)
        hands.chart.plot.grab()
    hands.release(300, row - 25)
    assert layer.painted >= painted + 20
    assert kept.painted == pictures


def test_labels_never_overlap_however_many_lines_there_are(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    layer = hands.chart.editor.layer
    for levels in (9, 40, 150):
        draft.change("levels", levels)
        rows = sorted(row for row, _, _ in layer.shown)
        assert 3 <= len(rows) <= levels
        assert all(below - above >= layer.tag_height for above, below in pairwise(rows))


def test_the_labels_say_what_would_wait_at_each_line(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    said = {line.price: text for _, line, text in hands.chart.editor.layer.shown}
    assert said[SPEC.lower] == "▲ BUY 0.10"
    assert said[SPEC.upper] == "▼ SELL 0.10"
    draft.change("direction", Direction.LONG)
    said = {line.price: text for _, line, text in hands.chart.editor.layer.shown}
    assert said[SPEC.upper] == "▼ SELL 0.10 · exit"


def test_cells_that_do_not_pay_are_marked_in_place(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    layer = hands.chart.editor.layer
    assert layer.drawn is not None
    assert not layer.drawn.losing
    plain = hands.chart.plot.grab().toImage()
    draft.change("maker_fee", Decimal("0.00027"))
    assert layer.drawn.losing == ((float(SPEC.lower), float(SPEC.upper)),)
    assert layer.drawn.losing_cells == 8
    assert hands.chart.plot.grab().toImage() != plain


def test_the_prices_keep_still_while_there_is_a_draft(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    before = hands.chart.plot.prices
    hands.chart.set_price(price_view(LAST + 40), fresh=True)
    assert hands.chart.plot.prices == before
    draft.close()
    assert hands.chart.plot.prices.high > LAST + 40
    assert not hands.chart.plot.price_is_manual


def test_a_draft_out_of_view_is_brought_into_it(hands: Hands, draft: GridDraft) -> None:
    far = GridSpec(
        instrument=ETH.name,
        direction=Direction.NEUTRAL,
        spacing=Spacing.GEOMETRIC,
        lower=LAST * Decimal("0.9") // ETH.tick_size * ETH.tick_size,
        upper=LAST * Decimal("1.1") // ETH.tick_size * ETH.tick_size,
        levels=20,
        size=Decimal("0.10"),
    )
    opened(hands, draft, spec=far)
    shown = hands.chart.plot.prices
    assert shown.low < far.lower < far.upper < shown.high


def test_a_change_of_a_running_grid_shows_what_goes_stays_and_comes(hands: Hands, draft: GridDraft) -> None:
    running = grid(LAST - 1, LAST + 1, 9, LAST, size="0.10")
    hands.chart.editor.set_running(running)
    draft.open(DraftState(running.spec, grid_id=running.grid_id))
    layer = hands.chart.editor.layer
    assert layer.drawn is not None
    assert {line.mark for line in layer.drawn.lines} == {LineMark.KEPT}
    draft.move(Handle.UPPER, LAST + 2)
    draft.change("levels", 13)
    marks = {line.price: line.mark for line in layer.drawn.lines}
    assert marks[LAST - 1] is LineMark.KEPT
    assert marks[LAST + 2] is LineMark.NEW
    draft.change("levels", 9)
    leaving = [line for line in layer.drawn.lines if line.mark is LineMark.LEAVING]
    assert leaving
    assert {line.state for line in leaving} == {LineState.IDLE}
    assert all(line.price not in draft.lines for line in leaving)


def test_both_themes_paint_it_and_a_log_scale_agrees_with_the_hand(hands: Hands, draft: GridDraft) -> None:
    opened(hands, draft)
    dark = hands.chart.plot.grab().toImage()
    hands.chart.set_theme(LIGHT)
    assert hands.chart.plot.grab().toImage() != dark
    hands.chart.logarithmic = True
    row = hands.row(SPEC.lower)
    expected = SPEC.lower + hands.price(row + 40) - hands.price(row)
    hands.drag((300, row), (300, row + 40))
    assert abs(spec_of(draft).lower - expected) <= ETH.tick_size


def test_an_armed_measure_takes_a_drag_that_begins_on_a_handle(hands: Hands, draft: GridDraft) -> None:
    draft.open(DraftState(SPEC))
    before = draft.spec
    row = hands.row(SPEC.upper)
    hands.chart.measuring = True
    hands.drag((300, row), (340, row - 60))
    assert draft.spec == before
    assert hands.chart.scene.measure.ends is not None


def test_labels_of_the_account_keep_right_of_those_of_the_draft(hands: Hands, draft: GridDraft) -> None:
    labels = hands.chart.scene.real_labels
    without = labels._left
    draft.open(DraftState(SPEC))
    assert labels._left >= hands.chart.editor.layer.labels_right > without
    draft.close()
    assert labels._left == without
