"""The price axis at the right and the time axis below: round numbers, tags, and zooming by drag and wheel."""

import math
from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSceneMouseEvent,
    QGraphicsSceneWheelEvent,
    QGraphicsWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from gui.chart.axis_tags import (
    AxisTag,
    axis_width,
    draw_axis_price,
    draw_price_tag,
    shown_tags,
    tag_height,
)
from gui.chart.layer import report_paint_error
from gui.chart.painting import TextPainter
from gui.chart.pixel_map import PixelMap
from gui.chart.ticks import local, offset_text, price_ticks, time_ticks
from gui.theme import Theme

WHEEL_STEP = 1.15
_PIXELS_PER_DOUBLING = 180.0
_PRICE_SPACING, _TIME_SPACING = 46.0, 92.0


class Axis(QGraphicsWidget):
    """What both axes share: the map, the colours, and gestures that zoom."""

    stretched = Signal(float)
    reset_asked = Signal()

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

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the axis."""
        if self.map is None or self._failed_at == self.map:
            return
        try:
            self.draw(painter, self.map)
        except Exception:  # noqa: BLE001 - reported; see report_paint_error
            self._failed_at = self.map
            report_paint_error()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the axis's shapes at their pixels."""
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


class PriceAxis(Axis):
    """Prices with the instrument's decimals, the tags of lines, of the last price and of the cursor."""

    def __init__(self, texts: TextPainter, theme: Theme) -> None:
        super().__init__(texts, theme, vertical=True)
        self.decimals = 2
        self.tick_size = 0.01
        self.active = False
        self._levels: Sequence[AxisTag] = ()
        self._last: AxisTag | None = None
        self._cursor: float | None = None

    def set_steps(self, tick_size: float, decimals: int) -> None:
        """Write prices with this many decimals, never finer than the tick."""
        self.tick_size, self.decimals = tick_size, decimals
        self.update()

    def set_active(self, active: bool) -> None:
        """Show numbers, or nothing while no price is known."""
        self.active = active
        self.update()

    def set_level_tags(self, tags: Sequence[AxisTag]) -> None:
        """The prices of lines, best first; those without room are left out."""
        if tags != self._levels:
            self._levels = tags
            self.update()

    def set_last(self, tag: AxisTag | None) -> None:
        """The last price's tag, which always has room."""
        if tag != self._last:
            self._last = tag
            self.update()

    def set_cursor_price(self, price: float | None) -> None:
        """The price under the cursor."""
        if price != self._cursor:
            self._cursor = price
            self.update()

    def price_text(self, price: float) -> str:
        """A price as the axis writes it."""
        return f"{price:.{self.decimals}f}"

    def fit_width(self, highest: float, note: str) -> None:
        """Make room for the widest price and for ``note``; the width only changes by whole digits."""
        digits = max(1, len(str(int(abs(highest)))))
        widest = "0" * digits + ("." + "0" * self.decimals if self.decimals else "")
        width = max(axis_width(self.texts, widest), axis_width(self.texts, note))
        if width != self.minimumWidth():
            self.setMinimumWidth(width)
            self.setMaximumWidth(width)

    def shown(self) -> tuple[list[AxisTag], list[float]]:
        """The line tags and the round prices that have room now."""
        if self.map is None or not self.active:
            return [], []
        at, height = self.map, tag_height(self.texts)
        taken = []
        if self._last is not None:
            taken.append((self._row(self._last.price, at), tag_height(self.texts, self._last)))
        levels = [tag for tag in self._levels if 0 <= at.y(tag.price) <= at.height]
        tags = [levels[index] for index in shown_tags([at.y(tag.price) for tag in levels], height, taken)]
        taken.extend((at.y(tag.price), height) for tag in tags)
        inner = tag_height(self.texts) / 2
        at_most = max(1, int(at.height / _PRICE_SPACING))
        ticks = [
            price
            for price in price_ticks(at.bottom, at.top, self.tick_size, at_most)
            if inner <= at.y(price) <= at.height - inner
        ]
        free = shown_tags([at.y(price) for price in ticks], self.texts.height + 4, taken)
        return tags, [ticks[index] for index in free]

    def grid_prices(self) -> list[float]:
        """The round prices at which the plot area has a faint line."""
        if self.map is None or not self.active:
            return []
        at_most = max(1, int(self.map.height / _PRICE_SPACING))
        return price_ticks(self.map.bottom, self.map.top, self.tick_size, at_most)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the axis."""
        width = self.size().width()
        painter.fillRect(QRectF(0, 0, 1, self.size().height()), QColor(self.theme.chart_axis))
        tags, ticks = self.shown()
        muted = QColor(self.theme.muted)
        for price in ticks:
            draw_axis_price(painter, self.texts, at.y(price), self.price_text(price), muted)
        for tag in tags:
            draw_price_tag(painter, self.texts, tag, at.y(tag.price), width)
        if self._last is not None:
            draw_price_tag(painter, self.texts, self._last, self._row(self._last.price, at), width)
        if self._cursor is not None:
            cursor = AxisTag(
                self._cursor,
                self.price_text(self._cursor),
                self.theme.on_crosshair_tag,
                self.theme.crosshair_tag,
            )
            draw_price_tag(painter, self.texts, cursor, self._row(self._cursor, at), width)

    def _row(self, price: float, at: PixelMap) -> float:
        half = tag_height(self.texts, self._last) / 2
        return min(max(at.y(price), half), at.height - half)


class TimeAxis(Axis):
    """Local times with the offset from UTC; spans the price axis too, where the offset stands."""

    def __init__(self, texts: TextPainter, theme: Theme) -> None:
        super().__init__(texts, theme, vertical=False)
        self.zone: tzinfo | None = None
        self.active = False
        self._cursor: float | None = None
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        height = math.ceil(texts.height + 10)
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)

    def set_zone(self, zone: tzinfo | None) -> None:
        """Show times of this zone; None is the system's own."""
        self.zone = zone
        self.update()

    def set_active(self, active: bool) -> None:
        """Show times, or nothing while no candle is known."""
        self.active = active
        self.update()

    def set_cursor_time(self, time: float | None) -> None:
        """The open time of the bar under the cursor, in seconds."""
        if time != self._cursor:
            self._cursor = time
            self.update()

    def grid_times(self) -> list[float]:
        """The round times at which the plot area has a faint line."""
        if self.map is None or not self.active:
            return []
        at_most = max(1, int(self.map.width / _TIME_SPACING))
        return [tick.time for tick in time_ticks(self.map.left, self.map.right, self.zone, at_most)]

    def time_text(self, time: float) -> str:
        """A time in full, as the cursor's tag shows it."""
        moment = local(time, self.zone)
        return f"{moment.day} {moment:%b %H:%M}"

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the axis."""
        painter.fillRect(QRectF(0, 0, self.size().width(), 1), QColor(self.theme.chart_axis))
        if not self.active:
            return
        top = 5.0
        at_most = max(1, int(at.width / _TIME_SPACING))
        for tick in time_ticks(at.left, at.right, self.zone, at_most):
            width = self.texts.width(tick.text)
            left = round(at.x(tick.time) - width / 2)
            if left < 0 or left + width > at.width:
                continue
            colour = self.theme.text if tick.major else self.theme.muted
            self.texts.draw(painter, left, top, tick.text, QColor(colour))
        offset = offset_text(at.right, self.zone)
        right = self.size().width() - self.texts.width(offset) - 8
        self.texts.draw(painter, right, top, offset, QColor(self.theme.muted))
        if self._cursor is not None:
            self._draw_cursor(painter, self._cursor, at)

    def _draw_cursor(self, painter: QPainter, time: float, at: PixelMap) -> None:
        text = self.time_text(time)
        width = self.texts.width(text) + 12
        left = min(max(round(at.x(time) - width / 2), 0), at.width - width)
        painter.fillRect(QRectF(left, 2, width, self.texts.height + 5), QColor(self.theme.crosshair_tag))
        self.texts.draw(painter, left + 6, 5.0, text, QColor(self.theme.on_crosshair_tag))
