"""The edge endpoint: one sign-in for everyone, renewed in time, and spaced by its own backoff alone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from engine.demo import LoginOutcome
from engine.feed.connection import ConnectionEvent, ConnectionState, Endpoint
from engine.feed.sign_in import SignIn
from engine.feed.status import ConnectionStatus, EndpointStatus
from engine.feed.timing import Clock
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable
from engine.grvt.http import open_http_session
from engine.grvt.login import Session, SessionKeeper
from engine.market import NS_PER_SECOND
from tests.fakes.live import PATIENCE, demo_exchange, fast_clock

S = ConnectionState


class Edge:
    """A sign-in that runs, and what it told."""

    def __init__(self, keeper: SessionKeeper, clock: Clock, max_retries: int | None) -> None:
        self.told: list[ConnectionStatus] = []
        self.sessions: list[Session] = []
        self._news = asyncio.Event()
        status = EndpointStatus(Endpoint.EDGE, clock, self._on_status, max_retries)
        self.sign_in = SignIn(keeper, status, self.sessions.append, clock=clock)
        self.running = asyncio.create_task(self.sign_in.run())

    def _on_status(self, status: ConnectionStatus) -> None:
        self.told.append(status)
        self._news.set()

    @property
    def states(self) -> list[ConnectionState]:
        return [status.state for status in self.told]

    async def until(self, fits: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not fits():
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def edge_of(exchange, environment, clock: Clock, max_retries: int | None = None) -> AsyncIterator[Edge]:
    http = open_http_session()
    keeper = SessionKeeper(
        http,
        environment,
        exchange.key,
        wall_ns=clock.wall_ns,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )
    edge = Edge(keeper, clock, max_retries)
    try:
        yield edge
    finally:
        edge.running.cancel()
        await asyncio.gather(edge.running, return_exceptions=True)
        await http.close()


async def test_everyone_waits_for_the_one_sign_in():
    async with demo_exchange() as (exchange, environment), edge_of(exchange, environment, Clock()) as edge:
        exchange.faults.login_delay = 0.1
        sessions = await asyncio.gather(*(edge.sign_in.session() for _ in range(20)))
        assert set(map(id, sessions)) == {id(edge.sessions[0])}
        assert len(exchange.faults.seen.logins) == 1


async def test_a_refused_session_is_replaced_once_however_many_complain():
    async with demo_exchange() as (exchange, environment), edge_of(exchange, environment, Clock()) as edge:
        first = await edge.sign_in.session()
        for _ in range(5):
            edge.sign_in.refused(first)
        second = await edge.sign_in.session()
        assert second is not first
        edge.sign_in.refused(first)
        assert await edge.sign_in.session() is second
        assert len(exchange.faults.seen.logins) == 2
        assert edge.states == [S.AUTHENTICATING, S.LIVE, S.AUTHENTICATING, S.LIVE]
        assert edge.told[2].reason == "the exchange ended the session"


async def test_a_complaint_does_not_cut_the_backoff_short():
    clock = Clock(jitter=lambda: 0.0)
    async with demo_exchange() as (exchange, environment), edge_of(exchange, environment, clock) as edge:
        first = await edge.sign_in.session()
        exchange.faults.login = LoginOutcome.SERVER_ERROR
        edge.sign_in.refused(first)
        await edge.until(lambda: S.BACKING_OFF in edge.states)
        tried = len(exchange.faults.seen.logins)
        edge.sign_in.refused(first)
        edge.sign_in.clock_measured(0)
        exchange.faults.login = LoginOutcome.ACCEPT
        began = clock.monotonic()
        await edge.sign_in.session()
        assert clock.monotonic() - began >= 0.9
        assert len(exchange.faults.seen.logins) == tried + 1


async def test_the_user_cuts_the_backoff_short():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login = LoginOutcome.SERVER_ERROR
        clock = fast_clock(3.0)
        async with edge_of(exchange, environment, clock) as edge:
            await edge.until(lambda: edge.states.count(S.BACKING_OFF) == 3)
            exchange.faults.login = LoginOutcome.ACCEPT
            due = edge.told[-1].retry_at
            edge.sign_in.retry_now()
            await edge.until(lambda: S.LIVE in edge.states)
            assert clock.monotonic() < due
            assert edge.told[-1].attempt == 1


async def test_a_later_measurement_of_the_clock_moves_the_renewal():
    async with (
        demo_exchange(session_lifetime=3600.0) as (exchange, environment),
        edge_of(exchange, environment, Clock()) as edge,
    ):
        await edge.sign_in.session()
        # by the exchange's clock the session ends in seconds
        edge.sign_in.clock_measured(3590 * NS_PER_SECOND)
        await edge.until(lambda: edge.states.count(S.AUTHENTICATING) == 2)
        assert edge.told[2].reason == "renewing the session"


async def test_those_who_wait_learn_that_nobody_tries_any_more():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login = LoginOutcome.SERVER_ERROR
        async with edge_of(exchange, environment, fast_clock(20.0), max_retries=2) as edge:
            with pytest.raises(TemporarilyUnavailable, match="gave up after 2 retries"):
                await edge.sign_in.session()
            await edge.running
            assert edge.states[-1] is S.FAILED
            assert len(exchange.faults.seen.logins) == 3


async def test_those_who_wait_learn_of_the_rejection():
    async with demo_exchange() as (exchange, environment):
        exchange.faults.login = LoginOutcome.BAD_KEY
        async with edge_of(exchange, environment, Clock()) as edge:
            waiting = [asyncio.create_task(edge.sign_in.session()) for _ in range(3)]
            outcomes = await asyncio.gather(*waiting, edge.running, return_exceptions=True)
            assert all(isinstance(outcome, CredentialsRejected) for outcome in outcomes)
            assert len(exchange.faults.seen.logins) == 1


def test_only_time_spent_live_sets_the_count_back():
    now = 0.0
    clock = Clock(monotonic=lambda: now, wall_ns=lambda: 0, jitter=lambda: 0.0)
    status = EndpointStatus(Endpoint.EDGE, clock, lambda told: None, None)
    status.on(ConnectionEvent.START)
    assert status.lost("first") == 1.0
    status.on(ConnectionEvent.RETRY)
    status.on(ConnectionEvent.AUTHENTICATED)
    now = 9.0
    status.on(ConnectionEvent.EXPIRED)
    now = 20.0
    assert status.lost("it was live for 9 s only") == 22.0
    status.on(ConnectionEvent.RETRY)
    status.on(ConnectionEvent.AUTHENTICATED)
    now = 30.0
    status.on(ConnectionEvent.EXPIRED)
    assert status.lost("it was live for 10 s") == 31.0
