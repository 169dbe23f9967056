"""The connection as the trader sees it: chips, details, recoveries, sleep, and the faults of the Demo menu."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QMenuBar
from pytestqt.qtbot import QtBot

from engine import (
    NS_PER_SECOND,
    Candle,
    ConnectionState,
    DeskError,
    Endpoint,
    Environment,
    EnvironmentName,
    FeedView,
    GapFound,
    Interval,
)
from gui.candle_controller import newest_of
from gui.dialogs.connection import REFRESH_MS, ConnectionDialog
from gui.panels.draft_offer import Suggestion
from tests.fakes.fake_desk import START_NS, FakeDesk
from tests.gui.conftest import Kit

ETH = "ETH_USDT_Perp"
MINUTE = 60 * NS_PER_SECOND
SLEPT = "the computer was asleep or its clock jumped (123 s)"

TRADES = FeedView(
    endpoint=Endpoint.MARKET_DATA,
    stream="v1.trade",
    instrument=ETH,
    state=ConnectionState.LIVE,
    age=0.4,
    messages=1234,
    per_second=12.34,
    sequence_gaps=2,
    duplicates=3,
    recovered=431,
    connects=5,
    round_trip=0.0123,
    clock_offset_ns=-250_000_000,
    last_error="the connection was reset",
)


def bar(minute: int, close: str, *, trades: int = 3) -> Candle:
    price, opens = Decimal(close), START_NS // MINUTE * MINUTE + minute * MINUTE
    return Candle(ETH, opens, opens + MINUTE, price, price + 1, price - 1, price, Decimal(1), price, trades)


def messages(kit: Kit) -> list[str]:
    return [message.text for message in kit.window.messages.rows()]


def open_details(kit: Kit, qtbot: QtBot) -> ConnectionDialog:
    qtbot.mouseClick(kit.window.top_bar.chip.chip, Qt.MouseButton.LeftButton)
    dialog = kit.bench.connection.dialog
    assert dialog is not None
    return dialog


def choose(qtbot: QtBot, kit: Kit, menu_title: str, entry: str) -> None:
    """Open a menu and click an entry, as the user does."""
    bar_of_menus = kit.window.findChild(QMenuBar)
    assert bar_of_menus is not None
    action = next(action for action in bar_of_menus.actions() if action.text().replace("&", "") == menu_title)
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.popup(kit.window.mapToGlobal(QPoint(100, 40)))
    chosen = next(action for action in menu.actions() if action.text().replace("&", "") == entry)
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(chosen).center())


def test_recovering_is_shown_until_the_gap_is_told(kit: Kit) -> None:
    kit.open()
    kit.desk.recover(ETH, 431)
    kit.tick()
    chip = kit.window.top_bar.chip
    assert chip.text.startswith("↻ Recovering ")
    assert chip.text.endswith(", 431 trades")
    kit.desk.recover(ETH, 1431)
    kit.tick()
    assert chip.text.endswith(", 1,431 trades")
    kit.desk.recovered(ETH, 1431)
    kit.tick()
    assert chip.text == "● Live 0.0 s"


def test_recovering_ends_without_a_gap_when_the_feed_is_ready(kit: Kit) -> None:
    kit.open()
    kit.desk.recover(ETH, 0)
    kit.tick()
    kit.later(0.25)
    assert "Recovering" in kit.window.top_bar.chip.text
    kit.desk.make_ready(ETH)
    kit.tasks.step()
    kit.later(0.25)
    assert kit.window.top_bar.chip.text == "● Live 0.5 s"


def test_a_recovery_that_begins_again_is_not_ended_by_the_one_before(kit: Kit) -> None:
    kit.open()
    kit.desk.recover(ETH, 10)
    kit.tick()
    kit.desk.make_ready(ETH)
    kit.tasks.step()
    kit.desk.recover(ETH, 20, seconds=5)
    kit.tick()
    kit.later(0.25)
    assert kit.window.top_bar.chip.text.endswith(", 20 trades")


def test_the_session_chip_follows_the_sign_in(make_kit: Callable[..., Kit], qtbot: QtBot) -> None:
    kit = make_kit(FakeDesk(environment=Environment(EnvironmentName.TESTNET)))
    chip = kit.window.session_chip
    kit.open()
    assert chip.text() == "○ Signed out: public data"
    kit.desk.connect(ConnectionState.AUTHENTICATING, endpoint=Endpoint.EDGE)
    kit.tick()
    assert chip.text() == "◌ Signing in…"
    kit.desk.sign_in("9876544242")
    kit.tick()
    assert chip.text() == "● Signed in …4242"
    assert not any("9876544242" in text for text in messages(kit))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert kit.bench.keys.dialog is not None
    assert kit.bench.keys.dialog.isVisible()


def test_one_click_on_the_chip_opens_the_details_without_blocking(kit: Kit, qtbot: QtBot) -> None:
    kit.desk.streams = (TRADES,)
    kit.open()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=3, retry_in=4.0, reason="connection reset")
    kit.tick()
    dialog = open_details(kit, qtbot)
    assert dialog.isVisible()
    assert not dialog.isModal()
    table = dialog.feeds_table.model
    assert [table.index(0, column).data() for column in range(table.columnCount())] == [
        "Market data",
        "v1.trade",
        ETH,
        "● live",
        "0.4 s",
        "12.3",
        "2",
        "3",
        "431",
        "4",
        "12 ms",
        "−250 ms",
        "the connection was reset",
    ]
    endpoints = dialog.endpoints_table.model
    rows = [[endpoints.index(row, column).data() for column in range(5)] for row in range(3)]
    assert rows[0] == ["Market data", "↻ waiting", "3", "4.0 s", "connection reset"]
    assert [row[0] for row in rows] == ["Market data", "Sign-in", "Account"]


def test_reconnect_now_is_in_the_details(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    dialog = open_details(kit, qtbot)
    qtbot.mouseClick(dialog.reconnect_button, Qt.MouseButton.LeftButton)
    assert ("reconnect_now",) in kit.desk.calls


def test_the_details_are_refreshed_once_a_second_and_only_while_they_are_seen(kit: Kit, qtbot: QtBot) -> None:
    kit.desk.streams = (TRADES,)
    kit.open()
    kit.later(1.0)
    assert ("feeds",) not in kit.desk.calls
    dialog = open_details(kit, qtbot)
    assert REFRESH_MS == 1000
    assert kit.desk.calls.count(("feeds",)) == 1
    kit.desk.streams = (replace(TRADES, sequence_gaps=7),)
    dialog.refresh_requested.emit()
    assert dialog.feeds_table.model.index(0, 6).data() == "7"
    assert dialog.refreshes
    qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert not dialog.refreshes


def test_nothing_is_asked_of_a_desk_that_is_not_open_yet(kit: Kit, qtbot: QtBot) -> None:
    qtbot.mouseClick(kit.window.top_bar.chip.chip, Qt.MouseButton.LeftButton)
    assert kit.bench.connection.dialog is None
    assert not kit.window.commands.details.isEnabled()
    assert not kit.desk.calls


def test_the_menu_leads_to_the_details_too(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    choose(qtbot, kit, "Connection", "Connection details…")
    assert kit.bench.connection.dialog is not None
    assert kit.bench.connection.dialog.isVisible()


@pytest.mark.parametrize("event", ["reconnect", "gap"])
def test_the_candles_are_repaired_after_what_was_missed(kit: Kit, event: str) -> None:
    kit.desk.history[ETH, Interval.M1] = (bar(0, "3160"), bar(1, "3161"))
    kit.open()
    resets = kit.chart.resets
    kit.desk.calls.clear()
    kit.desk.history[ETH, Interval.M1] = (bar(0, "3170", trades=50), bar(1, "3171", trades=50))
    if event == "reconnect":
        kit.desk.connect(ConnectionState.BACKING_OFF, attempt=1, retry_in=1.0)
        kit.tick()
        assert not kit.desk.calls
        kit.desk.connect()
    else:
        kit.desk.recovered(ETH, 47)
    kit.tick()
    assert kit.desk.calls.count(("candles", ETH, Interval.M1)) == 1
    assert [candle.close for candle in kit.chart.candles] == [Decimal(3170), Decimal(3171)]
    assert kit.chart.resets == resets, "the user's zoom and place are kept"


def test_a_gap_of_another_instrument_leaves_the_candles_alone(kit: Kit) -> None:
    kit.open()
    kit.desk.calls.clear()
    kit.desk.recovered("BTC_USDT_Perp", 47)
    kit.tick()
    assert not [call for call in kit.desk.calls if call[0] == "candles"]


def test_what_was_drawn_while_the_candles_were_fetched_is_kept_where_it_is_newer() -> None:
    fetched = (bar(0, "3160", trades=9), bar(1, "3161", trades=4))
    drawn = {candle.open_time: candle for candle in (bar(0, "1", trades=2), bar(1, "3165", trades=6))}
    drawn[bar(2, "3166").open_time] = bar(2, "3166")
    assert [candle.close for candle in newest_of(fetched, drawn)] == [
        Decimal(3160),
        Decimal(3165),
        Decimal(3166),
    ]


def test_gaps_reach_the_chart(kit: Kit) -> None:
    kit.open()
    whole = GapFound(START_NS, ETH, START_NS - MINUTE, START_NS, 12, recovered=True)
    lost = GapFound(START_NS, ETH, START_NS, START_NS + MINUTE, None, recovered=False)
    kit.desk.tell(whole)
    kit.desk.tell(lost)
    kit.tick()
    assert kit.chart.gaps == (whole, lost)


def test_an_old_price_is_dimmed_wherever_something_depends_on_it(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    panel = kit.window.grid_panel
    qtbot.mouseClick(panel.offer.button(Suggestion.AROUND), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.start_button, Qt.MouseButton.LeftButton)
    view = kit.desk.views[1]
    kit.desk.views[1] = replace(
        view, totals=replace(view.totals, unrealized=Decimal("1.5"), total=Decimal("1.5"))
    )
    kit.bench.grids.refresh()
    kit.bench.records.refresh()
    assert (panel.card.role("total"), panel.card.role("unrealized")) == ("up", "up")
    assert panel.price_warning == ""
    for _ in range(8):
        kit.later(2.0)
    assert panel.price_warning == "▲ The price is 16 s old."
    assert (panel.card.role("total"), panel.card.role("unrealized")) == ("muted", "muted")
    assert kit.chart.price[1] is False
    distances = kit.window.orders.index(0, kit.window.orders.DISTANCE_COLUMN)
    assert "which is not live" in distances.data(Qt.ItemDataRole.ToolTipRole)
    kit.desk.trade_at(ETH, "3161.00")
    kit.tick()
    assert panel.price_warning == ""
    assert panel.card.role("total") == "up"


def test_a_sleep_is_said_together_with_what_was_recovered(kit: Kit) -> None:
    kit.open()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=1, retry_in=1.0, reason=SLEPT)
    kit.tick()
    assert "123 s were missed. Reconnecting" in kit.window.notice.text
    kit.desk.connect()
    kit.desk.recover(ETH, 431, seconds=123)
    kit.tick()
    kit.desk.recovered(ETH, 431, seconds=123)
    kit.tick()
    assert "123 s were missed while the computer slept; 431 trades recovered." in kit.window.notice.text


def test_a_sleep_in_which_nothing_traded_is_said_too(kit: Kit) -> None:
    kit.open()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=1, retry_in=1.0, reason=SLEPT)
    kit.desk.connect()
    kit.tick()
    kit.later(0.25)
    assert kit.window.notice.text.endswith("; 0 trades recovered.")
    kit.desk.recovered(ETH, 5)
    kit.tick()
    assert kit.window.notice.text.endswith("; 0 trades recovered."), "a later gap is another story"


def test_trades_that_a_sleep_lost_for_good_are_said_to_be_lost(kit: Kit) -> None:
    kit.open()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=1, retry_in=1.0, reason=SLEPT)
    kit.desk.connect()
    kit.desk.recovered(ETH, None, whole=False)
    kit.tick()
    assert "fills may be missing" in kit.window.notice.text


def test_an_ordinary_loss_is_no_sleep(kit: Kit) -> None:
    kit.open()
    kit.desk.connect(ConnectionState.BACKING_OFF, attempt=1, retry_in=1.0, reason="connection reset")
    kit.desk.connect()
    kit.desk.recovered(ETH, 12)
    kit.tick()
    kit.later(0.25)
    assert kit.window.notice.text == ""


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("Cut the connection", "cut"),
        ("Go silent", "silent"),
        ("Drop 20 trades", "drop_trades"),
        ("Expire the session", "expire_session"),
        ("Reject the key", "reject_key"),
        ("Restart the gateway", "restart_gateway"),
        ("Heal everything", "heal"),
    ],
)
def test_every_fault_is_one_click_in_the_demo_menu(kit: Kit, qtbot: QtBot, entry: str, name: str) -> None:
    kit.open()
    choose(qtbot, kit, "Demo", entry)
    assert ("demo_fault", name) in kit.desk.calls
    assert kit.window.notice.text.partition("Demo: ")[2] == messages(kit)[-1]


def test_a_fault_that_fails_says_why(kit: Kit) -> None:
    kit.open()
    kit.desk.refuse["demo_fault"] = DeskError("the exchange is gone")
    kit.window.commands.fault("cut").trigger()
    assert "the exchange is gone" in kit.window.notice.text


@pytest.mark.parametrize("name", [EnvironmentName.PROD, EnvironmentName.TESTNET])
def test_only_the_demo_has_a_demo_menu(make_kit: Callable[..., Kit], name: EnvironmentName) -> None:
    kit = make_kit(FakeDesk(environment=Environment(name)))
    kit.open()
    menus = kit.window.findChild(QMenuBar)
    assert menus is not None
    assert "Demo" not in [action.text().replace("&", "") for action in menus.actions()]
    assert not any(action.isEnabled() for action in kit.window.commands.faults.actions())
