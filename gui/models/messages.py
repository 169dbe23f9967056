"""The table of messages: what the connection did, what went wrong, what was done."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication, QObject

from gui.formatting import date_time_text, moment_text
from gui.models.columns import Column
from gui.models.rows import RowsModel

KEPT = 5_000


class Level(Enum):
    """How much a message wants to be seen."""

    INFO = "info"
    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Message:
    """One line; ``number`` rises by one with each, ``time`` is in ns since the epoch."""

    number: int
    time: int
    level: Level
    context: str
    text: str


_SHAPES = {Level.INFO: "·", Level.GOOD: "✓", Level.WARNING: "△", Level.ERROR: "✕"}


class MessagesModel(RowsModel[Message]):
    """The newest ``KEPT`` messages."""

    TIME_COLUMN = 0

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent, choices=(("level", lambda row: row.level),))
        self._number = 0

    def add(self, time: int, level: Level, context: str, text: str) -> None:
        """Add one message; the oldest goes when there are too many."""
        self._number += 1
        self.append([Message(self._number, time, level, context, text)])
        for oldest in self._all[: max(0, len(self._all) - KEPT)]:
            del self._all[0]
            place = next((at for at, row in enumerate(self._shown) if row is oldest), None)
            if place is not None:
                self._remove(place, place)


def level_word(level: Level) -> str:
    """The level in a word."""
    match level:
        case Level.INFO:
            return QCoreApplication.translate("MessagesModel", "Info")
        case Level.GOOD:
            return QCoreApplication.translate("MessagesModel", "OK")
        case Level.WARNING:
            return QCoreApplication.translate("MessagesModel", "Warning")
        case Level.ERROR:
            return QCoreApplication.translate("MessagesModel", "Error")


def _columns() -> tuple[Column[Message], ...]:
    return (
        Column(
            QCoreApplication.translate("MessagesModel", "Time"),
            lambda row: moment_text(row.time),
            lambda row: row.number,
            "2000-00-00 00:00:00",
            tool_tip=lambda row: date_time_text(row.time),
            exact=lambda row: date_time_text(row.time),
        ),
        Column(
            QCoreApplication.translate("MessagesModel", "Level"),
            lambda row: f"{_SHAPES[row.level]} {level_word(row.level)}",
            lambda row: list(Level).index(row.level),
            "△ Warning",
            tone=lambda row: row.level.value,
        ),
        Column(
            QCoreApplication.translate("MessagesModel", "Where"),
            lambda row: row.context,
            lambda row: row.context,
            "DOGE_USDT_Perp",
        ),
        Column(
            QCoreApplication.translate("MessagesModel", "Message"),
            lambda row: row.text,
            lambda row: row.text,
            "",
            tool_tip=lambda row: row.text,
        ),
    )
