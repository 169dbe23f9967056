"""Records as the bytes of CSV and JSON files, part by part."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from engine.desk.export.records import Record
from engine.market import NS_PER_SECOND

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA_STARTS = frozenset("=+-@\t\r\n")


class Form(Protocol):
    """One file in one format: its beginning, its records part by part, its end."""

    def begin(self) -> bytes:
        """What stands before the records."""

    def part(self, records: Iterable[Record]) -> bytes:
        """The next records."""

    def end(self) -> bytes:
        """What stands after the records."""


class Csv:
    """A header and one line a record, in UTF-8.

    Beside each time (ns since the epoch) stands the same in UTC. Text that a spreadsheet would take for a formula
    begins with an apostrophe (OWASP, "CSV Injection"); numbers stay as they are.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        """``columns``: the keys of each record."""
        self._columns = [(name, name == "time" or name.endswith("_time")) for name in columns]

    def begin(self) -> bytes:
        """The header."""
        names = []
        for name, is_time in self._columns:
            names += [name, f"{name}_utc"] if is_time else [name]
        return _csv([names])

    def part(self, records: Iterable[Record]) -> bytes:
        """One line a record."""
        return _csv(self._row(record) for record in records)

    def end(self) -> bytes:
        """Nothing."""
        return b""

    def _row(self, record: Record) -> list[str]:
        row = []
        for name, is_time in self._columns:
            row.append(_cell(record[name]))
            if is_time:
                row.append(utc(int(str(record[name]))))
        return row


class Json:
    """A list of objects, one a line, in UTF-8."""

    def __init__(self) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._separator = b"\n"

    def begin(self) -> bytes:
        """The opening bracket."""
        return b"["

    def part(self, records: Iterable[Record]) -> bytes:
        """One line a record."""
        text = b",\n".join(map(self._encode, records))
        if text:
            text, self._separator = self._separator + text, b",\n"
        return text

    def end(self) -> bytes:
        """The closing bracket."""
        return b"\n]\n"


def utc(time: int) -> str:
    """A time in ns since the epoch as ISO 8601 in UTC, with all its digits."""
    seconds, fraction = divmod(time, NS_PER_SECOND)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{fraction:09d}Z"


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _cell(value: str | int | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if text[:1] in _FORMULA_STARTS and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text
