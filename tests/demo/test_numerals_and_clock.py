"""Numbers as the exchange prints them, and a clock that never runs backwards."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.demo.clock import ServerClock
from engine.demo.numerals import NANO, exact, nanos, notional, printed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0.0"),
        ("92683", "92683.0"),
        ("3011.50", "3011.5"),
        ("-0.3", "-0.3"),
        ("0.000000001", "0.000000001"),
        ("-1", "-1.0"),
        ("1000", "1000.0"),
    ],
)
def test_numbers_are_printed_as_the_exchange_does(value: str, text: str) -> None:
    assert printed(nanos(value)) == text


@given(st.integers(-(10**24), 10**24))
def test_printing_loses_nothing(value: int) -> None:
    assert Decimal(printed(value)) * NANO == value
    assert exact(value) * NANO == value


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1e30", "0.0000000001"])
def test_what_is_no_usable_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|decimals"):
        nanos(text)


def test_turnover_is_price_times_size() -> None:
    assert printed(notional(nanos("3011.61"), nanos("0.4"))) == "1204.644"


def test_the_clock_goes_on_when_the_wall_clock_is_set_back() -> None:
    wall = iter([1000, 1500, 200, 260, 3000])
    steady = iter([0, 500, 600, 660, 700])
    clock = ServerClock(wall=lambda: next(wall), steady=lambda: next(steady))
    assert [clock.now() for _ in range(4)] == [1500, 1600, 1660, 3000]
