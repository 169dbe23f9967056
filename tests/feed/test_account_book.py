"""What is known of the account, whatever the order in which it is learned."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.feed.account_book import MOST_FILLS, AccountBook, Part
from engine.grvt.account import AccountFill, AccountSummary, Position, WorkingOrder
from engine.grvt.private_frames import OrderStateChanged
from engine.market import Side, TradeId

ORDER = WorkingOrder(
    order_id="0xa",
    client_order_id="1",
    instrument="ETH_USDT_Perp",
    side=Side.BUY,
    size=Decimal("0.5"),
    limit_price=Decimal(2990),
    traded_size=Decimal(0),
    status="OPEN",
    post_only=True,
    reduce_only=False,
)
POSITION = Position("ETH_USDT_Perp", Decimal("0.5"), Decimal(3000), Decimal(3001), None, None, None)
SUMMARY = AccountSummary("1", "USDT", Decimal(100), None, None, None, None)


def fill(number: int, *, side: Side = Side.BUY) -> AccountFill:
    return AccountFill(
        event_time=1000 + number,
        instrument="ETH_USDT_Perp",
        trade_id=TradeId(number, 1),
        order_id="0xa",
        side=side,
        price=Decimal(3000),
        size=Decimal("0.1"),
        is_taker=False,
        fee=None,
        fee_currency="USDT",
        realized_pnl=None,
    )


@pytest.fixture
def book() -> AccountBook:
    return AccountBook()


def test_there_is_nothing_to_show_until_every_part_was_read(book: AccountBook) -> None:
    book.apply(ORDER)
    steps = [
        lambda: book.set_summary(SUMMARY),
        lambda: book.set_positions([]),
        lambda: book.set_orders([]),
        lambda: book.add_fills([]),
    ]
    for step in steps:
        assert not book.complete
        step()
    assert book.complete
    book.clear()
    assert not book.complete
    assert book.summary is None


@pytest.mark.parametrize(
    ("status", "shown"),
    [("PENDING", True), ("OPEN", True), ("FILLED", False), ("REJECTED", False), ("CANCELLED", False)],
)
def test_an_order_is_shown_while_it_can_trade(book: AccountBook, status: str, shown: bool) -> None:
    book.apply(ORDER)
    book.apply(replace(ORDER, status=status))
    assert bool(book.orders) is shown
    book.set_orders([replace(ORDER, status=status)])
    assert bool(book.orders) is shown


def test_a_position_is_shown_until_it_is_closed(book: AccountBook) -> None:
    short = replace(POSITION, instrument="BTC_USDT_Perp", size=Decimal(-1))
    book.apply(POSITION)
    book.apply(short)
    assert book.positions == (short, POSITION)
    book.apply(replace(POSITION, size=Decimal("0.0")))
    assert book.positions == (short,)
    book.set_positions([POSITION, replace(short, size=Decimal(0))])
    assert book.positions == (POSITION,)


def test_fills_are_kept_once_newest_first_and_not_without_end(book: AccountBook) -> None:
    book.apply(fill(7))
    book.add_fills([fill(9), fill(7), fill(8)])
    book.apply(fill(3))
    book.apply(fill(9, side=Side.SELL))
    assert [item.trade_id.execution for item in book.fills] == [9, 9, 8, 7, 3]
    for number in range(10, 10 + 2 * MOST_FILLS):
        book.apply(fill(number))
    assert [item.trade_id.execution for item in book.fills] == list(range(409, 209, -1))


def test_what_the_streams_say_meanwhile_stands_on_top_of_the_answer(book: AccountBook) -> None:
    other = replace(ORDER, order_id="0xb")
    book.begin(Part.ORDERS)
    book.apply(other)
    book.apply(replace(ORDER, status="FILLED"))
    book.set_orders([ORDER])
    assert book.orders == (other,)
    book.set_orders([ORDER])
    assert book.orders == (ORDER,)


def test_an_answer_that_did_not_come_changes_nothing(book: AccountBook) -> None:
    book.begin(Part.POSITIONS)
    book.apply(POSITION)
    book.give_up(Part.POSITIONS)
    assert book.positions == (POSITION,)
    book.set_positions([])
    assert book.positions == ()


def test_prices_alone_are_nothing_that_the_streams_must_tell(book: AccountBook) -> None:
    book.apply(POSITION)
    book.apply(ORDER)
    before = book.told_by_streams()
    book.set_positions([replace(POSITION, mark_price=Decimal(3100), unrealized_pnl=Decimal(50))])
    book.set_summary(SUMMARY)
    assert book.told_by_streams() == before
    for change in (replace(POSITION, size=Decimal(1)), replace(ORDER, traded_size=Decimal("0.1")), fill(1)):
        told = book.told_by_streams()
        book.apply(change)
        assert book.told_by_streams() != told


def test_a_state_change_changes_nothing_by_itself(book: AccountBook) -> None:
    book.apply(ORDER)
    book.apply(OrderStateChanged())
    assert book.orders == (ORDER,)
