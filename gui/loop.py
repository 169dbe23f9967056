"""The loop of the program: Qt's and asyncio's in one (``qasync``), with fewer timers and wake-ups to a message.

The library starts a Qt timer for every callback that is to run soon, and another one before it reads a socket.
Where messages come one by one that is a good part of what each costs. Rules of this file:

1. What is to run soon waits in one queue behind one timer, as in asyncio: what a callback adds runs in the next
   round, and the window gets its turn in between.
2. A socket is read when Qt says that it can be, without another round in between.
3. A timer is never asked for less than its delay: the library cuts off what is below a millisecond, and a
   wait that comes back early has to be begun again.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimerEvent
from PySide6.QtWidgets import QApplication

import qasync  # isort: skip - it takes the Qt binding that is already imported


class WindowLoop(qasync.QEventLoop):  # type: ignore[misc] # the library has no types
    """A ``qasync`` loop on the running application."""

    def __init__(self, application: QApplication) -> None:
        self._soon: deque[asyncio.Handle] = deque()
        self._round = _Round(self._run_soon)
        super().__init__(application)

    def call_soon(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run a callback in the next round of the loop."""
        handle = asyncio.Handle(callback, args, self, context)
        self._soon.append(handle)
        self._round.begin()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Run a callback after ``delay`` seconds, rounded up to whole milliseconds."""
        if delay <= 0:
            return self.call_soon(callback, *args, context=context)
        # half a millisecond more, for the library cuts off what follows the whole ones
        seconds = (math.ceil(delay * 1000) + 0.5) / 1000
        handle: asyncio.Handle = super().call_later(seconds, callback, *args, context=context)
        return handle

    def close(self) -> None:
        """Release what the loop holds; what was to run soon is dropped."""
        if not self.is_running():
            self._round.end()
            self._soon.clear()
        super().close()

    def _add_reader(self, fd: int, callback: Callable[..., object], *args: Any) -> None:
        self._check_closed()
        self._remove_reader(fd)
        self._read_notifiers[fd] = _Reader(fd, asyncio.Handle(callback, args, self, None))

    def _run_soon(self) -> None:
        """Run what waits now; what it adds waits for the next round."""
        soon = self._soon
        try:
            for _ in range(len(soon)):
                if not soon:
                    break  # a loop within this one ran it
                handle = soon.popleft()
                if not handle.cancelled():
                    handle._run()
        finally:
            if soon:
                self._round.begin()


class _Round(QObject):
    """Calls back once Qt has nothing more urgent to do."""

    def __init__(self, callback: Callable[[], None]) -> None:
        super().__init__()
        self._callback = callback
        self._timer = 0

    def begin(self) -> None:
        """Call back soon; once, however often this is called before."""
        if not self._timer:
            self._timer = self.startTimer(0)

    def end(self) -> None:
        """Do not call back."""
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        """Qt has time."""
        # first, so that a callback that begins another round gets a timer of its own
        self.end()
        self._callback()


class _Reader(QSocketNotifier):
    """Reads one socket."""

    def __init__(self, fd: int, handle: asyncio.Handle) -> None:
        super().__init__(fd, QSocketNotifier.Type.Read)
        self._handle = handle
        self.activated["int"].connect(self._readable)  # type: ignore[index] # missing in the stubs

    def _readable(self, _fd: int) -> None:
        self._handle._run()
