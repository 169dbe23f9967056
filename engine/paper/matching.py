"""The book of own resting orders, sorted by price, and what a trade fills of them.

A trade that reaches no order costs two comparisons, however many orders rest. Fill models: CONTRACT section 4,
rule 6.

Books and trades take effect in the order of their event times, at equal times trades first, although a trade may
be met after a later book (it was lost, and recovered): the book shows the trade already, and it must not count
twice. So the books since the newest trade stay at hand, with the sizes ahead as they were before them.
"""

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final, NamedTuple

from engine.grid.spec import FillModel
from engine.market import BUY, EXACT, ZERO, Side, Trade, decimal_or_none, plain_or_none
from engine.paper.book_side import Before, BookSide, Queued
from engine.paper.displayed import NOTHING_KNOWN, DisplayedBook
from engine.paper.resting_order import RestingOrder

_subtract = EXACT.subtract
_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""
_QUEUE: Final = FillModel.QUEUE
_TOUCH: Final = FillModel.TOUCH
"""Looked up once: up to Python 3.11 asking an enum for a member costs as much as a sum."""

MOST_BOOKS = 64
"""So many books are kept for trades that come late; of more, those in the middle are as if nothing was shown."""

_book_time = itemgetter(0)


class Match(NamedTuple):
    """What one trade fills of one order, and the size ahead of it before this trade."""

    order: RestingOrder
    size: Decimal
    queue_before: Decimal | None


class RestingOrders:
    """The own orders that rest on the simulated book. Orders are added in the order of their ids."""

    def __init__(self, fill_model: FillModel) -> None:
        """``fill_model``: ``touch`` fills at the order's price or beyond, ``through`` only beyond it, ``queue``
        beyond it, and at it once the size ahead is used up."""
        self._model = fill_model
        self._only_beyond = fill_model is FillModel.THROUGH
        self._orders: dict[int, RestingOrder] = {}
        self.buys, self.sells = BookSide(BUY), BookSide(Side.SELL)
        self.book: DisplayedBook | None = None
        self.settled_until = 0
        """No trade before this time (ns) is still to come."""
        self._books: list[tuple[int, DisplayedBook]] = []
        self._shown = 0
        self._before: Before = {}
        self._book_before: DisplayedBook | None = None

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[RestingOrder]:
        """All resting orders, oldest first."""
        return iter(self._orders.values())

    def __getitem__(self, order_id: int) -> RestingOrder:
        return self._orders[order_id]

    @property
    def best_buy(self) -> Decimal | None:
        """The highest price of a resting BUY, in quote."""
        return self.buys.best

    @property
    def best_sell(self) -> Decimal | None:
        """The lowest price of a resting SELL, in quote."""
        return self.sells.best

    @property
    def queues(self) -> tuple[Queued | None, Queued | None]:
        """Where the own BUYs and the own SELLs first have something ahead, the largest size there, or None."""
        self.show_books()
        return self.buys.queued, self.sells.queued

    def know(self, book: DisplayedBook) -> None:
        """The newest book, one that changes no queue and that no trade still to come precedes."""
        self.book = book

    def add(self, order: RestingOrder) -> None:
        """Let an order rest, behind what the book shows at its price."""
        if self._model is _QUEUE and self.book is not None:
            order.queue_ahead = self.book.size_ahead(order.side, order.price)
            if self._shown:
                self._before[order] = None
        self._orders[order.order_id] = order
        (self.buys if order.side is BUY else self.sells).add(order)

    def put_back(self, order: RestingOrder) -> None:
        """Let an order rest that rested before, with the size ahead of it that it says."""
        self._orders[order.order_id] = order
        self._side(order.side).add(order)

    def remove(self, order_id: int) -> None:
        """Take an order off the book. Raises KeyError when it does not rest."""
        order = self._orders.pop(order_id)
        (self.buys if order.side is BUY else self.sells).remove(order)
        if self._before:
            self._before.pop(order, None)

    def on_book(self, book: DisplayedBook, time: int | None = None) -> None:
        """The public book changed: where it shows less than was ahead of an order, that much has gone.

        ``time`` (ns) is the book's event time; without it the book holds at once, as one that came with the newest.
        It takes effect with ``show_books``, or with the first later trade.
        """
        if self._model is not _QUEUE:
            return
        books = self._books
        if not books:
            if time is None:
                self._show(book)
                self._before.clear()
                return
            self._book_before = self.book
        newest = books[-1][0] if books else 0
        books.append((newest if time is None else max(time, newest), book))
        if time is None:
            self.show_books()
        if len(books) > MOST_BOOKS:
            self._keep_fewer()

    def settle(self, time: int) -> None:
        """A trade of ``time`` (ns) is next: books before it hold for good, those from then on not yet."""
        self.settled_until = time
        books, shown = self._books, self._shown
        if not books:
            return
        if shown and books[shown - 1][0] >= time:
            for order, ahead in self._before.items():
                order.queue_ahead = ahead
            self.book = self._book_before
            shown = 0
        settled = bisect_left(books, time, key=_book_time)
        for _, book in books[shown:settled]:
            self._show(book)
        del books[:settled]
        self._before.clear()
        self._book_before = self.book
        self._shown = 0

    def show_books(self) -> None:
        """Let every book so far take effect."""
        for _, book in self._books[self._shown :]:
            self._show(book)
        self._shown = len(self._books)

    def on_new_prices(self, shown: DisplayedBook | None) -> None:
        """Orders will rest at other prices: of those the books so far say best bid and offer only.

        ``shown``: the newest book once more, with the sizes at these prices.
        """
        if self._model is not _QUEUE:
            return
        self.show_books()
        book = self.book.best_only() if shown is None and self.book is not None else shown
        if book is not None:
            self._show(book)
        if self._books:
            self._keep_newest_only(self._books[0][0], self._books[-1][0])
        else:
            self._before.clear()

    def unsettled(self) -> list[Any] | None:
        """What ``state`` is to keep for a trade that comes late, as JSON can hold it; every book has taken effect.

        Of the books only the times of the oldest and the newest: to a trade between them the others show nothing.
        """
        if self._books and self._books[0][0] < self.settled_until:
            self.settle(self.settled_until)
        self.show_books()
        if not self._books:
            return None
        before = [[order.order_id, plain_or_none(ahead)] for order, ahead in self._before.items()]
        return [self._books[0][0], self._books[-1][0], before]

    def restore_unsettled(self, state: list[Any]) -> None:
        """Go on from ``unsettled``, after ``book`` and the orders are back."""
        oldest, newest, before = state
        self._keep_newest_only(oldest, newest)
        self._before = {self._orders[order_id]: decimal_or_none(ahead) for order_id, ahead in before}

    def _show(self, book: DisplayedBook) -> None:
        self.book = book
        self.buys.on_book(book.bids, book.bid, book.ask, book.lowest_known_bid, self._before)
        self.sells.on_book(book.asks, book.ask, book.bid, book.highest_known_ask, self._before)

    def _keep_newest_only(self, oldest: int, newest: int) -> None:
        self._books = [(oldest, NOTHING_KNOWN), (newest, self.book or NOTHING_KNOWN)]
        self._shown = 2
        self._book_before = None

    def _keep_fewer(self) -> None:
        books = self._books
        if books[0][0] < self.settled_until:
            self.settle(self.settled_until)
        self.show_books()
        if len(books) > MOST_BOOKS:
            # an order placed here stands behind an unknown size, and older ones behind no less than they did
            middle = MOST_BOOKS // 2
            books[middle] = books[middle][0], NOTHING_KNOWN
            del books[middle + 1]
            self._shown = len(books)

    def filled_by(self, trade: Trade) -> list[Match]:
        """What a trade fills: BUYs first, highest price first, then SELLs, lowest first; equal prices by age.

        The sizes ahead fall with the trade; what is left of the orders is for the caller to book.
        """
        price = trade.price
        buys, sells = self.buys.best, self.sells.best
        reaches_buy = buys is not None and (price < buys if self._only_beyond else price <= buys)
        reaches_sell = sells is not None and (price > sells if self._only_beyond else price >= sells)
        if not reaches_buy and not reaches_sell:
            return []
        matches: list[Match] = []
        if reaches_buy:
            self._match_side(self.buys, trade, matches)
        if reaches_sell:
            self._match_side(self.sells, trade, matches)
        return matches

    def _match_side(self, side: BookSide, trade: Trade, matches: list[Match]) -> None:
        price, is_buy, model = trade.price, side.is_buy, self._model
        for level in reversed(side.levels):
            limit = level[0].price
            if price < limit if is_buy else price > limit:
                for order in level:
                    matches.append(_tuple(Match, (order, order.left, order.queue_ahead)))
                    if model is _QUEUE:
                        # a price that was traded through has nothing left
                        order.queue_ahead = ZERO
                continue
            if price == limit:
                if model is _TOUCH:
                    matches += [_tuple(Match, (order, order.left, None)) for order in level]
                elif model is _QUEUE and trade.is_taker_buyer != is_buy:
                    self._match_level(level, trade.size, matches)
            return

    def _match_level(self, level: list[RestingOrder], printed: Decimal, matches: list[Match]) -> None:
        """Use up the size ahead of each order, then fill it with what remains after older own orders."""
        given_away = ZERO
        for order in level:
            if order.queue_ahead is None:
                continue
            ahead = order.queue_ahead or ZERO
            order.queue_ahead = max(ZERO, _subtract(ahead, printed))
            if ahead < printed:
                remains = _subtract(_subtract(printed, ahead), given_away)
                share = min(order.left, max(ZERO, remains))
                if share > 0:
                    matches.append(_tuple(Match, (order, share, ahead)))
                    given_away = EXACT.add(given_away, share)

    def _side(self, side: Side) -> BookSide:
        return self.buys if side is BUY else self.sells
