"""The whole program on the demo exchange: closed and opened again, in another language, beside another one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from engine import Direction, EnvironmentName, GridSpec, Interval, MemoryKeys, Spacing, resolve_environment
from gui.dialogs.first_run import Beginning, FirstRunDialog
from gui.lifecycle import Lifecycle, Start
from gui.panels.draft_offer import Suggestion
from gui.panels.trouble_page import TroublePage

PATIENCE = 60.0
DEMO = Start(resolve_environment("demo", {}))


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def program(qapp: QApplication, home: Path, start: Start = DEMO) -> AsyncIterator[Lifecycle]:
    """The program from its start until it ended; it must end cleanly."""
    qapp.setQuitOnLastWindowClosed(False)
    style = (qapp.font(), qapp.palette())
    lifecycle = Lifecycle(qapp, start, {"GRIDWELL_HOME": str(home)}, keys=MemoryKeys())
    running = asyncio.create_task(lifecycle.run(), name="the program")
    try:
        yield lifecycle
    finally:
        lifecycle.quit()
        code = await running
        qapp.setQuitOnLastWindowClosed(True)
        font, palette = style
        qapp.setPalette(palette)
        qapp.setFont(font)
    assert code == 0


def click(button) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def start_a_grid(lifecycle: Lifecycle) -> None:
    await until(lambda: lifecycle.session is not None)
    panel = lifecycle.session.window.grid_panel
    await until(panel.offer.draw_button.isEnabled)
    click(panel.offer.button(Suggestion.AROUND))
    await until(panel.start_button.isEnabled)
    click(panel.start_button)
    await until(lifecycle.session.window.orders.rows)


async def test_closed_and_opened_again_everything_is_as_it_was(qapp: QApplication, tmp_path: Path) -> None:
    async with program(qapp, tmp_path) as first:
        await start_a_grid(first)
        bench = first.session.bench
        window = bench.window
        window.resize(1200, 720)
        await until(window.performance_panel.parentWidget)
        window.performance_panel.parentWidget().raise_()
        bench.market.choose_interval(Interval.M15)
        preferences = replace(bench._settings.preferences, theme="light", language="zh_CN")
        bench.settings._apply(preferences)
        await until(lambda: first.session.window is not window and first.session.window.orders.rows())
        size = first.session.window.size()
        orders = {(row.order.order_id, row.order.price) for row in first.session.window.orders.rows()}
        first.session.window.close()
        await until(lambda: first.session.bench.leaving.question is not None)
        QTest.keyClick(first.session.bench.leaving.question, Qt.Key.Key_Return)
        await until(lambda: first.session is None)

    async with program(qapp, tmp_path, Start(None)) as second:
        await until(lambda: second.session is not None and second.session.window.orders.rows())
        bench, window = second.session.bench, second.session.window
        assert bench.theme.name == "light"
        assert window.menus.actions()[0].text() != "&Grid"
        assert bench.market.interval is Interval.M15
        assert bench.market.instrument.name == "ETH_USDT_Perp"
        assert window.size() == size
        assert window.performance_panel.isVisible()
        assert bench._desk.environment.name is EnvironmentName.DEMO
        await until(lambda: [grid.grid_id for grid in bench._desk.grids() if grid.running] == [1])
        await until(lambda: window.notice.text)
        known = {(fill.order_id) for fill in bench._desk.grids()[0].fills}
        still_there = {(row.order.order_id, row.order.price) for row in window.orders.rows()}
        assert {order for order in orders if order[0] not in known} <= still_there


async def test_the_window_has_its_own_colours_and_not_the_system_s(
    qapp: QApplication, tmp_path: Path
) -> None:
    system = qapp.palette()
    paper = QPalette(QColor("#ffffff"))
    paper.setColor(QPalette.ColorRole.WindowText, QColor("#010203"))
    qapp.setPalette(paper)
    try:
        async with program(qapp, tmp_path) as running:
            await until(lambda: running.session is not None and running.session.window.isVisible())
            session = running.session
            labels = [label for label in session.window.grid_panel.findChildren(QLabel) if label.isVisible()]
            inks = {label.palette().color(QPalette.ColorRole.WindowText).name() for label in labels}
            assert session.bench.theme.text in inks
            assert "#010203" not in inks
    finally:
        qapp.setPalette(system)


async def test_another_language_keeps_the_desk_the_draft_and_the_messages(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with program(qapp, tmp_path) as running:
        await until(lambda: running.session is not None)
        before = running.session
        panel = before.window.grid_panel
        await until(panel.offer.draw_button.isEnabled)
        click(panel.offer.button(Suggestion.AROUND))
        await until(panel.start_button.isEnabled)
        draft, desk = before.bench.grids.drafts.state, before.bench._desk
        messages = len(before.window.messages.rows())
        before.bench.settings._apply(replace(before.bench._settings.preferences, language="zh_CN"))
        await until(lambda: running.session is not before)
        after = running.session.bench
        await until(lambda: after.grids.drafts.state == draft)
        assert after._desk is desk
        assert len(after.window.messages.rows()) >= messages
        await until(after.window.grid_panel.start_button.isEnabled)


async def test_a_second_gridwell_says_so_and_goes_on_when_the_first_is_gone(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with program(qapp, tmp_path) as second, program(qapp, tmp_path) as first:
        await until(lambda: first.session is not None and second.session is not None)
        failed = [
            one for one in (first, second) if await page_of(one, other=second if one is first else first)
        ]
        assert len(failed) == 1, "one of the two has the home"
        loser = failed[0]
        winner = second if loser is first else first
        page = loser.session.window.findChild(TroublePage)
        assert "already running" in page.accessibleName()
        winner.quit()
        await until(lambda: winner.session is None)
        window = loser.session.window
        click(page.buttons[0])
        await until(lambda: loser.session is not None and loser.session.window is not window)
        await until(loser.session.window.grid_panel.offer.draw_button.isEnabled)


async def page_of(one: Lifecycle, *, other: Lifecycle) -> bool:
    """Whether this program could not open its desk; waits until that is known."""
    await until(
        lambda: (
            one.session.window.findChild(TroublePage) is not None
            or one.session.window.grid_panel.offer.draw_button.isEnabled()
        )
    )
    return one.session.window.findChild(TroublePage) is not None


def first_question(qapp: QApplication) -> FirstRunDialog | None:
    shown = [widget for widget in qapp.topLevelWidgets() if widget.isVisible()]
    return next((widget for widget in shown if isinstance(widget, FirstRunDialog)), None)


async def test_the_first_start_asks_once(qapp: QApplication, tmp_path: Path) -> None:
    async with program(qapp, tmp_path, Start(None)) as first:
        await until(lambda: first_question(qapp))
        assert first.session is None
        click(first_question(qapp).buttons[Beginning.DEMO])
        await until(lambda: first.session is not None and first.session.window.isVisible())
        assert first_question(qapp) is None
        await until(first.session.window.grid_panel.offer.draw_button.isEnabled)
    async with program(qapp, tmp_path, Start(None)) as second:
        await until(lambda: second.session is not None)
        assert first_question(qapp) is None


async def test_a_start_without_an_answer_asks_again(qapp: QApplication, tmp_path: Path) -> None:
    async with program(qapp, tmp_path, Start(None)):
        await until(lambda: first_question(qapp))
        dialog = first_question(qapp)
        click(dialog.language_button)
        await until(lambda: first_question(qapp) not in {dialog, None})
        first_question(qapp).close()
        await until(lambda: first_question(qapp) is None)
    async with program(qapp, tmp_path, Start(None)) as second:
        await until(lambda: first_question(qapp))
        assert second.session is None


@pytest.mark.parametrize("named", [True, False], ids=["demo named", "no environment named"])
async def test_a_first_start_with_a_grid_goes_straight_to_its_draft(
    qapp: QApplication, tmp_path: Path, named: bool
) -> None:
    grid = GridSpec(
        instrument="BTC_USDT_Perp",
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=Decimal(60000),
        upper=Decimal(70000),
        levels=10,
        size=Decimal("0.01"),
    )
    start = Start(DEMO.environment if named else None, grid)
    async with program(qapp, tmp_path, start) as running:
        await until(lambda: running.session is not None and running.session.bench.grids.drafts.state)
        assert first_question(qapp) is None
        bench = running.session.bench
        assert bench._desk.environment.name is EnvironmentName.DEMO
        drafted = bench.grids.drafts.state.spec
        assert (drafted.instrument, drafted.lower, drafted.upper) == (grid.instrument, grid.lower, grid.upper)
        assert drafted.levels == grid.levels


async def test_leaving_during_the_first_question_is_a_clean_end(qapp: QApplication, tmp_path: Path) -> None:
    async with program(qapp, tmp_path, Start(None)) as running:
        await until(lambda: any(isinstance(one, FirstRunDialog) for one in qapp.topLevelWidgets()))
        assert running.session is None
