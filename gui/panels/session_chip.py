"""The session in a few words: signed in to which account, or on public data only."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from engine import ConnectionState, ConnectionView
from gui.engine_words import engine_text
from gui.formatting import account_text, age_text
from gui.panels.connection_chip import ChipText, show_chip


def session_text(edge: ConnectionView | None, account_id: str | None, now: float) -> ChipText:
    """Put the sign-in into words.

    Args:
        edge: the sign-in endpoint, or None before the desk has said anything.
        account_id: the sub-account of the newest sign-in, None where unknown.
        now: the monotonic clock, in seconds.
    """
    if edge is None:
        return _signed_out()
    match edge.state:
        case ConnectionState.LIVE:
            words = QCoreApplication.translate("SessionChip", "Signed in {account}")
            return ChipText("live", "● " + words.format(account=account_text(account_id)))
        case ConnectionState.BACKING_OFF:
            left = 0.0 if edge.retry_at is None else max(0.0, edge.retry_at - now)
            words = QCoreApplication.translate("SessionChip", "Sign-in in {left} (try {attempt})")
            return ChipText("stale", "↻ " + words.format(left=age_text(left), attempt=edge.attempt))
        case ConnectionState.FAILED:
            words = QCoreApplication.translate("SessionChip", "Key rejected: public data")
            return ChipText("failed", "✕ " + words)
        case ConnectionState.OFFLINE:
            return _signed_out()
        case _:
            return ChipText("connecting", "◌ " + QCoreApplication.translate("SessionChip", "Signing in…"))


def _signed_out() -> ChipText:
    return ChipText("offline", "○ " + QCoreApplication.translate("SessionChip", "Signed out: public data"))


class SessionChip(QPushButton):
    """Says how the session stands; a click leads to the key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._shown: ChipText | None = None
        self.show_state(None, None, 0.0)

    def show_state(self, edge: ConnectionView | None, account_id: str | None, now: float) -> None:
        """Show the session as it is at ``now`` (monotonic seconds)."""
        chip = session_text(edge, account_id, now)
        if chip != self._shown:
            self._shown = chip
            show_chip(self, chip, self.tr("Session: {text}"))
        reason = engine_text(edge.reason) if edge is not None and edge.reason else ""
        tip = f"{reason}\n{self._hint()}" if reason else self._hint()
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _hint(self) -> str:
        return self.tr("Market data and paper grids need no sign-in. Click for the API key.")
