"""A paper grid as a function: trades go in, changed orders and fills come out.

Live trading, recovery after an outage and the backtest all run this code; they differ only in where the
trades come from. It reads no clock. Rules: CONTRACT section 4.
"""

from collections.abc import Sequence
from decimal import Decimal

from engine.grid.ledger import GridTotals, Ledger
from engine.grid.lines import grid_lines
from engine.grid.machine import EntryWish, GridMachine
from engine.grid.orders import Fill, Intent, Liquidity, Order, OrderStatus
from engine.grid.spec import GridSpec, Initial
from engine.market import EXACT, ZERO, Quote, Side, Trade, TradeId
from engine.paper.displayed import DisplayedBook
from engine.paper.matching import Match, RestingOrder, RestingOrders

GridEvent = Order | Fill


class GridSimulation:
    """One paper grid: its orders, its fills and its account.

    Create it, call ``start`` once, then ``on_trade`` for every trade in the exchange's order and ``on_book`` for
    every change of the public book. Each call returns what it changed, in order. After a stop trades do nothing.
    """

    def __init__(self, spec: GridSpec, tick: Decimal, last: Decimal) -> None:
        """``tick``: the price step in quote; ``last``: the last price when the grid starts.

        Raises:
            GridSpecError: the lines do not fit the tick.
        """
        self.spec = spec
        self.reference = last if spec.reference is None else spec.reference
        self.lines: Sequence[Decimal] = grid_lines(spec, tick)
        self.last = last
        self.trades = 0
        self.entries = 0
        self.exits = 0
        self.fills = 0
        self.ledger = Ledger()
        self.stopped = False
        self._machine = GridMachine(self.lines, spec.direction, self.reference)
        self._resting = RestingOrders(spec.fill_model)
        self._next_order_id = 1
        self._cell_cash: dict[int | None, Decimal] = {}
        self._entries_left = dict.fromkeys(Side, ZERO)
        self._events: list[GridEvent] = []

    def start(self, book: Quote, time: int) -> list[GridEvent]:
        """Place the first entries against the best bid and offer of ``book``; ``time`` in ns since the epoch.

        An entry that would trade at once fills as taker at the best opposite price (``initial = market``), or
        waits (``initial = wait``). A book without sizes says nothing of the queues.
        """
        if book.bid_size is not None or book.ask_size is not None:
            self.on_book(DisplayedBook.of_quote(book))
        for wish in self._machine.starting_entries(self.last):
            if not self._machine.is_wanted(wish) or not self._has_room(wish.side):
                continue
            opposite = book.ask if wish.side is Side.BUY else book.bid
            crosses = opposite is not None and (
                wish.price >= opposite if wish.side is Side.BUY else wish.price <= opposite
            )
            if not crosses or opposite is None:
                self._place_entry(wish, time)
            elif self.spec.initial is Initial.MARKET:
                self._enter_at_once(wish, opposite, time)
        return self._take_events()

    def on_trade(self, trade: Trade, *, backfilled: bool = False) -> list[GridEvent]:
        """Meet the open orders with the next trade; ``backfilled`` when it did not arrive as a live message.

        Trades off the public book (RFQ and RPI) and trades after a stop do nothing.
        """
        if self.stopped or not trade.on_public_book:
            return []
        self.trades += 1
        self.last = trade.price
        for match in self._resting.filled_by(trade):
            self._fill_resting(match, trade, backfilled)
        if self._reaches_stop(trade.price):
            self._close(trade, backfilled)
        else:
            self._place_entries_again(trade)
        return self._take_events()

    def on_book(self, book: DisplayedBook) -> None:
        """The public book changed; it moves the queue ahead of the orders and fills nothing."""
        self._resting.on_book(book)

    def stop(self, time: int) -> list[GridEvent]:
        """Cancel every order and stop; the position stays. ``time`` in ns since the epoch."""
        self._cancel_all(time)
        return self._take_events()

    def totals(self, mark: Decimal) -> GridTotals:
        """The account at a mark price, in quote."""
        ledger = self.ledger
        return GridTotals(
            fills=self.fills,
            entries=self.entries,
            exits=self.exits,
            round_trips=ledger.round_trips,
            trades=self.trades,
            position=ledger.position,
            average_entry=ledger.average_entry,
            grid_profit=ledger.grid_profit,
            realized=ledger.realized,
            unrealized=ledger.unrealized(mark),
            fees=ledger.fees,
            funding=ledger.funding,
            total=ledger.total(mark),
        )

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The orders that rest now, oldest first; ``time`` is when they were placed."""
        return tuple(
            _order(order, OrderStatus.PARTIALLY_FILLED if order.filled else OrderStatus.OPEN, order.placed_at)
            for order in self._resting
        )

    def _take_events(self) -> list[GridEvent]:
        events, self._events = self._events, []
        return events

    def _has_room(self, side: Side) -> bool:
        limit = self.spec.max_position
        if limit is None:
            return True
        change = EXACT.add(self._entries_left[side], self.spec.size)
        after = EXACT.add(self.ledger.position, change if side is Side.BUY else change.copy_negate())
        return after.copy_abs() <= limit

    def _reaches_stop(self, price: Decimal) -> bool:
        below, above = self.spec.stop_below, self.spec.stop_above
        return (below is not None and price <= below) or (above is not None and price >= above)

    def _place_entries_again(self, trade: Trade) -> None:
        buys, sells = self._has_room(Side.BUY), self._has_room(Side.SELL)
        for wish in self._machine.placeable(trade.price, buys=buys, sells=sells):
            if self._machine.is_wanted(wish) and self._has_room(wish.side):
                self._place_entry(wish, trade.event_time)

    def _place_entry(self, wish: EntryWish, time: int) -> None:
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, self.spec.size, time)
        self._resting.add(order)
        self._count_entry_left(order.side, order.left)
        self._machine.on_entry_placed(wish, order.order_id)
        self._tell_order(order, OrderStatus.OPEN, time)

    def _count_entry_left(self, side: Side, change: Decimal) -> None:
        self._entries_left[side] = EXACT.add(self._entries_left[side], change)

    def _enter_at_once(self, wish: EntryWish, price: Decimal, time: int) -> None:
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, self.spec.size, time)
        self._book_fill(order, order.size, price, Liquidity.TAKER, None, time)
        self._after_entry(order, wish.cell, time)

    def _fill_resting(self, match: Match, trade: Trade, backfilled: bool) -> None:
        order, time = match.order, trade.event_time
        if match.size == order.left:
            self._resting.remove(order.order_id)
        if order.intent is Intent.ENTRY:
            self._count_entry_left(order.side, match.size.copy_negate())
        self._book_fill(
            order,
            match.size,
            order.price,
            Liquidity.MAKER,
            trade.trade_id,
            time,
            queue_ahead=match.queue_before,
            backfilled=backfilled,
        )
        # every order that rests belongs to a cell; the close of a stop never rests
        cell = order.cell
        if cell is None:
            return
        if order.intent is Intent.EXIT:
            if not order.left:
                self._after_exit(cell)
        elif order.left:
            other = self._machine.on_entry_partly_filled(cell, order.side)
            if other is not None:
                self._cancel(self._resting[other], time)
        else:
            self._after_entry(order, cell, time)

    def _after_entry(self, order: RestingOrder, cell: int, time: int) -> None:
        self.entries += 1
        wish = self._machine.on_entry_filled(cell, order.side)
        if wish.promoted is None:
            exit_order = self._new_order(wish.cell, Intent.EXIT, wish.side, wish.price, self.spec.size, time)
            self._resting.add(exit_order)
        else:
            exit_order = self._resting[wish.promoted]
            exit_order.intent = Intent.EXIT
            self._count_entry_left(exit_order.side, exit_order.left.copy_negate())
        self._machine.on_exit_placed(wish, exit_order.order_id)
        self._tell_order(exit_order, OrderStatus.OPEN, time)

    def _after_exit(self, cell: int) -> None:
        self.exits += 1
        self._machine.on_exit_filled(cell)
        self.ledger.book_round_trip(self._cell_cash.pop(cell))

    def _close(self, trade: Trade, backfilled: bool) -> None:
        self._cancel_all(trade.event_time)
        position = self.ledger.position
        if position.is_zero():
            return
        side, size = (Side.SELL if position > 0 else Side.BUY), position.copy_abs()
        order = self._new_order(None, Intent.CLOSE, side, trade.price, size, trade.event_time)
        self._book_fill(
            order, size, trade.price, Liquidity.TAKER, trade.trade_id, trade.event_time, backfilled=backfilled
        )

    def _cancel_all(self, time: int) -> None:
        for order in list(self._resting):
            self._cancel(order, time)
        self._machine.stop()
        self.stopped = True

    def _cancel(self, order: RestingOrder, time: int) -> None:
        self._resting.remove(order.order_id)
        if order.intent is Intent.ENTRY:
            self._count_entry_left(order.side, order.left.copy_negate())
        self._tell_order(order, OrderStatus.CANCELLED, time)

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
        trade_id: TradeId | None,
        time: int,
        *,
        queue_ahead: Decimal | None = None,
        backfilled: bool = False,
    ) -> None:
        order.left = EXACT.subtract(order.left, size)
        rate = self.spec.maker_fee if liquidity is Liquidity.MAKER else self.spec.taker_fee
        notional = EXACT.multiply(price, size)
        fee = EXACT.multiply(notional, rate)
        cash = EXACT.subtract(notional.copy_negate() if order.side is Side.BUY else notional, fee)
        self._cell_cash[order.cell] = EXACT.add(self._cell_cash.get(order.cell, ZERO), cash)
        self.ledger.book_fill(order.side, price, size, fee)
        self.fills += 1
        self._tell_order(order, OrderStatus.PARTIALLY_FILLED if order.left else OrderStatus.FILLED, time)
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
            trade_id=trade_id,
            queue_ahead=queue_ahead,
            backfilled=backfilled,
            time=time,
        )
        self._events.append(fill)

    def _tell_order(self, order: RestingOrder, status: OrderStatus, time: int) -> None:
        self._events.append(_order(order, status, time))


def _order(order: RestingOrder, status: OrderStatus, time: int) -> Order:
    return Order(
        order.order_id,
        order.cell,
        order.intent,
        order.side,
        order.price,
        order.size,
        order.filled,
        status,
        time,
    )
