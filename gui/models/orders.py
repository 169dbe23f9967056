"""The table of working orders."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject

from engine import Instrument, Order
from gui.formatting import (
    UNKNOWN,
    date_time_text,
    intent_text,
    percent_text,
    price_text,
    side_text,
    size_text,
    status_text,
)
from gui.models.fills import side_tone
from gui.models.rows import Column, RowsModel


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A working order, where it belongs, and how far the last price is from it."""

    grid_id: int
    instrument: Instrument
    order: Order
    last: Decimal | None

    @property
    def distance(self) -> Decimal | None:
        """How far the order's price is from the last price, as a fraction of the last price."""
        if self.last is None or self.last <= 0:
            return None
        return self.order.price / self.last - 1

    @property
    def key(self) -> tuple[int, int]:
        """What makes the order unique."""
        return self.grid_id, self.order.order_id


class OrdersModel(RowsModel[OrderRow]):
    """The working orders now; rows keep their place while an order works, so a selection survives updates."""

    PRICE_COLUMN = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent)

    def show(self, rows: Iterable[OrderRow]) -> None:
        """Show exactly these orders."""
        wanted = {row.key: row for row in rows}
        for position in range(len(self._rows) - 1, -1, -1):
            if self._rows[position].key not in wanted:
                self.beginRemoveRows(QModelIndex(), position, position)
                del self._rows[position]
                self.endRemoveRows()
        for position, old in enumerate(self._rows):
            new = wanted.pop(old.key)
            if new != old:
                self._rows[position] = new
                self.dataChanged.emit(self.index(position, 0), self.index(position, len(self.columns) - 1))
        self.append(list(wanted.values()))


def _columns() -> tuple[Column[OrderRow], ...]:
    def size(row: OrderRow) -> str:
        whole = size_text(row.order.size, row.instrument.size_step)
        if row.order.filled == 0:
            return whole
        return f"{size_text(row.order.filled, row.instrument.size_step)} / {whole}"

    return (
        Column(
            QCoreApplication.translate("OrdersModel", "Side"),
            lambda row: side_text(row.order.side),
            lambda row: row.order.side.value,
            "▼ SELL",
            tone=lambda row: side_tone(row.order.side),
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Price"),
            lambda row: price_text(row.order.price, row.instrument.tick_size),
            lambda row: row.order.price,
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Size"),
            size,
            lambda row: row.order.size,
            "0.000 / 0.000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Distance"),
            lambda row: UNKNOWN if row.distance is None else percent_text(row.distance),
            lambda row: Decimal(0) if row.distance is None else row.distance,
            "−10.00 %",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Intent"),
            lambda row: intent_text(row.order.intent),
            lambda row: row.order.intent.value,
            "entry",
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Status"),
            lambda row: status_text(row.order.status),
            lambda row: row.order.status.value,
            "partly filled",
            tool_tip=lambda row: date_time_text(row.order.time),
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Cell"),
            lambda row: UNKNOWN if row.order.cell is None else str(row.order.cell),
            lambda row: -1 if row.order.cell is None else row.order.cell,
            "0000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Instrument"),
            lambda row: row.instrument.name,
            lambda row: row.instrument.name,
            "DOGE_USDT_Perp",
        ),
    )
