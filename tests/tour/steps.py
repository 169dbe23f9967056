"""The stops of the tour, in order. Each leaves the program as the next one expects it."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from engine import ConnectionState, Endpoint
from gui.dialogs.first_run import Beginning, FirstRunDialog
from gui.panels.draft_offer import Suggestion
from gui.panels.help_overlay import HelpOverlay
from tests.tour.guide import Guide

Step = Callable[[Guide], Awaitable[None]]


async def first_run(guide: Guide) -> None:
    """Nothing is known yet: three ways to begin."""
    await guide.until(lambda: guide.top_level(FirstRunDialog))
    dialog = guide.top_level(FirstRunDialog)
    if dialog.other_language == guide.variant.language:
        guide.click(dialog.language_button)
        await guide.until(lambda: guide.top_level(FirstRunDialog) not in {dialog, None})
        dialog = guide.top_level(FirstRunDialog)
    await guide.settle()
    guide.shoot_alone("1-first-run", dialog)
    guide.key(dialog.buttons[Beginning.DEMO], Qt.Key.Key_Return)
    await guide.until(lambda: guide.lifecycle.session is not None and guide.window.isVisible())
    themes = guide.window.commands.themes.actions()
    next(action for action in themes if action.data() == guide.variant.theme).trigger()


async def ready(guide: Guide) -> None:
    """The market is there, and the window says how to begin."""
    await guide.until(guide.window.grid_panel.offer.draw_button.isEnabled)
    await guide.settle(1.0)
    await guide.shoot("2-ready")


async def draft(guide: Guide) -> None:
    """One click, and a grid is drafted: its lines, its form and what it would earn."""
    guide.click(guide.window.grid_panel.offer.button(Suggestion.AROUND))
    await guide.until(guide.window.grid_panel.start_button.isEnabled)
    await guide.shoot("3-draft")


async def running(guide: Guide) -> None:
    """Another click, and it works."""
    guide.click(guide.window.grid_panel.start_button)
    await guide.until(guide.window.orders.rows)
    await guide.until(guide.window.fills.rows)
    await guide.settle(5.0)
    await guide.shoot("4-running-grid")


async def performance(guide: Guide) -> None:
    """What it earned."""
    dock = guide.window.performance_panel.parentWidget()
    dock.raise_()
    await guide.settle(1.0)
    await guide.shoot("5-performance")


async def connection_lost(guide: Guide) -> None:
    """The exchange goes away; the window says so."""
    guide.desk.demo_fault("cut")
    await guide.until(
        lambda: guide.desk.connection(Endpoint.MARKET_DATA).state is ConnectionState.BACKING_OFF
    )
    await guide.shoot("6-connection-lost")


async def recovering(guide: Guide) -> None:
    """It is back, and what was missed is fetched in order: slowly here, so that it can be seen."""
    faults, chip = guide.desk.demo.faults, guide.window.top_bar.chip
    faults.rest_delay = 4.0
    live = ConnectionState.LIVE
    await guide.until(
        lambda: guide.desk.connection(Endpoint.MARKET_DATA).state is live and chip.kind == "connecting"
    )
    await guide.shoot("7-recovering")
    faults.rest_delay = 0.0
    await guide.until(lambda: chip.kind == "live")
    await guide.settle(1.0)
    await guide.shoot("7-recovered")


async def key_dialog(guide: Guide) -> None:
    """The user's own account."""
    guide.bench.keys.open_dialog()
    dialog = guide.bench.keys.dialog
    await guide.until(lambda: dialog.isVisible() and not dialog.busy)
    await guide.shoot("8-key", over=dialog)
    dialog.close()


async def settings(guide: Guide) -> None:
    """Every page of the settings."""
    guide.window.commands.settings.trigger()
    dialog = guide.bench.settings.dialog
    for page in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(page)
        await guide.settle()
        guide.shoot_alone(f"9-settings-{page + 1}", dialog)
    dialog.close()
    await guide.settle()


async def shortcuts(guide: Guide) -> None:
    """Everything that keys and the mouse can do."""
    guide.window.commands.shortcuts.trigger()
    overlay = guide.window.findChild(HelpOverlay)
    await guide.shoot("10-help")
    overlay.close()


async def leaving(guide: Guide) -> None:
    """Closing with a running grid asks; keeping it is the default."""
    guide.window.close()
    question = guide.bench.leaving.question
    await guide.until(question.isVisible)
    await guide.shoot("11-closing", over=question)
    guide.click(question.keep_button)


async def resumed(guide: Guide) -> None:
    """Opened again: everything is as it was."""
    await guide.until(lambda: guide.lifecycle.session is not None and guide.window.orders.rows())
    await guide.settle(1.5)
    await guide.shoot("12-resumed")
    dialogs = guide.top_level(QDialog)
    if dialogs is not None:
        raise AssertionError(f"{dialogs.windowTitle()} came up by itself")
    guide.lifecycle.quit()


FIRST_VISIT: tuple[Step, ...] = (
    first_run,
    ready,
    draft,
    running,
    performance,
    connection_lost,
    recovering,
    key_dialog,
    settings,
    shortcuts,
    leaving,
)
SECOND_VISIT: tuple[Step, ...] = (resumed,)
