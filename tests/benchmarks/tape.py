"""The recorded tape, repeated; where it is not beside the project, a seeded one of the same kind."""

import random
from decimal import Decimal
from pathlib import Path

from engine.market import NS_PER_MS, Quote, Trade, TradeId
from engine.tape import read_quotes, read_trades

INSTRUMENT = "ETH_USDT_Perp"
_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_PAUSE_NS = 1_000_000_000


def is_recorded() -> bool:
    """Whether the recorded market is there."""
    return (_DATA / "ethusdt-trades.csv.gz").is_file()


def repeated(count: int, *, with_quotes: bool = False) -> tuple[list[Trade], list[Quote]]:
    """So many trades: the tape again and again, each time after the other, and the quotes along with them."""
    once, shown = _market()
    first = min(trade.event_time for trade in once)
    length = max(trade.event_time for trade in once) - first + _PAUSE_NS
    ids = max(trade.trade_id.execution for trade in once) + 1
    trades: list[Trade] = []
    quotes: list[Quote] = []
    for turn in range(-(-count // len(once))):
        later, renamed = turn * length, turn * ids
        trades += [
            Trade(
                trade.instrument,
                trade.event_time + later,
                TradeId(trade.trade_id.execution + renamed, trade.trade_id.fill),
                trade.price,
                trade.size,
                trade.is_taker_buyer,
            )
            for trade in once
        ]
        if with_quotes:
            quotes += [
                Quote(one.bid, one.ask, one.bid_size, one.ask_size, one.event_time + later) for one in shown
            ]
    del trades[count:]
    last = trades[-1].event_time
    return trades, [quote for quote in quotes if quote.event_time <= last]


def _market() -> tuple[list[Trade], list[Quote]]:
    if is_recorded():
        trades = [
            trade
            for trade in read_trades(_DATA / "ethusdt-trades.csv.gz", INSTRUMENT)
            if trade.on_public_book
        ]
        return trades, read_quotes(_DATA / "ethusdt-bbo.csv.gz")
    return _made_up()


def _made_up() -> tuple[list[Trade], list[Quote]]:
    chance = random.Random(7)
    trades, quotes = [], []
    bid = 268_100
    for number in range(14_000):
        time = 1_723_161_256_000 * NS_PER_MS + number * 50 * NS_PER_MS
        bid = min(268_480, max(267_820, bid + chance.choice((0, 0, 0, 0, -1, 1, -3, 3))))
        buyer = chance.random() < 0.5
        price = Decimal(bid + buyer).scaleb(-2)
        size = Decimal(chance.randint(1, 900)).scaleb(-2)
        trades.append(Trade(INSTRUMENT, time, TradeId(number + 1, 1), price, size, buyer))
        for step in range(4):
            sizes = [Decimal(chance.randint(1, 9000)).scaleb(-2) for _ in range(2)]
            quotes.append(
                Quote(
                    Decimal(bid).scaleb(-2), Decimal(bid + 1).scaleb(-2), *sizes, time + step * 12 * NS_PER_MS
                )
            )
    return trades, quotes
