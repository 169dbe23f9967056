"""Round prices and round local times."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from gui.chart.ticks import offset_text, price_ticks, time_ticks

INDIA = timezone(timedelta(hours=5, minutes=30))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("low", "high", "tick", "at_most", "expected"),
    [
        (0.0, 10.0, 0.01, 5, [0, 2, 4, 6, 8, 10]),
        (2679.3, 2681.2, 0.01, 4, [2679.5, 2680.0, 2680.5, 2681.0]),
        (99.98, 100.03, 0.01, 50, [99.98, 99.99, 100.0, 100.01, 100.02, 100.03]),
        (100.0, 103.0, 0.25, 12, [100 + 0.5 * step for step in range(7)]),
        (0.0, 0.2, 0.03, 8, [0, 0.06, 0.12, 0.18]),
        (1.0, 1.0, 0.01, 5, []),
    ],
)
def test_prices_are_round_and_on_the_tick(
    low: float, high: float, tick: float, at_most: int, expected: list[float]
) -> None:
    assert price_ticks(low, high, tick, at_most) == pytest.approx(expected)


def test_ticks_are_never_finer_than_the_instruments() -> None:
    ticks = price_ticks(100.0, 100.004, 0.01, 10)
    assert ticks == [100.0]


def at(text: str, zone: timezone | ZoneInfo = UTC) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def test_minutes_are_round_in_the_shown_zone() -> None:
    left = at("2025-11-22T09:07:00", INDIA)
    ticks = time_ticks(left, left + 2 * 3600, INDIA, 5)
    assert [tick.text for tick in ticks] == ["09:30", "10:00", "10:30", "11:00"]


def test_midnight_names_the_day() -> None:
    left = at("2025-11-22T21:00:00")
    ticks = time_ticks(left, left + 6 * 3600, UTC, 6)
    assert [(tick.text, tick.major) for tick in ticks[2:5]] == [
        ("23:00", False),
        ("23 Nov", True),
        ("01:00", False),
    ]


def test_days_begin_at_local_midnight_across_a_clock_change() -> None:
    left = at("2025-10-24T00:00:00", BERLIN)
    ticks = time_ticks(left, left + 5 * 86400, BERLIN, 5)
    assert [tick.text for tick in ticks] == ["24 Oct", "25 Oct", "26 Oct", "27 Oct", "28 Oct"]
    assert {datetime.fromtimestamp(tick.time, BERLIN).hour for tick in ticks} == {0}


def test_months_and_years_for_long_views() -> None:
    left = at("2024-11-03T00:00:00")
    ticks = time_ticks(left, left + 150 * 86400, UTC, 5)
    assert [tick.text for tick in ticks] == ["Dec", "2025", "Feb", "Mar", "Apr"]


def test_as_many_times_as_wanted_at_any_zoom() -> None:
    left = at("2025-11-22T09:07:00")
    for hours in (0.01, 0.2, 1, 7, 30, 200, 1000, 5000, 40_000):
        ticks = time_ticks(left, left + hours * 3600, UTC, 10)
        assert 1 <= len(ticks) <= 11


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (UTC, "UTC"),
        (INDIA, "UTC+5:30"),
        (timezone(timedelta(hours=-4)), "UTC−4"),
        (BERLIN, "UTC+1"),
    ],
)
def test_the_offset_is_named(zone: timezone | ZoneInfo, expected: str) -> None:
    assert offset_text(at("2025-11-22T09:07:00"), zone) == expected


def test_the_systems_own_zone_is_the_default() -> None:
    left = at("2025-11-22T09:07:00")
    assert time_ticks(left, left + 3600, None, 4)
    assert offset_text(left, None).startswith("UTC")
