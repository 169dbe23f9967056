"""Changing a running grid: what stays with its id and age, what goes, what comes, and that nothing is lost."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.grid.orders import Fill, Intent, Order, OrderStatus
from engine.grid.spec import Direction, FillModel, GridSpec, GridSpecError, Spacing
from engine.market import Quote, Trade, TradeId
from engine.paper.account import PaperAccount
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent
from engine.paper.simulation import GridSimulation


def spec(direction: str = "long", lower: int = 100, upper: int = 130, **more: object) -> GridSpec:
    """Lines ten apart, 2 a cell."""
    values: dict[str, object] = {
        "instrument": "X",
        "direction": Direction(direction),
        "spacing": Spacing.ARITHMETIC,
        "lower": Decimal(lower),
        "upper": Decimal(upper),
        "levels": (upper - lower) // 10 + 1,
        "size": Decimal(2),
        "fill_model": FillModel.TOUCH,
        "maker_fee": Decimal(0),
        **more,
    }
    return GridSpec(**values)  # type: ignore[arg-type]


def started(grid: GridSpec, last: str, *prices: str, size: str = "100") -> GridSimulation:
    """The grid after its start at ``last`` and trades at ``prices``, each of ``size`` and sold."""
    simulation = GridSimulation(grid, Decimal(1), Decimal(last))
    simulation.start(Quote(Decimal(last), Decimal(last)), 0)
    meet(simulation, *prices, size=size)
    return simulation


def meet(simulation: GridSimulation, *prices: str, size: str = "100") -> list[GridEvent]:
    events: list[GridEvent] = []
    for price in prices:
        number = simulation.trades + 1
        events += simulation.on_trade(
            Trade("X", number, TradeId(number, 1), Decimal(price), Decimal(size), is_taker_buyer=False)
        )
    return events


def told(orders: Sequence[GridEvent] | Sequence[Order]) -> list[str]:
    return [
        f"{order.order_id} c{order.cell} {order.intent.value} {order.side.value} {order.price} {order.status.value}"
        for order in orders
        if isinstance(order, Order)
    ]


def working(simulation: GridSimulation) -> list[str]:
    return [
        f"{order.order_id} c{order.cell} {order.intent.value} {order.side.value} {order.price} x {order.size}"
        for order in simulation.open_orders
    ]


def test_a_shift_upwards_keeps_the_cells_that_stay_and_lets_the_others_finish() -> None:
    simulation = started(spec(), "125", "110")
    # the trade at 110 filled the entries of cells 2 and 1
    assert working(simulation) == [
        "3 c0 entry buy 100 x 2",
        "4 c2 exit sell 130 x 2",
        "5 c1 exit sell 120 x 2",
    ]
    events = simulation.revise(spec(lower=120, upper=150), 77)
    assert told(events) == ["3 c0 entry buy 100 cancelled"]
    assert working(simulation) == ["4 c2 exit sell 130 x 2", "5 c1 exit sell 120 x 2"]
    # cell 1 finishes and is gone; cell 2 goes on, and the new cells enter as the price comes
    assert told(meet(simulation, "120")) == ["5 c1 exit sell 120 filled"]
    assert told(meet(simulation, "141")) == [
        "4 c2 exit sell 130 filled",
        "6 c1002 entry buy 140 open",
        "7 c1001 entry buy 130 open",
        "8 c2 entry buy 120 open",
    ]
    assert simulation.totals(Decimal(1)).round_trips == 2


def test_an_entry_of_another_size_is_replaced_and_an_exit_keeps_the_size_that_was_entered() -> None:
    simulation = started(spec(), "125", "120", "121")
    events = simulation.revise(spec(size=Decimal(5)), 77)
    assert told(events) == [
        "2 c1 entry buy 110 cancelled",
        "3 c0 entry buy 100 cancelled",
        "5 c1 entry buy 110 open",
        "6 c0 entry buy 100 open",
    ]
    assert {order.time for order in events} == {77}
    assert working(simulation) == [
        "4 c2 exit sell 130 x 2",
        "5 c1 entry buy 110 x 5",
        "6 c0 entry buy 100 x 5",
    ]
    meet(simulation, "110", "130")
    assert "7 c1 exit sell 120 x 5" not in working(simulation)
    assert simulation.totals(Decimal(1)).position == 0
    assert "8 c2 entry buy 120 x 5" in [line for line in working(simulation) if " c2 " in line]


def test_an_entry_that_filled_in_part_stays_at_its_size_and_its_exit_has_that_size() -> None:
    simulation = _part_filled()
    simulation.revise(spec(fill_model=FillModel.QUEUE, size=Decimal(5)), 77)
    assert working(simulation)[0] == "1 c2 entry buy 120 x 2"
    meet(simulation, "119")
    assert "6 c2 exit sell 130 x 2" in working(simulation)


def test_a_part_filled_entry_of_a_cell_that_goes_is_cut_and_its_part_gets_an_exit() -> None:
    simulation = _part_filled()
    events = simulation.revise(spec(lower=60, upper=90, fill_model=FillModel.QUEUE), 77)
    cut, exit_order = (event for event in events if isinstance(event, Order) and event.cell == 2)
    assert (cut.status, cut.filled, cut.size) == (OrderStatus.CANCELLED, Decimal("0.5"), 2)
    assert (exit_order.intent, exit_order.price, exit_order.size) == (Intent.EXIT, 130, Decimal("0.5"))
    assert simulation.totals(Decimal(1)).entries == 0
    (_, fill) = (event for event in meet(simulation, "131") if event.cell == 2)
    assert isinstance(fill, Fill)
    totals = simulation.totals(Decimal(1))
    assert (totals.position, totals.round_trips, totals.exits, totals.grid_profit) == (0, 1, 1, 5)


def _part_filled() -> GridSimulation:
    simulation = started(spec(fill_model=FillModel.QUEUE), "125")
    shown = {Decimal(120): Decimal(1)}
    simulation.on_book(DisplayedBook(Decimal(120), Decimal(126), Decimal(120), None, shown))
    events = meet(simulation, "120", size="1.5")
    assert [event.size for event in events if isinstance(event, Fill)] == [Decimal("0.5")]
    return simulation


def test_without_a_new_reference_every_cell_keeps_the_side_it_has() -> None:
    simulation = started(spec("neutral"), "115", "131")
    # the open cell sold at 120, cell 2 sold at 130; both wait for the price to come back
    assert working(simulation) == [
        "1 c1 exit buy 110 x 2",
        "3 c0 entry buy 100 x 2",
        "5 c2 exit buy 120 x 2",
    ]
    events = simulation.revise(spec("neutral", stop_above=Decimal(150)), 77)
    assert events == []
    assert simulation.reference == 131
    assert simulation.spec.stop_above == 150


def test_with_a_new_reference_a_cell_on_the_other_side_makes_room_for_a_new_one() -> None:
    simulation = started(spec("neutral"), "115", "131")
    events = simulation.revise(spec("neutral", reference=Decimal(130)), 77)
    assert told(events) == [
        "6 c1002 entry buy 120 open",
        "7 c1001 entry buy 110 open",
    ]
    assert simulation.totals(Decimal(1)).position == -4
    meet(simulation, "120")
    assert simulation.totals(Decimal(1)).position == 0
    assert [line for line in working(simulation) if " c2 " in line] == []


def test_a_cell_on_its_way_out_that_comes_back_is_the_same_cell_again() -> None:
    simulation = started(spec(), "125", "120")
    simulation.revise(spec(lower=60, upper=90), 77)
    assert [line for line in working(simulation) if " c2 " in line] == ["4 c2 exit sell 130 x 2"]
    events = simulation.revise(spec(), 78)
    assert [line for line in working(simulation) if " c2 " in line] == ["4 c2 exit sell 130 x 2"]
    assert {order.cell for order in events if order.status is OrderStatus.OPEN} == {2000, 2001}


def test_new_cells_are_split_by_the_last_price_and_enter_only_behind_it() -> None:
    simulation = started(spec("neutral", 100, 120), "110")
    events = simulation.revise(spec("neutral", 80, 150), 77)
    assert told(events) == [
        "3 c1001 entry buy 90 open",
        "4 c1004 entry sell 130 open",
        "5 c1000 entry buy 80 open",
        "6 c1005 entry sell 140 open",
        "7 c1006 entry sell 150 open",
    ]


def test_entries_without_room_under_a_lower_limit_go_the_farthest_first() -> None:
    simulation = started(spec(lower=60), "135")
    assert len(simulation.open_orders) == 7
    events = simulation.revise(spec(lower=60, max_position=Decimal(6)), 77)
    assert [(order.price, order.status) for order in events if isinstance(order, Order)] == [
        (price, OrderStatus.CANCELLED) for price in (60, 70, 80, 90)
    ]
    assert [order.price for order in simulation.open_orders] == [120, 110, 100]


def test_a_higher_limit_gives_room_at_once() -> None:
    simulation = started(spec(max_position=Decimal(2)), "135")
    assert [order.price for order in simulation.open_orders] == [120]
    simulation.revise(spec(), 77)
    assert [order.price for order in simulation.open_orders] == [120, 110, 100]


def test_the_book_is_known_at_the_new_lines_only_where_it_is_shown() -> None:
    grid = spec(fill_model=FillModel.QUEUE)
    shown = DisplayedBook(
        Decimal(124), Decimal(126), Decimal(50), None, {Decimal(p): Decimal(p) for p in (90, 110)}
    )
    queues = []
    for book in (None, shown):
        simulation = started(grid, "125")
        simulation.on_book(
            DisplayedBook(Decimal(124), Decimal(126), Decimal(100), None, {Decimal(110): Decimal(3)})
        )
        simulation.revise(replace(grid, lower=Decimal(90), levels=5), 77, book)
        queues.append({int(order.price): order.queue_ahead for order in simulation.open_orders})
    assert queues == [
        {120: 0, 110: 3, 100: 0, 90: None},
        {120: 0, 110: 3, 100: 0, 90: 90},
    ]


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("instrument", {"instrument": "Y"}),
        ("direction", {"direction": Direction.SHORT}),
        ("fill_model", {"fill_model": FillModel.QUEUE}),
        ("levels", {"levels": 90}),
        ("lower", {"lower": Decimal("100.5")}),
    ],
)
def test_what_cannot_change_is_named_and_nothing_has_changed(key: str, changed: dict[str, object]) -> None:
    account = PaperAccount(spec(), Decimal(1), Decimal(125))
    account.start(Quote(Decimal(125), Decimal(125)), 0)
    before = account.state()
    new = replace(spec(), **changed)  # type: ignore[arg-type]
    for change in (account.plan, lambda grid: account.revise(grid, 7)):
        with pytest.raises(GridSpecError, match=f"^{key}: "):
            change(new)
    assert (account.state(), account.spec) == (before, spec())


def test_a_plan_changes_nothing_and_says_what_the_revision_then_does() -> None:
    account = PaperAccount(spec(), Decimal(1), Decimal(125))
    account.start(Quote(Decimal(125), Decimal(125)), 0)
    account.on_trade(Trade("X", 1, TradeId(1, 1), Decimal(119), Decimal(1), is_taker_buyer=False))
    before = account.state()
    new = spec(lower=90, upper=120)
    plan = account.plan(new)
    assert account.state() == before
    assert (plan.spec, plan.lines, plan.position) == (new, tuple(map(Decimal, (90, 100, 110, 120))), 2)
    assert [order.order_id for order in plan.kept] == [2, 3, 4]
    assert plan.cancelled == ()
    assert [(order.cell, order.intent, order.price, order.size) for order in plan.placed] == [
        (1000, Intent.ENTRY, 90, 2)
    ]
    assert told(account.revise(new, 9)) == ["5 c1000 entry buy 90 open"]
    assert account.state() != before
