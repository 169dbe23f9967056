"""Choosing an instrument: searching, the keyboard, and the prices beside the names."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import Instrument, Ticker
from gui.panels.instrument_list import CHANGE, LAST, NAME, VOLUME, short_amount
from gui.panels.instrument_picker import InstrumentPicker
from gui.ticker_controller import REFRESH_SECONDS
from tests.fakes.fake_desk import BTC, DOGE, ETH, START_NS, exchange_down
from tests.gui.conftest import Kit

SOL = replace(ETH, name="SOL_USDT_Perp", base="SOL")
GONE = replace(ETH, name="OLD_USDT_Perp", base="OLD", is_active=False)


def day(instrument: Instrument, last: str, opened: str, volume: str) -> Ticker:
    price = Decimal(last)
    quote = Decimal(volume)
    return Ticker(
        instrument.name, START_NS, price, price, Decimal(opened), price, price, quote, quote, None, None
    )


DAYS = {
    ETH.name: day(ETH, "3160", "3200", "90000000"),
    BTC.name: day(BTC, "100000", "98000", "1250000000"),
    DOGE.name: day(DOGE, "0.2", "0.2", "512"),
}


@pytest.fixture
def picker(qtbot: QtBot) -> Iterator[InstrumentPicker]:
    widget = InstrumentPicker()
    qtbot.addWidget(widget)
    widget.set_instruments((ETH, BTC, DOGE, SOL, GONE))
    widget.set_current(ETH.name)
    widget.show()
    yield widget
    widget.popup.close()


def shown(picker: InstrumentPicker, column: int = NAME) -> list[str]:
    table = picker.popup.filter
    return [str(table.index(row, column).data()).strip() for row in range(table.rowCount())]


def test_typing_searches_and_enter_chooses(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.start_search()
    assert picker.is_open
    assert picker.field.hasFocus() or picker.popup.isActiveWindow() or picker.popup.isVisible()
    qtbot.keyClicks(picker.field, "doge")
    assert shown(picker) == ["DOGE_USDT_Perp"]
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert chosen.args == ["DOGE_USDT_Perp"]
    assert not picker.is_open
    assert picker.text().startswith("DOGE_USDT_Perp")


def test_arrows_move_through_the_list(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.set_tickers(DAYS, "")
    picker.start_search()
    assert shown(picker) == ["BTC_USDT_Perp", "✓ ETH_USDT_Perp", "DOGE_USDT_Perp", "SOL_USDT_Perp"]
    assert picker.popup.table.currentIndex().row() == 1
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    qtbot.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.popup.table.currentIndex().row() == 3
    qtbot.keyClick(picker.field, Qt.Key.Key_PageUp)
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.keyClick(picker.field, Qt.Key.Key_Enter)
    assert chosen.args == ["BTC_USDT_Perp"]


def test_escape_closes_and_keeps_the_old_one(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.start_search()
    qtbot.keyClicks(picker.field, "btc")
    with qtbot.assertNotEmitted(picker.chosen):
        qtbot.keyClick(picker.popup, Qt.Key.Key_Escape)
    assert not picker.is_open
    assert picker.current == ETH.name


def test_a_click_chooses(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.start_search()
    table = picker.popup.table
    place = table.visualRect(picker.popup.filter.index(1, LAST)).center()
    wanted = picker.popup.filter.index(1, NAME).data().strip(" ✓\u2003")
    if wanted == ETH.name:
        place = table.visualRect(picker.popup.filter.index(0, LAST)).center()
        wanted = picker.popup.filter.index(0, NAME).data().strip(" ✓\u2003")
    with qtbot.waitSignal(picker.chosen) as chosen:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [wanted]


def test_nothing_found_says_what_to_do(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.start_search()
    qtbot.keyClicks(picker.field, "xyz")
    assert shown(picker) == []
    assert "xyz" in picker.popup.status.text()
    with qtbot.assertNotEmitted(picker.chosen):
        qtbot.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.is_open


def test_every_word_must_be_in_the_name(picker: InstrumentPicker, qtbot: QtBot) -> None:
    picker.start_search()
    qtbot.keyClicks(picker.field, "usdt eth")
    assert [name.strip("✓ ") for name in shown(picker)] == ["ETH_USDT_Perp"]


def test_what_is_no_longer_traded_is_not_offered(picker: InstrumentPicker) -> None:
    assert not any("OLD" in name for name in shown(picker))


def test_prices_changes_and_volumes_are_written_and_sort_by_number(picker: InstrumentPicker) -> None:
    picker.set_tickers(DAYS, "")
    assert shown(picker, LAST) == ["100,000.0", "3,160.00", "0.20000", "–"]
    assert shown(picker, CHANGE) == ["▲ +2.04 %", "▼ −1.25 %", "0.00 %", "–"]
    assert shown(picker, VOLUME) == ["1.2B USDT", "90.0M USDT", "512 USDT", "–"]
    picker.popup.table.sortByColumn(CHANGE, Qt.SortOrder.AscendingOrder)
    assert shown(picker)[1:3] == ["✓ ETH_USDT_Perp", "DOGE_USDT_Perp"]


def test_new_prices_keep_what_is_selected(picker: InstrumentPicker) -> None:
    picker.start_search()
    before = picker.popup.table.currentIndex().siblingAtColumn(NAME).data()
    picker.set_tickers(DAYS, "")
    assert picker.popup.table.currentIndex().siblingAtColumn(NAME).data() == before


@pytest.mark.parametrize(
    ("value", "text"), [("999", "999"), ("1000", "1.0K"), ("123456", "123K"), ("2500000000", "2.5B")]
)
def test_large_amounts_are_short(value: str, text: str) -> None:
    assert short_amount(Decimal(value)) == text


def test_opening_the_list_loads_the_prices_and_again_while_it_is_open(kit: Kit) -> None:
    kit.desk.days = DAYS
    kit.open()
    picker = kit.window.top_bar.picker
    assert ("tickers",) not in kit.desk.calls
    kit.window.commands.find_instrument.trigger()
    assert kit.desk.calls.count(("tickers",)) == 1
    assert "3,160.00" in shown(picker, LAST)
    kit.later(REFRESH_SECONDS - 1)
    assert kit.desk.calls.count(("tickers",)) == 1
    kit.later(2)
    assert kit.desk.calls.count(("tickers",)) == 2
    picker.popup.close()
    kit.later(REFRESH_SECONDS + 1)
    assert kit.desk.calls.count(("tickers",)) == 2


def test_prices_that_cannot_be_loaded_leave_the_names(kit: Kit) -> None:
    kit.desk.refuse["tickers"] = exchange_down()
    kit.open()
    picker = kit.window.top_bar.picker
    picker.start_search()
    assert "does not answer" in picker.popup.status.text()
    assert len(shown(picker)) == 3
    picker.popup.close()
