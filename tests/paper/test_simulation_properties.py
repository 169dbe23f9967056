"""What must hold for every paper grid, whatever the trades."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.grid.orders import Fill, Intent, Order, OrderStatus
from engine.grid.spec import GridSpec, GridSpecError, grid_from_mapping
from engine.market import Quote, Side, Trade, TradeId
from engine.paper.simulation import GridSimulation

CENT = Decimal("0.01")
Events = list[Order | Fill]


@st.composite
def simulations(draw: st.DrawFn) -> tuple[GridSpec, Decimal]:
    """A grid, and the last price when it starts: inside its range, on a line, or around it."""
    low = draw(st.integers(50, 5000))
    width = draw(st.integers(1, 400))
    levels = draw(st.integers(2, min(width + 1, 25)))
    grid = {
        "instrument": "ETH_USDT_Perp",
        "direction": draw(st.sampled_from(["long", "short", "neutral"])),
        "spacing": draw(st.sampled_from(["arithmetic", "geometric"])),
        "lower": f"{low * CENT:.2f}",
        "upper": f"{(low + width) * CENT:.2f}",
        "levels": levels,
        "size": draw(st.sampled_from(["0.1", "3", "0.007"])),
        "fill_model": draw(st.sampled_from(["touch", "through"])),
        "initial": draw(st.sampled_from(["market", "wait"])),
        "maker_fee": draw(st.sampled_from(["-0.000001", "0", "0.0002"])),
        "taker_fee": draw(st.sampled_from(["0.00045", "0"])),
    }
    last = max(1, low + draw(st.integers(-20, width + 20))) * CENT
    return grid_from_mapping(grid), last


@st.composite
def runs(draw: st.DrawFn) -> tuple[GridSpec, Decimal, list[Trade]]:
    """A grid, its start price, and trades around its range; neighbours may share a time and a price."""
    spec, last = draw(simulations())
    low, high = int(spec.lower / CENT), int(spec.upper / CENT)
    prices = draw(st.lists(st.integers(max(1, low - 15), high + 15), max_size=60))
    return spec, last, [trade_at(price * CENT, number) for number, price in enumerate(prices)]


def trade_at(price: Decimal, number: int = 0, *, venue: str = "ORDERBOOK", is_rpi: bool = False) -> Trade:
    return Trade(
        instrument="ETH_USDT_Perp",
        event_time=1_000 + number // 2,
        trade_id=TradeId(1 + number, 1),
        price=price,
        size=Decimal("0.05"),
        is_taker_buyer=number % 3 == 0,
        venue=venue,
        is_rpi=is_rpi,
    )


def started(spec: GridSpec, last: Decimal) -> tuple[GridSimulation, Events] | None:
    """The simulation just after its start; None where the range cannot hold the lines."""
    try:
        simulation = GridSimulation(spec, CENT, last)
    except GridSpecError:
        return None
    return simulation, list(simulation.start(Quote(bid=last, ask=last), 500))


def steps(run: tuple[GridSpec, Decimal, list[Trade]]) -> Iterable[tuple[GridSimulation, Events, Decimal]]:
    """After the start and after each trade: the simulation, all its events so far, the last price."""
    spec, last, trades = run
    start = started(spec, last)
    if start is None:
        return
    simulation, events = start
    yield simulation, events, last
    for trade in trades:
        events += simulation.on_trade(trade)
        yield simulation, events, trade.price


def fills_of(events: Events) -> list[Fill]:
    return [event for event in events if isinstance(event, Fill)]


def working_orders(events: Events) -> dict[int, Order]:
    """The newest line of every order that still works."""
    newest = {event.order_id: event for event in events if isinstance(event, Order)}
    return {order_id: order for order_id, order in newest.items() if order.status is OrderStatus.OPEN}


@given(simulations())
def test_lines_are_sorted_and_on_ticks(grid: tuple[GridSpec, Decimal]) -> None:
    start = started(*grid)
    if start is not None:
        lines = start[0].lines
        assert all(below < above for below, above in pairwise(lines))
        assert all(line % CENT == 0 for line in lines)
        assert (lines[0], lines[-1], len(lines)) == (grid[0].lower, grid[0].upper, grid[0].levels)


@given(runs())
def test_every_order_is_filled_at_most_once_and_then_in_full(
    run: tuple[GridSpec, Decimal, list[Trade]],
) -> None:
    for simulation, events, _ in steps(run):
        fills = fills_of(events)
        assert [fill.fill_id for fill in fills] == list(range(1, len(fills) + 1))
        assert all(count == 1 for count in Counter(fill.order_id for fill in fills).values())
        orders = [event for event in events if isinstance(event, Order)]
        first_lines = {order.order_id: order for order in reversed(orders)}
        assert sorted(first_lines) == list(range(1, len(first_lines) + 1))
        for fill in fills:
            assert fill.size == first_lines[fill.order_id].size == run[0].size
        assert all(order.filled in {0, order.size} for order in orders)
        assert simulation.totals(Decimal(1)).fills == len(fills)


@given(runs())
def test_a_cell_has_at_most_one_working_order_unless_it_is_open(
    run: tuple[GridSpec, Decimal, list[Trade]],
) -> None:
    for simulation, events, _ in steps(run):
        working = working_orders(events)
        touched = {fill.cell for fill in fills_of(events)}
        for cell, count in Counter(order.cell for order in working.values()).items():
            assert cell is not None
            below, above = simulation.lines[cell], simulation.lines[cell + 1]
            may_be_open = (
                run[0].direction.value == "neutral" and below < run[1] < above and cell not in touched
            )
            assert count <= (2 if may_be_open else 1)
        told = {order.order_id: (order.price, order.side, order.intent) for order in simulation.open_orders}
        assert told == {number: (order.price, order.side, order.intent) for number, order in working.items()}


@given(runs())
def test_an_order_is_on_its_cell_s_lines_and_fills_make_or_break_the_cell_s_position(
    run: tuple[GridSpec, Decimal, list[Trade]],
) -> None:
    for simulation, events, _ in steps(run):
        for event in events:
            if isinstance(event, Order):
                assert event.cell is not None
                assert event.price == simulation.lines[event.cell + (event.side is Side.SELL)]
        for cell in range(run[0].levels - 1):
            intents = [fill.intent for fill in fills_of(events) if fill.cell == cell]
            assert intents[::2] == [Intent.ENTRY] * len(intents[::2])
            assert intents[1::2] == [Intent.EXIT] * len(intents[1::2])


@given(runs())
def test_the_two_books_and_the_cash_flow_agree_exactly_after_every_event(
    run: tuple[GridSpec, Decimal, list[Trade]],
) -> None:
    for simulation, events, last in steps(run):
        cash = position = fees = matched = matched_fees = floating = Fraction(0)
        for cell in range(run[0].levels - 1):
            fills = [fill for fill in fills_of(events) if fill.cell == cell]
            for number, fill in enumerate(fills):
                sign = 1 if fill.side is Side.BUY else -1
                cash -= sign * Fraction(fill.price) * Fraction(fill.size)
                position += sign * Fraction(fill.size)
                fees += Fraction(fill.fee)
                if number % 2:
                    entry = fills[number - 1]
                    matched -= sign * (Fraction(fill.price) - Fraction(entry.price)) * Fraction(fill.size)
                    matched_fees += Fraction(fill.fee) + Fraction(entry.fee)
                elif number == len(fills) - 1:
                    floating += sign * (Fraction(last) - Fraction(fill.price)) * Fraction(fill.size)
        totals = simulation.totals(last)
        gross = Fraction(totals.realized) + Fraction(totals.unrealized)
        assert Fraction(totals.position) == position
        assert Fraction(totals.fees) == fees
        assert Fraction(totals.grid_profit) == matched - matched_fees
        assert Fraction(totals.total) == cash + position * Fraction(last) - fees == gross - fees
        assert matched + floating == gross
        assert (totals.average_entry == 0) == (position == 0)


@given(runs())
def test_the_same_trades_give_the_same_events(run: tuple[GridSpec, Decimal, list[Trade]]) -> None:
    first = [list(events) for _, events, _ in steps(run)]
    second = [list(events) for _, events, _ in steps(run)]
    assert first == second


@given(runs(), st.data())
def test_a_trade_that_reaches_no_order_fills_nothing_and_a_second_one_changes_nothing(
    run: tuple[GridSpec, Decimal, list[Trade]], data: st.DataObject
) -> None:
    for simulation, events, _ in list(steps(run))[-1:]:
        working = working_orders(events).values()
        bid = max((order.price for order in working if order.side is Side.BUY), default=Decimal(0))
        ask = min((order.price for order in working if order.side is Side.SELL), default=Decimal(200))
        between = data.draw(st.integers(int(bid / CENT), int(ask / CENT))) * CENT
        if bid < between < ask:
            news = simulation.on_trade(trade_at(between, 9_000))
            assert all(isinstance(event, Order) and event.status is OrderStatus.OPEN for event in news)
            before = simulation.totals(between)
            assert simulation.on_trade(trade_at(between, 9_001)) == []
            after = simulation.totals(between)
            assert after.trades == before.trades + 1
            assert (after.total, after.fills) == (before.total, before.fills)


@given(runs(), st.integers(1, 10_000), st.sampled_from([("RFQ", False), ("ORDERBOOK", True), ("RFQ", True)]))
def test_a_trade_off_the_public_book_changes_nothing(
    run: tuple[GridSpec, Decimal, list[Trade]], price: int, kind: tuple[str, bool]
) -> None:
    for simulation, _, last in list(steps(run))[-1:]:
        before = simulation.totals(last)
        trade = trade_at(price * CENT, 9_000, venue=kind[0], is_rpi=kind[1])
        assert simulation.on_trade(trade) == []
        assert simulation.totals(last) == before


@given(runs())
def test_a_stopped_grid_has_no_orders_and_takes_no_more_trades(
    run: tuple[GridSpec, Decimal, list[Trade]],
) -> None:
    for simulation, events, last in list(steps(run))[-1:]:
        before = simulation.totals(last)
        working = working_orders(events)
        cancelled = [event for event in simulation.stop(99_999) if isinstance(event, Order)]
        assert {order.order_id for order in cancelled} == set(working)
        assert all(order.status is OrderStatus.CANCELLED for order in cancelled)
        assert not simulation.open_orders
        for number, price in enumerate((run[0].lower / 2, run[0].upper * 2)):
            assert simulation.on_trade(trade_at(price, 9_000 + number)) == []
        assert simulation.totals(last) == before
