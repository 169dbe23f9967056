"""A run of the desk without a window: its lines, its end and its summary."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from engine.cli.codes import ExitCode
from engine.cli.lines import JsonLines, Printer
from engine.cli.signals import stop_on_signals
from engine.cli.summary import Summary
from engine.cli.text import TextLines
from engine.desk.events import DeskEvent, ErrorReported, JournalPaused
from engine.desk.facade import Desk, DeskOptions
from engine.feed.timing import Clock
from engine.grvt.environment import Environment, EnvironmentName, resolve_environment
from engine.keys import KeyStore, KeyStoreError
from engine.secret import Secret

Work = Callable[[Desk], Coroutine[Any, Any, bool]]
"""What a command does with an open desk; True when the run is over with it, False when it goes on until ended."""


def key_of_environment() -> Secret | None:
    """The key of ``GRVT_API_KEY``, for this run only."""
    text = os.environ.get("GRVT_API_KEY", "").strip()
    return Secret(text) if text else None


class LiveRun:
    """Opens a desk, lets a command work with it, and ends it: at a signal, at the time set, or when it fails."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.instrument: str | None = None
        self.arguments = arguments
        self.clock = Clock()
        self.printer: Printer = (
            JsonLines(sys.stdout, time.monotonic)
            if arguments.jsonl
            else TextLines(sys.stdout, time.monotonic)
        )
        self.desk: Desk | None = None

    def with_summary(self, work: Callable[[], ExitCode]) -> ExitCode:
        """Do the work, and print the summary however it ends."""
        try:
            return work()
        finally:
            self.printer.on_summary(self.summary(), self.clock.wall_ns())

    def main(self, work: Work, home: Path | None = None) -> ExitCode:
        """Run the work on a desk of the environment that the arguments name; ``home`` is where it keeps things."""
        return asyncio.run(self._main(resolve_environment(self.arguments.env, os.environ), work, home))

    def say(self, text: str) -> None:
        """Tell the user something that no event line has: standard output belongs to the lines."""
        if isinstance(self.printer, TextLines):
            self.printer.say(text)
        else:
            sys.stderr.write(f"gridwellctl: {text}\n")

    def on_event(self, event: DeskEvent) -> None:
        """Print what the desk tells."""
        if isinstance(event, JournalPaused):
            event = ErrorReported(event.time, "journal", event.reason)
        self.printer.on_event(event)

    def summary(self) -> Summary:
        """What the run came to."""
        reconnects = 0 if self.desk is None else self.desk.reconnects
        return Summary(self.instrument, reconnects=reconnects)

    async def finish(self, desk: Desk) -> None:
        """What is left to do before the desk is closed."""

    async def _main(self, environment: Environment, work: Work, home: Path | None) -> ExitCode:
        started = self.clock.monotonic()
        key = key_of_environment()
        options = DeskOptions(max_retries=self.arguments.max_retries, home=home)
        desk = self.desk = Desk(environment, api_key=key, options=options)
        desk.subscribe(self.on_event)
        with stop_on_signals() as stop:
            waiting: list[asyncio.Future[Any]] = []
            try:
                await desk.open()
                self._introduce(desk)
                ending: set[asyncio.Future[Any]] = {desk.failure, asyncio.ensure_future(stop.wait())}
                if self.arguments.duration is not None:
                    deadline = started + self.arguments.duration
                    ending.add(asyncio.ensure_future(self.clock.sleep_until(deadline)))
                working: asyncio.Future[bool] = asyncio.ensure_future(work(desk))
                reading_key = asyncio.ensure_future(self._use_stored_key(desk, environment, key))
                waiting = [*ending, working, reading_key]
                await asyncio.wait({*ending, working}, return_when=asyncio.FIRST_COMPLETED)
                if working.done() and working.exception() is None and not working.result():
                    await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
                if desk.failure.done():
                    raise desk.failure.result()
                if working.done():
                    working.result()
            finally:
                for future in waiting:
                    future.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)
                if waiting:
                    await self.finish(desk)
                await desk.close()
        return ExitCode.DONE

    async def _use_stored_key(self, desk: Desk, environment: Environment, key: Secret | None) -> None:
        if key is not None or environment.name is EnvironmentName.DEMO:
            return
        try:
            stored = await KeyStore().load(environment.name)
        except KeyStoreError as error:
            self.printer.on_event(ErrorReported(self.clock.wall_ns(), "key store", str(error)))
            stored = None
        if stored is not None:
            await desk.use_key(stored)
        elif isinstance(self.printer, TextLines):
            self.printer.say("no API key: public market data only")

    def _introduce(self, desk: Desk) -> None:
        if desk.notice is not None:
            self.say(desk.notice)
        if isinstance(self.printer, TextLines):
            self.printer.say(
                f"environment {desk.environment.name.value}  ({desk.environment.market_data_url})"
            )
