"""The words everyone uses: instruments, sides, trades, quotes, candles, and exact numbers."""

from engine.market.numbers import EXACT, ONE, QUOTIENT, ZERO, decimals_of, plain, plain_amount
from engine.market.values import (
    NS_PER_MS,
    NS_PER_SECOND,
    ORDERBOOK,
    BookLevel,
    Candle,
    Instrument,
    Interval,
    MiniTicker,
    Quote,
    Side,
    Ticker,
    Trade,
    TradeId,
    TradeKey,
)

__all__ = [
    "EXACT",
    "NS_PER_MS",
    "NS_PER_SECOND",
    "ONE",
    "ORDERBOOK",
    "QUOTIENT",
    "ZERO",
    "BookLevel",
    "Candle",
    "Instrument",
    "Interval",
    "MiniTicker",
    "Quote",
    "Side",
    "Ticker",
    "Trade",
    "TradeId",
    "TradeKey",
    "decimals_of",
    "plain",
    "plain_amount",
]
