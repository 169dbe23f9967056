"""The fills table."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import Fill, GridView, Instrument, Side
from gui.formatting import (
    UNKNOWN,
    WIDEST_REBATE,
    date_time_text,
    exact_text,
    fee_text,
    grouped,
    intent_text,
    liquidity_text,
    model_text,
    moment_text,
    price_text,
    side_text,
    size_text,
)
from gui.models.columns import Column
from gui.models.history import HistoryModel
from gui.models.pages import record_order


@dataclass(frozen=True, slots=True)
class FillRow:
    """A fill and where it belongs."""

    grid_id: int
    instrument: Instrument
    fill: Fill

    @property
    def number(self) -> int:
        """The id of the fill within its grid."""
        return self.fill.fill_id

    @property
    def time(self) -> int:
        """When it filled, in ns since the epoch."""
        return self.fill.time


def side_tone(side: Side) -> str:
    """The tone in which a side is painted."""
    return side.value


class FillsModel(HistoryModel[FillRow]):
    """Every fill of every grid once, however often it is reported."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _columns(),
            parent,
            choices=(("side", lambda row: row.fill.side), ("grid", lambda row: row.grid_id)),
        )


def newest_fill_rows(grid: GridView) -> list[FillRow]:
    """The fills that a view of a grid holds, the oldest first."""
    return [FillRow(grid.grid_id, grid.instrument, fill) for fill in grid.fills]


def source_text(fill: Fill) -> str:
    """Where the trade behind a fill came from."""
    if fill.trade_id is None:
        return QCoreApplication.translate("FillsModel", "no trade")
    if fill.backfilled:
        return QCoreApplication.translate("FillsModel", "recovered")
    return QCoreApplication.translate("FillsModel", "live")


def _columns() -> tuple[Column[FillRow], ...]:
    def value(row: FillRow) -> Decimal:
        return row.fill.price * row.fill.size

    return (
        Column(
            QCoreApplication.translate("FillsModel", "Time"),
            lambda row: moment_text(row.fill.time),
            record_order,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.fill.time),
            exact=lambda row: date_time_text(row.fill.time),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Side"),
            lambda row: side_text(row.fill.side),
            lambda row: row.fill.side.value,
            "▼ SELL",
            tone=lambda row: side_tone(row.fill.side),
            exact=lambda row: row.fill.side.value,
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Price"),
            lambda row: price_text(row.fill.price, row.instrument.tick_size),
            lambda row: row.fill.price,
            "100,000.00",
            numeric=True,
            exact=lambda row: exact_text(row.fill.price),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Size"),
            lambda row: size_text(row.fill.size, row.instrument.size_step),
            lambda row: row.fill.size,
            "1,000.000",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.fill.size)} {row.instrument.base}",
            exact=lambda row: exact_text(row.fill.size),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Value"),
            lambda row: grouped(value(row), 2),
            value,
            "100,000.00",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(value(row))} {row.instrument.quote}",
            exact=lambda row: exact_text(value(row)),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Fee"),
            lambda row: fee_text(row.fill.fee),
            lambda row: row.fill.fee,
            fee_text(WIDEST_REBATE),
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.fill.fee)} {row.instrument.quote}",
            exact=lambda row: exact_text(row.fill.fee),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Intent"),
            lambda row: intent_text(row.fill.intent),
            lambda row: row.fill.intent.value,
            "entry",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Liquidity"),
            lambda row: liquidity_text(row.fill.liquidity),
            lambda row: row.fill.liquidity.value,
            "maker",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Cell"),
            lambda row: UNKNOWN if row.fill.cell is None else str(row.fill.cell),
            lambda row: -1 if row.fill.cell is None else row.fill.cell,
            "0000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Instrument"),
            lambda row: row.instrument.name,
            lambda row: row.instrument.name,
            "DOGE_USDT_Perp",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Grid"),
            lambda row: str(row.grid_id),
            lambda row: (row.grid_id, row.fill.fill_id),
            "000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Model"),
            lambda row: UNKNOWN if row.fill.model is None else model_text(row.fill.model),
            lambda row: "" if row.fill.model is None else row.fill.model.value,
            "through",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Trade"),
            lambda row: UNKNOWN if row.fill.trade_id is None else str(row.fill.trade_id),
            lambda row: (row.fill.trade_id is not None, row.fill.trade_id),
            "00000000000000-0",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Came"),
            lambda row: source_text(row.fill),
            lambda row: source_text(row.fill),
            "recovered",
            tool_tip=lambda _row: QCoreApplication.translate(
                "FillsModel", "Whether the trade arrived live or was fetched after an interruption"
            ),
        ),
    )
