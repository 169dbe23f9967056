"""The prices of a draft's handles on the price axis."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from gui.chart.axis_tags import AxisTag, draw_price_tag, tag_height
from gui.chart.layer import Layer
from gui.chart.levels import apart
from gui.chart.pixel_map import PixelMap
from gui.chart.price_axis import PriceAxis
from gui.chart.text_painter import TextPainter
from gui.draft import Handle
from gui.theme import Theme

_Z = 10


class DraftAxisTags(Layer):
    """One tag for each handle, over all others on the axis; the one that moves always has room."""

    def __init__(self, axis: PriceAxis, texts: TextPainter, theme: Theme) -> None:
        super().__init__(axis, _Z)
        self._axis = axis
        self._texts = texts
        self._theme = theme
        self._prices: dict[Handle, float] = {}
        self._first: Handle | None = None
        self._price_text: Callable[[float], str] = axis.price_text
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_prices(self, prices: dict[Handle, float], first: Handle | None) -> None:
        """Show these prices, that of ``first`` before all others."""
        if (prices, first) != (self._prices, self._first):
            self._prices, self._first = dict(prices), first
            self.setVisible(bool(prices))
            self.update()

    def shown(self) -> list[AxisTag]:
        """The tags that have room, the most important first."""
        at = self.map
        if at is None:
            return []
        first = sorted(self._prices, key=lambda handle: handle is not self._first)
        height = tag_height(self._texts)
        known = [handle for handle in first if -height < at.y(self._prices[handle]) < at.height + height]
        rows = [self._row(self._prices[handle], at) for handle in known]
        return [self._tag(known[index]) for index in apart(rows, height)]

    def place(self, new: PixelMap) -> None:
        """Cover the axis."""
        self.set_bounds(QRectF(0, 0, self._axis.size().width(), new.height))

    def draw(self, painter: QPainter, at: PixelMap) -> None:
        """Draw the tags, the most important on top."""
        width = self._axis.size().width()
        for tag in reversed(self.shown()):
            draw_price_tag(painter, self._texts, tag, self._row(tag.price, at), width)

    def _tag(self, handle: Handle) -> AxisTag:
        theme, price = self._theme, self._prices[handle]
        text = self._price_text(price)
        if handle is Handle.REFERENCE:
            return AxisTag(price, text, theme.chart, theme.reference)
        if handle in {Handle.STOP_ABOVE, Handle.STOP_BELOW}:
            return AxisTag(price, text, theme.on_error, theme.error)
        return AxisTag(price, text, theme.on_paper_badge, theme.paper_badge)

    def _row(self, price: float, at: PixelMap) -> float:
        half = tag_height(self._texts) / 2
        return min(max(at.y(price), half), at.height - half)
