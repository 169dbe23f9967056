"""The grids: what would be started, starting, stopping, and showing what they do."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import (
    Desk,
    DeskError,
    ExchangeError,
    GridSpec,
    GridSpecError,
    GridView,
    Instrument,
    OrderFilled,
    PriceView,
)
from gui.bridge import Bridge
from gui.formatting import FRESH_SECONDS
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.fills import FillRow
from gui.models.orders import OrderRow
from gui.tasks import Spawner


class GridController(QObject):
    """Connects the grid panel, the tables and the chart's grid lines with the desk."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        clock: Callable[[], float],
        file_grid: GridSpec | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._tasks = tasks
        self._clock = clock
        self._file_grid = file_grid
        self._grids: tuple[GridView, ...] = ()
        self._proposed_at: PriceView | None = None
        panel = window.grid_panel
        panel.start_requested.connect(self._start)
        panel.stop_requested.connect(self._stop)
        market.instrument_changed.connect(self._instrument_changed)
        market.chart_cleared.connect(self._show_in_chart)
        market.price_moved.connect(self._price_moved)
        bridge.grids_changed.connect(self._grids_changed)
        bridge.fills_added.connect(self._fills_added)

    def refresh(self) -> None:
        """Read all grids from the desk, with every fill they have so far."""
        self._grids_changed(self._desk.grids())
        self._add_fills([row for grid in self._grids for row in _fill_rows(grid)])

    def heartbeat(self) -> None:
        """Called now and then: what would be started follows the price, and an old price is said to be old."""
        self._show_orders()
        if self._shown_grid_runs() or self._market.price is self._proposed_at:
            return
        self._propose()

    def _start(self, spec: GridSpec) -> None:
        self._window.grid_panel.show_problem("")
        self._tasks.spawn(self._start_and_tell(spec), name=self.tr("Starting the grid"))

    async def _start_and_tell(self, spec: GridSpec) -> None:
        panel = self._window.grid_panel
        panel.set_busy(True)
        try:
            await self._desk.start_grid(spec)
        except (GridSpecError, DeskError, ExchangeError) as error:
            panel.show_problem(self.tr("The grid was not started: {reason}").format(reason=error))
        else:
            self.refresh()
        finally:
            panel.set_busy(False)

    def _stop(self, grid_id: int) -> None:
        self._window.grid_panel.show_problem("")
        self._tasks.spawn(self._stop_and_tell(grid_id), name=self.tr("Stopping the grid"))

    async def _stop_and_tell(self, grid_id: int) -> None:
        panel = self._window.grid_panel
        panel.set_busy(True)
        try:
            await self._desk.stop_grid(grid_id)
        except (DeskError, ExchangeError) as error:
            panel.show_problem(self.tr("The grid was not stopped: {reason}").format(reason=error))
        else:
            self.refresh()
            self._propose()
        finally:
            panel.set_busy(False)

    def _instrument_changed(self, _instrument: Instrument) -> None:
        self._window.grid_panel.show_problem("")
        self._show_panel_grid()
        self._propose()

    def _price_moved(self, price: PriceView) -> None:
        if self._proposed_at is None and price.last is not None:
            self._propose()

    def _propose(self) -> None:
        instrument = self._market.instrument
        panel = self._window.grid_panel
        self._proposed_at = None
        if instrument is None:
            panel.show_waiting(self.tr("Waiting for the list of instruments…"))
            return
        if self._file_grid is not None and self._file_grid.instrument == instrument.name:
            panel.show_proposal(self._file_grid, instrument, from_file=True)
            self._proposed_at = self._market.price
            return
        try:
            spec = self._desk.sample_grid(instrument.name)
        except DeskError as error:
            panel.show_waiting(str(error))
            return
        self._proposed_at = self._market.price
        panel.show_proposal(spec, instrument)

    def _grids_changed(self, grids: tuple[GridView, ...]) -> None:
        self._grids = grids
        self._show_panel_grid()
        self._show_orders()
        self._show_chart_grids()

    def _fills_added(self, events: list[OrderFilled]) -> None:
        instruments = {grid.grid_id: grid.instrument for grid in self._grids}
        known = self._market.instruments
        rows = []
        for event in events:
            instrument = instruments.get(event.grid_id) or known.get(event.instrument)
            if instrument is not None:
                rows.append(FillRow(event.grid_id, instrument, event.fill))
        self._add_fills(rows)

    def _add_fills(self, rows: list[FillRow]) -> None:
        chart, shown = self._window.chart, self._market.instrument
        for row in self._window.fills.add(rows):
            if chart is not None and shown is not None and row.instrument.name == shown.name:
                chart.add_fill(row.fill)

    def _show_orders(self) -> None:
        rows: list[OrderRow] = []
        for grid in self._grids:
            price = self._desk.price(grid.instrument.name)
            last = price.last if price is not None else None
            old = price is not None and self._clock() - price.received_at > FRESH_SECONDS
            rows.extend(
                OrderRow(grid.grid_id, grid.instrument, order, last, price_is_old=old)
                for order in grid.open_orders
            )
        self._window.orders.show(rows)

    def _show_in_chart(self) -> None:
        self._show_chart_grids()
        self._show_chart_fills()

    def _show_panel_grid(self) -> None:
        mine = self._grids_of_shown_instrument()
        running = [grid for grid in mine if grid.running]
        shown = running or mine
        self._window.grid_panel.show_grid(shown[-1] if shown else None)

    def _show_chart_grids(self) -> None:
        if self._window.chart is not None:
            self._window.chart.set_grids(
                tuple(grid for grid in self._grids_of_shown_instrument() if grid.running)
            )

    def _show_chart_fills(self) -> None:
        shown = self._market.instrument
        if self._window.chart is not None and shown is not None:
            rows = self._window.fills.rows()
            self._window.chart.set_fills(tuple(row.fill for row in rows if row.instrument.name == shown.name))

    def _grids_of_shown_instrument(self) -> list[GridView]:
        shown = self._market.instrument
        return [grid for grid in self._grids if shown is not None and grid.instrument.name == shown.name]

    def _shown_grid_runs(self) -> bool:
        return any(grid.running for grid in self._grids_of_shown_instrument())


def _fill_rows(grid: GridView) -> list[FillRow]:
    return [FillRow(grid.grid_id, grid.instrument, fill) for fill in grid.fills]
