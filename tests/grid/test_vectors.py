"""Numbers that others have published about their grids, by source, held to the rules of this project.

Where a venue's convention differs from ours, the test says so and checks the difference that is stated. The
lines of V1 to V8 in full are also in test_lines.py. Margin, liquidation and funding (V17 to V24) are in
test_vectors_margin.py, the accounts (V13, V14 and the golden paths A to D) in test_vectors_account.py. A
source's "N grids" are N cells, so N + 1 levels. V27 (Poloniex) recommends a range from two weeks of candles;
this project recommends none, so there is nothing of ours to hold to it.
"""

from decimal import Decimal
from itertools import pairwise

import pytest

from engine.grid.cell_profit import CellProfit, break_even, cell_profits
from engine.grid.lines import grid_lines
from engine.grid.preview import preview
from engine.grid.preview_warnings import WarningKey
from engine.market import Side
from tests.fakes.published import CENT, V10, V10_MARKET, armed, grid, opened, rules_of


def profit_of(lower: str, upper: str, size: str, maker_fee: str) -> CellProfit:
    return cell_profits((Decimal(lower), Decimal(upper)), Decimal(size), Decimal(maker_fee))[0]


# --- lines: V1 to V9 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lower", "upper", "cells", "step"),
    [
        ("10000", "30000", 5, 4000),
        ("8000", "12000", 4, 1000),
        ("3", "15", 4, 3),
        ("30", "150", 3, 40),
        ("20000", "30000", 5, 2000),
    ],
    ids=["V1 Bybit", "V2 KuCoin", "V3 KuCoin", "V3 Gate", "V4 Hotcoin"],
)
def test_the_step_of_an_arithmetic_grid(lower: str, upper: str, cells: int, step: int) -> None:
    lines = grid_lines(grid("neutral", lower, upper, cells), CENT)
    assert {above - below for below, above in pairwise(lines)} == {step}


@pytest.mark.parametrize(
    ("lower", "upper", "cells", "ratio"),
    [
        ("20000", "30000", 5, "1.084471771"),
        ("100", "121", 2, "1.1"),
        ("20000", "45000", 5, "1.176079"),
        ("1000", "2000", 5, "1.148698355"),
    ],
    ids=["V5 Hotcoin", "V6 Phemex", "V7 XT", "V8 a comment in a public grid bot"],
)
def test_the_ratio_of_a_geometric_grid(lower: str, upper: str, cells: int, ratio: str) -> None:
    lines = grid_lines(grid("neutral", lower, upper, cells, spacing="geometric"), CENT)
    for below, above in pairwise(lines):
        # each line is up to half a tick away from its exact place
        assert abs(above / below - Decimal(ratio)) < CENT / below + Decimal("1e-6")


def test_v7_xt_leaves_the_nearest_line_blank_and_we_arm_every_line() -> None:
    """XT: market 35,000, the nearest line 32,534.15 is blank. Ours: the market's cell is open, no line is blank."""
    plan = opened(grid("neutral", "20000", "45000", 5, spacing="geometric"), "35000")
    assert armed(plan.resting) == "B20000 B23521.58 B27663.24 B32534.15 S38262.74 S45000"


def test_v9_gridbt_geometric_lines() -> None:
    """gridbt.com prints 30.4464 for the fourth: it cuts off where we round."""
    lines = grid_lines(grid("long", "30", "30.5591", 5, spacing="geometric"), Decimal("0.0001"))
    assert [str(line) for line in lines[1:]] == ["30.1110", "30.2224", "30.3342", "30.4465", "30.5591"]


# --- starts: V10 to V12b, V16c -----------------------------------------------------------------------------------


def test_v10_bybit_neutral_futures_grid() -> None:
    shown = preview(V10, Decimal(V10_MARKET))
    assert armed(opened(V10, V10_MARKET).resting) == "B10000 B14000 B18000 S22000 S26000 S30000"
    assert shown.initial_position == 0
    low, high = shown.at_lower, shown.at_upper
    assert (low.position, low.average_entry) == (Decimal("0.456"), 14_000)
    assert low.position * low.average_entry == 6_384
    assert (high.position, high.average_entry) == (Decimal("-0.456"), 26_000)
    assert -high.position * high.average_entry == 11_856
    # Bybit halves both at 2x: the initial margin of the position
    assert rules_of("0.01").initial_margin(Decimal(6_384), Decimal(2)) == 3_192
    assert rules_of("0.01").initial_margin(Decimal(11_856), Decimal(2)) == 5_928


@pytest.mark.parametrize(
    ("maker_fee", "net"),
    [
        ("0", "608"),
        ("0.0002", "606.784"),
        ("0.00027", "606.3584"),
        ("0.00055", "604.656"),
        ("0.0006", "604.352"),
    ],
)
def test_v10b_bybit_one_round_trip(maker_fee: str, net: str) -> None:
    assert profit_of("18000", "22000", "0.152", maker_fee).profit == Decimal(net)


def test_v11_poloniex_arms_all_six_lines() -> None:
    spec = grid("neutral", "40000", "60000", 5, "0.001")
    assert armed(opened(spec, "50000").resting) == "B40000 B44000 B48000 S52000 S56000 S60000"


def test_v12_htx_sells_one_more_cell_at_the_market_and_leaves_the_line_above_blank() -> None:
    """HTX: 0.003 sold at 51,000, 52,000 blank, a buy at 48,000. Ours: 0.002 sold, 48,000 blank, a sell at 52,000.

    We enter a cell at the market only where its entry would trade at once; the sell at 52,000 would not. HTX sells
    for that cell too. After the fill at 48,000 HTX stands where we started: -0.002 and the same orders.
    """
    spec = grid("short", "40000", "60000", 5, "0.001")
    plan = opened(spec, "51000")
    assert [fill.price for fill in plan.taken] == [51_000, 51_000]
    assert armed(plan.resting) == "B40000 B44000 S52000 S56000 S60000"
    htx_after_48 = "B40000 B44000 S52000 S56000 S60000"
    assert armed(plan.resting) == htx_after_48


def test_v12b_bybit_spot_leaves_the_first_line_above_the_market_blank_as_we_do() -> None:
    """Market 26,500: 27,000 is blank. Bybit then trails the range upwards; ours stays where it is."""
    plan = opened(grid("long", "25000", "30000", 5), "26500")
    assert armed(plan.resting) == "B25000 B26000 S28000 S29000 S30000"


def test_v16c_binance_leaves_the_nearest_line_blank_and_we_buy_there() -> None:
    """Binance: market 0.7760, five buys, 0.7749 blank, 26 sells with 364 bought at the market.

    Ours: 0.7749 is a buy, as it lies below the market, and 0.7802, the first above, is blank: one cell fewer is
    bought at the market.
    """
    spec = grid("long", "0.7484", "0.9127", 31, "14")
    tick = Decimal("0.0001")
    plan = opened(spec, "0.7760", tick)
    buys = sorted(order.price for order in plan.resting if order.side is Side.BUY)
    assert buys == [Decimal(p) for p in ("0.7484", "0.7537", "0.7590", "0.7643", "0.7696", "0.7749")]
    assert sum(buys[:5]) == Decimal("3.795")
    assert sum(buys[:5]) * 14 == Decimal("53.13")
    shown = preview(spec, Decimal("0.7760"))
    assert shown.initial_position == 364 - 14
    assert 364 * shown.initial_price == Decimal("282.464")


# --- round trips: V15, V16, V16b, V16d, V25, V26 -----------------------------------------------------------------


def test_v15_bybit_spot_takes_fees_in_base_and_holds_back_a_part_and_we_do_neither() -> None:
    """Bybit spot: 5 % of the investment is held back, and a sell is smaller by the fee that the buy took in base.

    Ours: the size is given, nothing is held back, both legs have it, and both fees are in quote.
    """
    market, fee = Decimal(54_000), Decimal("0.001")
    bybit_size = Decimal("0.95") * 23_610 / (45_000 + 49_000 + 53_000 + 2 * market)
    assert round(bybit_size, 8) == Decimal("0.08795882")
    bybit_sell = bybit_size * (1 - fee)
    assert round(bybit_sell, 8) == Decimal("0.08787086")
    bybit_net = round(bybit_sell, 8) * 57_000 * (1 - fee) - round(bybit_size, 8) * 53_000
    assert round(bybit_net, 5) == Decimal("341.81292")

    size = Decimal("0.08795882")
    plan = opened(grid("long", "45000", "65000", 5, str(size)), "54000")
    assert armed(plan.resting) == "B45000 B49000 B53000 S61000 S65000"  # 57,000 is blank, as at Bybit
    assert {order.size for order in plan.resting} == {size}
    ours = profit_of("53000", "57000", str(size), str(fee)).profit
    assert ours == size * 4_000 - size * fee * 110_000
    # Bybit sells c x size less, at 57,000 less the fee, and pays no fee in quote on the buy
    stated = size * fee * (57_000 * (1 - fee) - 53_000)
    assert abs(ours - bybit_net - stated) < Decimal("0.0002")  # Bybit's sizes are rounded to eight decimals


def test_v16_okx_takes_the_fee_of_a_buy_in_base_and_we_take_it_in_quote() -> None:
    """OKX spot: bought 0.00005222, sold the 0.00005216 that the fee left. Ours: one size, both fees in quote."""
    bought, sold, fee = Decimal("0.00005222"), Decimal("0.00005216"), Decimal("0.001")
    sell_fee = 101_000 * sold * fee
    assert sell_fee == Decimal("0.00526816")
    okx_net = 101_000 * sold - sell_fee - 100_000 * bought
    assert okx_net == Decimal("0.04089184")
    ours = profit_of("100000", "101000", str(sold), str(fee)).profit
    assert ours == Decimal("0.05216") - sell_fee - 100_000 * sold * fee
    # the difference is OKX's fee in base, rounded up to 0.00000006, against ours in quote
    assert ours - okx_net == 100_000 * (bought - sold) - 100_000 * sold * fee


def test_v16b_pionex_rounds_what_we_do_not() -> None:
    """Pionex shows 6.348 - 6.228 = 0.120; 0.0002 from 31,140 to 31,744 is 0.1208."""
    assert profit_of("31140", "31744", "0.0002", "0").profit == Decimal("0.1208")


def test_v16d_bitsgap_widens_the_step_by_the_fees_and_we_show_what_the_step_leaves() -> None:
    """Bitsgap: a step of 0.5 % at a fee of 0.1 % is sold 0.7 % higher and called 0.5 % net.

    Ours: lines lie where they were asked for, and the fee is on both notionals: of 0.7 %, 0.4993 % are left.
    """
    assert profit_of("1000", "1007", "1", "0.001").percent == Decimal("0.4993")


@pytest.mark.parametrize(
    ("lower", "upper", "cells", "maker_fee", "least", "most", "geometric"),
    [
        ("20000", "30000", 5, "0.0002", "7.10143", "9.95800", "8.40549"),
        ("60000", "80000", 40, "0.00027", "0.57476", "0.77911", "0.66760"),
    ],
    ids=["V25 Phemex", "V26"],
)
def test_profit_per_grid_as_a_percentage(
    lower: str, upper: str, cells: int, maker_fee: str, least: str, most: str, geometric: str
) -> None:
    fine = Decimal("1e-12")
    arithmetic = grid("neutral", lower, upper, cells)
    profits = cell_profits(grid_lines(arithmetic, fine), Decimal(1), Decimal(maker_fee))
    assert round(profits[-1].percent, 5) == min(round(cell.percent, 5) for cell in profits) == Decimal(least)
    assert round(profits[0].percent, 5) == max(round(cell.percent, 5) for cell in profits) == Decimal(most)
    ratio = grid("neutral", lower, upper, cells, spacing="geometric")
    same = cell_profits(grid_lines(ratio, fine), Decimal(1), Decimal(maker_fee))
    assert {round(cell.percent, 5) for cell in same} == {Decimal(geometric)}


@pytest.mark.parametrize(("cells", "pays"), [(463, True), (464, False)])
def test_v26_more_than_463_cells_make_the_top_step_a_loser(cells: int, pays: bool) -> None:
    spec = grid("neutral", "60000.000000", "80000", cells, maker_fee="0.00027")
    lines = grid_lines(spec, Decimal("0.000001"))
    assert cell_profits(lines, Decimal(1), spec.maker_fee)[-1].pays is pays
    step = break_even(spec.lower, spec.upper, spec.maker_fee)
    assert (Decimal(20_000) / cells > step.at_upper) is pays
    warned = {warning.key for warning in preview(spec, Decimal(70_000)).warnings}
    assert (WarningKey.STEP_DOES_NOT_PAY in warned) is not pays


@pytest.mark.parametrize(("maker_fee", "percent"), [("0.00027", "0.0540146"), ("0.0002", "0.0400080")])
def test_the_break_even_step_at_a_maker_fee(maker_fee: str, percent: str) -> None:
    ratio = break_even(Decimal(1000), Decimal(2000), Decimal(maker_fee)).ratio
    assert round((ratio - 1) * 100, 7) == Decimal(percent)
