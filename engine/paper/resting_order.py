"""An own order that rests on the simulated book."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from engine.grid.orders import Intent, Order, OrderStatus
from engine.market import BUY, EXACT, Side, decimal_or_none, plain, plain_or_none

_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""
_EXIT: Final = Intent.EXIT
_OPEN: Final = OrderStatus.OPEN
_FILLED: Final = OrderStatus.FILLED
_PARTIALLY_FILLED: Final = OrderStatus.PARTIALLY_FILLED
"""Looked up once: up to Python 3.11 asking an enum for a member costs as much as a sum."""


@dataclass(slots=True, eq=False)
class RestingOrder:
    """An own order that rests on the simulated book. ``order_id`` is also its age: lower is older.

    ``price`` in quote, ``size`` and ``left`` in base units, ``placed_at`` in ns since the epoch;
    ``queue_ahead`` is the size ahead of it at its price, None where unknown or without the queue model.
    """

    order_id: int
    cell: int | None
    intent: Intent
    side: Side
    price: Decimal
    size: Decimal
    left: Decimal
    placed_at: int
    queue_ahead: Decimal | None = None
    _shown: Order | None = field(default=None, init=False, repr=False)
    _shown_left: Decimal | None = field(default=None, init=False, repr=False)
    _row: tuple[Decimal, Decimal | None, Intent, list[Any]] | None = field(
        default=None, init=False, repr=False
    )

    @property
    def filled(self) -> Decimal:
        """How much of it has filled, in base units."""
        return EXACT.subtract(self.size, self.left)

    @property
    def status(self) -> OrderStatus:
        """Where it stands, unless it was cancelled."""
        if not self.left:
            return _FILLED
        return _OPEN if self.left == self.size else _PARTIALLY_FILLED

    def at(self, status: OrderStatus, time: int) -> Order:
        """The order at one moment, as the outside sees it."""
        return _tuple(
            Order,
            (
                self.order_id,
                self.cell,
                self.intent,
                self.side,
                self.price,
                self.size,
                EXACT.subtract(self.size, self.left),
                status,
                time,
                self.queue_ahead,
            ),
        )

    @property
    def shown(self) -> Order:
        """The order as it rests now, with the time of its placing; the same value until it changes."""
        shown = self._shown
        if (
            shown is None
            or self.queue_ahead is not shown.queue_ahead
            or self.left is not self._shown_left
            or self.intent is not shown.intent
        ):
            shown = self._shown = self.at(self.status, self.placed_at)
            self._shown_left = self.left
        return shown

    def state(self) -> list[Any]:
        """Everything, as JSON can hold it; the same list until it changes, so nobody may write to it."""
        known = self._row
        if (
            known is not None
            and known[0] is self.left
            and known[1] is self.queue_ahead
            and known[2] is self.intent
        ):
            return known[3]
        row = [
            self.order_id,
            self.cell,
            "exit" if self.intent is _EXIT else "entry",
            "buy" if self.side is BUY else "sell",
            plain(self.price),
            plain(self.size),
            None if self.left is self.size else plain(self.left),
            self.placed_at,
            plain_or_none(self.queue_ahead),
        ]
        self._row = self.left, self.queue_ahead, self.intent, row
        return row

    @classmethod
    def restore(cls, state: list[Any]) -> "RestingOrder":
        """The order of which ``state`` was taken."""
        order_id, cell, intent, side, price, whole, left, placed_at, queue_ahead = state
        size = Decimal(whole)
        return cls(
            order_id,
            cell,
            Intent(intent),
            Side(side),
            Decimal(price),
            size,
            size if left is None else Decimal(left),
            placed_at,
            decimal_or_none(queue_ahead),
        )
