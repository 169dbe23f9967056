"""The table of grids: those of this session and those of the past, with what they earned."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import FillModel, GridSpec, GridTotals, GridView, Instrument, PastGrid
from gui.engine_words import engine_text
from gui.formatting import (
    UNKNOWN,
    WIDEST_REBATE,
    date_time_text,
    direction_text,
    duration_text,
    exact_text,
    fee_text,
    model_text,
    moment_text,
    money_text,
    price_text,
    size_text,
)
from gui.models.columns import Column
from gui.models.keyed_rows import KeyedRowsModel

_LEAST = Decimal("-Infinity")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One grid; ``totals`` is None where nothing was kept of it. Times in ns since the epoch."""

    grid_id: int
    instrument: Instrument
    spec: GridSpec
    running: bool
    started_at: int
    stopped_at: int | None
    stop_reason: str | None
    totals: GridTotals | None
    gaps: int
    unrecovered_gaps: int


def row_of_view(grid: GridView) -> GridRow:
    """The row of a grid of this session."""
    return GridRow(
        grid.grid_id,
        grid.instrument,
        grid.spec,
        grid.running,
        grid.started_at,
        grid.stopped_at,
        grid.stop_reason,
        grid.totals,
        grid.gaps,
        grid.unrecovered_gaps,
    )


def row_of_past(grid: PastGrid) -> GridRow:
    """The row of a grid that this session does not run."""
    return GridRow(
        grid.grid_id,
        grid.instrument,
        grid.spec,
        False,
        grid.started_at,
        grid.stopped_at,
        grid.stop_reason,
        grid.totals,
        grid.gaps,
        grid.unrecovered_gaps,
    )


class GridsModel(KeyedRowsModel[GridRow]):
    """Every grid, by its number."""

    GRID_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            _columns(),
            lambda row: row.grid_id,
            parent,
            choices=(("state", lambda row: row.running),),
        )


def grid_state_text(row: GridRow) -> str:
    """Whether it runs, with its shape."""
    if row.running:
        return "● " + QCoreApplication.translate("GridsModel", "running")
    if row.stopped_at is None:
        return "○ " + QCoreApplication.translate("GridsModel", "not resumed")
    return "■ " + QCoreApplication.translate("GridsModel", "stopped")


def _amount(
    title: str, value: Callable[[GridTotals], Decimal], tip: str, *, toned: bool = True
) -> Column[GridRow]:
    def tone(row: GridRow) -> str | None:
        amount = value(row.totals) if row.totals is not None else 0
        return None if amount == 0 else "up" if amount > 0 else "down"

    def text(row: GridRow) -> str:
        if row.totals is None:
            return UNKNOWN
        amount = value(row.totals)
        return money_text(amount) if toned else fee_text(amount)

    return Column(
        title,
        text,
        lambda row: _LEAST if row.totals is None else value(row.totals),
        "+100,000.00" if toned else fee_text(WIDEST_REBATE),
        numeric=True,
        tone=tone if toned else None,
        tool_tip=lambda row: (
            tip if row.totals is None else f"{tip}: {exact_text(value(row.totals))} {row.instrument.quote}"
        ),
        exact=lambda row: "" if row.totals is None else exact_text(value(row.totals)),
    )


def _count(title: str, value: Callable[[GridTotals], int]) -> Column[GridRow]:
    return Column(
        title,
        lambda row: UNKNOWN if row.totals is None else f"{value(row.totals):,}",
        lambda row: -1 if row.totals is None else value(row.totals),
        "100,000",
        numeric=True,
        exact=lambda row: "" if row.totals is None else str(value(row.totals)),
    )


def _columns() -> tuple[Column[GridRow], ...]:
    return (
        Column(
            QCoreApplication.translate("GridsModel", "Grid"),
            lambda row: str(row.grid_id),
            lambda row: row.grid_id,
            "0000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("GridsModel", "State"),
            grid_state_text,
            lambda row: (row.running, row.stopped_at or 0),
            "○ not resumed",
            tone=lambda row: "up" if row.running else "muted",
            tool_tip=lambda row: engine_text(row.stop_reason or ""),
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Instrument"),
            lambda row: row.instrument.name,
            lambda row: row.instrument.name,
            "DOGE_USDT_Perp",
        ),
        _amount(
            QCoreApplication.translate("GridsModel", "Total"),
            lambda totals: totals.total,
            QCoreApplication.translate("GridsModel", "Realized and unrealized, less fees, with funding"),
        ),
        _amount(
            QCoreApplication.translate("GridsModel", "Grid profit"),
            lambda totals: totals.grid_profit,
            QCoreApplication.translate("GridsModel", "Completed round trips, after their fees"),
        ),
        _amount(
            QCoreApplication.translate("GridsModel", "Unrealized"),
            lambda totals: totals.unrealized,
            QCoreApplication.translate("GridsModel", "The position at the mark price"),
        ),
        _amount(
            QCoreApplication.translate("GridsModel", "Fees"),
            lambda totals: totals.fees,
            QCoreApplication.translate("GridsModel", "What the fills cost, or brought as a rebate"),
            toned=False,
        ),
        _amount(
            QCoreApplication.translate("GridsModel", "Funding"),
            lambda totals: totals.funding,
            QCoreApplication.translate("GridsModel", "Positive when received"),
        ),
        _count(QCoreApplication.translate("GridsModel", "Round trips"), lambda totals: totals.round_trips),
        _count(QCoreApplication.translate("GridsModel", "Fills"), lambda totals: totals.fills),
        *_terms(),
        *_life(),
    )


def _terms() -> tuple[Column[GridRow], ...]:
    def bounds(row: GridRow) -> str:
        tick = row.instrument.tick_size
        return f"{price_text(row.spec.lower, tick)} – {price_text(row.spec.upper, tick)}"

    def model(row: GridRow) -> FillModel:
        return row.spec.fill_model

    return (
        Column(
            QCoreApplication.translate("GridsModel", "Direction"),
            lambda row: direction_text(row.spec.direction),
            lambda row: row.spec.direction.value,
            "◆ neutral",
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Range"),
            bounds,
            lambda row: (row.spec.lower, row.spec.upper),
            "100,000.00 – 100,000.00",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Levels"),
            lambda row: str(row.spec.levels),
            lambda row: row.spec.levels,
            "000",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Size"),
            lambda row: size_text(row.spec.size, row.instrument.size_step),
            lambda row: row.spec.size,
            "1,000.000",
            numeric=True,
            exact=lambda row: exact_text(row.spec.size),
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Fill model"),
            lambda row: model_text(model(row)),
            lambda row: model(row).value,
            "through",
        ),
    )


def _life() -> tuple[Column[GridRow], ...]:
    def gaps(row: GridRow) -> str:
        if not row.unrecovered_gaps:
            return f"{row.gaps:,}"
        return QCoreApplication.translate("GridsModel", "▲ {count} not recovered").format(
            count=f"{row.unrecovered_gaps:,}"
        )

    def ran(row: GridRow) -> int:
        return 0 if row.stopped_at is None else row.stopped_at - row.started_at

    return (
        Column(
            QCoreApplication.translate("GridsModel", "Gaps"),
            gaps,
            lambda row: (row.unrecovered_gaps, row.gaps),
            "▲ 0 not recovered",
            tone=lambda row: "warning" if row.unrecovered_gaps else None,
            tool_tip=lambda _row: QCoreApplication.translate("GridsModel", "Stretches of missing trades"),
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Started"),
            lambda row: moment_text(row.started_at),
            lambda row: row.started_at,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.started_at),
            exact=lambda row: date_time_text(row.started_at),
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Ran"),
            lambda row: UNKNOWN if row.stopped_at is None else duration_text(ran(row)),
            ran,
            "59 min 59 s",
            numeric=True,
        ),
        Column(
            QCoreApplication.translate("GridsModel", "Ended"),
            lambda row: engine_text(row.stop_reason or ""),
            lambda row: engine_text(row.stop_reason or ""),
            "stopped by the user",
            tool_tip=lambda row: engine_text(row.stop_reason or ""),
        ),
    )
