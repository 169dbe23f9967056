"""How late an empty callback comes: a precise Qt timer on a grid of due times."""

import time

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS = 5


class Beats(QObject):
    """Notes for every due time how much later its callback ran, in ms.

    Due times that pass while the loop stands still count as well: each waited until the loop went on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin anew."""
        self.late_ms = []
        self._timer.start()
        self._due = time.perf_counter() + BEAT_MS / 1000

    def stop(self) -> list[float]:
        """End; every lateness since the start, in ms, also of what is due at this moment and waits."""
        self._timer.stop()
        self._note_due(time.perf_counter())
        return self.late_ms

    def _beat(self) -> None:
        now = time.perf_counter()
        if now < self._due:
            # the timer runs up to a millisecond ahead of its grid
            self.late_ms.append(0.0)
            self._due += BEAT_MS / 1000
        self._note_due(now)

    def _note_due(self, now: float) -> None:
        while self._due <= now:
            self.late_ms.append((now - self._due) * 1000)
            self._due += BEAT_MS / 1000
