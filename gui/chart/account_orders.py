"""The open orders of the user's own account: quiet dotted lines, in a hue that no paper grid has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from engine import Side, WorkingOrder, plain
from gui.chart.axis_tags import AxisTag, tag_height
from gui.chart.layer import Layer
from gui.chart.levels import apart
from gui.chart.line_rows import LineRows
from gui.chart.painting import dashes
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.text_painter import TextPainter
from gui.theme import Theme

_LABELS_Z = 49
_LEFT, _PADDING = 6.0, 4.0
_DOT, _SPACE = 2, 4
_OVER = frozenset({"FILLED", "CANCELLED", "REJECTED"})


@dataclass(frozen=True, slots=True)
class RealLevel:
    """A price at which real orders of one side wait; ``size`` is what is still to fill, in base units."""

    price: Decimal
    side: Side
    size: Decimal


def real_levels(orders: Sequence[WorkingOrder], instrument: str) -> list[RealLevel]:
    """What waits where, highest price first: limit orders of ``instrument`` with something left to fill.

    An order whose status says that it is over (protocol reference, section 6.3) is left out.
    """
    waiting: dict[tuple[Decimal, Side], Decimal] = {}
    for order in orders:
        left = order.size - order.traded_size
        if order.instrument != instrument or order.limit_price is None or order.status in _OVER or left <= 0:
            continue
        place = (order.limit_price, order.side)
        waiting[place] = waiting.get(place, Decimal(0)) + left
    levels = [RealLevel(price, side, size) for (price, side), size in waiting.items()]
    return sorted(levels, key=lambda level: (-level.price, level.side.value))


class AccountOrderLines(LineRows):
    """A dotted line for each price at which the account's orders wait."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self.levels: Sequence[RealLevel] = ()
        self._brush = QBrush()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._brush = dashes(QColor(theme.line_real), _DOT, _SPACE)
        self.touch()

    def set_levels(self, levels: Sequence[RealLevel]) -> None:
        """Show exactly these."""
        self.levels = levels
        self.lines_changed()

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        self.draw_rows(painter, at, [self._brush], [1.0])

    def rows(self, at: PixelMap) -> list[FloatArray]:
        """The pixel rows in view."""
        return [self.rows_of(np.array([float(level.price) for level in self.levels]), at)]


class AccountOrderLabels(Layer):
    """The word ``account``, side and size at the left ends of those lines, beside the labels of paper grids."""

    def __init__(
        self,
        parent: QGraphicsItem,
        lines: AccountOrderLines,
        texts: TextPainter,
        theme: Theme,
        left_of_free: Callable[[], float],
    ) -> None:
        super().__init__(parent, _LABELS_Z)
        self._lines, self._texts, self._theme = lines, texts, theme
        self._lefts_of_free = [left_of_free]
        self._left = _LEFT
        self.shown: list[tuple[float, str]] = []
        """The labels drawn now: the pixel row of the line and the text."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def keep_right_of(self, edge: Callable[[], float]) -> None:
        """Leave these labels their room, too; ``refresh`` when it changed."""
        self._lefts_of_free.append(edge)

    def refresh(self) -> None:
        """Take the lines' new state over, and the room that other labels leave."""
        if self.map is not None:
            before = self._left, self.shown
            self.place(self.map)
            if (self._left, self.shown) != before:
                self.update()

    def place(self, new: PixelMap) -> None:
        """Choose the labels that have room, and cover them."""
        levels = [
            (new.line_top(float(level.price)), level)
            for level in self._lines.levels
            if 0 <= new.y(float(level.price)) < new.height
        ]
        kept = apart([row for row, _ in levels], tag_height(self._texts) + 1)
        self.shown = [(levels[index][0], self.label_text(levels[index][1])) for index in kept]
        self._left = max(_LEFT, *(left() + 4 for left in self._lefts_of_free))
        widest = max((self._texts.width(text) for _, text in self.shown), default=0.0)
        bounds = QRectF(self._left, 0, widest + 2 * _PADDING, new.height)
        self.set_bounds(bounds if self.shown else QRectF())

    def label_text(self, level: RealLevel) -> str:
        """What the label of a price says, e.g. ``account ▲ BUY 0.5``."""
        text = self.tr("account ▲ BUY {size}") if level.side is Side.BUY else self.tr("account ▼ SELL {size}")
        return text.format(size=plain(level.size))

    def axis_tags(self, price_text: Callable[[float], str]) -> list[AxisTag]:
        """The prices of the lines for the price axis."""
        prices = dict.fromkeys(float(level.price) for level in self._lines.levels)
        return [AxisTag(price, price_text(price), self._theme.real) for price in prices]

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the labels: text without a frame, on the chart's own colour."""
        ground, ink = QColor(self._theme.chart), QColor(self._theme.real)
        height = self._texts.height
        for row, text in self.shown:
            top = round(row - height / 2)
            width = self._texts.width(text) + 2 * _PADDING
            painter.fillRect(QRectF(self._left, top, width, height), ground)
            self._texts.draw(painter, self._left + _PADDING, top, text, ink)
