"""The draft of the instrument that is looked at: begun, shown in form and chart, previewed, taken back."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from engine import Desk, DeskError, GridSpec, GridSpecError, GridView, Instrument, PriceView
from gui.draft import DraftProblem, DraftState, GridDraft
from gui.draft.defaults import DraftDefaults
from gui.draft.suggestions import volatility_range
from gui.engine_words import engine_sentence, engine_text
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.panels.draft_offer import Suggestion
from gui.panels.draft_words import problem_text
from gui.panels.preview_card import profit_range
from gui.settings import WindowSettings

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

_AT_ONCE = 0.016
"""A preview that takes longer than so many seconds is not worked out with every move of the mouse."""

_PAUSE_MS = 50
_DAY = 86_400.0


class DraftController(QObject):
    """Connects the drafts, one for each instrument, with the grid panel, the chart and the commands."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        market: MarketController,
        settings: WindowSettings,
        file_grid: GridSpec | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._settings = settings
        self._file_grid = file_grid
        self._drafts: dict[str, GridDraft] = {}
        self._unsubscribe: Callable[[], None] | None = None
        self._previewed: object = None
        self._ready = False
        self._cost = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._preview)
        self.draft: GridDraft | None = None
        panel, commands = window.grid_panel, window.commands
        panel.offer.draw_asked.connect(self.draw)
        panel.offer.suggestion_asked.connect(self.suggest)
        panel.discard_requested.connect(self.discard)
        commands.draw_grid.triggered.connect(self.draw)
        commands.undo.triggered.connect(self._undo)
        commands.redo.triggered.connect(self._redo)
        market.instrument_changed.connect(self._instrument_changed)
        market.price_moved.connect(self._price_moved)
        self._refresh()

    @property
    def state(self) -> DraftState | None:
        """The draft of the instrument that is looked at; None while there is none."""
        return None if self.draft is None else self.draft.state

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        chart.editor.armed_changed.connect(self._window.grid_panel.offer.show_armed)
        chart.editor.set_draft(self.draft, self._drawn, self._words)
        self._refresh()

    def heartbeat(self) -> None:
        """Called now and then: the preview follows the price."""
        if self.state is not None and self._market.price is not self._previewed:
            self._preview()

    def close(self) -> None:
        """Nothing is worked out any more."""
        self._timer.stop()

    # Commands

    def draw(self) -> None:
        """The next press in the chart begins a grid; a second call takes that back."""
        chart = self._window.chart
        if chart is None or self.draft is None or self._last() is None:
            self._window.grid_panel.offer.show_armed(False)
        elif chart.editor.armed:
            chart.editor.disarm()
        else:
            chart.editor.arm()

    def suggest(self, suggestion: Suggestion) -> None:
        """Draft a grid with a range that the market suggests."""
        panel, draft, last = self._window.grid_panel, self.draft, self._last()
        panel.show_problem("")
        if draft is None or last is None:
            return
        spec = self._suggested(suggestion, draft.instrument, last)
        if spec is None:
            panel.show_problem(
                self.tr(
                    "There are not enough candles for this range yet. Draw one, or begin around the price."
                )
            )
        else:
            self.open(DraftState(spec))
            self._look_at_chart()

    def open(self, state: DraftState) -> None:
        """Draft this grid of the instrument that is looked at."""
        if self.draft is None:
            return
        try:
            self.draft.open(state)
        except GridSpecError as error:
            self._window.grid_panel.show_problem(engine_text(str(error)))

    def discard(self) -> None:
        """Give the draft up; undo brings it back."""
        if self.draft is not None:
            self._window.grid_panel.show_problem("")
            self.draft.close()
            self._look_at_chart()

    def _look_at_chart(self) -> None:
        # the button that was pressed is gone, and the keys must go somewhere
        if self._window.chart is not None:
            self._window.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    def started(self) -> None:
        """The draft has become a grid."""
        if self.draft is not None and self.draft.spec is not None:
            environment = self._desk.environment.name.value
            self._settings.set_grid_size(environment, self.draft.instrument.name, self.draft.spec.size)
            self.draft.clear()

    def show_running(self, grid: GridView | None) -> None:
        """The grid that the draft would change, as it is now."""
        if self._window.chart is not None:
            self._window.chart.editor.set_running(grid)

    # What changed

    def _instrument_changed(self, instrument: Instrument) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
        self.draft = self._drafts.setdefault(instrument.name, GridDraft(instrument))
        self._window.grid_panel.set_draft(self.draft)
        if self._window.chart is not None:
            self._window.chart.editor.set_draft(self.draft, self._drawn, self._words)
        # the form and the chart are told first: whoever listens last sees all of them agree
        self._unsubscribe = self.draft.subscribe(self._refresh)
        self._previewed = None
        if self._file_grid is not None and self._file_grid.instrument == instrument.name:
            spec, self._file_grid = self._file_grid, None
            self.open(DraftState(spec))
        self._refresh()

    def _price_moved(self, _price: PriceView) -> None:
        # without a draft nothing here depends on the price but whether there is one
        if self._previewed is None and (self.state is not None or not self._ready):
            self._refresh()

    def _refresh(self) -> None:
        panel, commands, draft = self._window.grid_panel, self._window.commands, self.draft
        panel.refresh_draft()
        commands.undo.setEnabled(draft is not None and draft.can_undo)
        commands.redo.setEnabled(draft is not None and draft.can_redo)
        commands.start_grid.setEnabled(panel.can_start)
        self._ready = ready = self._last() is not None
        commands.draw_grid.setEnabled(ready and self._window.chart is not None)
        if self._market.instrument is None:
            panel.show_waiting(self.tr("Waiting for the list of instruments…"))
        else:
            panel.show_waiting("" if ready else self.tr("Waiting for the first price…"))
        if self.state is None:
            self._timer.stop()
        elif self._cost <= _AT_ONCE or self._previewed is None:
            self._preview()
        elif not self._timer.isActive():
            self._timer.start()

    def _preview(self) -> None:
        state, draft = self.state, self.draft
        panel, chart = self._window.grid_panel, self._window.chart
        if state is None or draft is None:
            return
        began = time.perf_counter()
        try:
            preview = self._desk.preview(state.spec, state.means)
        except DeskError as error:
            panel.preview.show_waiting(engine_sentence(str(error)))
            caption = ""
        else:
            changes = state.grid_id is not None
            panel.show_preview(preview, draft.instrument, changes_running=changes)
            low, high = sorted((preview.least_profit.profit, preview.most_profit.profit))
            caption = self.tr("{levels} lines · {profit} {quote} per round trip").format(
                levels=state.spec.levels, profit=profit_range(low, high), quote=draft.instrument.quote
            )
            self._previewed = self._market.price
        self._cost = time.perf_counter() - began
        if chart is not None:
            chart.editor.set_caption(caption)
        self._window.commands.start_grid.setEnabled(panel.can_start)

    def _undo(self) -> None:
        if self.draft is not None:
            self.draft.undo()

    def _redo(self) -> None:
        if self.draft is not None:
            self.draft.redo()

    # New grids

    def _defaults(self) -> DraftDefaults:
        chosen, environment = self._settings.preferences, self._desk.environment.name.value
        defaults = DraftDefaults(fill_model=chosen.fill_model)
        if self.draft is not None:
            name = self.draft.instrument.name
            size = self._settings.grid_size(environment, name)
            if size is not None:
                defaults.sizes[name] = size
        fees = chosen.fees.get(environment)
        if fees is not None:
            defaults.maker_fee, defaults.taker_fee = fees.maker, fees.taker
        return defaults

    def _drawn(self, one: Decimal, other: Decimal, base: GridSpec | None) -> GridSpec | None:
        if self.draft is None:
            return None
        return self._defaults().over(self.draft.instrument, one, other, base)

    def _suggested(self, suggestion: Suggestion, instrument: Instrument, last: Decimal) -> GridSpec | None:
        chart = self._window.chart
        if suggestion is Suggestion.AROUND:
            return self._defaults().adapted(instrument, self._desk.sample_grid(instrument.name))
        if chart is None:
            return None
        if suggestion is Suggestion.VOLATILITY:
            found = volatility_range(chart.editor.closes(_DAY), chart.editor.bar_seconds, last)
            return None if found is None else self._drawn(found.lower, found.upper, None)
        extremes = chart.editor.visible_prices()
        return None if extremes is None else self._drawn(*extremes, None)

    def _last(self) -> Decimal | None:
        price = self._market.price
        return None if price is None else price.last

    def _words(self, problem: DraftProblem) -> str:
        return "" if self.draft is None else problem_text(problem, self.draft.instrument)
