"""The start of the window: what is loaded before it, what it looks like at once, and what is completed later."""

import os
import subprocess
import sys
import textwrap

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from engine import EnvironmentName
from gui.dressing import dress_application
from gui.main_window import DEFAULT_SIZE, MainWindow
from gui.panels.late_dock import LateDock
from gui.theme import DARK


@pytest.fixture
def dark_application(qapp: QApplication):
    style = qapp.font(), qapp.palette()
    dress_application(qapp, DARK)
    yield qapp
    font, palette = style
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def window(qtbot, dark_application: QApplication):
    """A window that is shown as at the start: without what lies behind other tabs."""
    made = MainWindow(EnvironmentName.DEMO, DARK, at_once=False)
    for _ in made.parts:
        pass
    made.place(None)
    yield made
    made.complete()
    taken_down(made)


def taken_down(window: MainWindow) -> None:
    window.allow_close()
    window.close()
    window.deleteLater()


def outside(window: MainWindow) -> set[str]:
    return {dock.objectName() for dock in window.findChildren(LateDock) if dock.widget() is None}


def places(window: MainWindow) -> list[QRect]:
    """Where everything is that can be seen."""
    parts = (window.menuWidget(), window.centralWidget(), window.grid_panel, window.fills_panel)
    widgets = [widget for part in parts for widget in (part, *part.findChildren(QWidget))]
    return [QRect(widget.mapTo(window, QPoint()), widget.size()) for widget in widgets if widget.isVisible()]


BEHIND = {f"dock-{name}" for name in ("orders", "trips", "grids", "performance", "messages", "account")}


def shown(window: MainWindow, qtbot) -> None:
    with qtbot.waitExposed(window):
        window.show()


def test_what_lies_behind_other_tabs_is_taken_in_later_and_nothing_moves(window: MainWindow, qtbot) -> None:
    shown(window, qtbot)
    qtbot.waitUntil(lambda: window.fills_panel.visibleRegion().isEmpty() is False)
    assert outside(window) == BEHIND
    before = places(window)
    for _ in window.later_parts:
        pass
    QApplication.processEvents()
    assert outside(window) == set()
    assert places(window) == before


def test_a_panel_that_is_looked_at_is_there_at_once(window: MainWindow, qtbot) -> None:
    shown(window, qtbot)
    orders = next(dock for dock in window.findChildren(LateDock) if dock.objectName() == "dock-orders")
    orders.raise_()
    qtbot.waitUntil(lambda: orders.widget() is window.orders_panel)
    assert window.orders_panel.tools.window() is window
    assert outside(window) == BEHIND - {"dock-orders"}


def test_where_room_is_scarce_all_is_there_before_the_window_is_shown(window: MainWindow) -> None:
    assert outside(window) == BEHIND
    window.setMinimumSize(0, 0)
    window.fit_to = lambda *_: window.resize(DEFAULT_SIZE[0] - 1, DEFAULT_SIZE[1])
    window.place(None)
    assert outside(window) == set()


def test_a_whole_window_is_the_one_that_was_completed_later(window: MainWindow, qtbot) -> None:
    shown(window, qtbot)
    window.complete()
    whole = MainWindow(EnvironmentName.DEMO, DARK)
    whole.place(None)
    shown(whole, qtbot)
    QApplication.processEvents()
    assert {dock.objectName(): dock.geometry() for dock in window.findChildren(LateDock)} == {
        dock.objectName(): dock.geometry() for dock in whole.findChildren(LateDock)
    }
    assert window.minimumSizeHint() == whole.minimumSizeHint()
    taken_down(whole)


def run_main(*lines: str) -> str:
    """What a new process says that runs ``gridwell`` up to the window, with these lines in its place."""
    said = textwrap.dedent(
        """
        import builtins, sys, types
        plain = builtins.__import__
        lifecycle = types.ModuleType("gui.lifecycle")
        lifecycle.Start = lambda *given: given
        def run_window(start):
            {lines}
            return 0
        lifecycle.run_window = run_window
        sys.modules["gui.lifecycle"] = lifecycle
        from gui.app import main
        sys.exit(main(["--env", "demo"]))
        """
    ).format(lines="; ".join(lines))
    ended = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_modules_are_imported_without_their_source_being_read() -> None:
    said = run_main(
        "import linecache",
        "import PySide6.QtSvg, gui.placement",
        "print(builtins.__import__ is plain, any('placement' in name for name in linecache.cache))",
    )
    assert said == "True False"


def test_what_only_dialogs_need_is_loaded_after_the_chart() -> None:
    said = run_main(
        "from gui.window_session import LOADED_LATER",
        "import gui.workbench, gui.chart.price_chart",
        "print(len(LOADED_LATER) > 0, set(LOADED_LATER) & set(sys.modules))",
    )
    assert said == "True set()"


def test_each_once_sorts_without_loading_masked_arrays() -> None:
    said = run_main(
        "import numpy",
        "from gui.chart.pixel_map import each_once",
        "print(each_once(numpy.array([3.0, 1.0, 3.0])), 'numpy.ma' in sys.modules)",
    )
    assert said == "[1. 3.] False"


def test_aiohttp_is_there_when_the_window_starts() -> None:
    assert run_main("print('aiohttp' in sys.modules)") == "True"


def test_the_engine_leaves_it_to_a_support_bundle_to_load_what_only_that_needs() -> None:
    said = "import sys, engine; print({'zipfile', 'importlib.metadata'} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-S", "-c", said],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.strip() == "set()"
