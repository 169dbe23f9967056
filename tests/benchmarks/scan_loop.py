"""The baseline of the backtest: a straightforward loop in ``Decimal`` that looks at every order for every trade.

As one would write it for the ``touch`` model without a limit or stops: a list of orders, a dictionary of cells that
lack an entry, a running account. Its fills are compared with those of the product, one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from engine.grid.orders import Fill
from engine.market import Trade


class PlainFill(NamedTuple):
    """One fill of the plain loop."""

    order_id: int
    cell: int
    intent: str
    side: str
    price: Decimal
    fee: Decimal
    trade_id: str
    time: int


@dataclass(slots=True)
class _Order:
    order_id: int
    cell: int
    is_buy: bool
    price: Decimal
    is_exit: bool


class ScanLoop:
    """One neutral grid over its lines; ``reference`` splits the cells, and must not lie at or beyond an entry."""

    def __init__(
        self, lines: Sequence[Decimal], reference: Decimal, size: Decimal, maker_fee: Decimal
    ) -> None:
        self.fills: list[PlainFill] = []
        self.position = Decimal(0)
        self.cash = Decimal(0)
        self.fees = Decimal(0)
        self._lines = lines
        self._size = size
        self._maker_fee = maker_fee
        self._orders: list[_Order] = []
        self._next_id = 1
        self._buys_first: dict[int, bool | None] = {}
        self._lacking: set[tuple[int, bool]] = set()
        for cell in range(len(lines) - 1):
            lower, upper = lines[cell], lines[cell + 1]
            self._buys_first[cell] = True if upper <= reference else False if lower >= reference else None
            for is_buy in (True, False):
                if self._buys_first[cell] in {is_buy, None}:
                    self._lacking.add((cell, is_buy))
        self._place_entries(reference)

    def run(self, trades: Sequence[Trade]) -> None:
        """Meet every trade in turn."""
        for trade in trades:
            price = trade.price
            reached = [
                order
                for order in self._orders
                if (price <= order.price if order.is_buy else price >= order.price)
            ]
            if reached:
                buys = [order for order in reached if order.is_buy]
                sells = [order for order in reached if not order.is_buy]
                buys.sort(key=lambda order: (-order.price, order.order_id))
                sells.sort(key=lambda order: (order.price, order.order_id))
                for order in buys + sells:
                    self._fill(order, trade)
            if self._lacking:
                self._place_entries(price)

    def _fill(self, order: _Order, trade: Trade) -> None:
        self._orders.remove(order)
        notional = order.price * self._size
        fee = notional * self._maker_fee
        self.position += self._size if order.is_buy else -self._size
        self.cash += -notional if order.is_buy else notional
        self.fees += fee
        intent, side = "exit" if order.is_exit else "entry", "buy" if order.is_buy else "sell"
        self.fills.append(
            PlainFill(
                order.order_id,
                order.cell,
                intent,
                side,
                order.price,
                fee,
                str(trade.trade_id),
                trade.event_time,
            )
        )
        cell = order.cell
        if order.is_exit:
            self._lacking.add((cell, not order.is_buy))
            return
        self._buys_first[cell] = order.is_buy
        self._lacking.discard((cell, not order.is_buy))
        other = next((one for one in self._orders if one.cell == cell), None)
        if other is not None:
            other.is_exit = True
        else:
            self._place(cell, not order.is_buy, is_exit=True)

    def _place_entries(self, last: Decimal) -> None:
        allowed = []
        for cell, is_buy in self._lacking:
            price = self._lines[cell] if is_buy else self._lines[cell + 1]
            if last > price if is_buy else last < price:
                allowed.append((abs(price - last), cell, not is_buy))
        for _, cell, is_sell in sorted(allowed):
            self._place(cell, not is_sell, is_exit=False)
            self._lacking.discard((cell, not is_sell))

    def _place(self, cell: int, is_buy: bool, *, is_exit: bool) -> None:
        price = self._lines[cell] if is_buy else self._lines[cell + 1]
        self._orders.append(_Order(self._next_id, cell, is_buy, price, is_exit))
        self._next_id += 1


def as_plain(fill: Fill) -> PlainFill:
    """A fill of the product, to be compared."""
    return PlainFill(
        fill.order_id,
        -1 if fill.cell is None else fill.cell,
        fill.intent.value,
        fill.side.value,
        fill.price,
        fill.fee,
        str(fill.trade_id),
        fill.time,
    )
