"""The connection in a few words: a shape, a word, and an age or a countdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from engine import ConnectionState, ConnectionView, Endpoint
from gui.formatting import FRESH_SECONDS, age_text
from gui.stylesheet import refresh_style

CAN_RECONNECT = frozenset({ConnectionState.BACKING_OFF, ConnectionState.FAILED, ConnectionState.STALE})
LONGEST_REASON = 48


@dataclass(frozen=True, slots=True)
class ChipText:
    """What the chip shows; ``kind`` names its style."""

    kind: str
    text: str


def chip_text(view: ConnectionView | None, price_age: float | None, now: float) -> ChipText:
    """Put the market-data connection into words.

    Args:
        view: the connection, or None before the desk has said anything.
        price_age: seconds since the newest price of the shown instrument arrived, None where there is none.
        now: the monotonic clock, in seconds.
    """
    if view is None:
        return ChipText("offline", "○ " + QCoreApplication.translate("ConnectionChip", "Offline"))
    match view.state:
        case ConnectionState.OFFLINE:
            return ChipText("offline", "○ " + QCoreApplication.translate("ConnectionChip", "Offline"))
        case ConnectionState.AUTHENTICATING:
            return ChipText("connecting", "◌ " + QCoreApplication.translate("ConnectionChip", "Signing in…"))
        case ConnectionState.CONNECTING:
            return ChipText("connecting", "◌ " + QCoreApplication.translate("ConnectionChip", "Connecting…"))
        case ConnectionState.SUBSCRIBING:
            return ChipText("connecting", "◌ " + QCoreApplication.translate("ConnectionChip", "Subscribing…"))
        case ConnectionState.LIVE:
            return _live(price_age)
        case ConnectionState.STALE:
            if price_age is None:
                return ChipText("stale", "▲ " + QCoreApplication.translate("ConnectionChip", "Stale"))
            return ChipText(
                "stale",
                "▲ "
                + QCoreApplication.translate("ConnectionChip", "Stale {age}").format(age=age_text(price_age)),
            )
        case ConnectionState.BACKING_OFF:
            return ChipText("connecting", "↻ " + _reconnecting(view, now))
        case ConnectionState.FAILED:
            reason = view.reason or QCoreApplication.translate("ConnectionChip", "no reason given")
            if len(reason) > LONGEST_REASON:
                reason = reason[: LONGEST_REASON - 1].rstrip() + "…"
            return ChipText(
                "failed",
                "✕ " + QCoreApplication.translate("ConnectionChip", "Failed: {reason}").format(reason=reason),
            )


def _live(price_age: float | None) -> ChipText:
    if price_age is None:
        return ChipText("live", "● " + QCoreApplication.translate("ConnectionChip", "Live, no price yet"))
    if price_age > FRESH_SECONDS:
        return ChipText(
            "stale",
            "▲ "
            + QCoreApplication.translate("ConnectionChip", "Stale {age}").format(age=age_text(price_age)),
        )
    return ChipText(
        "live",
        "● " + QCoreApplication.translate("ConnectionChip", "Live {age}").format(age=age_text(price_age)),
    )


def _reconnecting(view: ConnectionView, now: float) -> str:
    left = 0.0 if view.retry_at is None else max(0.0, view.retry_at - now)
    if left <= 0.05:
        return QCoreApplication.translate("ConnectionChip", "Reconnecting… (try {attempt})").format(
            attempt=view.attempt
        )
    seconds = f"{left:.1f}" if left < 1 else f"{left:.0f}"
    return QCoreApplication.translate("ConnectionChip", "Reconnecting in {seconds} s (try {attempt})").format(
        seconds=seconds, attempt=view.attempt
    )


def endpoint_line(view: ConnectionView) -> str:
    """One endpoint in a line, for the tool tip: its name, its state, and why."""
    names = {
        Endpoint.MARKET_DATA: QCoreApplication.translate("ConnectionChip", "Market data"),
        Endpoint.TRADES: QCoreApplication.translate("ConnectionChip", "Account"),
        Endpoint.EDGE: QCoreApplication.translate("ConnectionChip", "Sign-in"),
    }
    line = f"{names[view.endpoint]}: {view.state.value.replace('_', ' ')}"
    return f"{line} ({view.reason})" if view.reason else line


class ConnectionChip(QWidget):
    """The chip, and the button that ends the wait."""

    reconnect_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = QLabel()
        self._label.setProperty("chip", "offline")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._label.setAccessibleName(self.tr("Connection"))
        self._button = QPushButton(self.tr("Reconnect now"))
        self._button.setAccessibleName(self.tr("Reconnect now"))
        self._button.setToolTip(self.tr("Try again at once instead of waiting (Ctrl+R)"))
        self._button.clicked.connect(self._clicked)
        self._button.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._button)
        layout.addWidget(self._label)
        self._shown: ChipText | None = None
        self.show_state(None, None, 0.0)

    @property
    def text(self) -> str:
        """What the chip says now."""
        return self._label.text()

    @property
    def button(self) -> QPushButton:
        """The Reconnect now button."""
        return self._button

    def show_state(self, view: ConnectionView | None, price_age: float | None, now: float) -> None:
        """Show the connection as it is at ``now`` (monotonic seconds)."""
        chip = chip_text(view, price_age, now)
        self._button.setVisible(view is not None and view.state in CAN_RECONNECT)
        if chip == self._shown:
            return
        self._label.setText(chip.text)
        if self._shown is None or chip.kind != self._shown.kind:
            self._label.setProperty("chip", chip.kind)
            refresh_style(self._label)
        self._label.setMinimumWidth(self._steady_width(chip))
        self._shown = chip

    def show_endpoints(self, views: Sequence[ConnectionView]) -> None:
        """Say in the tool tip where every endpoint stands."""
        used = [view for view in views if view.state is not ConnectionState.OFFLINE or view.reason]
        self._label.setToolTip("\n".join(endpoint_line(view) for view in used))

    def _steady_width(self, chip: ChipText) -> int:
        digits_widened = "".join("0" if character.isdigit() else character for character in chip.text)
        padding = 24
        return self._label.fontMetrics().horizontalAdvance(digits_widened) + padding

    def _clicked(self) -> None:
        self.reconnect_requested.emit()
