"""The public order book with the user's own paper orders in it."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine import BookView, Instrument, Side, plain
from gui.chart.text_painter import TextPainter
from gui.formatting import price_text, size_text
from gui.panels.depth_rows import DepthRow, depth_rows
from gui.theme import DARK, Theme, mixed, small_font

_PADDING, _ROW_GAP = 8.0, 3.0
_BAR = 0.14
_MOST_SPOKEN = 3


class DepthPanel(QWidget):
    """Asks above, bids below, the best ones at the middle, where the spread is; a bar for each size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = DARK
        self._texts, self._bold = TextPainter(small_font()), TextPainter(small_font(bold=True))
        self._book: BookView | None = None
        self._own: Mapping[tuple[Side, Decimal], Decimal] = {}
        self._instrument: Instrument | None = None
        self._fresh = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._describe()

    def show_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_book(
        self,
        book: BookView | None,
        own: Mapping[tuple[Side, Decimal], Decimal],
        instrument: Instrument | None,
        *,
        fresh: bool,
    ) -> None:
        """Show a book with the sizes of own orders by side and price; one that is not ``fresh`` is dimmed."""
        new = (book, own, instrument, fresh)
        if new != (self._book, self._own, self._instrument, self._fresh):
            self._book, self._own, self._instrument, self._fresh = new
            self._describe()
            self.update()

    @property
    def rows(self) -> tuple[Sequence[DepthRow], Sequence[DepthRow]]:
        """The bids and the asks that are shown now, best first."""
        if self._book is None:
            return [], []
        return depth_rows(self._book, self._own, self._room())

    @property
    def message(self) -> str:
        """What stands there instead of a book."""
        if self._instrument is None:
            return self.tr("Choose an instrument to see its order book.")
        if self._book is None or not (self._book.bids or self._book.asks):
            return self.tr("No order book yet. It comes with the market data.")
        return ""

    def sizeHint(self) -> QSize:
        """Narrow: three columns of numbers."""
        return QSize(220, 320)

    def minimumSizeHint(self) -> QSize:
        """Three columns, and a few rows."""
        return QSize(170, 120)

    def changeEvent(self, event: QEvent) -> None:
        """Write the texts again when the language changed."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._describe()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.panel))
        if self.message:
            self._texts_font(painter)
            box = self.rect().adjusted(12, 12, -12, -12)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
        else:
            self._draw_rows(painter)
        if self.hasFocus():
            painter.setPen(QColor(self._theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _texts_font(self, painter: QPainter) -> None:
        painter.setFont(self._texts.font)
        painter.setPen(QColor(self._theme.muted))

    def _draw_rows(self, painter: QPainter) -> None:
        bids, asks = self.rows
        height, theme = self._row_height, self._theme
        most = max((row.size for row in (*bids, *asks)), default=Decimal(0))
        self._draw_head(painter)
        middle = height + self._room() * height
        for number, row in enumerate(asks):
            self._draw_row(painter, row, middle - (number + 1) * height, most)
        self._texts.draw(painter, _PADDING, middle + _ROW_GAP / 2, self._spread_text(), QColor(theme.muted))
        for number, row in enumerate(bids):
            self._draw_row(painter, row, middle + (number + 1) * height, most)

    def _draw_head(self, painter: QPainter) -> None:
        muted = QColor(self._theme.muted)
        self._texts.draw(painter, _PADDING, _ROW_GAP / 2, self.tr("Price"), muted)
        for text, right in ((self.tr("Size"), self._size_right), (self.tr("Yours"), self.width() - _PADDING)):
            self._texts.draw(painter, right - self._texts.width(text), _ROW_GAP / 2, text, muted)

    def _draw_row(self, painter: QPainter, row: DepthRow, top: float, most: Decimal) -> None:
        theme, instrument = self._theme, self._instrument
        if instrument is None:
            return
        ink = QColor((theme.buy if row.side is Side.BUY else theme.sell) if self._fresh else theme.muted)
        if most:
            width = round(float(row.size / most) * self.width())
            bar = mixed(theme.buy if row.side is Side.BUY else theme.sell, theme.panel, _BAR)
            painter.fillRect(QRectF(self.width() - width, top, width, self._row_height - 1), QColor(bar))
        top += _ROW_GAP / 2
        mark = ("▲ " if row.side is Side.BUY else "▼ ") if row.own else ""
        texts = self._bold if row.own else self._texts
        texts.draw(painter, _PADDING, top, mark + price_text(row.price, instrument.tick_size), ink)
        text = QColor(theme.text if self._fresh else theme.muted)
        size = size_text(row.size, instrument.size_step) if row.size else "·"
        self._texts.draw(painter, self._size_right - self._texts.width(size), top, size, text)
        if row.own:
            own = plain(row.own)
            left = self.width() - _PADDING - self._bold.width(own)
            self._bold.draw(painter, left, top, own, QColor(theme.text))

    def _spread_text(self) -> str:
        book, instrument = self._book, self._instrument
        if book is None or instrument is None or not book.bids or not book.asks:
            return ""
        text = self.tr("Spread {spread}") if self._fresh else self.tr("Spread {spread}, old")
        return text.format(spread=price_text(book.asks[0][0] - book.bids[0][0], instrument.tick_size))

    @property
    def _row_height(self) -> float:
        return math.ceil(self._texts.height + _ROW_GAP)

    @property
    def _size_right(self) -> float:
        return self.width() - _PADDING - max(44.0, self._texts.width(self.tr("Yours")) + 12)

    def _room(self) -> int:
        """How many rows each side has, beside the head and the spread."""
        return max(1, int((self.height() / self._row_height - 2) // 2))

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Order book"))
        book, instrument = self._book, self._instrument
        if self.message or book is None or instrument is None:
            self.setAccessibleDescription(self.message)
            return
        tick = instrument.tick_size
        sides = [(self.tr("Best bid"), book.bids), (self.tr("Best ask"), book.asks)]
        words = [
            self.tr("{what} {price}, size {size}.").format(
                what=what, price=price_text(levels[0][0], tick), size=plain(levels[0][1])
            )
            for what, levels in sides
            if levels
        ]
        mine = sorted(self._own, key=lambda place: abs(place[1] - (book.bids or book.asks)[0][0]))
        if mine:
            nearest = ", ".join(price_text(price, tick) for _, price in mine[:_MOST_SPOKEN])
            one, several = (
                self.tr("You have orders at one price: {prices}."),
                self.tr("You have orders at {count} prices, the nearest: {prices}."),
            )
            words.append((one if len(mine) == 1 else several).format(count=len(mine), prices=nearest))
        self.setAccessibleDescription(" ".join(words))
