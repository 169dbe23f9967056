"""What was missed while the computer slept: said in the window, together with what was recovered."""

import re

from PySide6.QtCore import QObject

from engine import ConnectionChanged, DeskEvent, Endpoint, GapFound
from gui.bridge import Bridge
from gui.connection_controller import ConnectionController
from gui.formatting import age_text
from gui.models.messages import Level
from gui.panels.notice_bar import NoticeBar

NOTICE = "asleep"

_ASLEEP = re.compile(r"asleep.*\((\d+) s\)")


def seconds_asleep(reason: str | None) -> int | None:
    """How long the computer slept, or its clock jumped, where that is why a connection was dropped."""
    found = _ASLEEP.search(reason or "")
    return int(found.group(1)) if found else None


class OutageTeller(QObject):
    """Follows one sleep from waking up to the last recovered trade."""

    def __init__(
        self,
        bridge: Bridge,
        connection: ConnectionController,
        notice: NoticeBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notice = notice
        self._missed: int | None = None
        self._recovered = 0
        self._whole = True
        bridge.messages_added.connect(self._hear_all)
        connection.instrument_ready.connect(self._ready)

    def _hear_all(self, events: list[DeskEvent]) -> None:
        for event in events:
            match event:
                case ConnectionChanged(endpoint=Endpoint.MARKET_DATA):
                    self._woke_up(seconds_asleep(event.reason))
                case GapFound() if self._missed is not None:
                    self._recovered += event.trades or 0
                    self._whole = self._whole and event.recovered
                    self._tell()
                case _:
                    pass

    def _woke_up(self, seconds: int | None) -> None:
        if seconds is None:
            return
        self._missed, self._recovered, self._whole = seconds, 0, True
        text = self.tr("The computer was asleep or its clock jumped: {time} were missed. Reconnecting…")
        self._notice.say(Level.WARNING, text.format(time=self._time()), key=NOTICE)

    def _ready(self, _instrument: str) -> None:
        if self._missed is not None:
            self._tell()
            self._missed = None

    def _tell(self) -> None:
        if not self._whole:
            text = self.tr(
                "{time} were missed while the computer slept, and not every trade could be recovered: "
                "fills may be missing."
            )
            self._notice.say(Level.ERROR, text.format(time=self._time()), key=NOTICE)
            return
        text = self.tr("{time} were missed while the computer slept; {count} trades recovered.")
        words = text.format(time=self._time(), count=f"{self._recovered:,}")
        self._notice.say(Level.GOOD, words, key=NOTICE)

    def _time(self) -> str:
        seconds = self._missed or 0
        return f"{seconds} s" if seconds < 600 else age_text(seconds)
