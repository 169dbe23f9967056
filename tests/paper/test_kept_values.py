"""What a simulation keeps so as not to work it out again: always what working it out again would give."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.grid.orders import Intent
from engine.grid.spec import Direction, FillModel, GridSpec, Initial
from engine.market import Quote, Side, Trade, TradeId
from engine.paper.displayed import DisplayedBook
from engine.paper.simulation import GridSimulation
from tests.fakes.paper_account import spec

TICK = Decimal(1)


def _grid(chance: random.Random) -> GridSpec:
    return spec(
        chance.choice(list(Direction)).value,
        lower=Decimal(100),
        upper=Decimal(148),
        levels=13,
        fill_model=chance.choice([FillModel.QUEUE, FillModel.QUEUE, FillModel.TOUCH, FillModel.THROUGH]),
        initial=chance.choice(list(Initial)),
        max_position=chance.choice([None, Decimal(3), Decimal(6), Decimal(10)]),
        stop_below=chance.choice([None, None, None, Decimal(97)]),
        stop_above=chance.choice([None, None, None, Decimal(151)]),
    )


def _revised(chance: random.Random, now: GridSpec) -> GridSpec:
    changes: list[dict[str, object]] = [
        {"max_position": chance.choice([None, Decimal(3), Decimal(5), Decimal(8)])},
        {"size": chance.choice([Decimal(1), Decimal(2), Decimal(3)])},
        {"upper": Decimal(160), "levels": 16, "stop_above": None},
        {"lower": Decimal(104), "upper": Decimal(152), "levels": 13, "stop_above": None},
        {"stop_below": chance.choice([None, Decimal(90), Decimal(96)])},
        {"stop_above": chance.choice([None, Decimal(165), Decimal(170)])},
    ]
    return replace(now, **chance.choice(changes))  # type: ignore[arg-type]


def _check(simulation: GridSimulation) -> None:
    orders = simulation._orders
    for side in Side:
        left = sum(
            order.left for order in orders.resting if order.intent is Intent.ENTRY and order.side is side
        )
        assert orders.reach(side, Decimal(7)) == simulation.ledger.position + side.sign * (left + 7)
    if not simulation.stopped:
        anew = GridSimulation.restore(simulation.spec, TICK, simulation.state())
        assert simulation.quiet == anew.quiet
        assert (simulation._next_buy, simulation._next_sell) == (anew._next_buy, anew._next_sell)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_kept_is_what_working_it_out_anew_gives(seed: int) -> None:
    chance = random.Random(f"kept values {seed}")
    # on a line, or inside a cell that may then be entered from both sides
    price = chance.choice([122, 124])
    simulation = GridSimulation(_grid(chance), TICK, Decimal(price))
    _check(simulation)
    simulation.start(Quote(Decimal(price - 1), Decimal(price), Decimal(2), Decimal(2)), 0)
    _check(simulation)
    for number in range(1, 150):
        price = min(155, max(95, price + chance.randint(-5, 5)))
        if chance.random() < 0.06 and not simulation.stopped:
            simulation.revise(_revised(chance, simulation.spec), number)
        elif chance.random() < 0.3:
            sizes = Decimal(chance.randint(0, 6)), Decimal(chance.randint(0, 6))
            simulation.on_book(
                DisplayedBook.of_quote(Quote(Decimal(price), Decimal(price + 1), *sizes, number))
            )
        else:
            size = Decimal(chance.randint(1, 8)) / 2
            identity = TradeId(number, 1)
            simulation.on_trade(Trade("X", number, identity, Decimal(price), size, chance.random() < 0.5))
        _check(simulation)
    if chance.random() < 0.5:
        simulation.stop(200)
    else:
        simulation.close_at_mark(Decimal(120), 200)
    _check(simulation)
    assert simulation.fills
