"""What the grids did: the tables of orders, fills and round trips, and the fills in the chart."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine import Desk, DeskError, GridView, OrderFilled, PastGrid
from gui.bridge import Bridge
from gui.engine_words import engine_text
from gui.formatting import FRESH_SECONDS
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.fills import FillRow
from gui.models.orders import LastPrice, OrderRow
from gui.models.record_pages import fill_pages, trip_pages
from gui.models.trips import TripRow, newest_trip_rows
from gui.pace import Pace
from gui.panels.record_tables import offer_grids
from gui.past_grid import PastGridView
from gui.tasks import Spawner

FILLS_PAUSE = 0.25
"""While fills come thick and fast, the table takes them in every so many seconds; the chart takes each at once."""


class RecordsController(QObject):
    """Connects the tables and the chart's fills with the desk and with what it keeps."""

    locate = Signal(str, object, object)
    """Instrument, time in ns or None, price or None: show this place in the chart."""
    fill_chosen = Signal(int, object)
    """Grid, Fill: the user wants to know about this fill."""
    not_read = Signal(str)
    """In words why something that is kept could not be read."""
    past_read = Signal(object)
    """tuple[PastGrid, ...]: the grids that are kept and not of this session."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._tasks = tasks
        self._clock = clock
        self._grids: tuple[GridView, ...] = ()
        self._past: tuple[PastGrid, ...] = ()
        self._past_fills: dict[int, int] = {}
        self._drawn: dict[int, int] = {}
        self._new_fills: list[FillRow] = []
        self._fills = Pace(self._add_fills, FILLS_PAUSE, clock, self)
        self.past_grid = PastGridView(desk, tasks, self)
        self.past_grid.changed.connect(self.show_chart_fills)
        self.past_grid.not_read.connect(self.not_read)
        market.chart_cleared.connect(self.show_chart_fills)
        bridge.grids_changed.connect(self._grids_changed)
        bridge.fills_added.connect(self._fills_added)
        window.fills_panel.row_clicked.connect(self._fill_clicked)
        window.fills_panel.row_activated.connect(self._fill_clicked)
        window.orders_panel.row_clicked.connect(self._order_clicked)
        window.orders_panel.row_activated.connect(self._order_clicked)
        window.trips_panel.row_clicked.connect(self._trip_clicked)
        window.trips_panel.row_activated.connect(self._trip_clicked)
        window.fills.failed.connect(self._not_read)
        window.trips.failed.connect(self._not_read)

    @property
    def past(self) -> tuple[PastGrid, ...]:
        """The grids that are kept and not of this session, as last read."""
        return self._past

    def refresh(self) -> None:
        """Show the grids of the desk at once, and those that are kept as soon as they are read."""
        self._grids = self._desk.grids()
        self._open_tables()
        self._show_orders()
        self.show_chart_fills()
        if self._desk.archive is not None:
            self._tasks.spawn(self._read_past(), name=self.tr("Reading the history of grids"))

    def close(self) -> None:
        """Nothing is added any more."""
        self._fills.stop()

    def heartbeat(self) -> None:
        """Called now and then: an old price is said to be old."""
        self._show_prices()

    def show_chart_fills(self) -> None:
        """Draw the newest fills of the instrument that is looked at."""
        chart, shown = self._window.chart, self._market.instrument
        if chart is None or shown is None:
            return
        grids = [grid for grid in self._desk.grids() if grid.instrument.name == shown.name]
        past = self.past_grid.of(shown)
        chart.set_past_grid(past)
        # one of this session has its fills drawn anyway
        if past is not None and past.grid_id not in {grid.grid_id for grid in grids}:
            grids.append(past)
        chart.set_fills(tuple(fill for grid in grids for fill in grid.fills))
        self._drawn = {grid.grid_id: grid.fills[-1].fill_id if grid.fills else 0 for grid in grids}

    async def _read_past(self) -> None:
        archive = self._desk.archive
        if archive is None:
            return
        environment = self._desk.environment.name.value
        try:
            kept = [grid for grid in await archive.grids() if grid.environment == environment]
            here = {grid.grid_id for grid in self._desk.grids()}
            past = tuple(grid for grid in kept if grid.grid_id not in here)
            counts = {grid.grid_id: await archive.fill_count(grid.grid_id) for grid in past}
        except DeskError as error:
            self._not_read(str(error))
            return
        self._past, self._past_fills = past, counts
        if any(counts.values()):
            self._grids = self._desk.grids()
            self._open_tables()
        self._offer_grids()
        self.past_read.emit(self._past)

    def _open_tables(self) -> None:
        archive = self._desk.archive
        fills, newest_fills = fill_pages(archive, self._grids, self._past, self._past_fills)
        self._window.fills.open(fills, newest_fills, self._tasks)
        self._open_trips()
        self._offer_grids()

    def _open_trips(self) -> None:
        trips, newest_trips = trip_pages(self._desk.archive, self._grids, self._past)
        self._window.trips.open(trips, newest_trips, self._tasks)

    def _offer_grids(self) -> None:
        every = {grid.grid_id: grid.instrument.name for grid in self._past}
        every |= {grid.grid_id: grid.instrument.name for grid in self._grids}
        options = [
            (number, self.tr("Grid {number} · {instrument}").format(number=number, instrument=name))
            for number, name in sorted(every.items(), reverse=True)
        ]
        for table in (self._window.fills_panel, self._window.trips_panel):
            offer_grids(table, options)
        running = {grid.grid_id for grid in self._grids if grid.running}
        offer_grids(self._window.orders_panel, [option for option in options if option[0] in running])

    def _grids_changed(self, grids: tuple[GridView, ...]) -> None:
        before = {(grid.grid_id, grid.running) for grid in self._grids}
        self._grids = grids
        if {(grid.grid_id, grid.running) for grid in grids} != before:
            self._offer_grids()
        self._show_orders()
        self._add_trips()

    def _add_trips(self) -> None:
        trips = self._window.trips
        rows: list[TripRow] = []
        for grid in self._grids:
            known, count = trips.newest_of(grid.grid_id), grid.totals.round_trips
            if count <= known:
                continue
            if count - len(grid.trips) > known and self._desk.archive is not None:
                # more of them than a view holds came at once: read them from what is kept
                self._open_trips()
                return
            rows += newest_trip_rows(grid, count - known)
        if rows:
            # of all grids at once: they go on top together, where those of one would go between those of others
            trips.add(rows)

    def _fills_added(self, events: list[OrderFilled]) -> None:
        instruments = {grid.grid_id: grid.instrument for grid in self._grids}
        known = self._market.instruments
        rows = []
        for event in events:
            instrument = instruments.get(event.grid_id) or known.get(event.instrument)
            if instrument is not None:
                rows.append(FillRow(event.grid_id, instrument, event.fill))
        self._new_fills += rows
        self._fills.soon()
        chart, shown = self._window.chart, self._market.instrument
        if chart is None or shown is None:
            return
        for row in rows:
            is_new = row.number > self._drawn.get(row.grid_id, 0)
            if is_new and row.instrument.name == shown.name:
                self._drawn[row.grid_id] = row.number
                chart.add_fill(row.fill)

    def _add_fills(self) -> None:
        rows, self._new_fills = self._new_fills, []
        self._window.fills.add(rows)

    def _show_orders(self) -> None:
        self._window.orders.show_grids(self._grids)
        self._show_prices()

    def _show_prices(self) -> None:
        prices = {}
        for name in {grid.instrument.name for grid in self._grids if grid.open_orders}:
            price = self._desk.price(name)
            if price is not None and price.last is not None:
                prices[name] = LastPrice(price.last, self._clock() - price.received_at > FRESH_SECONDS)
        self._window.orders.set_prices(prices)

    def _fill_clicked(self, row: FillRow) -> None:
        self.locate.emit(row.instrument.name, row.fill.time, row.fill.price)
        self.fill_chosen.emit(row.grid_id, row.fill)

    def _order_clicked(self, row: OrderRow) -> None:
        self.locate.emit(row.instrument.name, None, row.order.price)

    def _trip_clicked(self, row: TripRow) -> None:
        self.locate.emit(row.instrument.name, row.trip.exit_time, None)

    def _not_read(self, reason: str) -> None:
        self.not_read.emit(
            self.tr("The history of grids could not be read: {reason}").format(reason=engine_text(reason))
        )
