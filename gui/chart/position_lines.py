"""Where the positions of running grids stand: their average entry and the price of their liquidation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QBrush, QColor, QPainter

from engine import GridView, plain
from gui.chart.axis_tags import AxisTag
from gui.chart.line_rows import LineRows
from gui.chart.line_words import Word
from gui.chart.painting import dashes
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.theme import Theme


class PositionPrice(Enum):
    """What a line of a position stands for."""

    LIQUIDATION = "liquidation"
    ENTRY = "entry"


_THICKNESS = {PositionPrice.LIQUIDATION: 2.0, PositionPrice.ENTRY: 1.0}


@dataclass(frozen=True, slots=True)
class PositionLine:
    """One line: ``position`` is the signed position of its grid in base units, as written."""

    kind: PositionPrice
    price: float
    grid_id: int
    position: str


def position_lines(grids: Sequence[GridView]) -> list[PositionLine]:
    """The lines of the running ones among ``grids``, liquidations first."""
    found = []
    for grid in grids:
        if not grid.running:
            continue
        position = grid.totals.position
        written = f"{'+' if position > 0 else ''}{plain(position)}".replace("-", "−")
        prices = {
            PositionPrice.ENTRY: grid.totals.average_entry if position else None,
            PositionPrice.LIQUIDATION: grid.risk.liquidation_price,
        }
        found += [
            PositionLine(kind, float(price), grid.grid_id, written)
            for kind, price in prices.items()
            if price is not None and price > 0
        ]
    return sorted(found, key=lambda line: line.kind is PositionPrice.ENTRY)


class PositionLines(LineRows):
    """Average entries with long dashes in the colour of text, liquidations two pixels thick in that of errors."""

    def __init__(self, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self.lines: Sequence[PositionLine] = ()
        self._theme = theme
        self._numbered = False
        self._brushes: dict[PositionPrice, QBrush] = {}
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self._brushes = {
            PositionPrice.ENTRY: dashes(QColor(theme.text), 9, 4),
            PositionPrice.LIQUIDATION: dashes(QColor(theme.error), 5, 4),
        }
        self.touch()

    def set_grids(self, grids: Sequence[GridView]) -> None:
        """Show the positions of the running ones among ``grids``."""
        self._numbered = sum(grid.running for grid in grids) > 1
        lines = position_lines(grids)
        if lines != self.lines:
            self.lines = lines
            self.lines_changed()

    def words(self) -> list[Word]:
        """What is written at the right ends of the lines."""
        return [Word(line.price, self._text(line), self._ink(line)) for line in self.lines]

    def axis_tags(self, price_text: Callable[[float], str]) -> list[AxisTag]:
        """The prices of the lines for the price axis."""
        return [AxisTag(line.price, price_text(line.price), self._ink(line)) for line in self.lines]

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        kinds = (PositionPrice.ENTRY, PositionPrice.LIQUIDATION)
        self.draw_rows(
            painter, at, [self._brushes[kind] for kind in kinds], [_THICKNESS[kind] for kind in kinds]
        )

    def rows(self, at: PixelMap) -> list[FloatArray]:
        """The pixel rows in view of the entries, and of the liquidations."""
        return [
            self.rows_of(np.array([line.price for line in self.lines if line.kind is kind]), at)
            for kind in (PositionPrice.ENTRY, PositionPrice.LIQUIDATION)
        ]

    def _text(self, line: PositionLine) -> str:
        if line.kind is PositionPrice.LIQUIDATION:
            text = self.tr("liquidation")
        else:
            text = self.tr("average entry · {position}").format(position=line.position)
        return (
            self.tr("grid {number} · {what}").format(number=line.grid_id, what=text)
            if self._numbered
            else text
        )

    def _ink(self, line: PositionLine) -> str:
        return self._theme.error if line.kind is PositionPrice.LIQUIDATION else self._theme.text
