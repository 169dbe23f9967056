"""The tables of the user's own account at the exchange: positions, open orders and fills. Read only."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QCoreApplication, QObject

from engine import AccountFill, Instrument, Position, Side, WorkingOrder
from gui.formatting import (
    UNKNOWN,
    date_time_text,
    exact_text,
    fee_text,
    grouped,
    money_text,
    price_text,
    side_text,
    size_text,
    time_text,
)
from gui.models.columns import Column
from gui.models.keyed_rows import KeyedRowsModel


class _OfInstrument(Protocol):
    @property
    def instrument(self) -> str: ...


Item = TypeVar("Item", bound=_OfInstrument)


@dataclass(frozen=True, slots=True)
class AccountRow(Generic[Item]):
    """A position, order or fill of the account; ``instrument`` is None while its steps are not known."""

    item: Item
    instrument: Instrument | None

    def price(self, value: Decimal | None) -> str:
        """A price in the instrument's ticks."""
        return price_text(value, self.instrument.tick_size if self.instrument is not None else None)

    def size(self, value: Decimal) -> str:
        """A size in the instrument's steps."""
        return size_text(value, self.instrument.size_step if self.instrument is not None else None)


class PositionsModel(KeyedRowsModel[AccountRow[Position]]):
    """The account's positions."""

    INSTRUMENT_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_position_columns(), lambda row: row.item.instrument, parent)


class AccountOrdersModel(KeyedRowsModel[AccountRow[WorkingOrder]]):
    """The account's open orders."""

    PRICE_COLUMN = 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_order_columns(), lambda row: row.item.order_id, parent)


class AccountFillsModel(KeyedRowsModel[AccountRow[AccountFill]]):
    """The account's newest fills."""

    TIME_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _fill_columns(), lambda row: (row.item.instrument, row.item.trade_id, row.item.order_id), parent
        )


def _optional(
    title: str, value: Callable[[AccountRow[Item]], Decimal | None], *, money: bool = False
) -> Column[AccountRow[Item]]:
    """A column of numbers that the exchange may leave out; those sort first."""

    def text(row: AccountRow[Item]) -> str:
        number = value(row)
        if number is None:
            return UNKNOWN
        return money_text(number) if money else row.price(number)

    def sort_key(row: AccountRow[Item]) -> Decimal:
        number = value(row)
        return Decimal("-Infinity") if number is None else number

    def tone(row: AccountRow[Item]) -> str | None:
        number = value(row)
        if not money or number is None or number == 0:
            return None
        return "up" if number > 0 else "down"

    return Column(title, text, sort_key, "−100,000.00", numeric=True, tone=tone)


def _instrument_column() -> Column[AccountRow[Item]]:
    return Column(
        QCoreApplication.translate("AccountModels", "Instrument"),
        lambda row: row.item.instrument,
        lambda row: row.item.instrument,
        "DOGE_USDT_Perp",
    )


def _side_column(side: Callable[[AccountRow[Item]], Side]) -> Column[AccountRow[Item]]:
    return Column(
        QCoreApplication.translate("AccountModels", "Side"),
        lambda row: side_text(side(row)),
        lambda row: side(row).value,
        "▼ SELL",
        tone=lambda row: side(row).value,
    )


def _position_columns() -> tuple[Column[AccountRow[Position]], ...]:
    def held(row: AccountRow[Position]) -> str:
        long = QCoreApplication.translate("AccountModels", "▲ long")
        short = QCoreApplication.translate("AccountModels", "▼ short")
        flat = QCoreApplication.translate("AccountModels", "flat")
        return long if row.item.size > 0 else short if row.item.size < 0 else flat

    def tone(row: AccountRow[Position]) -> str | None:
        return "buy" if row.item.size > 0 else "sell" if row.item.size < 0 else None

    return (
        _instrument_column(),
        Column(
            QCoreApplication.translate("AccountModels", "Held"),
            held,
            lambda row: row.item.size,
            "▼ short",
            tone=tone,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Size"),
            lambda row: row.size(row.item.size),
            lambda row: row.item.size,
            "−1,000.000",
            numeric=True,
            tool_tip=lambda row: exact_text(row.item.size),
        ),
        _optional(QCoreApplication.translate("AccountModels", "Entry"), lambda row: row.item.entry_price),
        _optional(QCoreApplication.translate("AccountModels", "Mark"), lambda row: row.item.mark_price),
        _optional(
            QCoreApplication.translate("AccountModels", "Unrealized"),
            lambda row: row.item.unrealized_pnl,
            money=True,
        ),
        _optional(
            QCoreApplication.translate("AccountModels", "Realized"),
            lambda row: row.item.realized_pnl,
            money=True,
        ),
        _optional(
            QCoreApplication.translate("AccountModels", "Liquidation"),
            lambda row: row.item.liquidation_price,
        ),
    )


def _order_columns() -> tuple[Column[AccountRow[WorkingOrder]], ...]:
    def price(row: AccountRow[WorkingOrder]) -> str:
        if row.item.limit_price is None:
            return QCoreApplication.translate("AccountModels", "market")
        return row.price(row.item.limit_price)

    def flags(row: AccountRow[WorkingOrder]) -> str:
        words = []
        if row.item.post_only:
            words.append(QCoreApplication.translate("AccountModels", "post only"))
        if row.item.reduce_only:
            words.append(QCoreApplication.translate("AccountModels", "reduce only"))
        return ", ".join(words)

    return (
        _instrument_column(),
        _side_column(lambda row: row.item.side),
        Column(
            QCoreApplication.translate("AccountModels", "Price"),
            price,
            lambda row: row.item.limit_price or Decimal(0),
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Size"),
            lambda row: row.size(row.item.size),
            lambda row: row.item.size,
            "1,000.000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Filled"),
            lambda row: row.size(row.item.traded_size),
            lambda row: row.item.traded_size,
            "1,000.000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Status"),
            lambda row: _status_text(row.item.status),
            lambda row: row.item.status,
            "partially filled",
        ),
        Column(QCoreApplication.translate("AccountModels", "Terms"), flags, flags, "post only, reduce only"),
    )


def _fill_columns() -> tuple[Column[AccountRow[AccountFill]], ...]:
    def fee(row: AccountRow[AccountFill]) -> str:
        return (
            UNKNOWN if row.item.fee is None else f"{fee_text(row.item.fee)} {row.item.fee_currency}".strip()
        )

    def liquidity(row: AccountRow[AccountFill]) -> str:
        if row.item.is_taker:
            return QCoreApplication.translate("AccountModels", "taker")
        return QCoreApplication.translate("AccountModels", "maker")

    return (
        Column(
            QCoreApplication.translate("AccountModels", "Time"),
            lambda row: time_text(row.item.event_time),
            lambda row: (row.item.event_time, row.item.trade_id),
            "00:00:00",
            tool_tip=lambda row: date_time_text(row.item.event_time),
        ),
        _instrument_column(),
        _side_column(lambda row: row.item.side),
        Column(
            QCoreApplication.translate("AccountModels", "Price"),
            lambda row: row.price(row.item.price),
            lambda row: row.item.price,
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Size"),
            lambda row: row.size(row.item.size),
            lambda row: row.item.size,
            "1,000.000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Value"),
            lambda row: grouped(row.item.price * row.item.size, 2),
            lambda row: row.item.price * row.item.size,
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("AccountModels", "Fee"),
            fee,
            lambda row: Decimal("-Infinity") if row.item.fee is None else row.item.fee,
            "−0.000000 USDT",
            numeric=True,
        ),
        Column(QCoreApplication.translate("AccountModels", "Liquidity"), liquidity, liquidity, "maker"),
        _optional(
            QCoreApplication.translate("AccountModels", "Realized"),
            lambda row: row.item.realized_pnl,
            money=True,
        ),
    )


def _status_text(status: str) -> str:
    """Where a working order of the exchange stands; a word that it does not document is shown as it came."""
    match status:
        case "OPEN":
            return QCoreApplication.translate("AccountModels", "open")
        case "PENDING":
            return QCoreApplication.translate("AccountModels", "pending")
        case _:
            return status.replace("_", " ").lower()
