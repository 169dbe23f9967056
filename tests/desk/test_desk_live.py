"""The desk over real sockets, against the built-in exchange."""

import asyncio
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from engine import (
    ConnectionChanged,
    ConnectionState,
    CredentialsRejected,
    Desk,
    DeskError,
    DeskOptions,
    Direction,
    Endpoint,
    ErrorReported,
    FillModel,
    GapFound,
    GridSpec,
    GridSpecError,
    GridStopped,
    OrderChanged,
    OrderFilled,
    OrderStatus,
    PriceChanged,
    Quote,
    Secret,
    SignedIn,
    Spacing,
    TradePrinted,
    resolve_environment,
)
from engine.feed.timing import Clock, FeedTiming
from engine.paper.simulation import GridSimulation
from tests.fakes.live import ETH, Recorder, demo_exchange, fast_clock, open_desk

S = ConnectionState
AWAKE = FeedTiming(clock_jump=3600.0, answer_within=600.0, connect_within=600.0)
"""By a fast clock a busy machine that stands still for half a second has slept, and answers too late."""
PATIENT = replace(AWAKE, silent_after=3600.0, no_data_after=3600.0)


def grid_around(price: Decimal, step: str = "0.25", levels: int = 41) -> GridSpec:
    middle = price.quantize(Decimal("0.1"))
    half = Decimal(step) * (levels // 2)
    return GridSpec(
        instrument=ETH,
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=middle - half,
        upper=middle + half,
        levels=levels,
        size=Decimal("0.05"),
        fill_model=FillModel.TOUCH,
    )


async def ready(desk: Desk) -> Decimal:
    await desk.watch(ETH)
    await desk.wait_ready(ETH)
    price = desk.price(ETH)
    assert price is not None
    assert price.last is not None
    return price.last


def replayed(desk: Desk, recorder: Recorder, grid_id: int, trades) -> tuple[list, list]:
    """The orders and fills of the same grid, replayed over the trades that the exchange printed."""
    view = desk.grid(grid_id)
    start = next(i for i, e in enumerate(recorder.events) if isinstance(e, OrderChanged | OrderFilled))
    known = [e.trade for e in recorder.events[:start] if isinstance(e, TradePrinted)]
    price = [e for e in recorder.events[:start] if isinstance(e, PriceChanged)][-1]
    newest = known[-1]
    simulation = GridSimulation(view.spec, view.instrument.tick_size, view.reference)
    events = simulation.start(Quote(price.bid, price.ask), view.started_at)
    for trade in trades:
        if trade.key > newest.key:
            events += simulation.on_trade(trade)
    fills = [e for e in events if hasattr(e, "fill_id")]
    orders = [e for e in events if not hasattr(e, "fill_id")]
    return orders, fills


def without_backfill(fill):
    return (fill.fill_id, fill.order_id, fill.cell, fill.side, fill.price, fill.size, fill.fee, fill.trade_id)


async def test_a_grid_fills_as_a_replay_of_the_printed_trades_says():
    async with (
        demo_exchange(seed=3, speed=5.0) as (exchange, environment),
        open_desk(environment) as (desk, seen),
    ):
        last = await ready(desk)
        grid_id = await desk.start_grid(grid_around(last))
        await seen.wait_for(OrderFilled, count=12)
        orders, fills = replayed(desk, seen, grid_id, exchange.printed_trades(ETH))
        told = [e.fill for e in seen.of(OrderFilled)]
        assert told == fills[: len(told)]
        told_orders = [e.order for e in seen.of(OrderChanged)]
        assert told_orders == orders[: len(told_orders)]
        totals = desk.grid(grid_id).totals
        assert totals.fills == len(told)
        assert desk.grid(grid_id).fills == tuple(told)


async def test_cut_connections_lose_no_fill():
    options = DeskOptions(clock=fast_clock(3.0))
    async with (
        demo_exchange(seed=5, speed=10.0) as (exchange, environment),
        open_desk(environment, options=options) as (desk, seen),
    ):
        last = await ready(desk)
        grid_id = await desk.start_grid(grid_around(last))
        for cut in range(1, 4):
            await seen.wait_for(OrderFilled, lambda e: not e.fill.backfilled, count=2 * cut)
            mark = len(seen.events)
            assert exchange.cut_connections() == 1
            lost = await seen.wait_state(Endpoint.MARKET_DATA, S.BACKING_OFF, after=mark)
            assert lost.retry_in_ms is not None
            await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE, after=mark)
            await seen.wait_for(GapFound, lambda e: e.recovered, after=mark)
        _, fills = replayed(desk, seen, grid_id, exchange.printed_trades(ETH))
        told = [e.fill for e in seen.of(OrderFilled)]
        assert [without_backfill(f) for f in told] == [without_backfill(f) for f in fills[: len(told)]]
        assert any(f.backfilled for f in told)
        assert desk.reconnects == 3
        assert desk.grid(grid_id).gaps == 3
        assert desk.grid(grid_id).unrecovered_gaps == 0


async def test_lost_messages_are_noticed_by_their_numbers_and_fetched():
    async with (
        demo_exchange(seed=8, speed=10.0) as (exchange, environment),
        open_desk(environment) as (desk, seen),
    ):
        last = await ready(desk)
        grid_id = await desk.start_grid(grid_around(last))
        await seen.wait_for(OrderFilled, count=2)
        exchange.faults.skip_trades = 15
        gap = (await seen.wait_for(GapFound))[0]
        assert gap.recovered
        assert gap.trades is not None
        assert gap.trades >= 15
        after = len(seen.of(OrderFilled))
        await seen.wait_for(OrderFilled, count=after + 3)
        _, fills = replayed(desk, seen, grid_id, exchange.printed_trades(ETH))
        told = [e.fill for e in seen.of(OrderFilled)]
        assert [without_backfill(f) for f in told] == [without_backfill(f) for f in fills[: len(told)]]


async def test_states_of_a_connection_that_is_cut():
    options = DeskOptions(clock=fast_clock(20.0), timing=PATIENT)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, options=options) as (desk, seen),
    ):
        await ready(desk)
        exchange.cut_connections()
        await seen.wait_for(
            ConnectionChanged, lambda e: e.endpoint is Endpoint.MARKET_DATA and e.state is S.LIVE, count=2
        )
        changes = seen.of(ConnectionChanged, lambda e: e.endpoint is Endpoint.MARKET_DATA)
        assert [c.state for c in changes] == [
            S.CONNECTING,
            S.SUBSCRIBING,
            S.LIVE,
            S.BACKING_OFF,
            S.CONNECTING,
            S.SUBSCRIBING,
            S.LIVE,
        ]
        assert [c.retry_in_ms for c in changes if c.state is S.BACKING_OFF] == [1000]


async def test_a_server_that_drops_every_connection_is_not_hammered():
    clock = fast_clock(20.0)
    async with demo_exchange() as (exchange, environment):
        exchange.faults.drop_sockets = True
        async with open_desk(environment, options=DeskOptions(clock=clock)) as (desk, seen):
            await desk.watch(ETH)
            await seen.wait_for(ConnectionChanged, lambda e: e.state is S.BACKING_OFF, count=5)
            delays = [c.retry_in_ms for c in seen.of(ConnectionChanged, lambda e: e.state is S.BACKING_OFF)]
            assert delays[:5] == [1000, 2000, 4000, 8000, 16000]
            assert len(exchange.faults.seen.sockets) == 5


async def test_reconnect_now_cuts_the_wait_short():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.drop_sockets = True
        async with open_desk(environment) as (desk, seen):
            await desk.watch(ETH)
            await seen.wait_for(ConnectionChanged, lambda e: e.state is S.BACKING_OFF and e.attempt == 2)
            exchange.faults.drop_sockets = False
            desk.reconnect_now()
            await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE)
            mark = len(seen.events)
            desk.reconnect_now()
            changed = await seen.wait_for(ConnectionChanged, after=mark)
            assert changed[0].reason == "reconnect asked for"
            await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE, after=mark)


async def test_a_silent_half_open_socket_is_said_to_be_stale_and_replaced():
    options = DeskOptions(clock=fast_clock(30.0), timing=AWAKE)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, options=options) as (desk, seen),
    ):
        await ready(desk)
        assert exchange.hush_connections(answer_pings=False) == 1
        stale = await seen.wait_state(Endpoint.MARKET_DATA, S.STALE)
        mark = len(seen.events)
        assert "not even a pong" in (stale.reason or "")
        await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE, after=mark)


async def test_a_computer_that_slept_reconnects_and_says_how_long():
    slept = 0
    clock = Clock(wall_ns=lambda: time.time_ns() + slept, jitter=lambda: 0.0)
    async with (
        demo_exchange(speed=5.0) as (_, environment),
        open_desk(environment, options=DeskOptions(clock=clock)) as (desk, seen),
    ):
        await ready(desk)
        mark = len(seen.events)
        slept = 123 * 10**9
        lost = await seen.wait_state(Endpoint.MARKET_DATA, S.BACKING_OFF, after=mark)
        assert lost.reason == "the computer was asleep or its clock jumped (123 s)"
        await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE, after=mark)
        await seen.wait_for(GapFound, lambda e: e.recovered, after=mark)


async def test_a_feed_that_only_pongs_is_compared_with_the_exchange_and_replaced():
    options = DeskOptions(clock=fast_clock(60.0), timing=AWAKE)
    async with (
        demo_exchange(speed=5.0) as (exchange, environment),
        open_desk(environment, options=options) as (desk, seen),
    ):
        await ready(desk)
        exchange.hush_connections(answer_pings=True)
        lost = await seen.wait_state(Endpoint.MARKET_DATA, S.BACKING_OFF)
        assert "the market moved on" in (lost.reason or "")


async def test_signs_in_with_a_key_and_the_feed_does_not_wait_for_it():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login_delay = 0.5
        async with open_desk(environment, api_key=exchange.key) as (desk, seen):
            await ready(desk)
            assert not seen.of(SignedIn)
            signed_in = (await seen.wait_for(SignedIn))[0]
            assert signed_in.sub_account_id == exchange.sub_account_id
            assert desk.connection(Endpoint.EDGE).state is S.LIVE


async def test_a_rejected_key_stops_the_sign_in_but_not_the_public_feed():
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=Secret("wrong")) as (
            desk,
            seen,
        ),
    ):
        error = (await seen.wait_for(ErrorReported, lambda e: e.context == "sign-in"))[0]
        assert "ent: api_key not found" in error.message
        assert "GRVT_API_KEY" in error.message
        assert desk.connection(Endpoint.EDGE).state is S.FAILED
        assert isinstance(desk.failure.result(), CredentialsRejected)
        await ready(desk)
        await desk.use_key(exchange.key)
        await seen.wait_for(SignedIn)
        assert len(exchange.faults.seen.logins) == 2


async def test_healing_the_demo_exchange_signs_in_again_after_a_rejection():
    desk = Desk(resolve_environment("demo", {}))
    seen = Recorder(desk)
    await desk.open()
    try:
        await seen.wait_for(SignedIn)
        desk.demo_fault("reject_key")
        await seen.wait_state(Endpoint.EDGE, S.FAILED)
        mark = len(seen.events)
        desk.demo_fault("heal")
        await seen.wait_for(SignedIn, after=mark)
        with pytest.raises(DeskError, match="one of: cut, silent"):
            desk.demo_fault("explode")
    finally:
        await desk.close()


async def test_stopping_a_grid_cancels_its_orders_and_keeps_its_position():
    async with demo_exchange(speed=5.0) as (_, environment), open_desk(environment) as (desk, seen):
        last = await ready(desk)
        grid_id = await desk.start_grid(grid_around(last))
        await seen.wait_for(OrderFilled)
        working = {order.order_id for order in desk.grid(grid_id).open_orders}
        position = desk.grid(grid_id).totals.position
        await desk.stop_grid(grid_id)
        cancelled = seen.of(OrderChanged, lambda e: e.order.status is OrderStatus.CANCELLED)
        assert {e.order.order_id for e in cancelled} == working
        assert seen.of(GridStopped)
        view = desk.grid(grid_id)
        assert not view.running
        assert view.open_orders == ()
        assert view.totals.position == position
        with pytest.raises(DeskError, match="not running"):
            await desk.stop_grid(grid_id)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"instrument": "NOPE_USDT_Perp"}, "does not know"),
        ({"lower": Decimal("2000.005")}, "multiple of the tick size 0.01"),
        ({"size": Decimal("0.001")}, "size step|minimum"),
    ],
)
async def test_a_grid_the_exchange_does_not_trade_is_refused_in_words(change, message):
    async with demo_exchange() as (_, environment), open_desk(environment) as (desk, _seen):
        spec = grid_around(await ready(desk))
        fields = {name: getattr(spec, name) for name in spec.__slots__}
        with pytest.raises(GridSpecError, match=message):
            await desk.start_grid(GridSpec(**{**fields, **change}))
        assert desk.grids() == ()


async def test_a_desk_that_never_opened_can_be_closed():
    async with demo_exchange() as (_, environment):
        await Desk(environment).close()


async def test_a_grid_started_while_the_feed_connects_waits_for_it():
    async with demo_exchange() as (_, environment), open_desk(environment) as (desk, _seen):
        await desk.watch(ETH)
        assert await desk.start_grid(grid_around(Decimal(3000))) == 1


async def test_no_grid_starts_without_a_live_price():
    async with demo_exchange() as (_, environment), open_desk(environment) as (desk, _seen):
        with pytest.raises(DeskError, match="no live price"):
            await desk.start_grid(grid_around(Decimal(3000)))


async def test_the_embedded_exchange_needs_nothing_and_leaves_nothing():
    desk = Desk(resolve_environment("demo", {}))
    seen = Recorder(desk)
    await desk.open()
    try:
        assert desk.demo is not None
        await seen.wait_for(SignedIn)
        await ready(desk)
        names = {instrument.name for instrument in await desk.instruments()}
        assert {ETH, "BTC_USDT_Perp"} <= names
        spec = desk.sample_grid(ETH)
        await desk.start_grid(spec)
        assert desk.cut_demo_connections() >= 1
    finally:
        await desk.close()
    left = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert left == []
