"""The paper account: its end, the range of the three models, its round trips, and what is refused."""

from decimal import Decimal

import pytest

from engine.grid.capital import Means
from engine.grid.matched_pairs import IdentityBroken
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import FillModel, GridSpecError
from engine.market import Quote, Trade, TradeId
from engine.paper.account import PaperAccount
from engine.paper.displayed import DisplayedBook
from tests.fakes.paper_account import after, fills, spec, started, trade

# --- stopping ----------------------------------------------------------------------------------------------------


def test_a_stop_keeps_the_position_or_closes_it_at_the_best_bid() -> None:
    kept, closed = (after(started(), "110") for _ in range(2))
    cancelled = kept.stop(9)
    assert {event.status for event in cancelled if isinstance(event, Order)} == {OrderStatus.CANCELLED}
    assert (kept.totals(Decimal(110)).position, kept.stopped, kept.open_orders) == (4, True, ())
    *cancelled, order, fill = closed.stop(9, close_at=Quote(Decimal(109), Decimal(111)))
    assert isinstance(order, Order)
    assert isinstance(fill, Fill)
    assert (order.intent, order.status, order.cell, order.size) == (Intent.CLOSE, OrderStatus.FILLED, None, 4)
    assert (fill.price, fill.size, fill.liquidity, fill.trade_id) == (109, 4, Liquidity.TAKER, None)
    assert fill.fee == Decimal("0.436")
    totals = closed.totals(Decimal(500))
    assert (totals.position, totals.realized, totals.total) == (0, -24, Decimal("-24.436"))
    assert closed.identity(Decimal(500)).closed == -24
    assert closed.range(Decimal(500)) == closed.range(Decimal(1))


def test_a_short_is_closed_at_the_best_ask() -> None:
    account = after(started(spec("short"), last="95"), "130")
    (fill,) = fills(account.stop(9, close_at=Quote(Decimal(128), Decimal(131))))
    assert (fill.price, fill.size, fill.side.value) == (131, 6, "buy")


def test_a_close_without_the_side_it_needs_is_refused_and_changes_nothing() -> None:
    account = after(started(), "110")
    with pytest.raises(ValueError, match="no bid to close the position at"):
        account.stop(9, close_at=Quote(None, Decimal(111)))
    assert not account.stopped
    assert len(account.open_orders) == 3
    assert fills(account.stop(9, close_at=Quote(Decimal(109), None)))


def test_the_other_models_close_on_a_side_that_the_book_lacks_at_the_last_price() -> None:
    # short 6 under touch; the others were not filled through and hold less, which is no reason to fail
    account = after(started(spec("neutral"), last="115"), "120", "130")
    assert account.totals(Decimal(1)).position < 0
    account.stop(9, close_at=Quote(None, Decimal(131)))
    assert account.range(Decimal(1)) == account.range(Decimal(900))


def test_a_stopped_account_does_nothing_more() -> None:
    account = after(started(), "110")
    account.stop(9)
    before = account.state()
    assert account.stop(10, close_at=Quote(Decimal(1), Decimal(2))) == []
    assert account.on_trade(trade("90", 11)) == []
    assert account.on_mark(Decimal(1), 12) == []
    account.next_settlement = 13
    account.on_time(14)
    assert account.pending_settlements() == ()
    with pytest.raises(GridSpecError, match="grid: has stopped"):
        account.revise(spec(size=Decimal(1)), 15)
    assert {**account.state(), "settlements": None} == {**before, "settlements": None}


def test_a_stop_price_closes_all_three_models_with_the_same_trade() -> None:
    account = after(started(spec(stop_below=Decimal(90))), "105", "90")
    assert account.stopped
    assert account.range(Decimal(1)) == account.range(Decimal(1000))
    assert {fill.price for fill in fills(started(spec(stop_below=Decimal(90))).on_trade(trade("90")))} == {
        Decimal(price) for price in (90, 100, 110, 120)
    }


# --- the range ---------------------------------------------------------------------------------------------------


def test_the_range_tells_the_three_models_apart() -> None:
    account = started(spec(fill_model=FillModel.QUEUE))
    book = {Decimal(120): Decimal(3)}
    account.on_book(DisplayedBook(Decimal(120), Decimal(136), Decimal(120), None, book))
    account.on_trade(trade("120", 1, "4"))
    # 3 stood ahead at 120, so 1 of 2 is filled; a touch fills all, and nothing was traded through
    assert account.range(Decimal(121)) == {FillModel.QUEUE: 1, FillModel.TOUCH: 2, FillModel.THROUGH: 0}
    assert account.totals(Decimal(121)).total == 1


# --- trades ------------------------------------------------------------------------------------------------------


def test_trades_that_do_nothing_are_counted_and_move_the_last_price() -> None:
    account = started(last="125")
    for number, price in enumerate(("124", "123", "124.5"), 1):
        assert account.on_trade(trade(price, number)) == []
    account.on_trade(Trade("X", 9, TradeId(9, 1), Decimal(50), Decimal(1), False, "RFQ"))
    assert account.last == Decimal("124.5")
    assert account.totals(Decimal(1)).trades == 3
    assert account.state()["models"]["through"]["trades"] == 3


def test_a_backfilled_trade_marks_its_fills() -> None:
    account = started()
    (fill,) = fills(account.on_trade(trade("120"), backfilled=True))
    assert fill.backfilled


def test_round_trips_are_kept_with_what_they_earned() -> None:
    account = after(started(), "120", "130", "120")
    (trip,) = account.trips
    assert (trip.cell, trip.size, trip.gross, trip.fees) == (2, 2, 20, 0)
    assert (trip.entry_time, trip.exit_time) == (1, 2)


def test_prices_are_those_of_all_orders_working_or_to_come() -> None:
    account = started(last="105")
    assert account.prices == {Decimal(price) for price in (100, 110, 120, 130)}


def test_books_that_disagree_are_told_at_once() -> None:
    account = started()
    account._own.ledger.cash += 1  # type: ignore[attr-defined]
    with pytest.raises(IdentityBroken, match="total before fees"):
        account.on_trade(trade("120"))
    other = started()
    other._own.ledger.grid_profit += 1  # type: ignore[attr-defined]
    with pytest.raises(IdentityBroken, match="grid profit"):
        other.on_trade(trade("120"))


def test_means_out_of_range_are_refused() -> None:
    with pytest.raises(GridSpecError, match="capital"):
        PaperAccount(spec(), Decimal(1), Decimal(120), means=Means(Decimal(0)))
