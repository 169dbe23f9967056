"""``watch`` and ``paper``: the desk without a window."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

from engine.cli.codes import CommandError, ExitCode
from engine.cli.lines import JsonLines, Printer
from engine.cli.signals import stop_on_signals
from engine.cli.summary import Summary
from engine.cli.text import TextLines
from engine.desk.events import ErrorReported
from engine.desk.facade import Desk, DeskOptions
from engine.feed.backoff import Backoff
from engine.feed.timing import Clock
from engine.grid.spec import GridSpec, GridSpecError, load_grid
from engine.grvt.environment import Environment, EnvironmentName, resolve_environment
from engine.grvt.errors import ExchangeError, is_retryable
from engine.keys import KeyStore, KeyStoreError
from engine.secret import Secret

FEED_LINES_EVERY = 20.0


def key_of_environment() -> Secret | None:
    """The key of ``GRVT_API_KEY``, for this run only."""
    text = os.environ.get("GRVT_API_KEY", "").strip()
    return Secret(text) if text else None


def run_watch(arguments: argparse.Namespace) -> ExitCode:
    """Print live prices and every change of the connection."""
    run = _LiveRun(arguments, arguments.instrument)
    return run.with_summary(lambda: run.main(run.watch))


def run_paper(arguments: argparse.Namespace) -> ExitCode:
    """Run one paper grid on the live feed."""
    run = _LiveRun(arguments, None)

    def start() -> ExitCode:
        spec = load_grid(arguments.grid)
        run.instrument = spec.instrument
        return run.main(lambda desk: run.paper(desk, spec))

    return run.with_summary(start)


class _LiveRun:
    def __init__(self, arguments: argparse.Namespace, instrument: str | None) -> None:
        self.instrument = instrument
        self._arguments = arguments
        self._clock = Clock()
        self._printer: Printer = (
            JsonLines(sys.stdout, time.monotonic)
            if arguments.jsonl
            else TextLines(sys.stdout, time.monotonic)
        )
        self._desk: Desk | None = None
        self._grid_id: int | None = None

    def with_summary(self, work: Callable[[], ExitCode]) -> ExitCode:
        try:
            return work()
        finally:
            self._printer.on_summary(self._summary(), self._clock.wall_ns())

    def main(self, work: Callable[[Desk], Coroutine[Any, Any, None]]) -> ExitCode:
        return asyncio.run(self._main(resolve_environment(self._arguments.env, os.environ), work))

    async def _main(
        self, environment: Environment, work: Callable[[Desk], Coroutine[Any, Any, None]]
    ) -> ExitCode:
        started = self._clock.monotonic()
        key = key_of_environment()
        desk = self._desk = Desk(
            environment, api_key=key, options=DeskOptions(max_retries=self._arguments.max_retries)
        )
        desk.subscribe(self._printer.on_event)
        with stop_on_signals() as stop:
            await desk.open()
            self._introduce(desk)
            ending: set[asyncio.Future[Any]] = {desk.failure, asyncio.ensure_future(stop.wait())}
            if self._arguments.duration is not None:
                deadline = started + self._arguments.duration
                ending.add(asyncio.ensure_future(self._clock.sleep_until(deadline)))
            working: asyncio.Future[Any] = asyncio.ensure_future(work(desk))
            reading_key = asyncio.ensure_future(self._use_stored_key(desk, environment, key))
            try:
                await asyncio.wait({*ending, working}, return_when=asyncio.FIRST_COMPLETED)
                if working.done() and working.exception() is None:
                    await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
                if desk.failure.done():
                    raise desk.failure.result()
                if working.done():
                    working.result()
            finally:
                waiting = [*ending, working, reading_key]
                for future in waiting:
                    future.cancel()
                await asyncio.gather(*waiting, return_exceptions=True)
                await desk.close()
        return ExitCode.DONE

    async def watch(self, desk: Desk) -> None:
        instrument = self._arguments.instrument
        await desk.watch(instrument, candles=False)
        try:
            await desk.instrument(instrument)
        except GridSpecError as error:
            raise CommandError(ExitCode.BAD_INPUT, str(error)) from None
        except ExchangeError as error:
            # the feed itself needs no instrument description, and says by itself when it is refused
            desk.on_feed_error(instrument, f"the instrument could not be read: {error}")

        await self._tell_feeds(desk)

    async def _tell_feeds(self, desk: Desk) -> None:
        printer = self._printer
        while isinstance(printer, TextLines):
            await self._clock.sleep_until(self._clock.monotonic() + FEED_LINES_EVERY)
            printer.on_feeds(desk.feeds(), self._clock.wall_ns())

    async def paper(self, desk: Desk, spec: GridSpec) -> None:
        await desk.watch(spec.instrument, candles=False)
        backoff = Backoff(self._clock.jitter)
        while True:
            try:
                await desk.instrument(spec.instrument)
                break
            except ExchangeError as error:
                if not is_retryable(error) or backoff.retries >= self._arguments.max_retries:
                    raise
                desk.on_feed_error(
                    spec.instrument, f"the instrument could not be read, trying again: {error}"
                )
            await self._clock.sleep_until(self._clock.monotonic() + backoff.next_delay())
        await desk.wait_ready(spec.instrument)
        self._grid_id = await desk.start_grid(spec)

    async def _use_stored_key(self, desk: Desk, environment: Environment, key: Secret | None) -> None:
        if key is not None or environment.name is EnvironmentName.DEMO:
            return
        try:
            stored = await KeyStore().load(environment.name)
        except KeyStoreError as error:
            self._printer.on_event(ErrorReported(self._clock.wall_ns(), "key store", str(error)))
            stored = None
        if stored is not None:
            await desk.use_key(stored)
        elif isinstance(self._printer, TextLines):
            self._printer.say("no API key: public market data only")

    def _introduce(self, desk: Desk) -> None:
        if isinstance(self._printer, TextLines):
            self._printer.say(
                f"environment {desk.environment.name.value}  ({desk.environment.market_data_url})"
            )

    def _summary(self) -> Summary:
        desk = self._desk
        if desk is None:
            return Summary(self.instrument)
        if self._grid_id is None:
            return Summary(self.instrument, reconnects=desk.reconnects)
        grid = desk.grid(self._grid_id)
        return Summary(self.instrument, grid.totals, grid.gaps, grid.unrecovered_gaps, desk.reconnects)
