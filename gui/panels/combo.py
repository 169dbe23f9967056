"""A combo box that shows that it can be opened: the style sheet's own has no arrow."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

_ARROW_FROM_RIGHT = 13.0
_ARROW_HALF_WIDTH = 4.0


class Combo(QComboBox):
    """A combo box with a small arrow at its right edge.

    The wheel never changes it: who scrolls a form past it wants to scroll.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave it to what the box stands in."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, then the arrow in the colour of its text."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(self.foregroundRole()), 1.5))
        x, y, half = self.width() - _ARROW_FROM_RIGHT, self.height() / 2, _ARROW_HALF_WIDTH
        painter.drawPolyline(
            QPolygonF(
                [QPointF(x - half, y - half / 2), QPointF(x, y + half / 2), QPointF(x + half, y - half / 2)]
            )
        )
        painter.end()
