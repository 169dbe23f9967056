"""Liquidation prices and the walk through the fills of a grid."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.grid.ledger import Ledger
from engine.grid.liquidation import LiquidationWalk, capital_to_survive, liquidation_price, walk_fills
from engine.grid.opening import PlannedFill
from engine.grid.orders import Intent, Liquidity
from engine.market import EXACT, QUOTIENT, Side
from engine.market.margin import MarginRules, RiskBracket

ROUNDING = Decimal("1e-45")


def rules_of(*rates: str, edges: Sequence[int] = ()) -> MarginRules:
    """Brackets with these maintenance rates between these edges; amounts are left to continuity."""
    floors = [0, *edges]
    caps = [*edges, None]
    return MarginRules(
        "X",
        tuple(
            RiskBracket(
                tier,
                Decimal(floor),
                None if cap is None else Decimal(cap),
                Decimal(rate),
                Decimal(rate) * 2,
                50,
                Decimal(0),
            )
            for tier, (rate, floor, cap) in enumerate(zip(rates, floors, caps, strict=True), 1)
        ),
    )


ONE_PERCENT = rules_of("0.01")
TIERED = rules_of("0.01", "0.0125", "0.05", edges=(600_000, 2_000_000))


def buy(price: str | Decimal, size: str = "1", fee: str = "0", *, side: Side = Side.BUY) -> PlannedFill:
    return PlannedFill(0, Intent.ENTRY, side, Decimal(price), Decimal(size), Liquidity.MAKER, Decimal(fee))


def sell(price: str | Decimal, size: str = "1", fee: str = "0") -> PlannedFill:
    return buy(price, size, fee, side=Side.SELL)


@st.composite
def many_rules(draw: st.DrawFn) -> MarginRules:
    edges = sorted(draw(st.sets(st.integers(1, 10**6), max_size=4)))
    rates = [str(Decimal(draw(st.integers(1, 400))) / 1000) for _ in range(len(edges) + 1)]
    return rules_of(*rates, edges=edges)


POSITIONS = st.integers(-(10**6), 10**6).filter(bool).map(lambda lots: Decimal(lots) / 1000)
PRICES = st.integers(1, 10**7).map(lambda cents: Decimal(cents) / 100)
AMOUNTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


@given(many_rules(), POSITIONS, PRICES, AMOUNTS, st.sampled_from(["0", "0.009"]))
def test_at_the_liquidation_price_equity_is_the_maintenance_margin(
    rules: MarginRules, position: Decimal, entry: Decimal, margin: Decimal, fee: str
) -> None:
    rate = Decimal(fee)
    price = liquidation_price(rules, position, entry, margin, liquidation_fee=rate)
    if price is None:
        assert position > 0
        assert margin >= position * entry  # paid in full: nothing is owed at any price
        return
    notional = EXACT.multiply(abs(position), price)
    equity = EXACT.add(margin, EXACT.multiply(position, EXACT.subtract(price, entry)))
    maintenance = EXACT.add(rules.maintenance_margin(notional), EXACT.multiply(notional, rate))
    assert abs(EXACT.subtract(equity, maintenance)) <= ROUNDING * max(1, notional)


@given(many_rules(), POSITIONS, PRICES, AMOUNTS)
def test_more_margin_is_never_liquidated_earlier(
    rules: MarginRules, position: Decimal, entry: Decimal, margin: Decimal
) -> None:
    less = liquidation_price(rules, position, entry, margin)
    more = liquidation_price(rules, position, entry, margin + 1)
    if less is None:
        assert more is None
    elif more is not None:
        assert more < less if position > 0 else more > less


@pytest.mark.parametrize("edge", [600_000, 2_000_000])
@pytest.mark.parametrize("position", [Decimal(-7), Decimal(7)])
def test_the_liquidation_price_has_no_jump_at_the_edge_of_a_bracket(edge: int, position: Decimal) -> None:
    # the margin that puts the liquidation on the edge exactly, and a hair to each side of it
    price = EXACT.divide(Decimal(edge * 8), Decimal(56)) if edge % 7 == 0 else Decimal(edge) / 7
    equity = TIERED.maintenance_margin(Decimal(edge))
    entry = Decimal(100_000)
    margin = equity - position * (price - entry)
    hair = Decimal("1e-9")
    found = [
        liquidation_price(TIERED, position, entry, margin + change) for change in (-hair, Decimal(0), hair)
    ]
    assert all(value is not None and abs(value - price) < Decimal("1e-8") for value in found)


def test_a_position_without_a_liquidation_price() -> None:
    assert liquidation_price(ONE_PERCENT, Decimal(0), Decimal(100), Decimal(5)) is None
    assert liquidation_price(ONE_PERCENT, Decimal(1), Decimal(100), Decimal(100)) is None
    assert liquidation_price(ONE_PERCENT, Decimal(-1), Decimal(100), Decimal(-100)) == 0


def test_a_fee_on_liquidation_brings_it_nearer() -> None:
    arguments = (ONE_PERCENT, Decimal(1), Decimal(100), Decimal(10))
    plain = liquidation_price(*arguments)
    kept_back = liquidation_price(*arguments, liquidation_fee=Decimal("0.009"))
    assert plain is not None
    assert kept_back is not None
    assert plain < kept_back < 100


def test_the_walk_tells_the_account_after_every_fill() -> None:
    walk = walk_fills(
        ONE_PERCENT,
        Decimal(100),
        [buy("110", fee="0.5")],
        Decimal(110),
        [buy("100", fee="0.1"), sell("95", "2", fee="0.2")],
        Decimal(90),
    )
    assert walk.survives
    assert walk.missed is None
    start, second, flat = walk.steps
    assert (start.fill, start.price, start.position, start.equity) == (None, 110, 1, Decimal("99.5"))
    assert (second.position, second.average_entry) == (2, 105)
    assert second.equity == 100 - Decimal("0.6") - 10
    assert second.maintenance_margin == 2
    assert second.liquidation_price == QUOTIENT.divide(Decimal("110.6"), Decimal("1.98"))
    assert (flat.position, flat.liquidation_price, flat.maintenance_margin) == (0, None, 0)
    assert flat.equity == 100 - Decimal("0.8") - 20


def test_a_walk_that_fails_says_before_which_fill_and_where() -> None:
    path = [buy("90"), buy("80"), buy("70")]
    walk = walk_fills(ONE_PERCENT, Decimal(25), [buy("100")], Decimal(100), path, Decimal(60))
    # 2 @ 95 with 25: (190 - 25) / 1.98 = 83.33, above the buy at 80
    assert walk.liquidated_before == 2
    assert walk.missed == path[1]
    assert walk.liquidated_at is not None
    assert round(walk.liquidated_at, 4) == Decimal("83.3333")
    assert len(walk.steps) == 2


def test_a_walk_may_fail_after_the_last_fill_or_at_once() -> None:
    late = walk_fills(ONE_PERCENT, Decimal(25), [buy("100")], Decimal(100), [], Decimal(60))
    assert (late.liquidated_before, late.missed) == (1, None)
    at_once = walk_fills(ONE_PERCENT, Decimal(25), [buy("200")], Decimal(100), [buy("90")], Decimal(60))
    assert (at_once.liquidated_before, at_once.liquidated_at) == (1, 100)


def test_a_flat_account_whose_fees_have_used_up_the_capital_is_liquidated() -> None:
    taken = [buy("100", fee="3"), sell("100", fee="3")]
    assert walk_fills(ONE_PERCENT, Decimal(6), taken, Decimal(100), [], Decimal(90)).survives
    walk = walk_fills(ONE_PERCENT, Decimal(5), taken, Decimal(100), [], Decimal(90))
    assert (walk.liquidated_before, walk.liquidated_at) == (1, 100)


def test_an_account_that_just_has_its_maintenance_margin_is_not_liquidated() -> None:
    # at 90 the equity is 0.9, the maintenance margin 0.9
    walk = walk_fills(ONE_PERCENT, Decimal("10.9"), [buy("100")], Decimal(100), [], Decimal(90))
    assert walk.survives
    assert not walk_fills(ONE_PERCENT, Decimal("10.89"), [buy("100")], Decimal(100), [], Decimal(90)).survives


@st.composite
def walks(draw: st.DrawFn) -> tuple[MarginRules, list[PlannedFill], Decimal, list[PlannedFill], Decimal]:
    """Fills on a falling or rising price, with an exit here and there, and an end beyond the last."""
    falling = draw(st.booleans())
    prices = sorted(draw(st.sets(st.integers(10, 5000), min_size=2, max_size=12)), reverse=falling)
    start, *way, end = (Decimal(price) for price in prices)
    side = Side.BUY if falling else Side.SELL
    taken = [
        buy(start, str(size), "0.01", side=draw(st.sampled_from(Side)))
        for size in draw(st.lists(st.integers(1, 5), max_size=2))
    ]
    path = [buy(price, str(draw(st.integers(1, 5))), "0.01", side=side) for price in way]
    rules = draw(st.sampled_from([rules_of("0.01"), rules_of("0.01", "0.02", "0.1", edges=(5_000, 20_000))]))
    return rules, taken, start, path, end


def _breached(
    rules: MarginRules,
    capital: Decimal,
    taken: Sequence[PlannedFill],
    start: Decimal,
    path: Sequence[PlannedFill],
    end: Decimal,
) -> tuple[int, Decimal] | None:
    """The first of finely spaced prices at which the equity is below the maintenance margin, the slow way."""
    ledger = Ledger()
    for fill in taken:
        ledger.book_fill(fill.side, fill.price, fill.size, fill.fee)
    stations = [start, *(fill.price for fill in path), end]
    for number, (here, there) in enumerate(pairwise(stations), 1):
        if number > 1:
            fill = path[number - 2]
            ledger.book_fill(fill.side, fill.price, fill.size, fill.fee)
        for part in range(21):
            price = here + (there - here) * part / 20
            if capital + ledger.total(price) < rules.maintenance_margin(abs(ledger.position) * price):
                return number, price
    return None


@given(walks(), st.integers(1, 40_000))
def test_the_walk_is_liquidated_no_later_than_at_any_single_step_and_no_earlier_than_it_must(
    way: tuple[MarginRules, list[PlannedFill], Decimal, list[PlannedFill], Decimal], money: int
) -> None:
    rules, taken, start, path, end = way
    capital = Decimal(money)
    walk = walk_fills(rules, capital, taken, start, path, end)
    breach = _breached(rules, capital, taken, start, path, end)
    if breach is None:
        assert walk.survives
        return
    number, price = breach
    assert walk.liquidated_before == number
    assert walk.liquidated_at is not None
    grain = abs(start - end)  # the slow way sees the breach up to one of its steps later
    assert (walk.liquidated_at - price) * (1 if end < start else -1) >= 0
    assert abs(walk.liquidated_at - price) <= grain / 20
    _check_every_step_before_was_safe(walk)


def _check_every_step_before_was_safe(walk: LiquidationWalk) -> None:
    prices = [*(step.price for step in walk.steps), *([walk.missed.price] if walk.missed else [walk.end])]
    for step, next_price in zip(walk.steps[:-1], prices[1:], strict=False):
        if step.liquidation_price is not None:
            beyond = step.liquidation_price - next_price
            assert beyond <= 0 if step.position > 0 else beyond >= 0


@given(walks())
def test_the_capital_to_survive_is_the_least_that_does(
    way: tuple[MarginRules, list[PlannedFill], Decimal, list[PlannedFill], Decimal],
) -> None:
    rules, taken, start, path, end = way
    capital = capital_to_survive(rules, taken, start, path, end)
    assume(capital > 0)
    assert walk_fills(rules, capital, taken, start, path, end).survives
    assert not walk_fills(rules, capital - Decimal("1e-9"), taken, start, path, end).survives
