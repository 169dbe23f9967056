"""The lines of a grid: published vectors, rounding, and the most levels that a range can hold."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.grid.lines import grid_lines, tick_of
from engine.grid.spec import GridSpec, GridSpecError, grid_from_mapping
from tests.fakes.oracle_values import OracleError, oracle_lines

CENT = Decimal("0.01")


def _spec(spacing: str, lower: str, upper: str, levels: int) -> GridSpec:
    return grid_from_mapping(
        {
            "instrument": "ETH_USDT_Perp",
            "direction": "neutral",
            "spacing": spacing,
            "lower": lower,
            "upper": upper,
            "levels": levels,
            "size": "1",
            "fill_model": "through",
        }
    )


# Published walk-throughs, by their source. A source's "N grids" are N cells, so N + 1 levels.
VECTORS = {
    "V1 Bybit, futures grid": ("arithmetic", "10000", "30000", 6, "10000 14000 18000 22000 26000 30000"),
    "V2 KuCoin": ("arithmetic", "8000", "12000", 5, "8000 9000 10000 11000 12000"),
    "V3 KuCoin": ("arithmetic", "3", "15", 5, "3 6 9 12 15"),
    "V3 Gate": ("arithmetic", "30", "150", 4, "30 70 110 150"),
    "V4 Hotcoin": ("arithmetic", "20000", "30000", 6, "20000 22000 24000 26000 28000 30000"),
    # Hotcoin prints 25,500 and 27,645 for the fourth and fifth, which its own ratio 1.084471771 contradicts.
    "V5 Hotcoin": ("geometric", "20000", "30000", 6, "20000 21689.44 23521.58 25508.49 27663.24 30000"),
    "V6 Phemex": ("geometric", "100", "121", 3, "100 110 121"),
    # XT prints 37,075 for the fourth, which its own step of 17.6079 % contradicts.
    "V7 XT": ("geometric", "20000", "45000", 6, "20000 23521.58 27663.24 32534.15 38262.74 45000"),
    "V8 a comment in a public grid bot": (
        "geometric",
        "1000",
        "2000",
        6,
        "1000 1148.70 1319.51 1515.72 1741.10 2000",
    ),
}


@pytest.mark.parametrize("source", VECTORS)
def test_lines_agree_with_published_examples(source: str) -> None:
    spacing, lower, upper, levels, expected = VECTORS[source]
    lines = grid_lines(_spec(spacing, lower, upper, levels), CENT)
    assert lines == tuple(Decimal(price) for price in expected.split())


@pytest.mark.parametrize(
    ("lower", "upper", "levels", "tick", "expected"),
    [
        ("10", "13", 3, "1", "10 12 13"),
        ("11", "14", 3, "1", "11 13 14"),  # half even would say 12
        ("10", "15", 5, "1", "10 11 13 14 15"),
        ("0.001", "0.004", 3, "0.001", "0.001 0.003 0.004"),
        ("2.5", "10", 4, "2.5", "2.5 5 7.5 10"),
        ("5", "20", 3, "5", "5 15 20"),  # a tie on a tick that is not a power of ten
    ],
)
def test_a_line_between_two_ticks_is_rounded_half_up(
    lower: str, upper: str, levels: int, tick: str, expected: str
) -> None:
    lines = grid_lines(_spec("arithmetic", lower, upper, levels), Decimal(tick))
    assert lines == tuple(Decimal(price) for price in expected.split())


def test_a_geometric_line_a_hair_below_half_a_tick_is_rounded_down() -> None:
    # sqrt(m (m + 1)) = m + 1/2 - 1/(8 m) and a little: with m = 10^30 that is 10^-31 below the half
    m = 10**30
    assert grid_lines(_spec("geometric", str(m // 2), str(2 * (m + 1)), 3), Decimal(1))[1] == m
    assert grid_lines(_spec("geometric", "5000000.00", "20000000.02", 3), CENT)[1] == Decimal("10000000.00")


@pytest.mark.parametrize(
    ("lower", "upper", "tick"),
    [
        ("2678.00", "2685.00", "0.01"),
        ("2678", "2685.0", "0.1"),
        ("2678", "2685", "1"),
        ("0.00012", "1", "0.00001"),
        ("1E+3", "2000", "1"),
    ],
)
def test_without_an_instrument_the_tick_follows_from_the_bounds_as_written(
    lower: str, upper: str, tick: str
) -> None:
    assert tick_of(_spec("arithmetic", lower, upper, 3)) == Decimal(tick)


@pytest.mark.parametrize(
    ("lower", "upper", "key"), [("100.005", "110", "lower"), ("100", "110.001", "upper")]
)
def test_a_bound_off_the_tick_is_refused(lower: str, upper: str, key: str) -> None:
    with pytest.raises(GridSpecError, match=r"not a multiple of the tick size 0\.01") as caught:
        grid_lines(_spec("arithmetic", lower, upper, 3), CENT)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("spacing", "lower", "upper", "levels", "most"),
    [
        ("arithmetic", "100", "103", 5, 4),
        ("arithmetic", "100", "103", 1000, 4),
        ("arithmetic", "100", "101", 3, 2),
        ("geometric", "100", "103", 5, 4),
        ("geometric", "10", "1000", 1000, 62),
    ],
)
def test_two_lines_on_one_tick_say_the_most_levels_the_range_can_hold(
    spacing: str, lower: str, upper: str, levels: int, most: int
) -> None:
    with pytest.raises(GridSpecError, match=rf"at most {most} levels") as caught:
        grid_lines(_spec(spacing, lower, upper, levels), Decimal(1))
    assert caught.value.key == "levels"
    assert len(grid_lines(_spec(spacing, lower, upper, most), Decimal(1))) == most
    with pytest.raises(GridSpecError):
        grid_lines(_spec(spacing, lower, upper, most + 1), Decimal(1))


def test_a_thousand_geometric_levels_are_possible() -> None:
    lines = grid_lines(_spec("geometric", "1000.00", "100000.00", 1000), CENT)
    assert len(set(lines)) == 1000


@given(
    spacing=st.sampled_from(["arithmetic", "geometric"]),
    low=st.integers(1, 10**7),
    width=st.integers(1, 10**6),
    levels=st.integers(2, 120),
    tick=st.sampled_from(["0.0001", "0.01", "0.5", "1", "2.5"]),
)
def test_lines_are_sorted_on_ticks_and_rounded_exactly(
    spacing: str, low: int, width: int, levels: int, tick: str
) -> None:
    step = Decimal(tick)
    lower, upper = low * step, (low + width) * step
    grid = {"spacing": spacing, "lower": str(lower), "upper": str(upper), "levels": levels}
    try:
        expected = oracle_lines(grid, Fraction(tick))
    except OracleError:
        with pytest.raises(GridSpecError, match="can hold at most"):
            grid_lines(_spec(spacing, str(lower), str(upper), levels), step)
        return
    lines = grid_lines(_spec(spacing, str(lower), str(upper), levels), step)
    assert tuple(map(Fraction, lines)) == expected
    assert (lines[0], lines[-1], len(lines)) == (lower, upper, levels)
    assert all(below < above for below, above in pairwise(lines))
    assert all((line / step) % 1 == 0 for line in lines)


@given(
    low=st.integers(min_value=1, max_value=10**18),
    times=st.fractions(min_value=Fraction(101, 100), max_value=1000),
    levels=st.integers(min_value=2, max_value=300),
    decimals=st.integers(min_value=0, max_value=9),
)
def test_every_geometric_line_is_the_nearest_tick_in_whole_numbers(low, times, levels, decimals) -> None:
    """(2 t - 1)^n <= 2^n low^(n-i) high^i < (2 t + 1)^n says that t is the nearest tick, a tie rounded up."""
    tick = Decimal(1).scaleb(-decimals)
    high, steps = int(low * times) + 1, levels - 1
    try:
        lines = grid_lines(_spec("geometric", str(low * tick), str(high * tick), levels), tick)
    except GridSpecError as too_many:
        assume("do not fit" not in str(too_many))
        raise
    assert (lines[0], lines[-1]) == (low * tick, high * tick)
    for index, line in enumerate(lines[1:-1], start=1):
        at = int(line / tick)
        doubled = 2**steps * low ** (steps - index) * high**index
        assert (2 * at - 1) ** steps <= doubled < (2 * at + 1) ** steps
