"""The measure: how far it is from one place on the chart to another, in price, percent, bars and time."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.layer import Layer
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.formatting import MINUS
from gui.theme import Theme

_Z = 65
_TINT = 34
_PADDING, _GAP = 6.0, 8.0

Place = tuple[float, float]
"""The open time of a bar in seconds, and a price on the tick."""


class Measure(Layer):
    """Drawn by a drag with Shift held, or by the next drag or by keys after it was armed; stays until it is cleared.

    Signals:
        armed_changed: carries whether the next drag measures.
    """

    armed_changed = Signal(bool)

    def __init__(self, parent: QGraphicsItem, texts: TextPainter, theme: Theme) -> None:
        super().__init__(parent, _Z)
        self._texts, self._theme = texts, theme
        self.armed = False
        self.dragging = False
        self.bar_seconds = 60.0
        self.tick_size, self.decimals = 0.01, 2
        self.ends: tuple[Place, Place] | None = None
        """From where to where."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_steps(self, bar_seconds: float, tick_size: float, decimals: int) -> None:
        """Count these bars and write these prices from now on, and forget what was measured."""
        self.bar_seconds, self.tick_size, self.decimals = bar_seconds, tick_size, decimals
        self.clear()

    def arm(self, *, on: bool) -> None:
        """Let the next drag measure, or not."""
        if on != self.armed:
            self.armed = on
            self.armed_changed.emit(on)

    def clear(self) -> bool:
        """Remove what was measured and disarm; False if there was nothing to do."""
        had = self.ends is not None or self.armed
        self.arm(on=False)
        self._set_ends(None)
        return had

    def takes_drag(self, start: QPointF, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether a drag that begins there measures."""
        return self.armed or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)

    def drag(self, start: QPointF, now: QPointF, *, is_last: bool) -> None:
        """Measure from ``start`` to ``now``."""
        at = self.map
        if at is not None:
            self._set_ends((self._place_at(start, at), self._place_at(now, at)))
        self.dragging = not is_last
        if is_last:
            self.arm(on=False)

    def begin(self, place: Place) -> None:
        """Measure from there, to there as yet."""
        time, price = place
        start = (time, round(price / self.tick_size) * self.tick_size)
        self._set_ends((start, start))

    def move_end(self, bars: int, ticks: int) -> None:
        """Move the end by so many bars and ticks, where something is measured."""
        if self.ends is not None:
            start, (time, price) = self.ends
            tick = round(price / self.tick_size) + ticks
            self._set_ends((start, (time + bars * self.bar_seconds, tick * self.tick_size)))

    def text(self) -> tuple[str, str]:
        """The two lines of the label; both empty while nothing is measured."""
        if self.ends is None:
            return "", ""
        (from_time, from_price), (to_time, to_price) = self.ends
        change = to_price - from_price
        arrow = "▲" if change > 0 else "▼" if change < 0 else "="
        price = f"{change:+.{self.decimals}f}".replace("-", MINUS)
        percent = f"{change / from_price * 100:+.2f} %".replace("-", MINUS) if from_price else ""
        bars = round((to_time - from_time) / self.bar_seconds)
        counted = self.tr("1 bar") if abs(bars) == 1 else self.tr("{count} bars")
        span = self._span_text(abs(round(to_time - from_time)))
        words = self.tr("{bars} · {time}").format(
            bars=counted.format(count=str(bars).replace("-", MINUS)), time=span
        )
        return f"{arrow} {price}  {percent}", words

    def _span_text(self, seconds: int) -> str:
        days, rest = divmod(seconds, 86400)
        hours, rest = divmod(rest, 3600)
        counted = (
            (days, self.tr("{count} d")),
            (hours, self.tr("{count} h")),
            (rest // 60, self.tr("{count} min")),
        )
        parts = [words.format(count=count) for count, words in counted if count]
        return " ".join(parts) or self.tr("{count} min").format(count=0)

    def place(self, new: PixelMap) -> None:
        """Cover the box and its label."""
        if self.ends is None:
            self.set_bounds(QRectF())
        else:
            box = self._box(new)
            self.set_bounds(box.united(self._label_box(box, new)).adjusted(-1, -1, 1, 1))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the box and its label."""
        if self.ends is None:
            return
        theme, box = self._theme, self._box(at)
        rises = self.ends[1][1] >= self.ends[0][1]
        colour = QColor(theme.up if rises else theme.down)
        tint = QColor(colour)
        tint.setAlpha(_TINT)
        painter.fillRect(box, tint)
        for edge in (
            QRectF(box.left(), box.top(), box.width(), 1),
            QRectF(box.left(), box.bottom() - 1, box.width(), 1),
            QRectF(box.left(), box.top(), 1, box.height()),
            QRectF(box.right() - 1, box.top(), 1, box.height()),
        ):
            painter.fillRect(edge, colour)
        label = self._label_box(box, at)
        painter.fillRect(label, colour)
        painter.fillRect(label.adjusted(1, 1, -1, -1), QColor(theme.label))
        top = label.top() + _PADDING / 2
        for line, ink in zip(self.text(), (colour, QColor(theme.text)), strict=True):
            self._texts.draw(painter, label.left() + _PADDING, top, line, ink)
            top += self._texts.height

    def _set_ends(self, ends: tuple[Place, Place] | None) -> None:
        if ends != self.ends:
            self.ends = ends
            if self.map is not None:
                self.place(self.map)
            self.update()

    def _place_at(self, point: QPointF, at: PixelMap) -> Place:
        opened = at.time(point.x()) // self.bar_seconds * self.bar_seconds
        return opened, round(at.price(point.y()) / self.tick_size) * self.tick_size

    def _box(self, at: PixelMap) -> QRectF:
        if self.ends is None:
            return QRectF()
        xs = [at.snap(at.x(time + self.bar_seconds / 2)) for time, _ in self.ends]
        ys = [at.line_top(price) for _, price in self.ends]
        return QRectF(min(xs), min(ys), max(1.0, max(xs) - min(xs)), max(1.0, max(ys) - min(ys)))

    def _label_box(self, box: QRectF, at: PixelMap) -> QRectF:
        width = max(self._texts.width(line) for line in self.text()) + 2 * _PADDING
        height = 2 * self._texts.height + _PADDING
        left = min(max(box.center().x() - width / 2, 4.0), max(4.0, at.width - width - 4))
        rises = self.ends is not None and self.ends[1][1] >= self.ends[0][1]
        above, below = box.top() - height - _GAP, box.bottom() + _GAP
        top = above if (rises and above >= 4) or below + height > at.height - 4 else below
        return QRectF(round(left), round(max(top, 4.0)), width, height)
