"""The settings: applied at once, taken back as a whole, and there again after a restart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import DEFAULT_MAKER_FEE, EnvironmentName, FillModel
from gui.dialogs.settings import SettingsDialog
from gui.dialogs.settings_page import choose
from gui.notifications.decide import Happening
from gui.palettes import coloured
from gui.preferences import Colours, Fees, Preferences, QuietHours
from gui.settings import WindowSettings
from gui.theme import DARK, LIGHT
from gui.zone import Zone
from tests.gui.conftest import Kit


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(Preferences(), environment=EnvironmentName.DEMO, has_tray=True)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def type_into(qtbot: QtBot, field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def test_every_choice_is_told_at_once(dialog: SettingsDialog, qtbot: QtBot) -> None:
    told: list[Preferences] = []
    dialog.changed.connect(told.append)
    choose(dialog.look.theme_box, "light")
    choose(dialog.look.colours_box, Colours.RED_UP)
    choose(dialog.look.language_box, "zh_CN")
    choose(dialog.look.zone_box, Zone.UTC)
    dialog.look.tray_check.click()
    choose(dialog.trading.model_box, FillModel.TOUCH)
    dialog.tabs.setCurrentIndex(1)
    type_into(qtbot, dialog.trading.maker_field, "0.02")
    qtbot.keyClick(dialog.trading.maker_field, Qt.Key.Key_Return)
    dialog.tabs.setCurrentIndex(2)
    dialog.alerts.checks[Happening.FILL].click()
    dialog.alerts.sounds_check.click()
    dialog.alerts.quiet_check.click()
    expected = Preferences(
        theme="light",
        colours=Colours.RED_UP,
        language="zh_CN",
        zone=Zone.UTC,
        close_to_tray=True,
        fill_model=FillModel.TOUCH,
        fees={"demo": Fees(Decimal("0.0002"), Decimal("0.00045"))},
        happenings=frozenset(Happening) - {Happening.FILL},
        sounds=True,
        quiet=True,
    )
    assert told[-1] == expected
    assert dialog.preferences == expected


def test_everything_is_taken_back_with_one_click(dialog: SettingsDialog, qtbot: QtBot) -> None:
    assert not dialog.revert_button.isEnabled()
    choose(dialog.look.theme_box, "light")
    choose(dialog.trading.model_box, FillModel.TOUCH)
    told: list[Preferences] = []
    dialog.changed.connect(told.append)
    qtbot.mouseClick(dialog.revert_button, Qt.MouseButton.LeftButton)
    assert told == [Preferences()]
    assert dialog.look.theme_box.currentData() == "dark"
    assert not dialog.revert_button.isEnabled()


def test_a_fee_that_is_none_is_not_applied_and_says_what_is(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.tabs.setCurrentIndex(1)
    page = dialog.trading
    type_into(qtbot, page.maker_field, "12x")
    assert page.maker_field.property("invalid")
    assert "between -10 and 10" in page.problem.text()
    qtbot.keyClick(page.maker_field, Qt.Key.Key_Return)
    assert dialog.preferences.fees == {}
    assert Decimal(page.maker_field.text()) / 100 == DEFAULT_MAKER_FEE
    type_into(qtbot, page.maker_field, "0.01")
    qtbot.keyClick(page.maker_field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.preferences.fees["demo"].maker == Decimal("0.0001")
    qtbot.mouseClick(page.reset_button, Qt.MouseButton.LeftButton)
    assert dialog.preferences.fees == {}
    assert Decimal(page.maker_field.text()) / 100 == DEFAULT_MAKER_FEE


def test_fees_belong_to_one_environment(dialog: SettingsDialog, qtbot: QtBot) -> None:
    dialog.tabs.setCurrentIndex(1)
    type_into(qtbot, dialog.trading.taker_field, "0.1")
    qtbot.keyClick(dialog.trading.taker_field, Qt.Key.Key_Return)
    choose(dialog.trading.environment_box, "prod")
    assert dialog.trading.taker_field.text() == "0.045"
    choose(dialog.trading.environment_box, "demo")
    assert dialog.trading.taker_field.text() == "0.1"


def test_preferences_come_back_from_the_file(tmp_path: Path) -> None:
    chosen = Preferences(
        theme="light",
        language="zh_CN",
        colours=Colours.BLUE_ORANGE,
        zone=Zone.UTC,
        fill_model=FillModel.TOUCH,
        fees={"prod": Fees(Decimal("-0.00001"), Decimal("0.0005"))},
        notify=False,
        sounds=True,
        happenings=frozenset({Happening.STOP}),
        quiet=True,
        quiet_hours=QuietHours(time(23, 15), time(6, 45)),
        close_to_tray=True,
    )
    first = WindowSettings(tmp_path)
    assert first.environment is None
    assert first.preferences == Preferences()
    first.preferences = chosen
    first.environment = EnvironmentName.TESTNET
    first.save()
    second = WindowSettings(tmp_path)
    assert second.preferences == chosen
    assert second.environment is EnvironmentName.TESTNET
    second.preferences = replace(chosen, happenings=frozenset(), fees={})
    assert second.preferences.happenings == frozenset()
    assert second.preferences.fees == {}


def test_damaged_preferences_count_as_not_there(tmp_path: Path) -> None:
    (tmp_path / "window.ini").write_text(
        "[view]\nlanguage=klingon\ncolours=pink\nzone=moon\nenvironment=mars\n[demo]\nfees=NaN 1\n"
        "[notifications]\nquiet_hours=25:00 x\non=perhaps\n",
        encoding="utf-8",
    )
    settings = WindowSettings(tmp_path)
    assert settings.preferences == Preferences()
    assert settings.environment is None


def test_a_change_reaches_the_window_at_once(kit: Kit) -> None:
    kit.open()
    kit.window.commands.settings.trigger()
    dialog = kit.bench.settings.dialog
    assert dialog is not None
    choose(dialog.look.theme_box, "light")
    assert kit.chart.theme == LIGHT
    choose(dialog.look.colours_box, Colours.BLUE_ORANGE)
    assert kit.chart.theme == coloured(LIGHT, Colours.BLUE_ORANGE)
    checked = kit.window.commands.themes.checkedAction()
    assert checked is not None
    assert checked.data() == "light"
    dialog.revert()
    assert kit.chart.theme == DARK
    dialog.close()
    assert kit.bench.settings.dialog is None


@pytest.mark.parametrize("change", [{"language": "zh_CN"}, {"zone": Zone.UTC}])
def test_a_change_of_words_asks_for_a_new_window_that_opens_the_same_page(
    make_kit: Callable[..., Kit], change: dict[str, object]
) -> None:
    kit = make_kit()
    decided = []
    kit.bench.leaving.decided.connect(decided.append)
    kit.bench.settings.open_dialog()
    dialog = kit.bench.settings.dialog
    assert dialog is not None
    dialog.tabs.setCurrentIndex(1)
    dialog.changed.emit(replace(dialog.preferences, **change))
    assert [what.way.value for what in decided] == ["rebuild"]
    state = kit.bench.settings.state()
    assert state is not None
    second = make_kit()
    second.bench.settings.reopen(state)
    reopened = second.bench.settings.dialog
    assert reopened is not None
    assert reopened.page == 1
    assert reopened.revert_button.isEnabled()
    for one in (dialog, reopened):
        one.close()
