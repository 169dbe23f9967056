"""The item models: Qt's own tester finds nothing, sorting is exact, updates keep a selection."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine import Intent, Side
from gui.models.fills import FillsModel
from gui.models.messages import KEPT, Level, MessagesModel
from gui.models.orders import LastPrice, OrderRow, OrdersModel
from gui.panels.tables import TablePanel
from tests.fakes.fake_desk import BTC, START_NS
from tests.fakes.record_values import fill_row, order_row


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[TablePanel]:
    panel = TablePanel("Orders", OrdersModel(), empty="Nothing yet.", sort_column=OrdersModel.PRICE_COLUMN)
    qtbot.addWidget(panel)
    panel.show()
    yield panel
    panel.close()


def column(panel: TablePanel, number: int) -> list[str]:
    return [panel.model.index(row, number).data() for row in range(panel.model.rowCount())]


def test_fills_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = FillsModel()
    qtmodeltester.check(model)
    model.add([fill_row(1), fill_row(2, side=Side.SELL, cell=None, intent=Intent.CLOSE)])
    qtmodeltester.check(model)
    model.sort(2, Qt.SortOrder.AscendingOrder)
    qtmodeltester.check(model)


def test_orders_model_is_sound(qtmodeltester: ModelTester) -> None:
    model = OrdersModel()
    qtmodeltester.check(model)
    model.show([order_row(1), order_row(2)])
    model.show([order_row(2), order_row(3)])
    qtmodeltester.check(model)
    assert [row.order.order_id for row in model.rows()] == [2, 3]


def test_messages_model_is_sound_and_keeps_the_newest(qtmodeltester: ModelTester) -> None:
    model = MessagesModel()
    for number in range(KEPT + 3):
        model.add(START_NS, Level.INFO, "test", str(number))
    qtmodeltester.check(model)
    assert model.rowCount() == KEPT
    assert model.rows()[0].text == "3"
    assert model.rows()[-1].text == str(KEPT + 2)


def test_numbers_sort_as_numbers(panel: TablePanel) -> None:
    panel.model.show([order_row(1, "900"), order_row(2, "10000"), order_row(3, "1000.5")])
    assert column(panel, OrdersModel.PRICE_COLUMN) == ["10,000.00", "1,000.50", "900.00"]
    panel.view.sortByColumn(OrdersModel.PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
    assert column(panel, OrdersModel.PRICE_COLUMN) == ["900.00", "1,000.50", "10,000.00"]


def test_prices_that_differ_beyond_a_float_sort_exactly(panel: TablePanel) -> None:
    close = ["100000000000000000.02", "100000000000000000.03", "100000000000000000.01"]
    panel.model.show([order_row(number, price) for number, price in enumerate(close)])
    assert column(panel, OrdersModel.PRICE_COLUMN) == [f"100,000,000,000,000,000.0{n}" for n in (3, 2, 1)]


def test_a_selection_survives_an_update(panel: TablePanel) -> None:
    panel.model.show([order_row(1, "3001"), order_row(2, "3002"), order_row(3, "3003")])
    panel.view.selectRow(1)
    part = Decimal("0.05")
    panel.model.show([order_row(2, "3002", filled=part), order_row(3, "3003"), order_row(4, "3004")])
    assert [row.order.order_id for row in panel.selected_rows()] == [2]
    panel.view.sortByColumn(OrdersModel.PRICE_COLUMN, Qt.SortOrder.AscendingOrder)
    assert [row.order.order_id for row in panel.selected_rows()] == [2]
    assert panel.selected_rows()[0].order.filled == part


def test_the_empty_table_says_what_to_do(panel: TablePanel) -> None:
    assert not panel.shows_table
    panel.model.show([order_row(1)])
    assert panel.shows_table
    panel.model.show([])
    assert not panel.shows_table


def test_distance_is_that_of_the_order_from_the_last_price(panel: TablePanel) -> None:
    panel.model.show([order_row(1, "3030"), order_row(2, "2985"), OrderRow(1, BTC, order_row(3).order)])
    assert column(panel, OrdersModel.DISTANCE_COLUMN) == ["–"] * 3
    panel.model.set_prices({"ETH_USDT_Perp": LastPrice(Decimal(3000))})
    panel.view.sortByColumn(OrdersModel.DISTANCE_COLUMN, Qt.SortOrder.DescendingOrder)
    assert column(panel, OrdersModel.DISTANCE_COLUMN) == ["+1.00 %", "−0.50 %", "–"]
    panel.model.set_prices({"ETH_USDT_Perp": LastPrice(Decimal(1500))})
    assert column(panel, OrdersModel.DISTANCE_COLUMN) == ["+102.00 %", "+99.00 %", "–"]


def test_sides_are_told_by_shape_and_word_and_colour(panel: TablePanel) -> None:
    panel.model.set_tones({"sell": QColor("#ff0000")})
    panel.model.show([order_row(1)])
    index = panel.model.index(0, 0)
    assert index.data() == "▼ SELL"
    assert index.data(Qt.ItemDataRole.ForegroundRole) == QColor("#ff0000")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Side: ▼ SELL"
