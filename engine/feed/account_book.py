"""The account as it is known: a picture from REST, kept up by the account streams. No clock, no network.

Rules of this file:

1. A stream message carries a whole order, position or fill, so the newest one of each counts.
2. What the streams say while REST is being asked comes after the answer: it is applied again on top of it.
3. An order is shown while it can still trade; a position until its size is zero; of the fills the newest
   ``MOST_FILLS``, each once.
"""

from collections.abc import Iterable
from enum import Flag, auto

from engine.grvt.account import AccountFill, AccountSummary, Position, WorkingOrder
from engine.grvt.private_frames import AccountPayload

MOST_FILLS = 200

_OVER = frozenset({"FILLED", "REJECTED", "CANCELLED"})
"""The states in which an order trades no more (protocol reference, section 6.3)."""

_FillKey = tuple[object, ...]


class Part(Flag):
    """The parts of the picture, each with a REST call of its own."""

    NONE = 0
    SUMMARY = auto()
    POSITIONS = auto()
    ORDERS = auto()
    FILLS = auto()
    ALL = SUMMARY | POSITIONS | ORDERS | FILLS


class AccountBook:
    """Balances, positions, open orders and fills of one sub-account."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything: it was of another account."""
        self.summary: AccountSummary | None = None
        self._known = Part.NONE
        self._orders: dict[str, WorkingOrder] = {}
        self._positions: dict[str, Position] = {}
        self._fills: dict[_FillKey, AccountFill] = {}
        self._meanwhile: dict[Part, list[AccountPayload]] = {}

    @property
    def complete(self) -> bool:
        """Whether every part was read at least once; before that there is nothing to show."""
        return Part.ALL in self._known

    @property
    def orders(self) -> tuple[WorkingOrder, ...]:
        """The open orders, in no order that matters."""
        return tuple(self._orders.values())

    @property
    def positions(self) -> tuple[Position, ...]:
        """The open positions, by instrument."""
        return tuple(self._positions[name] for name in sorted(self._positions))

    @property
    def fills(self) -> tuple[AccountFill, ...]:
        """The newest fills, newest first."""
        return tuple(self._fills.values())

    def told_by_streams(self) -> object:
        """What the streams alone would say: two of these differ when something changed that they must tell."""
        orders = frozenset((order.order_id, order.status, order.traded_size) for order in self.orders)
        sizes = frozenset((position.instrument, position.size) for position in self.positions)
        return orders, sizes, frozenset(self._fills)

    def apply(self, payload: AccountPayload) -> None:
        """Take what a stream said."""
        match payload:
            case WorkingOrder():
                part = Part.ORDERS
                if payload.status in _OVER:
                    self._orders.pop(payload.order_id, None)
                else:
                    self._orders[payload.order_id] = payload
            case Position():
                part = Part.POSITIONS
                if payload.size.is_zero():
                    self._positions.pop(payload.instrument, None)
                else:
                    self._positions[payload.instrument] = payload
            case AccountFill():
                part = Part.FILLS
                self._add_fills([payload])
            case _:
                return
        if part in self._meanwhile:
            self._meanwhile[part].append(payload)

    def begin(self, part: Part) -> None:
        """A part is being asked over REST: remember what the streams say until the answer is here."""
        self._meanwhile[part] = []

    def give_up(self, part: Part) -> None:
        """The answer did not come; the part stays as it is."""
        self._meanwhile.pop(part, None)

    def set_summary(self, summary: AccountSummary) -> None:
        """The account's summary as REST has it."""
        self.summary = summary
        self._known |= Part.SUMMARY

    def set_orders(self, orders: Iterable[WorkingOrder]) -> None:
        """All open orders as REST has them."""
        self._orders = {order.order_id: order for order in orders if order.status not in _OVER}
        self._end(Part.ORDERS)

    def set_positions(self, positions: Iterable[Position]) -> None:
        """All positions as REST has them."""
        self._positions = {item.instrument: item for item in positions if not item.size.is_zero()}
        self._end(Part.POSITIONS)

    def add_fills(self, fills: Iterable[AccountFill]) -> None:
        """Some of the newest fills as REST has them."""
        self._add_fills(fills)
        self._end(Part.FILLS)

    def _end(self, part: Part) -> None:
        self._known |= part
        for payload in self._meanwhile.pop(part, ()):
            self.apply(payload)

    def _add_fills(self, fills: Iterable[AccountFill]) -> None:
        merged = self._fills | {_key(fill): fill for fill in fills}
        newest = sorted(merged.items(), key=lambda item: (item[1].event_time, item[1].trade_id), reverse=True)
        self._fills = dict(newest[:MOST_FILLS])


def _key(fill: AccountFill) -> _FillKey:
    # both sides of one trade may be the account's own
    return fill.trade_id, fill.order_id, fill.side
