"""The newest prices on the chart: last with its tag and the time to the bar's close, bid, ask and mark."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import PriceView
from gui.chart.axis_tags import AxisTag
from gui.chart.candle_store import CandleStore
from gui.chart.line_words import Word
from gui.chart.price_axis import PriceAxis
from gui.chart.price_line import PriceLine
from gui.theme import Theme


class PriceDisplay(QObject):
    """Shows one ``PriceView``; one that is not fresh is grey and has its age instead of the countdown."""

    def __init__(
        self,
        parent: QObject,
        store: CandleStore,
        axis: PriceAxis,
        line: PriceLine,
        theme: Theme,
        *,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        super().__init__(parent)
        self._store, self._axis, self._line, self._theme = store, axis, line, theme
        self._clock, self._wall_clock = clock, wall_clock
        self.mark: float | None = None
        """The mark price that is shown."""

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of ``theme``; the price is shown in them the next time."""
        self._theme = theme

    def show(self, price: PriceView | None, bar_seconds: float, *, fresh: bool) -> None:
        """Show these prices; nothing without a last price."""
        axis, theme = self._axis, self._theme
        last = None if price is None or price.last is None else float(price.last)
        axis.set_active(last is not None or len(self._store) > 0)
        if price is None or last is None:
            self.mark = None
            axis.set_prices(None, None)
            self._line.set_prices(None, None, None, None, theme.stale_tag)
            return
        newest = self._store.bar(-1) if len(self._store) else None
        rising = newest is None or newest.close >= newest.open
        fill, ink = (theme.up, theme.on_up) if rising else (theme.down, theme.on_down)
        if fresh:
            note = None if newest is None else self.countdown_text(bar_seconds)
        else:
            fill, ink = theme.stale_tag, theme.on_stale_tag
            note = self.age_text(self._clock() - price.received_at)
        axis.fit_width(last, self.age_text(0))
        bid, ask, mark = (
            None if value is None or not fresh else float(value)
            for value in (price.bid, price.ask, price.mark)
        )
        self.mark = mark
        axis.set_prices(
            AxisTag(last, axis.price_text(last), ink, fill, note),
            None if mark is None else AxisTag(mark, axis.price_text(mark), theme.accent),
        )
        self._line.set_prices(last, bid, ask, mark, fill)

    def words(self) -> list[Word]:
        """What is written at the right end of the mark price's line."""
        return [] if self.mark is None else [Word(self.mark, self.tr("mark"), self._theme.accent)]

    def countdown_text(self, bar_seconds: float) -> str:
        """How long the newest bar still forms. Bars close at whole multiples of their length since the epoch."""
        left = int(bar_seconds - self._wall_clock() % bar_seconds)
        minutes, seconds = divmod(left, 60)
        hours, minutes = divmod(minutes, 60)
        return (
            f"{hours}:{minutes:02d}:{seconds:02d}" if bar_seconds > 3600 else f"{minutes:02d}:{seconds:02d}"
        )

    def age_text(self, seconds: float) -> str:
        """How old a price is, in words."""
        whole = max(0, int(seconds))
        if whole < 100:
            return self.tr("{seconds} s old").format(seconds=whole)
        if whole < 100 * 60:
            return self.tr("{minutes} min old").format(minutes=whole // 60)
        return self.tr("{hours} h old").format(hours=whole // 3600)
