"""What the chart does besides while a draft is made: it keeps its prices still, and says what to do."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.chart.draft_shape import DraftShape
from gui.chart.plot_area import PlotArea
from gui.chart.ranges import Span, padded
from gui.draft import Handle
from gui.theme import Theme, small_font

_LEAST_BAND = 48.0
_MOST_BANDS = 4
"""A stop or a last price so many ranges away would leave the range itself too small to see."""

_BANNER_TOP = 34


class StillView:
    """Keeps the prices in view while there is a draft, so that no line moves under the hand."""

    def __init__(self, plot: PlotArea) -> None:
        self._plot = plot
        self._was_fitted: bool | None = None

    @property
    def is_held(self) -> bool:
        """Whether the prices stay where they are."""
        return self._was_fitted is not None

    def hold(self) -> None:
        """Keep the prices from now on."""
        if self._was_fitted is None:
            self._was_fitted = not self._plot.price_is_manual
            self._plot.price_is_manual = True

    def let_go(self) -> None:
        """The chart fits the prices again, if it did before."""
        fitted, self._was_fitted = self._was_fitted, None
        if fitted:
            self._plot.price_reset_asked.emit()

    def bring_into_view(self, shape: DraftShape, last: float | None) -> None:
        """Show a draft and the last price, unless it can be seen and taken hold of already."""
        at = self._plot.pixel_map
        if at is None:
            return
        whole = band = Span(shape.lower, shape.upper)
        others = [price for handle, price in shape.handles.items() if handle is not Handle.BAND]
        for price in (*others, *(() if last is None else (last,))):
            wider = whole.union(Span(price, price))
            if wider.length <= _MOST_BANDS * band.length:
                whole = wider
        tall = abs(at.y(shape.lower) - at.y(shape.upper)) >= _LEAST_BAND
        if not self._plot.prices.holds(whole) or not tall:
            self._plot.show_range(prices=padded(whole))


class Banner(QLabel):
    """One line at the top of the chart that says what to do next."""

    def __init__(self, chart: QWidget, plot: PlotArea) -> None:
        super().__init__(chart)
        self._chart = chart
        self._plot = plot
        self.setFont(small_font(bold=True))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``."""
        self.setStyleSheet(
            f"color: {theme.on_paper_badge}; background: {theme.paper_badge}; "
            "border-radius: 4px; padding: 3px 10px;"
        )

    def place(self) -> None:
        """Stand in the middle of the plot area, below its legend."""
        self.adjustSize()
        at = self._plot.pixel_map
        width = self._chart.width() if at is None else round(at.width)
        self.move(max(0, (width - self.width()) // 2), _BANNER_TOP)
        self.raise_()
