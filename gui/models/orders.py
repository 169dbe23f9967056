"""The table of working orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import GridView, Instrument, Order
from gui.formatting import (
    UNKNOWN,
    date_time_text,
    exact_text,
    intent_text,
    moment_text,
    percent_text,
    price_text,
    side_text,
    size_text,
    status_text,
)
from gui.models.columns import Column
from gui.models.fills import side_tone
from gui.models.keyed_rows import KeyedRowsModel

_NEVER = Decimal("-Infinity")


@dataclass(frozen=True, slots=True)
class LastPrice:
    """The last price of an instrument, which may be too old to count as live."""

    price: Decimal
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A working order and where it belongs."""

    grid_id: int
    instrument: Instrument
    order: Order

    @property
    def key(self) -> tuple[int, int]:
        """What makes the order unique."""
        return self.grid_id, self.order.order_id


class OrdersModel(KeyedRowsModel[OrderRow]):
    """The working orders now, and how far they are from the last price."""

    PRICE_COLUMN = 1
    DISTANCE_COLUMN = 3

    def __init__(self, parent: QObject | None = None) -> None:
        self._prices: dict[str, LastPrice] = {}
        self._of_grids: dict[int, tuple[Order, ...]] = {}
        super().__init__(
            self._columns(),
            lambda row: row.key,
            parent,
            choices=(("side", lambda row: row.order.side), ("grid", lambda row: row.grid_id)),
        )

    def show_grids(self, grids: Sequence[GridView]) -> None:
        """Have exactly the working orders of these grids.

        A view hands on what did not change as the very same objects, so what differs is found without comparing orders.
        """
        before, self._of_grids = self._of_grids, {grid.grid_id: grid.open_orders for grid in grids}
        gone = [
            (grid_id, order.order_id)
            for grid_id, orders in before.items()
            if grid_id not in self._of_grids
            for order in orders
        ]
        rows: list[OrderRow] = []
        for grid in grids:
            known = before.get(grid.grid_id, ())
            if known is grid.open_orders:
                continue
            left = {order.order_id: order for order in known}
            rows += [
                OrderRow(grid.grid_id, grid.instrument, order)
                for order in grid.open_orders
                if left.pop(order.order_id, None) is not order
            ]
            gone += [(grid.grid_id, number) for number in left]
        if gone or rows:
            self.change(gone, rows)

    def clear(self) -> None:
        """Remove all rows."""
        self._of_grids = {}
        super().clear()

    def set_prices(self, prices: Mapping[str, LastPrice]) -> None:
        """Measure the distances from these prices, by instrument."""
        if prices == self._prices:
            return
        self._prices = dict(prices)
        if self._sort_column == self.DISTANCE_COLUMN:
            self._resort()
        self._cells_changed(0, self.rowCount() - 1, (self.DISTANCE_COLUMN, self.DISTANCE_COLUMN))

    def distance(self, row: OrderRow) -> Decimal | None:
        """How far the order's price is from the last price, as a fraction of the last price."""
        last = self._prices.get(row.instrument.name)
        return None if last is None or last.price <= 0 else row.order.price / last.price - 1

    def _distance_text(self, row: OrderRow) -> str:
        distance = self.distance(row)
        return UNKNOWN if distance is None else percent_text(distance)

    def _distance_key(self, row: OrderRow) -> Decimal:
        distance = self.distance(row)
        return _NEVER if distance is None else distance

    def _distance_tone(self, row: OrderRow) -> str | None:
        last = self._prices.get(row.instrument.name)
        return "muted" if last is not None and last.is_old else None

    def _distance_tip(self, row: OrderRow) -> str:
        last = self._prices.get(row.instrument.name)
        if last is None:
            return QCoreApplication.translate("OrdersModel", "No price yet")
        price = price_text(last.price, row.instrument.tick_size)
        if last.is_old:
            return QCoreApplication.translate("OrdersModel", "From {last}, which is not live").format(
                last=price
            )
        return QCoreApplication.translate("OrdersModel", "From the last price, {last}").format(last=price)

    def _columns(self) -> tuple[Column[OrderRow], ...]:
        return (
            Column(
                QCoreApplication.translate("OrdersModel", "Side"),
                lambda row: side_text(row.order.side),
                lambda row: row.order.side.value,
                "▼ SELL",
                tone=lambda row: side_tone(row.order.side),
                exact=lambda row: row.order.side.value,
            ),
            Column(
                QCoreApplication.translate("OrdersModel", "Price"),
                lambda row: price_text(row.order.price, row.instrument.tick_size),
                lambda row: row.order.price,
                "100,000.00",
                numeric=True,
                exact=lambda row: exact_text(row.order.price),
            ),
            Column(
                QCoreApplication.translate("OrdersModel", "Size"),
                _size,
                lambda row: row.order.size,
                "0.000 / 0.000",
                numeric=True,
                exact=lambda row: exact_text(row.order.size),
            ),
            Column(
                QCoreApplication.translate("OrdersModel", "Distance"),
                self._distance_text,
                self._distance_key,
                "−10.00 %",
                numeric=True,
                tone=self._distance_tone,
                tool_tip=self._distance_tip,
            ),
            *_rest(),
        )


def _size(row: OrderRow) -> str:
    whole = size_text(row.order.size, row.instrument.size_step)
    if row.order.filled == 0:
        return whole
    return f"{size_text(row.order.filled, row.instrument.size_step)} / {whole}"


def _queue(row: OrderRow) -> str:
    ahead = row.order.queue_ahead
    return UNKNOWN if ahead is None else size_text(ahead, row.instrument.size_step)


def _rest() -> tuple[Column[OrderRow], ...]:
    return (
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
        Column(
            QCoreApplication.translate("OrdersModel", "Grid"),
            lambda row: str(row.grid_id),
            lambda row: row.key,
            "000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Queue ahead"),
            _queue,
            lambda row: _NEVER if row.order.queue_ahead is None else row.order.queue_ahead,
            "100,000.00",
            numeric=True,
            tool_tip=lambda _row: QCoreApplication.translate(
                "OrdersModel", "What other orders at this price are filled before it, as far as known"
            ),
        ),
        Column(
            QCoreApplication.translate("OrdersModel", "Since"),
            lambda row: moment_text(row.order.time),
            lambda row: row.order.time,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.order.time),
            exact=lambda row: date_time_text(row.order.time),
        ),
    )
