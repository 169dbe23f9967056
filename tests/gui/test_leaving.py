"""The ways out: nothing is lost, nothing is asked twice, and the environment is unmistakable."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine import DeskError, Environment, EnvironmentName
from gui.leaving import Next, Way
from gui.panels.environment_badge import EnvironmentBand, environment_shape
from gui.theme import DARK
from tests.fakes.fake_desk import FakeDesk
from tests.gui.conftest import Kit

SPEC_ID = 1


@pytest.fixture
def running(kit: Kit) -> Kit:
    """A window with one running grid."""
    kit.open()
    kit.tasks.spawn(_start(kit), name="start")
    kit.tick()
    assert [grid.running for grid in kit.desk.grids()] == [True]
    return kit


async def _start(kit: Kit) -> None:
    await kit.desk.start_grid(kit.desk.sample_grid("ETH_USDT_Perp"))


def decisions(kit: Kit) -> list[Next]:
    told: list[Next] = []
    kit.bench.leaving.decided.connect(told.append)
    return told


def press(qtbot: QtBot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_grids_closing_closes(kit: Kit) -> None:
    kit.open()
    told = decisions(kit)
    kit.window.close()
    assert told == [Next(Way.QUIT)]


def test_with_a_running_grid_it_asks_once_and_keeping_it_is_the_default(running: Kit, qtbot: QtBot) -> None:
    told = decisions(running)
    running.window.close()
    running.window.close()
    question = running.bench.leaving.question
    assert question is not None
    assert "1 paper grid" in question.text()
    assert question.defaultButton() is question.keep_button
    assert told == []
    qtbot.keyClick(question, Qt.Key.Key_Return)
    assert told == [Next(Way.QUIT)]
    assert running.desk.grids()[0].running


def test_cancel_stays(running: Kit, qtbot: QtBot) -> None:
    told = decisions(running)
    running.window.commands.quit.trigger()
    qtbot.keyClick(running.bench.leaving.question, Qt.Key.Key_Escape)
    assert told == []
    assert running.bench.leaving.question is None
    assert running.window.isVisible()


def test_stopping_stops_and_then_leaves(running: Kit, qtbot: QtBot) -> None:
    told = decisions(running)
    running.window.close()
    press(qtbot, running.bench.leaving.question.stop_button)
    assert told == [Next(Way.QUIT)]
    assert not running.desk.grids()[0].running


def test_a_stop_that_fails_leaves_everything_open_and_says_so(running: Kit, qtbot: QtBot) -> None:
    told = decisions(running)
    running.desk.refuse["stop_grid"] = DeskError("the journal is paused")
    running.window.close()
    press(qtbot, running.bench.leaving.question.stop_button)
    assert told == []
    assert "the journal is paused" in running.window.notice.text
    assert running.desk.grids()[0].running


def test_another_environment_asks_with_grids_and_not_without(running: Kit, qtbot: QtBot) -> None:
    told = decisions(running)
    prod = next(a for a in running.window.commands.environments.actions() if a.data() is EnvironmentName.PROD)
    prod.trigger()
    question = running.bench.leaving.question
    assert question is not None
    assert question.stop_button is None
    assert "come back to demo" in question.informativeText()
    checked = [a.data() for a in running.window.commands.environments.actions() if a.isChecked()]
    assert checked == [EnvironmentName.DEMO]
    press(qtbot, question.keep_button)
    assert told == [Next(Way.SWITCH, EnvironmentName.PROD)]


def test_the_environment_that_is_open_is_not_opened_again(kit: Kit) -> None:
    kit.open()
    told = decisions(kit)
    kit.bench.leaving.switch(EnvironmentName.DEMO)
    kit.bench.leaving.switch(EnvironmentName.TESTNET)
    assert told == [Next(Way.SWITCH, EnvironmentName.TESTNET)]


def test_closing_into_the_tray_hides_and_the_tray_brings_it_back(running: Kit) -> None:
    told = decisions(running)
    running.bench.leaving.has_tray = True
    running.settings.preferences = replace(running.settings.preferences, close_to_tray=True)
    running.window.close()
    assert not running.window.isVisible()
    assert told == []
    assert running.bench.leaving.question is None
    running.bench.tray.show_action.trigger()
    assert running.window.isVisible()


def test_the_tray_can_stop_every_grid_after_a_question(running: Kit, qtbot: QtBot) -> None:
    running.bench.tray.stop_action.trigger()
    question = running.bench.leaving.question
    assert question is not None
    press(qtbot, question.stop_button)
    assert not running.desk.grids()[0].running


@pytest.mark.parametrize("name", EnvironmentName)
def test_an_environment_is_told_by_word_shape_and_band(
    make_kit: Callable[..., Kit], name: EnvironmentName
) -> None:
    kit = make_kit(FakeDesk(environment=Environment(name)))
    badge = kit.window.top_bar.environment
    assert badge.text() == f"{environment_shape(name)} {name.value.upper()}"
    assert name.value in badge.accessibleName()
    assert name.value.upper() in kit.window.windowTitle()
    offered = [a.data() for a in kit.window.commands.environments.actions() if a.isVisible()]
    assert {EnvironmentName.DEMO, EnvironmentName.TESTNET, EnvironmentName.PROD, name} == set(offered)


def test_the_bands_differ_even_without_colour(qtbot: QtBot) -> None:
    pictures = []
    for name in (EnvironmentName.DEMO, EnvironmentName.TESTNET, EnvironmentName.PROD):
        band = EnvironmentBand(name)
        qtbot.addWidget(band)
        band.show_theme(DARK)
        band.resize(200, band.height())
        pictures.append(band.grab().toImage())
    demo, testnet, prod = pictures
    assert demo != prod
    greys = {testnet.pixelColor(x, 2).lightness() for x in range(40)}
    assert max(greys) - min(greys) > 60, "the test market's band is striped"
