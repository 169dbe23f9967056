"""Funding: payments and settlement instants."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.funding import HOUR, funding_payment, settlements

# 2025-12-31 16:00 UTC, a settlement of the protocol reference's examples
SETTLED = 1_767_196_800_000_000_000


@pytest.mark.parametrize(
    ("position", "mark", "rate", "payment"),
    [
        ("1", "50000", "0.01", "-5"),
        ("-1", "50000", "0.01", "5"),
        ("1", "50000", "-0.01", "5"),
        ("0", "50000", "0.01", "0"),
        ("0.003", "3009.118820031", "0.0087", "-0.000785380012028091"),
    ],
)
def test_a_settlement_pays_the_rate_in_percent_of_the_notional_at_mark(
    position: str, mark: str, rate: str, payment: str
) -> None:
    paid = funding_payment(Decimal(position), Decimal(mark), Decimal(rate))
    assert str(paid.normalize()) == str(Decimal(payment).normalize())


def test_settlements_are_after_the_start_and_up_to_the_end() -> None:
    interval = 8 * HOUR
    assert list(settlements(SETTLED, SETTLED + interval, 8)) == [SETTLED + interval]
    assert list(settlements(SETTLED - 1, SETTLED, 8)) == [SETTLED]
    assert list(settlements(SETTLED, SETTLED + interval - 1, 8)) == []
    assert list(settlements(SETTLED, SETTLED, 8)) == []


def test_the_announced_settlement_says_on_which_hours_they_fall() -> None:
    announced = SETTLED + HOUR
    assert list(settlements(SETTLED, SETTLED + 9 * HOUR, 4, announced)) == [
        announced,
        announced + 4 * HOUR,
        announced + 8 * HOUR,
    ]
    # a time a little off the full hour means that hour
    assert list(settlements(SETTLED, SETTLED + HOUR, 4, announced - 7)) == [announced]


def test_an_interval_of_no_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="interval of 0 hours"):
        settlements(0, 1, 0)


@given(
    st.integers(0, 10**19),
    st.lists(st.integers(0, 10**15), min_size=1, max_size=6),
    st.sampled_from([1, 4, 8]),
    st.none() | st.integers(0, 10**6).map(lambda hours: hours * HOUR),
)
def test_no_settlement_is_lost_or_doubled_however_time_is_cut(
    start: int, cuts: list[int], hours: int, announced: int | None
) -> None:
    times = [start]
    for cut in cuts:
        times.append(times[-1] + cut)
    pieces = [
        instant
        for before, after in pairwise(times)
        for instant in settlements(before, after, hours, announced)
    ]
    assert pieces == list(settlements(start, times[-1], hours, announced))
    assert all(instant % HOUR == 0 and start < instant <= times[-1] for instant in pieces)
    anchor = announced or 0
    assert all((instant - anchor) % (hours * HOUR) == 0 for instant in pieces)
