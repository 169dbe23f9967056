"""The book: snapshots, changes, what is known and what is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feed.order_book import OrderBook
from engine.grvt.wire import BookUpdate
from engine.market import BookLevel, Quote, Side
from engine.paper.displayed import DisplayedBook

ETH = "ETH_USDT_Perp"
D = Decimal


def update(bids=(), asks=(), time=1) -> BookUpdate:
    def levels(side):
        return tuple(BookLevel(D(price), D(size), 1) for price, size in side)

    return BookUpdate(ETH, time, levels(bids), levels(asks))


def book(bids=(), asks=(), *, depth=None) -> OrderBook:
    made = OrderBook()
    made.replace(update(bids, asks), depth=depth, received_at=5.0)
    return made


def plain_book() -> OrderBook:
    return book([("99", "2"), ("98", "3"), ("96", "4")], [("101", "1"), ("102", "5"), ("104", "6")])


def test_a_snapshot_replaces_everything():
    shown = plain_book()
    shown.replace(update([("90", "1")], [("91", "1")], time=9), depth=None, received_at=6.0)
    assert shown.bids == {D(90): D(1)}
    assert (shown.best_bid, shown.best_ask) == (D(90), D(91))
    assert (shown.event_time, shown.received_at) == (9, 6.0)


def test_a_change_carries_absolute_sizes_and_zero_removes():
    shown = plain_book()
    change = update([("99", "0.0"), ("97", "7"), ("98", "1.5"), ("55", "0")], [("101", "9")])
    shown.apply(change, received_at=6.0)
    assert shown.bids == {D(98): D("1.5"), D(97): D(7), D(96): D(4)}
    assert shown.asks[D(101)] == D(9)
    assert shown.best_bid == D(98)


def test_a_price_is_one_level_however_it_is_written():
    shown = book([("99.10", "2")], [])
    shown.apply(update([("99.1", "3")]), received_at=6.0)
    assert shown.bids == {D("99.1"): D(3)}
    shown.apply(update([("99.100", "0.0")]), received_at=6.0)
    assert shown.bids == {}
    assert shown.best_bid is None


def test_a_heartbeat_moves_nothing_but_the_time():
    shown = plain_book()
    before = (dict(shown.bids), dict(shown.asks))
    shown.apply(update(time=77), received_at=8.0)
    assert (shown.bids, shown.asks) == before
    assert (shown.event_time, shown.received_at) == (77, 8.0)


def test_the_top_is_best_first():
    bids, asks = plain_book().top(2)
    assert bids == ((D(99), D(2)), (D(98), D(3)))
    assert asks == ((D(101), D(1)), (D(102), D(5)))


def test_a_whole_book_knows_every_price():
    displayed = plain_book().displayed()
    assert displayed.size_ahead(Side.BUY, D(98)) == 3
    assert displayed.size_ahead(Side.BUY, D(97)) == 0
    assert displayed.size_ahead(Side.BUY, D(1)) == 0
    assert displayed.size_ahead(Side.SELL, D(104)) == 6
    assert displayed.size_ahead(Side.SELL, D(9999)) == 0
    assert displayed.size_ahead(Side.BUY, D(100)) == 0


def test_a_side_with_as_many_levels_as_asked_for_ends_at_its_last():
    displayed = book([("99", "2"), ("98", "3")], [("101", "1")], depth=2).displayed()
    assert displayed.size_ahead(Side.BUY, D(98)) == 3
    assert displayed.size_ahead(Side.BUY, D("97.9")) is None
    assert displayed.size_ahead(Side.SELL, D(500)) == 0


def test_of_a_quote_only_the_best_price_is_known():
    shown = OrderBook()
    quote = Quote(D(99), D(101), D(2), D(1), 7)
    shown.show_quote(quote, received_at=1.0)
    assert shown.of_quote_only
    assert shown.displayed() == DisplayedBook.of_quote(quote)
    assert shown.top(5) == (((D(99), D(2)),), ((D(101), D(1)),))
    shown.show_quote(Quote(D(99), D(101)), received_at=1.0)
    assert shown.displayed().size_ahead(Side.BUY, D(99)) is None
    assert shown.displayed().size_ahead(Side.BUY, D(100)) == 0
    shown.replace(update([("99", "2")], [("101", "1")]), depth=None, received_at=2.0)
    assert not shown.of_quote_only


@pytest.mark.parametrize("bid", ["101", "103"])
def test_a_locked_or_crossed_book_says_nothing(bid):
    shown = plain_book()
    shown.apply(update([(bid, "1")]), received_at=6.0)
    assert shown.crossed
    displayed = shown.displayed()
    assert all(displayed.size_ahead(side, D(98)) is None for side in Side)
    shown.apply(update([(bid, "0")]), received_at=6.0)
    assert not shown.crossed
    assert shown.displayed().size_ahead(Side.BUY, D(98)) == 3


def test_before_anything_came_nothing_is_known_and_an_empty_whole_book_shows_zero():
    for shown, size in ((OrderBook(), None), (book(), 0)):
        assert not shown.crossed
        assert shown.top(3) == ((), ())
        assert [shown.displayed().size_ahead(side, D(10)) for side in Side] == [size, size]


def test_a_side_that_was_emptied_shows_zero():
    shown = book([("99", "2")], [("101", "1")])
    shown.apply(update([("99", "0")]), received_at=6.0)
    assert [shown.displayed().size_ahead(side, D(99)) for side in Side] == [0, 0]
    assert shown.displayed().size_ahead(Side.BUY, D(50)) == 0


def test_what_was_displayed_stays_as_it_was():
    shown = plain_book()
    displayed = shown.displayed()
    shown.apply(update([("99", "0")]), received_at=6.0)
    assert displayed.bid == D(99)
    assert displayed.bids[D(99)] == D(2)


def test_a_part_of_the_book_says_the_same_at_its_prices():
    shown = plain_book()
    prices = [D(price) for price in range(94, 108)]
    whole, part = shown.displayed(), shown.displayed([D(98), D(97), D(104)])
    assert set(part.bids) == {D(98)}
    for side in Side:
        for price in (D(98), D(97), D(104)):
            assert part.size_ahead(side, price) == whole.size_ahead(side, price)
    assert shown.displayed(prices) == whole


changes = st.lists(st.tuples(st.booleans(), st.integers(1, 12), st.integers(0, 3)), min_size=1, max_size=8)


@given(st.lists(changes, max_size=12))
def test_changes_add_up_to_the_book_and_its_best_prices(batches):
    shown, bids, asks = OrderBook(), {}, {}
    for batch in batches:
        sides: dict[bool, list] = {True: [], False: []}
        for is_bid, price, size in batch:
            sides[is_bid].append((price, size))
            (bids if is_bid else asks)[D(price)] = D(size)
        shown.apply(update(sides[True], sides[False]), received_at=0.0)
        left = [{price: size for price, size in side.items() if size} for side in (bids, asks)]
        assert [shown.bids, shown.asks] == left
        assert shown.best_bid == max(left[0], default=None)
        assert shown.best_ask == min(left[1], default=None)
