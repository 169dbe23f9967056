"""The curve of a grid as polygons that Qt can stretch, kept from one moment to the next."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from engine import NS_PER_SECOND, EquityBar


class EquityShape:
    """Seconds since the first bar to the right, the amount in quote upwards.

    Only the newest bar of a curve changes; the others are the same objects, and their points stay. Making them all anew
    takes several milliseconds, a few times a second.
    """

    def __init__(self) -> None:
        self.closes = QPolygonF()
        self.falls = QPolygonF()
        """What lies between the lows and the peaks so far: the lows from the newest back, then the peaks."""
        self._bars: Sequence[EquityBar] = ()
        self._peaks: list[float] = []

    def follow(self, bars: Sequence[EquityBar]) -> None:
        """Be the shape of these bars, the oldest first."""
        pairs = enumerate(zip(bars, self._bars, strict=False))
        kept = next((place for place, (new, old) in pairs if new is not old), min(len(bars), len(self._bars)))
        for _ in range(len(self._bars) - kept):
            self.closes.removeLast()
            self.falls.removeFirst()
            self.falls.removeLast()
            self._peaks.pop()
        for bar in bars[kept:]:
            x = (bar.time - bars[0].time) / NS_PER_SECOND
            high = float(bar.high)
            self._peaks.append(max(high, self._peaks[-1]) if self._peaks else high)
            self.closes.append(QPointF(x, float(bar.close)))
            self.falls.prepend(QPointF(x, float(bar.low)))
            self.falls.append(QPointF(x, self._peaks[-1]))
        self._bars = bars
