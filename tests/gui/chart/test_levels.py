"""What each line says, and which lines say it."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Intent, Side
from gui.chart.axis_tags import shown_tags
from gui.chart.levels import LineState, apart, grid_levels, labelled
from tests.fakes.chart_data import grid, order


def test_lines_are_buys_below_sells_above_and_one_idle() -> None:
    view = grid("100", "110", 11, "105.2")
    levels = grid_levels(view).levels
    assert [level.state for level in levels] == [LineState.BUY] * 5 + [LineState.IDLE] + [LineState.SELL] * 5
    assert [level.price for level in levels] == list(view.lines)
    assert levels[-1].is_exit
    assert not levels[0].is_exit


def test_the_size_is_what_is_left_of_all_orders_at_the_line() -> None:
    orders = (
        order(1, Side.BUY, "101", size="0.5", filled="0.2"),
        order(2, Side.BUY, "101", size="0.5", intent=Intent.EXIT),
    )
    view = replace(grid("100", "110", 11, "105.2"), open_orders=orders)
    level = grid_levels(view).levels[1]
    assert (level.size, level.orders, level.is_exit) == (Decimal("0.8"), 2, False)


def test_a_line_with_both_sides_has_two_levels() -> None:
    orders = (order(1, Side.BUY, "105"), order(2, Side.SELL, "105"))
    view = replace(grid("100", "110", 11, "105.2"), open_orders=orders)
    at_line = [level for level in grid_levels(view).levels if level.price == Decimal(105)]
    assert [level.state for level in at_line] == [LineState.BUY, LineState.SELL]


def test_every_line_is_labelled_where_there_is_room() -> None:
    prices = np.linspace(100, 110, 11)
    assert labelled(prices, scale_per_pixel=0.02, label_height=20) == list(range(11))


def test_labels_thin_out_to_every_second_fourth_eighth() -> None:
    prices = np.linspace(100, 110, 17)
    assert labelled(prices, scale_per_pixel=0.05, label_height=20) == list(range(0, 17, 2))
    assert labelled(prices, scale_per_pixel=0.1, label_height=20) == [0, 4, 8, 12, 16]


def test_the_highest_line_is_always_labelled() -> None:
    prices = np.linspace(100, 115, 16)
    assert labelled(prices, scale_per_pixel=0.1, label_height=20) == [0, 2, 4, 6, 8, 10, 12, 15]


def test_no_lines_no_labels() -> None:
    assert labelled(np.empty(0), 0.1, 20) == []


@given(
    ticks=st.lists(st.integers(1, 20_000), min_size=1, max_size=300),
    scale_per_pixel=st.floats(0.001, 100),
)
def test_labels_never_overlap(ticks: list[int], scale_per_pixel: float) -> None:
    prices = np.sort(np.array(ticks, dtype=np.float64))
    chosen = labelled(prices, scale_per_pixel, 18)
    assert chosen[0] == 0
    assert np.all(np.diff(prices[chosen]) / scale_per_pixel >= 18 * (1 - 1e-9))


@given(rows=st.lists(st.floats(-50, 2000), max_size=80), height=st.floats(1, 60))
def test_kept_rows_are_apart_and_nothing_with_room_is_left_out(rows: list[float], height: float) -> None:
    kept = [rows[index] for index in apart(rows, height)]
    assert all(abs(a - b) >= height for n, a in enumerate(kept) for b in kept[:n])
    assert all(any(abs(row - one) < height for one in kept) for row in rows if row not in kept)


@pytest.mark.parametrize(("taken", "expected"), [([], [0, 2]), ([(100.0, 40.0)], [2])])
def test_tags_keep_clear_of_what_is_on_the_axis(
    taken: list[tuple[float, float]], expected: list[int]
) -> None:
    assert shown_tags([110.0, 118.0, 140.0], 18, taken) == expected
