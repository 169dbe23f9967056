"""Taking records out of the program: a grid's files, the bundle for support, and a table as it is shown."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from engine import Desk, DeskError, export_grid, make_support_bundle
from gui.dialogs.export import ExportDialog, SupportDialog
from gui.engine_words import engine_text
from gui.formatting import time_text
from gui.main_window import MainWindow
from gui.models.grids import grid_state_text
from gui.models.history import HistoryModel
from gui.models.messages import Level
from gui.panels.record_table import RecordTable
from gui.tasks import Spawner

NOTICE = "export"


class ExportController(QObject):
    """Opens the dialogs and writes what they ask for, off the loop."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        tasks: Spawner,
        home: Path,
        wall_clock_ns: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._tasks = tasks
        self._home = home
        self._wall_clock_ns = wall_clock_ns
        self._folder = Path(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home()
        )
        for table in (
            window.fills_panel,
            window.orders_panel,
            window.trips_panel,
            window.grids_panel.table,
            window.messages_panel,
        ):
            table.export_requested.connect(partial(self.export_table, table))

    def export_grid(self, grid_id: int | None = None) -> None:
        """Open the dialog that writes a grid's records; ``grid_id`` is chosen in it."""
        rows = sorted(self._window.grids.rows(), key=lambda row: row.grid_id, reverse=True)
        grids = [
            (
                row.grid_id,
                self.tr("Grid {number} · {instrument} · {state}").format(
                    number=row.grid_id, instrument=row.instrument.name, state=grid_state_text(row)
                ),
            )
            for row in rows
        ]
        dialog = ExportDialog(grids, grid_id, self._folder, self._window)
        dialog.write_requested.connect(self._write_grid)
        dialog.open()
        if self._desk.archive is None:
            dialog.say(
                Level.WARNING, self.tr("Nothing is kept in this session, so there is nothing to export.")
            )
            dialog.write_button.setEnabled(False)
        elif not grids:
            dialog.say(Level.INFO, self.tr("There is no grid yet."))

    def make_support_bundle(self) -> None:
        """Open the dialog that writes the bundle for support."""
        stamp = time_text(self._wall_clock_ns()).replace(":", "")
        dialog = SupportDialog(self._folder / f"gridwell-support-{stamp}.zip", self._window)
        dialog.write_requested.connect(self._write_bundle)
        dialog.open()

    def export_table(self, table: RecordTable) -> None:
        """Ask where to, then write what the table shows, when all of it is read."""
        files = QFileDialog(self._window, self.tr("Export {table}").format(table=table.name))
        files.setObjectName("export-table")
        files.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        files.setNameFilter(self.tr("CSV files (*.csv)"))
        files.setDefaultSuffix("csv")
        files.setDirectory(str(self._folder))
        files.selectFile(f"{table.name.lower().replace(' ', '-')}.csv")
        files.fileSelected.connect(partial(self.write_table, table))
        files.open()

    def write_table(self, table: RecordTable, target: str) -> None:
        """Write what the table shows to a CSV file; rows that were not scrolled to are read first."""
        model = table.model
        if isinstance(model, HistoryModel) and not model.complete:
            model.settled.connect(
                partial(self.write_table, table, target), Qt.ConnectionType.SingleShotConnection
            )
            model.read_all()
            return
        self._folder = Path(target).parent
        self._tasks.spawn(self._write_table(table, Path(target)), name=self.tr("Exporting a table"))

    def _write_grid(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, ExportDialog) and dialog.grid_id is not None:
            dialog.set_busy(True)
            work = self._write_grid_and_tell(dialog, dialog.grid_id, dialog.target, dialog.formats)
            self._tasks.spawn(work, name=self.tr("Exporting a grid"))

    def _write_bundle(self) -> None:
        dialog = self.sender()
        if isinstance(dialog, SupportDialog):
            dialog.set_busy(True)
            work = self._write_bundle_and_tell(dialog, dialog.target)
            self._tasks.spawn(work, name=self.tr("Making the support bundle"))

    async def _write_grid_and_tell(
        self, dialog: ExportDialog, grid_id: int, folder: Path, formats: set[str]
    ) -> None:
        archive = self._desk.archive
        if archive is None:
            return
        try:
            files = await export_grid(archive, grid_id, folder, formats=formats)
        except DeskError as error:
            self._tell(
                dialog,
                Level.ERROR,
                self.tr("Nothing was written: {reason}").format(reason=engine_text(str(error))),
            )
            return
        self._folder = folder
        words = self.tr("{count} files were written to {folder}.").format(count=len(files), folder=folder)
        self._tell(dialog, Level.GOOD, words)

    async def _write_bundle_and_tell(self, dialog: SupportDialog, target: Path) -> None:
        try:
            written = await make_support_bundle(self._home, target)
        except DeskError as error:
            self._tell(
                dialog,
                Level.ERROR,
                self.tr("No bundle was made: {reason}").format(reason=engine_text(str(error))),
            )
            return
        self._tell(dialog, Level.GOOD, self.tr("The bundle is {file}.").format(file=written))

    async def _write_table(self, table: RecordTable, target: Path) -> None:
        try:
            count = await table.write_csv(target)
        except OSError as error:
            words = self.tr("{file} was not written: {reason}").format(
                file=target, reason=error.strerror or error
            )
            self._window.notice.say(Level.ERROR, words, key=NOTICE)
            return
        words = self.tr("{count} rows were written to {file}.").format(count=f"{count:,}", file=target)
        self._window.notice.say(Level.GOOD, words, key=NOTICE)

    def _tell(self, dialog: ExportDialog | SupportDialog, level: Level, words: str) -> None:
        """In the dialog while it is there, otherwise in the window."""
        if dialog in self._window.findChildren(type(dialog)):
            dialog.say(level, words)
        else:
            self._window.notice.say(level, words, key=NOTICE)
