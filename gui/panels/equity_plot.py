"""The profit and loss of a grid over time, with its falls from each peak shaded."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine import NS_PER_SECOND, Drawdown, EquityBar
from gui.chart.ticks import price_ticks
from gui.formatting import date_time_text, moment_text
from gui.panels.equity_shape import EquityShape
from gui.panels.seen import is_seen
from gui.performance_words import amount
from gui.theme import DARK, Theme, mixed, small_font

_TICKS = 4
_PAD = 8.0


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where times and amounts are painted."""

    area: QRectF
    start: int
    end: int
    low: float
    high: float

    def x(self, time: int) -> float:
        return self.area.left() + self.area.width() * (time - self.start) / max(1, self.end - self.start)

    def y(self, value: float) -> float:
        span = self.high - self.low or 1.0
        return self.area.bottom() - self.area.height() * (value - self.low) / span

    def map(self, shape: QPolygonF) -> QPolygonF:
        """A polygon of an ``EquityShape`` as it is painted."""
        right = self.area.width() * NS_PER_SECOND / max(1, self.end - self.start)
        up = -self.area.height() / (self.high - self.low or 1.0)
        return QTransform(right, 0.0, 0.0, up, self.area.left(), self.area.bottom() - self.low * up).map(
            shape
        )


class EquityPlot(QWidget):
    """Paints at most a thousand bars, anew only when they changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._bars: tuple[EquityBar, ...] = ()
        self._drawdown: Drawdown | None = None
        self._words = ""
        self._described = True
        self._shape = EquityShape()
        self.setFont(small_font())
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(220, 96))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Profit and loss over time"))

    @property
    def bars(self) -> tuple[EquityBar, ...]:
        """What is painted."""
        return self._bars

    def show_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        self.update()

    def show_words(self, words: str) -> None:
        """Say this while there is no curve."""
        if words != self._words:
            self._words = words
            self.update()

    def show_curve(self, bars: Sequence[EquityBar], drawdown: Drawdown | None) -> None:
        """Paint this curve; ``drawdown`` is the largest fall, as the account knows it."""
        bars = tuple(bars)
        if (bars, drawdown) == (self._bars, self._drawdown):
            return
        self._bars, self._drawdown = bars, drawdown
        self._described = False
        if is_seen(self):
            self._describe()
        self.update()

    def _describe(self) -> None:
        self._described = True
        bars = self._bars
        if bars:
            self.setAccessibleDescription(
                self.tr("From {first} at {start} to {last} at {end}, lowest {low}, highest {high}.").format(
                    first=amount(bars[0].open),
                    start=moment_text(bars[0].time),
                    last=amount(bars[-1].close),
                    end=moment_text(bars[-1].time),
                    low=amount(min(bar.low for bar in bars)),
                    high=amount(max(bar.high for bar in bars)),
                )
            )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the curve with its axes, or words where there is none."""
        if not self._described:
            self._describe()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.chart))
        if len(self._bars) < 2:
            painter.setPen(QColor(self._theme.muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(12, 8, -12, -8), flags, self._words)
        else:
            scale = self._scale()
            self._paint_axes(painter, scale)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_curve(painter, scale)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what it was at the time under the pointer."""
        if len(self._bars) < 2:
            return
        scale = self._scale()
        nearest = min(self._bars, key=lambda bar: abs(scale.x(bar.time) - event.position().x()))
        QToolTip.showText(
            event.globalPosition().toPoint(), f"{date_time_text(nearest.time)}\n{amount(nearest.close)}", self
        )

    def _scale(self) -> _Scale:
        metrics = QFontMetrics(self.font())
        low = min(0.0, *(float(bar.low) for bar in self._bars))
        high = max(0.0, *(float(bar.high) for bar in self._bars))
        room = (high - low or 1.0) * 0.08
        # above the curve a line of words has to fit
        above = room + (high - low or 1.0) * metrics.height() / max(40, self.height())
        low, high = low - room, high + above
        marks = [_label(value, high - low) for value in (low, high, *_ticks(low, high))]
        widest = max(metrics.horizontalAdvance(text) for text in marks)
        area = QRectF(self.rect()).adjusted(_PAD, _PAD, -(widest + 2 * _PAD), -(metrics.height() + _PAD))
        return _Scale(area, self._bars[0].time, self._bars[-1].time, low, high)

    def _paint_axes(self, painter: QPainter, scale: _Scale) -> None:
        theme, area = self._theme, scale.area
        metrics = QFontMetrics(self.font())
        for value in _ticks(scale.low, scale.high):
            y = scale.y(value)
            if not area.top() + metrics.height() / 2 <= y <= area.bottom():
                continue
            painter.setPen(QColor(theme.chart_grid))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.muted))
            box = QRectF(area.right() + _PAD, y - metrics.height() / 2, self.width(), metrics.height())
            text = _label(value, scale.high - scale.low)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QPen(QColor(theme.muted), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), scale.y(0.0)), QPointF(area.right(), scale.y(0.0)))
        painter.setPen(QColor(theme.muted))
        title = QRectF(area.left(), area.top(), area.width(), metrics.height())
        painter.drawText(
            title, Qt.AlignmentFlag.AlignLeft, self.tr("Total over time; shaded: below its peak")
        )
        line = QRectF(area.left(), area.bottom() + _PAD / 2, area.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, moment_text(scale.start))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, moment_text(scale.end))

    def _paint_curve(self, painter: QPainter, scale: _Scale) -> None:
        theme = self._theme
        self._shape.follow(self._bars)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(theme.down, theme.chart, 0.22)))
        painter.drawPolygon(scale.map(self._shape.falls))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.accent), 1))
        painter.drawPolyline(scale.map(self._shape.closes))
        self._mark_drawdown(painter, scale)

    def _mark_drawdown(self, painter: QPainter, scale: _Scale) -> None:
        """A triangle at the bottom of the largest fall."""
        fall = self._drawdown
        if fall is None or fall.amount == 0 or not scale.start <= fall.trough_time <= scale.end:
            return
        lowest = min(self._bars, key=lambda bar: abs(bar.time - fall.trough_time))
        x, y = scale.x(lowest.time), min(scale.y(float(lowest.low)) + 3, scale.area.bottom() - 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.down))
        painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 4, y + 6), QPointF(x - 4, y + 6)]))


def _ticks(low: float, high: float) -> list[float]:
    """Round amounts; zero is among them where it is in between."""
    return price_ticks(low, high, 0.0, _TICKS)


def _label(value: float, span: float) -> str:
    """An amount with as many decimals as tell the marks of an axis of that ``span`` apart."""
    places = min(6, max(0, 1 - math.floor(math.log10(span)))) if span > 0 else 2
    text = f"{abs(value):,.{places}f}"
    return text if not text.strip("0.,") else f"{'−' if value < 0 else '+'}{text}"
