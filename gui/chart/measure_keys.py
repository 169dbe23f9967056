"""Measuring without a mouse: what a key means once the measure is armed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from gui.chart.measure import Measure, Place

FAST = 10
"""So many bars or ticks are one step with Shift."""

_PAGE_SHARE = 0.05
"""Page up and down move by this share of the visible prices."""


def take_measure_key(chart: QWidget, measure: Measure, newest: Place | None, event: QKeyEvent) -> bool:
    """Measure by a key, and say the distance to a screen reader; False if the key means nothing here.

    The first arrow measures from ``newest`` (the newest bar's open time in seconds, and its close). Arrows move the
    end by a bar or a tick, with Shift by ten; page up and down by a twentieth of the visible prices. Space
    measures on from where the end is; Enter leaves what was measured.
    """
    at = measure.map
    if not measure.armed or at is None:
        return False
    fast = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    page = max(1, round(abs(at.price(0) - at.price(at.height)) * _PAGE_SHARE / measure.tick_size))
    steps: dict[int, tuple[int, int]] = {
        Qt.Key.Key_Left: (-fast, 0),
        Qt.Key.Key_Right: (fast, 0),
        Qt.Key.Key_Up: (0, fast),
        Qt.Key.Key_Down: (0, -fast),
        Qt.Key.Key_PageUp: (0, page),
        Qt.Key.Key_PageDown: (0, -page),
    }
    if event.key() in steps:
        if measure.ends is None and newest is not None:
            measure.begin(newest)
        measure.move_end(*steps[event.key()])
    elif event.key() == Qt.Key.Key_Space and measure.ends is not None:
        measure.begin(measure.ends[1])
    elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and measure.ends is not None:
        measure.arm(on=False)
    else:
        return False
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(chart, " · ".join(measure.text())))
    return True
