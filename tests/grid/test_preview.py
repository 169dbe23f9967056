"""What a grid would cost, earn and risk, and what the preview warns of."""

import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.capital import Means
from engine.grid.preview import GridPreview, preview
from engine.grid.preview_warnings import PreviewWarning, WarningKey
from engine.grid.spec import GridSpec, GridSpecError, grid_from_mapping
from engine.market import Instrument, Quote
from engine.market.margin import MarginRules, RiskBracket

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.01"),
    min_notional=Decimal(20),
    max_position_size=Decimal(10_000),
)
# the brackets of the protocol reference's example
RULES = MarginRules(
    "ETH_USDT_Perp",
    (
        RiskBracket(1, Decimal(0), Decimal(600_000), Decimal("0.01"), Decimal("0.02"), 50, Decimal(0)),
        RiskBracket(2, Decimal(600_000), None, Decimal("0.0125"), Decimal("0.025"), 40, Decimal(1500)),
    ),
    Decimal(10_000),
)


def grid(direction: str = "neutral", **more: object) -> GridSpec:
    return grid_from_mapping(
        {
            "instrument": "ETH_USDT_Perp",
            "direction": direction,
            "spacing": "arithmetic",
            "lower": "2000",
            "upper": "2500",
            "levels": 6,
            "size": "1",
            "fill_model": "touch",
            "maker_fee": "0.0002",
            "taker_fee": "0.0005",
            **more,
        }
    )


def looked_at(direction: str = "neutral", last: str = "2250", **more: str) -> GridPreview:
    """A preview; capital and leverage are means, the rest is the grid's own."""
    values = {name: Decimal(value) for name, value in more.items()}
    means = Means(values.pop("capital", None), values.pop("leverage", None))
    spec = replace(grid(direction), **values)  # type: ignore[arg-type]
    return preview(spec, Decimal(last), instrument=ETH, rules=RULES, means=means)


def keys(shown: GridPreview) -> list[WarningKey]:
    return [warning.key for warning in shown.warnings]


def test_a_neutral_grid_costs_and_earns() -> None:
    shown = looked_at()
    assert shown.warnings == ()
    assert shown.lines == tuple(Decimal(price) for price in (2000, 2100, 2200, 2300, 2400, 2500))
    assert (shown.size, shown.notional) == (5, 2000 + 2100 + 2300 + 2400 + 2500)
    assert (shown.initial_position, shown.initial_price, shown.initial_fees) == (0, 0, 0)
    assert (shown.orders_at_start, shown.most_orders) == (6, 6)
    assert shown.lowest_cell.profit == 100 - Decimal("0.0002") * 4100
    assert shown.highest_cell.profit == 100 - Decimal("0.0002") * 4900
    assert round(shown.lowest_cell.percent, 6) == Decimal("4.959")
    assert (shown.least_profit, shown.most_profit) == (shown.highest_cell, shown.lowest_cell)
    fees = Decimal("0.0002") * (2000 + 2100 + 2200)
    assert (shown.at_lower.position, shown.at_lower.average_entry) == (3, 2100)
    assert (shown.at_lower.fees, shown.at_lower.pnl, shown.at_lower.loss) == (fees, -300 - fees, 300 + fees)
    assert shown.at_upper.position == -3
    assert shown.at_stop_below is None


def test_a_long_grid_buys_at_the_start_as_taker_and_has_sold_all_at_the_top() -> None:
    shown = preview(grid("long"), Decimal(2250), book=Quote(Decimal(2249), Decimal(2251)))
    assert (shown.initial_position, shown.initial_price) == (2, 2251)
    assert shown.initial_fees == Decimal("0.0005") * 2 * 2251
    assert shown.notional == 2000 + 2100 + 2200 + 2 * 2251
    assert shown.at_upper.position == 0
    assert shown.at_upper.pnl == 4900 - 2 * 2251 - Decimal("0.0005") * 4502 - Decimal("0.0002") * 4900
    assert shown.at_upper.loss == 0
    assert (shown.at_lower.position, shown.margin) == (5, None)


def test_a_stop_adds_the_taker_fee_of_closing() -> None:
    shown = looked_at(stop_below="1900", stop_above="2600")
    stop = shown.at_stop_below
    assert stop is not None
    assert shown.at_stop_above is not None
    closing = Decimal("0.0005") * 3 * 1900
    assert (stop.price, stop.position) == (1900, 3)
    assert stop.fees == shown.at_lower.fees + closing
    assert stop.pnl == -600 - stop.fees
    assert shown.at_stop_above.position == -3


def test_margin_is_asked_for_the_larger_side_and_the_capital_survives_beyond_the_bounds() -> None:
    margin = looked_at(leverage="10").margin
    assert margin is not None
    assert (margin.exposure, margin.leverage, margin.max_leverage) == (3, 10, 50)
    assert margin.initial_margin == margin.at_start == 675
    # down to 1,900: 3 x (2,100 - 1,900) + fees + maintenance; up to 2,625: 3 x (2,625 - 2,400) + fees + maintenance
    assert margin.to_survive == 675 + Decimal("0.0002") * 7200 + Decimal("0.01") * 3 * 2625
    assert margin.capital == margin.to_survive
    assert margin.falling.survives
    assert margin.rising.survives


def test_the_initial_position_costs_its_fees_and_its_spread() -> None:
    book = Quote(Decimal(2249), Decimal(2251))
    shown = preview(grid("long"), Decimal(2250), book=book, rules=RULES, means=Means(leverage=Decimal(10)))
    assert shown.margin is not None
    assert shown.margin.exposure == 5
    assert shown.margin.initial_margin == 1125
    assert shown.margin.at_start == 1125 + shown.initial_fees + 2


def test_entries_that_wait_need_their_margin_too_up_to_the_largest_position() -> None:
    waiting = grid("long", initial="wait")
    margin = preview(waiting, Decimal(2250), rules=RULES).margin
    assert margin is not None
    assert margin.exposure == 5
    limited = preview(replace(waiting, max_position=Decimal(4)), Decimal(2250), rules=RULES)
    assert limited.margin is not None
    assert limited.margin.exposure == 4
    assert limited.at_lower.position == 4


def test_the_capital_that_is_asked_for_lasts_and_a_little_less_does_not() -> None:
    needed = looked_at("short").margin
    assert needed is not None
    assert keys(looked_at("short", capital=str(needed.capital))) == []
    less = looked_at("short", capital=str(needed.to_survive - 1))
    assert keys(less) == [WarningKey.LIQUIDATION_NEAR_ABOVE]


def test_capital_that_does_not_last_says_before_which_fill() -> None:
    shown = looked_at("long", capital="400")
    assert keys(shown) == [WarningKey.LIQUIDATED_FALLING]
    warning = shown.warnings[0]
    # 4 @ 2,200, less 400 and fees: 8,404.09 / 3.96 = 2,122.2 lies above the buy at 2,100
    assert warning.values["fill"] == 2
    assert warning.text == (
        "the capital does not last: a falling price would liquidate the grid at 2122.1178, "
        "before 2100 (fill 2 of 3)"
    )


def test_a_stop_ends_the_walk() -> None:
    without = looked_at(capital="680")
    assert keys(without) == [WarningKey.LIQUIDATION_NEAR_ABOVE]
    assert keys(looked_at(capital="680", stop_below="1950", stop_above="2550")) == []
    beyond = looked_at(capital="680", stop_below="1850", stop_above="2650")
    assert keys(beyond) == [WarningKey.LIQUIDATED_FALLING, WarningKey.LIQUIDATED_RISING]
    assert beyond.warnings[0].values["next"] == 1850
    assert beyond.warnings[0].values["fill"] == 4


@pytest.mark.parametrize(
    ("more", "last", "means", "expected"),
    [
        ({"levels": 501}, "2250", {}, []),
        (
            {"levels": 540},
            "2250",
            {},
            [
                "cells 324, 328, 333, 337 and 191 more do not pay their fees: a round trip earns down to -0.079072; "
                "choose fewer levels or a wider range (a step needs more than 0.99980004)"
            ],
        ),
        ({}, "1990", {}, ["the last price 1990 is below the range, which starts at 2000"]),
        ({}, "2510", {}, ["the last price 2510 is above the range, which ends at 2500"]),
        ({}, "2000", {}, []),
        (
            {"size": "0.005"},
            "2250",
            {},
            [
                "the size 0.005 is below the exchange's minimum 0.01",
                "the size 0.005 is not a multiple of the exchange's size step 0.01",
                "an order at 2000 is worth 10, below the exchange's minimum notional 20; choose a larger size",
            ],
        ),
        ({"size": "4000"}, "2250", {}, ["the position can reach 12000, above the exchange's limit 10000"]),
        (
            {},
            "2250",
            {"max_orders": 5},
            ["the grid works up to 6 orders, more than the 5 allowed; choose fewer levels"],
        ),
        (
            {},
            "2250",
            {"leverage": Decimal(60)},
            ["the leverage 60 is above the 50 that the exchange allows for this position"],
        ),
        (
            {},
            "2250",
            {"leverage": Decimal(1), "capital": Decimal(5000)},
            [
                "the capital 5000 is below the 6750 that the exchange asks for at the start "
                "(initial margin and fees)"
            ],
        ),
    ],
)
def test_warnings_in_words(
    more: dict[str, object], last: str, means: dict[str, object], expected: list[str]
) -> None:
    shown = preview(
        grid(**more),
        Decimal(last),
        instrument=ETH,
        rules=RULES,
        means=Means(**means),  # type: ignore[arg-type]
    )
    assert [warning.text for warning in shown.warnings] == expected


def test_every_warning_has_its_words() -> None:
    names = (
        "cells worst step last lower upper size minimum notional price position maximum orders leverage "
        "capital required fill fills next bound"
    )
    values = dict.fromkeys(names.split(" "), Decimal("1.234567891"))
    for key in WarningKey:
        assert "1.2345679" in PreviewWarning(key, values).text
    assert (
        "cells 1-3, 7 do"
        in PreviewWarning(WarningKey.STEP_DOES_NOT_PAY, {**values, "cells": (1, 2, 3, 7)}).text
    )


def test_a_rebate_makes_every_step_pay() -> None:
    shown = preview(grid(levels=1000, maker_fee="-0.000001"), Decimal(2250), instrument=ETH)
    assert WarningKey.STEP_DOES_NOT_PAY not in keys(shown)
    assert shown.break_even.ratio < 1
    assert shown.break_even.at_lower < 0


@pytest.mark.parametrize(
    ("means", "message"),
    [
        ({"capital": Decimal(0)}, "capital: 0 is out of range; an amount in quote above 0"),
        ({"leverage": Decimal("0.5")}, r"leverage: 0\.5 is out of range; 1 or more"),
        ({"buffer": Decimal(1)}, "buffer: 1 is out of range"),
        ({"liquidation_fee": Decimal(1)}, "liquidation_fee: 1 is out of range"),
    ],
)
def test_means_out_of_range_are_refused(means: dict[str, Decimal], message: str) -> None:
    with pytest.raises(GridSpecError, match=message) as caught:
        preview(grid(), Decimal(2250), means=Means(**means))  # type: ignore[arg-type]
    assert caught.value.key in means


@given(
    st.sampled_from(["long", "short", "neutral"]),
    st.sampled_from(["market", "wait"]),
    st.integers(180_000, 270_000),
    st.integers(2, 60),
    st.sampled_from(["-0.000001", "0", "0.0002"]),
    st.booleans(),
)
def test_a_preview_agrees_with_itself(
    direction: str, initial: str, cents: int, levels: int, fee: str, stops: bool
) -> None:
    spec = grid(direction, initial=initial, levels=levels, maker_fee=fee)
    if stops:
        spec = replace(spec, stop_below=Decimal(1500), stop_above=Decimal(3000), max_position=Decimal(12))
    last = Decimal(cents) / 100
    shown = preview(spec, last, instrument=ETH, rules=RULES)
    margin = shown.margin
    assert margin is not None
    assert margin.capital >= margin.to_survive
    assert margin.falling.survives
    assert margin.rising.survives
    assert abs(shown.at_lower.position) <= shown.size
    assert shown.at_lower.position >= shown.initial_position >= shown.at_upper.position
    assert shown.orders_at_start <= shown.most_orders
    assert all(
        (cell.profit > 0) == (cell.upper / cell.lower > shown.break_even.ratio) for cell in shown.profits
    )
    if not stops:
        # with the capital of the preview, whoever holds on loses no more than it before either bound
        assert margin.capital >= max(shown.at_lower.loss, shown.at_upper.loss)


def test_a_thousand_levels_are_looked_at_while_a_user_types() -> None:
    spec = grid("long", levels=1000)
    began = time.perf_counter()
    preview(spec, Decimal(2250), instrument=ETH, rules=RULES)
    assert time.perf_counter() - began < 2
