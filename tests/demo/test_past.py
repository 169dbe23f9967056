"""The generated past: bars that join the present without a seam, and trades that make exactly the bars."""

from itertools import islice, pairwise

import pytest

from engine.demo.bars import DAY, INTERVALS, MINUTE, opening
from engine.demo.listings import LISTINGS
from engine.demo.market import Venue
from engine.demo.prints import Print, TradeLog
from engine.market import NS_PER_SECOND

START = 1_767_198_134_519_661_154
ETH = "ETH_USDT_Perp"
ACTIVE = [listing.name for listing in LISTINGS if listing.is_active]


def _venue(seconds: int = 0, seed: int = 3) -> Venue:
    venue = Venue(seed=seed, start_time=START)
    venue.advance(START + seconds * NS_PER_SECOND)
    return venue


@pytest.mark.parametrize("instrument", [ETH, "NVDA_USDT_Perp"])
def test_five_days_of_minutes_without_holes_end_at_the_present_price(instrument: str) -> None:
    market = _venue(200).markets[instrument]
    bars = list(market.bars.newest_first(START - 5 * DAY, START + DAY, MINUTE))
    assert len(bars) >= 5 * 1440
    assert bars[0].close == market.last_price
    for later, earlier in pairwise(bars):
        assert later.open_time - earlier.open_time == MINUTE
        assert (
            earlier.low
            <= min(earlier.open, earlier.close)
            <= max(earlier.open, earlier.close)
            <= earlier.high
        )
        assert abs(later.open - earlier.close) / later.open < 0.002, "a seam between bars"
        assert (earlier.volume > 0) == (earlier.trades > 0)


def test_the_past_does_not_depend_on_who_asks_first() -> None:
    forwards, backwards = _venue().markets[ETH].bars, _venue().markets[ETH].bars
    old = opening(START, MINUTE) - 3000 * MINUTE
    assert backwards.minute(old) == next(islice(forwards.newest_first(0, START, MINUTE), 3000, None))
    assert list(backwards.newest_first(old, START, MINUTE)) == list(forwards.newest_first(old, START, MINUTE))


@pytest.mark.parametrize("interval", ["CI_3_M", "CI_1_H", "CI_4_H", "CI_1_D", "CI_1_W"])
def test_coarse_bars_are_made_of_the_minutes(interval: str) -> None:
    bars, length = _venue(100).markets[ETH].bars, INTERVALS[interval]
    whole = list(islice(bars.newest_first(0, START + DAY, length), 2))[-1]
    minutes = [
        bar
        for bar in bars.newest_first(whole.open_time, whole.open_time + length - MINUTE, MINUTE)
        if bar.trades
    ]
    assert whole.open_time % MINUTE == 0
    assert whole.high == max(bar.high for bar in minutes)
    assert whole.low == min(bar.low for bar in minutes)
    assert whole.open == minutes[-1].open
    assert whole.close == minutes[0].close
    assert whole.volume == sum(bar.volume for bar in minutes)
    assert whole.trades == sum(bar.trades for bar in minutes)


def test_weeks_open_on_monday_and_days_at_midnight() -> None:
    monday = 1_766_966_400 * NS_PER_SECOND
    assert opening(START, INTERVALS["CI_1_W"]) == monday
    assert opening(START, DAY) % DAY == 0


@pytest.mark.parametrize("instrument", ACTIVE)
def test_past_trades_make_exactly_their_bar(instrument: str) -> None:
    market = _venue().markets[instrument]
    first = opening(START, MINUTE)
    for age in (0, 1, 2, 600, 5000):
        open_time = first - age * MINUTE
        bar = market.bars.minute(open_time)
        assert bar is not None
        found = market.trades.newest_first(open_time, open_time + MINUTE - 1)
        trades = [trade for trade in found if trade.on_public_book]
        trades.reverse()
        assert len(trades) == bar.trades
        if not trades:
            continue
        assert (trades[0].price, trades[-1].price) == (bar.open, bar.close)
        assert max(trade.price for trade in trades) == bar.high
        assert min(trade.price for trade in trades) == bar.low
        assert sum(trade.size for trade in trades) == bar.volume
        assert all(trade.size >= market.listing.min_size for trade in trades)
        assert all(open_time <= trade.event_time < START for trade in trades)


def test_past_and_live_trades_have_one_order_and_their_own_ids() -> None:
    venue = _venue(30)
    everything: list[tuple[int, int]] = []
    for name in ACTIVE:
        trades = list(venue.markets[name].trades.newest_first(START - 90 * MINUTE, START + DAY))
        keys = [(trade.event_time, trade.execution, trade.fill) for trade in trades]
        assert keys == sorted(keys, reverse=True)
        ids = [key[1:] for key in keys]
        assert ids == sorted(ids, reverse=True)
        everything.extend(ids)
    assert len(everything) == len(set(everything)) > 5_000


def test_history_starts_before_any_live_trade() -> None:
    newest = _venue().markets[ETH].trades.latest(50)
    assert len(newest) == 50
    assert newest[-1].event_time < START
    assert newest == sorted(newest, key=lambda trade: (trade.event_time, trade.execution, trade.fill))


def test_a_full_log_forgets_the_oldest() -> None:
    log = TradeLog(None, kept=100)
    for number in range(1, 251):
        log.append(Print(number, number, 1, 1, 1, True, 1, 1))
    assert 90 <= len(log.live) <= 100
    assert log.latest(3)[-1].execution == 250
    assert [trade.execution for trade in log.newest_first(248, 249)] == [249, 248]
