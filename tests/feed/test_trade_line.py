from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feed.trade_line import MAX_RECENT, TradeLine
from engine.market import Trade, TradeId


def trade(number: int) -> Trade:
    return Trade("ETH_USDT_Perp", 1000 + number // 2, TradeId(number, 1), Decimal(3000), Decimal(1), True)


def numbers(released) -> list[int]:
    return [item.trade.trade_id.execution for item in released]


def live_line(cursor: int) -> TradeLine:
    line = TradeLine(trade(cursor).key)
    assert not line.release().trades
    return line


def test_live_trades_pass_in_order_and_once():
    line = live_line(5)
    assert line.on_trade(trade(6), live=True).trade == trade(6)
    assert line.on_trade(trade(6), live=True) is None
    assert line.on_trade(trade(4), live=True) is None
    assert line.duplicates == 2


def test_a_hold_releases_history_and_waiting_trades_in_order():
    line = live_line(5)
    line.hold()
    assert line.on_trade(trade(9), live=True) is None
    assert line.on_trade(trade(8), live=False) is None
    release = line.release([trade(7), trade(6), trade(8), trade(9), trade(5)])
    assert numbers(release.trades) == [6, 7, 8, 9]
    assert [item.backfilled for item in release.trades] == [True, True, True, False]
    assert release.recovered == 3
    assert not line.holding


def test_the_first_hold_releases_what_is_known_and_sets_the_cursor():
    line = TradeLine()
    line.on_trade(trade(2), live=False)
    line.on_trade(trade(1), live=False)
    assert numbers(line.release().trades) == [1, 2]
    assert line.cursor == trade(2).key


def test_a_suspicion_during_the_fetch_releases_only_what_the_history_reaches():
    line = live_line(5)
    line.hold()
    line.on_trade(trade(7), live=True)
    line.on_trade(trade(10), live=True)
    release = line.release([trade(6), trade(8)], suspicious=True)
    assert numbers(release.trades) == [6, 7, 8]
    assert release.again
    assert line.holding
    assert numbers(line.release([trade(9), trade(10)]).trades) == [9, 10]


def test_an_overflow_asks_the_history_again():
    line = TradeLine(trade(0).key, max_held=2)
    for number in (5, 6, 7):
        line.on_trade(trade(number), live=True)
    assert line.held == 2
    release = line.release([trade(n) for n in range(1, 6)])
    assert numbers(release.trades) == [1, 2, 3, 4, 5]
    assert release.again
    assert numbers(line.release([trade(6), trade(7)]).trades) == [6, 7]


@given(
    st.lists(st.tuples(st.sampled_from(["live", "lose", "twice"]), st.booleans()), min_size=1, max_size=60),
    st.integers(min_value=1, max_value=4),
)
def test_whatever_is_lost_each_trade_comes_once_and_in_order(steps, max_held):
    """The feed loses, repeats and holds; the history knows everything. Nothing may be missed or doubled."""
    line = TradeLine(trade(0).key, max_held=max_held)
    out: list[int] = []
    printed: list[Trade] = []
    for number, (fate, recover_now) in enumerate(steps, start=1):
        printed.append(trade(number))
        for _ in range({"live": 1, "lose": 0, "twice": 2}[fate]):
            released = line.on_trade(printed[-1], live=True)
            out += [] if released is None else numbers([released])
        if fate == "lose":
            line.hold()
        if recover_now:
            out += numbers(line.release(printed).trades)
    while line.holding:
        out += numbers(line.release(printed).trades)
    assert out == list(range(1, len(steps) + 1))


@pytest.mark.parametrize("live_first", [True, False])
def test_a_trade_that_also_came_live_is_not_backfilled(live_first):
    line = live_line(5)
    line.hold()
    for live in (live_first, not live_first):
        line.on_trade(trade(6), live=live)
    assert [item.backfilled for item in line.release([trade(6)]).trades] == [False]


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["live", "hold", "release"])), max_size=60))
def test_what_passes_is_what_would_be_released_at_once(steps):
    """The quick way says yes only where the slow one releases in turn, and leaves the line the same."""
    quick, slow = live_line(3), live_line(3)
    for number, what in steps:
        if what == "hold":
            quick.hold()
            slow.hold()
        elif what == "release":
            assert quick.release() == slow.release()
        expected = slow.on_trade(trade(number), live=True)
        if quick.passes(trade(number)):
            assert expected is not None
            assert (expected.trade, expected.backfilled, expected.late) == (trade(number), False, False)
        else:
            assert quick.on_trade(trade(number), live=True) == expected
            assert expected is None or expected.late
        assert (quick.cursor, quick.newest, quick.duplicates, quick.late) == (
            slow.cursor,
            slow.newest,
            slow.duplicates,
            slow.late,
        )


def test_only_the_newest_are_remembered_and_what_is_older_counts_as_known():
    line = live_line(0)
    for number in range(2, 2 * (2 * MAX_RECENT + 2), 2):
        assert line.passes(trade(number))
    newest = 2 * (2 * MAX_RECENT + 1)
    assert line.on_trade(trade(newest - 1), live=True).late
    assert line.on_trade(trade(newest - 1), live=True) is None
    assert line.on_trade(trade(3), live=True) is None


@given(st.lists(st.integers(0, 12), max_size=30), st.integers(0, 5))
def test_trades_pass_together_as_they_pass_one_by_one(arriving, start):
    """Up to the first that does not; what is left changes nothing."""
    together, single = live_line(start), live_line(start)
    expected = 0
    while expected < len(arriving) and single.passes(trade(arriving[expected])):
        expected += 1
    assert together.passes(*[trade(number) for number in arriving]) == expected
    assert together.cursor == single.cursor
    assert together._recent == single._recent
