"""The user's own account at the desk: the view, the renewals, and what a key may cost. Over real sockets."""

import asyncio
import io
import json
import logging
import time
from decimal import Decimal
from types import SimpleNamespace

from engine import (
    AccountChanged,
    AccountFill,
    ConnectionChanged,
    ConnectionState,
    CredentialsRejected,
    DeskEvent,
    DeskOptions,
    Endpoint,
    ErrorReported,
    ExchangeError,
    GapFound,
    Position,
    Secret,
    SignedIn,
    TradePrinted,
    WorkingOrder,
)
from engine.cli.lines import JsonLines
from engine.cli.text import TextLines
from engine.demo import LoginOutcome
from engine.demo.clock import ServerClock
from engine.demo.selectors import Role
from engine.feed.timing import Clock, FeedTiming
from engine.market import NS_PER_SECOND
from tests.fakes.live import ETH, demo_exchange, fast_clock, open_desk

S = ConnectionState
UP = [S.AUTHENTICATING, S.CONNECTING, S.SUBSCRIBING, S.LIVE]
PATIENT = FeedTiming(silent_after=100.0, clock_jump=100.0)


def states(seen, endpoint, after=0):
    return [
        event.state
        for event in seen.events[after:]
        if isinstance(event, ConnectionChanged) and event.endpoint is endpoint
    ]


def assert_public_feed_undisturbed(desk, seen, after=0):
    """No change of the market-data connection, no gap, every trade once and in order."""
    assert states(seen, Endpoint.MARKET_DATA, after) == []
    assert not seen.of(GapFound)
    assert desk.reconnects == 0
    assert all(row.sequence_gaps == 0 for row in desk.feeds() if row.endpoint is Endpoint.MARKET_DATA)


async def test_the_account_is_shown():
    async with demo_exchange() as (exchange, environment):
        began = time.monotonic()
        async with open_desk(environment, api_key=exchange.key) as (desk, seen):
            assert desk.account() is None
            await seen.wait_for(AccountChanged)
            view = desk.account()
            assert view.sub_account_id == exchange.sub_account_id
            assert view.settle_currency == "USDT"
            assert view.equity > view.available_balance > 0
            # each is rounded to nine places
            assert abs(view.initial_margin - 2 * view.maintenance_margin) <= Decimal("2e-9")
            assert view.maintenance_margin > 0
            assert view.unrealized_pnl is not None
            assert all(isinstance(item, Position) for item in view.positions)
            assert len(view.positions) == 2
            assert all(isinstance(item, WorkingOrder) for item in view.open_orders)
            assert len(view.open_orders) == 3
            assert all(isinstance(item, AccountFill) for item in view.fills)
            assert view.fills[0].event_time > view.fills[1].event_time
            assert began < view.updated_at < time.monotonic()
            await seen.wait_state(Endpoint.TRADES, S.LIVE)
            assert states(seen, Endpoint.TRADES) == UP
            rows = [row for row in desk.feeds() if row.endpoint is Endpoint.TRADES]
            assert {row.stream for row in rows} == {"v1.order", "v1.state", "v1.position", "v1.fill"}
            positions = next(row for row in rows if row.stream == "v1.position")
            assert (positions.state, positions.messages, positions.connects) == (S.LIVE, 2, 1)
            assert positions.instrument == ""
            assert {attempt.what for attempt in exchange.faults.seen.rest if attempt.role is Role.TRADES} == {
                "account_summary",
                "positions",
                "open_orders",
                "fill_history",
            }


async def test_without_a_key_there_is_no_account():
    async with demo_exchange() as (exchange, environment), open_desk(environment) as (desk, seen):
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        assert desk.account() is None
        assert desk.connection(Endpoint.TRADES).state is S.OFFLINE
        assert not states(seen, Endpoint.TRADES)
        assert {attempt.role for attempt in exchange.faults.seen.sockets} == {Role.MARKET_DATA}
        await desk.use_key(exchange.key)
        await seen.wait_for(AccountChanged)
        assert desk.account() is not None
        mark = len(seen.events)
        await desk.use_key(None)
        await seen.wait_for(AccountChanged, after=mark)
        assert desk.account() is None
        assert desk.connection(Endpoint.TRADES).state is S.OFFLINE
        assert_public_feed_undisturbed(desk, seen, mark)


async def test_a_key_without_a_trading_account_leaves_the_endpoint_offline_and_says_why():
    async with demo_exchange() as (exchange, environment):
        exchange._roles._account_body.pop("sub_account_id")
        async with open_desk(environment, api_key=exchange.key) as (desk, seen):
            await seen.wait_state(Endpoint.TRADES, S.OFFLINE)
            connection = desk.connection(Endpoint.TRADES)
            assert "belongs to no trading account" in connection.reason
            assert desk.account() is None
            assert not desk.failure.done()
            assert desk.connection(Endpoint.EDGE).state is S.LIVE


class PausingClock:
    """A clock on which ``speed`` seconds pass in one, and none while it is paused."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began = time.time_ns()
        self._counted_at: float | None = time.monotonic()
        self._passed = 0.0

    def seconds(self) -> float:
        running = 0.0 if self._counted_at is None else time.monotonic() - self._counted_at
        return self._passed + running * self._speed

    def wall_ns(self) -> int:
        return self._began + int(self.seconds() * NS_PER_SECOND)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds / self._speed, 0.001))

    def pause(self) -> None:
        self._passed, self._counted_at = self.seconds(), None

    def go_on(self) -> None:
        if self._counted_at is None:
            self._counted_at = time.monotonic()


async def test_sessions_of_twenty_seconds_over_two_minutes(monkeypatch):
    time_passes = PausingClock(28.0)
    clock = Clock(time_passes.seconds, time_passes.wall_ns, lambda: 0.0, time_passes.sleep)
    # the exchange lives in the same fast time, its session table included
    monkeypatch.setattr(
        "engine.demo.web_roles.time",
        SimpleNamespace(time=lambda: clock.wall_ns() / NS_PER_SECOND, monotonic=time.monotonic),
    )
    server_clock = ServerClock(wall=clock.wall_ns, steady=clock.wall_ns)
    options = DeskOptions(clock=clock, timing=PATIENT)

    def pause_while_renewing(event: DeskEvent) -> None:
        # how long a sign-in takes is the machine's affair, and no part of the two minutes
        if isinstance(event, ConnectionChanged) and event.state is S.AUTHENTICATING:
            time_passes.pause()

    async with (
        demo_exchange(clock=server_clock, session_lifetime=20.0) as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        await seen.wait_state(Endpoint.TRADES, S.LIVE)
        await seen.wait_for(AccountChanged)
        desk.subscribe(pause_while_renewing)
        began, mark, picture = clock.monotonic(), len(seen.events), len(seen.of(AccountChanged))
        renewals, at = 0, mark
        while clock.monotonic() - began < 120:
            await seen.wait_for(SignedIn, after=at)
            await seen.wait_state(Endpoint.TRADES, S.LIVE, after=at)
            await seen.wait_for(AccountChanged, after=at)
            renewals += 1
            at = len(seen.events)
            time_passes.go_on()
        assert 6 <= renewals <= 10
        assert len(exchange.faults.seen.logins) == renewals + 1
        back = states(seen, Endpoint.TRADES, mark)
        assert S.BACKING_OFF not in back
        assert back[: len(UP) * renewals] == UP * renewals
        assert len(seen.of(AccountChanged)) > picture
        assert_public_feed_undisturbed(desk, seen, mark)
        told = [event.trade.key for event in seen.of(TradePrinted, lambda e: not e.backfilled)]
        printed = [trade.key for trade in exchange.printed_trades(ETH)]
        assert told == printed[printed.index(told[0]) :][: len(told)]
        assert len(told) > 100
        assert not seen.of(ErrorReported)


async def test_expired_sessions_disturb_nothing_but_the_account():
    options = DeskOptions(clock=fast_clock(10.0), timing=PATIENT)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        await seen.wait_for(AccountChanged)
        for expiry in (1, 2):
            mark = len(seen.events)
            exchange.expire_sessions()
            await seen.wait_state(Endpoint.TRADES, S.BACKING_OFF, after=mark)
            await seen.wait_state(Endpoint.TRADES, S.LIVE, after=mark)
            await seen.wait_for(AccountChanged, after=mark)
            assert len(exchange.faults.seen.logins) == expiry + 1
            assert_public_feed_undisturbed(desk, seen, mark)


async def test_a_gateway_restart_brings_both_feeds_back():
    options = DeskOptions(clock=fast_clock(5.0), timing=PATIENT)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        await seen.wait_for(AccountChanged)
        await seen.wait_state(Endpoint.TRADES, S.LIVE)
        mark = len(seen.events)
        assert exchange.restart_gateway() == 2
        await seen.wait_state(Endpoint.TRADES, S.LIVE, after=mark)
        await seen.wait_state(Endpoint.MARKET_DATA, S.LIVE, after=mark)
        await seen.wait_for(AccountChanged, after=mark)
        await desk.wait_ready(ETH)
        assert all(gap.recovered for gap in seen.of(GapFound))
        assert len(exchange.faults.seen.logins) == 1


async def test_reconnect_now_reaches_the_account_too():
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key) as (desk, seen),
    ):
        await seen.wait_state(Endpoint.TRADES, S.LIVE)
        mark = len(seen.events)
        desk.reconnect_now()
        await seen.wait_state(Endpoint.TRADES, S.LIVE, after=mark)
        assert [attempt.role for attempt in exchange.faults.seen.sockets].count(Role.TRADES) == 2
        assert len(exchange.faults.seen.logins) == 1


async def test_a_rejected_key_costs_one_sign_in_and_fails_both_endpoints():
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=Secret("wrong-key-0123456789")) as (desk, seen),
    ):
        await seen.wait_state(Endpoint.TRADES, S.FAILED)
        await seen.wait_state(Endpoint.EDGE, S.FAILED)
        assert isinstance(await desk.failure, CredentialsRejected)
        assert "ent: api_key not found" in desk.connection(Endpoint.TRADES).reason
        desk.reconnect_now()
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        assert len(exchange.faults.seen.logins) == 1
        assert len(seen.of(ErrorReported)) == 1
        assert desk.account() is None
        await desk.use_key(None)
        assert desk.connection(Endpoint.EDGE).state is S.OFFLINE
        assert desk.connection(Endpoint.TRADES).state is S.OFFLINE


async def test_a_key_revoked_while_live_costs_one_more_and_keeps_the_last_picture():
    options = DeskOptions(clock=fast_clock(10.0), timing=PATIENT)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        await seen.wait_for(AccountChanged)
        mark = len(seen.events)
        exchange.faults.login = LoginOutcome.BAD_KEY
        exchange.expire_sessions()
        await seen.wait_state(Endpoint.TRADES, S.FAILED)
        assert isinstance(await desk.failure, CredentialsRejected)
        assert len(exchange.faults.seen.logins) == 2
        assert len(seen.of(ErrorReported)) == 1
        assert desk.account() is not None
        assert_public_feed_undisturbed(desk, seen, mark)


async def test_used_up_tries_of_the_account_are_a_failure_but_no_rejection():
    options = DeskOptions(clock=fast_clock(20.0), timing=PATIENT, max_retries=2)
    async with demo_exchange() as (exchange, environment):
        exchange.faults.socket_roles = {Role.TRADES}
        exchange.faults.drop_sockets = True
        async with open_desk(environment, api_key=exchange.key, options=options) as (desk, seen):
            failure = await desk.failure
            assert isinstance(failure, ExchangeError)
            assert not isinstance(failure, CredentialsRejected)
            assert str(failure).startswith("account feed: gave up after 2 retries")
            assert desk.connection(Endpoint.TRADES).state is S.FAILED
            assert len(seen.of(SignedIn)) == 1


async def test_a_later_measurement_of_the_clock_reaches_the_session():
    options = DeskOptions(clock=fast_clock(3.0), timing=PATIENT)
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        await seen.wait_state(Endpoint.TRADES, S.LIVE)
        await desk.watch(ETH)
        await desk.wait_ready(ETH)
        teller, mark = desk._exchange_clock._teller, len(seen.events)

        class FiftyNineMinutesLater:
            async def server_time(self) -> int:
                return await teller.server_time() + 59 * 60 * NS_PER_SECOND

        desk._exchange_clock._teller = FiftyNineMinutesLater()
        exchange.cut_connections()
        renewing = await seen.wait_state(Endpoint.EDGE, S.AUTHENTICATING, after=mark)
        assert renewing.reason == "renewing the session"


async def test_no_secret_is_told_anywhere(caplog):
    caplog.set_level(logging.DEBUG)
    options = DeskOptions(clock=fast_clock(10.0), timing=PATIENT)
    lines, words = io.StringIO(), io.StringIO()
    async with (
        demo_exchange() as (exchange, environment),
        open_desk(environment, api_key=exchange.key, options=options) as (desk, seen),
    ):
        for printer in (JsonLines(lines, time.monotonic), TextLines(words, time.monotonic)):
            desk.subscribe(printer.on_event)
        await seen.wait_for(AccountChanged)
        secrets = {exchange.key.reveal(), exchange._sessions._account_id.reveal()}
        secrets |= set(exchange._sessions._alive)
        frame = json.dumps({"stream": "v1.order", "selector": min(secrets), "feed": {"x": sorted(secrets)}})
        exchange.send_raw("v1.order", frame.encode())
        exchange.expire_sessions()
        await seen.wait_state(Endpoint.TRADES, S.BACKING_OFF)
        mark = len(seen.events)
        await seen.wait_state(Endpoint.TRADES, S.LIVE, after=mark)
        secrets |= set(exchange._sessions._alive)
        exchange.faults.socket_roles, exchange.faults.refuse_sockets = {Role.TRADES}, 401
        exchange.cut_connections()
        await seen.wait_for(ConnectionChanged, lambda e: "401" in (e.reason or ""), after=mark)
        exchange.faults.login = LoginOutcome.BAD_KEY
        failure = await desk.failure
        secrets |= set(exchange._sessions._alive)
        told = [repr(event) for event in seen.events]
        told += [repr(row) for row in desk.feeds()]
        told += [
            repr(desk.account()),
            repr(failure),
            str(failure),
            lines.getvalue(),
            words.getvalue(),
            caplog.text,
        ]
    assert len(secrets) >= 4
    assert any(json.loads(line).get("endpoint") == "trades" for line in lines.getvalue().splitlines())
    assert "account feed: live" in words.getvalue()
    assert not [secret for secret in secrets for text in told if secret in text]
