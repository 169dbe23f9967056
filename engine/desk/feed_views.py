"""The table of feeds: one row a stream, with how fresh and how whole it is."""

from collections.abc import Mapping

from engine.desk.views import FeedView
from engine.feed.connection import Endpoint
from engine.feed.market_feed import MarketFeed


def feed_views(
    market: MarketFeed, clock_offset_ns: int | None, last_errors: Mapping[str, str], now: float
) -> tuple[FeedView, ...]:
    """A row for each stream of each instrument that is followed; ``now`` in monotonic seconds."""
    facts, status = market.supervisor.facts, market.supervisor.status.now
    rows = []
    for feed in market.feeds():
        for stream, tracker in feed.trackers.items():
            meter = feed.meters.get(stream)
            rows.append(
                FeedView(
                    endpoint=Endpoint.MARKET_DATA,
                    stream=stream,
                    instrument=feed.instrument,
                    state=status.state,
                    age=None if meter is None or meter.last_at is None else now - meter.last_at,
                    messages=0 if meter is None else meter.messages,
                    per_second=0.0 if meter is None else meter.per_second(now),
                    sequence_gaps=tracker.gaps,
                    duplicates=tracker.duplicates,
                    recovered=feed.recovered if stream == "v1.trade" else 0,
                    connects=facts.connects,
                    round_trip=facts.round_trip,
                    clock_offset_ns=clock_offset_ns,
                    last_error=last_errors.get(feed.instrument) or status.reason,
                )
            )
    return tuple(rows)
