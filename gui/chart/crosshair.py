"""The crosshair, and the legend that names what is under it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.candle_store import Bar
from gui.chart.layer import Layer
from gui.chart.painting import dashes
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.theme import Theme

_CROSSHAIR_Z, _LEGEND_Z = 48, 70
_LEGEND_LEFT, _LEGEND_TOP, _PART_GAP, _STRIP_PADDING = 8.0, 5.0, 10.0, 4.0


class Crosshair(Layer):
    """One vertical and one horizontal line at the cursor."""

    def __init__(self, parent: QGraphicsItem, theme: Theme) -> None:
        super().__init__(parent, _CROSSHAIR_Z)
        self.position: QPointF | None = None
        self._across, self._down = QBrush(), QBrush()
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        colour = QColor(theme.crosshair)
        self._across, self._down = dashes(colour, 4, 3), dashes(colour, 4, 3, vertical=True)
        self.update()

    def set_position(self, position: QPointF | None) -> None:
        """Move the lines to a pixel of the plot area, or hide them; only their old and new rows repaint."""
        if position == self.position:
            return
        for point in (self.position, position):
            if point is not None:
                self.update(QRectF(0, point.y() - 1, self.boundingRect().width(), 3))
                self.update(QRectF(point.x() - 1, 0, 3, self.boundingRect().height()))
        self.position = position

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines."""
        if self.position is not None:
            painter.fillRect(QRectF(0, at.snap(self.position.y()), at.width, 1), self._across)
            painter.fillRect(QRectF(at.snap(self.position.x()), 0, 1, at.height), self._down)


class Legend(Layer):
    """One line at the top left: the instrument, and open, high, low, close and volume of a bar.

    What no longer fits is left out from the end. A note stands at
    its right, or below it where there is no room.
    """

    def __init__(
        self, parent: QGraphicsItem, title_texts: TextPainter, texts: TextPainter, theme: Theme
    ) -> None:
        super().__init__(parent, _LEGEND_Z)
        self._title_texts, self._texts = title_texts, texts
        self._theme = theme
        self.title = ""
        self.parts: Sequence[tuple[str, str]] = ()
        self.rising = True
        self.note = ""
        self._warns = False
        self._shown: list[tuple[float, str, str]] = []
        self._end = 0.0
        self._note_at = QPointF()
        self._line_height = _LEGEND_TOP + title_texts.height + 3

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_title(self, title: str) -> None:
        """Name the instrument and the interval."""
        if title != self.title:
            self.title = title
            self._lay_out()

    def set_parts(self, parts: Sequence[tuple[str, str]], *, rising: bool) -> None:
        """Show pairs of a name and a value; values are in the colour of a rising or falling bar."""
        if parts != self.parts or rising != self.rising:
            self.parts, self.rising = parts, rising
            self._lay_out()

    def show_bar(self, bar: Bar | None, price_text: Callable[[float], str]) -> None:
        """Name a bar's prices as ``price_text`` writes them, its change and its volume; nothing without a bar."""
        if bar is None:
            self.set_parts((), rising=True)
            return
        change = (bar.close / bar.open - 1) * 100 if bar.open else 0.0
        parts = (
            (self.tr("O", "open price"), price_text(bar.open)),
            (self.tr("H", "high price"), price_text(bar.high)),
            (self.tr("L", "low price"), price_text(bar.low)),
            (self.tr("C", "close price"), price_text(bar.close)),
            ("", f"{change:+.2f} %".replace("-", "−")),
            (self.tr("Vol", "volume"), _amount(bar.volume)),
        )
        self.set_parts(parts, rising=bar.close >= bar.open)

    def set_note(self, note: str, *, warns: bool) -> None:
        """Say ``note`` too, or nothing."""
        if note != self.note or warns != self._warns:
            self.note, self._warns = note, warns
            self._lay_out()

    def place(self, new: PixelMap) -> None:
        """Choose the parts that have room, and cover the lines of text."""
        texts, end = self._texts, _LEGEND_LEFT + self._title_texts.width(self.title)
        self._shown = []
        for name, value in self.parts:
            needed = _PART_GAP + self._name_width(name) + texts.width(value)
            if end + needed > new.width - _LEGEND_LEFT:
                break
            self._shown.append((end + _PART_GAP, name, value))
            end += needed
        self._end = end
        width, inset = texts.width(self.note), (self._title_texts.height - texts.height) / 2
        beside = QPointF(end + 2 * _PART_GAP, _LEGEND_TOP + inset)
        fits = beside.x() + width <= new.width - _LEGEND_LEFT
        self._note_at = beside if fits else QPointF(_LEGEND_LEFT, self._line_height + 2)
        bounds = QRectF(0, 0, end + _STRIP_PADDING, self._line_height)
        self.set_bounds(bounds.united(self._note_box()) if self.note else bounds)

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the lines of text on strips of the chart's own colour."""
        if self.note:
            self._draw_note(painter)
        if not self.title:
            return
        texts, theme = self._texts, self._theme
        muted, value_colour = QColor(theme.muted), QColor(theme.up if self.rising else theme.down)
        left = _LEGEND_LEFT - _STRIP_PADDING
        width = self._end - _LEGEND_LEFT + 2 * _STRIP_PADDING
        painter.fillRect(
            QRectF(left, _LEGEND_TOP - 2, width, self._title_texts.height + 4), QColor(theme.chart)
        )
        self._title_texts.draw(painter, _LEGEND_LEFT, _LEGEND_TOP, self.title, QColor(theme.text))
        top = _LEGEND_TOP + (self._title_texts.height - texts.height) / 2
        for start, name, value in self._shown:
            texts.draw(painter, start, top, name, muted)
            texts.draw(painter, start + self._name_width(name), top, value, value_colour)

    def _lay_out(self) -> None:
        if self.map is not None:
            self.place(self.map)
        self.update()

    def _draw_note(self, painter: QPainter) -> None:
        painter.fillRect(self._note_box(), QColor(self._theme.chart))
        ink = QColor(self._theme.warning if self._warns else self._theme.text)
        self._texts.draw(painter, self._note_at.x(), self._note_at.y(), self.note, ink)

    def _note_box(self) -> QRectF:
        width, height = self._texts.width(self.note), self._texts.height
        box = QRectF(self._note_at.x(), self._note_at.y(), width, height)
        return box.adjusted(-_STRIP_PADDING, -2, _STRIP_PADDING, 2)

    def _name_width(self, name: str) -> float:
        return self._texts.width(name) + 4 if name else 0.0


def _amount(value: float) -> str:
    for limit, suffix in ((1e9, "B"), (1e6, "M"), (1e4, "K")):
        if value >= limit:
            return f"{value / (limit if suffix != 'K' else 1e3):.2f}{suffix}"
    return f"{value:.4g}"
