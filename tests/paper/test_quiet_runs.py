"""Trades that do nothing may pass together: the account is then what it is after each by itself."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from engine.grid.spec import FillModel
from engine.market import Trade
from tests.fakes.paper_account import spec, started, trade

prices = st.lists(st.integers(min_value=95, max_value=140), min_size=1, max_size=60)


@given(
    prices,
    st.sampled_from(FillModel),
    st.sampled_from(["long", "short", "neutral"]),
    st.sampled_from([None, Decimal(98)]),
    st.integers(1, 12),
    st.none() | st.integers(1, 60),
)
def test_passing_together_is_meeting_each(walk, model, direction, stop, together, settlement):
    grid = spec(direction, fill_model=model, stop_below=stop)
    one_by_one, in_runs = started(grid, "116"), started(grid, "116")
    one_by_one.next_settlement = in_runs.next_settlement = settlement
    trades = [trade(str(price), number) for number, price in enumerate(walk, 1)]
    expected = [event for met in trades for event in one_by_one.on_trade(met)]
    told = []
    for start in range(0, len(trades), together):
        rest: list[Trade] = trades[start : start + together]
        while rest:
            quiet = in_runs.quiet_among(rest)
            if quiet:
                in_runs.pass_quietly(quiet, rest[quiet - 1].price, rest[quiet - 1].event_time)
            for met in rest[quiet : quiet + 1]:
                told += in_runs.on_trade(met)
            rest = rest[quiet + 1 :]
    assert told == expected
    assert in_runs.totals(Decimal(117)) == one_by_one.totals(Decimal(117))
    assert in_runs.state() == one_by_one.state()
    assert in_runs.last == one_by_one.last


def test_most_trades_of_a_calm_market_are_quiet():
    account = started(spec(), "116")
    assert account.quiet_among([trade("116", 1), trade("117", 2), trade("109", 3), trade("116", 4)]) == 2


def test_a_run_can_be_looked_at_from_its_middle():
    account = started(spec(), "116")
    run = [trade("116", 1), trade("109", 2), trade("117", 3), trade("116", 4), trade("109", 5)]
    assert [account.quiet_among(run, start) for start in range(5)] == [1, 0, 2, 1, 0]
