"""Which times and prices the chart shows by itself."""

import pytest

from gui.chart.ranges import (
    BOTTOM_PADDING,
    TOP_PADDING,
    Span,
    fitted,
    grid_first,
    padded,
    shown_prices,
    time_span,
)


def test_the_newest_bar_stands_a_margin_from_the_right_edge() -> None:
    span = time_span(6000, 60)
    assert span.low < 6000 - 118 * 60
    assert span.high == 6000 + 13 * 60


def test_nothing_known_shows_nothing() -> None:
    assert shown_prices(None, None, [], 0.01) is None


def test_a_grid_near_the_candles_is_shown_in_full() -> None:
    assert shown_prices(Span(100, 110), 105, [Span(90, 130)], 0.01) == Span(90, 130)


def test_a_very_wide_grid_does_not_squash_the_candles() -> None:
    shown = shown_prices(Span(100, 110), 105, [Span(10, 900)], 0.01)
    assert shown == Span(90, 120)


def test_a_grid_far_away_is_left_out() -> None:
    assert shown_prices(Span(100, 110), 105, [Span(500, 600)], 0.01) == Span(100, 110)


def test_a_grid_alone_is_shown() -> None:
    assert shown_prices(None, None, [Span(90, 130)], 0.01) == Span(90, 130)


def test_one_price_alone_gets_some_room() -> None:
    shown = shown_prices(None, 2680.0, [], 0.01)
    assert shown is not None
    assert shown.length == pytest.approx(0.12)
    assert (shown.low + shown.high) / 2 == pytest.approx(2680)


def test_padding_keeps_legend_and_volume_free() -> None:
    whole = padded(Span(100, 174))
    assert whole.length == pytest.approx(100)
    assert (100 - whole.low) / whole.length == pytest.approx(BOTTOM_PADDING)
    assert (whole.high - 174) / whole.length == pytest.approx(TOP_PADDING)


def test_the_scale_stays_while_it_serves() -> None:
    current = padded(Span(100, 110))
    assert fitted(current, Span(100.2, 110.3)) is current


@pytest.mark.parametrize(
    "shown", [Span(100, 112), Span(97, 110), Span(104, 106)], ids=["breaks out up", "breaks out down", "calm"]
)
def test_the_scale_follows_when_it_no_longer_serves(shown: Span) -> None:
    current = padded(Span(100, 110))
    assert fitted(current, shown) == padded(shown)


def test_a_forced_fit_is_exact() -> None:
    current = padded(Span(100, 110))
    assert fitted(current, Span(100.1, 110), force=True) == padded(Span(100.1, 110))


@pytest.mark.parametrize(
    "whole", [Span(0, 200), Span(95, 400), Span(-300, 110), Span(99, 111)], ids=["both", "up", "down", "near"]
)
def test_a_grid_has_more_than_half_of_the_height(whole: Span) -> None:
    shown = grid_first(whole, Span(104, 106), [Span(100, 110)])
    assert shown.holds(Span(100, 110))
    assert whole.holds(shown)
    assert 10 / padded(shown).length >= 0.6 - 1e-9


def test_older_bars_are_cut_off_in_proportion() -> None:
    shown = grid_first(Span(80, 120), None, [Span(95, 105)])
    assert 95 - shown.low == pytest.approx(shown.high - 105)
    assert 95 - shown.low > 0
    uneven = grid_first(Span(65, 115), None, [Span(95, 105)])
    assert (95 - uneven.low) == pytest.approx(3 * (uneven.high - 105))


def test_nothing_is_cut_off_without_need() -> None:
    assert grid_first(Span(99.5, 111), Span(104, 106), [Span(100, 110)]) == Span(99.5, 111)
    assert grid_first(Span(80, 120), Span(104, 106), []) == Span(80, 120)
    assert grid_first(Span(80, 120), Span(104, 106), [Span(300, 310)]) == Span(80, 120)


def test_the_present_price_is_in_view_also_outside_the_grid() -> None:
    shown = grid_first(Span(80, 150), Span(128, 131), [Span(100, 110)])
    assert shown == Span(100, 131)


def test_of_a_grid_that_reaches_out_of_the_range_only_the_part_inside_counts() -> None:
    assert grid_first(Span(80, 120), Span(104, 106), [Span(-900, 900)]) == Span(80, 120)


def test_a_tight_fit_gives_room_back_sooner() -> None:
    current, shown = padded(Span(100, 110)), Span(101, 109.2)
    assert fitted(current, shown) is current
    assert fitted(current, shown, tight=True) == padded(shown)
