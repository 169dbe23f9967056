"""The plot area with its axes: the view range, and the gestures that change it.

The view is pyqtgraph's, without its automatic ranges and menus. This file knows nothing of candles or grids.
"""

import math
from typing import Any, cast

import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QGraphicsWidget

from gui.chart.axes import WHEEL_STEP, TimeAxis
from gui.chart.pixel_map import PixelMap
from gui.chart.plot_view import DragTool, PlotView
from gui.chart.price_axis import PriceAxis
from gui.chart.ranges import Span, priced, scaled
from gui.chart.text_painter import TextPainter
from gui.theme import Theme

pg: Any = pyqtgraph

PRICE_TAKEOVER_PIXELS = 14.0
"""How far a drag must go up or down before it moves the prices too, and not only the time."""

_CURSOR_INTERVAL_MS = 16


class PlotArea(pyqtgraph.GraphicsView):
    """A price axis, a time axis and the area between them.

    The view's own vertical coordinates are those of the scale: prices, or their logarithms.

    Signals:
        map_changed: the view range or the size changed; carries the new ``PixelMap``.
        cursor_moved: carries the cursor's pixel on the area, or None when it left.
        clicked: carries the pixel of a click of the left button.
        time_moved, price_moved: the user moved or zoomed times, prices.
        reset_asked: the user gave both scales back; price_reset_asked: that of the prices.
    """

    map_changed = Signal(object)
    cursor_moved = Signal(object)
    clicked = Signal(object)
    time_moved = Signal()
    price_moved = Signal()
    reset_asked = Signal()
    price_reset_asked = Signal()

    def __init__(self, texts: TextPainter, theme: Theme) -> None:
        super().__init__(useOpenGL=False, background=theme.chart)  # type: ignore[no-untyped-call]
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.view: Any = PlotView()
        self.price_axis = PriceAxis(texts, theme)
        self.time_axis = TimeAxis(texts, theme)
        self.price_is_manual = False
        self.logarithmic = False
        self._least_price = 0.0
        self._map: PixelMap | None = None
        self._build()
        # not pyqtgraph's SignalProxy: its timer has no owner and outlives the chart
        self._cursor_point: QPointF | None = None
        self._cursor_timer = QTimer(self)
        self._cursor_timer.setSingleShot(True)
        self._cursor_timer.setInterval(_CURSOR_INTERVAL_MS)
        self._cursor_timer.timeout.connect(self._report_cursor)
        scene: Any = self.scene()
        scene.sigMouseMoved.connect(self._mouse_moved)
        self.viewport().installEventFilter(self)

    @property
    def area(self) -> QGraphicsItem:
        """The item under which layers live."""
        return cast(QGraphicsItem, self.view)

    @property
    def pixel_map(self) -> PixelMap | None:
        """The view range on the plot area; None before the first layout."""
        return self._map

    @property
    def times(self) -> Span:
        """The times in view, in seconds."""
        low, high = self.view.viewRange()[0]
        return Span(low, high)

    @property
    def prices(self) -> Span:
        """The prices in view."""
        return priced(self._scale_range(), logarithmic=self.logarithmic)

    def _scale_range(self) -> Span:
        low, high = self.view.viewRange()[1]
        return Span(low, high)

    @property
    def tools(self) -> list[DragTool]:
        """What may take over a drag on the area; the first that wants it gets it."""
        tools: list[DragTool] = self.view.tools
        return tools

    def show_range(self, times: Span | None = None, prices: Span | None = None) -> None:
        """Show these times and prices; what is None or the same stays."""
        new_times = None if times is None or times == self.times else (times.low, times.high)
        new_prices = None
        if prices is not None:
            on_scale, shown = scaled(prices, logarithmic=self.logarithmic), self._scale_range()
            if on_scale != shown:
                new_prices = (on_scale.low, on_scale.high)
        if new_times or new_prices:
            self.view.setRange(xRange=new_times, yRange=new_prices, padding=0)

    def limit(self, shortest: float, longest: float, least_price: float) -> None:
        """Keep zooming within these lengths: seconds of time, and prices."""
        self.view.setLimits(minXRange=shortest, maxXRange=longest)
        self._least_price = least_price
        self._limit_prices()

    def set_logarithmic(self, *, on: bool) -> None:
        """Make equal ratios of prices equally high, or equal differences; the same prices stay in view."""
        if on == self.logarithmic:
            return
        prices = self.prices
        self.logarithmic = on
        self.view.setLimits(minYRange=None)
        if on and prices.low <= 0:
            prices = Span(prices.high / 10, prices.high)
        self.show_range(prices=prices)
        self._limit_prices()
        self._remap()

    def _limit_prices(self) -> None:
        least = self._least_price
        if self.logarithmic:
            least = math.log1p(least / max(self.prices.high, least))
        self.view.setLimits(minYRange=least)

    def zoom_times(self, factor: float, anchor: float) -> None:
        """Show ``factor`` times as much time; the time ``anchor`` stays where it is."""
        times = self.times
        self.show_range(Span(anchor + (times.low - anchor) * factor, anchor + (times.high - anchor) * factor))
        self.time_moved.emit()

    def zoom_prices(self, factor: float) -> None:
        """Show ``factor`` times as much price around the middle."""
        shown = self._scale_range()
        middle, half = (shown.low + shown.high) / 2, shown.length / 2 * factor
        self.price_is_manual = True
        self.show_range(prices=priced(Span(middle - half, middle + half), logarithmic=self.logarithmic))
        self.price_moved.emit()

    def move_times(self, seconds: float) -> None:
        """Show later times by so many seconds."""
        times = self.times
        self.show_range(Span(times.low + seconds, times.high + seconds))
        self.time_moved.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.setBackground(theme.chart)  # type: ignore[no-untyped-call]
        self.price_axis.set_theme(theme)
        self.time_axis.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the cursor left, and that the window moved to a screen with other pixels."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._remap()
        if event.type() is QEvent.Type.Leave:
            self._cursor_timer.stop()
            self.cursor_moved.emit(None)
        return bool(super().eventFilter(watched, event))

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget the cursor while nobody sees it."""
        super().hideEvent(event)
        self._cursor_timer.stop()

    def _build(self) -> None:
        layout = QGraphicsGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addItem(self.view, 0, 0)
        layout.addItem(self.price_axis, 0, 1)
        layout.addItem(self.time_axis, 1, 0, 1, 2)
        layout.setRowStretchFactor(0, 1)
        layout.setColumnStretchFactor(0, 1)
        centre = QGraphicsWidget()
        centre.setLayout(layout)
        self.setCentralItem(centre)  # type: ignore[no-untyped-call]
        self.view.setCursor(Qt.CursorShape.CrossCursor)
        self.view.sigRangeChanged.connect(self._remap)
        self.view.sigResized.connect(self._remap)
        self.view.dragged.connect(self._drag)
        self.view.clicked.connect(self.clicked)
        self.view.wheeled.connect(self._wheel)
        self.price_axis.stretched.connect(self.zoom_prices)
        self.price_axis.reset_asked.connect(self.price_reset_asked)
        self.time_axis.stretched.connect(self._stretch_times)
        self.time_axis.reset_asked.connect(self.reset_asked)

    def _remap(self, *_: object) -> None:
        size = self.view.size()
        times, prices = self.times, self.prices
        new = PixelMap(
            left=times.low,
            right=times.high,
            bottom=prices.low,
            top=prices.high,
            width=size.width(),
            height=size.height(),
            ratio=self.devicePixelRatioF(),
            logarithmic=self.logarithmic,
        )
        if new != self._map:
            self._map = new
            self.price_axis.set_map(new)
            self.time_axis.set_map(new)
            self.map_changed.emit(new)

    def _drag(self, x: float, y: float, whole_y: float) -> None:
        at = self._map
        if at is None:
            return
        if abs(whole_y) >= PRICE_TAKEOVER_PIXELS:
            self.price_is_manual = True
        if self.price_is_manual and y:
            shown, moved = self._scale_range(), y * at.scale_per_pixel
            moved_span = Span(shown.low + moved, shown.high + moved)
            self.show_range(prices=priced(moved_span, logarithmic=self.logarithmic))
            self.price_moved.emit()
        if x:
            self.move_times(-x * at.seconds_per_pixel)

    def _wheel(self, notches: float, x: float) -> None:
        if self._map is not None and notches:
            self.zoom_times(WHEEL_STEP**-notches, self._map.time(x))

    def _stretch_times(self, factor: float) -> None:
        self.zoom_times(factor, self.times.high)

    def _mouse_moved(self, scene_point: QPointF) -> None:
        self._cursor_point = scene_point
        if not self._cursor_timer.isActive():
            self._cursor_timer.start()

    def _report_cursor(self) -> None:
        if self._cursor_point is None:
            return
        point = self.view.mapFromScene(self._cursor_point)
        self.cursor_moved.emit(point if self.view.rect().contains(point) else None)
