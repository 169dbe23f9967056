"""Tells the desktop what happens: notifications, sounds and the icon in the tray."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from PySide6.QtCore import QObject

from engine import ConnectionState, Desk, DeskEvent, Endpoint, GridView, Instrument, OrderFilled
from gui.bridge import Bridge
from gui.formatting import connection_state_text, money_text
from gui.notifications.decide import STALE_AFTER, URGENT, Announcer, Happening
from gui.notifications.tray import Tray, TrayState
from gui.notifications.words import Wording
from gui.preferences import Preferences
from gui.theme import Theme


class Sounder(Protocol):
    """Makes the sound of a kind of announcement."""

    def play(self, happening: Happening) -> None: ...


class Notifier(QObject):
    """Hears the desk through the bridge, and decides with an ``Announcer``."""

    def __init__(
        self,
        *,
        desk: Desk,
        bridge: Bridge,
        tray: Tray,
        sounds: Sounder,
        instruments: Callable[[], Mapping[str, Instrument]],
        preferences: Callable[[], Preferences],
        theme: Callable[[], Theme],
        clock: Callable[[], float],
        local_now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        """``clock`` is monotonic, in seconds; ``local_now`` is the computer's own time, for the quiet hours."""
        super().__init__(parent)
        self._desk = desk
        self._tray = tray
        self._sounds = sounds
        self._instruments = instruments
        self._preferences = preferences
        self._theme = theme
        self._clock = clock
        self._local_now = local_now
        self._announcer = Announcer()
        self._wording = Wording(self)
        self._grids: tuple[GridView, ...] = ()
        bridge.fills_added.connect(self._hear_fills)
        bridge.messages_added.connect(self._hear_all)
        bridge.grids_changed.connect(self._grids_changed)

    def heartbeat(self) -> None:
        """Called four times a second: what is due is announced, and the tray shows the state."""
        now = self._clock()
        self._announcer.see_connection(self._desk.connection(Endpoint.MARKET_DATA), now)
        for grid in self._grids:
            self._look_at(grid, now)
        for announcement in self._announcer.due(now):
            happening = announcement.happening
            # read only now: four times a second would be much work for nothing
            preferences, time_of_day = self._preferences(), self._local_now().time()
            if preferences.announces(happening, time_of_day):
                words = self._wording.words(announcement, self._instruments())
                title = self.tr("PAPER · {title}").format(title=words.title)
                self._tray.announce(title, words.text, urgent=happening in URGENT)
                if preferences.sounds:
                    self._sounds.play(happening)
        self._show_state(now)

    def _look_at(self, grid: GridView, now: float) -> None:
        price = self._desk.price(grid.instrument.name)
        if price is None:
            return
        self._announcer.see_grid(grid, price.last, now)
        self._announcer.see_price_age(grid.instrument.name, max(0.0, now - price.received_at), now)

    def _show_state(self, now: float) -> None:
        view = self._desk.connection(Endpoint.MARKET_DATA)
        state = TrayState.OFFLINE
        if view.state is ConnectionState.LIVE:
            old = [grid for grid in self._grids if self._is_old(grid, now)]
            state = TrayState.STALE if old else TrayState.LIVE
        elif view.state is ConnectionState.STALE:
            state = TrayState.STALE
        environment = self._desk.environment.name.value.upper()
        lines = [
            self.tr("Gridwell · PAPER · {environment}").format(environment=environment),
            connection_state_text(view.state),
        ]
        if self._grids:
            count = self.tr("%n grid(s), total {profit}", "", len(self._grids))
            lines.append(count.format(profit=self._profit()))
        self._tray.show_state(state, self._theme(), "\n".join(lines), grids=len(self._grids))

    def _is_old(self, grid: GridView, now: float) -> bool:
        price = self._desk.price(grid.instrument.name)
        return price is None or now - price.received_at > STALE_AFTER

    def _profit(self) -> str:
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for grid in self._grids:
            totals[grid.instrument.quote] += grid.totals.total
        return ", ".join(f"{money_text(total)} {quote}" for quote, total in sorted(totals.items()))

    def _hear_fills(self, events: list[OrderFilled]) -> None:
        now = self._clock()
        for event in events:
            self._announcer.hear(event, now)

    def _hear_all(self, events: list[DeskEvent]) -> None:
        now = self._clock()
        for event in events:
            self._announcer.hear(event, now)

    def _grids_changed(self, grids: tuple[GridView, ...]) -> None:
        self._grids = tuple(grid for grid in grids if grid.running)
