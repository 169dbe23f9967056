"""Errors that nobody handled: seen in the window, logged, and without secrets."""

import asyncio
import logging
import sys

import pytest

from engine import Secret
from gui.reporter import Reporter

KEY = "3xVerySecretKEY987654321"


class Bench:
    """Keeps what it was told to show."""

    def __init__(self) -> None:
        self.reports: list[tuple[str, str]] = []

    def report(self, context: str, text: str) -> None:
        self.reports.append((context, text))


async def test_a_failing_callback_and_slot_are_shown_and_logged_without_the_key(
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = Secret(KEY)
    bench = Bench()
    hook = sys.excepthook
    reporter = Reporter()
    reporter.listen(bench)

    def fail() -> None:
        raise RuntimeError(f"broken with {secret.reveal()}")

    with caplog.at_level(logging.ERROR, "gridwell.window"):
        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        try:
            fail()
        except RuntimeError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    assert len(bench.reports) == 2
    assert all("broken with" in text and KEY not in text for _, text in bench.reports)
    assert len(caplog.records) == reporter.count == 2
    reporter.close()
    assert sys.excepthook is hook
