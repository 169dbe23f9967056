"""The equity curve: bounded, with no peak or trough lost, and the drawdown of every point."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.paper.equity import Drawdown, EquityCurve

POINTS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(-(10**6), 10**6)), min_size=1, max_size=200
).map(sorted)


def test_a_bar_keeps_first_lowest_highest_and_last() -> None:
    curve = EquityCurve(10, width=100)
    for time, equity in ((105, "5"), (120, "9"), (130, "1"), (199, "4"), (400, "6")):
        curve.add(time, Decimal(equity))
    first, second = curve.bars
    assert (first.time, first.open, first.low, first.high, first.close) == (100, 5, 1, 9, 4)
    assert (second.time, second.open, second.close) == (400, 6, 6)


@given(POINTS, st.integers(2, 8))
def test_the_curve_is_bounded_and_loses_neither_peak_nor_trough(
    points: list[tuple[int, int]], most: int
) -> None:
    curve = EquityCurve(most, width=1)
    for time, equity in points:
        curve.add(time, Decimal(equity))
        assert len(curve.bars) <= most
    bars = curve.bars
    assert max(bar.high for bar in bars) == max(equity for _, equity in points)
    assert min(bar.low for bar in bars) == min(equity for _, equity in points)
    assert bars[0].open == points[0][1]
    assert bars[-1].close == points[-1][1]
    assert [bar.time for bar in bars] == sorted({time // curve.width * curve.width for time, _ in points})


@given(POINTS)
def test_the_drawdown_is_the_largest_fall_of_all(points: list[tuple[int, int]]) -> None:
    curve = EquityCurve(2, width=1)
    for time, equity in points:
        curve.add(time, Decimal(equity))
    values = [equity for _, equity in points]
    deepest = max(max(values[: index + 1]) - value for index, value in enumerate(values))
    assert curve.drawdown is not None
    assert curve.drawdown.amount == deepest
    assert (curve.drawdown.peak_time, int(curve.drawdown.peak)) in points
    assert (curve.drawdown.trough_time, int(curve.drawdown.trough)) in points
    assert curve.drawdown.peak_time <= curve.drawdown.trough_time


@given(POINTS, st.integers(2, 8), st.integers(1, 7))
def test_a_curve_put_away_at_any_moment_goes_on_just_so(
    points: list[tuple[int, int]], most: int, every: int
) -> None:
    curve = restored = EquityCurve(most, width=1)
    for number, (time, equity) in enumerate(points):
        curve.add(time, Decimal(equity))
        if restored is not curve:
            restored.add(time, Decimal(equity))
        if number % every == 0:
            restored = EquityCurve.restore(json.loads(json.dumps(curve.state())))
        assert (restored.bars, restored.drawdown) == (curve.bars, curve.drawdown)
    assert restored.state() == curve.state()


def test_a_drawdown_has_a_fraction_of_its_peak_only_where_there_is_one() -> None:
    assert Drawdown(Decimal(200), Decimal(150), 0, 1).fraction == Decimal("0.25")
    assert Drawdown(Decimal(0), Decimal(-5), 0, 1).fraction is None


def test_a_time_that_steps_back_counts_as_the_last_one() -> None:
    curve = EquityCurve(5, width=10)
    curve.add(25, Decimal(1))
    curve.add(5, Decimal(0))
    assert [(bar.time, bar.low) for bar in curve.bars] == [(20, 0)]


@pytest.mark.parametrize(("most", "width"), [(1, 10), (5, 0)])
def test_a_curve_of_no_length_is_refused(most: int, width: int) -> None:
    with pytest.raises(ValueError, match="expected 2 bars or more"):
        EquityCurve(most, width)
