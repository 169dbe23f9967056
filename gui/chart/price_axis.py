"""The price axis at the right: round prices, and the tags of lines, of the last price and of the cursor."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem

from gui.chart.axes import Axis
from gui.chart.axis_tags import (
    AxisTag,
    axis_width,
    draw_axis_price,
    draw_price_tag,
    shown_tags,
    tag_height,
)
from gui.chart.picture import KeptPicture
from gui.chart.pixel_map import PixelMap
from gui.chart.text_painter import TextPainter
from gui.chart.ticks import log_price_ticks, price_ticks
from gui.theme import Theme

_SPACING = 46.0
_MANY = 16
"""When more than so many numbers change, the whole axis is painted anew."""


class PriceAxis(Axis):
    """Prices with the instrument's decimals, the tags of lines, of the last price and of the cursor."""

    def __init__(self, texts: TextPainter, theme: Theme) -> None:
        super().__init__(texts, theme, vertical=True)
        self.decimals = 2
        self.tick_size = 0.01
        self.active = False
        self._levels: tuple[AxisTag, ...] = ()
        self._shown: tuple[object, tuple[tuple[AxisTag, ...], tuple[float, ...]]] = (None, ((), ()))
        self._rows: tuple[object, list[tuple[float, AxisTag]], list[tuple[float, float]]] = (None, [], [])
        self.kept = KeptPicture()
        self._last: AxisTag | None = None
        self._mark: AxisTag | None = None
        self._cursor: float | None = None
        # tells how much of it is exposed
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_steps(self, tick_size: float, decimals: int) -> None:
        """Write prices with this many decimals, never finer than the tick."""
        self.tick_size, self.decimals = tick_size, decimals
        self.change_ticks()

    def set_active(self, active: bool) -> None:
        """Show numbers, or nothing while no price is known."""
        if active != self.active:
            self.active = active
            self.change_ticks()

    def set_level_tags(self, tags: Sequence[AxisTag]) -> None:
        """The prices of lines, best first; those without room are left out."""
        if tuple(tags) != self._levels:
            before = self._seen()
            self._levels = tuple(tags)
            self._update_since(before, self._last)

    def set_prices(self, last: AxisTag | None, mark: AxisTag | None) -> None:
        """The last price's tag, which always has room, and the mark price's, which yields to it."""
        if (last, mark) != (self._last, self._mark):
            before, shown = self._seen(), self._last
            self._last, self._mark = last, mark
            self._update_since(before, shown)

    def set_cursor_price(self, price: float | None) -> None:
        """The price under the cursor."""
        if price == self._cursor:
            return
        for one in (self._cursor, price):
            if one is not None and self.map is not None:
                self._update_row(self._row(one, self.map), tag_height(self.texts))
        self._cursor = price

    def price_text(self, price: float) -> str:
        """A price as the axis writes it."""
        return f"{price:.{self.decimals}f}"

    def fit_width(self, highest: float, note: str) -> None:
        """Make room for the widest price and for ``note``; the width only changes by whole digits."""
        digits = max(1, len(str(int(abs(highest)))))
        widest = "0" * digits + ("." + "0" * self.decimals if self.decimals else "")
        width = max(axis_width(self.texts, widest), axis_width(self.texts, note))
        if width != self.minimumWidth():
            self.setMinimumWidth(width)
            self.setMaximumWidth(width)

    def shown(self) -> tuple[Sequence[AxisTag], Sequence[float]]:
        """The line tags and the round prices that have room now."""
        key = (self.map, self._levels, self._last, self._mark, self.tick_size, self.active)
        if self._shown[0] != key:
            self._shown = (key, self._choose())
        return self._shown[1]

    def _choose(self) -> tuple[tuple[AxisTag, ...], tuple[float, ...]]:
        at = self.map
        if at is None or not self.active:
            return (), ()
        key = (at, self._levels, self.tick_size)
        if self._rows[0] != key:
            self._rows = (key, *self._in_view(at))
        _, levels, ticks = self._rows
        height, taken = tag_height(self.texts), []
        if self._last is not None:
            taken.append((self._row(self._last.price, at), tag_height(self.texts, self._last)))
        if self._mark is not None and self._mark_has_room(at):
            taken.append((at.y(self._mark.price), height))
        tags = [levels[index] for index in shown_tags([row for row, _ in levels], height, taken)]
        taken.extend((row, height) for row, _ in tags)
        free = shown_tags([row for row, _ in ticks], self.texts.height + 4, taken)
        return tuple(tag for _, tag in tags), tuple(ticks[index][1] for index in free)

    def _mark_has_room(self, at: PixelMap) -> bool:
        height = tag_height(self.texts)
        if self._mark is None or not height / 2 <= at.y(self._mark.price) <= at.height - height / 2:
            return False
        if self._last is None:
            return True
        away = abs(at.y(self._mark.price) - self._row(self._last.price, at))
        return away >= (height + tag_height(self.texts, self._last)) / 2

    def _in_view(self, at: PixelMap) -> tuple[list[tuple[float, AxisTag]], list[tuple[float, float]]]:
        inner = tag_height(self.texts) / 2
        levels = [(at.y(tag.price), tag) for tag in self._levels]
        ticks = [(at.y(price), price) for price in self.grid_prices()]
        return (
            [(row, tag) for row, tag in levels if inner <= row <= at.height - inner],
            [(row, price) for row, price in ticks if inner <= row <= at.height - inner],
        )

    def grid_prices(self) -> list[float]:
        """The round prices at which the plot area has a faint line."""
        if self.map is None or not self.active:
            return []
        at_most = max(1, int(self.map.height / _SPACING))
        ticks = log_price_ticks if self.map.logarithmic else price_ticks
        return ticks(self.map.bottom, self.map.top, self.tick_size, at_most)

    def draw(self, painter: QPainter, at: PixelMap, exposed: QRectF) -> None:
        """Draw what of the axis is exposed."""
        width, height = self.size().width(), self.size().height()
        tags, ticks = self.shown()
        if exposed.height() < height:
            # another last price moves the tags beside it out of its way: a picture would seldom be used twice
            reach = (tag_height(self.texts) + exposed.height()) / 2 + 2
            middle = exposed.center().y()
            tags = [tag for tag in tags if abs(at.y(tag.price) - middle) <= reach]
            ticks = [price for price in ticks if abs(at.y(price) - middle) <= reach]
            self._scale(painter, at, tags, ticks)
        else:
            self.kept.draw(
                painter,
                (width, height),
                QColor(self.theme.chart),
                at,
                (tags, ticks, self.decimals, self.theme),
                lambda onto: self._scale(onto, at, tags, ticks),
            )
        if self._mark is not None and self._mark_has_room(at):
            draw_price_tag(painter, self.texts, self._mark, at.y(self._mark.price), width)
        if self._last is not None:
            draw_price_tag(painter, self.texts, self._last, self._row(self._last.price, at), width)
        if self._cursor is not None:
            cursor = AxisTag(
                self._cursor,
                self.price_text(self._cursor),
                self.theme.on_crosshair_tag,
                self.theme.crosshair_tag,
            )
            draw_price_tag(painter, self.texts, cursor, self._row(self._cursor, at), width)

    def _scale(
        self, painter: QPainter, at: PixelMap, tags: Sequence[AxisTag], ticks: Sequence[float]
    ) -> None:
        width, height = self.size().width(), self.size().height()
        painter.fillRect(QRectF(0, 0, 1, height), QColor(self.theme.chart_axis))
        muted = QColor(self.theme.muted)
        for price in ticks:
            draw_axis_price(painter, self.texts, at.y(price), self.price_text(price), muted)
        for tag in tags:
            draw_price_tag(painter, self.texts, tag, at.y(tag.price), width)

    def _seen(self) -> set[tuple[float, object]]:
        """What is drawn now but the cursor's tag: prices, and how each looks."""
        tags, ticks = self.shown()
        seen: set[tuple[float, object]] = {(tag.price, tag.ink) for tag in tags}
        seen.update((price, None) for price in ticks)
        if self._mark is not None and self.map is not None and self._mark_has_room(self.map):
            seen.add((self._mark.price, self._mark.text))
        return seen

    def _update_since(self, before: set[tuple[float, object]], last: AxisTag | None) -> None:
        """Paint what is not as it was: ``before`` is what was seen, ``last`` the last price's tag then."""
        at, now, changed = self.map, self._last, before ^ self._seen()
        is_as_high = tag_height(self.texts, last) == tag_height(self.texts, now)
        if at is None or not is_as_high or len(changed) > _MANY:
            self.update()
            return
        for price, _ in changed:
            self._update_row(at.y(price), tag_height(self.texts))
        if now != last:
            for one in (last, now):
                if one is not None:
                    self._update_row(self._row(one.price, at), tag_height(self.texts, one))

    def _update_row(self, row: float, height: float) -> None:
        # no higher: it must not cut through the next tag, whose letters would be blended a little differently
        self.update(QRectF(0, row - height / 2 - 1, self.size().width(), height + 2))

    def _row(self, price: float, at: PixelMap) -> float:
        half = tag_height(self.texts, self._last) / 2
        return min(max(at.y(price), half), at.height - half)
