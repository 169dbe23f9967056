"""From the desk's events to a few Qt signals, at most 20 times a second.

The only QObject that listens to the engine. An event costs one dictionary or list write when it arrives; what
it means for the window is worked out on the tick. Of prices, candles, connections and grid views the newest
wins; of fills and messages nothing is lost. Views of grids are asked for when something happened to a grid or a mark
price moved that counts for one, and at most a few times a second.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from engine import (
    AccountChanged,
    CandleChanged,
    ConnectionChanged,
    Desk,
    DeskEvent,
    Endpoint,
    ErrorReported,
    FundingPaid,
    GapFound,
    GridLiquidated,
    GridRevised,
    GridStarted,
    GridStopped,
    Interval,
    JournalPaused,
    JournalResumed,
    OrderChanged,
    OrderFilled,
    PriceChanged,
    PriceView,
    Recovering,
    SignedIn,
    TradePrinted,
)

FRAME_MS = 50
"""The shortest time between two deliveries: 20 a second, so that with its painting a price shows within 100 ms."""

PRICE_ONLY_FRAMES = 5
"""When only the mark price moved, the views of the grids are delivered every so many frames."""

BUSY_FRAMES = 3
"""While much happens to the grids, their views are delivered every so many frames: six times a second."""

SPARE = 2
"""So many deliveries may come sooner after a quiet while, so that what a user did shows at once."""


class FrameTimer(Protocol):
    """What the bridge needs of a timer: start it once, and it calls back once."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Bridge(QObject):
    """Delivers what the desk said since the last tick."""

    price_changed = Signal(object)
    """PriceView: the newest prices of one instrument."""
    candle_changed = Signal(object, object)
    """Interval, Candle: a forming or just closed candle."""
    connection_changed = Signal(object)
    """ConnectionView: an endpoint as it is now."""
    grids_changed = Signal(object)
    """tuple[GridView, ...]: every grid as it is now."""
    account_changed = Signal()
    """The user's own account has news; the desk has it as it is now."""
    fills_added = Signal(object)
    """list[OrderFilled]: each fill since the last tick, in order."""
    messages_added = Signal(object)
    """list[DeskEvent]: connections, sign-ins, grids, recoveries, gaps and errors, each one, in order."""

    def __init__(
        self,
        desk: Desk,
        *,
        make_timer: Callable[[Callable[[], None], QObject], FrameTimer] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._prices: set[str] = set()
        self._candles: dict[tuple[str, Interval, int], CandleChanged] = {}
        self._connections: set[Endpoint] = set()
        self._fills: list[OrderFilled] = []
        self._messages: list[DeskEvent] = []
        self._grids_dirty = False
        self._marks: dict[str, Decimal | None] = {}
        self._marks_moved = False
        self._credit = SPARE * BUSY_FRAMES
        self._account_dirty = False
        self._frames_since_grids = 0
        self._scheduled = False
        self._timer = (make_timer or single_shot_timer)(self.tick, self)
        self._unsubscribe: Callable[[], None] | None = desk.subscribe(self._take)

    def close(self) -> None:
        """Stop listening; what was not delivered yet is dropped."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._timer.stop()

    def _take(self, event: DeskEvent) -> None:
        match event:
            case TradePrinted():
                self._prices.add(event.trade.instrument)
            case PriceChanged():
                self._prices.add(event.instrument)
            case CandleChanged():
                self._candles[event.candle.instrument, event.interval, event.candle.open_time] = event
            case OrderChanged():
                self._grids_dirty = True
            case OrderFilled():
                self._fills.append(event)
                self._grids_dirty = True
            case ConnectionChanged():
                self._connections.add(event.endpoint)
                self._messages.append(event)
            case GridStarted() | GridStopped() | GridRevised() | GridLiquidated() | FundingPaid():
                self._grids_dirty = True
                self._messages.append(event)
            case AccountChanged():
                self._account_dirty = True
            case (
                SignedIn() | Recovering() | GapFound() | ErrorReported() | JournalPaused() | JournalResumed()
            ):
                self._messages.append(event)
        self._schedule()

    def tick(self) -> None:
        """Deliver everything that arrived since the last tick."""
        self._scheduled = False
        connections, self._connections = self._connections, set()
        candles, self._candles = self._candles, {}
        prices, self._prices = self._prices, set()
        fills, self._fills = self._fills, []
        messages, self._messages = self._messages, []
        for endpoint in connections:
            self.connection_changed.emit(self._desk.connection(endpoint))
        for candle in candles.values():
            self.candle_changed.emit(candle.interval, candle.candle)
        for instrument in prices:
            price = self._desk.price(instrument)
            if price is not None:
                self._marks_moved |= instrument in self._marks and price.mark != self._marks[instrument]
                self.price_changed.emit(price)
        self._deliver_grids()
        if self._account_dirty:
            self._account_dirty = False
            self.account_changed.emit()
        if fills:
            self.fills_added.emit(fills)
        if messages:
            self.messages_added.emit(messages)

    def _deliver_grids(self) -> None:
        self._frames_since_grids += 1
        self._credit = min(SPARE * BUSY_FRAMES, self._credit + 1)
        due = self._grids_dirty and self._credit >= BUSY_FRAMES
        if due or (self._marks_moved and self._frames_since_grids >= PRICE_ONLY_FRAMES):
            self._credit = max(0, self._credit - BUSY_FRAMES)
            self._grids_dirty = self._marks_moved = False
            self._frames_since_grids = 0
            grids = self._desk.grids()
            running = {grid.instrument.name for grid in grids if grid.running}
            self._marks = {name: _mark(self._desk.price(name)) for name in running}
            self.grids_changed.emit(grids)
        elif self._grids_dirty or self._marks_moved:
            self._schedule()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._timer.start()


def _mark(price: PriceView | None) -> Decimal | None:
    return None if price is None else price.mark


def single_shot_timer(callback: Callable[[], None], parent: QObject) -> QTimer:
    """A precise timer that fires once, ``FRAME_MS`` after each start."""
    timer = QTimer(parent)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(True)
    timer.setInterval(FRAME_MS)
    timer.timeout.connect(callback)
    return timer
