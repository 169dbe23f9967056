"""One owner for everything that runs beside the window: it keeps the tasks alive and reports what fails."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

Report = Callable[[str, BaseException], None]


class Spawner(Protocol):
    """Starts work without waiting for it."""

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Start ``work``; ``name`` says in an error report what was going on."""


class TaskOwner:
    """A ``Spawner`` on the running asyncio loop.

    A task that nobody refers to may be collected while it waits, and its exception would only be seen when
    the collector runs; this owner holds every task until it is done and reports its exception at once.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        """Start ``work`` on the running loop."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    @property
    def busy(self) -> bool:
        """Whether anything is still running."""
        return bool(self._tasks)

    async def cancel_all(self) -> None:
        """Cancel everything and wait until it has ended."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(task.get_name(), error)
