"""The user's own account: shown when signed in, in full, read only, and never taken for the paper grids."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from engine import (
    AccountFill,
    AccountView,
    ConnectionState,
    Endpoint,
    Environment,
    EnvironmentName,
    Position,
    Side,
    TradeId,
    WorkingOrder,
)
from gui.panels.account_panel import AccountPanel
from gui.panels.tables import TablePanel
from tests.fakes.fake_desk import START_NS, FakeDesk
from tests.gui.conftest import Kit

D = Decimal
ORDER = WorkingOrder(
    "0x1", "77", "ETH_USDT_Perp", Side.SELL, D("1.5"), D("3200"), D("0.5"), "PARTIALLY_FILLED", True, False
)
FILL = AccountFill(
    START_NS,
    "ETH_USDT_Perp",
    TradeId(12, 1),
    "0x1",
    Side.SELL,
    D(3200),
    D("0.5"),
    False,
    D("-0.16"),
    "USDT",
    None,
)
ACCOUNT = AccountView(
    sub_account_id="9876544242",
    settle_currency="USDT",
    equity=D("25012.26"),
    available_balance=D("24336.271"),
    initial_margin=D("675.99"),
    maintenance_margin=None,
    unrealized_pnl=D("-12.2579"),
    positions=(
        Position("ETH_USDT_Perp", D("-0.6"), D("3001.77"), D("3008"), D("-12.2579"), D(0), D("9120.5")),
        Position("BTC_USDT_Perp", D("0.35"), D("91437.7"), None, None, None, None),
    ),
    open_orders=(ORDER, replace(ORDER, order_id="0x2", limit_price=None, side=Side.BUY)),
    fills=(FILL,),
    updated_at=1000.0,
)


def cells(panel: AccountPanel, tab: int, row: int) -> list[str]:
    table = panel.tabs.widget(tab)
    assert isinstance(table, TablePanel)
    return [table.model.index(row, column).data() for column in range(table.model.columnCount())]


@pytest.fixture
def signed_in(kit: Kit) -> Kit:
    """A window whose account has been read."""
    kit.open()
    kit.desk.sign_in()
    kit.desk.connect(endpoint=Endpoint.TRADES)
    kit.desk.follow_account(ACCOUNT)
    kit.tick()
    return kit


def test_without_a_sign_in_there_is_no_account_panel(kit: Kit) -> None:
    kit.open()
    assert kit.window.account_dock.isHidden()
    assert not kit.window.account_dock.toggleViewAction().isEnabled()


def test_the_panel_comes_with_the_sign_in_and_goes_with_the_key(signed_in: Kit) -> None:
    dock = signed_in.window.account_dock
    assert not dock.isHidden()
    assert dock.toggleViewAction().isEnabled()
    signed_in.desk.follow_account(None)
    signed_in.desk.connect(ConnectionState.OFFLINE, endpoint=Endpoint.EDGE)
    signed_in.tick()
    assert dock.isHidden()
    assert signed_in.chart.account_orders == ()
    assert not signed_in.window.account_panel.orders.rows()


def test_the_balances(signed_in: Kit) -> None:
    panel = signed_in.window.account_panel
    assert [
        panel.figure(name) for name in ("equity", "available", "initial", "maintenance", "unrealized")
    ] == ["25,012.26", "24,336.27", "675.99", "–", "−12.2579"]
    assert [panel.tabs.tabText(tab) for tab in range(3)] == ["Positions (2)", "Open orders (2)", "Fills (1)"]


def test_positions_orders_and_fills(signed_in: Kit) -> None:
    panel = signed_in.window.account_panel
    assert cells(panel, 0, 1) == [
        "ETH_USDT_Perp",
        "▼ short",
        "−0.60",
        "3,001.77",
        "3,008.00",
        "−12.2579",
        "0.0000",
        "9,120.50",
    ]
    assert cells(panel, 0, 0) == ["BTC_USDT_Perp", "▲ long", "0.350", "91,437.7", "–", "–", "–", "–"]
    assert cells(panel, 1, 0) == [
        "ETH_USDT_Perp",
        "▼ SELL",
        "3,200.00",
        "1.50",
        "0.50",
        "partially filled",
        "post only",
    ]
    assert cells(panel, 1, 1)[1:3] == ["▲ BUY", "market"]
    assert cells(panel, 2, 0)[1:] == [
        "ETH_USDT_Perp",
        "▼ SELL",
        "3,200.00",
        "0.50",
        "1,600.00",
        "rebate 0.1600 USDT",
        "maker",
        "–",
    ]


def test_the_open_orders_reach_the_chart(signed_in: Kit) -> None:
    assert signed_in.chart.account_orders == ACCOUNT.open_orders
    signed_in.desk.follow_account(replace(ACCOUNT, open_orders=()))
    signed_in.tick()
    assert signed_in.chart.account_orders == ()


def test_the_paper_tables_know_nothing_of_the_account(signed_in: Kit) -> None:
    assert not signed_in.window.orders.rows()
    assert not signed_in.window.fills.rows()


def test_an_account_that_is_not_followed_live_says_how_old_it_is(signed_in: Kit) -> None:
    panel = signed_in.window.account_panel
    signed_in.later(40.0)
    assert panel.state == "● live"
    signed_in.desk.connect(ConnectionState.BACKING_OFF, endpoint=Endpoint.TRADES, attempt=2, retry_in=3.0)
    signed_in.tick()
    signed_in.later(2.0)
    assert panel.state == "▲ waiting; this is 42 s old"


def test_orders_of_an_account_that_is_not_followed_live_leave_the_chart(signed_in: Kit) -> None:
    signed_in.later(1.0)
    signed_in.desk.connect(ConnectionState.BACKING_OFF, endpoint=Endpoint.TRADES, attempt=2, retry_in=3.0)
    signed_in.tick()
    signed_in.later(14.0)
    assert signed_in.chart.account_orders == ACCOUNT.open_orders
    signed_in.later(2.0)
    assert signed_in.chart.account_orders == ()
    signed_in.desk.connect(endpoint=Endpoint.TRADES)
    signed_in.tick()
    assert signed_in.chart.account_orders == ACCOUNT.open_orders


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (EnvironmentName.PROD, "Your real account — read only"),
        (EnvironmentName.TESTNET, "Your testnet account — read only"),
        (EnvironmentName.DEMO, "Your demo account — read only"),
    ],
)
def test_whose_account_it_is_and_that_it_is_only_shown(
    make_kit: Callable[..., Kit], name: EnvironmentName, title: str
) -> None:
    kit = make_kit(FakeDesk(environment=Environment(name)))
    assert kit.window.account_panel.title == title


def test_nothing_in_the_panel_can_be_pressed_or_edited(signed_in: Kit) -> None:
    panel = signed_in.window.account_panel
    assert not panel.findChildren(QLineEdit)
    own = [button for button in panel.findChildren(QAbstractButton) if button.text()]
    assert not own


def test_the_users_wish_to_hide_it_is_kept(signed_in: Kit, qtbot: QtBot) -> None:
    dock = signed_in.window.account_dock
    dock.toggleViewAction().trigger()
    assert dock.isHidden()
    assert signed_in.settings.account_panel is False
    signed_in.desk.connect(ConnectionState.OFFLINE, endpoint=Endpoint.EDGE)
    signed_in.desk.sign_in()
    signed_in.tick()
    assert dock.isHidden()
    dock.toggleViewAction().trigger()
    assert not dock.isHidden()


def test_a_selection_survives_news_of_the_account(signed_in: Kit, qtbot: QtBot) -> None:
    panel = signed_in.window.account_panel
    panel.tabs.setCurrentIndex(1)
    table = panel.tabs.widget(1)
    assert isinstance(table, TablePanel)
    table.view.selectRow(0)
    filled = replace(ORDER, traded_size=D(1))
    signed_in.desk.follow_account(replace(ACCOUNT, open_orders=(filled, ACCOUNT.open_orders[1])))
    signed_in.tick()
    assert [index.row() for index in table.view.selectionModel().selectedRows()] == [0]
    assert cells(panel, 1, 0)[4] == "1.00"
    qtbot.keyClick(table.view, Qt.Key.Key_Escape)
