"""The fills of paper grids as marks: one scatter item for all.

A mark's tip touches the price at the fill's time. Shape tells the side (a buy points up from below, a sell
down from above) and the intent (an exit has a bar before its tip, a close is a diamond); a maker fill is
solid, a taker fill hollow.
"""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen, QPolygonF

from engine import NS_PER_SECOND, Fill, Intent, Liquidity, Side, plain, plain_amount
from gui.chart.ticks import local, offset_text
from gui.theme import Theme

_SIZE = 32.0
_Z = 40
_NAMED_AT_ONCE = 4
pg: Any = pyqtgraph


def mark_shape(side: Side, intent: Intent) -> QPainterPath:
    """The outline of a mark in a box from -0.5 to 0.5, its tip (a diamond's middle) at the origin."""
    path = QPainterPath()
    if intent is Intent.CLOSE:
        corners = [QPointF(0, -0.2), QPointF(0.2, 0), QPointF(0, 0.2), QPointF(-0.2, 0)]
        path.addPolygon(QPolygonF([*corners, corners[0]]))
        return path
    down = 1.0 if side is Side.BUY else -1.0
    start = 0.0
    if intent is Intent.EXIT:
        path.addRect(-0.21, min(0.0, 0.1 * down), 0.42, 0.1)
        start = 0.16
    tip, base = start * down, (start + 0.32) * down
    path.addPolygon(QPolygonF([QPointF(0, tip), QPointF(0.2, base), QPointF(-0.2, base), QPointF(0, tip)]))
    return path


_SHAPES = {(side, intent): mark_shape(side, intent) for side in Side for intent in Intent}


class FillMarks(QObject):
    """Keeps the marks of one chart; ``item`` is what the plot area shows."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self.item: Any = pg.ScatterPlotItem(pxMode=True, antialias=True, hoverable=True, tip=None)
        self.item.setZValue(_Z)
        self._theme = theme
        self._fills: list[Fill] = []
        self.zone: tzinfo | None = None

    @property
    def fills(self) -> Sequence[Fill]:
        """The fills shown, in the order in which they came."""
        return self._fills

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.set_fills(self._fills)

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Show exactly these fills."""
        self._fills = list(fills)
        self.item.setData(**self._columns(self._fills))

    def add_fill(self, fill: Fill) -> None:
        """Show one more fill."""
        self._fills.append(fill)
        self.item.addPoints(**self._columns([fill]))

    def describe(self, fills: Sequence[Fill]) -> str:
        """What is known of some fills, newest first, as the tooltip over their marks shows it."""
        newest = sorted(fills, key=lambda fill: (fill.time, fill.fill_id), reverse=True)
        texts = [self._describe_one(fill) for fill in newest[:_NAMED_AT_ONCE]]
        rest = len(newest) - _NAMED_AT_ONCE
        if rest > 0:
            texts.append(self.tr("and %n more fills here", "", rest))
        return "\n\n".join(texts)

    def _describe_one(self, fill: Fill) -> str:
        side = self.tr("▲ BUY") if fill.side is Side.BUY else self.tr("▼ SELL")
        intent = {
            Intent.ENTRY: self.tr("entry"),
            Intent.EXIT: self.tr("exit"),
            Intent.CLOSE: self.tr("close"),
        }[fill.intent]
        role = self.tr("maker") if fill.liquidity is Liquidity.MAKER else self.tr("taker")
        cell = self.tr("no cell") if fill.cell is None else self.tr("cell {cell}").format(cell=fill.cell)
        seconds = fill.time / NS_PER_SECOND
        moment = f"{local(seconds, self.zone):%Y-%m-%d %H:%M:%S} {offset_text(seconds, self.zone)}"
        lines = [
            self.tr("{side} {size} @ {price}").format(
                side=side, size=plain(fill.size), price=plain(fill.price)
            ),
            self.tr("{intent}, {cell}, {role}").format(intent=intent, cell=cell, role=role),
            self.tr("fee {fee}").format(fee=plain_amount(fill.fee)),
            moment,
        ]
        if fill.backfilled:
            lines.append(self.tr("recovered after an outage"))
        return "\n".join(lines)

    def _columns(self, fills: Sequence[Fill]) -> dict[str, Any]:
        colours = {Side.BUY: QColor(self._theme.buy), Side.SELL: QColor(self._theme.sell)}
        halo, surface = _pen(QColor(self._theme.chart), 1.0), QBrush(QColor(self._theme.chart))
        outlines = {side: _pen(colour, 1.5) for side, colour in colours.items()}
        solids = {side: QBrush(colour) for side, colour in colours.items()}
        maker = [fill.liquidity is Liquidity.MAKER for fill in fills]
        return {
            "x": np.array([fill.time / NS_PER_SECOND for fill in fills]),
            "y": np.array([float(fill.price) for fill in fills]),
            "size": _SIZE,
            "symbol": [_SHAPES[fill.side, fill.intent] for fill in fills],
            "pen": [
                halo if is_maker else outlines[fill.side] for fill, is_maker in zip(fills, maker, strict=True)
            ],
            "brush": [
                solids[fill.side] if is_maker else surface
                for fill, is_maker in zip(fills, maker, strict=True)
            ],
            "data": np.array(fills, dtype=object),
        }


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    # a mark is drawn in a box of size one and then scaled: its outline must not be
    pen.setCosmetic(True)
    return pen
