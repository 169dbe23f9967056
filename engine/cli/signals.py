"""Ending a run cleanly on SIGINT and SIGTERM."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from engine.early_signals import let_signals_through


@contextmanager
def stop_on_signals() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set, for as long as the block runs; those held back so far included."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    caught = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in caught:
            loop.add_signal_handler(number, stop.set)
    except NotImplementedError:
        # Windows has no add_signal_handler
        before = [signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set)) for number in caught]
        try:
            yield stop
        finally:
            for number, handler in zip(caught, before, strict=True):
                signal.signal(number, handler)
    else:
        let_signals_through()
        try:
            yield stop
        finally:
            for number in caught:
                loop.remove_signal_handler(number)
