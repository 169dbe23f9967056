"""Skipping what changes nothing: the same events as playing every trade and every quote."""

import random
from decimal import Decimal

import pytest

from engine.backtest import Backtest
from engine.grid.spec import Direction, FillModel, GridSpec, Spacing
from engine.market import Quote, Trade, TradeId
from engine.tape_columns import TapeColumns

ETH = "ETH_USDT_Perp"


def _grid(chance: random.Random, step: int) -> GridSpec:
    """A grid whose lines lie ``step`` thousandths apart, mostly between the prices of the tape."""
    levels = chance.randint(3, 20)
    lower = 100_000 - step * levels // 2 + chance.randint(-5, 5)
    return GridSpec(
        ETH,
        chance.choice(list(Direction)),
        Spacing.ARITHMETIC,
        Decimal(lower).scaleb(-3),
        Decimal(lower + step * (levels - 1)).scaleb(-3),
        levels,
        Decimal("0.7"),
        chance.choice(list(FillModel)),
        max_position=chance.choice((None, Decimal("1.4"))),
        stop_below=chance.choice((None, None, Decimal(lower - 1).scaleb(-3))),
    )


def _market(chance: random.Random) -> tuple[list[Trade], list[Quote]]:
    """Prices in hundredths; quotes with a side or a size missing now and then, and queues that grow and shrink."""
    trades, quotes = [], []
    bid = 10_000
    for number in range(400):
        bid += chance.choice((0, 0, 0, 1, -1, 2, -2))
        buyer = chance.random() < 0.5
        size = Decimal(chance.randint(1, 300)).scaleb(-2)
        time = 1000 + number // 2 * 10
        price = Decimal(bid + buyer).scaleb(-2)
        trades.append(Trade(ETH, time, TradeId(number + 1, 1), price, size, buyer))
        for _ in range(chance.randint(0, 4)):
            sides = [Decimal(bid).scaleb(-2), Decimal(bid + 1 + chance.randint(0, 2)).scaleb(-2)]
            sizes: list[Decimal | None] = [Decimal(chance.randint(1, 5000)).scaleb(-3) for _ in sides]
            missing = chance.randint(0, 19)
            if missing < 2:
                sizes[missing] = None
            shown = [None if missing - 2 == side else sides[side] for side in (0, 1)]
            quotes.append(Quote(*shown, *sizes, time + chance.randint(-5, 5)))
    quotes.sort(key=lambda quote: quote.event_time)
    return trades, quotes


@pytest.mark.parametrize("step", [5, 7, 10, 33])
def test_skipping_changes_nothing_also_where_lines_lie_between_the_prices_of_the_tape(step: int) -> None:
    fills = 0
    for number in range(15):
        chance = random.Random(f"columns {step} {number}")
        grid = _grid(chance, step)
        trades, quotes = _market(chance)
        skipping, playing_each = Backtest(grid, trades, quotes), Backtest(grid, trades, quotes)
        playing_each._columns = None
        assert list(skipping.run()) == list(playing_each.run()), grid
        assert skipping.totals() == playing_each.totals()
        fills += skipping.totals().fills
    assert fills > 100, "the tapes were too quiet to judge anything"


def test_columns_made_beforehand_serve_many_grids() -> None:
    chance = random.Random("many grids")
    trades, quotes = _market(chance)
    after_start = [quote for quote in quotes if quote.event_time >= trades[0].event_time]
    columns = TapeColumns.of(trades, after_start)
    assert columns is not None
    for number in range(8):
        grid = _grid(random.Random(f"grid {number}"), 10)
        own = Backtest(grid, trades, quotes)
        shared = Backtest(
            grid,
            trades,
            quotes,
            columns=columns if grid.fill_model is FillModel.QUEUE else TapeColumns.of(trades),
        )
        assert list(shared.run()) == list(own.run())
        assert shared.totals() == own.totals()


def test_numbers_too_fine_for_one_scale_have_no_columns() -> None:
    trades = [Trade(ETH, 1, TradeId(1, 1), Decimal("0." + "0" * 20 + "1"), Decimal(1), True)]
    assert TapeColumns.of(trades) is None
