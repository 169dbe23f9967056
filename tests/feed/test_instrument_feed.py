"""One instrument's streams, fed by hand: what is released, held, recovered and told."""

import asyncio
from decimal import Decimal

import pytest

from engine.feed.instrument_feed import RELEASE_CHUNK, InstrumentFeed
from engine.feed.timing import FeedTiming
from engine.grvt.errors import RequestRefused, TemporarilyUnavailable
from engine.grvt.wire import TRADE, Feed
from tests.fakes.feed_bench import ETH, PATIENCE, Bench, trade
from tests.fakes.live import fast_clock


@pytest.fixture
async def bench():
    bench = Bench()
    yield bench
    await bench.feed.stop()


async def test_the_replay_on_the_first_subscription_is_what_is_known(bench):
    await bench.begin()
    assert bench.listener.numbers == [3, 4, 5]
    assert bench.listener.backfilled == [True] * 3
    assert bench.history.calls == 0
    assert bench.listener.gaps == []
    bench.live(6)
    assert bench.listener.numbers[-1] == 6
    assert bench.listener.backfilled[-1] is False


async def test_no_price_no_readiness(bench):
    bench.subscribe(snapshot=[1])
    await bench.until(lambda: not bench.feed.line.holding)
    assert not bench.feed.ready.is_set()
    bench.price()
    assert bench.feed.ready.is_set()


async def test_a_new_connection_recovers_what_was_missed_before_live_goes_on(bench):
    await bench.begin()
    bench.feed.on_down()
    assert not bench.feed.ready.is_set()
    bench.history.newest = 60
    bench.subscribe(snapshot=range(58, 61))
    bench.live(61)
    assert bench.listener.numbers[-1] == 5
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers == list(range(3, 62))
    assert [bench.listener.backfilled[-1], *set(bench.listener.backfilled[3:-1])] == [False, True]
    (gap,) = bench.listener.gaps
    assert gap.trades == 55
    assert gap.recovered
    assert (gap.from_time, gap.to_time) == (trade(5).event_time, trade(61).event_time)


async def test_a_jump_in_the_numbers_recovers(bench):
    await bench.begin()
    bench.history.newest = 9
    bench.live(9, jump=3)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[3:] == [6, 7, 8, 9]
    assert bench.listener.backfilled[3:] == [True, True, True, False]


async def test_a_loss_while_recovering_leaves_no_hole(bench):
    await bench.begin()
    bench.feed.on_down()
    bench.history.newest = 20
    bench.subscribe(snapshot=[])
    bench.feed.on_down()
    bench.history.newest = 40
    bench.subscribe(snapshot=[])
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers == list(range(3, 41))


async def test_a_recovery_that_fails_is_tried_again(bench):
    await bench.begin()
    bench.feed.on_down()
    bench.history.newest = 12
    bench.history.failures = [TemporarilyUnavailable("busy"), RequestRefused(1006, "slow down", 429)]
    bench.subscribe(snapshot=[])
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers == list(range(3, 13))
    assert len(bench.listener.errors) == 2
    assert bench.listener.gaps[0].recovered


@pytest.mark.parametrize("reason", ["refused", "pruned"])
async def test_what_cannot_be_recovered_is_a_declared_gap(bench, reason):
    await bench.begin()
    bench.feed.on_down()
    bench.history.newest = 30
    if reason == "refused":
        bench.history.failures = [RequestRefused(1004, "Data Not Found", 404)]
    else:
        bench.history.oldest = 20
    bench.subscribe(snapshot=range(28, 31))
    await bench.until(bench.feed.ready.is_set)
    expected = [28, 29, 30] if reason == "refused" else list(range(20, 31))
    assert bench.listener.numbers[3:] == expected
    (gap,) = bench.listener.gaps
    assert not gap.recovered
    assert gap.trades is None
    bench.live(31)
    assert bench.listener.numbers[-1] == 31


async def test_an_outage_of_twenty_thousand_trades_comes_in_order_and_lets_the_loop_breathe(
    bench, monkeypatch
):
    await bench.begin()
    released_in_a_row = most_in_a_row = 0
    take = bench.listener.on_trade

    def counting(trade, *, backfilled):
        nonlocal released_in_a_row, most_in_a_row
        released_in_a_row += 1
        most_in_a_row = max(most_in_a_row, released_in_a_row)
        take(trade, backfilled=backfilled)

    monkeypatch.setattr(bench.listener, "on_trade", counting)
    bench.feed.on_down()
    bench.history.newest = 20_005
    bench.subscribe(snapshot=[])

    async with asyncio.timeout(PATIENCE):
        while not bench.feed.ready.is_set():
            released_in_a_row = 0
            await asyncio.sleep(0)
    assert bench.listener.numbers == list(range(3, 20_006))
    assert most_in_a_row <= RELEASE_CHUNK
    assert bench.history.calls == 21
    assert bench.listener.progress[-1] == 20_000
    assert bench.listener.progress == sorted(bench.listener.progress)
    (gap,) = bench.listener.gaps
    assert gap.trades == 20_000


async def test_nothing_traded_before_the_loss_still_recovers_what_came_after():
    bench = Bench()
    bench.subscribe(snapshot=[])
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    bench.feed.on_down()
    bench.history.newest = 4
    bench.subscribe(snapshot=[])
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers == [1, 2, 3, 4]
    await bench.feed.stop()


async def test_an_incomplete_replay_is_said_and_does_not_hold_for_ever(bench):
    bench.history.newest = 5
    bench.feed.on_subscribing(TRADE)
    bench.feed.on_subscribed(TRADE, 3, 101)
    bench.feed.on_feed(Feed(TRADE, f"{ETH}@50", 0, 0, trade(5)))
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.errors == ["the replay of recent trades came incomplete"]
    assert bench.listener.numbers == [5]


async def test_a_trade_off_the_book_is_told_but_is_no_last_price(bench):
    await bench.begin()
    bench.sequence += 1
    rfq = trade(6)._replace(price=Decimal(1), venue="RFQ")
    bench.feed.on_feed(Feed(TRADE, f"{ETH}@50", bench.sequence, bench.sequence - 1, rfq))
    assert bench.listener.numbers[-1] == 6
    assert bench.feed.last_trade == trade(5)


async def test_a_last_price_that_no_trade_explains_is_looked_up(bench):
    """Lost messages at the end of a burst have no successor whose number would tell."""
    await bench.begin()
    bench.history.newest = 8
    bench.price(last=3001, time=trade(8).event_time)
    await bench.until(lambda: bench.listener.numbers == [3, 4, 5, 6, 7, 8])
    assert bench.listener.gaps[0].trades == 3
    calls = bench.history.calls
    bench.price(last=3001, time=trade(9).event_time)
    await bench.until(bench.feed.ready.is_set)
    bench.live(9)
    assert bench.listener.numbers[-1] == 9
    assert bench.history.calls == calls, "an explained price is not looked up again"


async def test_a_last_price_that_its_trade_explains_is_no_doubt(bench):
    await bench.begin()
    bench.history.newest = 6
    bench.price(last=3001, time=trade(6).event_time)
    bench.sequence += 1
    late = trade(6)._replace(price=Decimal(3001))
    bench.feed.on_feed(Feed(TRADE, f"{ETH}@50", bench.sequence, bench.sequence - 1, late))
    await asyncio.sleep(0.25)
    assert bench.history.calls == 0


async def test_a_cursor_of_an_earlier_run_is_where_recovery_begins():
    bench = Bench()
    bench.feed = InstrumentFeed(
        ETH, bench.history, bench.listener, clock=fast_clock(50.0), timing=FeedTiming(), cursor=trade(4).key
    )
    bench.history.newest = 9
    bench.subscribe(snapshot=[8, 9])
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers == [5, 6, 7, 8, 9]
    assert all(bench.listener.backfilled)
    assert bench.listener.gaps[0].trades == 5
    await bench.feed.stop()


async def test_a_history_that_lags_behind_is_asked_again_until_the_numbers_agree(bench):
    await bench.begin()
    bench.history.newest = 7
    bench.live(9, jump=3)
    await bench.until(lambda: bench.history.calls >= 2)
    assert bench.listener.gaps == []
    bench.history.newest = 9
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[3:] == [6, 7, 8, 9]
    (gap,) = bench.listener.gaps
    assert (gap.trades, gap.recovered) == (3, True)


@pytest.mark.parametrize("after_a_cut", [False, True])
async def test_trades_that_the_numbers_count_and_the_history_lacks_are_a_declared_gap(bench, after_a_cut):
    await bench.begin()
    bench.live(6)
    bench.history.newest = 8
    if after_a_cut:
        bench.feed.on_down()
        bench.subscribe(snapshot=[], first=bench.sequence + 6)
    else:
        bench.live(12, jump=5)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[4:6] == [7, 8]
    (gap,) = bench.listener.gaps
    assert (gap.trades, gap.recovered) == (5, False)


async def test_numbers_of_another_gateway_say_nothing(bench):
    await bench.begin()
    bench.live(6)
    bench.feed.on_down()
    bench.history.newest = 8
    bench.subscribe(snapshot=[], first=bench.sequence + 50_000)
    await bench.until(bench.feed.ready.is_set)
    (gap,) = bench.listener.gaps
    assert (gap.trades, gap.recovered) == (2, True)


async def test_a_run_that_ends_with_trades_known_to_be_missing_says_so(bench):
    await bench.begin()
    bench.history.failures = [TemporarilyUnavailable("busy")] * 50
    bench.live(12, jump=5)
    await bench.until(lambda: bench.listener.errors)
    await bench.feed.stop()
    (gap,) = bench.listener.gaps
    assert (gap.trades, gap.recovered) == (5, False)


async def test_a_price_that_no_stream_brings_is_asked_for(bench):
    bench.history.newest = 3
    bench.subscribe(snapshot=[1, 2, 3])
    await bench.until(bench.feed.ready.is_set)
    assert bench.history.mini_calls == 1
    assert bench.feed.ticker is not None
