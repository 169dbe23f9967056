"""The desk's events in words: rows of the message panel, and notices for what the user must act on."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from engine import (
    ConnectionChanged,
    ConnectionState,
    DeskEvent,
    Endpoint,
    ErrorReported,
    FundingPaid,
    GapFound,
    GridLiquidated,
    GridRevised,
    GridStarted,
    GridStopped,
    JournalPaused,
    JournalResumed,
    SignedIn,
)
from gui.bridge import Bridge
from gui.engine_words import engine_sentence, engine_text
from gui.formatting import account_text, endpoint_text, exact_text, money_text, time_text
from gui.main_window import MainWindow
from gui.models.messages import Level

SIGN_IN_NOTICE = "sign-in"
ERROR_NOTICE = "error"
LIQUIDATION_NOTICE = "liquidation"

_LEVELS = {
    ConnectionState.LIVE: Level.GOOD,
    ConnectionState.STALE: Level.WARNING,
    ConnectionState.BACKING_OFF: Level.WARNING,
    ConnectionState.FAILED: Level.ERROR,
}


class Narrator(QObject):
    """Tells what happened."""

    def __init__(
        self,
        bridge: Bridge,
        window: MainWindow,
        open_key_dialog: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._open_key_dialog = open_key_dialog
        bridge.messages_added.connect(self._tell_all)

    def tell(self, time: int, level: Level, context: str, text: str) -> None:
        """Add a message of the window's own; ``time`` is in ns since the epoch."""
        self._window.messages.add(time, level, context, text)

    def alarm(self, time: int, context: str, text: str) -> None:
        """Add an error message and show it as a notice."""
        self.tell(time, Level.ERROR, context, text)
        notice = self.tr("{what}: {why}").format(what=context, why=text)
        self._window.notice.say(Level.ERROR, notice, key=ERROR_NOTICE)

    def _tell_all(self, events: list[DeskEvent]) -> None:
        for event in events:
            self._tell(event)

    def _tell(self, event: DeskEvent) -> None:
        match event:
            case ConnectionChanged():
                level = _LEVELS.get(event.state, Level.INFO)
                self.tell(event.time, level, endpoint_text(event.endpoint), self._connection(event))
                if event.state is ConnectionState.FAILED and event.endpoint is not Endpoint.MARKET_DATA:
                    self._sign_in_notice(event.reason or self.tr("No reason given"))
            case SignedIn():
                account = account_text(event.sub_account_id)
                text = self.tr("Signed in. Account {account}.").format(account=account)
                self.tell(event.time, Level.GOOD, self.tr("Sign-in"), text)
                self._window.notice.withdraw(SIGN_IN_NOTICE)
            case GridStarted():
                text = self.tr("Grid {number} started.").format(number=event.grid_id)
                self.tell(event.time, Level.GOOD, event.instrument, text)
            case GridStopped():
                text = self.tr("Grid {number} stopped: {reason}").format(
                    number=event.grid_id, reason=engine_text(event.reason)
                )
                self.tell(event.time, Level.INFO, event.instrument, text)
            case GridRevised() | GridLiquidated() | FundingPaid():
                self._tell_of_grid(event)
            case JournalPaused():
                text = self.tr("Paper trading is paused, nothing can be kept: {reason}").format(
                    reason=engine_text(event.reason)
                )
                self.tell(event.time, Level.ERROR, self.tr("Journal"), text)
            case JournalResumed():
                text = self.tr("The journal writes again; the grids go on.")
                self.tell(event.time, Level.GOOD, self.tr("Journal"), text)
            case GapFound():
                level = Level.INFO if event.recovered else Level.ERROR
                self.tell(event.time, level, event.instrument, self._gap(event))
            case ErrorReported(context="sign-in"):
                self.tell(event.time, Level.ERROR, self.tr("Sign-in"), engine_text(event.message))
                self._sign_in_notice(event.message)
            case ErrorReported():
                self.alarm(event.time, engine_text(event.context), engine_text(event.message))
            case _:
                return

    def _tell_of_grid(self, event: GridRevised | GridLiquidated | FundingPaid) -> None:
        match event:
            case GridRevised():
                text = self.tr("Grid {number} was changed; its position stays.").format(number=event.grid_id)
                self.tell(event.time, Level.INFO, event.instrument, text)
            case GridLiquidated():
                text = self.tr(
                    "Grid {number} was liquidated at {price}: its equity fell to the maintenance margin."
                ).format(number=event.grid_id, price=exact_text(event.price))
                self.tell(event.time, Level.ERROR, event.instrument, text)
                self._window.notice.say(Level.ERROR, text, key=LIQUIDATION_NOTICE)
            case FundingPaid():
                words = (
                    self.tr("Grid {number} received {amount} of funding at {rate} %.")
                    if event.amount >= 0
                    else self.tr("Grid {number} paid {amount} of funding at {rate} %.")
                )
                text = words.format(
                    number=event.grid_id,
                    amount=money_text(abs(event.amount), signed=False),
                    rate=exact_text(event.rate),
                )
                self.tell(event.time, Level.INFO, event.instrument, text)

    def _sign_in_notice(self, reason: str) -> None:
        text = self.tr(
            "Sign-in was rejected. {reason} Another key is entered under Connection > API key…; "
            "market data and paper grids go on without one."
        ).format(reason=engine_sentence(reason))
        self._window.notice.say(
            Level.ERROR,
            text,
            key=SIGN_IN_NOTICE,
            action=self.tr("API key…"),
            on_action=self._open_key_dialog,
        )

    def _connection(self, event: ConnectionChanged) -> str:
        words = {
            ConnectionState.OFFLINE: self.tr("Offline"),
            ConnectionState.AUTHENTICATING: self.tr("Signing in"),
            ConnectionState.CONNECTING: self.tr("Connecting"),
            ConnectionState.SUBSCRIBING: self.tr("Connected, subscribing"),
            ConnectionState.LIVE: self.tr("Live"),
            ConnectionState.STALE: self.tr("Stale: nothing arrives any more"),
            ConnectionState.BACKING_OFF: self.tr("Lost"),
            ConnectionState.FAILED: self.tr("Failed"),
        }
        text = words[event.state]
        if event.reason:
            text = self.tr("{what}: {why}").format(what=text, why=engine_text(event.reason))
        if event.retry_in_ms is not None:
            text = self.tr("{text} (try {attempt} in {seconds} s)").format(
                text=text, attempt=event.attempt, seconds=f"{event.retry_in_ms / 1000:.1f}"
            )
        return text

    def _gap(self, event: GapFound) -> str:
        count = self.tr("unknown") if event.trades is None else f"{event.trades:,}"
        outcome = self.tr("recovered") if event.recovered else self.tr("NOT recovered: fills may be missing")
        return self.tr("Trades missing from {start} to {end}: {count}, {outcome}.").format(
            start=time_text(event.from_time), end=time_text(event.to_time), count=count, outcome=outcome
        )
