"""The table of feeds: one row a stream, with how fresh and how whole it is."""

from collections.abc import Mapping

from engine.desk.views import FeedView
from engine.feed.account_feed import AccountFeed
from engine.feed.connection import Endpoint
from engine.feed.market_feed import MarketFeed
from engine.feed.meter import RateMeter
from engine.feed.sequence import SequenceTracker
from engine.feed.supervisor import SocketSupervisor


def feed_views(
    market: MarketFeed,
    account: AccountFeed | None,
    clock_offset_ns: int | None,
    last_errors: Mapping[str, str],
    now: float,
) -> tuple[FeedView, ...]:
    """A row for each stream of each instrument that is followed and of the account; ``now`` in monotonic seconds."""
    rows = [
        _row(
            Endpoint.MARKET_DATA,
            market.supervisor,
            stream,
            instrument=feed.instrument,
            tracker=tracker,
            meter=feed.meters.get(stream),
            recovered=feed.recovered if stream == "v1.trade" else 0,
            clock_offset_ns=clock_offset_ns,
            last_error=last_errors.get(feed.instrument),
            now=now,
        )
        for feed in market.feeds()
        for stream, tracker in feed.trackers.items()
    ]
    if account is not None:
        rows += [
            _row(
                Endpoint.TRADES,
                account.supervisor,
                stream,
                instrument="",
                tracker=tracker,
                meter=account.meters.get(stream),
                recovered=0,
                clock_offset_ns=clock_offset_ns,
                last_error=last_errors.get("account"),
                now=now,
            )
            for stream, tracker in account.trackers.items()
        ]
    return tuple(rows)


def _row(
    endpoint: Endpoint,
    supervisor: SocketSupervisor,
    stream: str,
    *,
    instrument: str,
    tracker: SequenceTracker,
    meter: RateMeter | None,
    recovered: int,
    clock_offset_ns: int | None,
    last_error: str | None,
    now: float,
) -> FeedView:
    facts, status = supervisor.facts, supervisor.status.now
    return FeedView(
        endpoint=endpoint,
        stream=stream,
        instrument=instrument,
        state=status.state,
        age=None if meter is None or meter.last_at is None else now - meter.last_at,
        messages=0 if meter is None else meter.messages,
        per_second=0.0 if meter is None else meter.per_second(now),
        sequence_gaps=tracker.gaps,
        duplicates=tracker.duplicates,
        recovered=recovered,
        connects=facts.connects,
        round_trip=facts.round_trip,
        clock_offset_ns=clock_offset_ns,
        last_error=last_error or status.reason,
    )
