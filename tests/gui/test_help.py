"""The help shows every shortcut that there is, because it reads them where they work."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.help_pages import help_groups
from gui.panels.help_overlay import HelpOverlay
from tests.gui.conftest import Kit


def shown(kit: Kit) -> str:
    return " ".join(shortcut.keys for group in help_groups(kit.window) for shortcut in group.shortcuts)


def test_no_shortcut_of_the_window_is_missing(kit: Kit) -> None:
    kit.open()
    native = QKeySequence.SequenceFormat.NativeText
    sequences = [keys for action in kit.window.findChildren(QAction) for keys in action.shortcuts()]
    sequences += [shortcut.key() for shortcut in kit.window.findChildren(QShortcut)]
    sequences += [
        button.shortcut()
        for button in kit.window.findChildren(QAbstractButton)
        if not button.shortcut().toString().startswith("Alt+")
    ]
    missing = {keys.toString(native) for keys in sequences if not keys.isEmpty()} - set(
        shown(kit).replace("·", " ").split()
    )
    assert missing == set()


def test_no_two_commands_share_their_keys(kit: Kit) -> None:
    sequences = [
        keys.toString() for action in kit.window.commands.findChildren(QAction) for keys in action.shortcuts()
    ]
    assert len(sequences) == len(set(sequences))


def test_the_command_opens_and_closes_it(kit: Kit, qtbot: QtBot) -> None:
    kit.open()
    kit.window.commands.shortcuts.trigger()
    overlay = kit.window.findChild(HelpOverlay)
    assert overlay is not None
    assert overlay.isVisible()
    assert overlay.geometry() == kit.window.rect()
    kit.window.resize(1200, 760)
    assert overlay.size() == kit.window.size()
    kit.window.commands.shortcuts.trigger()
    qtbot.waitUntil(lambda: kit.window.findChild(HelpOverlay) is None)


def test_escape_closes_it(kit: Kit, qtbot: QtBot) -> None:
    kit.window.commands.shortcuts.trigger()
    qtbot.keyClick(kit.window.findChild(HelpOverlay), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: kit.window.findChild(HelpOverlay) is None)


def test_a_click_beside_the_card_closes_it_and_one_on_it_does_not(kit: Kit, qtbot: QtBot) -> None:
    kit.window.commands.shortcuts.trigger()
    overlay = kit.window.findChild(HelpOverlay)
    qtbot.waitUntil(lambda: overlay.card.x() > 0)
    qtbot.mouseClick(overlay.card, Qt.MouseButton.LeftButton)
    assert overlay.isVisible()
    qtbot.mouseClick(overlay, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    qtbot.waitUntil(lambda: kit.window.findChild(HelpOverlay) is None)


def test_every_word_has_its_room(kit: Kit) -> None:
    kit.window.commands.shortcuts.trigger()
    QApplication.processEvents()
    overlay = kit.window.findChild(HelpOverlay)
    short = [
        label.text() for label in overlay.findChildren(QLabel) if label.width() < label.sizeHint().width()
    ]
    assert not short
