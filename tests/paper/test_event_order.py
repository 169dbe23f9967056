"""Books and trades take effect in the order of event time, whichever comes first."""

import json
import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.orders import Fill
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Quote, Side, Trade, TradeId
from engine.paper import matching
from engine.paper.account import PaperAccount
from engine.paper.displayed import DisplayedBook
from engine.paper.simulation import GridSimulation
from tests.fakes.paper_runs import CENT, random_spec

TimedBook = tuple[int, DisplayedBook]
SIZES = ("0.1", "0.5", "1", "3", "8")
START = Quote(Decimal(100), Decimal(106), Decimal(3), Decimal(1))


def _book(rng: random.Random, best: int, step: Decimal) -> DisplayedBook:
    bid, ask = best, best + rng.randint(1, 3)
    bids = {(bid - k) * step: Decimal(rng.choice(SIZES)) for k in range(rng.randint(0, 20))}
    asks = {(ask + k) * step: Decimal(rng.choice(SIZES)) for k in range(rng.randint(0, 20))}
    whole = rng.random() < 0.5
    lowest = Decimal(0) if whole else min(bids, default=None)
    highest = Decimal(10**9) if whole else max(asks, default=None)
    return DisplayedBook(bid * step, ask * step, lowest, highest, bids, asks)


def _market(
    rng: random.Random, low: int, high: int, step: Decimal, count: int
) -> tuple[list[Trade], list[TimedBook]]:
    trades: list[Trade] = []
    books: list[TimedBook] = []
    time, price = 10, (low + high) // 2
    for number in range(count):
        time += rng.randint(0, 2)
        price = min(max(price + rng.randint(-1, 1), low), high)
        if rng.random() < 0.5:
            books.append((time, _book(rng, price, step)))
        size, buyer = Decimal(rng.choice(SIZES)), rng.random() < 0.5
        trades.append(Trade("ETH_USDT_Perp", time, TradeId(number, 0), price * step, size, buyer))
    return trades, books


def _delivered(
    rng: random.Random, trades: list[Trade], books: list[TimedBook], early: float
) -> Iterator[Trade | TimedBook]:
    """By event time, at equal times trades first; but some books come before trades that precede them."""
    trades, books = trades[::-1], books[::-1]
    while trades or books:
        if books and (not trades or books[-1][0] < trades[-1].event_time or rng.random() < early):
            yield books.pop()
        else:
            yield trades.pop()


@given(st.integers(0, 2**32), st.integers(1, 60))
def test_early_books_change_nothing(seed: int, count: int) -> None:
    rng = random.Random(seed)
    spec = random_spec(rng, model=FillModel.QUEUE)
    low, high = int(spec.lower / CENT) - 4, int(spec.upper / CENT) + 4
    middle = (low + high) // 2
    shown = _book(rng, middle, CENT)
    trades, books = _market(rng, low, high, CENT, count)

    def lived(early: float, *, timed: bool = True) -> tuple[list[object], PaperAccount]:
        account = PaperAccount(spec, CENT, middle * CENT)
        events: list[object] = [*account.start(Quote(shown.bid, shown.ask), 5, shown, 5)]
        for item in _delivered(rng, trades, books, early):
            if isinstance(item, Trade):
                events += account.on_trade(item)
            else:
                account.on_book(item[1], item[0] if timed else None)
            if rng.random() < 0.2:
                assert account.open_orders is not None
        return events, account

    expected, at_once = lived(0, timed=False)
    by_time, in_order = lived(0)
    events, account = lived(rng.random())
    assert by_time == events == expected
    assert account.open_orders == in_order.open_orders == at_once.open_orders
    assert account.state() == in_order.state()


def _one_order(**more: object) -> GridSimulation:
    """One long cell from 100 to 120 at 105: BUY 100 with 3 ahead."""
    spec = GridSpec(
        "ETH_USDT_Perp",
        Direction.LONG,
        Spacing.ARITHMETIC,
        Decimal(100),
        Decimal(120),
        2,
        Decimal(20),
        FillModel.QUEUE,
        **more,  # type: ignore[arg-type]
    )
    simulation = GridSimulation(spec, Decimal(1), Decimal(105))
    simulation.start(START, 5)
    return simulation


def _standing(simulation: GridSimulation) -> tuple[Decimal, Decimal]:
    """What is left of the one BUY, and what is ahead of it."""
    buys = [order for order in simulation.open_orders if order.side is Side.BUY]
    if not buys:
        return Decimal(0), Decimal(0)
    ahead = buys[0].queue_ahead
    return buys[0].size - buys[0].filled, Decimal("Infinity") if ahead is None else ahead


@given(st.integers(0, 2**32), st.integers(1, 60), st.booleans())
def test_what_is_not_kept_only_makes_an_order_fill_later(seed: int, count: int, reopened: bool) -> None:
    rng = random.Random(seed)
    trades, books = _market(rng, 99, 104, Decimal(1), count)
    exact, short = _one_order(), _one_order()
    for item in _delivered(rng, trades, books, 0.7):
        if isinstance(item, Trade):
            exact.on_trade(item)
            short.on_trade(item)
        else:
            exact.on_book(item[1], item[0])
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(matching, "MOST_BOOKS", 4)
                short.on_book(item[1], item[0])
        if reopened and rng.random() < 0.3:
            state = json.loads(json.dumps(short.state()))
            short = GridSimulation.restore(short.spec, Decimal(1), state)
            assert short.state() == state
        assert all(left >= right for left, right in zip(_standing(short), _standing(exact), strict=True))


def _trade(time: int, price: str, size: str, *, buyer: bool = False) -> Trade:
    return Trade("ETH_USDT_Perp", time, TradeId(time, 1), Decimal(price), Decimal(size), buyer)


def _shows(size: str) -> DisplayedBook:
    bids = {Decimal(100): Decimal(size)}
    return DisplayedBook(Decimal(100), Decimal(106), Decimal(0), Decimal(1000), bids)


def test_a_recovered_trade_that_a_book_shows_already_does_not_count_twice() -> None:
    simulation = _one_order()
    simulation.on_book(_shows("1"), 12)
    assert _standing(simulation) == (20, 1)
    assert simulation.on_trade(_trade(11, "100", "2"), backfilled=True) == []
    assert _standing(simulation) == (20, 1)
    (_, fill) = simulation.on_trade(_trade(13, "100", "1.5"))
    assert isinstance(fill, Fill)
    assert (fill.size, fill.queue_ahead) == (Decimal("0.5"), 1)


def test_at_equal_times_the_trade_comes_first() -> None:
    simulation = _one_order()
    simulation.on_book(_shows("1"), 12)
    simulation.on_trade(_trade(12, "100", "2"))
    assert _standing(simulation) == (20, 1)


def test_books_before_quiet_trades_hold_for_good_and_leave_room_for_later_ones() -> None:
    simulation, most = _one_order(), matching.MOST_BOOKS
    for number in range(4 * most):
        simulation.on_book(_shows("2.5"), 10 + number)
        simulation.on_trade(_trade(10 + number, "105", "1"))
    simulation.on_book(_shows("0.5"), 1000)
    simulation.on_trade(_trade(999, "100", "1"))
    assert _standing(simulation) == (20, Decimal("0.5"))
    simulation.on_trade(_trade(1001, "100", "1"))
    assert _standing(simulation) == (Decimal("19.5"), 0)


def test_before_the_book_of_its_start_nothing_is_known_of_a_queue() -> None:
    spec = _one_order().spec
    simulation = GridSimulation(spec, Decimal(1), Decimal(105))
    simulation.start(START, 20, _shows("2"), 15)
    assert simulation.on_trade(_trade(14, "100", "9")) == []
    assert _standing(simulation) == (20, 2)
    assert simulation.on_trade(_trade(15, "99", "1"))


def test_a_late_trade_before_a_revision_does_not_reach_what_the_revision_placed() -> None:
    simulation = _one_order()
    simulation.on_book(_shows("1"), 12)
    new = GridSpec(
        "ETH_USDT_Perp",
        Direction.LONG,
        Spacing.ARITHMETIC,
        Decimal(101),
        Decimal(120),
        2,
        Decimal(20),
        FillModel.QUEUE,
    )
    shown = DisplayedBook(Decimal(101), Decimal(106), Decimal(0), Decimal(1000), {Decimal(101): Decimal(4)})
    simulation.revise(new, 13, shown)
    assert _standing(simulation) == (20, 4)
    assert simulation.on_trade(_trade(11, "101", "30")) == []
    assert _standing(simulation) == (20, 4)
    assert len(simulation.on_trade(_trade(14, "101", "5"))) == 2
    assert _standing(simulation) == (19, 0)


def test_an_empty_side_of_a_whole_book_shows_zero() -> None:
    whole = DisplayedBook(None, None, Decimal(0), Decimal(1000))
    assert [whole.size_ahead(side, Decimal(50)) for side in Side] == [0, 0]
    assert [whole.best_only().size_ahead(side, Decimal(50)) for side in Side] == [None, None]
