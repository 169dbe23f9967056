"""The grids panel and the performance of one grid: what runs now, what is kept, and the curve of the chosen one."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine import Desk, DeskError, EquityCurve, EquityPoint, GridView, PastGrid, RiskView
from gui.bridge import Bridge
from gui.engine_words import engine_text
from gui.main_window import MainWindow
from gui.models.grids import GridRow, grid_state_text, row_of_past, row_of_view
from gui.panels.performance_panel import Performance
from gui.tasks import Spawner

SLICE = 500
"""So many points of a curve are added at a stretch."""


class PerformanceController(QObject):
    """Follows every running grid's curve, and reads that of a chosen one from what is kept."""

    not_read = Signal(str)
    """In words why something that is kept could not be read."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        tasks: Spawner,
        wall_clock_ns: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._wall_clock_ns = wall_clock_ns
        self._model = window.grids
        self._panel = window.performance_panel
        self._views: dict[int, GridView] = {}
        self._past: dict[int, GridRow] = {}
        self._curves: dict[int, EquityCurve] = {}
        self._complete: set[int] = set()
        self._chosen: int | None = None
        self._was_chosen_by_user = False
        self._offered: tuple[object, ...] | None = None
        bridge.grids_changed.connect(self.show_grids)
        self._panel.grid_chosen.connect(self._grid_chosen)

    @property
    def chosen(self) -> int | None:
        """The grid whose performance is shown."""
        return self._chosen

    def show_grids(self, grids: tuple[GridView, ...]) -> None:
        """The grids of this session as they are now."""
        now = self._wall_clock_ns()
        self._views = {grid.grid_id: grid for grid in grids}
        for grid in grids:
            self._past.pop(grid.grid_id, None)
            if grid.running:
                self._curves.setdefault(grid.grid_id, EquityCurve()).add(now, grid.totals.total)
        self._show()

    def show_past(self, past: tuple[PastGrid, ...]) -> None:
        """The grids that are kept and not of this session."""
        self._past = {grid.grid_id: row_of_past(grid) for grid in past if grid.grid_id not in self._views}
        self._show()

    def choose(self, grid_id: int) -> None:
        """Show the performance of this grid."""
        self._was_chosen_by_user = True
        self._choose(grid_id)
        self._show()

    def _grid_chosen(self, grid_id: int) -> None:
        self.choose(grid_id)

    def _show(self) -> None:
        rows = {**self._past, **{number: row_of_view(view) for number, view in self._views.items()}}
        self._model.show(rows.values())
        newest_first = sorted(rows.values(), key=lambda row: (row.running, row.grid_id), reverse=True)
        if newest_first and (self._chosen not in rows or not self._was_chosen_by_user):
            self._choose(newest_first[0].grid_id)
        offered = (self._chosen, *((row.grid_id, row.running, row.stopped_at) for row in newest_first))
        if offered != self._offered:
            self._offered = offered
            self._offer(newest_first)
        self._show_chosen(rows)

    def _offer(self, newest_first: list[GridRow]) -> None:
        names = [
            (
                row.grid_id,
                self.tr("Grid {number} · {instrument} · {state}").format(
                    number=row.grid_id, instrument=row.instrument.name, state=grid_state_text(row)
                ),
            )
            for row in newest_first
        ]
        self._panel.offer_grids(names, self._chosen)

    def _show_chosen(self, rows: dict[int, GridRow]) -> None:
        row = rows.get(self._chosen) if self._chosen is not None else None
        if row is None:
            self._panel.show_nothing()
            return
        view = self._views.get(row.grid_id)
        curve = self._curves.get(row.grid_id)
        bars = curve.bars if curve is not None else ()
        fall = view.drawdown if view is not None else None
        if fall is None and curve is not None:
            fall = curve.drawdown
        self._panel.plot.show_words(
            self.tr("The curve appears with the first minutes of the grid.")
            if row.running
            else self.tr("No curve was kept of this grid.")
        )
        self._panel.plot.show_curve(bars, fall)
        if row.totals is None:
            return
        end = row.stopped_at if row.stopped_at is not None else self._wall_clock_ns()
        self._panel.show_performance(
            Performance(
                instrument=row.instrument,
                totals=row.totals,
                ran=end - row.started_at,
                gaps=row.gaps,
                unrecovered_gaps=row.unrecovered_gaps,
                model=row.spec.fill_model,
                range=view.range if view is not None else {},
                identity=view.identity if view is not None else None,
                drawdown=fall,
                risk=view.risk if view is not None else RiskView(),
            )
        )

    def _choose(self, grid_id: int) -> None:
        if grid_id == self._chosen:
            return
        self._chosen = grid_id
        if self._desk.archive is not None and grid_id not in self._complete:
            self._complete.add(grid_id)
            self._tasks.spawn(self._read_curve(grid_id), name=self.tr("Reading the curve of a grid"))

    async def _read_curve(self, grid_id: int) -> None:
        archive = self._desk.archive
        if archive is None:
            return
        try:
            points = await archive.equity(grid_id)
        except DeskError as error:
            self._complete.discard(grid_id)
            self.not_read.emit(
                self.tr("The curve of grid {number} could not be read: {reason}").format(
                    number=grid_id, reason=engine_text(str(error))
                )
            )
            return
        self._curves[grid_id] = await _curve_of(points, self._curves.get(grid_id))
        self._show()


async def _curve_of(kept: tuple[EquityPoint, ...], live: EquityCurve | None) -> EquityCurve:
    """One curve of what is kept and of what was seen since, made in slices."""
    curve = EquityCurve()
    for first in range(0, len(kept), SLICE):
        for point in kept[first : first + SLICE]:
            curve.add(point.time, point.total)
        await asyncio.sleep(0)
    # a bar that was seen meanwhile counts from its end on
    last = kept[-1].time if kept else 0
    for bar in live.bars if live is not None else ():
        if bar.time > last:
            for value in (bar.open, bar.low, bar.high, bar.close):
                curve.add(bar.time, value)
    return curve
