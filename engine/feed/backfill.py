"""Fetching the trades that were missed, from the exchange's history, back to the last one processed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from engine.feed.timing import Clock
from engine.grvt.errors import ExchangeError, is_retryable
from engine.grvt.rest import Page
from engine.market import MiniTicker, Trade, TradeKey

PAGE_LIMIT = 1000
MAX_PAGES = 5000
RECOVERY_TRIES = 10
MAX_RECOVERY_DELAY = 30.0


class TradeHistory(Protocol):
    """Where missed trades come from."""

    async def trade_history(
        self,
        name: str,
        *,
        start_time: int | None = None,
        end_time: int | None = None,
        limit: int = PAGE_LIMIT,
        cursor: str = "",
    ) -> Page[Trade]:
        """One page of the history, newest first; times in ns since the epoch."""


class MarketRest(TradeHistory, Protocol):
    """What a feed asks for over REST."""

    async def mini(self, name: str) -> MiniTicker:
        """The mini ticker of an instrument."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What the history holds after the cursor. ``complete`` is False when it does not reach back to it.

    ``final``: asking again will not help.
    """

    trades: tuple[Trade, ...]
    complete: bool
    final: bool = False


async def fetch_missed(
    history: TradeHistory,
    instrument: str,
    cursor: TradeKey,
    *,
    cursor_is_a_trade: bool = True,
    on_progress: Callable[[int], None] = lambda count: None,
) -> Missed:
    """Page back through the history until it reaches the last trade processed.

    The search starts one nanosecond before the cursor, so that an exchange that excludes the bound still
    returns every trade of the cursor's instant. A history that does not hold the cursor's own trade, nor an
    older one, has lost trades in between, and a row that cannot be read is a trade lost: then the result is
    not complete.

    Raises:
        ExchangeError: the history could not be read.
    """
    missed: dict[TradeKey, Trade] = {}
    reached = not cursor_is_a_trade
    readable = True
    page_cursor = ""
    for _ in range(MAX_PAGES):
        page = await history.trade_history(
            instrument, start_time=cursor.event_time - 1, limit=PAGE_LIMIT, cursor=page_cursor
        )
        readable = readable and not page.skipped
        for trade in page.items:
            if trade.key > cursor:
                missed[trade.key] = trade
            else:
                reached = True
        on_progress(len(missed))
        passed = any(trade.event_time < cursor.event_time for trade in page.items)
        if passed or not page.items or not page.next or page.next == page_cursor:
            break
        page_cursor = page.next
    else:
        reached = False
    return Missed(tuple(missed[key] for key in sorted(missed)), reached and readable)


async def fetch_patiently(
    history: TradeHistory,
    instrument: str,
    cursor: TradeKey,
    *,
    cursor_is_a_trade: bool,
    clock: Clock,
    on_progress: Callable[[int], None],
    on_error: Callable[[ExchangeError], None],
) -> Missed:
    """``fetch_missed``, tried again where that may help; ``on_error`` is told each failure.

    What could not be fetched in the end is not complete, and final.
    """
    delay = 1.0
    for tries_left in reversed(range(RECOVERY_TRIES)):
        on_progress(0)
        try:
            return await fetch_missed(
                history, instrument, cursor, cursor_is_a_trade=cursor_is_a_trade, on_progress=on_progress
            )
        except ExchangeError as error:
            on_error(error)
            if not tries_left or not is_retryable(error):
                break
        await clock.sleep_until(clock.monotonic() + delay)
        delay = min(2 * delay, MAX_RECOVERY_DELAY)
    return Missed((), complete=False, final=True)
