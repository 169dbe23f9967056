import pytest

from engine.feed.backoff import Backoff


def test_delays_double_up_to_thirty_seconds():
    backoff = Backoff(jitter=lambda: 0.0)
    assert [backoff.next_delay() for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]


def test_jitter_is_added_inside_the_cap():
    backoff = Backoff(jitter=lambda: 0.25)
    assert [backoff.next_delay() for _ in range(6)] == [1.25, 2.25, 4.25, 8.25, 16.25, 30]


@pytest.mark.parametrize(("live_for", "next_delay"), [(9.999, 4.0), (10.0, 1.0)])
def test_only_a_connection_that_held_ten_seconds_sets_the_count_back(live_for, next_delay):
    backoff = Backoff(jitter=lambda: 0.0)
    backoff.next_delay()
    backoff.next_delay()
    backoff.on_live(100.0)
    backoff.on_lost(100.0 + live_for)
    assert backoff.next_delay() == next_delay


def test_attempt_counts_tries_in_a_row_from_one():
    backoff = Backoff(jitter=lambda: 0.0)
    assert backoff.attempt == 1
    backoff.next_delay()
    assert backoff.attempt == 2
