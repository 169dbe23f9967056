"""The mouse over a draft: which press begins what, and the shape of the cursor that tells it beforehand."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from gui.chart.draft_layer import DraftLayer
from gui.chart.grid_editor_gesture import BandDrag, Drawing, Gesture, HandleDrag, MakeSpec
from gui.chart.plot_area import PlotArea
from gui.draft import GridDraft, Handle


class MouseOwner(Protocol):
    """Who is told what the mouse did."""

    @property
    def draft(self) -> GridDraft | None: ...
    @property
    def armed(self) -> bool: ...
    @property
    def make(self) -> MakeSpec | None: ...
    def disarm(self) -> None: ...
    def focus(self, handle: Handle | None) -> None: ...
    def refresh(self) -> None: ...


class EditorMouse(QObject):
    """Takes the mouse on the chart's viewport where it means the draft; everything else goes to the chart."""

    def __init__(
        self,
        owner: MouseOwner,
        parent: QObject,
        plot: PlotArea,
        layer: DraftLayer,
        take_keys: Callable[[], None],
        measures: Callable[[], bool],
    ) -> None:
        super().__init__(parent)
        self._owner = owner
        self._plot = plot
        self._layer = layer
        self._take_keys = take_keys
        self._measures = measures
        self.gesture: Gesture | None = None
        plot.viewport().installEventFilter(self)

    def cancel(self) -> bool:
        """Take back the drag that is under way; False without one."""
        gesture, self.gesture = self.gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        self._owner.refresh()
        return True

    def show_cross(self) -> None:
        """The next press begins a grid, wherever it is."""
        self._set_cursor(Qt.CursorShape.CrossCursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear of every event on the viewport first."""
        taken = False
        if isinstance(event, QMouseEvent):
            match event.type():
                case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                    taken = self._pressed(event)
                case QEvent.Type.MouseMove:
                    taken = self._moved(event)
                case QEvent.Type.MouseButtonRelease:
                    taken = self._released(event)
                case _:
                    pass
        elif isinstance(event, QWheelEvent):
            taken = self._wheeled(event)
        elif event.type() is QEvent.Type.Leave and self.gesture is None:
            self._hover(None)
        return taken or bool(super().eventFilter(watched, event))

    def _pressed(self, event: QMouseEvent) -> bool:
        point, at = self._point(event.position().toPoint()), self._plot.pixel_map
        owner, draft = self._owner, self._owner.draft
        if event.button() is not Qt.MouseButton.LeftButton or draft is None or at is None:
            return False
        if isinstance(self.gesture, Drawing):
            self.gesture.second_press()
            return True
        if point is None:
            return False
        if owner.armed:
            if owner.make is None:
                return False
            self._begin(Drawing(draft, at, point, owner.make))
            return True
        # the measure takes its drag wherever it begins, and with a modifier the press belongs to the chart's tools
        if self._measures() or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        missing = self._layer.missing_at(point)
        handle = missing or self._layer.handle_at(point)
        if handle is None:
            owner.focus(None)
            return False
        self._take_keys()
        owner.focus(handle)
        if handle is Handle.BAND:
            self._begin(BandDrag(draft, self._plot, point))
        else:
            self._begin(HandleDrag(draft, self._plot, point, handle, is_new=missing is not None))
        self._hover(point)
        return True

    def _moved(self, event: QMouseEvent) -> bool:
        if self.gesture is None:
            self._hover(self._point(event.position().toPoint()))
            return False
        self.gesture.move(self._plot.view.mapFromScene(self._plot.mapToScene(event.position().toPoint())))
        self._plot.cursor_moved.emit(None)
        self._set_cursor(self.gesture.cursor)
        return True

    def _released(self, event: QMouseEvent) -> bool:
        if self.gesture is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        if self.gesture.release():
            drew = isinstance(self.gesture, Drawing)
            self.gesture = None
            if drew:
                self._owner.disarm()
                self._owner.focus(None)
            self._owner.refresh()
        self._hover(self._point(event.position().toPoint()))
        return True

    def _wheeled(self, event: QWheelEvent) -> bool:
        point, turned = self._point(event.position().toPoint()), event.angleDelta().y()
        places, draft = self._layer.places, self._owner.draft
        if point is None or places is None or draft is None or not turned:
            return False
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or not places.band.contains(point):
            return False
        draft.turn_levels(1 if turned > 0 else -1)
        return True

    def _begin(self, gesture: Gesture) -> None:
        self.gesture = gesture
        self._plot.cursor_moved.emit(None)

    def _hover(self, point: QPointF | None) -> None:
        layer, armed = self._layer, self._owner.armed
        missing = None if point is None or armed else layer.missing_at(point)
        handle = None if point is None or armed or missing else layer.handle_at(point)
        if (handle, missing) != (layer.hovered, layer.hovered_missing):
            layer.hovered, layer.hovered_missing = handle, missing
            layer.update()
        if missing is not None:
            self._set_cursor(Qt.CursorShape.PointingHandCursor)
        elif handle is Handle.BAND:
            held = self.gesture is not None
            self._set_cursor(Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.OpenHandCursor)
        else:
            shape = Qt.CursorShape.CrossCursor if handle is None else Qt.CursorShape.SizeVerCursor
            self._set_cursor(shape)

    def _set_cursor(self, shape: Qt.CursorShape) -> None:
        if self._plot.view.cursor().shape() is not shape:
            self._plot.view.setCursor(shape)

    def _point(self, position: QPoint) -> QPointF | None:
        """A pixel of the viewport as one of the plot area; None outside of it."""
        point: QPointF = self._plot.view.mapFromScene(self._plot.mapToScene(position))
        return point if self._plot.view.rect().contains(point) else None
