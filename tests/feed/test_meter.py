import pytest

from engine.feed.meter import RateMeter


def test_rate_over_the_last_whole_seconds():
    meter = RateMeter()
    for tenth in range(100, 150):
        meter.count(tenth / 10)
    assert meter.per_second(15.0) == 10.0
    assert meter.messages == 50
    assert meter.last_at == pytest.approx(14.9)


def test_a_quiet_stream_falls_to_zero():
    meter = RateMeter()
    meter.count(10.0)
    assert meter.per_second(11.0) == 0.2
    assert meter.per_second(15.9) == 0.2
    assert meter.per_second(16.0) == 0.0
    assert meter.per_second(1000.0) == 0.0
    meter.count(1000.5)
    assert meter.per_second(1001.5) == 0.2


def test_a_clock_that_stands_still_loses_nothing():
    meter = RateMeter()
    for _ in range(7):
        meter.count(10.2)
    assert meter.per_second(11.0) == 1.4
