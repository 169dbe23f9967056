"""The streams of one instrument: prices, and trades in order, once, with what was missed recovered first."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from engine.feed.backfill import MarketRest, Missed, fetch_patiently
from engine.feed.book_stream import AskAgain, BookStream
from engine.feed.gaps import Gap
from engine.feed.listener import InstrumentListener
from engine.feed.meter import RateMeter
from engine.feed.order_book import OrderBook
from engine.feed.outage import TOLD_BEFORE, Outage
from engine.feed.price_doubt import PriceDoubt
from engine.feed.sequence import SequenceTracker, Verdict
from engine.feed.timing import Clock, FeedTiming
from engine.feed.trade_line import Release, TradeLine
from engine.feed.trade_numbers import TradeNumbers
from engine.grvt.errors import ExchangeError
from engine.grvt.trade_frames import TradeRun
from engine.grvt.wire import BOOK_D, BOOK_S, TRADE, BookUpdate, Feed
from engine.market import Candle, MiniTicker, Ticker, Trade, TradeId, TradeKey

RELEASE_CHUNK = 200
_BEFORE_EVERY_ID = TradeId(-1, -1)
_BOOKS = frozenset({BOOK_D, BOOK_S})


def _nobody(stream: str, *, anew: bool) -> None:
    """Nobody subscribes again."""


class InstrumentFeed:
    """Follows one instrument over any number of connections."""

    def __init__(
        self,
        instrument: str,
        rest: MarketRest,
        listener: InstrumentListener,
        *,
        clock: Clock,
        timing: FeedTiming,
        cursor: TradeKey | None = None,
        number: int | None = None,
        doubted: bool = False,
        ask_again: AskAgain = _nobody,
    ) -> None:
        """Make one that waits for its subscriptions.

        Args:
            instrument: its name.
            rest: where missed trades come from.
            listener: who gets what the streams bring.
            clock: where time comes from.
            timing: how long is too long.
            cursor: the newest trade processed in an earlier run, None to begin with what is known now.
            number: ``number_at`` the cursor then, None where it is not known.
            doubted: an earlier run told that what came after the cursor could not be recovered.
            ask_again: subscribes a stream of this instrument once more.
        """
        self.instrument = instrument
        self.line = TradeLine(cursor)
        self.ticker: MiniTicker | None = None
        self.full_ticker: Ticker | None = None
        self.last_trade: Trade | None = None
        self.trackers: dict[str, SequenceTracker] = {}
        self.meters: dict[str, RateMeter] = {}
        self.gaps = 0
        self.recovered = 0
        self.ready = asyncio.Event()
        self._rest = rest
        self._listener = listener
        self._clock = clock
        self._timing = timing
        self._since: int | None = None
        self._suspicions = 0
        self._snapshot = asyncio.Event()
        self._recovery: asyncio.Task[None] | None = None
        self._doubt = PriceDoubt(instrument, clock, timing)
        self._outage = Outage(cursor, number=number) if doubted else None
        if self._outage is not None:
            self._outage.told = TOLD_BEFORE
        self._numbers = TradeNumbers(self.line, number)
        self._began = cursor is not None
        self._up = False
        self._books = BookStream(ask_again)

    @property
    def book(self) -> OrderBook | None:
        """The public book as last shown: whole, or the best bid and offer only; None before anything came."""
        return self._books.book

    @property
    def holding(self) -> bool:
        """Whether trades wait for what was missed; what is told then is not the newest."""
        return self.line.holding

    @property
    def newest(self) -> TradeKey | None:
        """The newest trade that is known now, told already or not."""
        return self.line.newest

    def number_at(self, cursor: TradeKey | None) -> int | None:
        """The number of the message up to which every trade was told; None unless ``cursor`` is the newest told."""
        return self._numbers.number_at(cursor, self._outage)

    def rewind(self, cursor: TradeKey, *, number: int | None = None, doubted: bool = False) -> None:
        """Go back to an earlier trade and recover from there: what traded since is told (again) in order.

        A cursor that is later than the feed's own changes nothing. Trades that were told before come again
        as backfilled; one that is told as live was never told before. ``number`` and ``doubted`` as at the making.
        """
        newest, told_up_to = self.line.cursor, self.number_at(self.line.cursor)
        missing = self._numbers.sent_since(number)
        if not self.line.rewind(cursor):
            if cursor != newest or not (missing or doubted):
                return
            self.line.hold()
        if missing is None:
            self._outage = Outage.told_again(cursor, newest, self._outage, number=told_up_to)
        else:
            self._outage = Outage(cursor, number=number)
            self._outage.suspect(missing, number)
        if doubted:
            self._outage.told = TOLD_BEFORE
        self._began = True
        self.ready.clear()
        if self._recovery is not None:
            # it asked from a later cursor: what it brings would leave a hole
            self._recovery.cancel()
            self._recovery = None
        if self._up:
            self._suspect(0, self._outage.number)

    def on_subscribing(self, stream: str) -> None:
        """The stream is being asked for on a new connection."""
        tracker = self.trackers.setdefault(stream, SequenceTracker())
        if stream == TRADE:
            self._numbers.on_subscribing(tracker)
        tracker.begin()
        if stream == TRADE:
            self.line.hold()
            self._snapshot.clear()
        elif stream in _BOOKS:
            self._books.on_subscribing(self._clock.monotonic())

    def on_subscribed(self, stream: str, num_snapshots: int, first_sequence: int | None) -> None:
        """The exchange answered: how many initial payloads follow, and the first live sequence number."""
        tracker = self.trackers.setdefault(stream, SequenceTracker())
        tracker.on_subscribed(num_snapshots, first_sequence)
        if stream == TRADE:
            self._up = True
            self._check_snapshot(tracker)
            self._suspect(*self._numbers.on_subscribed(first_sequence))

    def on_refused(self, stream: str) -> None:
        """The exchange does not serve the stream: nothing is expected of it."""
        self.trackers.pop(stream, None)
        self.meters.pop(stream, None)

    def on_down(self) -> None:
        """The connection is gone. What waits stays; a recovery under way would leave a hole, so it ends."""
        self._up = False
        self.line.hold()
        self.ready.clear()
        self._doubt.cancel()
        if self._recovery is not None:
            self._recovery.cancel()
            self._recovery = None

    def on_feed(self, message: Feed, now: float | None = None) -> None:
        """A payload of one of the streams; ``now`` is when it was read, in monotonic seconds."""
        stream, payload = message.stream, message.payload
        if now is None:
            now = self._clock.monotonic()
        tracker = self.trackers.get(stream)
        if tracker is None:
            tracker = self.trackers[stream] = SequenceTracker()
        verdict = self._numbers.judge(message, tracker)
        self._meter(stream).count(now)
        if isinstance(payload, Trade):
            self._on_trade(payload, verdict, tracker)
        elif isinstance(payload, BookUpdate):
            if self._books.on_update(payload, message.stream, verdict, now):
                self._show_book()
        elif isinstance(payload, MiniTicker):
            self._on_ticker(payload)
        elif isinstance(payload, Candle):
            self._listener.on_candle(payload)
        elif isinstance(payload, Ticker):
            self.full_ticker = payload
            self._listener.on_full_ticker(payload)

    def passes(self, run: TradeRun) -> int:
        """Take the live trades of the public book that are plainly the next ones, from the first on; how many.

        They are told with ``tell_run``; the rest is for ``on_feed`` to judge.
        """
        tracker = self.trackers.get(TRADE)
        if (
            tracker is None
            or not run.trades[0].on_public_book
            or not tracker.is_next(run.sequence, run.previous)
        ):
            return 0
        passed = self.line.passes(*run.trades)
        if passed:
            tracker.last = run.sequence + passed - 1
        return passed

    def tell_run(self, trades: Sequence[Trade], now: float) -> None:
        """Tell trades that passed; ``now`` is when they were read, in monotonic seconds."""
        self._meter(TRADE).count(now, len(trades))
        if trades[-1].comes_after(self.last_trade):
            self.last_trade = trades[-1]
        self._listener.on_trades(trades)

    async def stop(self) -> None:
        """End a recovery that is under way."""
        tasks = [task for task in (self._recovery, self._doubt.cancel()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        outage = self._outage
        if outage is not None and self._began and not outage.over:
            # the outage stays, for it knows the number from which a later run counts on
            outage.over = True
            if outage.short or (outage.failed and not outage.agrees):
                # a later run asks again from here, so what was recovered before is no part of it
                self._tell_gap(outage, self.line.cursor, outage.short or None, recovered=False)

    def _on_trade(self, trade: Trade, verdict: Verdict, tracker: SequenceTracker) -> None:
        if verdict is Verdict.GAP or verdict is Verdict.RESTART:
            self.line.hold()
            self._suspect(*self._numbers.jump(verdict, tracker))
        elif verdict is Verdict.LATE and self._outage is not None:
            self._outage.missing -= 1
        released = self.line.on_trade(trade, live=verdict is not Verdict.SNAPSHOT)
        if released is not None:
            self._tell_trade(released.trade, backfilled=released.backfilled)
        elif verdict is Verdict.SNAPSHOT:
            self._check_snapshot(tracker)

    def _meter(self, stream: str) -> RateMeter:
        meter = self.meters.get(stream)
        if meter is None:
            meter = self.meters[stream] = RateMeter()
        return meter

    def _check_snapshot(self, tracker: SequenceTracker) -> None:
        if tracker.snapshot_complete:
            self._snapshot.set()

    def _tell_trade(self, trade: Trade, *, backfilled: bool) -> None:
        if trade.on_public_book and trade.comes_after(self.last_trade):
            self.last_trade = trade
        self._listener.on_trade(trade, backfilled=backfilled)

    def _on_ticker(self, ticker: MiniTicker) -> None:
        self.ticker = ticker
        self._since = self._since or ticker.event_time
        self._listener.on_price(ticker)
        if self._books.on_ticker(ticker, self._clock.monotonic()):
            self._show_book()
        self._ready_if_known()
        self._doubt.compare(self._last_without_trade, self._suspect_lost_tail)

    def _show_book(self) -> None:
        """A book is told at once, even while trades wait that precede it: its event time says so."""
        if self.book is not None:
            self._listener.on_book(self.instrument, self.book)

    async def _ask_ticker(self) -> None:
        if self.ticker is not None:
            return
        try:
            ticker = await self._rest.mini(self.instrument)
        except ExchangeError as error:
            self._listener.on_feed_error(
                self.instrument, f"there is no price, and it could not be asked for: {error}"
            )
            return
        if self.ticker is None:
            self._on_ticker(ticker)

    def _suspect_lost_tail(self) -> None:
        self.line.hold()
        self._suspect(None, self._numbers.newest)

    def _last_without_trade(self) -> Decimal | None:
        return None if self.line.holding else self._doubt.unexplained(self.ticker, self.last_trade)

    def _ready_if_known(self) -> None:
        if self.ticker is not None and not self.line.holding:
            self.ready.set()

    def _suspect(self, missing: int | None, before: int | None = None) -> None:
        """So many trades were missed after the message with the number ``before``; None where unknown."""
        self._suspicions += 1
        if self._outage is None:
            self._outage = self._numbers.begin_outage(before)
        self._outage.suspect(missing, before)
        self.ready.clear()
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover_or_tell(), name=f"recover {self.instrument}")

    async def _recover_or_tell(self) -> None:
        try:
            await self._recover()
        except Exception as defect:
            self._listener.on_defect(defect)
            raise

    async def _recover(self) -> None:
        while self.line.holding:
            deadline = self._clock.monotonic() + self._timing.answer_within
            if not await self._clock.wait_for(self._snapshot, deadline):
                self._listener.on_feed_error(self.instrument, "the replay of recent trades came incomplete")
            suspicions = self._suspicions
            cursor = self._recovery_start()
            missed = Missed((), complete=True) if cursor is None else await self._fetch(cursor)
            outage = self._outage or Outage(self.line.cursor)
            outage.failed = not missed.complete
            if not missed.complete and not missed.final and outage.may_try_again():
                await self._clock.sleep_until(self._clock.monotonic() + outage.pause)
                continue
            if await self._end_hold(missed, outage, suspicions):
                continue
            await self._clock.sleep_until(self._clock.monotonic() + outage.pause)
        if self.ticker is None:
            self._doubt.await_ticker(self._ask_ticker)
        self._ready_if_known()

    def _recovery_start(self) -> TradeKey | None:
        if self.line.cursor is not None or not self._began or self._since is None:
            return self.line.cursor
        # nothing traded while we watched, so whatever traded since the first price was missed
        return TradeKey(self._since, _BEFORE_EVERY_ID)

    async def _fetch(self, cursor: TradeKey) -> Missed:
        def tell_progress(trades: int) -> None:
            self._listener.on_recovering(self.instrument, cursor.event_time, trades)

        def tell_error(error: ExchangeError) -> None:
            if self._outage is not None:
                self._outage.failed = True
            self._listener.on_feed_error(self.instrument, f"missed trades could not be fetched: {error}")

        return await fetch_patiently(
            self._rest,
            self.instrument,
            cursor,
            cursor_is_a_trade=cursor.trade_id != _BEFORE_EVERY_ID,
            clock=self._clock,
            on_progress=tell_progress,
            on_error=tell_error,
        )

    async def _end_hold(self, missed: Missed, outage: Outage, suspicions: int) -> bool:
        """Release what can be, in chunks; False when the history should be asked again after a pause.

        The line goes on holding between the chunks, so the order stays; the loop gets its turn, so a long
        outage does not freeze the window.
        """
        began, self._began = self._began, True
        for start in range(0, len(missed.trades), RELEASE_CHUNK):
            chunk = missed.trades[start : start + RELEASE_CHUNK]
            self._release_all(self.line.release(chunk, suspicious=True), outage)
            await asyncio.sleep(0)
        lagging = began and outage.short > 0 and not missed.final and outage.may_try_again()
        last = self.line.release((), suspicious=lagging or suspicions != self._suspicions)
        self._release_all(last, outage)
        if last.again:
            return not lagging and bool(last.trades or missed.trades)
        self._outage = None
        recovered = (missed.complete and not outage.short) or outage.agrees
        if began and recovered and (outage.recovered or outage.told is not None):
            self._tell_gap(outage, outage.before, outage.recovered, recovered=True)
        elif began and not recovered and outage.told != outage.missing:
            self._tell_gap(outage, outage.before, outage.missing or None, recovered=False)
        self._numbers.end_outage(outage, recovered=recovered or not began)
        return True

    def _release_all(self, release: Release, outage: Outage) -> None:
        outage.take(release)
        for released in release.trades:
            self._tell_trade(released.trade, backfilled=released.backfilled)

    def _tell_gap(
        self, outage: Outage, since: TradeKey | None, trades: int | None, *, recovered: bool
    ) -> None:
        self.gaps += 1
        self.recovered += outage.recovered
        from_time = since.event_time if since is not None else self._since or 0
        newest = 0 if self.ticker is None else self.ticker.event_time
        to_time = max(from_time, outage.ended_at or newest)
        self._listener.on_gap(Gap(self.instrument, from_time, to_time, trades, recovered=recovered))
