"""Everything that is drawn on one chart, and how it is told apart from everything else.

The scene knows what to draw; which times and prices are in view is decided by ``PriceChart``.
"""

import math
from collections.abc import Callable, Sequence
from datetime import tzinfo

from PySide6.QtCore import QObject, QPointF

from engine import GapFound, GridView, Instrument, Interval, PriceView, WorkingOrder
from gui.chart.account_orders import AccountOrderLabels, AccountOrderLines, real_levels
from gui.chart.axis_tags import tag_height
from gui.chart.backdrop import Backdrop
from gui.chart.candle_store import CandleStore
from gui.chart.candles_item import ClosedCandles, ClosedVolume
from gui.chart.crosshair import Crosshair, Legend
from gui.chart.fill_marks import FillMarks
from gui.chart.forming_bar import FormingBar
from gui.chart.gaps import GapBands, GapLabels
from gui.chart.grid_labels import GridLabels
from gui.chart.grid_overlay import GridLines
from gui.chart.hover_card import HoverCard, LineHighlight
from gui.chart.layer import Layer
from gui.chart.line_words import LineWords, Word
from gui.chart.measure import Measure
from gui.chart.picture import Picture
from gui.chart.pixel_map import FloatArray, PixelMap
from gui.chart.plot_area import PlotArea
from gui.chart.pointer import Pointer
from gui.chart.position_lines import PositionLines
from gui.chart.price_display import PriceDisplay
from gui.chart.price_line import PriceLine
from gui.chart.ranges import Span
from gui.chart.text_painter import TextPainter
from gui.theme import Theme, small_font, ui_font

FEWEST_BARS, MOST_BARS = 8, 60_000
_LEAST_TICKS = 4
_VOLUME_STEPS = 32


class ChartScene(QObject):
    """The layers of one chart over one plot area."""

    def __init__(
        self,
        parent: QObject,
        theme: Theme,
        zone: tzinfo | None,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        super().__init__(parent)
        self.bar_seconds = 60.0
        self.store = CandleStore()
        small, bold = TextPainter(small_font()), TextPainter(small_font(bold=True))
        self.plot = PlotArea(small, theme)
        self._grids: tuple[GridView, ...] = ()
        self._past: GridView | None = None
        area, price_axis, time_axis = self.plot.area, self.plot.price_axis, self.plot.time_axis
        backdrop = Backdrop(self, theme, price_axis.grid_prices, time_axis.grid_times)
        price_axis.ticks_changed.connect(backdrop.touch)
        time_axis.ticks_changed.connect(backdrop.touch)
        self.legend = Legend(area, TextPainter(ui_font(0.95, bold=True)), small, theme)
        self.gaps = GapBands(self, theme)
        self.gap_labels = GapLabels(self, self.gaps, small, theme)
        self.lines = GridLines(self, theme, tag_height(small) + 1)
        self.positions = PositionLines(self, theme)
        self.real_lines = AccountOrderLines(self, theme)
        self.candles = ClosedCandles(self, self.store, theme)
        self.volume = ClosedVolume(self, self.store, theme, self.most_volume)
        self.fills = FillMarks(self, theme)
        lines = (self.real_lines, self.lines, self.positions)
        parts = (backdrop, self.gaps, self.volume, *lines, self.candles, self.gap_labels, self.fills)
        self.picture = Picture(area, theme, parts)
        self.forming = FormingBar(area, self.store, theme, self.most_volume, self.fills)
        self.price_line = PriceLine(area, theme)
        self.labels = GridLabels(area, self.lines, small, theme)
        self.real_labels = AccountOrderLabels(area, self.real_lines, small, theme, self.labels.right_edge)
        self.words = LineWords(area, small, theme, self._line_words)
        self.crosshair = Crosshair(area, theme)
        self.measure = Measure(area, bold, theme)
        self.highlight = LineHighlight(area, theme)
        self.card = HoverCard(area, bold, small, theme)
        self.plot.tools.append(self.measure)
        self.pointer = Pointer(
            self,
            self.plot,
            crosshair=self.crosshair,
            card=self.card,
            highlight=self.highlight,
            fills=self.fills,
            lines=self.lines,
            labels=self.labels,
            measure=self.measure,
            wall_clock=wall_clock,
        )
        self.pointer.moved.connect(self._pointer_moved)
        self.prices = PriceDisplay(
            self, self.store, price_axis, self.price_line, theme, clock=clock, wall_clock=wall_clock
        )
        self.plot.map_changed.connect(self._map_changed)
        self.set_zone(zone)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Everything on the plot area."""
        return (
            self.picture,
            self.forming,
            self.price_line,
            self.labels,
            self.real_labels,
            self.words,
            self.highlight,
            self.crosshair,
            self.measure,
            self.legend,
            self.card,
        )

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.plot.set_theme(theme)
        for layer in self.layers:
            layer.set_theme(theme)
            layer.update()
        self.prices.set_theme(theme)
        self.words.refresh()
        self._show_level_tags()

    def set_zone(self, zone: tzinfo | None) -> None:
        """Show times of this zone; None is the system's own."""
        self.plot.time_axis.set_zone(zone)
        self.pointer.zone = self.gaps.zone = zone

    def set_market(self, instrument: Instrument, interval: Interval) -> None:
        """Turn to another instrument or interval with an empty chart."""
        self.bar_seconds = self.pointer.bar_seconds = float(interval.seconds)
        for layer in (self.candles, self.volume, self.forming):
            layer.bar_seconds = self.bar_seconds
        tick = float(instrument.tick_size)
        self.plot.limit(FEWEST_BARS * self.bar_seconds, MOST_BARS * self.bar_seconds, tick * _LEAST_TICKS)
        exponent = instrument.tick_size.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        self.plot.price_axis.set_steps(tick, decimals)
        self.measure.set_steps(self.bar_seconds, tick, decimals)
        self.store.clear()
        self.fills.set_fills(())
        self._past = None
        self.set_grids(())
        self.show_bars()

    def retranslate(self, title: str) -> None:
        """Write all texts again in the present language."""
        self.labels.refresh()
        self.real_labels.refresh()
        self.words.refresh()
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

    def set_line_mode(self, *, on: bool) -> None:
        """Draw a line through the closes, or candles."""
        self.candles.set_line(on=on)
        self.forming.set_line(on=on)

    def show_legend(self) -> None:
        """Name the bar under the cursor, or else the newest one."""
        index: int | None = len(self.store) - 1
        at = self.plot.pixel_map
        if self.cursor is not None and at is not None:
            index = self.store.index_at(at.time(self.cursor.x()), self.bar_seconds)
        bar = None if index is None or index < 0 else self.store.bar(index)
        self.legend.show_bar(bar, self.plot.price_axis.price_text)

    # Grids

    def set_grids(self, grids: Sequence[GridView]) -> None:
        """Show the lines of the running ones among ``grids``."""
        self._grids = tuple(grids)
        self.lines.set_grids(grids, self._past)
        self.positions.set_grids(grids)
        self.labels.refresh()
        self.real_labels.refresh()
        self.words.refresh()
        self.pointer.tell()
        self._show_level_tags()

    def set_past_grid(self, grid: GridView | None) -> None:
        """Show the lines of a grid that runs no more, too."""
        self._past = grid
        self.set_grids(self._grids)

    def _line_words(self) -> list[Word]:
        return [*self.positions.words(), *self.lines.words(), *self.prices.words()]

    def set_account_orders(self, orders: Sequence[WorkingOrder], instrument: str) -> None:
        """Show the account's open limit orders of ``instrument``."""
        levels = real_levels(orders, instrument)
        if levels != self.real_lines.levels:
            self.real_lines.set_levels(levels)
            self.real_labels.refresh()
            self._show_level_tags()

    def _show_level_tags(self) -> None:
        axis = self.plot.price_axis
        sources = (self.positions, self.labels, self.real_labels)
        axis.set_level_tags([tag for source in sources for tag in source.axis_tags(axis.price_text)])

    # Gaps

    def set_gaps(self, gaps: Sequence[GapFound], instrument: str) -> None:
        """Shade the stretches in which trades of ``instrument`` were missing."""
        shown = tuple(gap for gap in gaps if gap.instrument == instrument)
        if shown != self.gaps.gaps:
            self.gaps.set_gaps(shown)
            self.gap_labels.touch()
            self._note_gap()

    def _note_gap(self) -> None:
        gap = None if self.cursor is None else self.gaps.gap_at(self.cursor.x())
        self.legend.set_note(
            "" if gap is None else self.gaps.describe(gap), warns=gap is not None and not gap.recovered
        )

    # Price

    def show_price(self, price: PriceView | None, *, fresh: bool) -> None:
        """Show the newest prices; those that are not fresh are grey and have their age."""
        mark = self.prices.mark
        self.prices.show(price, self.bar_seconds, fresh=fresh)
        if self.prices.mark != mark:
            self.words.refresh()

    # Cursor

    @property
    def cursor(self) -> QPointF | None:
        """The pixel of the plot area under the cursor."""
        return self.pointer.position

    def set_cursor(self, point: QPointF | None) -> None:
        """Show the crosshair at a pixel of the plot area, or hide it."""
        self.pointer.move(point)

    def _pointer_moved(self) -> None:
        self._note_gap()
        self.show_legend()

    def _map_changed(self, new: PixelMap) -> None:
        for layer in self.layers:
            layer.set_map(new)
        self._show_level_tags()
        if self.cursor is not None:
            self.pointer.move(self.cursor)
