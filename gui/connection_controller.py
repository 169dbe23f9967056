"""How far what is shown can be trusted: the chips, the details of the connection, and recoveries under way."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from engine import (
    ConnectionChanged,
    ConnectionState,
    ConnectionView,
    Desk,
    DeskError,
    DeskEvent,
    Endpoint,
    GapFound,
    Recovering,
    SignedIn,
)
from gui.bridge import Bridge
from gui.dialogs.connection import ConnectionDialog
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.models.feeds import EndpointRow
from gui.recoveries import Recoveries
from gui.tasks import Spawner
from gui.theme import Theme


class ConnectionController(QObject):
    """Connects the chips and the connection dialog with the desk."""

    instrument_ready = Signal(str)
    """The trades of this instrument have no hole any more, and every gap before that has been told."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        tasks: Spawner,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._tasks = tasks
        self._clock = clock
        self._recoveries = Recoveries()
        self._awaited: set[str] = set()
        self._ready: set[str] = set()
        self._account_id: str | None = None
        self._theme: Theme | None = None
        self._open = False
        self.dialog: ConnectionDialog | None = None
        chip = window.top_bar.chip
        chip.reconnect_requested.connect(self.reconnect_now)
        chip.details_requested.connect(self.open_details)
        bridge.connection_changed.connect(self._connection_changed)
        bridge.messages_added.connect(self._hear_all)

    def desk_opened(self) -> None:
        """The desk can be asked from now on."""
        self._open = True

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of the theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.show_theme(theme)

    def open_details(self) -> None:
        """Open the connection details beside the window, or bring them to the front."""
        if not self._open:
            return
        if self.dialog is None:
            self.dialog = ConnectionDialog(self._window)
            self.dialog.refresh_requested.connect(self._refresh_details)
            self.dialog.reconnect_requested.connect(self.reconnect_now)
            if self._theme is not None:
                self.dialog.show_theme(self._theme)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def reconnect_now(self) -> None:
        """Connect anew at once."""
        if self._open:
            self._desk.reconnect_now()

    def heartbeat(self) -> None:
        """Called four times a second: ages and countdowns move on, and recoveries that ended are taken back."""
        # a feed that became ready told its gap just before; the bridge has delivered that by now
        ready, self._ready = self._ready, set()
        for instrument in ready:
            self._recoveries.ready(instrument)
            self.instrument_ready.emit(instrument)
        self._show_chips()

    def _show_chips(self) -> None:
        now, looked_at = self._clock(), self._market.instrument
        recovery = self._recoveries.shown(looked_at.name if looked_at is not None else None)
        self._window.top_bar.chip.show_state(
            self._desk.connection(Endpoint.MARKET_DATA), self._market.price_age(), now, recovery
        )
        self._window.session_chip.show_state(self._desk.connection(Endpoint.EDGE), self._account_id, now)

    def _connection_changed(self, _view: ConnectionView) -> None:
        views = [self._desk.connection(endpoint) for endpoint in Endpoint]
        self._window.top_bar.chip.show_endpoints(views)
        self._show_chips()

    def _hear_all(self, events: list[DeskEvent]) -> None:
        for event in events:
            self._hear(event)
        self._show_chips()

    def _hear(self, event: DeskEvent) -> None:
        match event:
            case Recovering():
                self._recoveries.begin_or_go_on(event)
                self._await_ready(event.instrument)
            case GapFound():
                self._recoveries.end(event)
            case ConnectionChanged(endpoint=Endpoint.MARKET_DATA, state=ConnectionState.LIVE):
                if self._market.instrument is not None:
                    self._await_ready(self._market.instrument.name)
            case SignedIn():
                self._account_id = event.sub_account_id
            case _:
                return

    def _await_ready(self, instrument: str) -> None:
        self._ready.discard(instrument)
        if instrument not in self._awaited:
            self._awaited.add(instrument)
            work = self._note_when_ready(instrument)
            self._tasks.spawn(work, name=self.tr("Waiting for missed trades"))

    async def _note_when_ready(self, instrument: str) -> None:
        try:
            await self._desk.wait_ready(instrument)
        except DeskError:
            # it is not followed any more: there is nothing left to recover
            pass
        finally:
            self._awaited.discard(instrument)
        self._ready.add(instrument)

    def _refresh_details(self) -> None:
        if self.dialog is None:
            return
        now = self._clock()
        rows = []
        for endpoint in Endpoint:
            view = self._desk.connection(endpoint)
            left = None if view.retry_at is None else max(0.0, view.retry_at - now)
            rows.append(EndpointRow(view, left))
        self.dialog.show_endpoints(rows)
        self.dialog.show_feeds(self._desk.feeds())
