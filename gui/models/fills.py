"""The fills table."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from engine import Fill, Instrument, Side
from gui.formatting import (
    date_time_text,
    exact_text,
    fee_text,
    grouped,
    intent_text,
    liquidity_text,
    price_text,
    side_text,
    size_text,
    time_text,
)
from gui.models.rows import Column, RowsModel


@dataclass(frozen=True, slots=True)
class FillRow:
    """A fill and where it belongs."""

    grid_id: int
    instrument: Instrument
    fill: Fill


def side_tone(side: Side) -> str:
    """The tone in which a side is painted."""
    return side.value


class FillsModel(RowsModel[FillRow]):
    """Every fill once, however often it is reported."""

    TIME_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent)
        self._known: set[tuple[int, int]] = set()

    def add(self, rows: Iterable[FillRow]) -> list[FillRow]:
        """Add the fills that are not there yet, and return them."""
        new = []
        for row in rows:
            key = (row.grid_id, row.fill.fill_id)
            if key not in self._known:
                self._known.add(key)
                new.append(row)
        self.append(new)
        return new


def _columns() -> tuple[Column[FillRow], ...]:
    return (
        Column(
            QCoreApplication.translate("FillsModel", "Time"),
            lambda row: time_text(row.fill.time),
            lambda row: (row.fill.time, row.grid_id, row.fill.fill_id),
            "00:00:00",
            tool_tip=lambda row: date_time_text(row.fill.time),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Side"),
            lambda row: side_text(row.fill.side),
            lambda row: row.fill.side.value,
            "▼ SELL",
            tone=lambda row: side_tone(row.fill.side),
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Price"),
            lambda row: price_text(row.fill.price, row.instrument.tick_size),
            lambda row: row.fill.price,
            "100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Size"),
            lambda row: size_text(row.fill.size, row.instrument.size_step),
            lambda row: row.fill.size,
            "1,000.000",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.fill.size)} {row.instrument.base}",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Value"),
            lambda row: grouped(row.fill.price * row.fill.size, 2),
            lambda row: row.fill.price * row.fill.size,
            "100,000.00",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.fill.price * row.fill.size)} {row.instrument.quote}",
        ),
        Column(
            QCoreApplication.translate("FillsModel", "Fee"),
            lambda row: fee_text(row.fill.fee),
            lambda row: row.fill.fee,
            "−0.000000",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.fill.fee)} {row.instrument.quote}",
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
            lambda row: "–" if row.fill.cell is None else str(row.fill.cell),
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
    )
