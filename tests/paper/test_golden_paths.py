"""Walks through published grids, checked against figures that were worked out by hand.

The sources are exchanges' help pages; where a source opens a grid differently from the rules of this project
(HTX leaves the line nearest to the market blank), it is not used. Every row is also put to the oracle.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from engine.grid.capital import Means
from engine.grid.funding import HOUR
from engine.grid.preview import NO_MEANS
from engine.grid.spec import FillModel, GridSpec, grid_from_mapping
from engine.market import Quote, Trade, TradeId
from engine.paper.account import PaperAccount
from engine.paper.simulation import GridSimulation
from tests.fakes.oracle import run_oracle
from tests.fakes.oracle_values import OracleTrade
from tests.fakes.published import CENT, V10, V10_MARKET, grid, rules_of


@dataclass(frozen=True)
class Row:
    """What stands after a trade at ``price``; money in quote, grid profit after its fees."""

    price: str | None
    armed: str
    position: str
    average: str
    grid_profit: str
    realized: str
    fees: str = "0"
    mark: str | None = None
    total: str | None = None


@dataclass(frozen=True)
class Path:
    """A grid, the market at its start, and what stands after the start and after each trade."""

    grid: dict[str, object]
    market: str
    rows: tuple[Row, ...]


def _grid(direction: str, lower: int, upper: int, levels: int, size: str, **fees: str) -> dict[str, object]:
    return {
        "instrument": "BTC_USDT_Perp",
        "direction": direction,
        "spacing": "arithmetic",
        "lower": str(lower),
        "upper": str(upper),
        "levels": levels,
        "size": size,
        "fill_model": "touch",
        "maker_fee": "0",
        "taker_fee": "0",
        **fees,
    }


PATHS = {
    "V10 Bybit, neutral futures grid": Path(
        _grid("neutral", 10_000, 30_000, 6, "0.152", maker_fee="0.0002"),
        "20248.5",
        (
            Row(None, "B10000 B14000 B18000 S22000 S26000 S30000", "0", "0", "0", "0", total="0"),
            Row(
                "18000",
                "B10000 B14000 S22000 S26000 S30000",
                "0.152",
                "18000",
                "0",
                "0",
                "0.5472",
                total="-0.5472",
            ),
            Row(
                "22000",
                "B10000 B14000 B18000 S26000 S30000",
                "0",
                "0",
                "606.784",
                "608",
                "1.2160",
                total="606.7840",
            ),
            Row(
                "18000",
                "B10000 B14000 S22000 S26000 S30000",
                "0.152",
                "18000",
                "606.784",
                "608",
                "1.7632",
                total="606.2368",
            ),
            Row(
                "14000",
                "B10000 S18000 S22000 S26000 S30000",
                "0.304",
                "16000",
                "606.784",
                "608",
                "2.1888",
                total="-2.1888",
            ),
            Row(
                "10000",
                "S14000 S18000 S22000 S26000 S30000",
                "0.456",
                "14000",
                "606.784",
                "608",
                "2.4928",
                mark="12000",
                total="-306.4928",
            ),
        ),
    ),
    "V11 Poloniex, neutral futures grid": Path(
        _grid("neutral", 40_000, 60_000, 6, "0.001"),
        "50000",
        (
            Row(None, "B40000 B44000 B48000 S52000 S56000 S60000", "0", "0", "0", "0"),
            Row("48000", "B40000 B44000 S52000 S56000 S60000", "0.001", "48000", "0", "0"),
            Row("44000", "B40000 S48000 S52000 S56000 S60000", "0.002", "46000", "0", "0"),
            Row(
                "48000",
                "B40000 B44000 S52000 S56000 S60000",
                "0.001",
                "46000",
                "4",
                "2",
                mark="49000",
                total="5",
            ),
        ),
    ),
    "D a long grid that opens at the market as taker": Path(
        _grid("long", 40_000, 60_000, 6, "0.001", taker_fee="0.00055"),
        "51000",
        (
            Row(None, "B40000 B44000 B48000 S56000 S60000", "0.002", "51000", "0", "0", "0.0561"),
            Row("48000", "B40000 B44000 S52000 S56000 S60000", "0.003", "50000", "0", "0", "0.0561"),
            Row("52000", "B40000 B44000 B48000 S56000 S60000", "0.002", "50000", "4", "2", "0.0561"),
            Row("56000", "B40000 B44000 B48000 B52000 S60000", "0.001", "50000", "8.97195", "8", "0.0561"),
            Row(
                "60000",
                "B40000 B44000 B48000 B52000 B56000",
                "0",
                "0",
                "17.9439",
                "18",
                "0.0561",
                total="17.9439",
            ),
        ),
    ),
    "V13 3Commas, grid profit up and the account down": Path(
        _grid("long", 100, 500, 5, "1"),
        "500",
        (
            Row(None, "B100 B200 B300 B400", "0", "0", "0", "0"),
            Row("100", "S200 S300 S400 S500", "4", "250", "0", "0"),
            Row("200", "B100 S300 S400 S500", "3", "250", "100", "-50", mark="250", total="-50"),
        ),
    ),
    "V14 GT, lots held after a fall": Path(
        _grid("long", 30, 100, 8, "1"),
        "100",
        (
            Row(None, "B30 B40 B50 B60 B70 B80 B90", "0", "0", "0", "0"),
            Row("40", "B30 S50 S60 S70 S80 S90 S100", "6", "65", "0", "0", total="-150"),
        ),
    ),
}


def _trade(number: int, price: str) -> OracleTrade:
    return OracleTrade(1_000 + number, f"{number}-1", price, "0.05", is_taker_buyer=True)


def _armed(simulation: GridSimulation) -> str:
    orders = sorted(simulation.open_orders, key=lambda order: order.price)
    return " ".join(f"{order.side.name[0]}{order.price.normalize():f}" for order in orders)


@pytest.mark.parametrize("name", PATHS)
def test_a_grid_walks_as_published(name: str) -> None:
    path = PATHS[name]
    market = Decimal(path.market)
    simulation = GridSimulation(grid_from_mapping(path.grid), Decimal("0.5"), market)
    simulation.start(Quote(bid=market, ask=market), 999)
    last = market
    for number, row in enumerate(path.rows):
        if row.price is not None:
            trade = _trade(number, row.price)
            last = Decimal(row.price)
            simulation.on_trade(
                Trade(
                    "BTC_USDT_Perp",
                    trade.event_time,
                    TradeId.parse(trade.trade_id),
                    last,
                    Decimal(trade.size),
                    trade.is_taker_buyer,
                )
            )
        totals = simulation.totals(Decimal(row.mark) if row.mark else last)
        assert _armed(simulation) == row.armed, row
        assert totals.position == Decimal(row.position), row
        assert totals.average_entry == Decimal(row.average), row
        assert totals.realized == Decimal(row.realized), row
        assert totals.fees == Decimal(row.fees), row
        assert totals.grid_profit == Decimal(row.grid_profit), row
        if row.total is not None:
            assert totals.total == Decimal(row.total), row


@pytest.mark.parametrize("name", PATHS)
def test_the_oracle_agrees_with_the_published_walks(name: str) -> None:
    path = PATHS[name]
    grid = {**path.grid, "reference": path.market, "upper": f"{path.grid['upper']}.0"}
    trades: list[OracleTrade] = []
    for number, row in enumerate(path.rows):
        if row.price is None:
            continue
        trades.append(_trade(number, row.price))
        result = run_oracle(grid, trades)
        for key, expected in (
            ("position", row.position),
            ("average_entry", row.average),
            ("realized", row.realized),
            ("grid_profit", row.grid_profit),
            ("fees", row.fees),
        ):
            assert result.summary[key] == Fraction(expected), (key, row)
        if row.total is not None and row.mark is None:
            assert result.summary["total"] == Fraction(row.total), row


def test_grid_profit_counts_the_fees_of_the_whole_round_trip() -> None:
    # V10b: one 18,000 to 22,000 trip of the Bybit grid, gross 608, net at four maker rates
    for rate, net in (
        ("0.0002", "606.784"),
        ("0.00027", "606.3584"),
        ("0.00055", "604.656"),
        ("0.0006", "604.352"),
    ):
        grid = _grid("neutral", 10_000, 30_000, 6, "0.152", maker_fee=rate)
        result = run_oracle({**grid, "reference": "20248.5"}, [_trade(1, "18000"), _trade(2, "22000")])
        assert result.summary["grid_profit"] == Fraction(net)
        market = Decimal("20248.5")
        simulation = GridSimulation(grid_from_mapping(grid), Decimal(1), market)
        simulation.start(Quote(bid=market, ask=market), 999)
        for number, price in enumerate(("18000", "22000")):
            simulation.on_trade(
                Trade(
                    "BTC_USDT_Perp",
                    number,
                    TradeId(number, 0),
                    Decimal(price),
                    Decimal(1),
                    is_taker_buyer=True,
                )
            )
        assert simulation.totals(market).grid_profit == Decimal(net)


def _paper(spec: GridSpec, market: str, *prices: str, means: Means = NO_MEANS) -> PaperAccount:
    """A paper account after its start at ``market`` and trades at ``prices``."""
    price = Decimal(market)
    account = PaperAccount(spec, CENT, price, means=means, rules=rules_of("0.01"))
    account.start(Quote(price, price), 0)
    for number, traded in enumerate(prices, 1):
        account.on_trade(
            Trade(spec.instrument, number, TradeId(number, 0), Decimal(traded), Decimal(9), True)
        )
    return account


def test_v21_the_paper_account_is_liquidated_where_the_walk_says_before_the_third_buy() -> None:
    free = replace(V10, maker_fee=Decimal(0))
    account = _paper(free, V10_MARKET, "18000", "14000", means=Means(Decimal(1_000)))
    limit = account.risk(Decimal(14_000)).liquidation_price
    assert limit is not None
    assert round(limit, 2) == Decimal("12838.92")
    assert account.on_mark(Decimal("12838.92"), 3) == []
    account.on_mark(Decimal("12838.91"), 4)
    assert account.liquidated_at == Decimal("12838.91")
    assert [order.price for order in account.open_orders] == []
    assert account.totals(Decimal(10_000)).entries == 2


@pytest.mark.parametrize(
    ("name", "prices", "position", "capital", "limit"),
    [
        ("longs", ("18000", "14000", "10000"), "0.456", "3192", "7070.71"),
        ("shorts", ("22000", "26000", "30000"), "-0.456", "5928", "38613.86"),
    ],
)
def test_v22_all_longs_and_all_shorts_of_v10_in_the_paper_account(
    name: str, prices: tuple[str, ...], position: str, capital: str, limit: str
) -> None:
    free = replace(V10, maker_fee=Decimal(0))
    account = _paper(free, V10_MARKET, *prices, means=Means(Decimal(capital)))
    risk = account.risk(Decimal(prices[-1]))
    assert account.totals(Decimal(1)).position == Decimal(position), name
    assert risk.liquidation_price is not None
    assert round(risk.liquidation_price, 2) == Decimal(limit)


def test_v24_a_day_of_funding_on_50_000_costs_15_in_the_paper_account() -> None:
    account = _paper(grid("long", "50000", "60000", 1), "55000", "50000")
    for settlement in (8 * HOUR, 16 * HOUR, 24 * HOUR):
        account.next_settlement = settlement
        account.on_time(settlement)
        assert account.settle(settlement, Decimal("0.01"), Decimal(50_000)).amount == -5
    totals = account.totals(Decimal(50_000))
    assert (totals.funding, totals.total) == (-15, -15)
    assert set(account.range(Decimal(50_000))) == set(FillModel)
