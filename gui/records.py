"""Everything that shows what the paper grids did, put together: tables, performance, cards and files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Signal

from engine import Desk, GridSpec
from gui.bridge import Bridge
from gui.draft import DraftState
from gui.export_controller import ExportController
from gui.fill_controller import FillController
from gui.journal_teller import JournalTeller
from gui.locator import Locator
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.messages import Level
from gui.panels.tables import TablePanel
from gui.performance_controller import PerformanceController
from gui.records_controller import RecordsController
from gui.tasks import Spawner
from gui.theme import Theme

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart

READ_NOTICE = "records"


class Records(QObject):
    """The one door to the records for the composition of the window."""

    start_again_requested = Signal(object)
    """DraftState: a draft of the instrument that is looked at."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        home: Path,
        clock: Callable[[], float],
        wall_clock_ns: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._market = market
        self.tables = RecordsController(
            desk=desk, bridge=bridge, window=window, market=market, tasks=tasks, clock=clock, parent=self
        )
        self.performance = PerformanceController(
            desk=desk, bridge=bridge, window=window, tasks=tasks, wall_clock_ns=wall_clock_ns, parent=self
        )
        self.journal = JournalTeller(desk, bridge, window, self)
        self.fills = FillController(desk=desk, window=window, market=market, tasks=tasks, parent=self)
        self.export = ExportController(
            desk=desk, window=window, tasks=tasks, home=home, wall_clock_ns=wall_clock_ns, parent=self
        )
        self._desk = desk
        self.tables.past_grid.changed.connect(self._past_grid_changed)
        self.locator = Locator(window, market, self)
        self.tables.locate.connect(self.locator.locate)
        self.tables.fill_chosen.connect(self.fills.show_fill)
        self.tables.past_read.connect(self.performance.show_past)
        self.tables.not_read.connect(self._say_not_read)
        self.performance.not_read.connect(self._say_not_read)
        panel = window.grids_panel
        panel.show_requested.connect(self._show_grid)
        panel.edit_requested.connect(self._edit)
        panel.stop_requested.connect(window.grid_panel.stop_requested)
        panel.start_again_requested.connect(self._start_again)
        panel.export_requested.connect(self.export.export_grid)

    def desk_opened(self) -> None:
        """Say how the journal is, and read everything."""
        self.journal.desk_opened()
        self.refresh()

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on."""
        chart.fill_clicked.connect(self.fills.show_chart_fill)

    def refresh(self) -> None:
        """Show every grid of the desk, and what is kept of others."""
        self.performance.show_grids(self._desk.grids())
        self.tables.refresh()

    def heartbeat(self) -> None:
        """Called now and then: an old price is said to be old."""
        self.tables.heartbeat()

    def close(self) -> None:
        """Nothing is added any more."""
        self.tables.close()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of what is beside the window."""
        self.fills.show_theme(theme)

    def export_chosen(self) -> None:
        """Open the export of the grid that is selected, or else of the one whose performance is shown."""
        row = self._window.grids_panel.chosen
        self.export.export_grid(row.grid_id if row is not None else self.performance.chosen)

    def make_support_bundle(self) -> None:
        """Open the dialog that makes the bundle for support."""
        self.export.make_support_bundle()

    def columns(self) -> dict[str, QByteArray]:
        """How the columns of each table stand, to be remembered."""
        return {name: table.column_state() for name, table in self._named_tables().items()}

    def restore_columns(self, states: dict[str, QByteArray]) -> None:
        """Bring back remembered columns; a table without any keeps its own."""
        for name, table in self._named_tables().items():
            if name in states:
                table.restore_columns(states[name])

    def _named_tables(self) -> dict[str, TablePanel]:
        window = self._window
        return {
            "fills": window.fills_panel,
            "orders": window.orders_panel,
            "trips": window.trips_panel,
            "grids": window.grids_panel.table,
            "messages": window.messages_panel,
        }

    def _show_grid(self, grid_id: int) -> None:
        row = next((row for row in self._window.grids.rows() if row.grid_id == grid_id), None)
        if row is not None:
            self.performance.choose(grid_id)
            past = self.tables.past_grid
            if not row.running and past.grid_id != grid_id:
                past.show(row)
            else:
                past.hide()
                if not row.running:
                    return
            middle = (row.spec.lower + row.spec.upper) / 2
            self.locator.locate(row.instrument.name, row.stopped_at, middle)

    def _past_grid_changed(self) -> None:
        self.fills.past = self.tables.past_grid.view
        self._window.grids_panel.show_past_in_chart(self.tables.past_grid.grid_id)

    def _edit(self, grid_id: int) -> None:
        row = next((row for row in self._window.grids.rows() if row.grid_id == grid_id), None)
        if row is not None:
            self._market.choose_instrument(row.instrument.name)
            self._window.grid_panel.edit_requested.emit(grid_id)

    def _start_again(self, spec: GridSpec) -> None:
        self._market.choose_instrument(spec.instrument)
        self.start_again_requested.emit(DraftState(spec))

    def _say_not_read(self, words: str) -> None:
        self._window.notice.say(
            Level.WARNING,
            words,
            key=READ_NOTICE,
            action=self.tr("Try again"),
            on_action=self.refresh,
        )
