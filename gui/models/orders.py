"""The table of working orders."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

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
from gui.models.rows import Column, KeyedRowsModel


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A working order, where it belongs, and the last price, which may be too old to count as live."""

    grid_id: int
    instrument: Instrument
    order: Order
    last: Decimal | None
    price_is_old: bool = False

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


class OrdersModel(KeyedRowsModel[OrderRow]):
    """The working orders now."""

    PRICE_COLUMN = 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), lambda row: row.key, parent)


def _distance_tip(row: OrderRow) -> str:
    if row.last is None:
        return QCoreApplication.translate("OrdersModel", "No price yet")
    last = price_text(row.last, row.instrument.tick_size)
    if row.price_is_old:
        return QCoreApplication.translate("OrdersModel", "From {last}, which is not live").format(last=last)
    return QCoreApplication.translate("OrdersModel", "From the last price, {last}").format(last=last)


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
            tone=lambda row: "muted" if row.price_is_old else None,
            tool_tip=_distance_tip,
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
