"""The table of completed round trips."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import GridView, Instrument, RoundTrip
from gui.formatting import (
    date_time_text,
    duration_text,
    exact_text,
    fee_text,
    moment_text,
    money_text,
    side_text,
    size_text,
)
from gui.models.columns import Column
from gui.models.fills import side_tone
from gui.models.history import HistoryModel
from gui.models.pages import record_order


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


def newest_trip_rows(grid: GridView) -> list[TripRow]:
    """The round trips that a view of a grid holds, the oldest first."""
    first = grid.totals.round_trips - len(grid.trips) + 1
    return [
        TripRow(grid.grid_id, grid.instrument, number, trip) for number, trip in enumerate(grid.trips, first)
    ]


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
        "+100,000.00",
        numeric=True,
        tone=tone if signed else None,
        tool_tip=lambda row: f"{tip}: {exact_text(value(row.trip))} {row.instrument.quote}",
        exact=lambda row: exact_text(value(row.trip)),
    )


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
        _money(
            QCoreApplication.translate("TripsModel", "Gross"),
            lambda trip: trip.gross,
            tip=QCoreApplication.translate("TripsModel", "Before fees"),
        ),
        _money(
            QCoreApplication.translate("TripsModel", "Fees"),
            lambda trip: trip.fees,
            tip=QCoreApplication.translate("TripsModel", "Positive is a cost, negative a rebate"),
            signed=False,
        ),
        _money(
            QCoreApplication.translate("TripsModel", "Net"),
            lambda trip: trip.net,
            tip=QCoreApplication.translate("TripsModel", "Grid profit of this round trip, after its fees"),
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
