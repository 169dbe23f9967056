"""What a run came to: the last line of every run."""

from dataclasses import dataclass

from engine.grid.ledger import NO_TOTALS, GridTotals


@dataclass(frozen=True, slots=True)
class Summary:
    """The account of the grid at the end, and how the feed held. Zeros where no grid came to be."""

    instrument: str | None
    totals: GridTotals = NO_TOTALS
    gaps: int = 0
    unrecovered_gaps: int = 0
    reconnects: int = 0
