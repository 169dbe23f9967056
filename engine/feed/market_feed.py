"""The public feed of any number of instruments over one WebSocket."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial

from engine.feed.backfill import MarketRest
from engine.feed.book_stream import BOOK_DEPTH
from engine.feed.instrument_feed import InstrumentFeed
from engine.feed.listener import InstrumentListener
from engine.feed.status import EndpointStatus
from engine.feed.subscription_refusal import PERMANENT_REFUSALS
from engine.feed.supervisor import SocketSupervisor, Subscription
from engine.feed.timing import Clock, FeedTiming
from engine.grvt.errors import MalformedMessage
from engine.grvt.socket import GrvtSocket
from engine.grvt.trade_frames import TradeRun, read_run
from engine.grvt.wire import (
    BOOK_D,
    BOOK_S,
    CANDLE,
    MINI_S,
    TICKER_S,
    TRADE,
    Feed,
    RequestFailed,
    Subscribed,
    book_delta_selector,
    book_selector,
    candle_selector,
    decode_frame,
    mini_selector,
    ticker_selector,
    trade_selector,
)
from engine.market import TradeKey

MINI_RATE_MS = 200
TICKER_RATE_MS = 1000
BOOK_RATE_MS = 100
BOOK_SNAPSHOT_RATE_MS = 500
_OPTIONAL = frozenset({BOOK_D, BOOK_S, TICKER_S})


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
        self._by_selector: dict[str, InstrumentFeed] = {}
        self._refused: dict[Subscription, int] = {}
        self._without_book: set[str] = set()
        self._data_at: float | None = None
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
        self,
        instrument: str,
        *,
        candles: bool,
        cursor: TradeKey | None = None,
        number: int | None = None,
        doubted: bool = False,
        book: bool = True,
    ) -> InstrumentFeed:
        """Follow an instrument's prices, trades and ticker, and its book and one-minute candles if asked for.

        The book comes from ``v1.book.d``, where that is refused from ``v1.book.s``, else from the best bid and offer.

        ``cursor``: the newest trade processed in an earlier run; what traded since is recovered first. A feed that
        is further already goes back to it. ``number``: the feed's ``number_at`` it then. ``doubted``: an earlier run
        told that what came after it could not be recovered.
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
                number=number,
                doubted=doubted,
                ask_again=partial(self._ask_again, instrument),
            )
        elif cursor is not None:
            feed.rewind(cursor, number=number, doubted=doubted)
        for subscription in self._subscriptions(instrument, candles=candles, book=book):
            self._by_selector[subscription.selector] = feed
            if subscription not in self._supervisor.wanted and subscription not in self._refused:
                self._supervisor.want(subscription)
                await self._supervisor.ask(subscription)
        return feed

    async def unfollow(self, instrument: str) -> None:
        """No longer follow an instrument."""
        feed = self._feeds.pop(instrument, None)
        if feed is None:
            return
        for selector in [selector for selector, other in self._by_selector.items() if other is feed]:
            del self._by_selector[selector]
        for subscription in self._supervisor.wanted:
            if _instrument_of(subscription.selector) == instrument:
                await self._supervisor.unsubscribe(subscription)
        self._without_book.discard(instrument)
        for subscription in [item for item in self._refused if _instrument_of(item.selector) == instrument]:
            del self._refused[subscription]
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

    def on_frames(self, frames: Sequence[bytes]) -> Iterator[Subscribed | RequestFailed]:
        """Decode frames and pass them on; a malformed one is counted and reported once per kind.

        Live trades of one instrument that follow each other are passed on together.
        """
        at = 0
        while at < len(frames):
            run = read_run(frames, at)
            if run is not None:
                at += len(run.trades)
                self._on_run(run)
                continue
            frame = frames[at]
            at += 1
            try:
                message = decode_frame(frame)
                if isinstance(message, Feed):
                    self._on_feed(message)
                    continue
            except MalformedMessage as error:
                self._on_malformed(error)
                continue
            if isinstance(message, Subscribed):
                self._on_subscribed(message)
            if isinstance(message, Subscribed | RequestFailed):
                yield message

    def on_refused(self, subscription: Subscription, answer: RequestFailed) -> None:
        """The exchange refused one subscription; the others go on."""
        self._supervisor.unwant(subscription)
        instrument = _instrument_of(subscription.selector)
        if subscription.optional:
            self._do_without(subscription, instrument, answer)
        else:
            self._listener.on_feed_error(
                instrument,
                f"the exchange refused {subscription.stream}: {answer.message} (code {answer.code})",
            )

    def on_down(self) -> None:
        """The connection is gone. What was refused for the moment is asked for again on the next one."""
        self._data_at = None
        for feed in self._feeds.values():
            feed.on_down()
        for subscription in [item for item, code in self._refused.items() if code not in PERMANENT_REFUSALS]:
            del self._refused[subscription]
            self._supervisor.want(subscription)
            if subscription.stream == BOOK_D:
                self._supervisor.unwant(_book_snapshots(_instrument_of(subscription.selector)))

    def _do_without(self, subscription: Subscription, instrument: str, answer: RequestFailed) -> None:
        """An optional stream is refused: a book by change is replaced by one in full, the others are missing."""
        self._refused[subscription] = answer.code
        feed = self._feeds.get(instrument)
        if feed is None:
            return
        feed.on_refused(subscription.stream)
        if subscription.stream == BOOK_D:
            fallback = _book_snapshots(instrument)
            self._supervisor.want(fallback)
            self._supervisor.ask_soon(fallback)
        elif subscription.stream == BOOK_S and instrument not in self._without_book:
            self._without_book.add(instrument)
            self._listener.on_feed_error(
                instrument,
                "the exchange serves no order book, so only the best bid and offer are known: "
                f"{answer.message} (code {answer.code})",
            )

    def _ask_again(self, instrument: str, stream: str, *, anew: bool) -> None:
        for subscription in self._supervisor.wanted:
            if subscription.stream == stream and _instrument_of(subscription.selector) == instrument:
                self._supervisor.ask_soon(subscription, anew=anew)

    def _subscriptions(self, instrument: str, *, candles: bool, book: bool) -> list[Subscription]:
        """What an instrument needs; the book comes before the trades, so that it is there when they are whole."""
        wanted = [Subscription(MINI_S, mini_selector(instrument, MINI_RATE_MS))]
        if book:
            selector = book_delta_selector(instrument, BOOK_RATE_MS)
            wanted.append(Subscription(BOOK_D, selector, optional=True))
        wanted.append(Subscription(TRADE, trade_selector(instrument)))
        if candles:
            wanted.append(Subscription(CANDLE, candle_selector(instrument)))
        wanted.append(Subscription(TICKER_S, ticker_selector(instrument, TICKER_RATE_MS), optional=True))
        return wanted

    def _on_run(self, run: TradeRun) -> None:
        """Pass on together what is plainly next, and the rest one by one."""
        feed, passed = self._by_selector.get(run.selector), 0
        if feed is not None and run.trades[0].instrument == feed.instrument:
            passed = feed.passes(run)
            if passed:
                facts = self._supervisor.facts
                facts.data_at = self._data_at = facts.received_at
                feed.tell_run(run.trades[:passed], facts.received_at or 0.0)
        for message in run.messages(passed):
            try:
                self._on_feed(message)
            except MalformedMessage as error:
                self._on_malformed(error)

    def _on_malformed(self, error: MalformedMessage) -> None:
        self.malformed[error.kind] += 1
        if self.malformed[error.kind] == 1:
            self._listener.on_feed_error("market data", f"skipped a {error}")

    def _on_feed(self, message: Feed) -> None:
        feed = self._by_selector.get(message.selector) or self._feeds.get(_instrument_of(message.selector))
        if feed is None:
            # a payload that was under way when the instrument was given up, or one nobody asked for
            self.malformed["not_asked_for"] += 1
            return
        if message.payload.instrument != feed.instrument:
            raise MalformedMessage(
                "wrong_instrument", f"{message.payload.instrument} in a message for {message.selector}"
            )
        facts = self._supervisor.facts
        if message.stream not in _OPTIONAL or self._data_at is None:
            facts.data_at = self._data_at = facts.received_at
        else:
            # a book goes on beating when prices and trades have stopped: it is no sign that the feed is well
            facts.data_at = self._data_at
        feed.on_feed(message, facts.received_at)

    def _on_subscribed(self, answer: Subscribed) -> None:
        for index, selector in enumerate(answer.subs):
            feed = self._feeds.get(_instrument_of(selector))
            if feed is not None:
                snapshots = answer.num_snapshots[index] if index < len(answer.num_snapshots) else 0
                first = answer.first_sequence[index] if index < len(answer.first_sequence) else None
                feed.on_subscribed(answer.stream, snapshots, first)


def _book_snapshots(instrument: str) -> Subscription:
    selector = book_selector(instrument, BOOK_SNAPSHOT_RATE_MS, BOOK_DEPTH)
    return Subscription(BOOK_S, selector, optional=True)


def _instrument_of(selector: str) -> str:
    return selector.partition("@")[0]
