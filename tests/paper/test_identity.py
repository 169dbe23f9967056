"""The two views of a grid's fills agree exactly after every fill, whatever the grid, the tape and the model."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.backtest import run_backtest
from engine.grid.ledger import Ledger
from engine.grid.matched_pairs import MatchedPairs, check_identity
from engine.grid.orders import Fill, Intent, Order
from engine.grid.spec import FillModel, GridSpec, grid_from_mapping
from engine.market import Quote, Trade, TradeId
from engine.tape import in_exchange_order
from tests.fakes.oracle_values import OracleQuote, OracleTrade
from tests.fakes.tapes import random_grid, random_quotes, random_tape


def _trade(trade: OracleTrade) -> Trade:
    return Trade(
        "ETH_USDT_Perp",
        trade.event_time,
        TradeId.parse(trade.trade_id),
        Decimal(trade.price),
        Decimal(trade.size),
        trade.is_taker_buyer,
        trade.venue,
        trade.is_rpi,
    )


def _quote(quote: OracleQuote) -> Quote:
    prices = (Decimal(quote.bid), Decimal(quote.ask), Decimal(quote.bid_size), Decimal(quote.ask_size))
    return Quote(*prices, quote.event_time)


def _with_limits(rng: random.Random, spec: GridSpec) -> GridSpec:
    """Any fill model, and perhaps a position limit and stops near the range."""
    near = (spec.upper - spec.lower) / 50
    return replace(
        spec,
        fill_model=rng.choice((FillModel.QUEUE, FillModel.QUEUE, FillModel.TOUCH, FillModel.THROUGH)),
        max_position=spec.size * rng.randint(1, 8) if rng.random() < 0.4 else None,
        stop_below=spec.lower - near if rng.random() < 0.4 else None,
        stop_above=spec.upper + near if rng.random() < 0.4 else None,
    )


@pytest.mark.parametrize("batch", range(8))
def test_matched_pairs_and_average_cost_agree_after_every_fill(batch: int) -> None:
    rng = random.Random(4100 + batch)
    fills = closes = parts = 0
    for _ in range(12):
        grid = random_grid(rng, most_levels=20)
        spec = _with_limits(rng, grid_from_mapping(grid))
        tape = random_tape(rng, grid, 250)
        tick = Decimal(1).scaleb(-len(str(grid["lower"]).partition(".")[2]))
        quotes = random_quotes(rng, tape, tick)
        events, totals = run_backtest(
            spec, in_exchange_order(map(_trade, tape)), [_quote(quote) for quote in quotes]
        )
        pairs, ledger = MatchedPairs(), Ledger()
        for event in events:
            if isinstance(event, Fill):
                pairs.book_fill(event)
                ledger.book_fill(event.side, event.price, event.size, event.fee)
                for mark in (event.price, spec.lower, Decimal("0.07")):
                    check_identity(pairs, ledger, mark)
                fills += 1
                closes += event.intent is Intent.CLOSE
            parts += isinstance(event, Order) and event.status.value == "partially_filled"
        assert (pairs.round_trips, pairs.grid_profit) == (totals.round_trips, totals.grid_profit)
        assert (pairs.open_size, pairs.fees) == (totals.position, totals.fees)
        if any(event.intent is Intent.CLOSE for event in events):
            assert pairs.open_lots == ()
    assert fills > 100
    assert closes > 0
    assert parts > 0
