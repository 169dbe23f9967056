"""The trades of one instrument, released in the exchange's order, each once, with none left out.

Rules of this file:

1. The *cursor* is the newest trade released. What is not newer than the cursor is never released again.
2. While nothing is suspicious, a live trade newer than the cursor is released at once.
3. After anything suspicious (a new subscription, a jump in the numbers) the line *holds*: live trades wait,
   bounded, until ``release`` is handed what the exchange's history says was missed.
4. A trade is *backfilled* unless it arrived as a live message.
5. When the bound is reached, later live trades are let go: the history holds them, and ``release`` says that
   it must be asked once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.market import Trade, TradeId, TradeKey

MAX_HELD = 50_000


@dataclass(frozen=True, slots=True)
class ReleasedTrade:
    """A trade whose turn has come."""

    trade: Trade
    backfilled: bool


@dataclass(frozen=True, slots=True)
class Release:
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
        self.cursor = cursor
        self.duplicates = 0
        self._max_held = max_held
        self._held: dict[TradeId, ReleasedTrade] = {}
        self._holding = True
        self._overflowed = False

    @property
    def holding(self) -> bool:
        """Whether live trades wait for what was missed."""
        return self._holding

    @property
    def held(self) -> int:
        """How many trades wait."""
        return len(self._held)

    def hold(self) -> None:
        """Something was perhaps missed: let live trades wait from now on."""
        self._holding = True

    def on_trade(self, trade: Trade, *, live: bool) -> ReleasedTrade | None:
        """Take a trade from the socket; ``live`` is False for a replay on subscribing.

        Returns the trade when it may be processed now, None when it waits or was known.
        """
        if self.cursor is not None and trade.key <= self.cursor:
            self.duplicates += 1
            return None
        if not self._holding:
            self.cursor = trade.key
            return ReleasedTrade(trade, backfilled=not live)
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
        released = tuple(item for item in ordered if self.cursor is None or item.trade.key > self.cursor)
        if released:
            self.cursor = released[-1].trade.key
        cursor = self.cursor
        self._held = {
            trade_id: item
            for trade_id, item in self._held.items()
            if again and (cursor is None or item.trade.key > cursor)
        }
        self._holding = again
        return Release(released, sum(item.backfilled for item in released), again)
