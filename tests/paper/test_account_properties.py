"""What must hold for every paper account, whatever happens to it: trades, books, funding, revisions, its end."""

import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from unittest.mock import patch

from hypothesis import given, settings

from engine.grid.orders import Fill, Intent, Order, OrderStatus
from engine.grid.spec import FillModel
from engine.market import Quote, Side
from engine.paper.account import PaperAccount
from engine.paper.grid_orders import GridEvent
from engine.paper.quiet_band import NOWHERE_ABOVE, NOWHERE_BELOW
from engine.paper.simulation import GridSimulation
from tests.fakes.paper_runs import CENT, Run, runs

MARKS = (Decimal("0.07"), Decimal("10.03"), Decimal(77))
Events = list[GridEvent]


def signed(fill: Fill) -> Fraction:
    return Fraction(fill.size) * (1 if fill.side is Side.BUY else -1)


class Books:
    """A second, plain book-keeping of the events: cash, and lots by cell, oldest first."""

    def __init__(self) -> None:
        self.cash = self.position = self.fees = self.matched = self.profit = Fraction(0)
        self.lots: dict[int | None, list[tuple[Fraction, Fraction]]] = defaultdict(list)
        self.trip: dict[int | None, Fraction] = defaultdict(Fraction)

    def book(self, fill: Fill) -> None:
        size, price = signed(fill), Fraction(fill.price)
        self.cash -= size * price
        self.position += size
        self.fees += Fraction(fill.fee)
        self.trip[fill.cell] += -size * price - Fraction(fill.fee)
        if fill.intent is Intent.ENTRY:
            self.lots[fill.cell].append((size, price))
        elif fill.intent is Intent.EXIT:
            self._leave(fill, size, price)

    def _leave(self, fill: Fill, size: Fraction, price: Fraction) -> None:
        lots = self.lots[fill.cell]
        while size:
            held, entered = lots[0]
            closing = min(abs(held), abs(size)) * (1 if held > 0 else -1)
            self.matched += closing * (price - entered)
            size += closing
            if held == closing:
                lots.pop(0)
            else:
                lots[0] = (held - closing, entered)
        if not lots:
            self.profit += self.trip.pop(fill.cell)

    def floating(self, mark: Fraction) -> Fraction:
        return sum(
            (size * (mark - price) for lots in self.lots.values() for size, price in lots), Fraction(0)
        )


@given(runs())
def test_both_ledgers_agree_exactly_with_the_fills_after_every_event(run: Run) -> None:
    account, events = run.begin()
    books = Books()
    closed = False
    for step in (None, *run.steps):
        news = events if step is None else step(account)
        for event in news:
            if isinstance(event, Fill):
                books.book(event)
                closed |= event.intent is Intent.CLOSE
        for mark in MARKS:
            totals, identity = account.totals(mark), account.identity(mark)
            gross = books.cash + books.position * Fraction(mark)
            assert identity.holds
            assert Fraction(identity.by_pairs) == Fraction(identity.by_average) == gross
            assert Fraction(totals.realized) + Fraction(totals.unrealized) == gross
            assert Fraction(totals.total) == gross - books.fees + Fraction(totals.funding)
            assert Fraction(account.range(mark)[run.spec.fill_model]) == Fraction(totals.total)
            if not closed:
                assert Fraction(identity.matched) == books.matched
                assert Fraction(identity.floating) == books.floating(Fraction(mark))
        assert Fraction(totals.position) == books.position
        assert Fraction(totals.fees) == books.fees
        assert Fraction(totals.grid_profit) == books.profit


@given(runs())
def test_no_order_fills_beyond_its_size_and_no_id_is_used_twice(run: Run) -> None:
    account, events = run.begin()
    for step in run.steps:
        events += step(account)
    fills = [event for event in events if isinstance(event, Fill)]
    assert [fill.fill_id for fill in fills] == list(range(1, len(fills) + 1))
    filled: dict[int, Decimal] = defaultdict(Decimal)
    lines: dict[int, list[Order]] = defaultdict(list)
    for event in events:
        if isinstance(event, Fill):
            filled[event.order_id] += event.size
            assert event.size > 0
            assert filled[event.order_id] == lines[event.order_id][-1].filled
        else:
            lines[event.order_id].append(event)
    assert list(lines) == list(range(1, len(lines) + 1))
    for order_lines in lines.values():
        assert len({(line.cell, line.side, line.price, line.size) for line in order_lines}) == 1
        assert all(line.filled <= line.size for line in order_lines)
        ends = [line.status in {OrderStatus.FILLED, OrderStatus.CANCELLED} for line in order_lines]
        assert not any(ends[:-1])
    working = {
        number: (told[-1].price, told[-1].filled, told[-1].intent)
        for number, told in lines.items()
        if told[-1].status in {OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED}
    }
    assert working == {
        order.order_id: (order.price, order.filled, order.intent) for order in account.open_orders
    }


@given(runs())
def test_an_exit_has_the_size_that_was_entered_and_an_entry_has_room(run: Run) -> None:
    account, events = run.begin()
    entered: dict[int | None, Decimal] = defaultdict(Decimal)
    working: dict[int, Order] = {}
    position = Decimal(0)
    for step in (None, *run.steps):
        for event in events if step is None else step(account):
            if isinstance(event, Fill):
                position += event.size if event.side is Side.BUY else -event.size
                if event.intent is Intent.ENTRY:
                    entered[event.cell] += event.size
                continue
            if event.status in {OrderStatus.FILLED, OrderStatus.CANCELLED}:
                working.pop(event.order_id, None)
            else:
                working[event.order_id] = event
            if event.intent is Intent.EXIT and event.status is OrderStatus.OPEN:
                assert event.size == entered.pop(event.cell)
            limit = account.spec.max_position
            if event.intent is Intent.ENTRY and event.status is OrderStatus.OPEN and limit is not None:
                entries = [
                    order.size - order.filled
                    for order in working.values()
                    if order.intent is Intent.ENTRY and order.side is event.side
                ]
                change = sum(entries) if event.side is Side.BUY else -sum(entries)
                assert abs(position + change) <= limit


@given(runs())
def test_the_same_events_give_the_same_state(run: Run) -> None:
    (first, events), (second, again) = run.begin(), run.begin()
    assert events == again
    for step in run.steps:
        assert step(first) == step(second)
    assert first.state() == second.state()


@given(runs())
@settings(max_examples=60)
def test_an_account_put_away_and_restored_at_any_moment_goes_on_just_so(run: Run) -> None:
    account, _ = run.begin()
    restored = reopened(account, run)
    for step in run.steps:
        assert step(restored) == step(account)
        for mark in MARKS:
            assert restored.totals(mark) == account.totals(mark)
            assert restored.range(mark) == account.range(mark)
            assert restored.risk(mark) == account.risk(mark)
        assert restored.open_orders == account.open_orders
        assert restored.trips == account.trips
        assert restored.equity.bars == account.equity.bars
        assert restored.drawdown == account.drawdown
        assert restored.pending_settlements() == account.pending_settlements()
        assert (restored.liquidated_at, restored.last) == (account.liquidated_at, account.last)
        restored = reopened(restored, run)
    assert restored.state() == account.state()
    assert (restored.reference, restored.lines) == (account.reference, account.lines)


def reopened(account: PaperAccount, run: Run) -> PaperAccount:
    state = json.loads(json.dumps(account.state()))
    return PaperAccount.restore(account.spec, CENT, state, means=run.means, rules=run.rules)


def _is_never_quiet(simulation: GridSimulation) -> None:
    """Look at every trade, and for entries to place after every trade."""
    simulation.quiet_above = simulation._next_sell = NOWHERE_ABOVE
    simulation.quiet_below = simulation._next_buy = NOWHERE_BELOW


@given(runs())
def test_a_trade_in_the_quiet_band_would_have_changed_nothing(run: Run) -> None:
    account, events = run.begin()
    for step in run.steps:
        events += step(account)
    with patch.object(GridSimulation, "_find_quiet_band", _is_never_quiet):
        wakeful, same = run.begin()
        for step in run.steps:
            same += step(wakeful)
        assert same == events
        assert wakeful.state() == account.state()


@given(runs())
@settings(max_examples=60)
def test_the_range_is_what_each_model_alone_would_have_made(run: Run) -> None:
    accounts = {
        model: PaperAccount(replace(run.spec, fill_model=model), CENT, run.last) for model in FillModel
    }
    for account in accounts.values():
        account.start(Quote(run.book.bid, run.book.ask), 0, run.book)
    for step in run.steps:
        for account in accounts.values():
            step(account)
        alone = {model: account.totals(MARKS[1]).total for model, account in accounts.items()}
        assert all(account.range(MARKS[1]) == alone for account in accounts.values())


@given(runs())
def test_a_revision_fills_nothing_keeps_the_position_and_does_what_was_planned(run: Run) -> None:
    account, _ = run.begin()
    for step in run.steps:
        before, position = account.open_orders, account.totals(Decimal(1)).position
        spec, fills = account.spec, account.fills
        copy = reopened(account, run)
        news = step(account)
        if account.spec == spec:
            continue
        plan = copy.plan(account.spec)
        assert (plan.position, account.totals(Decimal(1)).position) == (position, position)
        assert account.fills == fills
        assert plan.lines == account.lines
        orders = [event for event in news if isinstance(event, Order)]
        assert len(orders) == len(news)
        gone = {order.order_id for order in orders if order.status is OrderStatus.CANCELLED}
        come = [order for order in orders if order.status is OrderStatus.OPEN]
        assert {order.order_id for order in plan.cancelled} == gone
        assert [order for order in before if order.order_id not in gone] == list(plan.kept)
        assert [(order.cell, order.side, order.price, order.size) for order in come] == [
            (order.cell, order.side, order.price, order.size) for order in plan.placed
        ]
        kept = [order for order in account.open_orders if order.order_id not in {o.order_id for o in come}]
        assert [(order.order_id, order.time, order.filled) for order in kept] == [
            (order.order_id, order.time, order.filled) for order in plan.kept
        ]
        for order in account.open_orders:
            if order.intent is Intent.ENTRY:
                assert order.price in account.lines
                assert order.size == account.spec.size or order.filled
