"""The synthetic market: deterministic, lively, and a book that agrees with the trades."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import median

import pytest

from engine.demo.bars import MINUTE, opening
from engine.demo.book import Fill
from engine.demo.listings import LISTINGS
from engine.demo.market import Market, Venue
from engine.market import NS_PER_SECOND, Trade

START = 1_767_198_134_519_661_154
ETH = "ETH_USDT_Perp"
ACTIVE = [listing.name for listing in LISTINGS if listing.is_active]
SEEDS = range(12)


def _after(seconds: float, seed: int, **arguments: float) -> Venue:
    venue = Venue(seed=seed, start_time=START, **arguments)
    venue.advance(START + int(seconds * NS_PER_SECOND))
    return venue


def _book_trades(venue: Venue, instrument: str) -> list[Trade]:
    return [trade for trade in venue.printed_trades(instrument) if trade.on_public_book]


def test_the_same_seed_gives_the_same_trades_in_whatever_steps_time_passes() -> None:
    whole = _after(40, seed=5)
    stepped = Venue(seed=5, start_time=START)
    printed = []
    for step in range(1, 1601):
        printed.extend(stepped.advance(START + step * 40 * NS_PER_SECOND // 1600))
    for name in ACTIVE:
        assert stepped.printed_trades(name) == whole.printed_trades(name)
        assert stepped.markets[name].book.bids.levels == whole.markets[name].book.bids.levels
    assert sum(len(whole.printed_trades(name)) for name in ACTIVE) == len(printed) > 100


def test_another_seed_gives_another_market() -> None:
    assert _after(10, seed=1).printed_trades(ETH) != _after(10, seed=2).printed_trades(ETH)


def test_trade_ids_rise_through_the_whole_exchange_and_times_never_fall() -> None:
    venue = Venue(seed=3, start_time=START)
    printed = venue.advance(START + 120 * NS_PER_SECOND)
    ids = [(item.trade.execution, item.trade.fill) for item in printed]
    times = [item.trade.event_time for item in printed]
    assert ids == sorted(set(ids))
    assert times == sorted(times)
    assert len({item.instrument for item in printed}) == len(ACTIVE)
    executions = sorted({execution for execution, _ in ids})
    gaps = {later - earlier for earlier, later in pairwise(executions)}
    assert len(gaps) > 1, "ids rise by one only"
    assert all(START <= time <= START + 120 * NS_PER_SECOND for time in times)


def test_several_fills_of_one_execution_share_their_time_and_side() -> None:
    by_execution: dict[int, list[Trade]] = {}
    for trade in _after(120, seed=4).printed_trades(ETH):
        by_execution.setdefault(trade.trade_id.execution, []).append(trade)
    several = [fills for fills in by_execution.values() if len(fills) > 1]
    assert len(several) > 10
    for fills in several:
        assert len({(fill.event_time, fill.is_taker_buyer) for fill in fills}) == 1
        direction = 1 if fills[0].is_taker_buyer else -1
        prices = [fill.price * direction for fill in fills]
        assert prices == sorted(prices), "a taker meets the best price first"


@pytest.mark.parametrize("instrument", ACTIVE)
def test_prices_and_sizes_are_whole_steps(instrument: str) -> None:
    venue = _after(120, seed=6)
    listing = venue.markets[instrument].listing
    tick, step = (Decimal(value) / 10**9 for value in (listing.tick_size, listing.min_size))
    trades = venue.printed_trades(instrument)
    assert trades
    for trade in trades:
        assert trade.price % tick == 0
        assert trade.size % step == 0
        assert trade.size > 0


def _check_every_execution(market: Market, checked: list[Fill]) -> None:
    """Compare each taker execution with the book as it was just before and is just after."""
    book = market.book
    consume = book.fill

    def checked_fill(is_buyer: bool, fills: Sequence[Fill]) -> None:
        side, other = (book.asks, book.bids) if is_buyer else (book.bids, book.asks)
        before, best = dict(side.levels), side.best
        consume(is_buyer, fills)
        prices = [price for price, _ in fills]
        for price in set(prices):
            taken = sum(size for at, size in fills if at == price)
            left = side.levels[price].size if price in side.levels else 0
            assert before[price].size - taken == left, "a taker consumes what it prints"
        assert prices[0] == best, "the first fill is at the best price"
        assert side.best == prices[-1], "what it did not consume is no worse than its last fill"
        assert other.best is not None
        assert (prices[0] - other.best) * side.sign > 0, "the book is not crossed"
        checked.extend(fills)

    book.fill = checked_fill  # type: ignore[method-assign]


def test_trades_print_at_the_book_and_consume_it() -> None:
    venue = Venue(seed=8, start_time=START)
    checked: list[Fill] = []
    for name in ACTIVE:
        _check_every_execution(venue.markets[name], checked)
    printed = venue.advance(START + 120 * NS_PER_SECOND)
    on_book = sorted((item.trade.price, item.trade.size) for item in printed if item.trade.on_public_book)
    assert sorted(checked) == on_book
    assert len(checked) > 300


def test_the_book_is_never_crossed_nor_empty_and_its_levels_are_sound() -> None:
    venue = Venue(seed=9, start_time=START)
    for second in range(1, 240):
        venue.advance(START + second * NS_PER_SECOND // 2)
        for name in ACTIVE:
            book, listing = venue.markets[name].book, venue.markets[name].listing
            bids, asks = book.bids.prices(), book.asks.prices()
            assert bids[0] < asks[0]
            assert bids == sorted(bids, reverse=True)
            assert asks == sorted(asks)
            assert len(bids) >= 10
            assert len(asks) >= 10
            for side in (book.bids, book.asks):
                assert set(side.prices()) == set(side.levels)
                for price, level in side.levels.items():
                    assert price > 0
                    assert price % listing.tick_size == 0
                    assert level.size >= listing.min_size
                    assert level.size % listing.min_size == 0
                    assert level.orders >= 1


def test_the_last_price_stays_close_to_the_book() -> None:
    venue = Venue(seed=10, start_time=START)
    for step in range(1, 600):
        venue.advance(START + step * NS_PER_SECOND // 5)
        market = venue.markets[ETH]
        bid, ask = market.book.bids.best, market.book.asks.best
        assert bid is not None
        assert ask is not None
        assert abs(market.last_price - (bid + ask) / 2) / bid < 0.002
        assert abs(market.mark_price - (bid + ask) / 2) / bid < 0.002


def test_off_book_prints_occur_and_leave_the_last_price_alone() -> None:
    venue = Venue(seed=11, start_time=START)
    found = []
    for step in range(1, 1200):
        last = venue.markets[ETH].last_price
        for item in venue.advance(START + step * NS_PER_SECOND // 2):
            if item.instrument != ETH:
                continue
            if item.trade.on_public_book:
                last = item.trade.price
            else:
                found.append(item.trade)
                assert abs(item.trade.price - last) / last < 0.003
        assert venue.markets[ETH].last_price == last
    assert any(trade.venue == "RFQ" for trade in found)
    assert any(trade.is_rpi for trade in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sample_grid_fills_several_times_within_the_first_minute(seed: int) -> None:
    """Twenty lines 0.03 % apart around the price; fills need a trade strictly beyond, as ``through`` does."""
    trades = _book_trades(_after(60, seed=seed), ETH)
    reference = trades[0].price
    lines = [reference * (1 + Decimal("0.0003") * (Decimal(step) - Decimal("9.5"))) for step in range(20)]
    buys = {line for line in lines if line < reference}
    sells = {line for line in lines if line > reference}
    fills = 0
    for trade in trades:
        for line in [line for line in buys if trade.price < line]:
            buys.remove(line)
            sells.add(line * Decimal("1.0003"))
            fills += 1
        for line in [line for line in sells if trade.price > line]:
            sells.remove(line)
            buys.add(line / Decimal("1.0003"))
            fills += 1
    assert fills >= 4


def test_eth_trades_a_few_times_a_second_and_moves_as_it_does_in_life() -> None:
    rates, ranges = [], []
    for seed in range(5):
        trades = _book_trades(_after(180, seed=seed), ETH)
        rates.append(len(trades) / 180)
        for minute in range(3):
            first = START + minute * MINUTE
            prices = [trade.price for trade in trades if first <= trade.event_time < first + MINUTE]
            ranges.append((max(prices) - min(prices)) / prices[0] * 100)
    assert 2 < median(rates) < 8
    assert Decimal("0.1") < median(ranges) < Decimal("0.25")


def test_there_are_bursts_and_quiet_spells() -> None:
    counts = [0] * 300
    for trade in _after(300, seed=2).printed_trades(ETH):
        counts[(trade.event_time - START) // NS_PER_SECOND] += 1
    windows = [sum(counts[second : second + 4]) for second in range(296)]
    assert max(windows) > 3 * median(windows)
    assert min(windows) < median(windows) / 3


def test_speed_makes_the_market_faster_but_keeps_its_path() -> None:
    slow = _after(100, seed=7).printed_trades(ETH)
    fast = _after(5, seed=7, speed=20.0).printed_trades(ETH)
    assert [trade.price for trade in fast] == [trade.price for trade in slow]
    assert fast[-1].event_time <= START + 5 * NS_PER_SECOND


def test_what_traded_while_the_machine_slept_is_in_the_history_only() -> None:
    venue, awake = _after(10, seed=1), _after(70, seed=1)
    assert venue.skip(50 * NS_PER_SECOND)
    assert venue.printed_trades(ETH) == ()
    woken = venue.advance(START + 70 * NS_PER_SECOND)
    assert woken
    assert all(item.trade.event_time >= START + 60 * NS_PER_SECOND for item in woken)
    span = (START - 60 * NS_PER_SECOND, START + 70 * NS_PER_SECOND)
    for name in ACTIVE:
        slept, whole = venue.markets[name], awake.markets[name]
        assert list(slept.trades.newest_first(*span)) == list(whole.trades.newest_first(*span))
        assert slept.last_price == whole.last_price
        bars = [market.bars.minute(opening(START, MINUTE)) for market in (slept, whole)]
        assert len({(bar.open, bar.high, bar.low, bar.close, bar.volume, bar.trades) for bar in bars}) == 1


def test_a_market_faster_than_the_clock_sleeps_with_the_machine() -> None:
    venue = _after(10, seed=1, speed=3.0)
    before = venue.printed_trades(ETH)
    hours = 3600 * NS_PER_SECOND
    assert not venue.skip(hours)
    assert venue.printed_trades(ETH) == before
    venue.advance(START + 20 * NS_PER_SECOND + hours)
    after = venue.printed_trades(ETH)[len(before) :]
    assert after
    assert all(trade.event_time > START + hours for trade in after)


@pytest.mark.parametrize("later", [7, 3_600, 50_000])
def test_a_later_start_finds_in_the_past_what_an_earlier_one_printed(later: int) -> None:
    """Trade by trade and id by id: a client that was here before goes on where it was."""
    first = _after(130, seed=4)
    again = Venue(seed=4, start_time=START + later * NS_PER_SECOND)
    again.advance(START + (later + 130) * NS_PER_SECOND)
    for name in ACTIVE:
        printed = [trade for trade in first.markets[name].trades.live if trade.event_time < again.start_time]
        found = list(again.markets[name].trades.newest_first(START, printed[-1].event_time))
        assert found[::-1] == printed
        minute = opening(START, MINUTE) + MINUTE
        assert again.markets[name].bars.minute(minute).close == first.markets[name].bars.minute(minute).close
    newest = first.printed_trades(ETH)[-1]
    assert all(
        trade.key > newest.key for trade in again.printed_trades(ETH) if trade.event_time > newest.event_time
    )


def test_the_price_of_a_later_start_is_near() -> None:
    venue = _after(30, seed=4)
    for minutes, most in ((1, 0.005), (60, 0.03), (60 * 24 * 365, 0.2)):
        again = Venue(seed=4, start_time=START + minutes * MINUTE)
        moved = abs(again.markets[ETH].last_price / venue.markets[ETH].last_price - 1.0)
        assert moved < most


def test_the_delisted_instrument_has_no_prices() -> None:
    market = _after(60, seed=1).markets["IP_USDT_Perp"]
    assert not market.listing.is_active
    assert (market.last_price, market.mark_price, len(market.book.bids)) == (0, 0, 0)
    assert market.trades.latest(10) == []


@pytest.mark.parametrize("speed", [0.0, -1.0, float("inf"), float("nan")])
def test_a_useless_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed is"):
        Venue(seed=1, start_time=START, speed=speed)
