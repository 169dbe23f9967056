"""One session for everyone: shared, spaced, renewed in time, and final when rejected."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import aiohttp
import pytest

from engine.grvt.environment import Environment, EnvironmentName
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable
from engine.grvt.login import Session, SessionKeeper
from engine.market import NS_PER_SECOND
from engine.secret import Secret
from tests.fakes.fake_grvt import BAD_KEY_BODY, KEY, FakeGrvt, Reply, signed_in

START = 1_767_000_000 * NS_PER_SECOND


class Clock:
    """Wall clock and monotonic clock that move only when told, and a sleep that moves them."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sleeps: list[float] = []

    def wall_ns(self) -> int:
        return START + int(self.seconds * NS_PER_SECOND)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        # Fires 10 ms early at first, as coarse timers may.
        self.seconds += max(seconds - 0.01, 0.005)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keeper(fake: FakeGrvt, http: aiohttp.ClientSession, clock: Clock) -> SessionKeeper:
    return make_keeper(http, fake.environment(), clock)


def make_keeper(http: aiohttp.ClientSession, environment: Environment, clock: Clock) -> SessionKeeper:
    return SessionKeeper(
        http,
        environment,
        Secret(KEY),
        timeout=5,
        wall_ns=clock.wall_ns,
        monotonic=clock.monotonic,
        sleep=clock.sleep,
    )


def lives(seconds: int, token: str = "TOKEN-A-0123456789") -> Reply:
    return signed_in(token=token, attributes=f"; Max-Age={seconds}")


async def test_it_signs_in_once_and_keeps_the_session(fake: FakeGrvt, keeper: SessionKeeper) -> None:
    fake.answer_login(lives(3600))
    assert keeper.seconds_to_renewal() is None
    first = await keeper.session()
    assert await keeper.session() is first
    assert len(fake.logins) == keeper.sign_ins == 1
    assert keeper.seconds_to_renewal() == 3540


async def test_concurrent_callers_share_one_sign_in(fake: FakeGrvt, keeper: SessionKeeper) -> None:
    arrived = asyncio.Event()
    fake.answer_login(replace(lives(3600), delay=arrived))
    callers = [asyncio.create_task(keeper.session()) for _ in range(20)]
    await fake.until_login()
    arrived.set()
    sessions = await asyncio.gather(*callers)
    assert len(fake.logins) == 1
    assert all(session is sessions[0] for session in sessions)


async def test_concurrent_callers_share_a_failure(fake: FakeGrvt, keeper: SessionKeeper) -> None:
    fake.answer_login(Reply(b"", status=503), lives(3600))
    outcomes = await asyncio.gather(*(keeper.session() for _ in range(20)), return_exceptions=True)
    assert len(fake.logins) == 1
    assert all(isinstance(outcome, TemporarilyUnavailable) for outcome in outcomes)
    assert len({id(outcome) for outcome in outcomes}) == 20


@pytest.mark.parametrize(("life", "renewed_after"), [(3600, 3540), (600, 540), (100, 90), (30, 25), (7, 2)])
async def test_it_renews_in_time(
    fake: FakeGrvt,
    keeper: SessionKeeper,
    clock: Clock,
    life: int,
    renewed_after: float,
) -> None:
    fake.answer_login(lives(life), lives(life, "TOKEN-B-0123456789"))
    first = await keeper.session()
    clock.seconds = renewed_after - 0.1
    assert await keeper.session() is first
    clock.seconds = renewed_after
    second = await keeper.session()
    assert second.cookie == Secret("TOKEN-B-0123456789")
    assert len(fake.logins) == 2


async def test_a_wider_margin_is_kept(fake: FakeGrvt, http: aiohttp.ClientSession, clock: Clock) -> None:
    keeper = SessionKeeper(http, fake.environment(), Secret(KEY), margin=300, wall_ns=clock.wall_ns)
    fake.answer_login(lives(3600))
    await keeper.session()
    assert keeper.seconds_to_renewal() == 3300


async def test_the_exchanges_clock_decides(fake: FakeGrvt, keeper: SessionKeeper, clock: Clock) -> None:
    # Our clock is two hours behind: a session that seems to last for hours is renewed when it really ends.
    keeper.set_clock_offset(7200 * NS_PER_SECOND)
    fake.answer_login(signed_in(attributes="; Expires=Mon, 29 Dec 2025 12:20:00 GMT"))
    assert clock.wall_ns() == 1_767_000_000 * NS_PER_SECOND  # 2025-12-29 09:20:00 UTC
    session = await keeper.session()
    assert session.expires_at == (1_767_000_000 + 3 * 3600) * NS_PER_SECOND
    assert keeper.seconds_to_renewal() == 3540


async def test_at_most_one_sign_in_a_second(fake: FakeGrvt, keeper: SessionKeeper, clock: Clock) -> None:
    arrivals: list[float] = []

    def answer(_asked: object) -> Reply:
        arrivals.append(clock.seconds)
        return lives(3)

    fake.answer_login(answer)
    for _ in range(5):
        await keeper.session()
    assert len(arrivals) == 5
    assert all(later - earlier >= 1 for earlier, later in pairwise(arrivals))


async def test_failures_are_spaced_too(fake: FakeGrvt, keeper: SessionKeeper, clock: Clock) -> None:
    fake.answer_login(Reply(b"", status=500))
    for _ in range(3):
        with pytest.raises(TemporarilyUnavailable):
            await keeper.session()
    assert clock.seconds >= 2
    assert len(fake.logins) == 3


async def test_a_session_that_is_too_short_is_handed_out_and_renewed_for_the_next(
    fake: FakeGrvt, keeper: SessionKeeper
) -> None:
    fake.answer_login(lives(3), lives(3, "TOKEN-B-0123456789"))
    first = await keeper.session()
    second = await keeper.session()
    assert first.cookie != second.cookie


async def test_an_invalidated_session_is_replaced(fake: FakeGrvt, keeper: SessionKeeper) -> None:
    fake.answer_login(lives(3600), lives(3600, "TOKEN-B-0123456789"))
    first = await keeper.session()
    keeper.invalidate(first)
    second = await keeper.session()
    assert second is not first
    # A late complaint about the old session does not cost the new one.
    keeper.invalidate(first)
    assert await keeper.session() is second
    keeper.invalidate()
    assert await keeper.session() is not second


async def test_a_rejection_is_final_until_another_key_comes(fake: FakeGrvt, keeper: SessionKeeper) -> None:
    fake.answer_login(Reply(BAD_KEY_BODY), lives(3600))
    outcomes = await asyncio.gather(*(keeper.session() for _ in range(5)), return_exceptions=True)
    assert all(isinstance(outcome, CredentialsRejected) for outcome in outcomes)
    for _ in range(3):
        with pytest.raises(CredentialsRejected, match="ent: api_key not found"):
            await keeper.session()
    assert len(fake.logins) == 1
    keeper.use_key(Secret("ANOTHER-KEY-0123456789"))
    await keeper.session()
    assert fake.logins[1].json == {"api_key": "ANOTHER-KEY-0123456789"}


async def test_a_key_that_comes_during_a_sign_in_makes_its_outcome_nobodys(
    fake: FakeGrvt, keeper: SessionKeeper
) -> None:
    held = asyncio.Event()
    fake.answer_login(Reply(BAD_KEY_BODY, delay=held), lives(3600))
    caller = asyncio.create_task(keeper.session())
    await fake.until_login()
    keeper.use_key(Secret("ANOTHER-KEY-0123456789"))
    held.set()
    session = await caller
    assert isinstance(session, Session)
    assert [asked.json["api_key"] for asked in fake.logins] == [KEY, "ANOTHER-KEY-0123456789"]


async def test_the_old_session_serves_while_its_renewal_fails(
    fake: FakeGrvt, keeper: SessionKeeper, clock: Clock
) -> None:
    fake.answer_login(lives(3600), Reply(b"", status=503), Reply(b"", status=503), Reply(b"", status=503))
    first = await keeper.session()
    clock.seconds = 3550
    assert await keeper.session() is first
    assert await keeper.session() is first
    assert len(fake.logins) == 2
    clock.seconds = 3594
    assert await keeper.session() is first
    clock.seconds = 3595.5
    with pytest.raises(TemporarilyUnavailable):
        await keeper.session()


async def test_a_rejected_renewal_ends_the_old_session(
    fake: FakeGrvt, keeper: SessionKeeper, clock: Clock
) -> None:
    fake.answer_login(lives(3600), Reply(BAD_KEY_BODY))
    await keeper.session()
    clock.seconds = 3550
    with pytest.raises(CredentialsRejected):
        await keeper.session()
    assert keeper.seconds_to_renewal() is None


async def test_a_cancelled_caller_does_not_take_the_others_down(
    fake: FakeGrvt, keeper: SessionKeeper
) -> None:
    held = asyncio.Event()
    fake.answer_login(Reply(delay=held), lives(3600))
    leader = asyncio.create_task(keeper.session())
    await fake.until_login()
    follower = asyncio.create_task(keeper.session())
    await asyncio.sleep(0)
    leader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leader
    assert isinstance(await follower, Session)
    held.set()
    assert len(fake.logins) == 2


async def test_no_server(http: aiohttp.ClientSession, clock: Clock, unused_tcp_port: int) -> None:
    environment = Environment(EnvironmentName.TESTNET, f"http://127.0.0.1:{unused_tcp_port}", "", "")
    keeper = make_keeper(http, environment, clock)
    with pytest.raises(TemporarilyUnavailable, match="connection refused"):
        await keeper.session()
