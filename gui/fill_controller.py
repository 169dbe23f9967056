"""The card of one fill: opened from the tables and the chart, with the tape read for it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine import NS_PER_SECOND, Desk, DeskError, ExchangeError, Fill, GridView, Instrument
from gui.engine_words import engine_text
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.tasks import Spawner
from gui.theme import DARK, Theme

if TYPE_CHECKING:
    from gui.dialogs.fill_detail import FillDetail

AROUND = 10 * NS_PER_SECOND
"""How much of the tape is shown before and after the fill, in ns."""

MARGIN = 24


class FillController(QObject):
    """Shows one fill at a time."""

    def __init__(
        self,
        *,
        desk: Desk,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._tasks = tasks
        self._theme = DARK
        self.card: FillDetail | None = None
        self.past: GridView | None = None
        """A grid of an earlier session whose fills are in the chart."""

    def show_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        if self.card is not None:
            self.card.show_theme(theme)

    def show_fill(self, grid_id: int, fill: Fill) -> None:
        """Show a fill with its evidence at once, and the trades around it as soon as they are read."""
        instrument = self._instrument_of(grid_id)
        if instrument is None:
            return
        if self.card is None:
            from gui.dialogs.fill_detail import FillDetail  # noqa: PLC0415 - LOADED_LATER

            self.card = FillDetail(self._window)
            self.card.show_theme(self._theme)
            corner = self._window.geometry().topLeft()
            self.card.move(corner.x() + MARGIN * 3, corner.y() + MARGIN * 6)
        self.card.show_fill(grid_id, fill, instrument)
        self.card.show()
        self.card.raise_()
        # so that Esc closes it and the arrow keys walk along the tape
        self.card.activateWindow()
        self._tasks.spawn(self._read_tape(fill, instrument), name=self.tr("Reading the trades around a fill"))

    def show_chart_fill(self, fill: Fill) -> None:
        """Show a fill of the instrument in the chart, whichever of its grids made it."""
        shown = self._market.instrument
        if shown is None:
            return
        every = (*self._desk.grids(), *([] if self.past is None else [self.past]))
        grids = [grid for grid in every if grid.instrument.name == shown.name]
        # two grids can have equal fills, so the very same one comes first
        mine = next((grid for grid in grids if any(one is fill for one in grid.fills)), None)
        grid = mine or next((grid for grid in grids if fill in grid.fills), None)
        if grid is not None:
            self.show_fill(grid.grid_id, fill)

    def _instrument_of(self, grid_id: int) -> Instrument | None:
        row = next((row for row in self._window.grids.rows() if row.grid_id == grid_id), None)
        return None if row is None else row.instrument

    async def _read_tape(self, fill: Fill, instrument: Instrument) -> None:
        try:
            trades = await self._desk.trades_around(instrument.name, fill.time, before=AROUND, after=AROUND)
        except (DeskError, ExchangeError) as error:
            if self.card is not None and self.card.fill is fill:
                self.card.show_failure(engine_text(str(error)))
            return
        if self.card is not None and self.card.fill is fill:
            self.card.show_tape(trades)
