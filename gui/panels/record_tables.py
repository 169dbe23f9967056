"""The tables of what the grids did, each with its words, its choices and its first sorting."""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor

from engine import Side
from gui.formatting import side_text
from gui.models.fills import FillsModel
from gui.models.history import TIME_COLUMN
from gui.models.messages import Level, MessagesModel, level_word
from gui.models.orders import OrdersModel
from gui.models.trips import TripsModel
from gui.panels.record_table import RecordTable
from gui.theme import Theme


def fills_table(model: FillsModel) -> RecordTable:
    """The fills of all grids."""
    table = RecordTable(
        QCoreApplication.translate("RecordTables", "Fills"),
        model,
        empty=QCoreApplication.translate(
            "RecordTables", "No fills yet. Start a grid; its simulated fills appear here."
        ),
        sort_column=TIME_COLUMN,
    )
    _offer_sides(table)
    offer_grids(table, ())
    return table


def orders_table(model: OrdersModel) -> RecordTable:
    """The working orders of all grids."""
    table = RecordTable(
        QCoreApplication.translate("RecordTables", "Orders"),
        model,
        empty=QCoreApplication.translate(
            "RecordTables", "No working orders. Start a grid; its orders appear here."
        ),
        sort_column=OrdersModel.PRICE_COLUMN,
    )
    _offer_sides(table)
    offer_grids(table, ())
    return table


def trips_table(model: TripsModel) -> RecordTable:
    """The completed round trips of all grids."""
    table = RecordTable(
        QCoreApplication.translate("RecordTables", "Round trips"),
        model,
        empty=QCoreApplication.translate(
            "RecordTables", "No round trips yet. A cell that is entered and left again appears here."
        ),
        sort_column=TIME_COLUMN,
    )
    _offer_sides(table)
    offer_grids(table, ())
    return table


def messages_table(model: MessagesModel) -> RecordTable:
    """What happened, in words."""
    table = RecordTable(
        QCoreApplication.translate("RecordTables", "Messages"),
        model,
        empty=QCoreApplication.translate("RecordTables", "Changes of the connection and errors appear here."),
        sort_column=MessagesModel.TIME_COLUMN,
    )
    table.tools.set_choices(
        "level",
        QCoreApplication.translate("RecordTables", "All levels"),
        [(level, level_word(level)) for level in Level],
    )
    return table


def offer_grids(table: RecordTable, grids: Sequence[tuple[Hashable, str]]) -> None:
    """Offer to show the rows of one of these grids (its number, its name) only."""
    table.tools.set_choices("grid", QCoreApplication.translate("RecordTables", "All grids"), grids)


def _offer_sides(table: RecordTable) -> None:
    table.tools.set_choices(
        "side",
        QCoreApplication.translate("RecordTables", "Both sides"),
        [(side, side_text(side)) for side in (Side.BUY, Side.SELL)],
    )


def table_tones(theme: Theme) -> dict[str, QColor]:
    """The colours of cells by their meaning."""
    return {
        "buy": QColor(theme.buy),
        "sell": QColor(theme.sell),
        "up": QColor(theme.up),
        "down": QColor(theme.down),
        "muted": QColor(theme.muted),
        "good": QColor(theme.chip_live),
        "warning": QColor(theme.warning),
        "error": QColor(theme.error),
        "info": QColor(theme.muted),
    }
