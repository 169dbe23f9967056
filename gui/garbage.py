"""Garbage is collected in the window's thread, and in no other.

CPython looks for circles of objects in whatever thread makes one object too many: in the one that writes the journal,
or one that reads a file. A closed window, dialog or event loop is such a circle, and Qt's objects in it then die in
that thread. Qt cannot take their timers off its list from there, and crashes when one fires. Or the window's thread
holds the interpreter's lock and waits for one of Qt's, while the other thread holds that one and waits for the
interpreter. So the automatic collector is off while a window lives, and a timer of the window's thread works by the
same counts.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from PySide6.QtCore import QCoreApplication, QTimer

LOOK_EVERY = 0.1
"""Between two looks, in seconds."""
FULL_REST = 1000
"""A full collection, which takes milliseconds, rests so many times as long as it took."""


class Garbage:
    """Python's garbage collector, off or at work in the window's thread."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._was_on = False
        self._holders = 0
        self._readers = 0
        self._timer: QTimer | None = None
        self._full_from = 0.0

    def start(self, settled_after: float) -> None:
        """Collect in this thread, in which Qt's loop runs, from now until ``stop``.

        Nothing is collected in the first ``settled_after`` seconds, when all comes that stays. It is then left out
        of every collection, because to look through it takes 100 ms.
        """
        self.stop()
        self._hold()
        self._timer = QTimer(QCoreApplication.instance())
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._settle)
        self._timer.start(round(settled_after * 1000))

    def stop(self) -> None:
        """Leave collecting to Python again, if it did it before ``start``."""
        if self._timer is not None:
            self._drop_timer(self._timer)
            self._release()

    @contextmanager
    def kept_away(self) -> Iterator[None]:
        """Collect nothing until the end of the block, and never look at what came in it.

        A growing heap of rows would be walked over again and again, which stalls the window and frees nothing; they
        are freed as usual with their last reference. Blocks may begin and end in whatever order.
        """
        self._hold()
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if self._readers == 0:
                gc.freeze()
            self._release()

    def _hold(self) -> None:
        if self._holders == 0:
            self._was_on = gc.isenabled()
            gc.disable()
        self._holders += 1

    def _release(self) -> None:
        self._holders -= 1
        if self._holders == 0 and self._was_on:
            gc.enable()

    def _drop_timer(self, timer: QTimer) -> None:
        timer.stop()
        timer.deleteLater()
        self._timer = None

    def _settle(self) -> None:
        gc.freeze()
        if self._timer is not None:
            self._drop_timer(self._timer)
        self._timer = QTimer(QCoreApplication.instance())
        self._timer.timeout.connect(self.look)
        self._timer.start(round(LOOK_EVERY * 1000))

    @property
    def settling(self) -> bool:
        """Whether what comes still is what stays."""
        return self._timer is not None and self._timer.isSingleShot()

    def look(self) -> None:
        """Collect what the automatic collector would; the oldest objects more seldom."""
        if self._readers:
            return
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        young, middle, old = (count > limit for count, limit in counts)
        now = self._clock()
        if old and now >= self._full_from:
            gc.collect()
            end = self._clock()
            self._full_from = end + FULL_REST * (end - now)
        elif middle:
            gc.collect(1)
        elif young:
            gc.collect(0)


GARBAGE = Garbage()
"""The one of this process."""
