"""Published numbers about margin, liquidation and funding, by source, held to the rules of this project.

Where a venue's convention differs from ours, the test says so and checks the difference that is stated.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.grid.capital import Means
from engine.grid.funding import HOUR, funding_payment, settlements
from engine.grid.liquidation import liquidation_price, walk_fills
from engine.grid.preview import preview
from engine.grid.preview_warnings import WarningKey
from engine.market import Side
from engine.market.margin import largest_exposure
from tests.fakes.published import V10, V10_MARKET, grid, opened, rules_of


def rounded(value: Decimal | None, decimals: int) -> Decimal:
    assert value is not None
    return round(value, decimals)


def test_v17_grvt_initial_margin_counts_the_larger_side() -> None:
    size = largest_exposure(Decimal(1), Decimal("1.5"), Decimal("2.6"))
    assert size == max(Decimal("2.5"), Decimal("2.6"))
    assert rules_of("0.01").initial_margin(size * 100_000, Decimal(50)) == 5_200


@pytest.mark.parametrize(
    ("bids", "asks", "older_page", "ours"),
    [("10", "20", 60, 60), ("0", "200", 150, 200), ("0", "20", 50, 50)],
)
def test_v18_an_older_grvt_page_nets_asks_against_a_long_and_we_do_not(
    bids: str, asks: str, older_page: int, ours: int
) -> None:
    """Long 50. The newer page (V17) takes no position off the asks; it is the later one, and asks for more."""
    assert largest_exposure(Decimal(50), Decimal(bids), Decimal(asks)) == ours
    netted = max(50 + Decimal(bids), Decimal(asks) - 50)
    assert netted == older_page


def test_v10_flat_grid_needs_its_initial_margin() -> None:
    """The grid of V10, flat at 20,248.5 and 2 %: 0.456 x 20,248.5 x 2 %."""
    margin = preview(
        V10, Decimal(V10_MARKET), rules=rules_of("0.01"), means=Means(leverage=Decimal(50))
    ).margin
    assert margin is not None
    assert margin.initial_margin == Decimal("184.66632")
    assert round(margin.at_start, 2) == Decimal("184.67")


def test_v23_phemex_holds_back_the_fee_of_closing_and_we_do_not() -> None:
    """Phemex: 7,000 + 38.50 to open + 34.65 to close at the bankruptcy price. Ours: 7,000 + 38.50 at the start.

    The fee of closing is shown where it is due: in the outcome at a stop.
    """
    spec = replace(grid("long", "70000", "77000", 1, taker_fee="0.00055"), stop_below=Decimal(63_000))
    shown = preview(spec, Decimal(70_000), rules=rules_of("0.005"), means=Means(leverage=Decimal(10)))
    assert shown.margin is not None
    assert (shown.margin.initial_margin, shown.initial_fees) == (7_000, Decimal("38.50"))
    assert shown.margin.at_start == Decimal("7073.15") - Decimal("34.65")
    stop = shown.at_stop_below
    assert stop is not None
    assert (stop.fees, stop.pnl) == (Decimal("73.15"), Decimal("-7073.15"))


# --- liquidation: V19 to V22 -------------------------------------------------------------------------------------


def test_v19_kucoin_keeps_back_a_fee_and_shows_a_buffer_and_we_show_the_price_itself() -> None:
    """KuCoin: 0.1 at 100,000 with 700, maintenance 0.5 %, a liquidation fee of 0.05 %, and 2 % added for display.

    Ours: the fee only where it is given, and no addition.
    """
    position, entry, margin = Decimal("0.1"), Decimal(100_000), Decimal(500 + 200)
    rules = rules_of("0.005")
    with_fee = liquidation_price(rules, position, entry, margin, liquidation_fee=Decimal("0.0005"))
    assert rounded(with_fee, 2) == Decimal("93514.33")
    assert with_fee is not None
    assert round(with_fee * Decimal("1.02"), 2) == Decimal("95384.62")
    assert rounded(liquidation_price(rules, position, entry, margin), 2) == Decimal("93467.34")


def test_v20_toobit_takes_maintenance_at_the_entry_and_we_take_it_at_mark() -> None:
    """Toobit: 10 ETH at 1,500, 50x, 1 %: 1,485 with the maintenance of the entry. Ours, at mark: 1,484.85."""
    position, entry = Decimal(10), Decimal(1_500)
    rules = rules_of("0.01")
    margin = rules.initial_margin(position * entry, Decimal(50))
    assert margin == 300
    assert rules.maintenance_margin(position * entry) == 150
    assert entry - (margin - 150) / position == 1_485
    assert rounded(liquidation_price(rules, position, entry, margin), 2) == Decimal("1484.85")
    equity_at_1483 = margin + position * (1_483 - entry)
    assert round(150 / equity_at_1483 * 100, 2) == Decimal("115.38")
    ours_at_1483 = rules.maintenance_margin(position * 1_483) / equity_at_1483 * 100
    assert round(ours_at_1483, 2) == Decimal("114.08")


def test_v21_the_longs_of_v10_are_liquidated_before_the_third_buy() -> None:
    """With 1,000 at 1 %. All three filled would say 11,926.28, which is never reached."""
    rules = rules_of("0.01")
    path = opened(V10, V10_MARKET).path(Side.BUY, Decimal(0))
    assert [fill.price for fill in path] == [18_000, 14_000, 10_000]
    walk = walk_fills(rules, Decimal(1_000), (), Decimal(V10_MARKET), path, Decimal(9_500))
    after_18k, after_14k = walk.steps[1:]
    assert rounded(after_18k.liquidation_price, 2) == Decimal("11536.42")
    assert rounded(after_14k.liquidation_price, 2) == Decimal("12838.92")
    assert walk.liquidated_at == after_14k.liquidation_price
    assert walk.liquidated_before == 3
    assert walk.missed == path[2]
    all_filled = liquidation_price(rules, Decimal("0.456"), Decimal(14_000), Decimal(1_000))
    assert rounded(all_filled, 2) == Decimal("11926.28")
    free = replace(V10, maker_fee=Decimal(0))
    warnings = preview(free, Decimal(V10_MARKET), rules=rules, means=Means(Decimal(1_000))).warnings
    assert [warning.text for warning in warnings if warning.key is WarningKey.LIQUIDATED_FALLING] == [
        "the capital does not last: a falling price would liquidate the grid at 12838.915, "
        "before 10000 (fill 3 of 3)"
    ]


def test_v22_all_longs_and_all_shorts_of_v10() -> None:
    rules = rules_of("0.01")
    longs = liquidation_price(rules, Decimal("0.456"), Decimal(14_000), Decimal(3_192))
    shorts = liquidation_price(rules, Decimal("-0.456"), Decimal(26_000), Decimal(5_928))
    assert (rounded(longs, 2), rounded(shorts, 2)) == (Decimal("7070.71"), Decimal("38613.86"))


# --- funding: V24 ------------------------------------------------------------------------------------------------


def test_v24_funding_of_50_000_at_a_hundredth_of_a_percent() -> None:
    payment = funding_payment(Decimal(1), Decimal(50_000), Decimal("0.01"))
    assert payment == -5
    day = 24 * HOUR
    assert payment * len(settlements(0, day, 8)) == -15
    assert payment * len(settlements(0, 30 * day, 8)) == -450
