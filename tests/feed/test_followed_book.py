"""The book of a followed instrument: whole, kept through gaps, behind the trades, or of the best prices only."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.feed.book_stream import ASK_AGAIN_AFTER
from engine.feed.instrument_feed import InstrumentFeed
from engine.feed.timing import FeedTiming
from engine.grvt.wire import BOOK_D, BOOK_S, TICKER_S, BookUpdate, Feed
from engine.market import BookLevel, Ticker
from tests.fakes.feed_bench import ETH, Bench
from tests.fakes.live import fast_clock


@pytest.fixture
async def bench():
    bench = Bench()
    yield bench
    await bench.feed.stop()


def book(bid, ask="3010", *, time=1_000_000) -> BookUpdate:
    def side(price):
        return (BookLevel(Decimal(price), Decimal(2), 1),) if price else ()

    return BookUpdate(ETH, time, side(bid), side(ask))


def best_bids(bench) -> list[int]:
    return [int(bids[0][0]) for bids, _ in bench.listener.books]


class Asked:
    def __init__(self) -> None:
        self.calls: list[tuple[str, bool]] = []

    def __call__(self, stream, *, anew):
        self.calls.append((stream, anew))


@pytest.fixture
async def booked():
    bench = Bench()
    bench.now = 100.0
    bench.asked = Asked()
    bench.feed = InstrumentFeed(
        ETH,
        bench.history,
        bench.listener,
        clock=replace(fast_clock(50.0), monotonic=lambda: bench.now),
        timing=FeedTiming(),
        ask_again=bench.asked,
    )
    bench.history.newest = 5
    bench.subscribe(snapshot=[4, 5])
    while bench.feed.holding:
        await asyncio.sleep(0)
    bench.feed.on_subscribing(BOOK_D)
    bench.feed.on_subscribed(BOOK_D, 1, 501)
    yield bench
    await bench.feed.stop()


def send_book(bench, sequence, update, stream=BOOK_D):
    bench.feed.on_feed(Feed(stream, f"{ETH}@100", sequence, max(0, sequence - 1), update))


async def test_the_book_is_told_on_each_change(booked):
    send_book(booked, 0, book("3000"))
    send_book(booked, 501, book("3001", None))
    assert best_bids(booked) == [3000, 3001]
    assert booked.feed.book.top(5)[0] == ((Decimal(3001), Decimal(2)), (Decimal(3000), Decimal(2)))
    send_book(booked, 501, book("3002", None))
    assert best_bids(booked) == [3000, 3001], "the same number again is no news"


async def test_changes_before_the_snapshot_say_nothing(booked):
    send_book(booked, 501, book("3001"))
    assert booked.listener.books == []
    assert booked.asked.calls == [], "the snapshot gets the time to come"
    send_book(booked, 0, book("3000"))
    send_book(booked, 502, book("3002", None))
    assert best_bids(booked) == [3000, 3002]


@pytest.mark.parametrize("number", [504, 3])
async def test_a_jump_or_a_restart_asks_for_the_book_again_and_keeps_the_old_one_until_then(booked, number):
    send_book(booked, 0, book("3000"))
    send_book(booked, 501, book("3001", None))
    send_book(booked, number, book("3005", None))
    assert booked.asked.calls == [(BOOK_D, False)]
    assert best_bids(booked) == [3000, 3001]
    assert booked.feed.book.best_bid == 3001
    booked.feed.on_subscribing(BOOK_D)
    send_book(booked, number + 1, book("3006", None))
    booked.feed.on_subscribed(BOOK_D, 1, number + 2)
    send_book(booked, 0, book("2990"))
    send_book(booked, number + 2, book("2991", None))
    assert best_bids(booked) == [3000, 3001, 2990, 2991]
    assert booked.asked.calls == [(BOOK_D, False)]
    assert not booked.feed.holding, "the trades are none of the book's business"
    assert booked.feed.trackers[BOOK_D].gaps == 1


async def test_a_book_that_does_not_come_is_asked_for_anew_but_not_all_the_time(booked):
    send_book(booked, 0, book("3000"))
    for number in range(510, 540, 2):
        send_book(booked, number, book("3001", None))
    assert booked.asked.calls == [(BOOK_D, False)]
    booked.now += ASK_AGAIN_AFTER
    for number in range(540, 560, 2):
        send_book(booked, number, book("3001", None))
    assert booked.asked.calls == [(BOOK_D, False), (BOOK_D, True)]


async def test_a_crossed_book_is_asked_for_again_and_not_shown(booked):
    send_book(booked, 0, book("3000"))
    send_book(booked, 501, book("3010", None))
    assert best_bids(booked) == [3000]
    assert booked.asked.calls == [(BOOK_D, False)]


async def test_a_jump_in_whole_books_loses_nothing(booked):
    booked.feed.on_subscribing(BOOK_S)
    send_book(booked, 0, book("3000"), BOOK_S)
    send_book(booked, 7, book("3001"), BOOK_S)
    send_book(booked, 20, book("3002"), BOOK_S)
    assert best_bids(booked) == [3000, 3001, 3002]
    assert booked.asked.calls == []


async def test_the_best_bid_and_offer_serve_where_no_book_came(booked):
    booked.price()
    assert booked.feed.book.of_quote_only
    assert len(booked.listener.books) == 1
    send_book(booked, 0, book("3000"))
    booked.price(time=1_000_009)
    assert len(booked.listener.books) == 2
    assert not booked.feed.book.of_quote_only
    assert booked.feed.book.best_ask == 3010


async def test_every_book_is_told_at_once_even_while_trades_wait(bench):
    await bench.begin()
    bench.feed.on_subscribing(BOOK_D)
    told_before = len(bench.listener.books)
    bench.feed.on_down()
    bench.history.newest = 9
    bench.subscribe(snapshot=[9])
    send_book(bench, 0, book("3000"))
    send_book(bench, 1, book("3001", None))
    assert len(bench.listener.books) == told_before + 2
    order = []
    bench.listener.on_trade = lambda trade, *, backfilled: order.append(trade.trade_id.execution)
    bench.listener.on_book = lambda instrument, book: order.append(str(book.best_bid))
    await bench.until(bench.feed.ready.is_set)
    assert order == [6, 7, 8, 9]
    send_book(bench, 2, book("3002", None))
    assert order[-1] == "3002"


async def test_the_full_ticker_is_kept_and_told(bench):
    await bench.begin()
    ticker = Ticker(ETH, 5, *([Decimal(1)] * 8), 9, 8)
    bench.feed.on_feed(Feed(TICKER_S, f"{ETH}@1000", 0, 0, ticker))
    assert bench.feed.full_ticker is bench.listener.tickers[0] is ticker
