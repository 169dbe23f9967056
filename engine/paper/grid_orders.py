"""The orders of one paper grid: placed, filled and cancelled, booked as they fill, and told in order.

When that happens is decided elsewhere (engine.paper.simulation). Prices and money in quote, sizes in base units,
times in ns since the epoch.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from engine.grid.ledger import Ledger
from engine.grid.machine import EntryWish, ExitWish, GridMachine, WorkedOrder
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import GridSpec
from engine.market import BUY, EXACT, SELL, ZERO, Side, Trade, plain
from engine.paper.displayed import DisplayedBook
from engine.paper.matching import Match, RestingOrders
from engine.paper.resting_order import RestingOrder

GridEvent = Order | Fill

_add, _subtract, _multiply = EXACT.add, EXACT.subtract, EXACT.multiply
_tuple = tuple.__new__
"""Makes a named tuple of all its fields, as in engine.market.values."""
_ENTRY: Final = Intent.ENTRY
_EXIT: Final = Intent.EXIT
_OPEN: Final = OrderStatus.OPEN
_CANCELLED: Final = OrderStatus.CANCELLED
_MAKER: Final = Liquidity.MAKER
_TAKER: Final = Liquidity.TAKER
"""Looked up once: up to Python 3.11 asking an enum for a member costs as much as a sum."""


class GridOrders:
    """The working orders of one grid, its cells and its account, which every fill moves together."""

    def __init__(self, spec: GridSpec, machine: GridMachine, *, silent: bool = False) -> None:
        """``silent``: nobody asks what has changed."""
        self.spec = spec
        self.machine = machine
        self.resting = RestingOrders(spec.fill_model)
        self.ledger = Ledger()
        self.entries = 0
        self.exits = 0
        self.fills = 0
        self._next_order_id = 1
        self._cell_cash: dict[int | None, Decimal] = {}
        self._entries_left: dict[Side, Decimal] | None = None
        """What is left of all entries on each side; None while nobody has asked."""
        self._events: list[GridEvent] = []
        self._silent = silent

    def take_events(self) -> list[GridEvent]:
        """What has changed since the last call, in order."""
        events, self._events = self._events, []
        return events

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The orders that rest now, oldest first; ``time`` is when they were placed."""
        self.resting.show_books()
        return tuple(order.shown for order in self.resting)

    def open_size(self, side: Side) -> Decimal:
        """What is left of all orders on a side, in base units."""
        size = ZERO
        for order in self.resting:
            if order.side is side:
                size = EXACT.add(size, order.left)
        return size

    def reach(self, side: Side, size: Decimal) -> Decimal:
        """The position if an entry of ``size`` and what is left of all entries on its side were filled."""
        if self._entries_left is None:
            self._entries_left = dict.fromkeys(Side, ZERO)
            for order in self.resting:
                if order.intent is _ENTRY:
                    self._count_entry_left(order.side, order.left)
        change = _add(self._entries_left[side], size)
        return _add(self.ledger.position, change if side is BUY else change.copy_negate())

    def has_room(self, side: Side) -> bool:
        """Whether ``max_position`` leaves room for one more entry."""
        limit = self.spec.max_position
        return limit is None or self.reach(side, self.spec.size).copy_abs() <= limit

    def place_entry(self, wish: EntryWish, time: int) -> None:
        """Let an entry rest."""
        cell, side, price = wish
        order = self._new_order(cell, _ENTRY, side, price, self.spec.size, time)
        self.resting.add(order)
        if self._entries_left is not None:
            self._count_entry_left(side, order.left)
        self.machine.on_entry_placed(wish, order.order_id)
        if not self._silent:
            self._events.append(order.at(_OPEN, time))

    def enter_at_once(self, wish: EntryWish, price: Decimal, time: int) -> None:
        """Fill an entry in full at ``price`` as taker, and place its exit."""
        order = self._new_order(wish.cell, _ENTRY, wish.side, wish.price, self.spec.size, time)
        self._book_fill(order, order.size, price, time, is_maker=False)
        self.entries += 1
        self._leave(self.machine.on_entry_filled(wish.cell, wish.side), order.size, time)

    def fill(self, match: Match, trade: Trade, backfilled: bool) -> None:
        """Fill a resting order as maker, at its own price, and go on with its cell."""
        order, size, queue_before = match
        time, intent = trade.event_time, order.intent
        if size == order.left:
            self.resting.remove(order.order_id)
        if self._entries_left is not None and intent is _ENTRY:
            self._count_entry_left(order.side, size.copy_negate())
        self._book_fill(order, size, order.price, time, True, trade, queue_before, backfilled)
        # every order that rests belongs to a cell; the close of a grid never rests
        cell = order.cell
        if cell is None:
            return
        if intent is _EXIT:
            if not order.left:
                self.exits += 1
                self.machine.on_exit_filled(cell)
                self.ledger.book_round_trip(self._cell_cash.pop(cell))
        elif order.left:
            other = self.machine.on_entry_partly_filled(cell, order.side)
            if other is not None:
                self._cancel(self.resting[other], time)
        else:
            self.entries += 1
            self._leave(self.machine.on_entry_filled(cell, order.side), order.size, time)

    def withdraw_entry(self, order: RestingOrder, time: int) -> None:
        """Cancel an entry. What it has filled keeps the cell in position, and gets its exit."""
        self._cancel(order, time)
        if order.cell is None:
            return
        if order.filled:
            self._leave(self.machine.on_entry_filled(order.cell, order.side), order.filled, time)
        else:
            self.machine.on_entry_withdrawn(order.cell, order.side)

    def cancel_all(self, time: int) -> None:
        """Cancel every order, oldest first; no cell asks for another."""
        for order in list(self.resting):
            self._cancel(order, time)
        self.machine.stop()

    def close(
        self, price: Decimal, time: int, *, trade: Trade | None = None, backfilled: bool = False
    ) -> None:
        """Close the position, if there is one, as taker at ``price``; ``trade`` is what asked for it."""
        position = self.ledger.position
        if position.is_zero():
            return
        side = SELL if position > 0 else BUY
        order = self._new_order(None, Intent.CLOSE, side, price, position.copy_abs(), time)
        self._book_fill(order, order.size, price, time, False, trade, None, backfilled)

    def state(self) -> dict[str, Any]:
        """Everything but the specification, as JSON can hold it."""
        unsettled = self.resting.unsettled()
        book = self.resting.book
        return {
            "ledger": self.ledger.state(),
            "counts": [self.entries, self.exits, self.fills, self._next_order_id],
            "cells": self.machine.state(),
            "cash": [[cell, plain(cash)] for cell, cash in self._cell_cash.items()],
            "orders": [order.state() for order in self.resting],
            "book": None if book is None else book.state(self.machine.prices),
            "unsettled": unsettled,
        }

    @classmethod
    def restore(cls, spec: GridSpec, state: dict[str, Any], *, stopped: bool, silent: bool) -> "GridOrders":
        """The orders of which ``state`` was taken."""
        resting = [RestingOrder.restore(row) for row in state["orders"]]
        machine = GridMachine.restore(state["cells"], _worked(resting), stopped=stopped)
        orders = cls(spec, machine, silent=silent)
        orders.ledger = Ledger.restore(state["ledger"])
        orders.entries, orders.exits, orders.fills, orders._next_order_id = state["counts"]
        orders._cell_cash = {cell: Decimal(cash) for cell, cash in state["cash"]}
        for order in resting:
            orders.resting.put_back(order)
        if state["book"] is not None:
            orders.resting.book = DisplayedBook.restore(state["book"])
        if state.get("unsettled") is not None:
            orders.resting.restore_unsettled(state["unsettled"])
        return orders

    def _leave(self, wish: ExitWish, size: Decimal, time: int) -> None:
        """Work the exit of a cell that was entered with ``size``."""
        cell, side, price, promoted = wish
        if promoted is None:
            order = self._new_order(cell, _EXIT, side, price, size, time)
            self.resting.add(order)
        else:
            order = self.resting[promoted]
            order.intent = _EXIT
            self._count_entry_left(side, order.left.copy_negate())
        self.machine.on_exit_placed(wish, order.order_id)
        if not self._silent:
            self._events.append(order.at(_OPEN, time))

    def _count_entry_left(self, side: Side, change: Decimal) -> None:
        if self._entries_left is not None:
            self._entries_left[side] = _add(self._entries_left[side], change)

    def _cancel(self, order: RestingOrder, time: int) -> None:
        self.resting.remove(order.order_id)
        if order.intent is _ENTRY:
            self._count_entry_left(order.side, order.left.copy_negate())
        if not self._silent:
            self._events.append(order.at(_CANCELLED, time))

    def _new_order(
        self, cell: int | None, intent: Intent, side: Side, price: Decimal, size: Decimal, time: int
    ) -> RestingOrder:
        order = RestingOrder(self._next_order_id, cell, intent, side, price, size, size, time)
        self._next_order_id += 1
        return order

    def _book_fill(
        self,
        order: RestingOrder,
        size: Decimal,
        price: Decimal,
        time: int,
        is_maker: bool,
        trade: Trade | None = None,
        queue_before: Decimal | None = None,
        backfilled: bool = False,
    ) -> None:
        spec, cell, side = self.spec, order.cell, order.side
        order.left = _subtract(order.left, size)
        notional = _multiply(price, size)
        fee = _multiply(notional, spec.maker_fee if is_maker else spec.taker_fee)
        cash = _subtract(notional.copy_negate() if side is BUY else notional, fee)
        self._cell_cash[cell] = _add(self._cell_cash.get(cell, ZERO), cash)
        self.ledger.book_fill(side, price, size, fee)
        self.fills += 1
        if self._silent:
            return
        fill: Fill = _tuple(
            Fill,
            (
                self.fills,
                order.order_id,
                cell,
                order.intent,
                side,
                price,
                size,
                fee,
                _MAKER if is_maker else _TAKER,
                None if trade is None else trade.trade_id,
                queue_before,
                backfilled,
                time,
                order.queue_ahead,
                None if trade is None else trade.size,
                spec.fill_model if is_maker else None,
            ),
        )
        self._events += (order.at(order.status, time), fill)


def _worked(resting: Iterable[RestingOrder]) -> Iterable[WorkedOrder]:
    for order in resting:
        if order.cell is not None:
            yield WorkedOrder(order.order_id, order.cell, order.side, order.intent is _EXIT)
