"""How long the loop stands still: a precise timer that should fire every 10 ms, and a look at what kept it."""

import sys
import threading
import time
import traceback
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 10
REPORTED_MS = 50.0
LOOK_EVERY = 0.01


@dataclass(frozen=True, slots=True)
class Stall:
    """One stretch without a turn of the loop; ``where`` is what ran meanwhile, innermost last."""

    step: str
    milliseconds: float
    worked: float
    """So much of it, in ms, the loop's thread had a processor: the rest it waited for one, for a disk or a lock."""
    where: str


class StallMeter(QObject):
    """Measures from ``start`` to ``stop``; ``pause`` leaves out what the tour itself does."""

    def __init__(self) -> None:
        super().__init__()
        self.step = ""
        self.stalls: list[Stall] = []
        self.longest: dict[str, float] = {}
        self._beat, self._work = time.perf_counter(), time.thread_time()
        self._seen = ""
        self._paused = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._tick)
        self._main = threading.get_ident()
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="stall watcher", daemon=True)

    def start(self) -> None:
        """Begin to measure, in the thread of the loop."""
        self._beat, self._work = time.perf_counter(), time.thread_time()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        """Measure no longer."""
        self._timer.stop()
        self._done.set()
        self._watcher.join()

    def pause(self) -> None:
        """What comes now is the tour's own work."""
        self._tick()
        self._paused = True

    def resume(self) -> None:
        """From now on it counts again."""
        self._paused = False
        self._beat, self._work = time.perf_counter(), time.thread_time()

    def _tick(self) -> None:
        now, work = time.perf_counter(), time.thread_time()
        stood, worked = (now - self._beat) * 1000 - BEAT_MS, (work - self._work) * 1000
        self._beat, self._work = now, work
        seen, self._seen = self._seen, ""
        if self._paused:
            return
        self.longest[self.step] = max(self.longest.get(self.step, 0.0), stood)
        if stood > REPORTED_MS:
            self.stalls.append(Stall(self.step, stood, worked, seen))

    def _watch(self) -> None:
        """Beside the loop: when it has stood for a while, note where."""
        while not self._done.wait(LOOK_EVERY):
            if not self._paused and not self._seen and time.perf_counter() - self._beat > REPORTED_MS / 1000:
                frame = sys._current_frames().get(self._main)
                if frame is not None:
                    ours = [
                        one
                        for one in traceback.extract_stack(frame)
                        if "/gui/" in one.filename or "/engine/" in one.filename
                    ]
                    self._seen = " > ".join(
                        f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in ours[-4:]
                    )
