"""The table of completed round trips."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import GridView, Instrument, RoundTrip, Side
from gui.formatting import (
    UNKNOWN,
    WIDEST_REBATE,
    date_time_text,
    duration_text,
    exact_text,
    fee_text,
    moment_text,
    money_text,
    percent_text,
    price_text,
    side_text,
    size_text,
)
from gui.models.columns import Column
from gui.models.fills import side_tone
from gui.models.history import HistoryModel
from gui.models.pages import record_order

_LEAST = Decimal("-Infinity")


@dataclass(frozen=True, slots=True)
class TripRow:
    """A round trip and where it belongs; ``number`` counts those of its grid from 1."""

    grid_id: int
    instrument: Instrument
    number: int
    trip: RoundTrip

    @property
    def time(self) -> int:
        """When it was completed, in ns since the epoch."""
        return self.trip.exit_time


class TripsModel(HistoryModel[TripRow]):
    """Every completed round trip once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _columns(),
            parent,
            choices=(("side", lambda row: row.trip.entry_side), ("grid", lambda row: row.grid_id)),
        )


def newest_trip_rows(grid: GridView, limit: int | None = None) -> list[TripRow]:
    """The newest round trips that a view of a grid holds, all without a ``limit``, the oldest first."""
    trips = grid.trips if limit is None else grid.trips[max(0, len(grid.trips) - limit) :]
    first = grid.totals.round_trips - len(trips) + 1
    return [TripRow(grid.grid_id, grid.instrument, number, trip) for number, trip in enumerate(trips, first)]


def _money(
    title: str, value: Callable[[RoundTrip], Decimal], *, tip: str, signed: bool = True
) -> Column[TripRow]:
    def tone(row: TripRow) -> str | None:
        amount = value(row.trip)
        return None if amount == 0 else "up" if amount > 0 else "down"

    return Column(
        title,
        lambda row: money_text(value(row.trip)) if signed else fee_text(value(row.trip)),
        lambda row: value(row.trip),
        "+100,000.00" if signed else fee_text(WIDEST_REBATE),
        numeric=True,
        tone=tone if signed else None,
        tool_tip=lambda row: f"{tip}: {exact_text(value(row.trip))} {row.instrument.quote}",
        exact=lambda row: exact_text(value(row.trip)),
    )


def _price(title: str, side: Side, *, tip: str) -> Column[TripRow]:
    """The average price at which the round trip bought, or sold."""

    def value(row: TripRow) -> Decimal | None:
        return row.trip.entry_price if row.trip.entry_side is side else row.trip.exit_price

    def known(row: TripRow, unknown: str) -> str:
        found = value(row)
        return unknown if found is None else exact_text(found)

    return Column(
        title,
        lambda row: price_text(value(row), row.instrument.tick_size),
        lambda row: value(row) or _LEAST,
        "100,000.00",
        numeric=True,
        tool_tip=lambda row: f"{tip}: {known(row, UNKNOWN)} {row.instrument.quote}",
        exact=lambda row: known(row, ""),
    )


def _percent_text(row: TripRow) -> str:
    fraction = row.trip.net_fraction
    return UNKNOWN if fraction is None else percent_text(fraction, 3)


def _columns() -> tuple[Column[TripRow], ...]:
    return (
        Column(
            QCoreApplication.translate("TripsModel", "Closed"),
            lambda row: moment_text(row.trip.exit_time),
            record_order,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.trip.exit_time),
            exact=lambda row: date_time_text(row.trip.exit_time),
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Entered"),
            lambda row: side_text(row.trip.entry_side),
            lambda row: row.trip.entry_side.value,
            "▼ SELL",
            tone=lambda row: side_tone(row.trip.entry_side),
            exact=lambda row: row.trip.entry_side.value,
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Size"),
            lambda row: size_text(row.trip.size, row.instrument.size_step),
            lambda row: row.trip.size,
            "1,000.000",
            numeric=True,
            tool_tip=lambda row: f"{exact_text(row.trip.size)} {row.instrument.base}",
            exact=lambda row: exact_text(row.trip.size),
        ),
        _price(
            QCoreApplication.translate("TripsModel", "Bought at"),
            Side.BUY,
            tip=QCoreApplication.translate("TripsModel", "Average price of its buys"),
        ),
        _price(
            QCoreApplication.translate("TripsModel", "Sold at"),
            Side.SELL,
            tip=QCoreApplication.translate("TripsModel", "Average price of its sells"),
        ),
        _money(
            QCoreApplication.translate("TripsModel", "Gross"),
            lambda trip: trip.gross,
            tip=QCoreApplication.translate("TripsModel", "Before fees"),
        ),
        _money(
            QCoreApplication.translate("TripsModel", "Fees"),
            lambda trip: trip.fees,
            tip=QCoreApplication.translate("TripsModel", "What its fills cost, or brought as a rebate"),
            signed=False,
        ),
        _money(
            QCoreApplication.translate("TripsModel", "Net"),
            lambda trip: trip.net,
            tip=QCoreApplication.translate("TripsModel", "Grid profit of this round trip, after its fees"),
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Net %"),
            _percent_text,
            lambda row: _LEAST if row.trip.net_fraction is None else row.trip.net_fraction,
            "+10.000 %",
            numeric=True,
            tone=lambda row: None if not row.trip.net else "up" if row.trip.net > 0 else "down",
            tool_tip=lambda _row: QCoreApplication.translate(
                "TripsModel", "Net as a percentage of what its entry was worth"
            ),
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Took"),
            lambda row: duration_text(row.trip.exit_time - row.trip.entry_time),
            lambda row: row.trip.exit_time - row.trip.entry_time,
            "59 min 59 s",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Opened"),
            lambda row: moment_text(row.trip.entry_time),
            lambda row: row.trip.entry_time,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.trip.entry_time),
            exact=lambda row: date_time_text(row.trip.entry_time),
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Cell"),
            lambda row: str(row.trip.cell),
            lambda row: row.trip.cell,
            "0000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Instrument"),
            lambda row: row.instrument.name,
            lambda row: row.instrument.name,
            "DOGE_USDT_Perp",
        ),
        Column(
            QCoreApplication.translate("TripsModel", "Grid"),
            lambda row: str(row.grid_id),
            lambda row: (row.grid_id, row.number),
            "000",
            numeric=True,
        ),
    )
