"""The hub: every channel of the gateway, who listens, and the numbers on what is sent."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

from engine.demo import lite, render
from engine.demo.account import Account
from engine.demo.channels import (
    BookDeltaChannel,
    CandleChannel,
    Channel,
    Feed,
    FieldsChannel,
    FullChannel,
    StillChannel,
    TradeChannel,
)
from engine.demo.faults import Faults
from engine.demo.lite import Encoding
from engine.demo.market import Printed, Venue
from engine.demo.prints import Print
from engine.demo.selectors import Selector

_SHAPES = {
    "v1.order": lite.ORDER,
    "v1.state": lite.ORDER_CHANGE,
    "v1.fill": lite.FILL,
    "v1.position": lite.POSITION,
}


TRADE_STREAM = "v1.trade"


class Listener(Protocol):
    """A connection, as the hub sees it."""

    def send_feed(self, frame: bytes) -> None:
        """Take a feed message for sending; never blocks."""


def feed_frame(channel: Channel, feed: Feed, number: int, encoding: Encoding) -> bytes:
    """A feed message on the wire (protocol reference, section 3.5)."""
    envelope = {
        "stream": channel.selector.stream,
        "selector": channel.selector.text,
        "sequence_number": str(number),
        "feed": channel.shape.encode(feed, encoding),
        "prev_sequence_number": str(max(0, number - 1)),
    }
    return msgspec.json.encode(lite.FEED.encode(envelope, encoding))


class Hub:
    """All channels of the gateway. Connections of both hosts share it."""

    def __init__(self, venue: Venue, account: Account, faults: Faults) -> None:
        self._venue = venue
        self._account = account
        self._faults = faults
        self._channels: dict[tuple[str, str], Channel] = {}
        self._listeners: dict[Channel, dict[Listener, Encoding]] = {}

    def channel(self, selector: Selector) -> Channel:
        """The channel of a selector, made when it is first asked for."""
        key = (selector.stream, selector.text)
        found = self._channels.get(key)
        if found is None:
            found = self._channels[key] = self._make(selector)
        return found

    def join(self, channel: Channel, listener: Listener, encoding: Encoding) -> list[bytes]:
        """Subscribe a listener; the snapshot frames that it gets first."""
        listeners = self._listeners.setdefault(channel, {})
        if not listeners:
            channel.activate(self._venue.now)
        listeners[listener] = encoding
        return [feed_frame(channel, feed, 0, encoding) for feed in channel.snapshots()]

    def leave(self, channel: Channel, listener: Listener) -> None:
        """End a listener's subscription; the channel's numbers are kept."""
        listeners = self._listeners.get(channel)
        if listeners is not None:
            listeners.pop(listener, None)
            if not listeners:
                del self._listeners[channel]

    def restart(self) -> None:
        """Forget every channel, as a restarted gateway does: numbers begin at 1 again."""
        self._channels.clear()
        self._listeners.clear()

    def listeners_of(self, stream: str) -> set[Listener]:
        """Everyone who has a subscription on a stream."""
        return {
            listener
            for channel, listeners in self._listeners.items()
            if channel.selector.stream == stream
            for listener in listeners
        }

    def publish(self, printed: Iterable[Printed]) -> None:
        """Send what is due on every channel that somebody listens to.

        Trades go first, so that a kline never closes before the last of its trades was sent.
        """
        trades: dict[str | None, list[Print]] = {}
        for item in printed:
            trades.setdefault(item.instrument, []).append(item.trade)
        for channel, listeners in sorted(self._listeners.items(), key=_trades_first):
            for feed in channel.due(self._venue.now, trades.get(channel.selector.instrument, ())):
                self._send(channel, listeners, feed)

    def _send(self, channel: Channel, listeners: dict[Listener, Encoding], feed: Feed) -> None:
        channel.sequence += 1
        copies = 1
        if channel.selector.stream == TRADE_STREAM:
            if self._faults.skip_trades > 0:
                self._faults.skip_trades -= 1
                return
            if self._faults.duplicate_trades > 0:
                self._faults.duplicate_trades -= 1
                copies = 2
        frames: dict[Encoding, bytes] = {}
        for listener, encoding in listeners.items():
            frame = frames.get(encoding)
            if frame is None:
                frame = frames[encoding] = feed_frame(channel, feed, channel.sequence, encoding)
            for _ in range(copies):
                listener.send_feed(frame)

    def _make(self, selector: Selector) -> Channel:
        stream = selector.stream
        if stream in _SHAPES:
            return StillChannel(selector, _SHAPES[stream], lambda: self._private_state(selector))
        if selector.instrument is None or stream not in _MARKET_SHAPES:
            return Channel(selector, lite.OPAQUE)
        market = self._venue.markets[selector.instrument]
        shape = _MARKET_SHAPES[stream]

        def mini() -> Feed:
            return render.mini(market)

        def ticker() -> Feed:
            return render.ticker(market, self._venue.seed, self._venue.now)

        def book() -> Feed:
            return render.book(market, selector.depth)

        match stream:
            case "v1.book.d":
                return BookDeltaChannel(selector, market)
            case "v1.trade":
                return TradeChannel(selector, market)
            case "v1.candle":
                return CandleChannel(selector, market, lambda: self._faults.resend_forming_candle)
            case "v1.mini.d":
                return FieldsChannel(selector, shape, market, mini)
            case "v1.ticker.d":
                return FieldsChannel(selector, shape, market, ticker)
            case "v1.book.s":
                return FullChannel(selector, shape, market, book)
            case "v1.ticker.s":
                return FullChannel(selector, shape, market, ticker)
        return FullChannel(selector, shape, market, mini)

    def _private_state(self, selector: Selector) -> list[Feed]:
        """Only positions are sent on subscribing (protocol reference, section 6.1)."""
        return self._account.positions(selector.instrument) if selector.stream == "v1.position" else []


def _trades_first(item: tuple[Channel, dict[Listener, Encoding]]) -> bool:
    return item[0].selector.stream != TRADE_STREAM


_MARKET_SHAPES = {
    "v1.mini.s": lite.MINI,
    "v1.mini.d": lite.MINI,
    "v1.ticker.s": lite.TICKER,
    "v1.ticker.d": lite.TICKER,
    "v1.book.s": lite.BOOK,
    "v1.book.d": lite.BOOK,
    "v1.trade": lite.TRADE,
    "v1.candle": lite.CANDLE,
}
