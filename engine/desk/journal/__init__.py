"""The journal: what the paper grids did, kept in one SQLite database in the home, so that nothing is lost."""

from engine.desk.journal.errors import (
    HomeInUse,
    JournalError,
    JournalFailed,
    JournalFull,
    JournalUnusable,
    too_slow,
)
from engine.desk.journal.reading import GridSummary
from engine.desk.journal.records import (
    Batch,
    Changes,
    Counts,
    Cursor,
    EquityPoint,
    FundingPayment,
    GridRecord,
    GridStart,
    NewGrid,
    Note,
    Revision,
    RulesRead,
    Stop,
    StoredGrid,
)
from engine.desk.journal.store import Journal

__all__ = [
    "Batch",
    "Changes",
    "Counts",
    "Cursor",
    "EquityPoint",
    "FundingPayment",
    "GridRecord",
    "GridStart",
    "GridSummary",
    "HomeInUse",
    "Journal",
    "JournalError",
    "JournalFailed",
    "JournalFull",
    "JournalUnusable",
    "NewGrid",
    "Note",
    "Revision",
    "RulesRead",
    "Stop",
    "StoredGrid",
    "too_slow",
]
