"""A trade tape for replay, in the whole numbers that the demo market counts in."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from engine.demo.numerals import nanos
from engine.market import ORDERBOOK, TradeId
from engine.tape import TapeError, read_trades


class TapeRow(NamedTuple):
    """One trade of a tape: its own time in ns, prices in billionths of quote, size in billionths of base."""

    event_time: int
    trade_id: TradeId
    price: int
    size: int
    is_taker_buyer: bool
    venue: str = ORDERBOOK
    is_rpi: bool = False


def read_tape(path: Path) -> list[TapeRow]:
    """Read a whole tape, in the exchange's order and without duplicates.

    Raises:
        TapeError: the file cannot be read, has another header, a bad value, or no trades.
    """
    try:
        rows = [
            TapeRow(
                trade.event_time,
                trade.trade_id,
                nanos(trade.price),
                nanos(trade.size),
                trade.is_taker_buyer,
                trade.venue,
                trade.is_rpi,
            )
            for trade in read_trades(path, "")
        ]
    except TapeError:
        raise
    except ValueError as error:
        raise TapeError(f"{path}: {error}") from None
    if not rows:
        raise TapeError(f"{path}: holds no trades")
    return rows


def finest_step(values: Iterator[int]) -> int:
    """The coarsest power of ten (in billionths) that every value is a multiple of."""
    step = 10**12
    for value in values:
        while value % step:
            step //= 10
    return step
