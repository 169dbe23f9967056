"""Everything that is drawn on one chart, and how it is told apart from everything else.

The scene knows what to draw; which times and prices are in view is decided by ``PriceChart``.
"""

import math
from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtWidgets import QToolTip

from engine import GapFound, GridView, Instrument, Interval, PriceView, WorkingOrder
from gui.chart.account_orders import AccountOrderLabels, AccountOrderLines, real_levels
from gui.chart.axis_tags import AxisTag, tag_height
from gui.chart.backdrop import Backdrop
from gui.chart.candle_store import CandleStore
from gui.chart.candles_item import ClosedCandles, ClosedVolume
from gui.chart.crosshair import Crosshair, Legend
from gui.chart.fill_marks import FillMarks
from gui.chart.forming_bar import FormingBar
from gui.chart.gaps import GapBands, GapLabels
from gui.chart.grid_labels import GridLabels, ReferenceMarks
from gui.chart.grid_overlay import GridLines
from gui.chart.layer import Layer
from gui.chart.painting import TextPainter
from gui.chart.picture import Picture
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.plot_area import PlotArea
from gui.chart.price_line import PriceLine
from gui.chart.ranges import Span
from gui.theme import Theme, small_font, ui_font

FEWEST_BARS, MOST_BARS = 8, 60_000
_LEAST_TICKS = 4
_FILLS_Z = 40
_VOLUME_STEPS = 32


class ChartScene(QObject):
    """The layers of one chart over one plot area."""

    def __init__(
        self, parent: QObject, theme: Theme, zone: tzinfo | None, clock: Callable[[], float]
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self.bar_seconds = 60.0
        self._cursor: QPointF | None = None
        self._tip_shown = False
        self.store = CandleStore()
        small = TextPainter(small_font())
        self.plot = PlotArea(small, theme)
        area, price_axis, time_axis = self.plot.area, self.plot.price_axis, self.plot.time_axis
        backdrop = Backdrop(self, theme, price_axis.grid_prices, time_axis.grid_times)
        price_axis.ticks_changed.connect(backdrop.touch)
        time_axis.ticks_changed.connect(backdrop.touch)
        self.legend = Legend(area, TextPainter(ui_font(0.95, bold=True)), small, theme)
        self.gaps = GapBands(self, theme)
        self.gap_labels = GapLabels(self, self.gaps, small, theme)
        self.lines = GridLines(self, theme, tag_height(small) + 1)
        self.real_lines = AccountOrderLines(self, theme)
        self.candles = ClosedCandles(self, self.store, theme)
        self.volume = ClosedVolume(self, self.store, theme, self.most_volume)
        parts = (backdrop, self.gaps, self.volume, self.real_lines, self.lines, self.candles, self.gap_labels)
        self.picture = Picture(area, theme, parts)
        self.forming = FormingBar(area, self.store, theme, self.most_volume)
        self.price_line = PriceLine(area, theme)
        self.labels = GridLabels(area, self.lines, small, theme)
        self.real_labels = AccountOrderLabels(area, self.real_lines, small, theme, self.labels.right_edge)
        self.references = ReferenceMarks(area, self.lines, small, theme)
        self.crosshair = Crosshair(area, theme)
        self.fills = FillMarks(self, theme)
        self.plot.view.addItem(self.fills.item, ignoreBounds=True)
        self.plot.view.childGroup.setZValue(_FILLS_Z)
        self.fills.item.sigHovered.connect(self._fills_hovered)
        self.plot.map_changed.connect(self._map_changed)
        self.plot.cursor_moved.connect(self.set_cursor)
        self.set_zone(zone)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Everything on the plot area but the fills."""
        return (
            self.picture,
            self.forming,
            self.price_line,
            self.labels,
            self.real_labels,
            self.references,
            self.crosshair,
            self.legend,
        )

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self._theme = theme
        self.plot.set_theme(theme)
        for layer in self.layers:
            layer.set_theme(theme)
            layer.update()
        self.fills.set_theme(theme)
        self._show_level_tags()

    def set_zone(self, zone: tzinfo | None) -> None:
        """Show times of this zone; None is the system's own."""
        self.plot.time_axis.set_zone(zone)
        self.fills.zone = self.gaps.zone = zone

    def set_market(self, instrument: Instrument, interval: Interval) -> None:
        """Turn to another instrument or interval with an empty chart."""
        self.bar_seconds = float(interval.seconds)
        for layer in (self.candles, self.volume, self.forming):
            layer.bar_seconds = self.bar_seconds
        tick = float(instrument.tick_size)
        self.plot.limit(FEWEST_BARS * self.bar_seconds, MOST_BARS * self.bar_seconds, tick * _LEAST_TICKS)
        exponent = instrument.tick_size.normalize().as_tuple().exponent
        self.plot.price_axis.set_steps(tick, max(0, -exponent) if isinstance(exponent, int) else 0)
        self.store.clear()
        self.fills.set_fills(())
        self.set_grids(())
        self.show_bars()

    def retranslate(self, title: str) -> None:
        """Write all texts again in the present language."""
        self.labels.refresh()
        self.real_labels.refresh()
        self.references.refresh()
        self.gap_labels.touch()
        self.legend.set_title(title)
        self.show_legend()

    # Candles

    def most_volume(self) -> float:
        """The volume that fills the strip, in base units: at least the highest of a bar in view.

        It grows in small steps, so that a busy forming bar seldom changes the scale of all the others.
        """
        most = self.store.extremes(self._in_view(self.plot.times)).volume
        return 2 ** (math.ceil(math.log2(most) * _VOLUME_STEPS) / _VOLUME_STEPS) if most > 0 else 0.0

    def in_view(self) -> FloatArray:
        """The bars in view, as columns of the store."""
        return self.store.columns[:, self._in_view(self.plot.times)]

    def candle_span(self, times: Span) -> Span | None:
        """The lowest and highest price of the bars in those times, None without any."""
        found = self.store.extremes(self._in_view(times))
        return Span(found.low, found.high) if found.low <= found.high else None

    def _in_view(self, times: Span) -> slice:
        return self.store.visible(times.low, times.high, self.bar_seconds)

    def show_bars(self) -> None:
        """Show the store's bars after any but the newest changed."""
        self.plot.time_axis.set_active(len(self.store) > 0)
        if self.plot.pixel_map is not None:
            self.forming.place(self.plot.pixel_map)
        self.picture.update()
        self.forming.update()
        self.show_legend()

    def show_newest(self) -> None:
        """Show the store's newest bar after only that changed."""
        self.forming.update()
        if self.volume.is_rescaled():
            self.picture.update()
        self.show_legend()

    def show_legend(self) -> None:
        """Name the bar under the cursor, or else the newest one."""
        index: int | None = len(self.store) - 1
        at = self.plot.pixel_map
        if self._cursor is not None and at is not None:
            index = self.store.index_at(at.time(self._cursor.x()), self.bar_seconds)
        bar = None if index is None or index < 0 else self.store.bar(index)
        self.legend.show_bar(bar, self.plot.price_axis.price_text)

    # Grids

    def set_grids(self, grids: Sequence[GridView]) -> None:
        """Show the lines of the running ones among ``grids``."""
        self.lines.set_grids(grids)
        self.labels.refresh()
        self.real_labels.refresh()
        self.references.refresh()
        self._show_level_tags()

    def set_account_orders(self, orders: Sequence[WorkingOrder], instrument: str) -> None:
        """Show the account's open limit orders of ``instrument``."""
        levels = real_levels(orders, instrument)
        if levels != self.real_lines.levels:
            self.real_lines.set_levels(levels)
            self.real_labels.refresh()
            self._show_level_tags()

    def _show_level_tags(self) -> None:
        axis = self.plot.price_axis
        tags = self.labels.axis_tags(axis.price_text) + self.real_labels.axis_tags(axis.price_text)
        axis.set_level_tags(tags)

    # Gaps

    def set_gaps(self, gaps: Sequence[GapFound], instrument: str) -> None:
        """Shade the stretches in which trades of ``instrument`` were missing."""
        shown = tuple(gap for gap in gaps if gap.instrument == instrument)
        if shown != self.gaps.gaps:
            self.gaps.set_gaps(shown)
            self.gap_labels.touch()
            self._note_gap()

    def _note_gap(self) -> None:
        gap = None if self._cursor is None else self.gaps.gap_at(self._cursor.x())
        self.legend.set_note(
            "" if gap is None else self.gaps.describe(gap), warns=gap is not None and not gap.recovered
        )

    # Price

    def show_price(self, price: PriceView | None, *, fresh: bool) -> None:
        """Show the last price with its tag, bid and ask; one that is not fresh is grey and has its age."""
        axis, theme = self.plot.price_axis, self._theme
        last = None if price is None or price.last is None else float(price.last)
        axis.set_active(last is not None or len(self.store) > 0)
        if price is None or last is None:
            axis.set_last(None)
            self.price_line.set_prices(None, None, None, theme.stale_tag)
            return
        newest = self.store.bar(-1) if len(self.store) else None
        rising = newest is None or newest.close >= newest.open
        fill, ink = (theme.up, theme.on_up) if rising else (theme.down, theme.on_down)
        note = None
        if not fresh:
            fill, ink = theme.stale_tag, theme.on_stale_tag
            note = self.age_text(self._clock() - price.received_at)
        axis.fit_width(last, self.age_text(0))
        axis.set_last(AxisTag(last, axis.price_text(last), ink, fill, note))
        bid, ask = (None if value is None or not fresh else float(value) for value in (price.bid, price.ask))
        self.price_line.set_prices(last, bid, ask, fill)

    def age_text(self, seconds: float) -> str:
        """How old a price is, in words."""
        whole = max(0, int(seconds))
        if whole < 100:
            return self.tr("{seconds} s old").format(seconds=whole)
        if whole < 100 * 60:
            return self.tr("{minutes} min old").format(minutes=whole // 60)
        return self.tr("{hours} h old").format(hours=whole // 3600)

    # Cursor

    def set_cursor(self, point: QPointF | None) -> None:
        """Show the crosshair at a pixel of the plot area, on the middle of its bar, or hide it."""
        at = self.plot.pixel_map
        if point is None or at is None or not self.plot.price_axis.active:
            self._cursor = None
            self.crosshair.set_position(None)
            self.plot.price_axis.set_cursor_price(None)
            self.plot.time_axis.set_cursor_time(None)
            self._hide_tip()
        else:
            self._cursor = point
            opened = at.time(point.x()) // self.bar_seconds * self.bar_seconds
            tick = self.plot.price_axis.tick_size
            middle = float(np.floor(at.x(opened + self.bar_seconds / 2)))
            self.crosshair.set_position(QPointF(middle, point.y()))
            self.plot.price_axis.set_cursor_price(round(at.price(point.y()) / tick) * tick)
            self.plot.time_axis.set_cursor_time(opened)
        self._note_gap()
        self.show_legend()

    def _fills_hovered(self, item: object, points: Any, event: Any) -> None:
        if not len(points):
            self._hide_tip()
            return
        where = event.screenPos()
        text = self.fills.describe([point.data() for point in points])
        QToolTip.showText(QPoint(int(where.x()), int(where.y())), text, self.plot)
        self._tip_shown = True

    def _hide_tip(self) -> None:
        if self._tip_shown:
            QToolTip.hideText()
            self._tip_shown = False

    def _map_changed(self, new: PixelMap) -> None:
        for layer in self.layers:
            layer.set_map(new)
        self._show_level_tags()
        if self._cursor is not None:
            self.set_cursor(self._cursor)
