"""Taking the journal out of the program: tables as CSV and JSON, and the bundle for support.

Both work while another Gridwell runs on the home: they read through a connection that cannot write.
"""

from engine.desk.export.bundle import make_support_bundle
from engine.desk.export.errors import AlreadyThere, ExportFailed, ExportRefused
from engine.desk.export.formats import utc
from engine.desk.export.journal_file import JournalFile
from engine.desk.export.records import fill_record, order_record, totals_record
from engine.desk.export.tables import FORMATS, GridReads, export_grid

__all__ = [
    "FORMATS",
    "AlreadyThere",
    "ExportFailed",
    "ExportRefused",
    "GridReads",
    "JournalFile",
    "export_grid",
    "fill_record",
    "make_support_bundle",
    "order_record",
    "totals_record",
    "utc",
]
