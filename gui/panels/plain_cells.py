"""Painting the cells of a table: the plain ones, which are nearly all of them, without asking the style for each.

The style works out its rules anew for every cell, 80 microseconds each, and new fills move every row. A plain cell,
neither selected nor under the mouse, in focus or disabled, is its text in a colour: it is drawn at once, at the place
where the style would put it. The style paints all others, and what does not fit its cell.
"""

from typing import Any

from PySide6.QtCore import QEvent, QMargins, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from gui.models.rows import RowsModel

_SPECIAL = (
    QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus
)
_CHANGES = {QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange}
_SINGLE_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_LEFT = _SINGLE_LINE | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT = _SINGLE_LINE | int(Qt.AlignmentFlag.AlignRight)


class PlainCells(QStyledItemDelegate):
    """Paints the cells of a ``RowsModel``."""

    def __init__(self, view: QTableView, model: RowsModel[Any]) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._insets: QMargins | None = None
        self._ink = QColor()
        self._font, self._metrics = QFont(view.font()), QFontMetrics(view.font())
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again where the style puts texts, once it or the font has changed."""
        if watched is not self._view:
            return super().eventFilter(watched, event)
        if event.type() in _CHANGES:
            self._insets = None
        # the rest of a delegate's filter is for editors, and would take the view for one
        return False

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the text of a plain cell; leave any other to the style."""
        if option.state & _SPECIAL or not option.state & QStyle.StateFlag.State_Enabled:
            super().paint(painter, option, index)
            return
        insets = self._insets or self._look(option, index)
        column, row = self._model.columns[index.column()], self._model.row(index)
        rect = option.rect.marginsRemoved(insets)
        text = column.text(row)
        if self._metrics.horizontalAdvance(text) >= rect.width() or self._metrics.height() > rect.height():
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setFont(self._font)
        painter.setPen(self._model.ink(column, row) or self._ink)
        painter.drawText(rect, _RIGHT if column.numeric else _LEFT, text)
        painter.restore()

    def _look(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QMargins:
        """Where in its cell the style puts a text, and in which colour and font."""
        full = QStyleOptionViewItem(option)
        self.initStyleOption(full, index)
        style, view = self._view.style(), self._view
        cell = full.rect
        text = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, full, view)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, view) + 1
        self._insets = QMargins(
            text.left() - cell.left() + margin,
            text.top() - cell.top(),
            cell.right() - text.right() + margin,
            cell.bottom() - text.bottom(),
        )
        # of the view's option: that of the cell has the cell's own colour, if it has one
        self._ink = option.palette.color(QPalette.ColorRole.Text)
        self._font, self._metrics = QFont(full.font), QFontMetrics(full.font)
        return self._insets
