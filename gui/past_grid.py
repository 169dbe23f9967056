"""A grid that runs no more, looked at in the chart: its lines and its newest fills."""

from PySide6.QtCore import QObject, Signal

from engine import NO_TOTALS, Desk, DeskError, GridSpecError, GridView, Instrument, grid_lines
from gui.engine_words import engine_text
from gui.models.grids import GridRow
from gui.tasks import Spawner

MOST_FILLS = 1000
"""So many of its newest fills are drawn."""


class PastGridView(QObject):
    """At most one at a time; what an earlier session left is read from the journal.

    Signals:
        changed: another one is shown, or none.
        not_read: in words why it could not be read.
    """

    changed = Signal()
    not_read = Signal(str)

    def __init__(self, desk: Desk, tasks: Spawner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._asked: int | None = None
        self.view: GridView | None = None

    @property
    def grid_id(self) -> int | None:
        """The grid that is shown."""
        return None if self.view is None else self.view.grid_id

    def of(self, instrument: Instrument | None) -> GridView | None:
        """The grid that is shown, if it is one of this instrument."""
        if self.view is None or instrument is None or self.view.instrument.name != instrument.name:
            return None
        return self.view

    def show(self, row: GridRow) -> None:
        """Show this grid, at once if it is one of this session."""
        self._asked = row.grid_id
        for grid in self._desk.grids():
            if grid.grid_id == row.grid_id:
                self._set(grid)
                return
        self._tasks.spawn(self._read(row), name=self.tr("Reading the fills of a past grid"))

    def hide(self) -> None:
        """Show none."""
        self._asked = None
        self._set(None)

    def _set(self, view: GridView | None) -> None:
        if view is not self.view:
            self.view = view
            self.changed.emit()

    async def _read(self, row: GridRow) -> None:
        archive = self._desk.archive
        if archive is None:
            return
        try:
            lines = grid_lines(row.spec, row.instrument.tick_size)
            count = await archive.fill_count(row.grid_id)
            fills = await archive.fills(row.grid_id, after=max(0, count - MOST_FILLS), limit=MOST_FILLS)
        except (DeskError, GridSpecError) as error:
            words = self.tr("Grid {number} could not be read: {reason}")
            self.not_read.emit(words.format(number=row.grid_id, reason=engine_text(str(error))))
            return
        if self._asked == row.grid_id:
            self._set(
                GridView(
                    grid_id=row.grid_id,
                    spec=row.spec,
                    instrument=row.instrument,
                    running=False,
                    started_at=row.started_at,
                    reference=row.spec.reference or row.spec.lower,
                    lines=lines,
                    open_orders=(),
                    fills=fills,
                    totals=row.totals or NO_TOTALS,
                    gaps=row.gaps,
                    unrecovered_gaps=row.unrecovered_gaps,
                    stopped_at=row.stopped_at,
                    stop_reason=row.stop_reason,
                )
            )
