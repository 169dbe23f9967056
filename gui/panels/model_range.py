"""The range in which the result lies: the total of each fill model on one scale."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine import FillModel
from gui.formatting import model_text
from gui.performance_words import MODELS, amount, range_text
from gui.theme import DARK, Theme, small_font

_LEAST_SPREAD = Decimal("0.1")
"""The whole width stands for at least this share of the largest total."""
_MARGIN = 10.0
_BAR = 6.0
_GAP = 8.0


class ModelRange(QWidget):
    """A bar from the lowest to the highest total, a mark for each model; the account's own is filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._totals: dict[FillModel, Decimal] = {}
        self._own: FillModel | None = None
        self.setFont(small_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Total by fill model"))

    @property
    def text(self) -> str:
        """The three totals in words."""
        return range_text(self._totals)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        self.update()

    def show_range(self, totals: Mapping[FillModel, Decimal], own: FillModel | None) -> None:
        """Show these totals, in quote; ``own`` is the model of the account."""
        if (dict(totals), own) != (self._totals, self._own):
            self._totals, self._own = dict(totals), own
            self.setAccessibleDescription(self.text)
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines of words and the bar between them."""
        height = 2 * QFontMetrics(self.font()).height() + _BAR + 2 * _GAP + 2
        return QSize(320, round(height))

    def minimumSizeHint(self) -> QSize:
        """Narrow ones leave words out."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar, the marks, and the words above and below them."""
        if not self._totals:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QFontMetrics(self.font()).height()
        middle = line + _GAP + _BAR / 2
        places = self._places()
        self._paint_bar(painter, middle, places)
        self._paint_words(painter, line, middle, places)
        painter.end()

    def _places(self) -> dict[FillModel, float]:
        values = self._totals.values()
        low, high = min(values), max(values)
        left, width = _MARGIN, self.width() - 2 * _MARGIN
        # stretched over the whole width, a difference of nearly nothing would look like a great one
        span = max(high - low, _LEAST_SPREAD * max(abs(high), abs(low)))
        if not span:
            return dict.fromkeys(self._totals, left + width / 2)
        middle = (low + high) / 2
        return {
            model: left + width * (0.5 + float((value - middle) / span))
            for model, value in self._totals.items()
        }

    def _paint_bar(self, painter: QPainter, middle: float, places: Mapping[FillModel, float]) -> None:
        theme = self._theme
        first, last = min(places.values()), max(places.values())
        bar = QRectF(_MARGIN, middle - 1, self.width() - 2 * _MARGIN, 2)
        painter.fillRect(bar, QColor(theme.border))
        painter.fillRect(QRectF(first, middle - _BAR / 2, last - first, _BAR), QColor(theme.selection))
        for model, x in places.items():
            own = model is self._own
            painter.setPen(QPen(QColor(theme.accent), 1.5))
            painter.setBrush(QColor(theme.accent if own else theme.panel))
            painter.drawPolygon(_mark(x, middle, 6.0 if own else 5.0))

    def _paint_words(
        self, painter: QPainter, line: int, middle: float, places: Mapping[FillModel, float]
    ) -> None:
        """The names above the marks, the totals below; those that meet are moved apart."""
        metrics = QFontMetrics(self.font())
        order = sorted(places, key=lambda model: (places[model], MODELS.index(model)))
        names = [model_text(model) for model in order]
        totals = [amount(self._totals[model]) for model in order]
        widths = [
            max(metrics.horizontalAdvance(name), metrics.horizontalAdvance(total)) + 8.0
            for name, total in zip(names, totals, strict=True)
        ]
        lefts = _apart([places[model] for model in order], widths, float(self.width()))
        for model, name, total, left, width in zip(order, names, totals, lefts, widths, strict=True):
            own = model is self._own
            painter.setPen(QColor(self._theme.text if own else self._theme.muted))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(left, 0, width, line), flags, name)
            painter.drawText(QRectF(left, middle + _BAR / 2 + _GAP, width, line), flags, total)


def _mark(x: float, y: float, half: float) -> QPolygonF:
    return QPolygonF([QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)])


def _apart(centres: list[float], widths: list[float], room: float) -> list[float]:
    """The left edges of words of these widths near their centres, from left to right, without overlap."""
    lefts: list[float] = []
    edge = 0.0
    for centre, width in zip(centres, widths, strict=True):
        left = max(edge, centre - width / 2)
        lefts.append(left)
        edge = left + width
    edge = room
    for place in range(len(lefts) - 1, -1, -1):
        lefts[place] = max(0.0, min(lefts[place], edge - widths[place]))
        edge = lefts[place]
    return lefts
