"""Stretches of time whose trades did not arrive live."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Trades that were missing; ``trades`` is their number, None if unknown. Times in ns since the epoch."""

    instrument: str
    from_time: int
    to_time: int
    trades: int | None
    recovered: bool
