"""Published walks through a grid's account: matched pairs against the exchange's view, after every trade.

The same walks order by order are in tests/paper/test_golden_paths.py. Where a venue's convention differs from
ours, the test says so and checks the difference that is stated.
"""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from engine.grid.ledger import Ledger
from engine.grid.matched_pairs import MatchedPairs, check_identity
from engine.grid.orders import Fill, Intent, Liquidity
from engine.grid.spec import GridSpec
from engine.market import EXACT, Quote, Side, Trade, TradeId
from engine.paper.account import PaperAccount
from engine.paper.simulation import GridSimulation
from tests.fakes.published import V10, V10_MARKET, grid


@dataclass(frozen=True)
class Row:
    """What stands after a trade at ``price``: matched gross and floating lots against the exchange's view."""

    price: str | None
    position: str
    average: str
    matched: str
    floating: str
    realized: str
    fees: str
    total: str
    mark: str | None = None


@dataclass(frozen=True)
class Walk:
    """A grid, the market at its start, and what stands after each trade; the total is after fees."""

    spec: GridSpec
    market: str
    rows: tuple[Row, ...]


WALKS = {
    "A, V10 Bybit": Walk(
        V10,
        V10_MARKET,
        (
            Row(None, "0", "0", "0", "0", "0", "0", "0"),
            Row("18000", "0.152", "18000", "0", "0", "0", "0.5472", "-0.5472"),
            Row("22000", "0", "0", "608", "0", "608", "1.2160", "606.7840"),
            Row("18000", "0.152", "18000", "608", "0", "608", "1.7632", "606.2368"),
            Row("14000", "0.304", "16000", "608", "-608", "608", "2.1888", "-2.1888"),
            Row("10000", "0.456", "14000", "608", "-912", "608", "2.4928", "-306.4928", mark="12000"),
        ),
    ),
    "B, V11 Poloniex": Walk(
        grid("neutral", "40000", "60000", 5, "0.001"),
        "50000",
        (
            Row("48000", "0.001", "48000", "0", "0", "0", "0", "0"),
            Row("44000", "0.002", "46000", "0", "-4", "0", "0", "-4"),
            Row("48000", "0.001", "46000", "4", "1", "2", "0", "5", mark="49000"),
        ),
    ),
    "D, a long grid that opens as taker": Walk(
        grid("long", "40000", "60000", 5, "0.001", taker_fee="0.00055"),
        "51000",
        (
            Row(None, "0.002", "51000", "0", "0", "0", "0.0561", "-0.0561"),
            Row("48000", "0.003", "50000", "0", "-6", "0", "0.0561", "-6.0561"),
            Row("52000", "0.002", "50000", "4", "2", "2", "0.0561", "5.9439"),
            Row("56000", "0.001", "50000", "9", "5", "8", "0.0561", "13.9439"),
            Row("60000", "0", "0", "18", "0", "18", "0.0561", "17.9439"),
        ),
    ),
    "V13 3Commas": Walk(
        grid("long", "100", "500", 4),
        "500",
        (
            Row("100", "4", "250", "0", "-600", "0", "0", "-600"),
            Row("200", "3", "250", "100", "-150", "-50", "0", "-50", mark="250"),
        ),
    ),
    "V14 GT": Walk(
        grid("long", "30", "100", 7),
        "100",
        (Row("40", "6", "65", "0", "-150", "0", "0", "-150"),),
    ),
}


@pytest.mark.parametrize("name", WALKS)
def test_matched_pairs_and_the_exchange_s_view_as_published(name: str) -> None:
    walk = WALKS[name]
    market = Decimal(walk.market)
    account = PaperAccount(walk.spec, Decimal(1), market)
    account.start(Quote(market, market), 0)
    last = market
    for number, row in enumerate(walk.rows):
        if row.price is not None:
            last = Decimal(row.price)
            trade = Trade("BTC_USDT_Perp", number, TradeId(number, 0), last, Decimal(9), is_taker_buyer=True)
            account.on_trade(trade)
        mark = last if row.mark is None else Decimal(row.mark)
        totals, identity = account.totals(mark), account.identity(mark)
        assert (totals.position, totals.average_entry) == (Decimal(row.position), Decimal(row.average)), row
        assert (identity.matched, identity.floating) == (Decimal(row.matched), Decimal(row.floating)), row
        assert (identity.realized, totals.fees) == (Decimal(row.realized), Decimal(row.fees)), row
        assert identity.by_pairs == identity.by_average, row
        assert identity.by_pairs - totals.fees == totals.total == Decimal(row.total), row


def test_c_htx_earns_its_extra_cell_and_we_stand_at_the_rest() -> None:
    """V12 after the fill at 48,000, mark 48,000. HTX: matched 3, floating 6, total 9.

    HTX sold a third cell at 51,000 that came back at 48,000, not a full step of 4,000. Ours does not sell it (see
    V12), so it lacks exactly those 3: matched 0, floating 6, total 6.
    """
    pairs, ledger = MatchedPairs(), Ledger()
    for number, (cell, intent, side, price) in enumerate(
        (
            (0, Intent.ENTRY, Side.SELL, 51_000),
            (1, Intent.ENTRY, Side.SELL, 51_000),
            (2, Intent.ENTRY, Side.SELL, 51_000),
            (2, Intent.EXIT, Side.BUY, 48_000),
        ),
        1,
    ):
        size = Decimal("0.001")
        pairs.book_fill(
            Fill(number, number, cell, intent, side, Decimal(price), size, Decimal(0),
                 Liquidity.MAKER, None, None, backfilled=False, time=number)
        )  # fmt: skip
        ledger.book_fill(side, Decimal(price), size, Decimal(0))
    htx = check_identity(pairs, ledger, Decimal(48_000))
    assert (htx.matched, htx.floating, htx.by_average) == (3, 6, 9)

    spec = grid("short", "40000", "60000", 5, "0.001")
    simulation = GridSimulation(spec, Decimal(1), Decimal(51_000))
    simulation.start(Quote(Decimal(51_000), Decimal(51_000)), 0)
    price = Decimal(48_000)
    simulation.on_trade(Trade("BTC_USDT_Perp", 1, TradeId(1, 0), price, Decimal(9), is_taker_buyer=True))
    ours = simulation.totals(price)
    assert (ours.position, ours.grid_profit, ours.unrealized, ours.total) == (Decimal("-0.002"), 0, 6, 6)
    assert EXACT.subtract(htx.by_average, ours.total) == htx.matched
