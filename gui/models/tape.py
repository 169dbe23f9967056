"""The trades around a fill."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from engine import Instrument, Side, Trade
from gui.formatting import date_time_text, exact_text, price_text, side_text, size_text, time_text
from gui.models.columns import Column
from gui.models.keyed_rows import KeyedRowsModel

_MILLION = 1_000_000
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TapeRow:
    """A trade as printed; ``causes`` is whether it made the fill that is looked at."""

    instrument: Instrument
    trade: Trade
    causes: bool

    @property
    def side(self) -> Side:
        """Who took."""
        return Side.BUY if self.trade.is_taker_buyer else Side.SELL


class TapeModel(KeyedRowsModel[TapeRow]):
    """Trades by the exchange's order."""

    TIME_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), lambda row: row.trade.key, parent)


def _columns() -> tuple[Column[TapeRow], ...]:
    def time(row: TapeRow) -> str:
        return f"{time_text(row.trade.event_time)}.{row.trade.event_time % _SECOND // _MILLION:03d}"

    return (
        Column(
            QCoreApplication.translate("TapeModel", "Time"),
            time,
            lambda row: row.trade.key,
            "00:00:00.000",
            tool_tip=lambda row: date_time_text(row.trade.event_time),
        ),
        Column(
            QCoreApplication.translate("TapeModel", "Price"),
            lambda row: price_text(row.trade.price, row.instrument.tick_size),
            lambda row: row.trade.price,
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("TapeModel", "Size"),
            lambda row: size_text(row.trade.size, row.instrument.size_step),
            lambda row: row.trade.size,
            "1,000.000",
            numeric=True,
            tool_tip=lambda row: exact_text(row.trade.size),
        ),
        Column(
            QCoreApplication.translate("TapeModel", "Taker"),
            lambda row: side_text(row.side),
            lambda row: row.side.value,
            "▼ SELL",
            tone=lambda row: row.side.value,
        ),
        Column(
            QCoreApplication.translate("TapeModel", "Trade"),
            lambda row: str(row.trade.trade_id),
            lambda row: row.trade.trade_id,
            "00000000000000-0",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("TapeModel", "Fill"),
            lambda row: "◀ " + QCoreApplication.translate("TapeModel", "this fill") if row.causes else "",
            lambda row: row.causes,
            "◀ this fill",
            tone=lambda _row: "info",
        ),
    )
