"""Funding: what a settlement pays, and when settlements are.

Source: protocol reference, section 7.3 (percent, aligned to UTC hours, intervals of 1, 4 or 8 hours).
Times in ns since the epoch.
"""

from dataclasses import dataclass
from decimal import Decimal

from engine.market import EXACT, NS_PER_SECOND

HOUR = 3600 * NS_PER_SECOND
_PERCENT = -2


@dataclass(frozen=True, slots=True)
class FundingSettlement:
    """One settlement: the ``position`` (base units, signed) that was held at ``time``, and what it brought.

    ``rate`` in percent, ``mark`` and ``amount`` in quote; the amount is negative when paid.
    """

    time: int
    position: Decimal
    mark: Decimal
    rate: Decimal
    amount: Decimal


def funding_payment(position: Decimal, mark: Decimal, rate_percent: Decimal) -> Decimal:
    """What a settlement brings, in quote: negative when paid, positive when received.

    -position x mark x rate / 100, with ``position`` signed in base units, ``mark`` in quote and the rate in
    percent per interval, as the exchange publishes it. A positive rate is paid by longs to shorts.
    """
    notional = EXACT.multiply(position, mark)
    payment = EXACT.multiply(notional, rate_percent).scaleb(_PERCENT, EXACT).copy_negate()
    return payment.copy_abs() if payment.is_zero() else payment


def settlements(after: int, until: int, interval_hours: int, next_funding_time: int | None = None) -> range:
    """The settlement instants t with after < t <= until.

    They lie ``interval_hours`` apart, on full UTC hours. ``next_funding_time``, any settlement that the exchange
    has announced, says on which hours; without it they are counted from midnight.

    Raises:
        ValueError: ``interval_hours`` is below 1.
    """
    if interval_hours < 1:
        raise ValueError(f"funding interval of {interval_hours} hours; expected 1 or more (1, 4 or 8)")
    interval = interval_hours * HOUR
    known = 0 if next_funding_time is None else (next_funding_time + HOUR // 2) // HOUR * HOUR
    first = after + 1 + (known - after - 1) % interval
    return range(first, until + 1, interval)
