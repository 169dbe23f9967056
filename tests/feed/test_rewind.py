"""Trades that are told again, and trades that come late."""

import asyncio

import pytest

from tests.fakes.feed_bench import Bench, trade


@pytest.fixture
async def bench():
    bench = Bench()
    yield bench
    await bench.feed.stop()


async def test_going_back_to_an_earlier_trade_tells_what_traded_since_again(bench):
    await bench.begin(newest=20)
    for number in (21, 22, 23):
        bench.history.newest = number
        bench.live(number)
    told = len(bench.listener.numbers)
    assert bench.feed.newest == trade(23).key
    bench.feed.rewind(trade(15).key)
    assert bench.feed.holding
    assert not bench.feed.ready.is_set()
    assert bench.feed.newest == trade(23).key
    bench.live(23, jump=-1)
    bench.history.newest = 24
    bench.live(24)
    shown = set()
    take = bench.listener.on_trade

    def watching(trade, *, backfilled):
        shown.add(bench.feed.last_trade.trade_id.execution)
        take(trade, backfilled=backfilled)

    bench.listener.on_trade = watching
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[told:] == list(range(16, 25))
    assert bench.listener.backfilled[told:] == [True] * 8 + [False]
    assert shown == {23, 24}, "the last price does not run backwards"
    (gap,) = bench.listener.gaps
    assert (gap.from_time, gap.trades, gap.recovered) == (trade(15).event_time, 8, True)
    bench.live(25)
    assert bench.listener.numbers[-1] == 25


async def test_going_forward_changes_nothing(bench):
    await bench.begin()
    bench.feed.rewind(trade(5).key)
    bench.feed.rewind(trade(9).key)
    assert bench.feed.ready.is_set()
    assert bench.history.calls == 0


async def test_going_back_during_a_recovery_leaves_no_hole(bench):
    await bench.begin(newest=50)
    bench.feed.on_down()
    bench.history.newest = 3000
    bench.subscribe(snapshot=[])
    await bench.until(lambda: len(bench.listener.numbers) > 500)
    bench.feed.rewind(trade(10).key)
    told = len(bench.listener.numbers)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[told:] == list(range(11, 3001))


async def test_going_back_without_a_connection_waits_for_one(bench):
    await bench.begin(newest=20)
    bench.feed.on_down()
    bench.feed.rewind(trade(15).key)
    told = len(bench.listener.numbers)
    await asyncio.sleep(0.02)
    assert bench.history.calls == 0
    bench.subscribe(snapshot=[])
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[told:] == list(range(16, 21))


async def test_trades_told_again_make_up_for_none_that_are_missing(bench):
    """The numbers count five lost trades; that older ones come again does not bring them back."""
    await bench.begin(newest=20)
    bench.live(26, jump=5)
    bench.feed.rewind(trade(5).key)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[-1] == 26
    (gap,) = bench.listener.gaps
    assert not gap.recovered


async def test_a_live_trade_that_comes_after_a_later_one_is_not_lost(bench):
    await bench.begin(newest=5)
    bench.live(8)
    bench.live(7)
    bench.live(9)
    assert bench.listener.numbers[-3:] == [8, 7, 9]
    assert bench.listener.backfilled[-3:] == [False] * 3
    bench.live(7)
    bench.live(4)
    assert bench.listener.numbers[-1] == 9, "known, and older than what was known at the start"
    assert bench.feed.line.late == 1
    assert bench.feed.last_trade == trade(9)
    assert bench.listener.gaps == []
