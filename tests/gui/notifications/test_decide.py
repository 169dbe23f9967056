"""What is announced, and when: a table of stories without a clock and without Qt."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from itertools import pairwise

import pytest

from engine import (
    STOPPED_BY_USER,
    ConnectionState,
    ConnectionView,
    Direction,
    Endpoint,
    Fill,
    GridLiquidated,
    GridSpec,
    GridStopped,
    GridView,
    Intent,
    JournalPaused,
    JournalResumed,
    Liquidity,
    OrderFilled,
    Side,
    Spacing,
)
from gui.notifications.decide import (
    APART,
    BACK_FOR,
    LOST_AFTER,
    MERGED_FOR,
    QUIET_FOR,
    STALE_AFTER,
    Announcer,
    Happening,
)
from gui.preferences import Preferences, QuietHours
from tests.fakes.fake_desk import ETH, NO_TOTALS, START_NS

D = Decimal


def filled(number: int = 1) -> OrderFilled:
    fill = Fill(
        fill_id=number,
        order_id=number,
        cell=1,
        intent=Intent.ENTRY,
        side=Side.BUY,
        price=D("3159.00"),
        size=D("0.10"),
        fee=D(0),
        liquidity=Liquidity.MAKER,
        trade_id=None,
        queue_ahead=None,
        backfilled=False,
        time=START_NS,
    )
    return OrderFilled(START_NS, 1, ETH.name, fill)


def running_grid(lower: str, upper: str) -> GridView:
    spec = GridSpec(
        instrument=ETH.name,
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=D(lower),
        upper=D(upper),
        levels=3,
        size=D("0.1"),
    )
    return GridView(
        grid_id=1,
        spec=spec,
        instrument=ETH,
        running=True,
        started_at=START_NS,
        reference=D(3150),
        lines=(),
        open_orders=(),
        fills=(),
        totals=NO_TOTALS,
        gaps=0,
        unrecovered_gaps=0,
    )


def state(which: ConnectionState) -> ConnectionView:
    return ConnectionView(Endpoint.MARKET_DATA, which, 1, None, None)


def kinds(announcer: Announcer, now: float) -> list[Happening]:
    return [announcement.happening for announcement in announcer.due(now)]


def test_one_fill_is_announced_when_no_other_follows() -> None:
    announcer = Announcer()
    announcer.hear(filled(), 100.0)
    assert kinds(announcer, 100.0 + QUIET_FOR - 0.01) == []
    (announcement,) = announcer.due(100.0 + QUIET_FOR)
    assert announcement.causes == (filled(),)
    assert kinds(announcer, 200.0) == []


def test_a_burst_of_fills_is_one_announcement() -> None:
    announcer = Announcer()
    for number in range(12):
        announcer.hear(filled(number), 100.0 + number * 0.25)
    assert kinds(announcer, 100.0 + 2.75) == []
    (announcement,) = announcer.due(100.0 + MERGED_FOR)
    assert len(announcement.causes) == 12
    assert announcement.seconds == pytest.approx(2.75)


def test_fills_that_go_on_come_in_announcements_apart() -> None:
    announcer = Announcer()
    times = []
    for step in range(120):
        now = 100.0 + step * 0.25
        announcer.hear(filled(step), now)
        times += [now for _ in announcer.due(now)]
    assert len(times) == 3
    assert all(later - earlier >= APART for earlier, later in pairwise(times))


def test_what_is_urgent_does_not_wait() -> None:
    announcer = Announcer()
    announcer.hear(JournalPaused(START_NS, "the disk is full"), 100.0)
    announcer.hear(GridStopped(START_NS, 1, ETH.name, "the price fell below 3000"), 100.0)
    assert set(kinds(announcer, 100.0)) == {Happening.JOURNAL, Happening.STOP}


def test_a_pause_that_ended_before_it_was_told_is_no_news() -> None:
    announcer = Announcer()
    announcer.hear(JournalPaused(START_NS, "the disk is full"), 100.0)
    announcer.hear(JournalResumed(START_NS), 100.1)
    assert kinds(announcer, 100.2) == []


def test_what_the_user_stopped_himself_is_no_news() -> None:
    announcer = Announcer()
    announcer.hear(GridStopped(START_NS, 1, ETH.name, STOPPED_BY_USER), 100.0)
    assert kinds(announcer, 110.0) == []


def test_a_liquidation_is_told_once_and_not_as_a_stop_as_well() -> None:
    announcer = Announcer()
    announcer.hear(GridLiquidated(START_NS, 1, ETH.name, D(2900)), 100.0)
    announcer.hear(GridStopped(START_NS, 1, ETH.name, "liquidated"), 100.0)
    assert kinds(announcer, 100.0) == [Happening.LIQUIDATION]


def test_a_short_cut_is_no_news_and_a_long_one_is_told_once() -> None:
    announcer = Announcer()
    announcer.see_connection(state(ConnectionState.LIVE), 100.0)
    announcer.see_connection(state(ConnectionState.BACKING_OFF), 101.0)
    announcer.see_connection(state(ConnectionState.LIVE), 101.0 + LOST_AFTER - 0.1)
    assert kinds(announcer, 107.0) == []
    seen = []
    for step in range(40):
        announcer.see_connection(state(ConnectionState.CONNECTING), 110.0 + step)
        seen += kinds(announcer, 110.0 + step)
    assert seen == [Happening.LOST]


def test_the_first_connecting_is_no_loss() -> None:
    announcer = Announcer()
    for step in range(20):
        announcer.see_connection(state(ConnectionState.CONNECTING), 100.0 + step)
    assert kinds(announcer, 120.0) == []


def test_a_stale_price_is_told_once_until_it_is_fresh_again() -> None:
    announcer = Announcer()
    announcer.see_price_age(ETH.name, STALE_AFTER - 0.1, 100.0)
    assert kinds(announcer, 100.0) == []
    for step in range(3):
        announcer.see_price_age(ETH.name, STALE_AFTER + step, 100.0 + step)
    assert kinds(announcer, 103.0) == [Happening.STALE]
    announcer.see_price_age(ETH.name, 0.2, 110.0)
    announcer.see_price_age(ETH.name, STALE_AFTER, 130.0)
    assert kinds(announcer, 130.0) == [Happening.STALE]


def test_a_lost_connection_is_not_told_a_second_time_as_a_stale_price() -> None:
    announcer = Announcer()
    announcer.see_connection(state(ConnectionState.LIVE), 100.0)
    for step in range(30):
        announcer.see_connection(state(ConnectionState.BACKING_OFF), 101.0 + step)
        announcer.see_price_age(ETH.name, float(step), 101.0 + step)
    assert kinds(announcer, 140.0) == [Happening.LOST]


def prices(
    announcer: Announcer, grid: GridView, *moments: tuple[float, str]
) -> list[tuple[float, Happening]]:
    told = []
    for now, price in moments:
        announcer.see_grid(grid, D(price), now)
        told += [(now, kind) for kind in kinds(announcer, now + QUIET_FOR)]
    return told


def test_leaving_the_range_is_told_once_however_the_price_flickers_there() -> None:
    grid = running_grid(lower="3100", upper="3200")
    told = prices(
        Announcer(),
        grid,
        (0, "3150"),
        (10, "3200"),
        (20, "3200.01"),
        (30, "3199"),
        (40, "3201"),
        (50, "3199"),
    )
    assert told == [(20, Happening.RANGE)]


def test_leaving_again_after_a_while_inside_is_told_again() -> None:
    grid = running_grid(lower="3100", upper="3200")
    back = 30 + BACK_FOR
    told = prices(
        Announcer(), grid, (0, "3150"), (20, "3201"), (30, "3150"), (back, "3150"), (back + 1, "3099")
    )
    assert told == [(20, Happening.RANGE), (back + 1, Happening.RANGE)]


def test_a_grid_that_starts_outside_its_range_or_is_stopped_says_nothing() -> None:
    grid = running_grid(lower="3100", upper="3200")
    assert prices(Announcer(), grid, (0, "3250"), (10, "3260")) == []
    assert prices(Announcer(), replace(grid, running=False), (0, "3150"), (10, "3260")) == []


@pytest.mark.parametrize(
    ("hours", "now", "quiet"),
    [
        (QuietHours(time(22), time(7)), time(23, 30), True),
        (QuietHours(time(22), time(7)), time(6, 59), True),
        (QuietHours(time(22), time(7)), time(7), False),
        (QuietHours(time(13), time(14)), time(13), True),
        (QuietHours(time(13), time(14)), time(14), False),
        (QuietHours(time(13), time(13)), time(13), False),
    ],
)
def test_quiet_hours_reach_over_midnight(hours: QuietHours, now: time, *, quiet: bool) -> None:
    assert hours.hold(now) is quiet
    assert Preferences(quiet=True, quiet_hours=hours).announces(Happening.FILL, now) is not quiet
    assert Preferences(quiet=False, quiet_hours=hours).announces(Happening.FILL, now)


def test_only_what_was_chosen_is_announced() -> None:
    chosen = Preferences(happenings=frozenset({Happening.STOP}))
    assert chosen.announces(Happening.STOP, time(12))
    assert not chosen.announces(Happening.FILL, time(12))
    assert not replace(chosen, notify=False).announces(Happening.STOP, time(12))
