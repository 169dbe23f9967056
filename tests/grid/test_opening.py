"""What a grid does at its start, held to the simulation that then runs it, and the ways through its orders."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.lines import grid_lines
from engine.grid.opening import Opening, PlannedFill, PlannedOrder, open_grid
from engine.grid.orders import Fill, Intent
from engine.grid.spec import GridSpec, GridSpecError, grid_from_mapping
from engine.market import Quote, Side
from engine.paper.simulation import GridSimulation

CENT = Decimal("0.01")


def grid(direction: str, lower: str, upper: str, levels: int, **more: str) -> GridSpec:
    return grid_from_mapping(
        {
            "instrument": "X",
            "direction": direction,
            "spacing": "arithmetic",
            "lower": lower,
            "upper": upper,
            "levels": levels,
            "size": "1",
            "fill_model": "touch",
            **more,
        }
    )


def opened(spec: GridSpec, last: str, max_position: str | None = None) -> Opening:
    price = Decimal(last)
    if max_position is not None:
        spec = replace(spec, max_position=Decimal(max_position))
    return open_grid(spec, grid_lines(spec, CENT), price, Quote(price, price))


def shown(orders: tuple[PlannedOrder, ...]) -> str:
    in_order = sorted(orders, key=lambda order: order.price)
    return " ".join(f"{order.side.name[0]}{order.price.normalize():f}" for order in in_order)


def walked(fills: tuple[PlannedFill, ...]) -> str:
    return " ".join(f"{fill.side.name[0]}{fill.price.normalize():f}" for fill in fills)


@st.composite
def starts(draw: st.DrawFn) -> tuple[GridSpec, Decimal, Quote]:
    low = draw(st.integers(50, 5000))
    width = draw(st.integers(1, 300))
    last = max(2, low + draw(st.integers(-30, width + 30)))
    more = {"initial": draw(st.sampled_from(["market", "wait"]))}
    if draw(st.booleans()):
        more["reference"] = str(max(1, last + draw(st.integers(-40, 40))) * CENT)
    spec = grid(
        draw(st.sampled_from(["long", "short", "neutral"])),
        f"{low * CENT}",
        f"{(low + width) * CENT}",
        draw(st.integers(2, min(width + 1, 20))),
        **more,
    )
    if draw(st.booleans()):
        spec = replace(spec, max_position=Decimal(draw(st.integers(2, 20))) / 2)
    bid = draw(st.none() | st.integers(1, last).map(lambda ticks: ticks * CENT))
    ask = draw(st.none() | st.integers(last, last + 30).map(lambda ticks: ticks * CENT))
    return spec, last * CENT, Quote(bid, ask)


@given(starts())
def test_the_plan_is_what_the_simulation_then_does(start: tuple[GridSpec, Decimal, Quote]) -> None:
    spec, last, book = start
    try:
        simulation = GridSimulation(spec, CENT, last)
    except GridSpecError:
        return
    events = simulation.start(book, 1)
    plan = open_grid(spec, simulation.lines, last, book)
    assert [(f.cell, f.intent, f.side, f.price, f.size, f.fee, f.liquidity) for f in plan.taken] == [
        (f.cell, f.intent, f.side, f.price, f.size, f.fee, f.liquidity) for f in events if isinstance(f, Fill)
    ]
    assert sorted((o.cell, o.intent.value, o.side.value, o.price, o.size) for o in plan.resting) == sorted(
        (o.cell, o.intent.value, o.side.value, o.price, o.size) for o in simulation.open_orders
    )


def test_the_ways_through_a_neutral_grid() -> None:
    plan = opened(grid("neutral", "100", "150", 6), "125")
    assert shown(plan.resting) == "B100 B110 B120 S130 S140 S150"
    assert walked(plan.path(Side.BUY, Decimal(0))) == "B120 B110 B100"
    assert walked(plan.path(Side.SELL, Decimal(0))) == "S130 S140 S150"


def test_a_short_grid_leaves_what_it_sold_at_the_start_on_the_way_down() -> None:
    plan = opened(grid("short", "100", "150", 6), "125")
    assert walked(plan.taken) == "S125 S125"
    assert walked(plan.path(Side.BUY, Decimal(0))) == "B110 B100"
    assert {fill.intent for fill in plan.path(Side.BUY, Decimal(0))} == {Intent.EXIT}
    assert walked(plan.path(Side.SELL, Decimal(0))) == "S130 S140 S150"


def test_entries_that_wait_are_on_the_worst_way() -> None:
    plan = opened(grid("long", "100", "150", 6, initial="wait"), "125")
    assert plan.taken == ()
    assert shown(plan.waiting) == "B130 B140"
    assert walked(plan.path(Side.BUY, Decimal(0))) == "B140 B130 B120 B110 B100"
    assert plan.path(Side.SELL, Decimal(0)) == ()


@pytest.mark.parametrize(
    ("direction", "limit", "taken", "resting"),
    [
        ("long", "3", "B125", "B110 B120 S140"),
        ("long", "1", "", "B120"),
        ("neutral", "1", "", "B120 S130"),
        ("neutral", "2.5", "", "B110 B120 S130 S140"),
        ("short", "1", "S125", "B110"),
    ],
)
def test_entries_without_room_are_left_out(direction: str, limit: str, taken: str, resting: str) -> None:
    plan = opened(grid(direction, "100", "150", 6), "125", limit)
    assert walked(plan.taken) == taken
    assert shown(plan.resting) == resting


def test_entries_that_wait_take_the_room_that_is_left_dearest_first() -> None:
    plan = opened(grid("long", "100", "150", 6, initial="wait"), "125", "4")
    assert shown(plan.resting) == "B100 B110 B120"
    assert walked(plan.path(Side.BUY, Decimal(0))) == "B140 B120 B110 B100"
