"""Margin rules: how a record's cumulative amounts are read, and the margins that follow."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.market.margin import (
    CumulativeReading,
    MarginRules,
    MarginRulesError,
    RiskBracket,
    largest_exposure,
)


def bracket(
    tier: int,
    floor: str,
    cap: str | None,
    rate: str,
    amount: str,
    *,
    initial: str = "0.02",
    leverage: int = 50,
) -> RiskBracket:
    return RiskBracket(
        tier,
        Decimal(floor),
        None if cap is None else Decimal(cap),
        Decimal(rate),
        Decimal(initial),
        leverage,
        Decimal(amount),
    )


# the brackets of the protocol reference's example
PUBLISHED = (
    bracket(1, "0", "600000", "0.01", "0"),
    bracket(2, "600000", None, "0.0125", "1500", initial="0.025", leverage=40),
)
ADDED = (PUBLISHED[0], bracket(2, "600000", None, "0.0125", "6000", initial="0.025", leverage=40))


@pytest.mark.parametrize(
    ("brackets", "reading"),
    [
        (PUBLISHED, CumulativeReading.DEDUCTED),
        (ADDED, CumulativeReading.ADDED),
        ((PUBLISHED[0], bracket(2, "600000", None, "0.0125", "17")), CumulativeReading.NEITHER),
        # one bracket from zero: both readings are the same
        (PUBLISHED[:1], CumulativeReading.DEDUCTED),
    ],
)
def test_the_reading_that_is_continuous_is_chosen_and_gives_the_margin(
    brackets: tuple[RiskBracket, ...], reading: CumulativeReading
) -> None:
    rules = MarginRules("ETH_USDT_Perp", brackets)
    assert rules.reading is reading
    assert rules.maintenance_margin(Decimal(600_000)) == 6_000
    if len(brackets) == 2:
        assert rules.maintenance_margin(Decimal(1_000_000)) == 11_000  # 6,000 + 400,000 x 1.25 %


def test_each_reading_of_its_own_record_is_what_the_formula_says() -> None:
    notional = Decimal(800_000)
    deducted = notional * PUBLISHED[1].maintenance_margin_rate - PUBLISHED[1].cumulative_maintenance_amount
    added = (
        ADDED[1].cumulative_maintenance_amount
        + (notional - ADDED[1].notional_floor) * ADDED[1].maintenance_margin_rate
    )
    assert MarginRules("X", PUBLISHED).maintenance_margin(notional) == deducted == 8_500
    assert MarginRules("X", ADDED).maintenance_margin(notional) == added == 8_500


@st.composite
def rules_of_any_record(draw: st.DrawFn) -> MarginRules:
    """Rising floors, any rates, and amounts of either reading or of none."""
    edges = [0, *sorted(draw(st.sets(st.integers(1, 10**7), max_size=5)))]
    rates = [Decimal(draw(st.integers(1, 500))) / 1000 for _ in edges]
    kind = draw(st.sampled_from(CumulativeReading))
    margin = Decimal(0)
    brackets = []
    for index, (floor, rate) in enumerate(zip(edges, rates, strict=True)):
        if index:
            margin += (floor - edges[index - 1]) * rates[index - 1]
        deducted = floor * rate - margin
        amount = {
            CumulativeReading.DEDUCTED: deducted,
            CumulativeReading.ADDED: margin,
            CumulativeReading.NEITHER: Decimal(draw(st.integers(0, 10**6))),
        }[kind]
        cap = edges[index + 1] if index + 1 < len(edges) else None
        brackets.append(
            RiskBracket(
                index + 1,
                Decimal(floor),
                None if cap is None else Decimal(cap),
                rate,
                min(Decimal(1), rate * 2),
                50,
                amount,
            )
        )
    rules = MarginRules.of("X", reversed(brackets))
    if kind is not CumulativeReading.NEITHER and len(edges) > 1 and len(set(rates)) > 1:
        expected = {kind}
        if all(deducted == added for deducted, added in zip(*_both(brackets), strict=True)):
            expected = {CumulativeReading.DEDUCTED}
        assert rules.reading in expected
    return rules


def _both(brackets: list[RiskBracket]) -> tuple[list[Decimal], list[Decimal]]:
    amounts = [bracket.cumulative_maintenance_amount for bracket in brackets]
    added = [b.notional_floor * b.maintenance_margin_rate - b.cumulative_maintenance_amount for b in brackets]
    return amounts, added


@given(rules_of_any_record())
def test_maintenance_margin_is_continuous_at_every_edge_and_starts_at_zero(rules: MarginRules) -> None:
    assert rules.maintenance_margin(Decimal(0)) == 0
    for below, above in zip(rules.brackets, rules.brackets[1:], strict=False):
        edge = above.notional_floor
        grain = Decimal("1e-20")
        at, just_above = rules.maintenance_margin(edge), rules.maintenance_margin(edge + grain)
        assert just_above - at == grain * above.maintenance_margin_rate
        assert at - rules.maintenance_margin(edge - grain) == grain * below.maintenance_margin_rate


def test_an_edge_belongs_to_the_lower_bracket_and_the_last_one_goes_on() -> None:
    capped = (PUBLISHED[0], bracket(2, "600000", "900000", "0.0125", "1500"))
    rules = MarginRules("X", capped)
    assert rules.bracket_of(Decimal(600_000)).tier == 1
    assert rules.bracket_of(Decimal("600000.01")).tier == 2
    assert rules.bracket_of(Decimal(10**9)).tier == 2


@pytest.mark.parametrize(
    ("notional", "leverage", "margin"),
    [
        ("10000", "10", "1000"),
        ("10000", "50", "200"),
        ("10000", "100", "200"),  # no more than the bracket allows
        ("1000000", "50", "25000"),  # the second bracket's 2.5 % on the whole notional
        ("1000000", "1", "1000000"),
    ],
)
def test_initial_margin_is_the_larger_of_leverage_and_bracket(
    notional: str, leverage: str, margin: str
) -> None:
    rules = MarginRules("X", PUBLISHED)
    assert rules.initial_margin(Decimal(notional), Decimal(leverage)) == Decimal(margin)
    assert rules.max_leverage_of(Decimal(notional)) == (50 if Decimal(notional) <= 600_000 else 40)


def test_a_leverage_below_one_is_refused() -> None:
    with pytest.raises(MarginRulesError, match=r"leverage: 0\.5 is below 1"):
        MarginRules("X", PUBLISHED).initial_margin(Decimal(1), Decimal("0.5"))


@pytest.mark.parametrize(
    ("brackets", "message"),
    [
        ((), "risk_brackets: are empty"),
        ((bracket(1, "5", None, "0.01", "0"),), "notional_floor: 5 of the lowest"),
        ((bracket(1, "0", "0", "0.01", "0"),), "notional_cap: 0 of tier 1 is not above"),
        (
            (bracket(1, "0", "5", "0.01", "0"), bracket(2, "6", None, "0.01", "0")),
            "notional_cap: 5 of tier 1 is not the floor 6 of tier 2",
        ),
        (
            (bracket(1, "0", None, "0.01", "0"), bracket(2, "6", None, "0.01", "0")),
            "notional_cap: none of tier 1",
        ),
        ((bracket(1, "0", None, "1", "0"),), "maintenance_margin_rate: 1 of tier 1"),
        ((bracket(1, "0", None, "0.01", "0", initial="0"),), "initial_margin_rate: 0 of tier 1"),
        ((bracket(1, "0", None, "0.01", "0", leverage=0),), "max_leverage: 0 of tier 1"),
    ],
)
def test_rules_that_no_margin_can_be_computed_from_are_refused(
    brackets: tuple[RiskBracket, ...], message: str
) -> None:
    with pytest.raises(MarginRulesError, match=message):
        MarginRules("X", brackets)


@pytest.mark.parametrize(
    ("position", "bids", "asks", "size"),
    [
        ("0", "1", "3", "3"),
        ("2", "1", "3", "3"),
        ("-2", "1", "3", "5"),
        ("4", "1", "3", "5"),
        ("0", "0", "0", "0"),
    ],
)
def test_exposure_counts_orders_against_a_position_as_if_it_were_not_there(
    position: str, bids: str, asks: str, size: str
) -> None:
    assert largest_exposure(Decimal(position), Decimal(bids), Decimal(asks)) == Decimal(size)
