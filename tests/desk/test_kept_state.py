"""What is cut for the journal and shown is worked out anew only where it changed, and is never out of date."""

import json
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given, settings

from engine.desk.running_grid import RunningGrid
from engine.desk.saving import History
from engine.desk.views import GridView
from engine.grid.orders import Order
from engine.paper.account import PaperAccount
from tests.fakes.paper import ETH
from tests.fakes.paper_runs import Run, runs

MARKS = (Decimal("10.03"), Decimal("9.987654321"), Decimal(77))


def lived(run: Run) -> Iterator[RunningGrid]:
    """The grid of a run after its start and after every step."""
    account, events = run.begin()
    grid = RunningGrid(1, ETH, account, History(0, 0, None, None))
    grid._tell(events)
    yield grid
    for step in run.steps:
        grid._tell(step(account))
        yield grid


def never_asked_before(run: Run, steps: int) -> PaperAccount:
    """The account after so many steps, of which no state and no view was ever taken."""
    account, _ = run.begin()
    for step in run.steps[:steps]:
        step(account)
    return account


@given(runs())
@settings(max_examples=60)
def test_a_state_is_the_same_however_often_one_was_taken_before(run: Run) -> None:
    for steps, grid in enumerate(lived(run)):
        state = grid.account.state()
        if steps % 10 == 0 or steps == len(run.steps):
            assert state == never_asked_before(run, steps).state()


@given(runs())
@settings(max_examples=60)
def test_a_state_that_was_taken_changes_no_more(run: Run) -> None:
    # the journal's thread writes it down while the grid goes on
    taken = []
    for grid in lived(run):
        state = grid.account.state()
        taken.append((state, json.dumps(state)))
    for state, then in taken:
        assert json.dumps(state) == then


@given(runs())
@settings(max_examples=60)
def test_what_has_not_changed_is_the_same_object_in_the_next_view(run: Run) -> None:
    before: GridView | None = None
    orders: dict[int, Order] = {}
    for grid in lived(run):
        view = grid.cut().shown.view if grid.account.trips else grid.view(MARKS[0])
        account = grid.account
        assert (view.lines, view.open_orders) == (account.lines, account.open_orders)
        assert (view.fills, view.trips) == (tuple(grid._fills), tuple(account.trips))
        if before is not None:
            for name in ("open_orders", "fills", "trips"):
                then, now = getattr(before, name), getattr(view, name)
                assert (now is then) == (now == then), name
            # a revision makes lines anew, equal ones too
            assert view.lines is before.lines or view.spec is not before.spec
        for order in view.open_orders:
            if order == orders.get(order.order_id):
                assert order is orders[order.order_id]
        orders = {order.order_id: order for order in view.open_orders}
        before = view


@given(runs())
@settings(max_examples=60)
def test_a_cut_at_another_mark_price_is_the_grid_at_that_price(run: Run) -> None:
    for grid in lived(run):
        cut = grid.cut().shown
        for mark in MARKS:
            shown, now = cut.at(mark), grid.view(mark)
            assert (shown.totals, shown.range, shown.identity) == (now.totals, now.range, now.identity)
            assert shown.risk.equity == now.risk.equity
            assert shown.open_orders is now.open_orders
