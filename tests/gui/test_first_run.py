"""The first start: three choices for keyboard and mouse, in either language, and never again."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.dialogs.first_run import Beginning, FirstRunDialog

Key = Qt.Key


@pytest.fixture
def dialog(qtbot: QtBot) -> FirstRunDialog:
    dialog = FirstRunDialog(("zh_CN", "简体中文"))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.buttons[Beginning.DEMO].hasFocus)
    return dialog


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([Key.Key_Return], Beginning.DEMO),
        ([Key.Key_Space], Beginning.DEMO),
        ([Key.Key_Down, Key.Key_Return], Beginning.WATCH),
        ([Key.Key_Tab, Key.Key_Tab, Key.Key_Return], Beginning.CONNECT),
        ([Key.Key_Up, Key.Key_Return], Beginning.CONNECT),
        ([Key.Key_2], Beginning.WATCH),
    ],
)
def test_the_keyboard_is_enough(
    dialog: FirstRunDialog, qtbot: QtBot, keys: list[Key], chosen: Beginning
) -> None:
    told: list[Beginning] = []
    dialog.chosen.connect(told.append)
    for key in keys:
        qtbot.keyClick(dialog.focusWidget(), key)
    assert told == [chosen]


def test_closing_chooses_nothing_and_is_told_once(dialog: FirstRunDialog, qtbot: QtBot) -> None:
    told: list[str] = []
    dialog.closed.connect(lambda: told.append("closed"))
    dialog.chosen.connect(told.append)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert told == ["closed"]
    assert not dialog.isVisible()


def test_the_other_language_is_one_click_away(dialog: FirstRunDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.language_wanted) as wanted:
        qtbot.mouseClick(dialog.language_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["zh_CN"]


def test_every_choice_says_what_it_is_to_screen_readers(dialog: FirstRunDialog) -> None:
    for button in dialog.buttons.values():
        assert button.accessibleName()
        assert button.accessibleDescription()
