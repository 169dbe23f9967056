"""What the axes share, zooming by drag and wheel, and the time axis below the chart."""

import math
from datetime import tzinfo

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QGraphicsSceneMouseEvent,
    QGraphicsSceneWheelEvent,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from gui.chart.layer import report_paint_error
from gui.chart.picture import KeptPicture
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.chart.ticks import local, offset_text, time_ticks
from gui.i18n import day_text
from gui.theme import Theme

WHEEL_STEP = 1.15
_PIXELS_PER_DOUBLING = 180.0
_TIME_SPACING = 92.0
_TEXT_TOP = 5.0


class Axis(QGraphicsWidget):
    """What both axes share: the map, the colours, and gestures that zoom.

    Signals:
        stretched: the user zoomed by this factor; reset_asked: the user gave the scale back.
        ticks_changed: the numbers on the axis changed for another reason than a new map.
    """

    stretched = Signal(float)
    reset_asked = Signal()
    ticks_changed = Signal()

    def __init__(self, texts: TextPainter, theme: Theme, *, vertical: bool) -> None:
        super().__init__()
        self.texts = texts
        self.theme = theme
        self.map: PixelMap | None = None
        self._failed_at: PixelMap | None = None
        self._vertical = vertical
        shape = Qt.CursorShape.SizeVerCursor if vertical else Qt.CursorShape.SizeHorCursor
        self.setCursor(shape)

    def set_map(self, new: PixelMap) -> None:
        """Take over where times and prices lie from now on."""
        self.map = new
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.theme = theme
        self.update()

    def change_ticks(self) -> None:
        """Draw other numbers, and tell so."""
        self.update()
        self.ticks_changed.emit()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the axis."""
        if self.map is None or self._failed_at == self.map:
            return
        try:
            self.draw(painter, self.map, option.exposedRect)
        except Exception:  # noqa: BLE001 - reported; see report_paint_error
            self._failed_at = self.map
            report_paint_error()

    def draw(self, painter: QPainter, at: PixelMap, exposed: QRectF) -> None:
        """Draw the axis's shapes at their pixels; those out of the ``exposed`` part may be left out."""
        raise NotImplementedError

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Begin a drag that zooms this axis."""
        event.setAccepted(event.button() is Qt.MouseButton.LeftButton)

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Zoom by how far the mouse moved: downwards, or to the left, shows more."""
        moved = event.screenPos() - event.lastScreenPos()
        pixels = moved.y() if self._vertical else -moved.x()
        if pixels:
            self.stretched.emit(2 ** (pixels / _PIXELS_PER_DOUBLING))

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Give the scale back to the chart."""
        self.reset_asked.emit()
        event.accept()

    def wheelEvent(self, event: QGraphicsSceneWheelEvent) -> None:
        """Zoom this axis."""
        self.stretched.emit(WHEEL_STEP ** (-event.delta() / 120))
        event.accept()


class TimeAxis(Axis):
    """Local times with the offset from UTC; spans the price axis too, where the offset stands."""

    def __init__(self, texts: TextPainter, theme: Theme) -> None:
        super().__init__(texts, theme, vertical=False)
        self.zone: tzinfo | None = None
        self.active = False
        self._cursor: float | None = None
        self.kept = KeptPicture()
        height = math.ceil(texts.height + 10)
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)

    def set_zone(self, zone: tzinfo | None) -> None:
        """Show times of this zone; None is the system's own."""
        self.zone = zone
        self.change_ticks()

    def set_active(self, active: bool) -> None:
        """Show times, or nothing while no candle is known."""
        if active != self.active:
            self.active = active
            self.change_ticks()

    def set_cursor_time(self, time: float | None) -> None:
        """The open time of the bar under the cursor, in seconds."""
        if time == self._cursor:
            return
        for one in (self._cursor, time):
            if one is not None and self.map is not None:
                self.update(self._cursor_box(one, self.map))
        self._cursor = time

    def grid_times(self) -> list[float]:
        """The round times at which the plot area has a faint line."""
        if self.map is None or not self.active:
            return []
        at_most = max(1, int(self.map.width / _TIME_SPACING))
        return [tick.time for tick in time_ticks(self.map.left, self.map.right, self.zone, at_most)]

    def time_text(self, time: float) -> str:
        """A time in full, as the cursor's tag shows it."""
        moment = local(time, self.zone)
        return f"{day_text(moment)} {moment:%H:%M}"

    def draw(self, painter: QPainter, at: PixelMap, exposed: QRectF) -> None:
        """Draw the axis."""
        size = (self.size().width(), self.size().height())
        key = (self.zone, self.active, self.theme)
        ground = QColor(self.theme.chart)
        self.kept.draw(painter, size, ground, at, key, lambda onto: self._draw_scale(onto, at))
        if self.active and self._cursor is not None:
            box = self._cursor_box(self._cursor, at)
            painter.fillRect(box, QColor(self.theme.crosshair_tag))
            text, ink = self.time_text(self._cursor), QColor(self.theme.on_crosshair_tag)
            self.texts.draw(painter, box.left() + 6, _TEXT_TOP, text, ink)

    def _draw_scale(self, painter: QPainter, at: PixelMap) -> None:
        painter.fillRect(QRectF(0, 0, self.size().width(), 1), QColor(self.theme.chart_axis))
        if not self.active:
            return
        at_most = max(1, int(at.width / _TIME_SPACING))
        for tick in time_ticks(at.left, at.right, self.zone, at_most):
            width = self.texts.width(tick.text)
            left = round(at.x(tick.time) - width / 2)
            if left < 0 or left + width > at.width:
                continue
            colour = self.theme.text if tick.major else self.theme.muted
            self.texts.draw(painter, left, _TEXT_TOP, tick.text, QColor(colour))
        offset = offset_text(at.right, self.zone)
        right = self.size().width() - self.texts.width(offset) - 8
        self.texts.draw(painter, right, _TEXT_TOP, offset, QColor(self.theme.muted))

    def _cursor_box(self, time: float, at: PixelMap) -> QRectF:
        width = self.texts.width(self.time_text(time)) + 12
        left = min(max(round(at.x(time) - width / 2), 0), at.width - width)
        return QRectF(left, 2, width, self.texts.height + 5)
