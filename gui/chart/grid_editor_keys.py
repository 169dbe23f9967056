"""What a key means for a draft in the chart."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from gui.draft import GridDraft, Handle

FAST = 10
"""So many ticks are one step with Shift."""

_REDO = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)


def take_key(draft: GridDraft, focused: Handle | None, event: QKeyEvent) -> bool:
    """Change the draft by a key; False if the key means nothing to it.

    The arrows nudge the ``focused`` handle by a tick, with Shift by ten; Delete removes it where the grid can do
    without. Page up and down change the number of lines.
    """
    if event.matches(QKeySequence.StandardKey.Undo):
        draft.undo()
    elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _REDO:
        draft.redo()
    elif event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown} and draft.state is not None:
        draft.turn_levels(1 if event.key() == Qt.Key.Key_PageUp else -1)
    elif focused is not None:
        return _take_handle_key(draft, focused, event)
    else:
        return False
    return True


def _take_handle_key(draft: GridDraft, handle: Handle, event: QKeyEvent) -> bool:
    ticks = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
    match event.key():
        case Qt.Key.Key_Up:
            draft.nudge(handle, ticks)
        case Qt.Key.Key_Down:
            draft.nudge(handle, -ticks)
        case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
            draft.remove(handle)
        case _:
            return False
    return True
