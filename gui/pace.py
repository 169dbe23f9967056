"""Work that need not be done each time it is asked for: at once after a quiet while, then in steps, never forgotten."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Pace(QObject):
    """Calls ``work`` at most once in so many ``seconds`` of ``clock``, however often it is asked for."""

    def __init__(
        self, work: Callable[[], None], seconds: float, clock: Callable[[], float], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._seconds = seconds
        self._clock = clock
        self._worked_at = float("-inf")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)

    def soon(self) -> None:
        """Do it now if the last time is long enough ago, else as soon as it is."""
        wait = self._worked_at + self._seconds - self._clock()
        if wait <= 0:
            self.now()
        elif not self._timer.isActive():
            self._timer.start(round(1000 * wait))

    def now(self) -> None:
        """Do it."""
        self._timer.stop()
        self._worked_at = self._clock()
        self._work()

    def stop(self) -> None:
        """What was asked for is not done any more."""
        self._timer.stop()
