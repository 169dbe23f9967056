"""The connection in a few words: a shape, a word, and an age or a countdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from engine import ConnectionState, ConnectionView
from gui.engine_words import engine_text
from gui.formatting import FRESH_SECONDS, age_text, connection_state_text, endpoint_text, time_text
from gui.recoveries import Recovery
from gui.stylesheet import refresh_style

CAN_RECONNECT = frozenset({ConnectionState.BACKING_OFF, ConnectionState.FAILED, ConnectionState.STALE})
LONGEST_REASON = 48
CHIP_PADDING = 26


@dataclass(frozen=True, slots=True)
class ChipText:
    """What the chip shows; ``kind`` names its style."""

    kind: str
    text: str


def chip_text(
    view: ConnectionView | None, price_age: float | None, now: float, recovery: Recovery | None = None
) -> ChipText:
    """Put the market-data connection into words.

    Args:
        view: the connection, or None before the desk has said anything.
        price_age: seconds since the newest price of the shown instrument arrived, None where there is none.
        now: the monotonic clock, in seconds.
        recovery: missed trades that are being fetched, None when there are none.
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
            return (
                _live(price_age) if recovery is None else ChipText("connecting", "↻ " + _recovering(recovery))
            )
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
            reason = engine_text(view.reason or "") or QCoreApplication.translate(
                "ConnectionChip", "no reason given"
            )
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


def _recovering(recovery: Recovery) -> str:
    template = (
        QCoreApplication.translate("ConnectionChip", "Recovering {start}-{end}, {count} trades")
        if recovery.trades
        else QCoreApplication.translate("ConnectionChip", "Recovering {start}-{end}…")
    )
    return template.format(
        start=time_text(recovery.from_time), end=time_text(recovery.to_time), count=f"{recovery.trades:,}"
    )


def endpoint_line(view: ConnectionView) -> str:
    """One endpoint in a line, for the tool tip: its name, its state, and why."""
    line = f"{endpoint_text(view.endpoint)}: {connection_state_text(view.state)}"
    return f"{line} ({engine_text(view.reason)})" if view.reason else line


class ConnectionChip(QWidget):
    """The chip, which opens the details, and the button that ends the wait."""

    reconnect_requested = Signal()
    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip = QPushButton()
        self._chip.setProperty("chip", "offline")
        self._chip.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._chip.clicked.connect(self._chip_clicked)
        self._reconnect = QPushButton(self.tr("Reconnect now"))
        self._reconnect.setAccessibleName(self.tr("Reconnect now"))
        self._reconnect.setToolTip(self.tr("Try again at once instead of waiting (Ctrl+R)"))
        self._reconnect.clicked.connect(self._reconnect_clicked)
        self._reconnect.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._reconnect)
        layout.addWidget(self._chip)
        self._shown: ChipText | None = None
        self.show_endpoints(())
        self.show_state(None, None, 0.0)

    @property
    def text(self) -> str:
        """What the chip says now."""
        return self._chip.text()

    @property
    def kind(self) -> str:
        """The style of the chip: ``live``, ``connecting``, ``stale``, ``failed`` or ``offline``."""
        return str(self._chip.property("chip"))

    @property
    def chip(self) -> QPushButton:
        """What is clicked to see the details."""
        return self._chip

    @property
    def button(self) -> QPushButton:
        """The Reconnect now button."""
        return self._reconnect

    def show_state(
        self,
        view: ConnectionView | None,
        price_age: float | None,
        now: float,
        recovery: Recovery | None = None,
    ) -> None:
        """Show the connection as it is at ``now`` (monotonic seconds)."""
        chip = chip_text(view, price_age, now, recovery)
        self._reconnect.setVisible(view is not None and view.state in CAN_RECONNECT)
        if chip != self._shown:
            show_chip(self._chip, chip, self.tr("Connection: {text}"))
            self._chip.setMinimumWidth(steady_width(self._chip, chip))
            self._shown = chip

    def show_endpoints(self, views: Sequence[ConnectionView]) -> None:
        """Say in the tool tip where every endpoint stands."""
        used = [view for view in views if view.state is not ConnectionState.OFFLINE or view.reason]
        lines = [*(endpoint_line(view) for view in used), self.tr("Click for the details of every feed")]
        self._chip.setToolTip("\n".join(lines))

    def _chip_clicked(self) -> None:
        self.details_requested.emit()

    def _reconnect_clicked(self) -> None:
        self.reconnect_requested.emit()


def show_chip(button: QPushButton, chip: ChipText, accessible: str) -> None:
    """Put words and style on a button; ``accessible`` is its name for screen readers, with ``{text}``."""
    button.setText(chip.text)
    button.setAccessibleName(accessible.format(text=chip.text.partition(" ")[2]))
    if button.property("chip") != chip.kind:
        button.setProperty("chip", chip.kind)
        refresh_style(button)


def steady_width(button: QPushButton, chip: ChipText) -> int:
    """A width in which the words fit whatever their digits, so that a countdown does not make it tremble."""
    widened = "".join("0" if character.isdigit() else character for character in chip.text)
    return button.fontMetrics().horizontalAdvance(widened) + CHIP_PADDING
