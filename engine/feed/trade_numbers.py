"""What the numbers of the trade messages say was missed: within a connection, across connections and across runs."""

from typing import NamedTuple

from engine.feed.outage import Outage
from engine.feed.sequence import SequenceTracker, Verdict
from engine.feed.trade_line import TradeLine
from engine.grvt.wire import Feed
from engine.market import Trade, TradeKey

OTHER_GATEWAY = 1000
"""A reconnect may lead to another gateway with numbers of its own: a larger difference says nothing."""


class Jump(NamedTuple):
    """So many messages were missed after the one with the number ``before``; None where unknown."""

    missing: int | None = None
    before: int | None = None


class TradeNumbers:
    """Follows the numbers of one instrument's trades, over any number of connections."""

    def __init__(self, line: TradeLine, number: int | None) -> None:
        """``number``: of the message with which an earlier run ended, None where it is not known."""
        self.tracker: SequenceTracker | None = None
        self.lost: Outage | None = None
        """The newest outage that could not be recovered, and after which nothing has traded."""
        self._line = line
        self._before = number
        self._whole: tuple[TradeKey | None, int | None] = (None, None)

    @property
    def newest(self) -> int | None:
        """The number up to which every message came or is made good, as far as the messages say."""
        known = [self._before if self.tracker is None or self.tracker.last is None else self.tracker.last]
        cursor, number = self._whole
        if cursor == self._line.cursor:
            # the history knew trades whose messages are still to come, or never will
            known.append(number)
        return max((number for number in known if number is not None), default=None)

    def number_at(self, cursor: TradeKey | None, outage: Outage | None) -> int | None:
        """The number up to which every trade was told; None unless ``cursor`` is the newest one told."""
        if cursor != self._line.cursor:
            return None
        if outage is None and self.lost is not None and self.lost.before == cursor:
            outage = self.lost
        if outage is None:
            return self.newest
        rewound = outage.newest is not None and (cursor is None or cursor < outage.newest)
        return None if rewound else outage.number

    def sent_since(self, number: int | None) -> int | None:
        """How many trades were sent after a message of an earlier run and do not wait here; None if unknown."""
        newest = self.newest
        if number is None:
            return None
        if newest is None:
            # the first subscription will tell
            self._before = number
            return 0
        return _believed(newest - number - self._line.held_live)

    def on_subscribing(self, tracker: SequenceTracker) -> None:
        """A new subscription: the numbers begin anew, and those before are remembered."""
        self._before = self.newest
        self.tracker = tracker

    def on_subscribed(self, first: int | None) -> Jump:
        """The exchange answered with the first live number."""
        before, self._before = self._before, None
        self._whole = (None, None)
        missed = None if before is None or first is None else _believed(first - before - 1)
        return Jump() if missed is None else Jump(missed, before)

    def judge(self, message: Feed, tracker: SequenceTracker) -> Verdict:
        """What the number of a message says; of a trade's more can be said."""
        payload = message.payload
        if not isinstance(payload, Trade):
            return tracker.on_payload(message.sequence, message.previous)
        if tracker.is_earlier(message.sequence):
            verdict = tracker.on_earlier(message.sequence, known=self._line.knows(payload))
            if verdict is not None:
                return verdict
        made_good = self.newest
        verdict = tracker.on_payload(message.sequence, message.previous)
        if verdict is Verdict.RESTART:
            self._whole = (None, None)
        elif verdict is Verdict.GAP and made_good is not None and tracker.missing:
            tracker.missing = max(0, min(tracker.missing, message.sequence - 1 - made_good))
            return verdict if tracker.missing else Verdict.NEXT
        return verdict

    def jump(self, verdict: Verdict, tracker: SequenceTracker) -> Jump:
        """What a message that does not follow the last one says was missed."""
        if verdict is not Verdict.GAP or not tracker.missing or tracker.last is None:
            return Jump()
        return Jump(tracker.missing, tracker.last - tracker.missing - 1)

    def begin_outage(self, before: int | None) -> Outage:
        """An outage after the message with this number; it goes on with one that ended at the same trade."""
        outage = Outage(self._line.cursor, number=before)
        lost, self.lost = self.lost, None
        if lost is not None and lost.before == self._line.cursor:
            outage.go_on_with(lost)
        return outage

    def end_outage(self, outage: Outage, *, recovered: bool) -> None:
        """The line is released: what was jumped over is awaited no more."""
        self._whole = (self._line.cursor, outage.number)
        if self.tracker is not None:
            self.tracker.forget_skipped()
        if not recovered and outage.before == self._line.cursor:
            outage.told, self.lost = outage.missing, outage


def _believed(missed: int) -> int | None:
    return missed if 0 <= missed <= OTHER_GATEWAY else None
