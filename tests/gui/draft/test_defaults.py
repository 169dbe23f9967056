"""What a draft begins with, and the ranges that the market suggests."""

import math
from dataclasses import replace
from decimal import Decimal

import pytest

from engine import Direction, FillModel, GridSpec, Spacing, cell_profits, grid_lines
from gui.draft.defaults import DraftDefaults, default_levels
from gui.draft.suggestions import volatility_range
from tests.fakes.fake_desk import DOGE, ETH, FakeDesk

TICK = ETH.tick_size


@pytest.mark.parametrize("share", ["0.001", "0.003", "0.01", "0.05", "0.3"])
@pytest.mark.parametrize("maker_fee", ["-0.000001", "0", "0.00027"])
def test_a_drawn_range_is_filled_with_steps_that_pay_well(share: str, maker_fee: str) -> None:
    lower = Decimal(3000)
    upper = lower * (1 + Decimal(share))
    levels = default_levels(lower, upper, TICK, Decimal(maker_fee))
    step = (upper - lower) / (levels - 1)
    if levels > 2:
        assert step >= 4 * Decimal(maker_fee) * lower
        assert step <= Decimal("0.0025") * upper or levels == 201
    if Decimal(share) >= Decimal("0.01"):
        assert step >= Decimal("0.001") * lower


def test_a_new_grid_takes_fees_model_and_the_size_used_last() -> None:
    defaults = DraftDefaults(Decimal("0.0002"), Decimal("0.0005"), FillModel.TOUCH)
    first = defaults.over(ETH, Decimal("3170.004"), Decimal(3130))
    assert first is not None
    assert (first.lower, first.upper) == (Decimal("3130.00"), Decimal("3170.00"))
    assert (first.maker_fee, first.taker_fee, first.fill_model) == (
        Decimal("0.0002"),
        Decimal("0.0005"),
        FillModel.TOUCH,
    )
    assert first.size * first.lower >= 100
    assert (first.size - ETH.size_step) * first.lower < 100
    defaults.sizes[ETH.name] = Decimal("0.50")
    second = defaults.over(ETH, Decimal(3130), Decimal(3170))
    assert second is not None
    assert second.size == Decimal("0.50")


def test_a_size_that_is_too_small_elsewhere_is_not_used_again() -> None:
    defaults = DraftDefaults(sizes={DOGE.name: Decimal(10)})
    spec = defaults.over(DOGE, Decimal("0.15"), Decimal("0.16"))
    assert spec is not None
    assert spec.size == 667


def test_a_range_of_less_than_two_ticks_is_no_grid() -> None:
    assert DraftDefaults().over(ETH, Decimal("3150.00"), Decimal("3150.01")) is None


def test_drawing_over_a_draft_keeps_its_settings_and_drops_stops_that_are_inside() -> None:
    base = GridSpec(
        instrument=ETH.name,
        direction=Direction.SHORT,
        spacing=Spacing.GEOMETRIC,
        lower=Decimal(3150),
        upper=Decimal(3170),
        levels=5,
        size=Decimal("0.7"),
        stop_below=Decimal(3100),
        stop_above=Decimal(3180),
    )
    spec = DraftDefaults().over(ETH, Decimal(3120), Decimal(3200), base)
    assert spec is not None
    assert spec == replace(
        base, lower=Decimal(3120), upper=Decimal(3200), levels=spec.levels, stop_above=None
    )


def test_the_sample_has_fewer_lines_where_its_steps_would_not_pay() -> None:
    desk = FakeDesk()
    desk.trade_at(ETH.name, "3160.00")
    sample = replace(desk.sample_grid(ETH.name), levels=21)
    cheap = DraftDefaults().adapted(ETH, sample)
    assert cheap.levels == 21
    dear = DraftDefaults(maker_fee=Decimal("0.00027")).adapted(ETH, sample)
    assert dear.levels < 21
    assert all(cell.pays for cell in cell_profits(grid_lines(dear, TICK), dear.size, dear.maker_fee))


def test_the_range_from_volatility_is_a_days_standard_deviation() -> None:
    up, down = 1.001, 1 / 1.001
    closes = [3000.0]
    for number in range(100):
        closes.append(closes[-1] * (up if number % 2 else down))
    found = volatility_range(closes, 60.0, Decimal(3000))
    assert found is not None
    spread = math.log(up) * math.sqrt(100 / 99)
    assert found.daily == pytest.approx(spread * math.sqrt(1440))
    assert float(found.upper) == pytest.approx(3000 * math.exp(found.daily or 0))
    assert float(found.lower) == pytest.approx(3000 / math.exp(found.daily or 0))


@pytest.mark.parametrize("closes", [[3000.0] * 500, [3000.0, 3001.0] * 5, []])
def test_a_market_that_says_too_little_suggests_no_range(closes: list[float]) -> None:
    assert volatility_range(closes, 60.0, Decimal(3000)) is None
