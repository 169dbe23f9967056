"""The three fill models on one and the same order, and the evidence that a fill carries."""

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import ZERO, Quote, Side, Trade, TradeId
from engine.paper.displayed import DisplayedBook
from engine.paper.matching import RestingOrders
from engine.paper.resting_order import RestingOrder
from engine.paper.simulation import GridSimulation

NEVER = 10**9
SIZES = ("0.1", "0.5", "1", "3")


def _book(rng: random.Random) -> DisplayedBook:
    bid = rng.randint(96, 104)
    bids = {Decimal(bid - k): Decimal(rng.choice(SIZES)) for k in range(rng.randint(0, 5))}
    asks = {Decimal(bid + 1 + k): Decimal(rng.choice(SIZES)) for k in range(rng.randint(0, 5))}
    lowest, highest = min(bids, default=None), max(asks, default=None)
    return DisplayedBook(Decimal(bid), Decimal(bid + 1), lowest, highest, bids, asks)


def _market(rng: random.Random, count: int) -> Iterator[Trade | DisplayedBook]:
    for number in range(count):
        if rng.random() < 0.3:
            yield _book(rng)
        price = Decimal(rng.choice((98, 99, 100, 100, 100, 100, 101, 102)))
        size = Decimal(rng.choice(SIZES))
        yield Trade("X", number, TradeId(number, 0), price, size, rng.random() < 0.5)


def _filled_after(model: FillModel, side: Side, seed: int, count: int) -> tuple[int, Decimal]:
    """After how many trades one order at 100 is filled in full, and how much of it was filled at all."""
    rng = random.Random(seed)
    orders = RestingOrders(model)
    orders.on_book(_book(rng))
    order = RestingOrder(1, 0, Intent.ENTRY, side, Decimal(100), Decimal(2), Decimal(2), 0)
    orders.add(order)
    trades = 0
    for event in _market(rng, count):
        if isinstance(event, DisplayedBook):
            orders.on_book(event)
            continue
        trades += 1
        for match in orders.filled_by(event):
            order.left -= match.size
            assert match.size > 0
            assert order.left >= 0
        if not order.left:
            return trades, order.filled
    return NEVER, order.filled


@given(st.integers(0, 2**32), st.sampled_from(Side), st.integers(1, 40))
def test_one_order_fills_under_touch_no_later_than_under_queue_and_then_through(
    seed: int, side: Side, count: int
) -> None:
    touch, queue, through = (
        _filled_after(model, side, seed, count)
        for model in (FillModel.TOUCH, FillModel.QUEUE, FillModel.THROUGH)
    )
    assert touch[0] <= queue[0] <= through[0]
    assert touch[1] >= queue[1] >= through[1]


def test_the_three_models_do_differ_on_one_order() -> None:
    found = {tuple(_filled_after(model, Side.BUY, seed, 40)[0] for model in FillModel) for seed in range(300)}
    assert any(touch < queue < through for queue, through, touch in found)


@given(st.integers(0, 2**32), st.sampled_from(Side))
def test_orders_at_one_price_share_a_trade_by_age_and_never_more_than_it_has(seed: int, side: Side) -> None:
    rng = random.Random(seed)
    orders = RestingOrders(FillModel.QUEUE)
    own = []
    for number in range(1, 5):
        orders.on_book(_book(rng))
        size = Decimal(rng.choice(SIZES))
        own.append(RestingOrder(number, 0, Intent.ENTRY, side, Decimal(100), size, size, 0))
        orders.add(own[-1])
    for event in _market(rng, 20):
        if isinstance(event, DisplayedBook):
            orders.on_book(event)
            continue
        matches = orders.filled_by(event)
        assert [match.order.order_id for match in matches] == sorted(
            match.order.order_id for match in matches
        )
        if event.price == 100:
            assert sum(match.size for match in matches) <= event.size
        for match in matches:
            match.order.left -= match.size
            if not match.order.left:
                orders.remove(match.order.order_id)


@given(st.integers(0, 2**32), st.sampled_from(Side))
def test_a_book_says_the_same_of_one_order_and_of_all_at_once(seed: int, side: Side) -> None:
    rng = random.Random(seed)
    orders = RestingOrders(FillModel.QUEUE)
    for number, price in enumerate(range(94, 108)):
        ahead = rng.choice((None, ZERO, Decimal("0.3"), Decimal(9)))
        order = RestingOrder(number, 0, Intent.ENTRY, side, Decimal(price), Decimal(1), Decimal(1), 0, ahead)
        orders.put_back(order)
    before = {order.order_id: order.queue_ahead for order in orders}
    book = _book(rng)
    if rng.random() < 0.3:
        best = rng.choice(((None, book.ask), (book.bid, None), (None, None)))
        book = DisplayedBook(*best, None, None)
    orders.on_book(book)
    for order in orders:
        shown, ahead = book.size_ahead(side, order.price), before[order.order_id]
        expected = ahead if shown is None else shown if ahead is None else min(ahead, shown)
        assert order.queue_ahead == expected


def _simulation(model: FillModel = FillModel.QUEUE, **more: object) -> GridSimulation:
    """One long cell from 100 to 110 at 105: BUY 100 with 3 ahead."""
    spec = GridSpec(
        "X", Direction.LONG, Spacing.ARITHMETIC, Decimal(100), Decimal(110), 2, Decimal(2), model, **more
    )  # type: ignore[arg-type]
    simulation = GridSimulation(spec, Decimal(1), Decimal(105))
    started = simulation.start(Quote(Decimal(100), Decimal(106), Decimal(3), Decimal(1)), 5)
    (order,) = (event for event in started if isinstance(event, Order))
    assert order.queue_ahead == (3 if model is FillModel.QUEUE else None)
    return simulation


def _trade(number: int, price: str, size: str, *, buyer: bool = False) -> Trade:
    return Trade("X", 10 + number, TradeId(number, 1), Decimal(price), Decimal(size), buyer)


def _evidence(fill: Fill) -> tuple[object, ...]:
    return fill.trade_id, fill.printed_size, fill.queue_ahead, fill.queue_ahead_after, fill.model


def test_a_fill_at_the_price_says_what_was_printed_and_what_stood_ahead() -> None:
    simulation = _simulation()
    assert simulation.on_trade(_trade(1, "100", "1")) == []
    assert [order.queue_ahead for order in simulation.open_orders] == [2]
    order, fill = simulation.on_trade(_trade(2, "100", "2.5"))
    assert isinstance(order, Order)
    assert isinstance(fill, Fill)
    assert (order.status, order.queue_ahead) == (OrderStatus.PARTIALLY_FILLED, 0)
    assert _evidence(fill) == (TradeId(2, 1), Decimal("2.5"), 2, 0, FillModel.QUEUE)
    assert fill.size == Decimal("0.5")


def test_a_trade_at_the_price_by_the_same_side_says_nothing_of_the_queue() -> None:
    simulation = _simulation()
    assert simulation.on_trade(_trade(1, "100", "50", buyer=True)) == []
    assert [order.queue_ahead for order in simulation.open_orders] == [3]


def test_a_fill_beyond_the_price_keeps_what_stood_ahead_before_and_leaves_nothing() -> None:
    simulation = _simulation()
    order, fill, _ = simulation.on_trade(_trade(1, "99", "0.1", buyer=True))
    assert isinstance(fill, Fill)
    assert isinstance(order, Order)
    assert _evidence(fill) == (TradeId(1, 1), Decimal("0.1"), 3, 0, FillModel.QUEUE)
    assert order.queue_ahead == 0


@pytest.mark.parametrize("model", [FillModel.TOUCH, FillModel.THROUGH])
def test_without_the_queue_model_nothing_is_said_of_a_queue(model: FillModel) -> None:
    events = _simulation(model).on_trade(_trade(1, "99", "0.1"))
    (fill,) = (event for event in events if isinstance(event, Fill))
    assert _evidence(fill) == (TradeId(1, 1), Decimal("0.1"), None, None, model)
    assert all(event.queue_ahead is None for event in events)


def test_a_fill_as_taker_was_decided_by_no_model() -> None:
    simulation = _simulation(stop_below=Decimal(90))
    simulation.on_trade(_trade(1, "99", "1"))
    *_, fill = simulation.on_trade(_trade(2, "90", "7"))
    assert isinstance(fill, Fill)
    assert (fill.intent, fill.liquidity, fill.price) == (Intent.CLOSE, Liquidity.TAKER, 90)
    assert _evidence(fill) == (TradeId(2, 1), 7, None, None, None)
    spec = GridSpec(
        "X",
        Direction.SHORT,
        Spacing.ARITHMETIC,
        Decimal(100),
        Decimal(110),
        2,
        Decimal(2),
        FillModel.QUEUE,
    )
    above = GridSimulation(spec, Decimal(1), Decimal(115))
    _, at_start, exit_order = above.start(Quote(Decimal(114), Decimal(116), Decimal(3), Decimal(1)), 5)
    assert isinstance(at_start, Fill)
    assert isinstance(exit_order, Order)
    assert _evidence(at_start) == (None, None, None, None, None)
    assert (exit_order.price, exit_order.queue_ahead) == (100, None)
