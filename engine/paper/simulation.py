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
from engine.paper.matching import RestingOrder, RestingOrders

GridEvent = Order | Fill


class GridSimulation:
    """One paper grid: its orders, its fills and its account.

    Create it, call ``start`` once, then ``on_trade`` for every trade in the exchange's order. Each call returns
    what it changed, in order. After ``stop`` trades do nothing.
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
        self._cell_cash: dict[int, Decimal] = {}
        self._events: list[GridEvent] = []

    def start(self, book: Quote, time: int) -> list[GridEvent]:
        """Place the first entries against the best bid and offer of ``book``; ``time`` in ns since the epoch.

        An entry that would trade at once fills as taker at the best opposite price (``initial = market``), or
        waits (``initial = wait``).
        """
        for wish in self._machine.starting_entries(self.last):
            if not self._machine.is_wanted(wish):
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
        for order in self._resting.filled_by(trade):
            self._fill_resting(order, trade, backfilled)
        for wish in self._machine.placeable(trade.price):
            self._place_entry(wish, trade.event_time)
        return self._take_events()

    def stop(self, time: int) -> list[GridEvent]:
        """Cancel every order and stop; the position stays. ``time`` in ns since the epoch."""
        for order in list(self._resting):
            self._resting.remove(order.order_id)
            self._tell_order(order, OrderStatus.CANCELLED, time)
        self._machine.stop()
        self.stopped = True
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

    def _take_events(self) -> list[GridEvent]:
        events, self._events = self._events, []
        return events

    def _place_entry(self, wish: EntryWish, time: int) -> None:
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, time)
        self._resting.add(order)
        self._machine.on_entry_placed(wish, order.order_id)
        self._tell_order(order, OrderStatus.OPEN, time)

    def _enter_at_once(self, wish: EntryWish, price: Decimal, time: int) -> None:
        order = self._new_order(wish.cell, Intent.ENTRY, wish.side, wish.price, time)
        self._book_fill(order, price, Liquidity.TAKER, None, time, backfilled=False)
        self._after_entry(order, time)

    def _fill_resting(self, order: RestingOrder, trade: Trade, backfilled: bool) -> None:
        self._resting.remove(order.order_id)
        self._book_fill(
            order, order.price, Liquidity.MAKER, trade.trade_id, trade.event_time, backfilled=backfilled
        )
        if order.intent is Intent.ENTRY:
            self._after_entry(order, trade.event_time)
        else:
            self.exits += 1
            self._machine.on_exit_filled(order.cell)
            self.ledger.book_round_trip(self._cell_cash.pop(order.cell))

    def _after_entry(self, order: RestingOrder, time: int) -> None:
        self.entries += 1
        wish = self._machine.on_entry_filled(order.cell, order.side)
        if wish.promoted is None:
            exit_order = self._new_order(wish.cell, Intent.EXIT, wish.side, wish.price, time)
            self._resting.add(exit_order)
        else:
            exit_order = self._resting[wish.promoted]
            exit_order.intent = Intent.EXIT
        self._machine.on_exit_placed(wish, exit_order.order_id)
        self._tell_order(exit_order, OrderStatus.OPEN, time)

    def _new_order(self, cell: int, intent: Intent, side: Side, price: Decimal, time: int) -> RestingOrder:
        order = RestingOrder(self._next_order_id, cell, intent, side, price, self.spec.size, time)
        self._next_order_id += 1
        return order

    def _book_fill(
        self,
        order: RestingOrder,
        price: Decimal,
        liquidity: Liquidity,
        trade_id: TradeId | None,
        time: int,
        *,
        backfilled: bool,
    ) -> None:
        rate = self.spec.maker_fee if liquidity is Liquidity.MAKER else self.spec.taker_fee
        notional = EXACT.multiply(price, order.size)
        fee = EXACT.multiply(notional, rate)
        cash = EXACT.subtract(notional.copy_negate() if order.side is Side.BUY else notional, fee)
        self._cell_cash[order.cell] = EXACT.add(self._cell_cash.get(order.cell, ZERO), cash)
        self.ledger.book_fill(order.side, price, order.size, fee)
        self.fills += 1
        self._tell_order(order, OrderStatus.FILLED, time)
        fill = Fill(
            fill_id=self.fills,
            order_id=order.order_id,
            cell=order.cell,
            intent=order.intent,
            side=order.side,
            price=price,
            size=order.size,
            fee=fee,
            liquidity=liquidity,
            trade_id=trade_id,
            queue_ahead=None,
            backfilled=backfilled,
            time=time,
        )
        self._events.append(fill)

    def _tell_order(self, order: RestingOrder, status: OrderStatus, time: int) -> None:
        filled = order.size if status is OrderStatus.FILLED else ZERO
        event = Order(
            order.order_id,
            order.cell,
            order.intent,
            order.side,
            order.price,
            order.size,
            filled,
            status,
            time,
        )
        self._events.append(event)

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The orders that rest now, oldest first; ``time`` is when they were placed."""
        return tuple(
            Order(o.order_id, o.cell, o.intent, o.side, o.price, o.size, ZERO, OrderStatus.OPEN, o.placed_at)
            for o in self._resting
        )
