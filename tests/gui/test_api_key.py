"""The API-key dialog: what it does with a key, and that it leaves none behind."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from engine import Environment, EnvironmentName, KeyStoreError, LoginOutcome, Secret
from gui.dialogs.api_key import ApiKeyDialog
from tests.fakes.fake_desk import FakeDesk
from tests.fakes.stepped import FakeKeyStore, Gate
from tests.gui.conftest import Kit

KEY = "2kQ7exampleKEY0123456789"
TESTNET = EnvironmentName.TESTNET


@pytest.fixture
def open_dialog(make_kit: Callable[..., Kit]) -> Callable[..., tuple[Kit, ApiKeyDialog]]:
    def build(keys: FakeKeyStore | None = None) -> tuple[Kit, ApiKeyDialog]:
        kit = make_kit(FakeDesk(environment=Environment(TESTNET)), keys)
        kit.window.commands.api_key.trigger()
        assert kit.bench.keys.dialog is not None
        return kit, kit.bench.keys.dialog

    return build


OpenDialog = Callable[..., tuple[Kit, ApiKeyDialog]]


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_is_typed_is_hidden_and_saved_and_used(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    kit, dialog = open_dialog()
    assert dialog.environment is TESTNET
    assert "Test keyring" in dialog.store_label.text()
    assert not dialog.save_button.isEnabled()
    qtbot.keyClicks(dialog.key_field, KEY)
    assert dialog.key_field.echoMode() is QLineEdit.EchoMode.Password
    assert KEY not in dialog.key_field.displayText()
    press(qtbot, dialog.save_button)
    assert kit.keys.kept == {TESTNET: Secret(KEY)}
    assert kit.desk.keys == [Secret(KEY)]
    assert dialog.key_field.text() == ""
    assert "Saved" in dialog.status_label.text()
    assert dialog.delete_button.isEnabled()


def test_a_stored_key_is_deleted_and_no_longer_used(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    keys = FakeKeyStore()
    keys.kept[TESTNET] = Secret(KEY)
    kit, dialog = open_dialog(keys)
    press(qtbot, dialog.delete_button)
    assert not keys.kept
    assert kit.desk.keys == [None]
    assert "Deleted" in dialog.status_label.text()
    assert not dialog.delete_button.isEnabled()


def test_a_good_key_shows_the_account(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    kit, dialog = open_dialog()
    qtbot.keyClicks(dialog.key_field, KEY)
    press(qtbot, dialog.test_button)
    assert "4242" in dialog.status_label.text()
    assert kit.desk.keys == []


def test_a_rejected_key_shows_the_exchanges_words_and_what_to_do(
    open_dialog: OpenDialog, qtbot: QtBot
) -> None:
    kit, dialog = open_dialog()
    kit.desk.outcome = LoginOutcome(
        ok=False, sub_account_id=None, message="The exchange rejected the key.", advice="Make a new one."
    )
    qtbot.keyClicks(dialog.key_field, KEY)
    press(qtbot, dialog.test_button)
    assert "rejected" in dialog.status_label.text()
    assert "Make a new one" in dialog.status_label.text()
    assert dialog.status_label.property("role") == "error"


def test_the_stored_key_can_be_tested_without_typing(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    keys = FakeKeyStore()
    keys.kept[TESTNET] = Secret(KEY)
    kit, dialog = open_dialog(keys)
    press(qtbot, dialog.test_button)
    assert ("check_key",) in kit.desk.calls


def test_without_a_key_store_a_key_is_for_this_session_only(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    keys = FakeKeyStore(usable=False, message="This computer offers no key store. For this session only.")
    kit, dialog = open_dialog(keys)
    assert "no key store" in dialog.store_label.text()
    qtbot.keyClicks(dialog.key_field, KEY)
    assert not dialog.save_button.isEnabled()
    press(qtbot, dialog.session_button)
    assert kit.desk.keys == [Secret(KEY)]
    assert not keys.kept
    assert dialog.key_field.text() == ""


def test_while_the_key_store_keeps_one_waiting_the_window_goes_on(
    open_dialog: OpenDialog, qtbot: QtBot
) -> None:
    kit, dialog = open_dialog()
    kit.keys.gate = Gate()
    qtbot.keyClicks(dialog.key_field, KEY)
    press(qtbot, dialog.save_button)
    assert dialog.busy
    assert "Waiting for the key store" in dialog.status_label.text()
    assert not dialog.save_button.isEnabled()
    assert not dialog.test_button.isEnabled()
    assert dialog.close_button.isEnabled()
    kit.keys.gate.is_open = True
    kit.tasks.step()
    assert not dialog.busy
    assert kit.keys.kept == {TESTNET: Secret(KEY)}


def test_a_key_store_that_refuses_is_said_and_the_key_stays_in_the_field(
    open_dialog: OpenDialog, qtbot: QtBot
) -> None:
    kit, dialog = open_dialog()
    qtbot.keyClicks(dialog.key_field, KEY)
    kit.keys.error = KeyStoreError("the key store is locked")
    press(qtbot, dialog.save_button)
    assert "locked" in dialog.status_label.text()
    assert dialog.key_field.text() == KEY
    assert not kit.desk.keys


def test_closing_leaves_no_key_anywhere(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    kit, dialog = open_dialog()
    qtbot.keyClicks(dialog.key_field, KEY)
    dialog.key_field.selectAll()
    qtbot.keyClick(dialog.key_field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert KEY not in QGuiApplication.clipboard().text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert dialog.key_field.text() == ""
    kit.settings.save()
    assert KEY not in kit.settings.path.read_text(encoding="utf-8")
    assert not any(KEY in message.text for message in kit.window.messages.rows())


def test_another_environments_key_is_kept_but_not_used_here(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    kit, dialog = open_dialog()
    dialog.environment_box.setCurrentIndex(dialog.environment_box.findData(EnvironmentName.PROD))
    qtbot.keyClicks(dialog.key_field, KEY)
    assert not dialog.session_button.isEnabled()
    press(qtbot, dialog.save_button)
    assert kit.keys.kept == {EnvironmentName.PROD: Secret(KEY)}
    assert not kit.desk.keys
    assert "--env prod" in dialog.status_label.text()


def test_changing_the_environment_clears_the_field(open_dialog: OpenDialog, qtbot: QtBot) -> None:
    _, dialog = open_dialog()
    qtbot.keyClicks(dialog.key_field, KEY)
    dialog.environment_box.setCurrentIndex(dialog.environment_box.findData(EnvironmentName.PROD))
    assert dialog.key_field.text() == ""


def test_the_stored_key_is_used_from_the_start(make_kit: Callable[..., Kit]) -> None:
    keys = FakeKeyStore()
    keys.kept[TESTNET] = Secret(KEY)
    kit = make_kit(FakeDesk(environment=Environment(TESTNET)), keys)
    kit.open()
    assert kit.desk.keys == [Secret(KEY)]


def test_without_a_key_the_window_says_that_it_is_public_only(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(FakeDesk(environment=Environment(TESTNET)))
    kit.open()
    assert any("public market data only" in message.text for message in kit.window.messages.rows())
