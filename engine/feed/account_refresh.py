"""The account's picture over REST: at the start, after everything suspicious, and now and then.

Rules of this file:

1. What is asked for several times before it is fetched is fetched once; two fetches lie ``SPACING`` apart.
2. Balances and positions, which move with the market, are read every ``REFRESH_EVERY`` seconds.
3. Every ``COMPARE_EVERY`` seconds everything is read, and when it shows a change that the streams did not tell, the
   connection is no good: it answers pings, but it is dead (CONTRACT section 7, rule 4).
4. A part that cannot be read is tried again, later each time; it keeps none of the others from being read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from engine.feed.account_book import MOST_FILLS, AccountBook, Part
from engine.feed.timing import Alarm, Clock
from engine.grvt.account import AccountFill, AccountSummary, Position, WorkingOrder
from engine.grvt.errors import CredentialsRejected, ExchangeError, SessionRefused
from engine.grvt.login import Session
from engine.grvt.rest import Page

SPACING = 1.0
REFRESH_EVERY = 10.0
COMPARE_EVERY = 60.0
GRACE = 2.0
MOST_DELAY = 30.0
_IDLE = 3600.0

_PARTS = (Part.SUMMARY, Part.POSITIONS, Part.ORDERS, Part.FILLS)


class AccountRest(Protocol):
    """Where the picture comes from."""

    async def open_orders(self, session: Session, sub_account_id: str) -> tuple[WorkingOrder, ...]:
        """The account's own working orders."""

    async def positions(self, session: Session, sub_account_id: str) -> tuple[Position, ...]:
        """The account's own positions."""

    async def account_summary(self, session: Session, sub_account_id: str) -> AccountSummary:
        """The account's equity and margin."""

    async def fill_history(self, session: Session, sub_account_id: str, *, limit: int) -> Page[AccountFill]:
        """The account's own fills, newest first."""


class RefreshListener(Protocol):
    """Who is told what a refresh brings."""

    @property
    def messages(self) -> int:
        """How many messages the account streams have brought."""

    def on_refreshed(self) -> None:
        """The book has news."""

    def on_refresh_failed(self, message: str) -> None:
        """A part could not be read; told once until it can be, or fails in another way."""

    def on_session_over(self, session: Session) -> None:
        """The exchange did not accept the session."""

    def on_rejected(self, error: CredentialsRejected) -> None:
        """The exchange does not accept the key."""

    def on_feed_silent(self, reason: str) -> None:
        """The account changed, but its streams did not say so."""


@dataclass(slots=True)
class _Failure:
    """A part that could not be read: what was told, and when it is tried again (monotonic seconds)."""

    told: str = ""
    delay: float = SPACING
    retry_at: float = 0.0


class AccountRefresh:
    """Reads the parts of the book that are due."""

    def __init__(self, rest: AccountRest, book: AccountBook, listener: RefreshListener, clock: Clock) -> None:
        self._rest = rest
        self._book = book
        self._listener = listener
        self._clock = clock
        self._alarm = Alarm(clock)
        self._session: Session | None = None
        self._sub_account_id = ""
        self._due = Part.NONE
        self._periodic = Part.SUMMARY | Part.POSITIONS
        self._not_before = 0.0
        self._periodic_at = 0.0
        self._compare_at = 0.0
        self._comparing = False
        self._failures: dict[Part, _Failure] = {}

    def begin(self, session: Session, sub_account_id: str) -> None:
        """The streams are subscribed: read everything, now and then as long as the connection holds."""
        now = self._clock.monotonic()
        self._session, self._sub_account_id = session, sub_account_id
        self._periodic_at, self._compare_at = now + REFRESH_EVERY, now + COMPARE_EVERY
        self._not_before = now
        for failure in self._failures.values():
            failure.delay, failure.retry_at = SPACING, now
        self.ask(Part.ALL)

    def end(self) -> None:
        """The connection is gone: nothing is read until there is another one."""
        self._session, self._due, self._comparing = None, Part.NONE, False

    def ask(self, parts: Part) -> None:
        """Read these parts soon; without a connection nothing happens, for the next one reads everything."""
        if self._session is not None:
            self._due |= parts
            self._alarm.ring()

    def poll(self, parts: Part) -> None:
        """No stream tells of these parts: read them every ``REFRESH_EVERY`` seconds."""
        self._periodic |= parts

    async def run(self) -> None:
        """Read what is due until cancelled."""
        while True:
            session, parts, compared = await self._until_due()
            before, heard = self._book.told_by_streams(), self._listener.messages
            ok = await self._read_parts(session, parts)
            now = self._clock.monotonic()
            self._not_before = now + SPACING
            if compared and ok and self._book.told_by_streams() != before:
                # the stream may only be a moment behind
                await self._clock.sleep_until(now + GRACE)
                if session is self._session and self._listener.messages == heard:
                    self._listener.on_feed_silent(
                        f"the account changed, but its feed did not say so for {GRACE:g} s"
                    )

    async def _until_due(self) -> tuple[Session, Part, bool]:
        """Wait until something is due; the session to read it with, what it is, and whether to compare."""
        while True:
            now = self._clock.monotonic()
            wake_at = now + _IDLE
            if self._session is not None:
                if now >= self._compare_at:
                    self._due, self._compare_at, self._comparing = Part.ALL, now + COMPARE_EVERY, True
                if now >= self._periodic_at:
                    self._due |= self._periodic
                    self._periodic_at = now + REFRESH_EVERY
                waiting = [
                    part
                    for part, failure in self._failures.items()
                    if part in self._due and now < failure.retry_at
                ]
                ready = self._due
                for part in waiting:
                    ready &= ~part
                if ready and now >= self._not_before:
                    compared, self._comparing = self._comparing, False
                    return self._session, ready, compared
                retries = [self._failures[part].retry_at for part in waiting]
                wake_at = self._not_before if ready else min(self._periodic_at, self._compare_at, *retries)
            await self._alarm.wait_until(wake_at)

    async def _read_parts(self, session: Session, parts: Part) -> bool:
        """Read these parts; False when one could not be."""
        ok = True
        for part in _PARTS:
            if part not in parts or session is not self._session:
                continue
            self._due &= ~part
            self._book.begin(part)
            try:
                store = await self._read(part, session)
            except SessionRefused:
                self._book.give_up(part)
                self._listener.on_session_over(session)
                return False
            except CredentialsRejected as rejection:
                self._book.give_up(part)
                self._listener.on_rejected(rejection)
                return False
            except ExchangeError as error:
                ok = False
                self._book.give_up(part)
                if session is self._session:
                    self._on_failed(part, str(error))
            else:
                if session is not self._session:
                    self._book.give_up(part)
                    return False
                self._failures.pop(part, None)
                store()
                self._listener.on_refreshed()
        return ok

    async def _read(self, part: Part, session: Session) -> Callable[[], None]:
        """Ask for a part; what is returned puts it into the book."""
        rest, book, name = self._rest, self._book, self._sub_account_id
        match part:
            case Part.SUMMARY:
                return partial(book.set_summary, await rest.account_summary(session, name))
            case Part.POSITIONS:
                return partial(book.set_positions, await rest.positions(session, name))
            case Part.ORDERS:
                return partial(book.set_orders, await rest.open_orders(session, name))
            case _:
                page = await rest.fill_history(session, name, limit=MOST_FILLS)
                return partial(book.add_fills, page.items)

    def _on_failed(self, part: Part, message: str) -> None:
        failure = self._failures.setdefault(part, _Failure())
        failure.delay = min(2 * failure.delay, MOST_DELAY)
        failure.retry_at = self._clock.monotonic() + failure.delay
        self._due |= part
        if failure.told != message:
            failure.told = message
            self._listener.on_refresh_failed(message)
