"""Every text on the screen has passed through the translation: a translator that marks what it gives out shows it."""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTableView,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine import EnvironmentName
from gui.dialogs.about import AboutDialog
from gui.dialogs.first_run import FirstRunDialog
from gui.dialogs.settings import SettingsDialog
from gui.help_pages import toggle_help
from gui.preferences import Preferences
from tests.fakes.fake_desk import FakeDesk
from tests.gui.conftest import Kit

NAMES = re.compile(
    r"Gridwell|Qt|GRVT|USDT|[A-Z]+_USDT_Perp|ETH|BTC|DOGE|UTC|CSV|JSON|English|简体中文|"
    r"(Ctrl|Shift|Alt|Meta|Del|Esc|Return|Enter|Tab|PgUp|PgDown|F1)\b|demo|testnet|prod|staging|dev|DEMO|TESTNET|PROD|STAGING|DEV"
)
WORD = re.compile(r"[A-Za-z]{2,}")


class Marker(QTranslator):
    """Gives every text back in brackets."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        if context == "Dates" or text == "%1":
            return text
        return f"⟦{text}⟧"

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


def outside_brackets(text: str) -> str:
    """What of a text did not come from the translation."""
    depth, outside = 0, []
    for character in text:
        depth += {"⟦": 1, "⟧": -1}.get(character, 0)
        if depth == 0 and character != "⟧":
            outside.append(character)
    return NAMES.sub("", "".join(outside))


def texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """Every text of a widget that a user can see or hear, with where it stands."""
    where = f"{type(widget).__name__} {widget.objectName()}".strip()
    yield where, widget.toolTip()
    yield where, widget.accessibleName()
    yield where, widget.accessibleDescription()
    yield where, widget.windowTitle()
    if isinstance(widget, QLabel | QAbstractButton):
        yield where, widget.text()
    if isinstance(widget, QGroupBox):
        yield where, widget.title()
    if isinstance(widget, QLineEdit):
        yield where, widget.placeholderText()
    if isinstance(widget, QComboBox):
        for index in range(widget.count()):
            yield where, widget.itemText(index)
    if isinstance(widget, QTabWidget):
        for index in range(widget.count()):
            yield where, widget.tabText(index)
    if isinstance(widget, QTableView):
        model: QAbstractItemModel = widget.model()
        for column in range(model.columnCount()):
            yield f"{where} header", str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def untranslated(window: QWidget) -> list[str]:
    widgets = [window, *window.findChildren(QWidget)]
    found = [pair for widget in widgets for pair in texts(widget)]
    found += [
        ("QAction", text)
        for action in window.findChildren(QAction)
        for text in (action.text(), action.toolTip())
    ]
    # Qt shortens an action's tool tip from its text, without the brackets
    return sorted({f"{where}: {text}" for where, text in found if WORD.search(outside_brackets(text))})


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[None]:
    marker = Marker(qapp)
    qapp.installTranslator(marker)
    yield
    qapp.removeTranslator(marker)


@pytest.mark.usefixtures("marked")
def test_the_window_with_a_running_grid_and_its_help(make_kit: Callable[..., Kit]) -> None:
    kit = make_kit(FakeDesk())
    kit.open()
    kit.tasks.spawn(_start(kit), name="start")
    kit.desk.fill(1, 7)
    kit.tick()
    kit.later(0.5)
    toggle_help(kit.window)
    assert untranslated(kit.window) == []


async def _start(kit: Kit) -> None:
    await kit.desk.start_grid(kit.desk.sample_grid("ETH_USDT_Perp"))


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(
            lambda: SettingsDialog(Preferences(), environment=EnvironmentName.DEMO, has_tray=False),
            id="settings",
        ),
        pytest.param(lambda: FirstRunDialog(("zh_CN", "简体中文")), id="first run"),
        pytest.param(AboutDialog, id="about"),
    ],
)
def test_the_dialogs(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    dialog = make()
    qtbot.addWidget(dialog)
    assert untranslated(dialog) == []


def test_the_marker_would_notice(qtbot: QtBot) -> None:
    label = QLabel("Start ⟦grid⟧")
    qtbot.addWidget(label)
    assert untranslated(label) == ["QLabel: Start ⟦grid⟧"]
