"""What the numbers of the messages say was missed: across runs, in frames that come late, against the history."""

import pytest

from engine.feed.instrument_feed import InstrumentFeed
from engine.feed.timing import FeedTiming
from engine.feed.trade_numbers import OTHER_GATEWAY
from engine.grvt.errors import RequestRefused, TemporarilyUnavailable
from engine.grvt.wire import TRADE, Feed
from tests.fakes.feed_bench import ETH, Bench, trade
from tests.fakes.live import fast_clock


@pytest.fixture
async def bench():
    bench = Bench()
    yield bench
    await bench.feed.stop()


def go_on(bench: Bench, cursor: int, *, number: int | None = None, doubted: bool = False) -> None:
    bench.feed = InstrumentFeed(
        ETH,
        bench.history,
        bench.listener,
        clock=fast_clock(50.0),
        timing=FeedTiming(),
        cursor=trade(cursor).key,
        number=number,
        doubted=doubted,
    )
    bench.history.newest = max(bench.history.newest, cursor)


def frame(bench: Bench, number: int, sequence: int) -> None:
    bench.feed.on_feed(Feed(TRADE, f"{ETH}@50", sequence, sequence - 1, trade(number)))


def told(bench: Bench) -> list[tuple[int | None, bool]]:
    return [(gap.trades, gap.recovered) for gap in bench.listener.gaps]


async def test_trades_lost_between_two_runs_are_a_gap_though_nothing_else_traded(bench):
    go_on(bench, 5, number=98)
    bench.subscribe()
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [(2, False)]
    assert bench.listener.gaps[0].from_time == trade(5).event_time
    assert bench.feed.number_at(trade(5).key) == 98, "a later run counts them again"


@pytest.mark.parametrize(("newest", "gap"), [(7, (2, True)), (6, (2, False))])
async def test_the_history_must_bring_as_many_as_were_sent_between_two_runs(bench, newest, gap):
    go_on(bench, 5, number=98)
    bench.history.newest = newest
    bench.subscribe()
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [gap]
    assert bench.feed.number_at(trade(newest).key) == 100
    bench.live(8)
    assert bench.feed.number_at(trade(8).key) == 101


@pytest.mark.parametrize("number", [None, 100, 101 + OTHER_GATEWAY, 99 - OTHER_GATEWAY])
async def test_a_number_that_says_nothing_is_no_gap(bench, number):
    go_on(bench, 5, number=number)
    bench.subscribe()
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == []


async def test_a_feed_that_goes_back_counts_from_the_number_of_the_earlier_run(bench):
    await bench.begin(newest=20)
    bench.history.newest = 21
    bench.live(21)
    bench.feed.rewind(trade(20).key, number=97)
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [(4, False)], "101 was told, 98 to 100 never came"


async def test_a_feed_that_is_as_far_as_the_earlier_run_counts_as_well(bench):
    await bench.begin(newest=20)
    bench.feed.rewind(trade(20).key, number=100)
    assert bench.feed.ready.is_set()
    bench.feed.rewind(trade(20).key, number=99)
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [(1, False)]


async def test_a_late_frame_of_a_recovered_trade_is_a_duplicate_and_the_numbers_go_on(bench):
    await bench.begin()
    bench.history.newest = 7
    frame(bench, 7, 102)
    await bench.until(bench.feed.ready.is_set)
    calls = bench.history.calls
    frame(bench, 6, 101)
    frame(bench, 8, 103)
    assert bench.listener.numbers[3:] == [6, 7, 8]
    assert bench.feed.trackers[TRADE].duplicates == 1
    assert bench.history.calls == calls
    assert told(bench) == [(1, True)]


async def test_frames_out_of_turn_are_not_missing(bench):
    await bench.begin()
    bench.history.newest = 8
    frame(bench, 7, 102)
    frame(bench, 6, 101)
    frame(bench, 8, 103)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[3:] == [6, 7, 8]
    assert bench.listener.backfilled[3:] == [False] * 3
    assert told(bench) == []


async def test_a_restart_of_the_gateway_is_still_noticed(bench):
    await bench.begin()
    bench.history.newest = 7
    frame(bench, 7, 2)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[3:] == [6, 7]


async def test_trades_that_were_recovered_before_their_numbers_were_jumped_over_are_not_missed_again(bench):
    await bench.begin()
    bench.history.newest = 8
    bench.price(last=3001, time=trade(8).event_time)
    await bench.until(lambda: bench.listener.numbers[3:] == [6, 7, 8])
    await bench.until(bench.feed.ready.is_set)
    frame(bench, 9, 104)
    assert bench.listener.numbers[-1] == 9
    assert bench.feed.ready.is_set()
    assert told(bench) == [(3, True)]


@pytest.mark.parametrize("history", ["pruned", "refused"])
async def test_what_the_replay_brings_is_recovered_if_the_numbers_agree(bench, history):
    await bench.begin()
    bench.feed.on_down()
    bench.history.newest = 8
    if history == "pruned":
        bench.history.oldest = 7
    else:
        bench.history.failures = [RequestRefused(1004, "Data Not Found", 404)]
    bench.subscribe(snapshot=[6, 7, 8], first=104)
    await bench.until(bench.feed.ready.is_set)
    assert bench.listener.numbers[3:] == [6, 7, 8]
    assert told(bench) == [(3, True)]


@pytest.mark.parametrize(("number", "gap"), [(None, (None, False)), (98, (2, False))])
async def test_a_run_whose_history_fails_to_the_end_says_so(bench, number, gap):
    go_on(bench, 5, number=number)
    bench.history.failures = [TemporarilyUnavailable("busy")] * 50
    bench.subscribe()
    await bench.until(lambda: bench.listener.errors)
    await bench.feed.stop()
    await bench.feed.stop()
    assert told(bench) == [gap]
    assert bench.feed.number_at(trade(5).key) == number


async def test_a_run_that_ends_during_a_reconnect_says_nothing(bench):
    await bench.begin()
    bench.feed.on_down()
    await bench.feed.stop()
    assert told(bench) == []
    assert bench.feed.number_at(trade(5).key) == 100


async def test_a_run_that_ends_before_the_history_answers_says_nothing_unless_the_numbers_do(bench):
    await bench.begin()
    bench.feed.on_down()
    bench.history.newest = 9
    bench.subscribe(first=101 + 2 * OTHER_GATEWAY)
    await bench.feed.stop()
    assert told(bench) == []


@pytest.mark.parametrize(("newest", "gap"), [(5, (0, True)), (7, (2, True))])
async def test_what_an_earlier_run_could_not_recover_is_told_again_whatever_comes_of_it(bench, newest, gap):
    go_on(bench, 5, doubted=True)
    bench.history.newest = newest
    bench.subscribe()
    bench.price()
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [gap]


async def test_a_second_outage_at_the_same_trade_goes_on_with_the_first(bench):
    await bench.begin()
    bench.feed.on_down()
    bench.subscribe(first=103)
    await bench.until(bench.feed.ready.is_set)
    bench.feed.on_down()
    bench.history.newest = 6
    bench.subscribe(first=104)
    await bench.until(bench.feed.ready.is_set)
    assert told(bench) == [(2, False), (3, False)], "one of three came back"
