"""Tests of the window and the engine together, on the loop that the program runs on."""

import asyncio
from collections.abc import Callable

import pytest
import qasync
from PySide6.QtWidgets import QApplication


def _make_loop() -> asyncio.AbstractEventLoop:
    return qasync.QEventLoop(QApplication.instance() or QApplication([]))


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run this folder's coroutines on qasync."""
    return {"qasync": _make_loop}
