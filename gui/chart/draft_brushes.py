"""The colours of a draft on the chart, made from a theme."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from gui.chart.draft_shape import LineMark
from gui.chart.levels import LineState
from gui.chart.painting import dashes, hatching
from gui.theme import Theme, mixed

KEYS = tuple(
    (mark, state, strong)
    for mark in (LineMark.LEAVING, LineMark.KEPT, LineMark.NEW)
    for strong in (False, True)
    for state in (LineState.IDLE, LineState.BUY, LineState.SELL)
)
"""The kinds of lines in the order in which they are drawn; those that are not strong stand close together."""

_FAINT, _LEAVING = 0.45, 0.7
_BAND_ALPHA, _HATCH_ALPHA = 22, 70


class DraftBrushes:
    """New lines are bright amber, kept ones have the colours of their sides, leaving ones are dim dots."""

    def __init__(self, theme: Theme) -> None:
        sides = {
            LineState.BUY: theme.line_buy,
            LineState.SELL: theme.line_sell,
            LineState.IDLE: theme.line_idle,
        }
        self.lines: dict[tuple[LineMark, LineState, bool], QColor | QBrush] = {}
        for mark, state, strong in KEYS:
            brush: QColor | QBrush
            if mark is LineMark.LEAVING:
                brush = dashes(QColor(mixed(theme.line_idle, theme.chart, _LEAVING)), 2, 6)
            else:
                full = theme.line_pending if mark is LineMark.NEW else sides[state]
                colour = QColor(mixed(full, theme.chart, 1.0 if strong else _FAINT))
                brush = dashes(colour, 5, 4) if state is LineState.IDLE else colour
            self.lines[mark, state, strong] = brush
        self.band, stripe = QColor(theme.line_pending), QColor(theme.error)
        self.band.setAlpha(_BAND_ALPHA)
        stripe.setAlpha(_HATCH_ALPHA)
        self.losing = hatching(QColor(Qt.GlobalColor.transparent), stripe)
        self.stop = dashes(QColor(theme.error), 6, 3)
        self.reference = dashes(QColor(theme.line_reference), 3, 3)
