"""Where the window may stand: never larger than the screen, never outside it."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, QSize

USUAL_FRAME = QMargins(2, 34, 2, 2)
"""A window manager's frame, assumed until the real one is known."""


def placed(wanted: QSize, available: QRect, frame: QMargins = USUAL_FRAME) -> QRect:
    """The client rectangle of a window of the ``wanted`` size in the middle of the ``available`` part of a screen.

    It is made smaller where it would not fit there together with its frame.
    """
    room = available.marginsRemoved(frame)
    size = wanted.boundedTo(room.size())
    return QRect(
        room.x() + (room.width() - size.width()) // 2,
        room.y() + (room.height() - size.height()) // 2,
        size.width(),
        size.height(),
    )


def fits_a_screen(window: QRect, available: Sequence[QRect]) -> bool:
    """Whether the window, frame included, lies on one of the screens as a whole."""
    return any(screen.contains(window) for screen in available)
