"""Grids, orders and margin rules as published examples write them."""

from decimal import Decimal

from engine.grid.lines import grid_lines
from engine.grid.opening import Opening, PlannedOrder, open_grid
from engine.grid.orders import Order
from engine.grid.spec import GridSpec, grid_from_mapping
from engine.market import Quote
from engine.market.margin import MarginRules, RiskBracket

CENT = Decimal("0.01")


def grid(direction: str, lower: str, upper: str, cells: int, size: str = "1", **more: str) -> GridSpec:
    """A grid of so many cells; without fees unless they are given."""
    return grid_from_mapping(
        {
            "instrument": "BTC_USDT_Perp",
            "direction": direction,
            "spacing": "arithmetic",
            "lower": lower,
            "upper": upper,
            "levels": cells + 1,
            "size": size,
            "fill_model": "touch",
            "maker_fee": "0",
            "taker_fee": "0",
            **more,
        }
    )


def opened(spec: GridSpec, market: str, tick: Decimal = CENT) -> Opening:
    price = Decimal(market)
    return open_grid(spec, grid_lines(spec, tick), price, Quote(price, price))


def armed(orders: tuple[PlannedOrder, ...] | tuple[Order, ...]) -> str:
    in_order = sorted(orders, key=lambda order: order.price)
    return " ".join(f"{order.side.name[0]}{order.price.normalize():f}" for order in in_order)


def rules_of(maintenance: str, initial: str = "0.02", leverage: int = 50) -> MarginRules:
    bracket = RiskBracket(1, Decimal(0), None, Decimal(maintenance), Decimal(initial), leverage, Decimal(0))
    return MarginRules("BTC_USDT_Perp", (bracket,))


V10 = grid("neutral", "10000", "30000", 5, "0.152", maker_fee="0.0002")
V10_MARKET = "20248.5"
