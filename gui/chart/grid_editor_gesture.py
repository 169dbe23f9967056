"""What a press in the chart begins, and what its moves do to the draft until the button is released."""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from engine import GridSpec
from gui.chart.pixel_map import PixelMap
from gui.chart.plot_area import PlotArea
from gui.draft import GridDraft, Handle
from gui.draft.steps import steps, to_step

MakeSpec = Callable[[Decimal, Decimal, GridSpec | None], GridSpec | None]
"""A grid between two prices, on the settings of the draft there is; None where they are too close."""

_CLICK = 4.0
_CHOICE = 6.0
_NEW_STOP_SHARE = 10


class Gesture(Protocol):
    """One press until its release; the changes in between are one step of the draft's history."""

    cursor: Qt.CursorShape

    def move(self, point: QPointF) -> None:
        """The mouse is at a pixel of the plot area now."""

    def release(self) -> bool:
        """The button was released; False if the gesture goes on."""

    def cancel(self) -> None:
        """Nothing happened."""


class HandleDrag:
    """Moves one handle. The line keeps its distance from the cursor, so a mere click changes nothing."""

    cursor = Qt.CursorShape.SizeVerCursor

    def __init__(
        self, draft: GridDraft, plot: PlotArea, point: QPointF, handle: Handle, *, is_new: bool
    ) -> None:
        self._draft = draft
        self._plot = plot
        self._handle = handle
        self._is_new = is_new
        self._press = point
        draft.hold()
        if is_new:
            draft.move(handle, _new_stop(draft, handle))
        pressed = _price(plot.pixel_map, point)
        held = draft.price_of(handle)
        # a stop that is new comes to the cursor as soon as that moves
        self._offset = Decimal(0) if is_new or held is None else held - pressed

    def move(self, point: QPointF) -> None:
        if self._is_new and abs(point.y() - self._press.y()) < _CLICK:
            return
        self._draft.move(self._handle, _price(self._plot.pixel_map, point) + self._offset)

    def release(self) -> bool:
        self._draft.release()
        return True

    def cancel(self) -> None:
        self._draft.drop()


class BandDrag:
    """Moves the whole band when it begins upwards or downwards, and the time when it begins sideways."""

    def __init__(self, draft: GridDraft, plot: PlotArea, point: QPointF) -> None:
        self.cursor = Qt.CursorShape.ClosedHandCursor
        self._draft = draft
        self._plot = plot
        self._press = self._before = point
        self._pans: bool | None = None
        self._price = _price(plot.pixel_map, point)
        self._lower = draft.price_of(Handle.LOWER) or Decimal(0)
        draft.hold()

    def move(self, point: QPointF) -> None:
        way = point - self._press
        if self._pans is None:
            if max(abs(way.x()), abs(way.y())) < _CHOICE:
                return
            self._pans = abs(way.x()) > abs(way.y())
        at = self._plot.pixel_map
        if self._pans and at is not None:
            self._plot.move_times(-(point.x() - self._before.x()) * at.seconds_per_pixel)
        elif not self._pans:
            lower = self._draft.price_of(Handle.LOWER) or self._lower
            tick = self._draft.instrument.tick_size
            wanted = self._lower + to_step(_price(at, point) - self._price, tick)
            self._draft.shift(steps(wanted - lower, tick))
        self._before = point

    def release(self) -> bool:
        self._draft.release()
        return True

    def cancel(self) -> None:
        self._draft.drop()


class Drawing:
    """Draws a grid from the price of the press to that of the cursor.

    A press without a drag sets one end; the next press then sets the other.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        draft: GridDraft,
        at: PixelMap,
        point: QPointF,
        make: MakeSpec,
    ) -> None:
        self._draft = draft
        self._at = at
        self._press = point
        self._make = make
        self._base = draft.spec
        self._anchor = to_step(_price(at, point), draft.instrument.tick_size)
        self._dragged = self._second = False
        draft.hold()

    def move(self, point: QPointF) -> None:
        if abs(point.y() - self._press.y()) >= _CLICK:
            self._dragged = True
        if not self._dragged:
            return
        spec = self._make(self._anchor, _price(self._at, point), self._base)
        if spec is not None:
            self._draft.redraw(spec)

    def second_press(self) -> None:
        """The button is pressed again: this sets the other end."""
        self._second = True

    def release(self) -> bool:
        if not self._dragged and not self._second:
            return False
        self._draft.release()
        return True

    def cancel(self) -> None:
        self._draft.drop()


def _price(at: PixelMap | None, point: QPointF) -> Decimal:
    return Decimal(0) if at is None else Decimal(at.price(point.y()))


def _new_stop(draft: GridDraft, handle: Handle) -> Decimal:
    """A tenth of the range, at least one tick, beyond the bound."""
    lower, upper = draft.price_of(Handle.LOWER), draft.price_of(Handle.UPPER)
    if lower is None or upper is None:
        return Decimal(0)
    away = max(draft.instrument.tick_size, (upper - lower) / _NEW_STOP_SHARE)
    return upper + away if handle is Handle.STOP_ABOVE else lower - away
