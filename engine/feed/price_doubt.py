"""What a ticker tells of the trades: a last price that none of them explains, or no price at all."""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from engine.feed.timing import Clock, FeedTiming
from engine.market import MiniTicker, Trade


class PriceDoubt:
    """Looks a moment later again, for the trade or the ticker may only be late; one look at a time."""

    def __init__(self, instrument: str, clock: Clock, timing: FeedTiming) -> None:
        """``instrument``: its name."""
        self._instrument = instrument
        self._clock = clock
        self._timing = timing
        self._explained: Decimal | None = None
        self._task: asyncio.Task[None] | None = None

    def unexplained(self, ticker: MiniTicker | None, trade: Trade | None) -> Decimal | None:
        """The ticker's last price when it is newer than the newest trade and another; None when all is well."""
        if ticker is None or trade is None or ticker.event_time <= trade.event_time:
            return None
        return None if ticker.last in {trade.price, self._explained} else ticker.last

    def compare(self, last: Callable[[], Decimal | None], suspect: Callable[[], None]) -> None:
        """Notice trades that went missing without a later one whose number would tell.

        ``last`` is the last price without a trade now; ``suspect`` is told when it still is in a while.
        """
        if last() is not None:
            self._begin(self._doubt_trades(last, suspect), "doubt")

    def await_ticker(self, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A stream that brings no price is no reason to have none: ``ask`` for it in a while."""
        self._begin(self._ask(ask), "price")

    def cancel(self) -> "asyncio.Task[None] | None":
        """End a look that is under way, and return it."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        return task

    def _begin(self, look: Coroutine[Any, Any, None], word: str) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(look, name=f"{word} of {self._instrument}")
        else:
            look.close()

    async def _doubt_trades(self, last: Callable[[], Decimal | None], suspect: Callable[[], None]) -> None:
        await self._clock.sleep_until(self._clock.monotonic() + self._timing.trades_lag)
        price = last()
        if price is not None:
            self._explained = price
            suspect()

    async def _ask(self, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self._clock.sleep_until(self._clock.monotonic() + self._timing.ticker_within)
        await ask()
