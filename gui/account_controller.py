"""The user's own account: its panel appears with the sign-in and goes when there is no key any more."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from engine import AccountView, ConnectionState, ConnectionView, Desk, Endpoint, Instrument
from gui.bridge import Bridge
from gui.formatting import FRESH_SECONDS
from gui.main_window import MainWindow
from gui.market_controller import MarketController
from gui.settings import WindowSettings

if TYPE_CHECKING:
    from gui.chart.price_chart import PriceChart


class AccountController(QObject):
    """Connects the account panel with the desk. It only reads."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        window: MainWindow,
        market: MarketController,
        settings: WindowSettings,
        clock: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._market = market
        self._settings = settings
        self._clock = clock
        self._account: AccountView | None = None
        self._signed_in = False
        self._live_at = clock()
        self._is_old = False
        self._shows = window.account_dock.toggleViewAction()
        self._shows.triggered.connect(self._shown_or_hidden)
        self._show_panel(signed_in=False)
        bridge.account_changed.connect(self._account_changed)
        bridge.connection_changed.connect(self._connection_changed)
        market.instrument_changed.connect(self._instrument_changed)

    def attach_chart(self, chart: "PriceChart") -> None:
        """The chart exists from now on: show the account's open orders in it."""
        account = None if self._is_old else self._account
        chart.set_account_orders(account.open_orders if account is not None else ())

    def heartbeat(self) -> None:
        """Called four times a second: what is not followed live grows older, and leaves the chart."""
        if not self._signed_in:
            return
        now, state = self._clock(), self._desk.connection(Endpoint.TRADES).state
        age = None if self._account is None else max(0.0, now - self._account.updated_at)
        self._window.account_panel.show_state(state, age)
        if state is ConnectionState.LIVE:
            self._live_at = now
        is_old = now - self._live_at > FRESH_SECONDS
        if is_old != self._is_old:
            self._is_old = is_old
            self._show_in_chart()

    def _account_changed(self) -> None:
        self._account = self._desk.account()
        self._show_account()
        self.heartbeat()

    def _connection_changed(self, view: ConnectionView) -> None:
        if view.endpoint is Endpoint.EDGE:
            if view.state is ConnectionState.LIVE:
                self._show_panel(signed_in=True)
            elif view.state is ConnectionState.OFFLINE:
                self._account = None
                self._show_account()
                self._show_panel(signed_in=False)
        self.heartbeat()

    def _instrument_changed(self, _instrument: Instrument) -> None:
        # the steps of the instruments, which the tables need, came with the list
        self._show_account()

    def _show_account(self) -> None:
        self._window.account_panel.show_account(self._account, self._market.instruments)
        self._show_in_chart()

    def _show_in_chart(self) -> None:
        if self._window.chart is not None:
            self.attach_chart(self._window.chart)

    def _show_panel(self, *, signed_in: bool) -> None:
        if signed_in and self._signed_in:
            return
        self._signed_in = signed_in
        self._shows.setEnabled(signed_in)
        self._window.account_dock.setVisible(signed_in and self._settings.account_panel)

    def _shown_or_hidden(self, shown: bool) -> None:
        self._settings.account_panel = shown
        if shown:
            self._window.account_dock.raise_()
