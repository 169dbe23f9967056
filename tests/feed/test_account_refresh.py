"""Reading the account over REST: once for many requests, each part for itself, and never for a session that is gone."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise

from engine.feed.account_book import AccountBook, Part
from engine.feed.account_refresh import AccountRefresh
from engine.feed.timing import Clock
from engine.grvt.account import AccountSummary
from engine.grvt.errors import CredentialsRejected, RequestRefused, SessionRefused, TemporarilyUnavailable
from engine.grvt.login import Session
from engine.grvt.rest import Page
from engine.market import ZERO
from engine.secret import Secret
from tests.fakes.live import PATIENCE, fast_clock

FIRST = Session(Secret("cookie-of-the-first"), Secret("account-id"), 2**62)
SECOND = Session(Secret("cookie-of-the-second"), Secret("account-id"), 2**62)
SUMMARY = AccountSummary("1", "USDT", ZERO, None, None, None, None)


class Rest:
    """Answers at once, or as a test says."""

    def __init__(self, clock: Clock) -> None:
        self.asked: list[tuple[str, Session, float]] = []
        self.failures: dict[str, list[Exception]] = {}
        self.gate: asyncio.Event | None = None
        self._clock = clock

    def times(self, call: str) -> list[float]:
        return [at for name, _, at in self.asked if name == call]

    async def open_orders(self, session, sub_account_id):
        await self._ask("open_orders", session)
        return ()

    async def positions(self, session, sub_account_id):
        await self._ask("positions", session)
        return ()

    async def account_summary(self, session, sub_account_id):
        await self._ask("account_summary", session)
        return SUMMARY

    async def fill_history(self, session, sub_account_id, *, limit):
        await self._ask("fill_history", session)
        return Page((), "")

    async def _ask(self, call: str, session: Session) -> None:
        self.asked.append((call, session, self._clock.monotonic()))
        if self.gate is not None:
            await self.gate.wait()
        if self.failures.get(call):
            raise self.failures[call].pop(0)


class Listener:
    messages = 0

    def __init__(self) -> None:
        self.told: list[object] = []
        self.refreshed = 0

    def on_refreshed(self):
        self.refreshed += 1

    def on_refresh_failed(self, message):
        self.told.append(message)

    def on_session_over(self, session):
        self.told.append(session)

    def on_rejected(self, error):
        self.told.append(error)

    def on_feed_silent(self, reason):
        self.told.append(reason)


class Rig:
    def __init__(self, speed: float) -> None:
        self.clock = fast_clock(speed)
        self.rest, self.listener, self.book = Rest(self.clock), Listener(), AccountBook()
        self.refresh = AccountRefresh(self.rest, self.book, self.listener, self.clock)

    async def until(self, fits: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not fits():
                await self.clock.sleep(0.1)


@asynccontextmanager
async def refreshing(speed: float = 20.0) -> AsyncIterator[Rig]:
    rig = Rig(speed)
    task = asyncio.create_task(rig.refresh.run())
    try:
        yield rig
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_nothing_is_read_without_a_connection():
    async with refreshing() as rig:
        rig.refresh.ask(Part.ALL)
        rig.refresh.begin(FIRST, "1")
        await rig.until(lambda: rig.book.complete)
        rig.refresh.end()
        rig.refresh.ask(Part.ALL)
        asked, began = len(rig.rest.asked), rig.clock.monotonic()
        await rig.until(lambda: rig.clock.monotonic() - began > 15)
        assert len(rig.rest.asked) == asked == 4


async def test_many_requests_are_one_reading_and_readings_are_spaced():
    async with refreshing() as rig:
        rig.refresh.begin(FIRST, "1")
        for _ in range(30):
            rig.refresh.ask(Part.ORDERS)
            await rig.clock.sleep(0.1)
        await rig.until(lambda: len(rig.rest.times("open_orders")) >= 3)
        times = rig.rest.times("open_orders")
        assert len(times) <= 6
        assert all(later - earlier >= 0.99 for earlier, later in pairwise(times))


async def test_constant_requests_for_one_part_do_not_starve_the_others():
    async with refreshing(40.0) as rig:
        rig.refresh.begin(FIRST, "1")
        began = rig.clock.monotonic()
        while rig.clock.monotonic() - began < 25:
            rig.refresh.ask(Part.ORDERS)
            await rig.clock.sleep(0.5)
        assert len(rig.rest.times("account_summary")) >= 2
        assert len(rig.rest.times("positions")) >= 2


async def test_a_part_that_fails_is_tried_later_each_time_and_told_once():
    async with refreshing() as rig:
        rig.rest.failures["positions"] = [TemporarilyUnavailable("busy")] * 3 + [
            RequestRefused(1001, "no")
        ] * 2
        rig.refresh.begin(FIRST, "1")
        await rig.until(lambda: rig.book.complete)
        times = rig.rest.times("positions")
        assert len(times) == 6
        waits = [later - earlier for earlier, later in pairwise(times)]
        assert all(wait >= least for wait, least in zip(waits, (2, 4, 8, 16, 30), strict=True))
        assert len(rig.listener.told) == 2
        assert "busy" in str(rig.listener.told[0])
        assert "1001" in str(rig.listener.told[1])
        # the others came with the first reading, and the balances every ten seconds
        assert len(rig.rest.times("account_summary")) >= 6
        assert rig.rest.times("fill_history")[0] - times[0] < 2


async def test_a_session_that_is_over_ends_the_reading():
    async with refreshing() as rig:
        rig.rest.failures["account_summary"] = [SessionRefused("expired")]
        rig.refresh.begin(FIRST, "1")
        await rig.until(lambda: rig.listener.told)
        assert rig.listener.told == [FIRST]
        assert len(rig.rest.asked) == 1


async def test_a_rejection_is_passed_on():
    async with refreshing() as rig:
        rejection = CredentialsRejected("not on the whitelist")
        rig.rest.failures["positions"] = [rejection]
        rig.refresh.begin(FIRST, "1")
        await rig.until(lambda: rig.listener.told)
        assert rig.listener.told == [rejection]
        assert not rig.rest.times("open_orders")


async def test_an_answer_for_a_connection_that_is_gone_is_not_used():
    async with refreshing() as rig:
        rig.rest.gate = asyncio.Event()
        rig.refresh.begin(FIRST, "1")
        await rig.until(lambda: rig.rest.asked)
        rig.refresh.end()
        rig.refresh.begin(SECOND, "1")
        rig.rest.gate.set()
        await rig.until(lambda: rig.book.complete)
        assert [session for _, session, _ in rig.rest.asked] == [FIRST] + [SECOND] * 4
        assert rig.listener.refreshed == 4
