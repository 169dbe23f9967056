"""The candles on the chart: the newest ones, those that form, and older ones as the user goes back."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine import Candle, Desk, ExchangeError, Instrument, Interval
from gui.bar_merger import BarMerger
from gui.chart.history_badge import History
from gui.engine_words import engine_text
from gui.main_window import MainWindow
from gui.tasks import Spawner

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

NEWEST = 500
"""How many of the newest candles are fetched."""
OLDER_PAGE = 1000
"""How many older ones at a time: the exchange's largest page."""


class CandleController(QObject):
    """Keeps the chart's candles of one instrument and interval."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        tasks: Spawner,
        failed: Callable[[str, Callable[[], None]], None],
        fetched: Callable[[bool], None],
        parent: QObject | None = None,
    ) -> None:
        """Make one that shows nothing yet.

        Args:
            desk: where candles come from.
            window: has the chart once it exists.
            tasks: runs the requests.
            failed: told the words for a failed request, and what tries it again.
            fetched: told that the newest candles came; true for the first time since ``turn_to``.
            parent: owns this.
        """
        super().__init__(parent)
        self._desk, self._window, self._tasks = desk, window, tasks
        self._failed, self._fetched = failed, fetched
        self._what: tuple[Instrument, Interval] | None = None
        self._merger = BarMerger(Interval.M1)
        self._newest: tuple[Candle, ...] = ()
        self._drawn_since_request: dict[int, Candle] = {}
        self._request = 0
        self._older_request = 0

    @property
    def is_empty(self) -> bool:
        """Whether no candle has come yet."""
        return not self._newest

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on: show what came so far, and listen to what it lacks."""
        chart.older_wanted.connect(self._load_older)
        chart.older_refused.connect(self._refuse_older)
        chart.older_insisted.connect(self._load_older)
        if self._what is not None:
            chart.set_candles(self._newest)

    def turn_to(self, instrument: Instrument, interval: Interval) -> None:
        """Forget everything, and fetch the candles of another instrument or length."""
        self._what = (instrument, interval)
        self._merger = BarMerger(interval)
        self._newest = ()
        self._older_request += 1
        self.fetch()

    def fetch(self) -> None:
        """Fetch the newest candles, which replace what was drawn live."""
        self._request += 1
        self._drawn_since_request = {}
        if self._what is not None:
            work = self._fetch(self._request, *self._what)
            self._tasks.spawn(work, name=self.tr("Loading the candles"))

    def take(self, interval: Interval, candle: Candle) -> None:
        """A candle formed further."""
        if self._what is None or candle.instrument != self._what[0].name or not self._newest:
            return
        bar = self._merger.merge(interval, candle)
        if bar is None:
            return
        self._drawn_since_request[bar.open_time] = bar
        if self._window.chart is not None:
            self._window.chart.update_candle(bar)

    async def _fetch(self, request: int, instrument: Instrument, interval: Interval) -> None:
        try:
            await self._desk.watch(instrument.name)
            candles = await self._desk.candles(instrument.name, interval, limit=NEWEST)
        except ExchangeError as error:
            if request == self._request:
                words = self.tr("The candles of {instrument} could not be loaded: {reason}").format(
                    instrument=instrument.name, reason=engine_text(str(error))
                )
                self._failed(words, self.fetch)
                if self._window.chart is not None and not self._newest:
                    self._window.chart.set_message(self.tr("No history yet."))
            return
        if request != self._request and (self._newest or self._what != (instrument, interval)):
            # a newer request is under way; until it is answered, an older answer is better than an empty chart
            return
        first = not self._newest
        candles = newest_of(candles, self._drawn_since_request) if interval is Interval.M1 else candles
        self._newest = candles
        self._merger.reset(candles)
        self._show(candles, first=first)
        self._fetched(first)

    def _show(self, candles: Sequence[Candle], *, first: bool) -> None:
        chart = self._window.chart
        if chart is None:
            return
        if first:
            chart.set_candles(candles)
        elif not chart.refresh_candles(candles):
            # the older ones are gone with the hole between them and these
            self._older_request += 1
            self._say(History.MORE)
        chart.set_message("" if candles else self.tr("No candles yet."))

    # Older candles

    def _load_older(self) -> None:
        chart = self._window.chart
        if chart is None or self._what is None or chart.oldest_time is None:
            return
        self._older_request += 1
        self._say(History.LOADING)
        work = self._fetch_older(self._older_request, *self._what, chart.oldest_time)
        self._tasks.spawn(work, name=self.tr("Loading older candles"))

    def _refuse_older(self) -> None:
        self._older_request += 1
        self._say(History.STOPPED)

    async def _fetch_older(
        self, request: int, instrument: Instrument, interval: Interval, oldest: int
    ) -> None:
        try:
            # up to the oldest bar itself: whichever end the exchange means, none before it is left out
            page = await self._desk.candles(instrument.name, interval, end_time=oldest, limit=OLDER_PAGE)
        except ExchangeError as error:
            if request == self._older_request:
                self._say(History.FAILED, engine_text(str(error)))
            return
        chart = self._window.chart
        if request != self._older_request or chart is None:
            return
        older = [candle for candle in page if candle.open_time < oldest]
        if not older:
            self._say(History.BEGINNING)
        elif chart.prepend_candles(older) < len(older):
            self._say(History.FULL)
        else:
            self._say(History.MORE)

    def _say(self, state: History, reason: str = "") -> None:
        if self._window.chart is not None:
            self._window.chart.set_history(state, reason)


def newest_of(fetched: Sequence[Candle], drawn: Mapping[int, Candle]) -> tuple[Candle, ...]:
    """Fetched candles, with those that were drawn live while the fetch was under way.

    The answer was written before it arrived: of two candles of one minute the one with more trades is the newer.
    """
    merged = {candle.open_time: candle for candle in fetched}
    for open_time, candle in drawn.items():
        known = merged.get(open_time)
        if known is None or candle.trades > known.trades:
            merged[open_time] = candle
    return tuple(merged[open_time] for open_time in sorted(merged))
