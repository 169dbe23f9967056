"""Tests of the window and the engine together, on the loop that the program runs on."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from gui.loop import WindowLoop


def _make_loop() -> asyncio.AbstractEventLoop:
    running = QApplication.instance()
    return WindowLoop(running if isinstance(running, QApplication) else QApplication([]))


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run this folder's coroutines on the program's loop."""
    return {"qasync": _make_loop}
