"""Funding rates of the demo exchange: settlements on full UTC hours, rates in percent per interval.

Source: protocol reference, section 7.3 (alignment, percent, cap and floor).
"""

from collections.abc import Iterator
from random import Random

from engine.demo.listings import Listing
from engine.demo.numerals import NANO, nanos
from engine.market import NS_PER_SECOND

HOUR = 3600 * NS_PER_SECOND
FUNDING_DAYS = 90
"""How far back funding history reaches."""

AGGREGATIONS: dict[str, int | None] = {
    "FUNDING_INTERVAL": None,
    "ONE_HOURLY": 1,
    "FOUR_HOURLY": 4,
    "EIGHT_HOURLY": 8,
}
"""Legal ``agg_type`` values and the hours they normalise to; None is the instrument's own interval."""


def next_settlement(listing: Listing, now: int) -> int:
    """The end of the current funding interval, ns."""
    interval = listing.funding_interval_hours * HOUR
    return (now // interval + 1) * interval


def current_rate(listing: Listing, seed: int, settlement: int) -> int:
    """The rate that is settled at ``settlement`` (ns): percent of the interval, in billionths.

    Most intervals pay the base rate of 0.01 % for eight hours, as perpetuals do; the rest scatter around it
    within cap and floor.
    """
    if not listing.is_active:
        return 0
    random = Random(f"{seed}:{listing.name}:funding:{settlement}")
    base = nanos("0.01") * listing.funding_interval_hours // 8
    if random.random() < 0.4:
        return base
    scattered = base + int(random.gauss(0.0, 0.006) * NANO) // 100_000 * 100_000
    return max(nanos(listing.funding_floor), min(nanos(listing.funding_cap), scattered))


def newest_first(
    listing: Listing, seed: int, *, start_time: int, end_time: int, now: int, hours: int | None
) -> Iterator[tuple[int, int, int]]:
    """Settled rates from ``end_time`` back to ``start_time`` (ns, inclusive): (time, rate, hours).

    With ``hours`` the rates are those of the instrument's own interval scaled to that many hours.
    """
    if not listing.is_active:
        return
    own = listing.funding_interval_hours
    step = (hours or own) * HOUR
    time = min(end_time, now) // step * step
    oldest = max(start_time, now - FUNDING_DAYS * 24 * HOUR)
    while time >= oldest:
        settlement = -(-time // (own * HOUR)) * own * HOUR
        rate = current_rate(listing, seed, settlement)
        yield time, rate if hours is None else rate * hours // own, hours or own
        time -= step
