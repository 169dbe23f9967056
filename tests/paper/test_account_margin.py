"""The paper account over time: funding, margin and liquidation, equity and drawdown."""

from decimal import Decimal

import pytest

from engine.grid.capital import Means
from engine.grid.funding import HOUR
from engine.grid.liquidation import maintenance_margin
from engine.grid.orders import Fill, Intent, Order
from engine.grid.spec import FillModel
from engine.market import EXACT
from tests.fakes.paper_account import after, spec, started, trade
from tests.fakes.published import rules_of

ONE_PERCENT = rules_of("0.01")

# --- funding -----------------------------------------------------------------------------------------------------


def test_the_position_just_before_the_first_trade_at_the_instant_is_settled() -> None:
    account = started()
    account.next_settlement = HOUR
    account.on_trade(trade("120", HOUR - 1))
    assert account.pending_settlements() == ()
    account.on_trade(trade("100", HOUR))
    assert account.totals(Decimal(100)).position == 6
    assert account.pending_settlements() == (HOUR,)
    assert account.next_settlement is None
    settlement = account.settle(HOUR, Decimal("0.01"), Decimal(119), 2 * HOUR)
    assert (settlement.time, settlement.position, settlement.mark) == (HOUR, 2, 119)
    assert (settlement.rate, settlement.amount) == (Decimal("0.01"), Decimal("-0.0238"))
    assert account.totals(Decimal(100)).funding == Decimal("-0.0238")
    assert (account.pending_settlements(), account.next_settlement) == ((), 2 * HOUR)
    # the model that was not filled through at the instant held nothing and pays nothing
    assert account.range(Decimal(100))[FillModel.THROUGH] == 0 - 2 * 20 - 2 * 10


def test_a_trade_that_does_nothing_else_still_passes_the_settlement() -> None:
    account = after(started(), "120")
    account.next_settlement = HOUR
    assert account.on_trade(trade("121", HOUR + 5)) == []
    assert account.pending_settlements() == (HOUR,)


def test_time_alone_passes_a_settlement_when_no_trade_is_missing() -> None:
    account = after(started(), "120")
    account.next_settlement = HOUR
    account.on_time(HOUR - 1)
    assert account.pending_settlements() == ()
    account.on_time(HOUR)
    assert account.pending_settlements() == (HOUR,)
    assert account.settle(HOUR, Decimal(1), Decimal(100)).amount == -2


def test_no_settlement_is_lost_when_the_next_is_announced_early_nor_booked_twice() -> None:
    account = started()
    for instant in (HOUR, 2 * HOUR, None, HOUR):
        account.next_settlement = instant
    account.on_trade(trade("120", 5))
    assert account.next_settlement == HOUR
    account.on_trade(trade("110", 2 * HOUR + 1))
    assert account.pending_settlements() == (HOUR, 2 * HOUR)
    account.next_settlement = HOUR
    assert account.next_settlement is None
    assert [account.settle(time, Decimal(1), Decimal(100)).position for time in (2 * HOUR, HOUR)] == [2, 2]
    with pytest.raises(ValueError, match=f"no settlement at {HOUR} is pending"):
        account.settle(HOUR, Decimal(1), Decimal(100))


# --- margin ------------------------------------------------------------------------------------------------------


def test_without_capital_nothing_is_said_of_margin_and_nothing_liquidated() -> None:
    account = after(started(rules=ONE_PERCENT), "100")
    assert account.risk(Decimal(100)).equity is None
    assert account.on_mark(Decimal("0.01"), 9) == []
    assert account.liquidated_at is None


def test_without_margin_rules_there_is_equity_but_no_liquidation() -> None:
    account = after(started(means=Means(Decimal(50))), "100")
    risk = account.risk(Decimal(100))
    assert (risk.capital, risk.equity, risk.maintenance_margin) == (50, -10, None)
    assert account.on_mark(Decimal(100), 9) == []


def test_the_margin_of_the_orders_and_of_the_position() -> None:
    account = after(started(means=Means(Decimal(200), Decimal(10)), rules=ONE_PERCENT), "120")
    risk = account.risk(Decimal(119))
    # long 2, BUY 4 and SELL 2 open: the largest long is 6
    assert risk.initial_margin == 6 * 119 / Decimal(10)
    assert risk.leverage == 10
    assert risk.maintenance_margin == 2 * 119 / Decimal(100)
    assert risk.equity == 198
    limit = risk.liquidation_price
    assert limit is not None
    equity = 200 + 2 * (limit - 120)
    assert abs(equity - 2 * limit / 100) < Decimal("1e-24")


def test_an_account_whose_equity_meets_its_maintenance_margin_is_liquidated_at_the_mark() -> None:
    account = after(started(means=Means(Decimal(100)), rules=ONE_PERCENT), "100")
    limit = account.risk(Decimal(100)).liquidation_price
    assert limit is not None
    assert account.on_mark(limit + Decimal("0.01"), 8) == []
    assert not account.stopped
    mark = limit - Decimal("0.000001")
    events = account.on_mark(mark, 9)
    *cancelled, order, fill = events
    assert len(cancelled) == 3
    assert isinstance(order, Order)
    assert isinstance(fill, Fill)
    assert (fill.intent, fill.cell, fill.price, fill.size, fill.time) == (Intent.CLOSE, None, mark, 6, 9)
    assert (account.liquidated_at, account.stopped, account.open_orders) == (mark, True, ())
    total = account.totals(Decimal(1)).total
    assert account.drawdown is not None
    assert account.drawdown.trough == EXACT.add(total, Decimal(100))
    assert account.range(Decimal(1)) == account.range(Decimal(500))


def test_the_equity_that_just_equals_the_maintenance_margin_is_liquidated() -> None:
    # long 2 at 100: at 90 it has lost 20, and 1 % of 180 is 1.8
    grid = spec(upper=Decimal(110), levels=2)
    account = after(started(grid, "105", means=Means(Decimal("21.8")), rules=ONE_PERCENT), "100")
    mark = Decimal(90)
    ledger_equity = Decimal("21.8") + account.totals(mark).total
    assert ledger_equity == maintenance_margin(ONE_PERCENT, Decimal(2), mark, Decimal(0))
    account.on_mark(mark, 9)
    assert account.liquidated_at == mark


def test_a_fee_that_is_kept_back_for_a_liquidation_brings_it_earlier() -> None:
    means = Means(Decimal(100), liquidation_fee=Decimal("0.009"))
    account = after(started(means=means, rules=ONE_PERCENT), "100")
    plain = after(started(means=Means(Decimal(100)), rules=ONE_PERCENT), "100")
    with_fee, without = (
        account.risk(Decimal(100)).liquidation_price,
        plain.risk(Decimal(100)).liquidation_price,
    )
    assert with_fee is not None
    assert without is not None
    account.on_mark((with_fee + without) / 2, 9)
    assert account.stopped
    plain.on_mark((with_fee + without) / 2, 9)
    assert not plain.stopped


def test_another_model_may_be_liquidated_while_the_account_goes_on() -> None:
    account = started(spec(fill_model=FillModel.THROUGH), means=Means(Decimal(100)), rules=ONE_PERCENT)
    after(account, "100")
    # touch holds 6, through only the two that were traded through
    account.on_mark(Decimal(94), 9)
    assert not account.stopped
    ended = account.range(Decimal(94))[FillModel.TOUCH]
    account.on_trade(trade("99", 10))
    assert account.range(Decimal(80))[FillModel.TOUCH] == ended
    assert account.totals(Decimal(80)).position == 6


# --- equity ------------------------------------------------------------------------------------------------------


def test_the_equity_follows_the_mark_from_the_capital_given() -> None:
    account = after(started(means=Means(Decimal(1000))), "120")
    for time, mark in enumerate((120, 125, 118, 121)):
        account.on_mark(Decimal(mark), time * 10**9)
    assert [bar.close for bar in account.equity.bars] == [1000, 1010, 996, 1002]
    assert account.drawdown is not None
    assert (account.drawdown.amount, account.drawdown.peak) == (14, 1010)
    assert started().drawdown is None
