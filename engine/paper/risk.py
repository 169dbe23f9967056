"""The margin of a paper grid: what the exchange would ask for, and when it would take the position away.

Source: protocol reference, section 7.5, and engine.grid.liquidation. Money in quote, sizes in base units.
"""

from dataclasses import dataclass
from decimal import Decimal

from engine.grid.capital import Means
from engine.grid.ledger import Ledger
from engine.grid.liquidation import liquidation_price, maintenance_margin
from engine.market import EXACT, ZERO, Side
from engine.market.margin import MarginRules, largest_exposure
from engine.paper.simulation import GridSimulation


@dataclass(frozen=True, slots=True)
class Risk:
    """The margin account of a grid at one mark price; None where unknown or where no capital was given.

    ``equity`` = capital + total PnL; ``liquidation_price``: where it meets the maintenance margin.
    """

    capital: Decimal | None = None
    leverage: Decimal | None = None
    equity: Decimal | None = None
    initial_margin: Decimal | None = None
    maintenance_margin: Decimal | None = None
    liquidation_price: Decimal | None = None


def risk_of(simulation: GridSimulation, mark: Decimal, means: Means, rules: MarginRules | None) -> Risk:
    """The margin account of a grid. Initial margin is asked for the largest position that its orders allow."""
    ledger = simulation.ledger
    capital = means.capital
    if capital is None:
        return Risk()
    equity = EXACT.add(capital, ledger.total(mark))
    if rules is None:
        return Risk(capital, means.leverage, equity)
    buys, sells = simulation.open_size(Side.BUY), simulation.open_size(Side.SELL)
    exposure = largest_exposure(ledger.position, buys, sells)
    notional = EXACT.multiply(exposure, mark)
    highest = rules.max_leverage_of(notional)
    leverage = highest if means.leverage is None else min(means.leverage, highest)
    fee = means.liquidation_fee
    return Risk(
        capital,
        leverage,
        equity,
        rules.initial_margin(notional, leverage),
        maintenance_margin(rules, ledger.position, mark, fee),
        # with an average entry of 0 the margin is the equity at a price of 0
        liquidation_price(
            rules, ledger.position, ZERO, EXACT.add(capital, ledger.wallet), liquidation_fee=fee
        ),
    )


def is_liquidated(ledger: Ledger, mark: Decimal, means: Means, rules: MarginRules | None) -> bool:
    """Whether the equity has fallen to the maintenance margin; never without a capital and margin rules."""
    if means.capital is None or rules is None:
        return False
    equity = EXACT.add(means.capital, ledger.total(mark))
    return equity <= maintenance_margin(rules, ledger.position, mark, means.liquidation_fee)
