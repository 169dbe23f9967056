"""The book of one instrument over any number of subscriptions: when it is whole, and when it must be asked again.

Rules of this file (protocol reference, sections 3.6 and 4.4):

1. The book begins with the snapshot of a subscription. Until one came, changes say nothing.
2. After a jump or a restart of the numbers, or when the book came out crossed, changes say nothing either: the
   selector is subscribed again, at once but not twice within ``ASK_AGAIN_AFTER``. What was last shown stays
   until the new snapshot. ``v1.book.s`` sends the whole book each time, so there a jump loses nothing.
3. Where no book came yet, the best bid and offer of the mini ticker serves as one.
"""

from typing import Protocol

from engine.feed.order_book import OrderBook
from engine.feed.sequence import Verdict
from engine.grvt.wire import BOOK_D, BookUpdate
from engine.market import MiniTicker

ASK_AGAIN_AFTER = 1.0
"""Seconds within which one selector is not subscribed again twice."""

BOOK_DEPTH = 50
"""How many levels a side ``v1.book.s`` is asked for."""

_BROKEN = frozenset({Verdict.GAP, Verdict.RESTART})


class AskAgain(Protocol):
    """Subscribes a stream once more."""

    def __call__(self, stream: str, *, anew: bool) -> None:
        """Subscribe ``stream`` again; ``anew``: end the subscription first, for the last try brought nothing."""


class BookStream:
    """Keeps the book of one instrument; every time is monotonic seconds, handed in."""

    __slots__ = ("_ask_again", "_asked_again_at", "_asked_at", "_tries", "_whole", "book")

    def __init__(self, ask_again: AskAgain) -> None:
        """``ask_again`` subscribes a stream once more, on the connection that is up."""
        self.book: OrderBook | None = None
        self._ask_again = ask_again
        self._asked_at = 0.0
        self._asked_again_at = -ASK_AGAIN_AFTER
        self._tries = 0
        self._whole = False

    def on_subscribing(self, now: float) -> None:
        """A subscription was sent: its snapshot is awaited."""
        self._whole = False
        self._asked_at = now

    def on_update(self, update: BookUpdate, stream: str, verdict: Verdict, now: float) -> bool:
        """Take a payload of ``v1.book.d`` or ``v1.book.s``; True when the book to be shown changed."""
        if stream != BOOK_D or verdict is Verdict.SNAPSHOT:
            return self._replace(update, None if stream == BOOK_D else BOOK_DEPTH, now)
        if verdict is Verdict.DUPLICATE:
            return False
        book = self.book
        if book is None or not self._whole or verdict in _BROKEN:
            self._lose(stream, now)
            return False
        book.apply(update, received_at=now)
        if book.crossed:
            self._lose(stream, now)
            return False
        return True

    def on_ticker(self, ticker: MiniTicker, now: float) -> bool:
        """Take the best bid and offer where no book came; True when it is the book to be shown."""
        if self.book is not None and not self.book.of_quote_only:
            return False
        if self.book is None:
            self.book = OrderBook()
        self.book.show_quote(ticker.quote, received_at=now)
        return True

    def _replace(self, update: BookUpdate, depth: int | None, now: float) -> bool:
        if self.book is None:
            self.book = OrderBook()
        self.book.replace(update, depth=depth, received_at=now)
        self._whole = True
        self._tries = 0
        return not self.book.crossed

    def _lose(self, stream: str, now: float) -> None:
        # a whole book that broke is asked for at once; one that is awaited gets the time to come
        since = self._asked_again_at if self._whole else self._asked_at
        self._whole = False
        if now - since >= ASK_AGAIN_AFTER:
            self._asked_at = self._asked_again_at = now
            self._tries += 1
            self._ask_again(stream, anew=self._tries > 1)
