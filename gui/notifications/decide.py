"""What the user is told about on his desktop, and when. No Qt and no clock: times are handed in, in seconds.

Rules:

1. Things of one kind that happen in quick succession are one announcement: it waits until nothing more of its kind
   came for ``QUIET_FOR``, but not longer than ``MERGED_FOR`` after the first. The next one of that kind comes
   ``APART`` later at the earliest, with everything that happened meanwhile. What is urgent does not wait.
2. A lost connection is announced when it did not come back within ``LOST_AFTER``: a short cut that the desk repairs by
   itself is no news. It is announced once; the next time after it was live again. The same holds for a stale price.
3. A grid whose price leaves its range is announced once; the next time after the price stayed inside for ``BACK_FOR``.
4. What the user did himself is not announced: he stopped the grid, so he knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from engine import (
    STOPPED_BY_USER,
    ConnectionState,
    ConnectionView,
    DeskEvent,
    GridLiquidated,
    GridStopped,
    GridView,
    JournalPaused,
    JournalResumed,
    OrderFilled,
)

QUIET_FOR = 1.0
MERGED_FOR = 3.0
APART = 10.0
LOST_AFTER = 5.0
STALE_AFTER = 15.0
BACK_FOR = 60.0


class Happening(Enum):
    """What can be announced; the values are kept in the settings."""

    FILL = "fill"
    STOP = "stop"
    RANGE = "range"
    LOST = "lost"
    STALE = "stale"
    LIQUIDATION = "liquidation"
    JOURNAL = "journal"


URGENT = frozenset(
    {Happening.STOP, Happening.LIQUIDATION, Happening.JOURNAL, Happening.LOST, Happening.STALE}
)


@dataclass(frozen=True, slots=True)
class LeftRange:
    """The price of a running grid left its range; ``bound`` is the one it crossed, both in quote."""

    grid_id: int
    instrument: str
    price: Decimal
    bound: Decimal


@dataclass(frozen=True, slots=True)
class ConnectionLost:
    """The market data has been away for some seconds; ``reason`` as the desk gave it."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class PriceStale:
    """No new price of an instrument for so many seconds, although the connection stands."""

    instrument: str
    age: float


Cause = OrderFilled | GridStopped | GridLiquidated | JournalPaused | LeftRange | ConnectionLost | PriceStale


@dataclass(frozen=True, slots=True)
class Announcement:
    """What happened, oldest first, within ``seconds``."""

    happening: Happening
    causes: tuple[Cause, ...]
    seconds: float


@dataclass(slots=True)
class _Burst:
    causes: list[Cause] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0
    announced: float = float("-inf")


class Announcer:
    """Collects what happens and says what is due."""

    def __init__(self) -> None:
        self._bursts = {happening: _Burst() for happening in Happening}
        self._live_before = False
        self._lost_since: float | None = None
        self._lost_told = False
        self._stale_told: set[str] = set()
        self._outside: set[int] = set()
        self._inside_since: dict[int, float] = {}
        self._liquidated: set[int] = set()

    def hear(self, event: DeskEvent, now: float) -> None:
        """Something happened on the desk."""
        match event:
            case OrderFilled():
                self._add(Happening.FILL, event, now)
            case GridLiquidated():
                self._liquidated.add(event.grid_id)
                self._add(Happening.LIQUIDATION, event, now)
            case GridStopped():
                if event.grid_id not in self._liquidated and event.reason != STOPPED_BY_USER:
                    self._add(Happening.STOP, event, now)
            case JournalPaused():
                self._add(Happening.JOURNAL, event, now)
            case JournalResumed():
                self._bursts[Happening.JOURNAL].causes.clear()
            case _:
                return

    def see_grid(self, grid: GridView, price: Decimal | None, now: float) -> None:
        """A running grid and the last price of its instrument, as they are now."""
        if price is None or not grid.running:
            return
        lower, upper = grid.spec.lower, grid.spec.upper
        if lower <= price <= upper:
            since = self._inside_since.setdefault(grid.grid_id, now)
            if now - since >= BACK_FOR:
                self._outside.discard(grid.grid_id)
            return
        never_inside = grid.grid_id not in self._inside_since and grid.grid_id not in self._outside
        self._inside_since.pop(grid.grid_id, None)
        if grid.grid_id in self._outside:
            return
        self._outside.add(grid.grid_id)
        if not never_inside:
            bound = upper if price > upper else lower
            self._add(Happening.RANGE, LeftRange(grid.grid_id, grid.instrument.name, price, bound), now)

    def see_connection(self, view: ConnectionView, now: float) -> None:
        """The connection of the market data, as it is now."""
        if view.state in {ConnectionState.LIVE, ConnectionState.STALE}:
            self._live_before = True
            self._lost_since = None
            self._lost_told = False
            return
        if not self._live_before or view.state is ConnectionState.OFFLINE:
            return
        if self._lost_since is None:
            self._lost_since = now
        if now - self._lost_since >= LOST_AFTER and not self._lost_told:
            self._lost_told = True
            self._add(Happening.LOST, ConnectionLost(view.reason), now)

    def see_price_age(self, instrument: str, age: float | None, now: float) -> None:
        """How many seconds ago the newest price of an instrument with a running grid came; None: none yet."""
        if age is None or age < STALE_AFTER:
            self._stale_told.discard(instrument)
        elif self._lost_since is None and instrument not in self._stale_told:
            self._stale_told.add(instrument)
            self._add(Happening.STALE, PriceStale(instrument, age), now)

    def due(self, now: float) -> tuple[Announcement, ...]:
        """What is to be announced now; each is returned once."""
        return tuple(self._take(happening, now) for happening in self._due_kinds(now))

    def _due_kinds(self, now: float) -> Iterable[Happening]:
        for happening, burst in self._bursts.items():
            if not burst.causes:
                continue
            settled = now - burst.last >= QUIET_FOR or now - burst.first >= MERGED_FOR
            if happening in URGENT or (settled and now - burst.announced >= APART):
                yield happening

    def _take(self, happening: Happening, now: float) -> Announcement:
        burst = self._bursts[happening]
        announcement = Announcement(happening, tuple(burst.causes), burst.last - burst.first)
        self._bursts[happening] = _Burst(announced=now)
        return announcement

    def _add(self, happening: Happening, cause: Cause, now: float) -> None:
        burst = self._bursts[happening]
        if not burst.causes:
            burst.first = now
        burst.last = now
        burst.causes.append(cause)
