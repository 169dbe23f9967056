"""The orders of one paper grid: placed, filled and cancelled, booked as they fill, and told in order.

When that happens is decided elsewhere (engine.paper.simulation). Prices and money in quote, sizes in base units,
times in ns since the epoch.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engine.grid.ledger import Ledger
from engine.grid.machine import EntryWish, ExitWish, GridMachine, WorkedOrder
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import GridSpec
from engine.market import EXACT, ZERO, Side, Trade, plain
from engine.paper.displayed import DisplayedBook
from engine.paper.matching import Match, RestingOrders
from engine.paper.resting_order import RestingOrder

GridEvent = Order | Fill


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
        self._entries_left = dict.fromkeys(Side, ZERO)
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
        change = EXACT.add(self._entries_left[side], size)
        return EXACT.add(self.ledger.position, change if side is Side.BUY else change.copy_negate())

    def has_room(self, side: Side) -> bool:
        """Whether ``max_position`` leaves room for one more entry."""
        limit = self.spec.max_position
        return limit is None or self.reach(side, self.spec.size).copy_abs() <= limit

    def place_entry(self, wish: EntryWish, time: int) -> None:
        """Let an entry rest."""
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, self.spec.size, time)
        self.resting.add(order)
        self._count_entry_left(order.side, order.left)
        self.machine.on_entry_placed(wish, order.order_id)
        self._tell(order, OrderStatus.OPEN, time)

    def enter_at_once(self, wish: EntryWish, price: Decimal, time: int) -> None:
        """Fill an entry in full at ``price`` as taker, and place its exit."""
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, self.spec.size, time)
        self._book_fill(order, order.size, price, Liquidity.TAKER, time)
        self.entries += 1
        self._leave(self.machine.on_entry_filled(wish.cell, wish.side), order.size, time)

    def fill(self, match: Match, trade: Trade, *, backfilled: bool) -> None:
        """Fill a resting order as maker, at its own price, and go on with its cell."""
        order, time = match.order, trade.event_time
        if match.size == order.left:
            self.resting.remove(order.order_id)
        if order.intent is Intent.ENTRY:
            self._count_entry_left(order.side, match.size.copy_negate())
        self._book_fill(
            order,
            match.size,
            order.price,
            Liquidity.MAKER,
            time,
            trade=trade,
            queue_before=match.queue_before,
            backfilled=backfilled,
        )
        # every order that rests belongs to a cell; the close of a grid never rests
        cell = order.cell
        if cell is None:
            return
        if order.intent is Intent.EXIT:
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
        side = Side.SELL if position > 0 else Side.BUY
        order = self._new_order(None, Intent.CLOSE, side, price, position.copy_abs(), time)
        self._book_fill(order, order.size, price, Liquidity.TAKER, time, trade=trade, backfilled=backfilled)

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
            if order.intent is Intent.ENTRY:
                orders._count_entry_left(order.side, order.left)
        if state["book"] is not None:
            orders.resting.book = DisplayedBook.restore(state["book"])
        if state.get("unsettled") is not None:
            orders.resting.restore_unsettled(state["unsettled"])
        return orders

    def _leave(self, wish: ExitWish, size: Decimal, time: int) -> None:
        """Work the exit of a cell that was entered with ``size``."""
        if wish.promoted is None:
            order = self._new_order(wish.cell, Intent.EXIT, wish.side, wish.price, size, time)
            self.resting.add(order)
        else:
            order = self.resting[wish.promoted]
            order.intent = Intent.EXIT
            self._count_entry_left(order.side, order.left.copy_negate())
        self.machine.on_exit_placed(wish, order.order_id)
        self._tell(order, OrderStatus.OPEN, time)

    def _count_entry_left(self, side: Side, change: Decimal) -> None:
        self._entries_left[side] = EXACT.add(self._entries_left[side], change)

    def _cancel(self, order: RestingOrder, time: int) -> None:
        self.resting.remove(order.order_id)
        if order.intent is Intent.ENTRY:
            self._count_entry_left(order.side, order.left.copy_negate())
        self._tell(order, OrderStatus.CANCELLED, time)

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
        liquidity: Liquidity,
        time: int,
        *,
        trade: Trade | None = None,
        queue_before: Decimal | None = None,
        backfilled: bool = False,
    ) -> None:
        order.left = EXACT.subtract(order.left, size)
        is_maker = liquidity is Liquidity.MAKER
        notional = EXACT.multiply(price, size)
        fee = EXACT.multiply(notional, self.spec.maker_fee if is_maker else self.spec.taker_fee)
        cash = EXACT.subtract(notional.copy_negate() if order.side is Side.BUY else notional, fee)
        self._cell_cash[order.cell] = EXACT.add(self._cell_cash.get(order.cell, ZERO), cash)
        self.ledger.book_fill(order.side, price, size, fee)
        self.fills += 1
        if self._silent:
            return
        self._tell(order, order.status, time)
        fill = Fill(
            fill_id=self.fills,
            order_id=order.order_id,
            cell=order.cell,
            intent=order.intent,
            side=order.side,
            price=price,
            size=size,
            fee=fee,
            liquidity=liquidity,
            trade_id=None if trade is None else trade.trade_id,
            queue_ahead=queue_before,
            backfilled=backfilled,
            time=time,
            queue_ahead_after=order.queue_ahead,
            printed_size=None if trade is None else trade.size,
            model=self.spec.fill_model if is_maker else None,
        )
        self._events.append(fill)

    def _tell(self, order: RestingOrder, status: OrderStatus, time: int) -> None:
        if not self._silent:
            self._events.append(order.at(status, time))


def _worked(resting: Iterable[RestingOrder]) -> Iterable[WorkedOrder]:
    for order in resting:
        if order.cell is not None:
            yield WorkedOrder(order.order_id, order.cell, order.side, order.intent is Intent.EXIT)
