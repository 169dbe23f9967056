"""The public feed of any number of instruments over one WebSocket."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from engine.feed.backfill import MarketRest
from engine.feed.instrument_feed import InstrumentFeed, InstrumentListener
from engine.feed.status import EndpointStatus
from engine.feed.supervisor import SocketSupervisor, Subscription
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.errors import MalformedMessage
from engine.grvt.socket import GrvtSocket
from engine.grvt.wire import (
    CANDLE,
    MINI_S,
    TRADE,
    Feed,
    RequestFailed,
    Subscribed,
    candle_selector,
    decode_frame,
    mini_selector,
    trade_selector,
)
from engine.market import TradeKey

MINI_RATE_MS = 200


class MarketFeed:
    """Prices and trades of the instruments that are followed. Runs until cancelled."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[GrvtSocket]],
        rest: MarketRest,
        listener: InstrumentListener,
        status: EndpointStatus,
        *,
        clock: Clock,
        timing: FeedTiming,
        feed_moved_on: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """``connect`` opens the public WebSocket; ``rest`` is where missed trades come from."""
        self.malformed: Counter[str] = Counter()
        self._feeds: dict[str, InstrumentFeed] = {}
        self._rest = rest
        self._listener = listener
        self._clock = clock
        self._timing = timing
        self._supervisor = SocketSupervisor(
            connect, self, status, clock=clock, timing=timing, feed_moved_on=feed_moved_on
        )

    @property
    def supervisor(self) -> SocketSupervisor:
        """The connection underneath."""
        return self._supervisor

    def feed(self, instrument: str) -> InstrumentFeed | None:
        """The streams of an instrument that is followed."""
        return self._feeds.get(instrument)

    def feeds(self) -> tuple[InstrumentFeed, ...]:
        """The streams of every instrument that is followed."""
        return tuple(self._feeds.values())

    async def follow(
        self, instrument: str, *, candles: bool, cursor: TradeKey | None = None
    ) -> InstrumentFeed:
        """Follow an instrument's prices and trades, and its one-minute candles if asked for.

        ``cursor``: the newest trade processed in an earlier run; what traded since is recovered first.
        """
        feed = self._feeds.get(instrument)
        if feed is None:
            feed = self._feeds[instrument] = InstrumentFeed(
                instrument,
                self._rest,
                self._listener,
                clock=self._clock,
                timing=self._timing,
                cursor=cursor,
            )
        wanted = [
            Subscription(MINI_S, mini_selector(instrument, MINI_RATE_MS)),
            Subscription(TRADE, trade_selector(instrument)),
        ]
        if candles:
            wanted.append(Subscription(CANDLE, candle_selector(instrument)))
        for subscription in wanted:
            if subscription not in self._supervisor.wanted:
                self._supervisor.want(subscription)
                await self._supervisor.ask(subscription)
        return feed

    async def unfollow(self, instrument: str) -> None:
        """No longer follow an instrument."""
        feed = self._feeds.pop(instrument, None)
        if feed is None:
            return
        for subscription in self._supervisor.wanted:
            if _instrument_of(subscription.selector) == instrument:
                await self._supervisor.unsubscribe(subscription)
        await feed.stop()

    async def run(self) -> None:
        """Keep the connection and feed the listener until cancelled, or until the retries are used up."""
        try:
            await self._supervisor.run()
        finally:
            await asyncio.gather(*(feed.stop() for feed in self._feeds.values()))

    def on_subscribing(self, subscription: Subscription) -> None:
        """A subscription is being asked for (called by the supervisor)."""
        feed = self._feeds.get(_instrument_of(subscription.selector))
        if feed is not None:
            feed.on_subscribing(subscription.stream)

    def on_frame(self, frame: bytes) -> Subscribed | RequestFailed | None:
        """Decode a frame and pass it on; a malformed one is counted and reported once per kind."""
        try:
            message = decode_frame(frame)
            if isinstance(message, Feed):
                self._on_feed(message)
                return None
        except MalformedMessage as error:
            self.malformed[error.kind] += 1
            if self.malformed[error.kind] == 1:
                self._listener.on_feed_error("market data", f"skipped a {error}")
            return None
        if isinstance(message, Subscribed):
            self._on_subscribed(message)
            return message
        return message if isinstance(message, RequestFailed) else None

    def on_refused(self, subscription: Subscription, answer: RequestFailed) -> None:
        """The exchange refused one subscription; the others go on."""
        self._supervisor.unwant(subscription)
        self._listener.on_feed_error(
            _instrument_of(subscription.selector),
            f"the exchange refused {subscription.stream}: {answer.message} (code {answer.code})",
        )

    def on_down(self) -> None:
        """The connection is gone."""
        for feed in self._feeds.values():
            feed.on_down()

    def _on_feed(self, message: Feed) -> None:
        instrument = _instrument_of(message.selector)
        feed = self._feeds.get(instrument)
        if feed is None:
            # a payload that was under way when the instrument was given up, or one nobody asked for
            self.malformed["not_asked_for"] += 1
            return
        if message.payload.instrument != instrument:
            raise MalformedMessage(
                "wrong_instrument", f"{message.payload.instrument} in a message for {message.selector}"
            )
        feed.on_feed(message)

    def _on_subscribed(self, answer: Subscribed) -> None:
        for index, selector in enumerate(answer.subs):
            feed = self._feeds.get(_instrument_of(selector))
            if feed is not None:
                snapshots = answer.num_snapshots[index] if index < len(answer.num_snapshots) else 0
                first = answer.first_sequence[index] if index < len(answer.first_sequence) else None
                feed.on_subscribed(answer.stream, snapshots, first)


def _instrument_of(selector: str) -> str:
    return selector.partition("@")[0]
