"""The account of a grid: position, average entry price, realized and grid profit, fees.

Two views of one set of fills. The *average-cost* view gives realized and unrealized PnL; the *matched-pair*
view gives the grid profit of completed round trips. Both rest on the exact cash flow of the fills:

    realized + unrealized = cash + position x mark        (before fees and funding)

``cash`` and ``position`` are exact. The average is a quotient with many digits; realized PnL is derived from
the exact cash flow and the average, so the identity above holds exactly, whatever the average's last digit.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.market import BUY, EXACT, QUOTIENT, SELL, ZERO, Side, plain


@dataclass(frozen=True, slots=True)
class GridTotals:
    """The account of one grid at one mark price. Money in quote, position in base units, signed.

    ``fills`` counts every fill; ``entries`` and ``exits`` count orders filled in full; ``trades`` counts the
    public-book trades processed. ``total`` = realized + unrealized - fees + funding.
    """

    fills: int
    entries: int
    exits: int
    round_trips: int
    trades: int
    position: Decimal
    average_entry: Decimal
    grid_profit: Decimal
    realized: Decimal
    unrealized: Decimal
    fees: Decimal
    funding: Decimal
    total: Decimal


NO_TOTALS = GridTotals(0, 0, 0, 0, 0, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
"""The account before any grid came to be."""


_add, _subtract, _multiply = EXACT.add, EXACT.subtract, EXACT.multiply

_AMOUNTS = ("position", "average_entry", "cash", "fees", "funding", "grid_profit")


class Ledger:
    """Books fills one by one. All values exact, but for the average entry price (60 digits)."""

    __slots__ = ("average_entry", "cash", "fees", "funding", "grid_profit", "position", "round_trips")

    def __init__(self) -> None:
        self.position = ZERO
        self.average_entry = ZERO
        self.cash = ZERO
        self.fees = ZERO
        self.funding = ZERO
        self.grid_profit = ZERO
        self.round_trips = 0

    def book_fill(self, side: Side, price: Decimal, size: Decimal, fee: Decimal) -> None:
        """Book a fill: ``price`` in quote, ``size`` in base units above 0, ``fee`` in quote, positive is a cost."""
        before = self.position
        notional = _multiply(price, size)
        if side is BUY:
            after = _add(before, size)
            self.cash = _subtract(self.cash, notional)
        else:
            after = _subtract(before, size)
            self.cash = _add(self.cash, notional)
        self.fees = _add(self.fees, fee)
        self.position = after
        if not after:
            self.average_entry = ZERO
        elif not before or before.is_signed() != after.is_signed():
            self.average_entry = price
        elif after.is_signed() is (side is SELL):
            # the fill goes the way of the position, which grows
            cost = _add(_multiply(self.average_entry, before.copy_abs()), notional)
            self.average_entry = QUOTIENT.divide(cost, after.copy_abs())

    def book_round_trip(self, profit: Decimal) -> None:
        """Book a completed round trip: what its fills earned after all their fees, in quote."""
        self.grid_profit = _add(self.grid_profit, profit)
        self.round_trips += 1

    def book_funding(self, amount: Decimal) -> None:
        """Book a settlement of funding, in quote, negative when paid."""
        self.funding = EXACT.add(self.funding, amount)

    @property
    def realized(self) -> Decimal:
        """What closing fills earned against the average entry price, before fees, in quote."""
        return EXACT.add(self.cash, EXACT.multiply(self.position, self.average_entry))

    def unrealized(self, mark: Decimal) -> Decimal:
        """position x (mark - average entry price), in quote."""
        return EXACT.multiply(self.position, EXACT.subtract(mark, self.average_entry))

    def total(self, mark: Decimal) -> Decimal:
        """realized + unrealized - fees + funding, in quote; the average falls out of the sum."""
        return EXACT.add(self.wallet, EXACT.multiply(self.position, mark))

    @property
    def wallet(self) -> Decimal:
        """The total were the position worth nothing: cash flow of the fills - fees + funding, in quote."""
        return EXACT.add(EXACT.subtract(self.cash, self.fees), self.funding)

    def state(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        amounts = {name: plain(getattr(self, name)) for name in _AMOUNTS}
        return {**amounts, "round_trips": self.round_trips}

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "Ledger":
        """The ledger of which ``state`` was taken."""
        ledger = cls()
        for name in _AMOUNTS:
            setattr(ledger, name, Decimal(state[name]))
        ledger.round_trips = state["round_trips"]
        return ledger
