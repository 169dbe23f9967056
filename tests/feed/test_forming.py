"""The forming candle: one trade at a time or many at once, it is the candle that the trades make."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.feed.forming import FormingCandle
from engine.market import Candle, Interval, Trade, TradeId

MINUTE = Interval.M1.nanoseconds
START = 1_767_198_120_000_000_000
NAME = "ETH_USDT_Perp"


def trade(number: int, time: int, cents: int, hundredths: int = 100) -> Trade:
    price, size = Decimal(cents).scaleb(-2), Decimal(hundredths).scaleb(-2)
    return Trade(NAME, START + time, TradeId(number, 1), price, size, is_taker_buyer=True)


def candle_of(trades: list[Trade]) -> Candle:
    """The candle of the last trade's minute, worked out from scratch."""
    opens = trades[-1].event_time // MINUTE * MINUTE
    inside = [one for one in trades if one.event_time // MINUTE * MINUTE == opens]
    prices = [one.price for one in inside]
    base = sum((one.size for one in inside), Decimal(0))
    quote = sum((one.size * one.price for one in inside), Decimal(0))
    ends = (prices[0], max(prices), min(prices), prices[-1])
    return Candle(NAME, opens, opens + MINUTE, *ends, base, quote, len(inside))


steps = st.tuples(st.integers(0, MINUTE // 2), st.integers(1, 900_000), st.integers(1, 10_000))


@given(st.lists(steps, min_size=1, max_size=40), st.integers(1, 9))
def test_the_candle_is_that_of_its_trades_however_they_come(moves, together):
    time, trades = 0, []
    for number, (pause, cents, size) in enumerate(moves):
        time += pause
        trades.append(trade(number, time, cents, size))
    by_one, by_many = FormingCandle(), FormingCandle()
    for one in trades:
        assert by_one.on_trade(one)
    for start in range(0, len(trades), together):
        assert by_many.on_trades(trades[start : start + together])
    assert by_one.candle == by_many.candle == candle_of(trades)


def test_there_is_no_candle_before_the_first_trade():
    forming = FormingCandle()
    assert forming.candle is None
    assert not forming.on_trade(trade(1, 0, 300_000)._replace(venue="RFQ"))
    assert not forming.on_trade(trade(1, 0, 300_000)._replace(is_rpi=True))
    assert forming.candle is None


def test_what_the_exchange_states_overwrites_and_goes_on():
    forming = FormingCandle()
    forming.on_trade(trade(1, 5, 300_000))
    stated = Candle(NAME, START, START + MINUTE, *map(Decimal, ("9", "10", "8", "9.5", "3", "28")), 7)
    forming.on_candle(stated)
    assert forming.candle == stated
    forming.on_trades((trade(2, 6, 1_100), trade(3, 7, 900)))
    assert forming.candle == Candle(
        NAME, START, START + MINUTE, *map(Decimal, ("9", "11", "8", "9.00", "5.00", "48.0000")), 9
    )


def test_an_older_candle_and_an_older_trade_change_nothing():
    forming = FormingCandle()
    forming.on_trade(trade(1, MINUTE, 300_000))
    known = forming.candle
    forming.on_candle(Candle(NAME, START, START + MINUTE, *[Decimal(1)] * 6, 1))
    assert not forming.on_trade(trade(0, 5, 1))
    assert not forming.on_trades((trade(0, 5, 1), trade(0, 6, 1)))
    assert forming.candle == known
