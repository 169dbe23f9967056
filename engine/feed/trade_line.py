"""The trades of one instrument, released in the exchange's order, each once, with none left out.

Rules of this file:

1. The *cursor* is the newest trade released. What is not newer than the cursor is never released again.
2. While nothing is suspicious, a live trade newer than the cursor is released at once.
3. After anything suspicious (a new subscription, a jump in the numbers) the line *holds*: live trades wait,
   bounded, until ``release`` is handed what the exchange's history says was missed.
4. A trade is *backfilled* unless it arrived as a live message.
5. A live trade that is older than the cursor, but newer than the last hold, and whose id was not seen since, was
   never processed: the exchange sent it out of order. It is released at once, *late*, for leaving it out would
   lose fills for good. Anything older that comes again is known.
6. After a ``rewind`` the cursor is an earlier one: what is released again is backfilled, however it comes.
7. When the bound is reached, later live trades are let go: the history holds them, and ``release`` says that
   it must be asked once more.
"""

from collections.abc import Iterable
from typing import NamedTuple

from engine.market import Trade, TradeId, TradeKey

MAX_HELD = 50_000
MAX_RECENT = 2_000
"""At least so many released trades are remembered, to tell a late one from one that comes again."""


class ReleasedTrade(NamedTuple):
    """A trade whose turn has come; ``late`` when later ones were released before it."""

    trade: Trade
    backfilled: bool
    late: bool = False


class Release(NamedTuple):
    """What a hold ended with.

    ``trades`` in the exchange's order; ``recovered`` counts those that did not arrive as live messages.
    ``again``: the line still holds, and the history must be asked again from the new cursor.
    """

    trades: tuple[ReleasedTrade, ...]
    recovered: int
    again: bool


class TradeLine:
    """Orders, de-duplicates and holds back the trades of one instrument."""

    def __init__(self, cursor: TradeKey | None = None, max_held: int = MAX_HELD) -> None:
        """``cursor``: the newest trade processed before, None when nothing was."""
        self.duplicates = 0
        self.late = 0
        self._cursor: TradeKey | Trade | None = cursor
        self._max_held = max_held
        self._held: dict[TradeId, ReleasedTrade] = {}
        self._holding = True
        self._overflowed = False
        self._reached = cursor
        # plain tuples of numbers: thousands of trades that live on would keep the garbage collector busy
        self._recent: list[tuple[int, int, int]] = []
        self._settled = cursor

    @property
    def cursor(self) -> TradeKey | None:
        """The newest trade released, None when nothing was."""
        return _key_of(self._cursor)

    @property
    def newest(self) -> TradeKey | None:
        """The newest trade known now, released or waiting; None before the first."""
        known = [item.trade.key for item in self._held.values()]
        known += [key for key in (self.cursor, self._reached) if key is not None]
        return max(known, default=None)

    @property
    def holding(self) -> bool:
        """Whether live trades wait for what was missed."""
        return self._holding

    @property
    def held(self) -> int:
        """How many trades wait."""
        return len(self._held)

    @property
    def held_live(self) -> int:
        """How many trades wait that arrived as live messages."""
        return sum(not item.backfilled for item in self._held.values())

    def knows(self, trade: Trade) -> bool:
        """Whether a trade that comes live was released before, or waits as a live one."""
        if not trade.comes_after(self._cursor):
            return self._known(trade)
        held = self._held.get(trade.trade_id)
        return held is not None and not held.backfilled

    def hold(self) -> None:
        """Something was perhaps missed: let live trades wait from now on."""
        self._holding = True

    def rewind(self, cursor: TradeKey) -> bool:
        """Go back to an earlier trade and hold; False when ``cursor`` is not earlier, and nothing changes."""
        if self.cursor is not None and cursor >= self.cursor:
            return False
        self._reached = self.newest
        self._cursor = cursor
        self._holding = True
        return True

    def passes(self, *trades: Trade) -> int:
        """Take the live trades that plainly may be processed at once, as nearly all, from the first on; how many.

        The next one is for ``on_trade`` to decide.
        """
        cursor = self._cursor
        if self._holding or cursor is None:
            return 0
        newest = (cursor.event_time, *cursor.trade_id)
        keys: list[tuple[int, int, int]] = []
        for trade in trades:
            trade_id = trade.trade_id
            key = (trade.event_time, trade_id[0], trade_id[1])
            if key <= newest:
                break
            newest = key
            keys.append(key)
        if keys:
            self._cursor = trades[len(keys) - 1]
            self._recent += keys
            if len(self._recent) > 2 * MAX_RECENT:
                self._forget()
        return len(keys)

    def on_trade(self, trade: Trade, *, live: bool) -> ReleasedTrade | None:
        """Take a trade from the socket; ``live`` is False for a replay on subscribing.

        Returns the trade when it may be processed now, None when it waits or was known.
        """
        if not trade.comes_after(self._cursor):
            if live and not self._known(trade):
                self.late += 1
                self._remember(trade)
                return ReleasedTrade(trade, backfilled=False, late=True)
            self.duplicates += 1
            return None
        if not self._holding:
            self._cursor = trade
            self._remember(trade)
            return ReleasedTrade(trade, backfilled=not live)
        live = live and not self._known(trade)
        known = self._held.get(trade.trade_id)
        if known is not None and not (live and known.backfilled):
            self.duplicates += 1
        elif known is None and len(self._held) >= self._max_held:
            self._overflowed = True
        else:
            self._held[trade.trade_id] = ReleasedTrade(trade, backfilled=not live)
        return None

    def release(self, history: Iterable[Trade] = (), *, suspicious: bool = False) -> Release:
        """End the hold: merge what waits with the history, in order, each trade once.

        When waiting trades had to be let go, or something ``suspicious`` happened after the history was asked
        for, only what the history reaches is known to be without a hole: that much is released, and the line
        goes on holding the rest.
        """
        merged = {trade.trade_id: ReleasedTrade(trade, backfilled=True) for trade in history}
        reach = max((item.trade.key for item in merged.values()), default=self.cursor)
        merged.update(self._held)
        again = suspicious or self._overflowed
        self._overflowed = False
        ordered = sorted(merged.values(), key=lambda item: item.trade.key)
        if again:
            ordered = [item for item in ordered if reach is not None and item.trade.key <= reach]
        released = tuple(item for item in ordered if item.trade.comes_after(self._cursor))
        if released:
            self._cursor = released[-1].trade
            for item in released[-MAX_RECENT:]:
                self._remember(item.trade)
        self._held = {
            trade_id: item
            for trade_id, item in self._held.items()
            if again and item.trade.comes_after(self._cursor)
        }
        self._holding = again
        if not again:
            self._settled = self.cursor
        return Release(released, sum(item.backfilled for item in released), again)

    def _known(self, trade: Trade) -> bool:
        """Whether it was released before, or is so old that nobody remembers."""
        if not trade.comes_after(self._settled):
            return True
        # from the newest on: what comes twice comes soon after
        execution, fill = trade.trade_id
        return any(recent[1] == execution and recent[2] == fill for recent in reversed(self._recent))

    def _remember(self, trade: Trade) -> None:
        self._recent.append((trade.event_time, *trade.trade_id))
        if len(self._recent) > 2 * MAX_RECENT:
            self._forget()

    def _forget(self) -> None:
        """Remember the newest ``MAX_RECENT`` only."""
        time, execution, fill = max(self._recent[:-MAX_RECENT])
        del self._recent[:-MAX_RECENT]
        newest = TradeKey(time, TradeId(execution, fill))
        if self._settled is None or newest > self._settled:
            self._settled = newest


def _key_of(trade: Trade | TradeKey | None) -> TradeKey | None:
    return trade.key if isinstance(trade, Trade) else trade
