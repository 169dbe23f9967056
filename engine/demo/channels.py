"""Channels: what is published on one (stream, selector), and when.

A channel belongs to the gateway, not to a connection: its numbers are shared by every subscriber and begin
at 1 when it first becomes active (protocol reference, section 3.6). ``.d`` channels remember what they last
published, so that a snapshot and the deltas after it always fit.
"""

from collections.abc import Callable, Sequence
from typing import Any

from engine.demo import lite, render
from engine.demo.bars import Bar, opening
from engine.demo.book import BookSide, Level
from engine.demo.lite import Shape
from engine.demo.market import Market
from engine.demo.prints import Print
from engine.demo.selectors import Selector
from engine.market import NS_PER_SECOND

Feed = dict[str, Any]
HEARTBEAT = NS_PER_SECOND
"""A quiet ``v1.book.d`` sends an empty delta this often, ns (section 3.7)."""

_REPLAYED_KLINES = 5


class Channel:
    """One (stream, selector): its last used number and what is due on it. Times are ns."""

    def __init__(self, selector: Selector, shape: Shape) -> None:
        self.selector = selector
        self.shape = shape
        self.sequence = 0

    def activate(self, now: int) -> None:
        """The first subscriber came."""

    def snapshots(self) -> list[Feed]:
        """The payloads with number 0 that a new subscriber gets."""
        return []

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """The payloads to publish now; ``trades`` were printed since the last call."""
        return []


class FullChannel(Channel):
    """``.s`` streams: the whole object on change, not more often than the rate."""

    def __init__(self, selector: Selector, shape: Shape, market: Market, build: Callable[[], Feed]) -> None:
        super().__init__(selector, shape)
        self._market = market
        self._build = build
        self._published: Feed = {}
        self._seen_time = -1
        self._next = 0

    def snapshots(self) -> list[Feed]:
        """The object as it is now."""
        return [self._build()]

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """The object, if it changed and the rate allows it."""
        if now < self._next or self._market.event_time == self._seen_time:
            return []
        self._seen_time = self._market.event_time
        feed = self._build()
        if feed | {"event_time": None} == self._published | {"event_time": None}:
            return []
        self._published = feed
        self._next = now + self.selector.rate
        return [feed]


class FieldsChannel(Channel):
    """``v1.mini.d`` and ``v1.ticker.d``: only the fields that changed."""

    def __init__(self, selector: Selector, shape: Shape, market: Market, build: Callable[[], Feed]) -> None:
        super().__init__(selector, shape)
        self._market = market
        self._build = build
        self._published = build()
        self._next = 0

    def activate(self, now: int) -> None:
        """Deltas are counted from here."""
        self._published = self._build()

    def snapshots(self) -> list[Feed]:
        """The object as the subscribers know it."""
        return [dict(self._published)]

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """The changed fields, if there are any and the rate allows it."""
        if now < self._next or str(self._market.event_time) == self._published["event_time"]:
            return []
        feed = self._build()
        changed = {
            key: value
            for key, value in feed.items()
            if key in {"event_time", "instrument"} or self._published[key] != value
        }
        if len(changed) == 2:
            return []
        self._published = feed
        self._next = now + self.selector.rate
        return [changed]


class BookDeltaChannel(Channel):
    """``v1.book.d``: absolute sizes of changed levels, zero for removed ones, empty deltas as heartbeat."""

    def __init__(self, selector: Selector, market: Market) -> None:
        super().__init__(selector, lite.BOOK)
        self._market = market
        self._bids: dict[int, Level] = {}
        self._asks: dict[int, Level] = {}
        self._event_time = 0
        self._next = 0
        self._sent = 0

    def activate(self, now: int) -> None:
        """Deltas are counted from here."""
        self._remember()
        self._sent = now

    def snapshots(self) -> list[Feed]:
        """The whole book as the subscribers know it."""
        return [
            {
                "event_time": str(self._event_time),
                "instrument": self._market.listing.name,
                "bids": [
                    render.level(price, *self._bids[price]) for price in sorted(self._bids, reverse=True)
                ],
                "asks": [render.level(price, *self._asks[price]) for price in sorted(self._asks)],
            }
        ]

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """What changed since the last delta, if the rate allows it."""
        if now < self._next:
            return []
        event_time = now
        bids: list[Feed] = []
        asks: list[Feed] = []
        if self._market.event_time != self._event_time:
            event_time = self._market.event_time
            bids = _changes(self._bids, self._market.book.bids)
            asks = _changes(self._asks, self._market.book.asks)
            self._event_time = event_time
        if not bids and not asks and now - self._sent < HEARTBEAT:
            return []
        self._remember()
        self._sent = now
        self._next = now + self.selector.rate
        return [
            {
                "event_time": str(event_time),
                "instrument": self._market.listing.name,
                "bids": bids,
                "asks": asks,
            }
        ]

    def _remember(self) -> None:
        self._bids = dict(self._market.book.bids.levels)
        self._asks = dict(self._market.book.asks.levels)
        self._event_time = self._market.event_time


def _changes(known: dict[int, Level], side: BookSide) -> list[Feed]:
    levels = side.levels
    changed = [render.level(price, *level) for price, level in levels.items() if known.get(price) != level]
    changed.extend(render.level(price, 0, 0) for price in known if price not in levels)
    return changed


class TradeChannel(Channel):
    """``v1.trade``: one message a trade; the newest ones are replayed, oldest first, on subscribing."""

    def __init__(self, selector: Selector, market: Market) -> None:
        super().__init__(selector, lite.TRADE)
        self._market = market

    def snapshots(self) -> list[Feed]:
        """The newest trades, as many as the selector's limit."""
        name = self._market.listing.name
        return [render.trade(name, item) for item in self._market.trades.latest(self.selector.limit)]

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """Every trade."""
        return [render.trade(self._market.listing.name, item) for item in trades]


class CandleChannel(Channel):
    """``v1.candle``: five klines on subscribing, then each kline when it closes.

    ``resend_forming`` says whether the forming kline is sent too, at most once a second.
    """

    def __init__(self, selector: Selector, market: Market, resend_forming: Callable[[], bool]) -> None:
        super().__init__(selector, lite.CANDLE)
        self._market = market
        self._resend_forming = resend_forming
        self._forming = 0
        self._forming_trades = 0
        self._next_resend = 0

    def activate(self, now: int) -> None:
        """Klines that close from here on are published."""
        self._forming = opening(now, self.selector.interval)

    def snapshots(self) -> list[Feed]:
        """The five newest klines, oldest first; the forming one counts only where it is sent at all."""
        newest = self._forming if self._resend_forming() else self._forming - 1
        found: list[Feed] = []
        for bar in self._market.bars.newest_first(0, newest, self.selector.interval):
            found.append(self._feed(bar))
            if len(found) == _REPLAYED_KLINES:
                break
        found.reverse()
        return found

    def due(self, now: int, trades: Sequence[Print]) -> list[Feed]:
        """Klines that closed, and the forming one if it changed and is wanted."""
        length = self.selector.interval
        found: list[Feed] = []
        newest = opening(now, length)
        self._forming = max(self._forming, newest - _REPLAYED_KLINES * length)
        while self._forming < newest:
            closed = self._market.bars.bar(self._forming, length)
            if closed is not None:
                found.append(self._feed(closed))
            self._forming += length
            self._forming_trades = 0
        if now >= self._next_resend and self._resend_forming():
            forming = self._market.bars.bar(self._forming, length)
            if forming is not None and forming.trades != self._forming_trades:
                self._forming_trades = forming.trades
                self._next_resend = now + NS_PER_SECOND
                found.append(self._feed(forming))
        return found

    def _feed(self, bar: Bar) -> Feed:
        return render.candle(
            self._market.listing.name, bar, self.selector.interval, self.selector.candle_type
        )


class StillChannel(Channel):
    """A private stream: its present state on subscribing, and then nothing, for nothing trades."""

    def __init__(self, selector: Selector, shape: Shape, state: Callable[[], list[Feed]]) -> None:
        super().__init__(selector, shape)
        self._state = state

    def snapshots(self) -> list[Feed]:
        """The present state."""
        return self._state()
