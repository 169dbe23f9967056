"""Every grid, running and past, with what they earned and what can be done with them."""

from collections import defaultdict
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.formatting import fee_phrase, money_text
from gui.models.grids import GridRow, GridsModel
from gui.panels.record_table import RecordTable
from gui.panels.seen import is_seen
from gui.theme import small_font


class GridsPanel(QWidget):
    """A table of grids, with actions on the selected one and the sums below."""

    show_requested = Signal(int)
    """Show this grid in the chart."""
    edit_requested = Signal(int)
    stop_requested = Signal(int)
    export_requested = Signal(int)
    start_again_requested = Signal(object)
    """GridSpec: make a draft of it; nothing starts yet."""

    def __init__(self, model: GridsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = model
        self._offered: int | None = None
        self._past_in_chart: int | None = None
        self._sums_due = False
        self._offers: tuple[bool, bool, bool] | None = None
        self.table = RecordTable(
            self.tr("Grids"),
            model,
            empty=self.tr("No grids yet. Every grid that you start is kept here, with its results."),
            sort_column=GridsModel.GRID_COLUMN,
        )
        self.table.tools.set_choices(
            "state", self.tr("Running and past"), [(True, self.tr("Running")), (False, self.tr("Past"))]
        )
        self._sums = QLabel()
        self._sums.setFont(small_font())
        self._sums.setContentsMargins(12, 4, 12, 6)
        self._sums.setAccessibleName(self.tr("Sums of the shown grids"))
        self.show_action = self._action(self.tr("Show in &chart"))
        self.edit_action = self._action(self.tr("&Edit…"))
        self.stop_action = self._action(self.tr("&Stop…"))
        self.again_action = self._action(self.tr("Start &again…"))
        self.again_action.setToolTip(self.tr("Make a draft with the same settings; nothing starts yet"))
        self.export_action = self._action(self.tr("E&xport…"))
        self.show_action.triggered.connect(self._show_chosen)
        self.edit_action.triggered.connect(self._edit_chosen)
        self.stop_action.triggered.connect(self._stop_chosen)
        self.again_action.triggered.connect(self._again_chosen)
        self.export_action.triggered.connect(self._export_chosen)
        self.table.row_activated.connect(self._show_row)
        self.table.view.selectionModel().selectionChanged.connect(self._selection_changed)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.dataChanged):
            signal.connect(self._rows_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._sums)
        self._rows_changed()

    @property
    def sums(self) -> QLabel:
        """The line below the table."""
        self._show_sums()
        return self._sums

    @property
    def chosen(self) -> GridRow | None:
        """The selected grid, if it is one."""
        rows = self.table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def choose(self, grid_id: int) -> None:
        """Select a grid."""
        for place, row in enumerate(self.model.shown()):
            if row.grid_id == grid_id:
                self.table.select_only(place)

    def show_past_in_chart(self, grid_id: int | None) -> None:
        """This past grid is in the chart now; the same action takes it away."""
        self._past_in_chart = grid_id
        self._selection_changed()

    def _action(self, text: str) -> QAction:
        action = QAction(text, self)
        # without it Qt shortens the text of buttons
        action.setIconText(text.replace("&", ""))
        self.table.add_row_action(action)
        self.table.tools.add_button(action)
        return action

    def _selection_changed(self) -> None:
        row = self.chosen
        is_there = row is not None and row.grid_id == self._past_in_chart
        offered = (row is not None, row is not None and row.running, is_there)
        if offered == self._offers:
            return
        self._offers = offered
        self.show_action.setEnabled(row is not None)
        self.show_action.setText(self.tr("Hide in &chart") if is_there else self.tr("Show in &chart"))
        self.show_action.setIconText(self.show_action.text().replace("&", ""))
        self.again_action.setEnabled(row is not None)
        self.export_action.setEnabled(row is not None)
        self.edit_action.setEnabled(row is not None and row.running)
        self.stop_action.setEnabled(row is not None and row.running)

    def _rows_changed(self) -> None:
        rows = self.model.shown()
        chosen = self.table.selected_rows()
        if rows and (not chosen or [row.grid_id for row in chosen] == [self._offered]):
            # the first row, until the user chooses another: the actions above the table can be used at once
            self._offered = rows[0].grid_id
            self.table.select_only(0)
        self._selection_changed()
        self._sums_due = True
        if is_seen(self):
            self._show_sums()
        self._sums.setVisible(bool(rows))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel is seen, maybe after a while behind others."""
        self._show_sums()
        super().paintEvent(event)

    def _show_sums(self) -> None:
        if self._sums_due:
            self._sums_due = False
            rows = self.model.shown()
            self._sums.setText(self._sums_text(rows) if rows else "")

    def _sums_text(self, rows: tuple[GridRow, ...]) -> str:
        """The sums of the shown grids, a part for each quote currency."""
        running = sum(row.running for row in rows)
        counts = self.tr("{count} grids, {running} running").format(count=f"{len(rows):,}", running=running)
        sums: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 4)
        for row in rows:
            if row.totals is not None:
                kept = row.totals
                parts = (kept.total, kept.grid_profit, kept.fees, kept.funding)
                sums[row.instrument.quote] = [
                    old + new for old, new in zip(sums[row.instrument.quote], parts, strict=True)
                ]
        words = self.tr("total {total} {quote}, grid profit {profit}, {fees}, funding {funding}")
        return "   ·   ".join(
            [
                counts,
                *(
                    words.format(
                        total=money_text(total),
                        quote=quote,
                        profit=money_text(profit),
                        fees=fee_phrase(fees),
                        funding=money_text(funding),
                    )
                    for quote, (total, profit, fees, funding) in sorted(sums.items())
                ),
            ]
        )

    def _show_row(self, row: GridRow) -> None:
        self.show_requested.emit(row.grid_id)

    def _show_chosen(self) -> None:
        if self.chosen is not None:
            self.show_requested.emit(self.chosen.grid_id)

    def _edit_chosen(self) -> None:
        if self.chosen is not None:
            self.edit_requested.emit(self.chosen.grid_id)

    def _stop_chosen(self) -> None:
        if self.chosen is not None:
            self.stop_requested.emit(self.chosen.grid_id)

    def _again_chosen(self) -> None:
        if self.chosen is not None:
            self.start_again_requested.emit(self.chosen.spec)

    def _export_chosen(self) -> None:
        if self.chosen is not None:
            self.export_requested.emit(self.chosen.grid_id)
