"""Whether the paper grids can be kept: said in a notice that stays until they can."""

from PySide6.QtCore import QObject

from engine import Desk, DeskEvent, JournalPaused, JournalResumed
from gui.bridge import Bridge
from gui.engine_words import engine_sentence, engine_text
from gui.main_window import MainWindow
from gui.models.messages import Level

JOURNAL_NOTICE = "journal"


class JournalTeller(QObject):
    """Says why the grids stand still, and offers to try again."""

    def __init__(self, desk: Desk, bridge: Bridge, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        bridge.messages_added.connect(self._hear)

    def desk_opened(self) -> None:
        """Say what the opening of the journal found."""
        if self._desk.notice is not None:
            self._window.notice.say(Level.WARNING, engine_text(self._desk.notice), key=JOURNAL_NOTICE)
        self._show(self._desk.journal_failure)

    def _hear(self, events: list[DeskEvent]) -> None:
        if any(isinstance(event, JournalPaused | JournalResumed) for event in events):
            self._show(self._desk.journal_failure)

    def _show(self, reason: str | None) -> None:
        notice = self._window.journal_notice
        if reason is None:
            notice.withdraw(JOURNAL_NOTICE)
            return
        notice.say(
            Level.ERROR,
            self.tr(
                "Paper trading is paused because nothing can be kept: {reason} Nothing that was shown is lost; "
                "the grids catch up with the missed trades as soon as the journal can be written again."
            ).format(reason=engine_sentence(reason, goes_on=True)),
            key=JOURNAL_NOTICE,
            action=self.tr("Try again"),
            on_action=self._desk.try_journal_again,
        )
