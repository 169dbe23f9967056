"""The tags on the axes: prices of lines, the last price, the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from gui.chart.levels import apart
from gui.chart.text_painter import TextPainter

TAG_PADDING = 2.0
_NOTCH = 3.0
_TEXT_LEFT = 8.0


@dataclass(frozen=True, slots=True)
class AxisTag:
    """A text at a price: ``ink`` on ``fill``, with an optional ``note`` on a second line.

    A tag without a fill is plain text with a notch of ``ink`` at the axis.
    """

    price: float
    text: str
    ink: str
    fill: str | None = None
    note: str | None = None


def tag_height(texts: TextPainter, tag: AxisTag | None = None) -> float:
    """The height of a tag in logical pixels; that of a tag of one line when none is given."""
    lines = 2 if tag is not None and tag.note else 1
    return lines * texts.height + 2 * TAG_PADDING


def shown_tags(rows: Sequence[float], height: float, taken: Sequence[tuple[float, float]]) -> list[int]:
    """Which of the tags centred at ``rows`` (best first) have room: apart from each other and from ``taken``.

    ``taken`` holds the centre and height of what is on the axis already.
    """
    if not rows:
        return []
    centres, heights = np.array(taken, dtype=np.float64).reshape(-1, 2).T
    away = np.abs(np.asarray(rows, dtype=np.float64)[:, np.newaxis] - centres)
    free = np.flatnonzero(np.all(away >= (height + heights) / 2, axis=1)).tolist()
    return [free[kept] for kept in apart([rows[index] for index in free], height)]


def draw_price_tag(painter: QPainter, texts: TextPainter, tag: AxisTag, row: float, width: float) -> None:
    """Draw ``tag`` centred at the pixel ``row`` on an axis of the given width, pointing to its left edge."""
    height = tag_height(texts, tag)
    top = round(row - height / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    if tag.fill is None:
        painter.fillRect(
            QRectF(0, round(row - texts.height / 2) + 1, _NOTCH, texts.height - 2), QColor(tag.ink)
        )
    else:
        painter.fillRect(QRectF(_NOTCH + 1, top, width - _NOTCH - 2, height), QColor(tag.fill))
        painter.setBrush(QColor(tag.fill))
        tip = QPolygonF(
            [QPointF(0, row), QPointF(_NOTCH + 1, row - _NOTCH - 1), QPointF(_NOTCH + 1, row + _NOTCH + 1)]
        )
        painter.drawPolygon(tip)
    texts.draw(painter, _TEXT_LEFT, top + TAG_PADDING, tag.text, QColor(tag.ink))
    if tag.note:
        texts.draw(painter, _TEXT_LEFT, top + TAG_PADDING + texts.height, tag.note, QColor(tag.ink))


def axis_width(texts: TextPainter, widest: str) -> float:
    """The width of a price axis whose widest text is ``widest``."""
    return texts.width(widest) + 2 * _TEXT_LEFT


def draw_axis_price(painter: QPainter, texts: TextPainter, row: float, text: str, colour: QColor) -> None:
    """Write a plain price centred at the pixel ``row``."""
    texts.draw(painter, _TEXT_LEFT, round(row - texts.height / 2), text, colour)
