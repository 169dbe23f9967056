"""The grids of the instrument that is looked at: started from the draft, changed, stopped, and shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from engine import Desk, DeskError, ExchangeError, GridSpec, GridSpecError, GridView, Instrument, Means
from gui.bridge import Bridge
from gui.draft import DraftState
from gui.draft_controller import DraftController
from gui.engine_words import engine_clause
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.settings import WindowSettings
from gui.tasks import Spawner

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart
    from gui.dialogs.stop_grid import StopGridDialog


class GridController(QObject):
    """Connects the grid panel and the chart's grid lines with the desk."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        settings: WindowSettings,
        file_grid: GridSpec | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._tasks = tasks
        self._grids: tuple[GridView, ...] = ()
        self._chosen: dict[str, int] = {}
        self._edited: int | None = None
        self._stop_dialog: StopGridDialog | None = None
        # it hears of another instrument first, so that the draft is the right one when the grids are shown
        self.drafts = DraftController(
            desk=desk, window=window, market=market, settings=settings, file_grid=file_grid, parent=self
        )
        panel = window.grid_panel
        panel.start_requested.connect(self._start)
        panel.edit_requested.connect(self._edit)
        panel.stop_requested.connect(self._ask_to_stop)
        panel.grid_chosen.connect(self._choose)
        panel.draft_changed.connect(self._draft_changed)
        market.instrument_changed.connect(self._instrument_changed)
        market.chart_cleared.connect(self._show_chart_grids)
        bridge.grids_changed.connect(self._grids_changed)

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        self.drafts.attach_chart(chart)
        self._show_chart_grids()

    def refresh(self) -> None:
        """Read all grids from the desk."""
        self._grids_changed(self._desk.grids())

    def heartbeat(self) -> None:
        """Called now and then: the preview follows the price."""
        self.drafts.heartbeat()

    def close(self) -> None:
        """Nothing is worked out any more."""
        self.drafts.close()

    # Starting

    def _start(self) -> None:
        state = self.drafts.state
        self._window.grid_panel.show_problem("")
        if state is None:
            return
        if state.grid_id is None:
            self._tasks.spawn(self._start_and_tell(state), name=self.tr("Starting the grid"))
        else:
            self._review(state, state.grid_id)

    async def _start_and_tell(self, state: DraftState) -> None:
        panel = self._window.grid_panel
        panel.set_busy(True)
        try:
            grid_id = await self._desk.start_grid(state.spec, means=state.means)
        except (GridSpecError, DeskError, ExchangeError) as error:
            panel.show_problem(
                self.tr("The grid was not started: {reason}. The draft is kept; try again.").format(
                    reason=engine_clause(str(error))
                )
            )
        else:
            self._chosen[state.spec.instrument] = grid_id
            self._draft_done(state)
        finally:
            panel.set_busy(False)

    # Changing

    def _edit(self, grid_id: int) -> None:
        grid = self._grid(grid_id)
        if grid is not None and grid.running:
            self._window.grid_panel.show_problem("")
            means = Means(capital=grid.risk.capital, leverage=grid.risk.leverage)
            self.drafts.open(DraftState(grid.spec, means, grid_id))
            self._look_at_chart()

    def _review(self, state: DraftState, grid_id: int) -> None:
        panel, grid = self._window.grid_panel, self._grid(grid_id)
        if grid is None:
            return
        try:
            plan = self._desk.plan_revision(grid_id, state.spec)
        except (GridSpecError, DeskError) as error:
            panel.show_problem(
                self.tr("The grid cannot be changed so: {reason}. It runs on as it is.").format(
                    reason=engine_clause(str(error))
                )
            )
            return
        from gui.dialogs.revise_grid import ReviseGridDialog  # noqa: PLC0415 - LOADED_LATER

        dialog = ReviseGridDialog(grid, plan, self._window)

        def revise() -> None:
            self._tasks.spawn(self._revise_and_tell(state, grid_id), name=self.tr("Changing the grid"))

        dialog.confirmed.connect(revise)
        dialog.open()

    async def _revise_and_tell(self, state: DraftState, grid_id: int) -> None:
        panel = self._window.grid_panel
        panel.set_busy(True)
        try:
            await self._desk.revise_grid(grid_id, state.spec)
        except (GridSpecError, DeskError, ExchangeError) as error:
            panel.show_problem(
                self.tr(
                    "The grid was not changed: {reason}. It runs on as it was, and the draft is kept; try again."
                ).format(reason=engine_clause(str(error)))
            )
        else:
            self._draft_done(state)
        finally:
            panel.set_busy(False)

    def _draft_done(self, state: DraftState) -> None:
        if self.drafts.state == state:
            self.drafts.started()
        self.refresh()
        self._look_at_chart()

    def _look_at_chart(self) -> None:
        # the button that was pressed is gone, and the keys must go somewhere
        if self._window.chart is not None:
            self._window.chart.setFocus(Qt.FocusReason.OtherFocusReason)

    # Stopping

    def _ask_to_stop(self, grid_id: int) -> None:
        grid = self._grid(grid_id)
        if grid is None or not grid.running:
            return
        self._window.grid_panel.show_problem("")
        from gui.dialogs.stop_grid import StopGridDialog  # noqa: PLC0415 - LOADED_LATER

        dialog = StopGridDialog(grid, self._desk.price(grid.instrument.name), self._window)
        dialog.confirmed.connect(self._stop)
        dialog.finished.connect(self._stop_asked)
        self._stop_dialog = dialog
        dialog.open()

    def _stop_asked(self) -> None:
        self._stop_dialog = None

    def _refresh_stop_dialog(self) -> None:
        dialog = self._stop_dialog
        grid = None if dialog is None else self._grid(dialog.grid_id)
        if dialog is None or grid is None:
            return
        if grid.running:
            dialog.show_grid(grid, self._desk.price(grid.instrument.name))
        else:
            dialog.reject()
            self._window.grid_panel.show_problem(
                self.tr("Grid {number} has stopped meanwhile.").format(number=grid.grid_id)
            )

    def _stop(self, grid_id: int, close: bool) -> None:
        self._tasks.spawn(self._stop_and_tell(grid_id, close), name=self.tr("Stopping the grid"))

    async def _stop_and_tell(self, grid_id: int, close: bool) -> None:
        panel = self._window.grid_panel
        panel.set_busy(True)
        try:
            grid = self._grid(grid_id)
            await self._desk.stop_grid(grid_id, close=close)
        except (DeskError, ExchangeError) as error:
            panel.show_problem(
                self.tr("The grid was not stopped: {reason}. It runs on; try again.").format(
                    reason=engine_clause(str(error))
                )
            )
        else:
            state = self.drafts.state
            if state is not None and state.grid_id == grid_id:
                self.drafts.discard()
            if grid is not None:
                # what it came to is what the user wants to see next
                self._chosen[grid.instrument.name] = grid_id
            self.refresh()
        finally:
            panel.set_busy(False)

    # Showing

    def _choose(self, grid_id: int) -> None:
        if self._market.instrument is not None:
            self._chosen[self._market.instrument.name] = grid_id
            self._show_panel_grids()

    def _instrument_changed(self, _instrument: Instrument) -> None:
        self._window.grid_panel.show_problem("")
        self._show_panel_grids()

    def _grids_changed(self, grids: tuple[GridView, ...]) -> None:
        self._grids = grids
        state = self.drafts.state
        if state is not None and state.grid_id is not None:
            edited = self._grid(state.grid_id)
            if edited is None or not edited.running:
                self.drafts.discard()
                self._window.grid_panel.show_problem(
                    self.tr("Grid {number} has stopped, so it cannot be changed any more.").format(
                        number=state.grid_id
                    )
                )
        self._refresh_stop_dialog()
        self._show_panel_grids()
        self._show_chart_grids()

    def _draft_changed(self) -> None:
        state = self.drafts.state
        edited = None if state is None else state.grid_id
        if edited != self._edited:
            self._edited = edited
            self._show_chart_grids()

    def _show_panel_grids(self) -> None:
        mine = self._grids_of_shown_instrument()
        mine.sort(key=lambda grid: (not grid.running, -grid.grid_id))
        name = "" if self._market.instrument is None else self._market.instrument.name
        chosen = next((grid for grid in mine if grid.grid_id == self._chosen.get(name)), None)
        self._window.grid_panel.show_grids(mine, chosen or next(iter(mine), None))

    def _show_chart_grids(self) -> None:
        if self._window.chart is None:
            return
        running = [grid for grid in self._grids_of_shown_instrument() if grid.running]
        # the draft draws the lines of the grid that it would change: those that stay, go and come
        self.drafts.show_running(next((grid for grid in running if grid.grid_id == self._edited), None))
        self._window.chart.set_grids(tuple(grid for grid in running if grid.grid_id != self._edited))

    def _grid(self, grid_id: int) -> GridView | None:
        return next((grid for grid in self._grids if grid.grid_id == grid_id), None)

    def _grids_of_shown_instrument(self) -> list[GridView]:
        shown = self._market.instrument
        return [grid for grid in self._grids if shown is not None and grid.instrument.name == shown.name]
