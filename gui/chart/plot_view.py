"""The view of pyqtgraph's under the chart, whose gestures go to the chart."""

from typing import Any, Protocol

import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent


class DragTool(Protocol):
    """Something that can take a drag on the plot area over; points are pixels of the area."""

    def takes_drag(self, start: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether a drag that begins there is this tool's."""

    def drag(self, start: QPointF, now: QPointF, *, is_last: bool) -> None:
        """The mouse, pressed at ``start``, is at ``now``; the last call comes with the release."""


class PlotView(pyqtgraph.ViewBox):
    """A view whose gestures go to the chart: drags to the first of ``tools`` that takes them, else to ``dragged``."""

    dragged = Signal(float, float, float)
    wheeled = Signal(float, float)
    clicked = Signal(object)

    def __init__(self) -> None:
        self.tools: list[DragTool] = []
        self._tool: DragTool | None = None
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)  # type: ignore[no-untyped-call]
        self.disableAutoRange()  # type: ignore[no-untyped-call]

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Report a drag step: how far in x and y, and the whole way in y."""
        if event.button() not in {Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton}:
            event.ignore()
            return
        event.accept()
        start = QPointF(event.buttonDownPos())
        if event.isStart():
            left = event.button() is Qt.MouseButton.LeftButton
            takers = (tool for tool in self.tools if tool.takes_drag(start, event.modifiers()))
            self._tool = next(takers, None) if left else None
        if self._tool is not None:
            self._tool.drag(start, QPointF(event.pos()), is_last=event.isFinish())
            return
        step = event.scenePos() - event.lastScenePos()
        whole = event.scenePos() - event.buttonDownScenePos()
        self.dragged.emit(step.x(), step.y(), whole.y())

    def mouseClickEvent(self, event: Any) -> None:
        """Report a click of the left button that was no drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            event.accept()
            self.clicked.emit(QPointF(event.pos()))

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Report the wheel: notches, and the pixel column under the cursor."""
        event.accept()
        self.wheeled.emit(event.delta() / 120, event.pos().x())

    def keyPressEvent(self, event: Any) -> None:
        """Leave keys to the chart."""
        event.ignore()
