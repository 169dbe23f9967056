"""The tables: filtered, counted, copied, exported, with columns as the user left them."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine import Side
from gui.models.fills import FillRow, FillsModel
from gui.models.messages import Level, MessagesModel
from gui.models.pages import GridPages, NewestFirst
from gui.models.trips import TripsModel
from gui.panels.record_table import RecordTable
from gui.panels.record_tables import fills_table, messages_table, offer_grids
from gui.panels.table_tools import TYPING_PAUSE_MS
from tests.fakes.fake_desk import BTC
from tests.fakes.record_values import fill_row
from tests.fakes.stepped import SteppedTasks


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[RecordTable]:
    model = FillsModel()
    table = fills_table(model)
    qtbot.addWidget(table)
    model.open(NewestFirst(), {}, SteppedTasks())
    model.add(
        [
            fill_row(1, "3160.25", side=Side.BUY),
            fill_row(2, "3000", side=Side.SELL),
            fill_row(3, "10000.5", side=Side.BUY),
            replace(fill_row(1, "60000"), grid_id=2, instrument=BTC),
        ]
    )
    offer_grids(table, [(1, "Grid 1"), (2, "Grid 2")])
    table.resize(900, 300)
    table.show()
    yield table
    table.close()


def shown(table: RecordTable, column: int) -> list[str]:
    return [table.model.index(row, column).data() for row in range(table.model.rowCount())]


def test_words_filter_in_any_order_and_case(table: RecordTable, qtbot: QtBot) -> None:
    qtbot.keyClicks(table.tools.search, "BUY eth")
    qtbot.waitUntil(lambda: table.model.rowCount() == 2, timeout=10 * TYPING_PAUSE_MS)
    assert shown(table, 2) == ["10,000.50", "3,160.25"]
    assert table.tools.counts == "2 of 4"
    table.tools.search.clear()
    qtbot.keyClick(table.tools.search, Qt.Key.Key_Return)
    assert table.model.rowCount() == 4
    assert table.tools.counts == "4"


def test_a_side_and_a_grid_are_chosen(table: RecordTable) -> None:
    table.tools.choose("side", Side.BUY)
    assert shown(table, 1) == ["▲ BUY"] * 3
    table.tools.choose("grid", 2)
    assert shown(table, 2) == ["60,000.0"]
    table.tools.choose("side", Side.SELL)
    assert not table.shows_table
    assert "Nothing matches" in table.empty_words()
    table.tools.choose("side", None)
    table.tools.choose("grid", None)
    assert table.model.rowCount() == 4


def test_a_chosen_grid_that_is_no_longer_offered_hides_nothing(table: RecordTable) -> None:
    table.tools.choose("grid", 2)
    offer_grids(table, [(1, "Grid 1"), (2, "Grid 2"), (3, "Grid 3")])
    assert table.model.rowCount() == 1
    offer_grids(table, [(1, "Grid 1")])
    assert table.model.rowCount() == 4


def test_a_new_row_passes_the_filter_or_stays_out(table: RecordTable) -> None:
    table.tools.choose("side", Side.SELL)
    table.model.add([fill_row(4, "2999", side=Side.BUY), fill_row(5, "2998", side=Side.SELL)])
    assert shown(table, 2) == ["2,998.00", "3,000.00"]
    assert table.tools.counts == "2 of 6"


def test_the_selected_rows_are_copied_as_they_are_shown(table: RecordTable) -> None:
    table.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    table.view.setColumnHidden(0, True)
    table.view.horizontalHeader().moveSection(2, 1)
    table.view.selectRow(0)
    QTest.keySequence(table.view, "Ctrl+C")
    copied = QGuiApplication.clipboard().text().split("\t")
    assert copied[:3] == ["3,000.00", "▼ SELL", "0.10"]
    assert len(copied) == len(table.model.columns) - 1


async def test_a_file_gets_what_is_shown_with_every_digit(table: RecordTable, tmp_path: Path) -> None:
    table.tools.choose("side", Side.BUY)
    table.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert await table.write_csv(tmp_path / "fills.csv") == 3
    with (tmp_path / "fills.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Price"] for row in rows] == ["3160.25", "10000.5", "60000"]
    assert {row["Side"] for row in rows} == {"buy"}
    assert [Decimal(row["Fee"]) for row in rows] == [Decimal("-0.000316")] * 3


def test_columns_come_back_as_they_were(table: RecordTable, qtbot: QtBot) -> None:
    header = table.view.horizontalHeader()
    table.view.setColumnWidth(1, 177)
    table.view.setColumnHidden(4, True)
    header.moveSection(header.visualIndex(5), 0)
    table.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    state = table.column_state()
    model = FillsModel()
    again = fills_table(model)
    qtbot.addWidget(again)
    again.restore_columns(state)
    model.add([fill_row(1, "3001"), fill_row(2, "3000"), fill_row(3, "3002")])
    assert shown(again, 2) == ["3,000.00", "3,001.00", "3,002.00"]
    assert again.view.columnWidth(1) == 177
    assert again.view.isColumnHidden(4)
    assert again.view.horizontalHeader().logicalIndex(0) == 5
    assert [column.title for column in again.shown_columns()][:2] == ["Fee", "Time"]


@pytest.mark.parametrize("state", [QByteArray(b"not a state"), QByteArray()])
def test_a_damaged_state_of_the_columns_is_the_usual_one(table: RecordTable, state: QByteArray) -> None:
    usual = table.column_state()
    table.restore_columns(state)
    assert table.column_state() == usual


def test_the_columns_of_another_table_do_not_fit(table: RecordTable, qtbot: QtBot) -> None:
    messages = messages_table(MessagesModel())
    qtbot.addWidget(messages)
    table.restore_columns(messages.column_state())
    assert table.view.horizontalHeader().count() == len(table.model.columns)
    assert [column.title for column in table.shown_columns()][:3] == ["Time", "Side", "Price"]


def test_a_column_is_hidden_in_the_menu_and_the_last_one_stays(table: RecordTable) -> None:
    table.columns_menu.aboutToShow.emit()
    actions = {action.text(): action for action in table.columns_menu.actions()}
    actions["Fee"].trigger()
    assert "Fee" not in [column.title for column in table.shown_columns()]
    for number in range(1, len(table.model.columns)):
        table.view.setColumnHidden(number, True)
    table.columns_menu.aboutToShow.emit()
    actions = {action.text(): action for action in table.columns_menu.actions()}
    assert not actions["Time"].isEnabled()
    actions["As at first"].trigger()
    assert len(table.shown_columns()) == len(table.model.columns)


def test_a_click_and_enter_lead_on_but_a_click_that_selects_several_does_not(
    table: RecordTable, qtbot: QtBot
) -> None:
    clicked: list[FillRow] = []
    table.row_clicked.connect(clicked.append)
    view = table.view
    for row, modifier in ((0, Qt.KeyboardModifier.NoModifier), (1, Qt.KeyboardModifier.ControlModifier)):
        place = view.visualRect(table.model.index(row, 1)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert [row.fill.fill_id for row in clicked] == [3]
    assert len(table.selected_rows()) == 2
    with qtbot.waitSignal(table.row_activated):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_messages_are_narrowed_to_a_level(qtbot: QtBot) -> None:
    model = MessagesModel()
    table = messages_table(model)
    qtbot.addWidget(table)
    for number, level in enumerate(Level):
        model.add(number, level, "test", level.value)
    table.tools.choose("level", Level.ERROR)
    assert [row.text for row in model.shown()] == ["error"]


def test_the_trips_model_is_sound(qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(TripsModel())


async def test_pages_of_several_grids_are_merged_by_time_and_an_old_grid_is_left_alone_until_it_is_due() -> (
    None
):
    read: list[tuple[int, int]] = []

    def pages(grid_id: int, times: list[int], ended: int | None) -> GridPages[FillRow]:
        async def page(before: int, limit: int) -> list[FillRow]:
            read.append((grid_id, before))
            first = max(1, before - limit)
            rows = [
                replace(fill_row(number, time=times[number - 1]), grid_id=grid_id)
                for number in range(first, before)
            ]
            return rows[::-1]

        return GridPages(page, len(times) + 1, ended)

    hour = 3_600_000_000_000
    running = pages(1, [10 * hour, 12 * hour, 14 * hour], None)
    stopped = pages(2, [9 * hour, 11 * hour, 13 * hour], 13 * hour)
    old = pages(3, [1 * hour, 2 * hour], 2 * hour)
    merged = NewestFirst([old, stopped, running])
    first = await merged.take(4)
    assert [row.time // hour for row in first] == [14, 13, 12, 11]
    assert {grid for grid, _ in read} == {1, 2}
    assert [row.time // hour for row in await merged.take(10)] == [10, 9, 2, 1]
    assert merged.done
    assert await merged.take(1) == []
