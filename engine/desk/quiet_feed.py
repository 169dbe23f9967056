"""Whether a market feed that went quiet misses anything (CONTRACT section 7, rule 4)."""

from collections.abc import Callable
from typing import Protocol

from engine.feed.market_feed import MarketFeed
from engine.grvt.errors import ExchangeError
from engine.market import MiniTicker


class MiniSource(Protocol):
    """Who knows the prices now."""

    async def mini(self, name: str) -> MiniTicker:
        """The mini ticker of an instrument."""


async def market_moved_on(
    market: MarketFeed, source: MiniSource, on_error: Callable[[str, str], None]
) -> bool:
    """Compare what the feed last said with the exchange's own prices; True when the feed is behind.

    ``on_error`` is told the instrument and the words when an instrument could not be compared.
    """
    for instrument in {subscription.selector.partition("@")[0] for subscription in market.supervisor.wanted}:
        feed = market.feed(instrument)
        known = None if feed is None else feed.ticker
        try:
            now = await source.mini(instrument)
        except ExchangeError as error:
            on_error(instrument, f"the quiet feed could not be compared with the exchange: {error}")
            continue
        if known is None or (
            now.event_time > known.event_time
            and (now.last, now.bid, now.ask, now.mark) != (known.last, known.bid, known.ask, known.mark)
        ):
            return True
    return False
