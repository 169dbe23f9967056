"""A paper grid as a function: trades go in, changed orders and fills come out.

Live trading, recovery after an outage and the backtest all run this code; they differ only in where the
trades come from. It reads no clock. Rules: CONTRACT section 4.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from engine.grid.ledger import GridTotals, Ledger
from engine.grid.lines import grid_lines
from engine.grid.machine import GridMachine
from engine.grid.orders import Order
from engine.grid.spec import FillModel, GridSpec, Initial
from engine.market import BUY, SELL, Quote, Side, Trade, plain
from engine.paper.book_side import Queued
from engine.paper.displayed import DisplayedBook
from engine.paper.grid_orders import GridEvent, GridOrders
from engine.paper.quiet_band import NOWHERE_ABOVE, NOWHERE_BELOW, QuietBand
from engine.paper.revision import RevisionPlan, check_revision, plan_of, withdraw_entries


class GridSimulation:
    """One paper grid: its orders, its fills and its account.

    Create it, call ``start`` once, then ``on_trade`` for every trade in the exchange's order and ``on_book`` for
    every change of the public book, which may come before trades that precede it (engine.paper.matching). Each call
    returns what it changed, in order. After a stop trades do nothing.

    ``quiet_above`` and ``quiet_below``: a trade strictly between these prices changes nothing but ``last`` and
    ``trades``.
    """

    _quiet: QuietBand | None

    def __init__(self, spec: GridSpec, tick: Decimal, last: Decimal, *, silent: bool = False) -> None:
        """``tick``: the price step in quote; ``last``: the last price when the grid starts.

        ``silent``: only the account is wanted, and no call returns anything.

        Raises:
            GridSpecError: the lines do not fit the tick.
        """
        self.reference = last if spec.reference is None else spec.reference
        self.lines: Sequence[Decimal] = grid_lines(spec, tick)
        self.last = last
        self.trades = 0
        self.stopped = False
        self._tick = tick
        self._revisions = 0
        self._orders = GridOrders(
            spec, GridMachine(self.lines, spec.direction, self.reference), silent=silent
        )
        self._find_quiet_band()

    @property
    def spec(self) -> GridSpec:
        """What the grid is now."""
        return self._orders.spec

    @property
    def ledger(self) -> Ledger:
        """The account."""
        return self._orders.ledger

    @property
    def fills(self) -> int:
        """How many fills there were, partial ones too."""
        return self._orders.fills

    @property
    def best_buy(self) -> Decimal | None:
        """The highest price of a resting BUY, in quote."""
        return self._orders.resting.best_buy

    @property
    def best_sell(self) -> Decimal | None:
        """The lowest price of a resting SELL, in quote."""
        return self._orders.resting.best_sell

    @property
    def quiet(self) -> QuietBand:
        """Which trades change nothing but ``last`` and ``trades``; the same value until that changes."""
        if self._quiet is None:
            resting, spec = self._orders.resting, self._orders.spec
            by_taker = spec.fill_model is FillModel.QUEUE
            above, below = self.quiet_above, self.quiet_below
            self._quiet = QuietBand(
                above,
                below,
                by_taker and above == resting.best_buy and above != spec.stop_below,
                by_taker and below == resting.best_sell and below != spec.stop_above,
            )
        return self._quiet

    @property
    def queues(self) -> tuple[Queued | None, Queued | None]:
        """The best BUY and SELL prices at which an own order has something ahead: no other quote changes a queue."""
        return self._orders.resting.queues

    @property
    def prices(self) -> frozenset[Decimal]:
        """The prices whose displayed size matters: of every order that works or may be placed."""
        return self._orders.machine.prices

    def open_size(self, side: Side) -> Decimal:
        """What is left of all orders on a side, in base units."""
        return self._orders.open_size(side)

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """The orders that rest now, oldest first; ``time`` is when they were placed."""
        return self._orders.open_orders

    def start(
        self, book: Quote, time: int, shown: DisplayedBook | None = None, shown_at: int | None = None
    ) -> list[GridEvent]:
        """Place the first entries against the best bid and offer of ``book``; ``time`` in ns since the epoch.

        An entry that would trade at once fills as taker at the best opposite price (``initial = market``), or
        waits (``initial = wait``). ``shown``: the deeper book; without it only the best bid and offer are known,
        and without their sizes nothing of the queues. ``shown_at``: its event time, before which no queue is known.
        """
        if shown is not None:
            self.on_book(shown, shown_at)
            self._orders.resting.show_books()
        elif book.bid_size is not None or book.ask_size is not None:
            self.on_book(DisplayedBook.of_quote(book))
        orders = self._orders
        for wish in orders.machine.starting_entries(self.last):
            if not orders.machine.is_wanted(wish) or not orders.has_room(wish.side):
                continue
            opposite = book.ask if wish.side is Side.BUY else book.bid
            crosses = opposite is not None and (
                wish.price >= opposite if wish.side is Side.BUY else wish.price <= opposite
            )
            if not crosses or opposite is None:
                orders.place_entry(wish, time)
            elif self.spec.initial is Initial.MARKET:
                orders.enter_at_once(wish, opposite, time)
        self._find_quiet_band()
        return orders.take_events()

    def on_trade(self, trade: Trade, *, backfilled: bool = False) -> list[GridEvent]:
        """Meet the open orders with the next trade; ``backfilled`` when it did not arrive as a live message.

        Trades off the public book (RFQ and RPI) and trades after a stop do nothing.
        """
        return self.meet(trade, 0, backfilled) if trade.on_public_book else []

    def meet(self, trade: Trade, passed: int, backfilled: bool) -> list[GridEvent]:
        """As ``on_trade`` with a trade of the public book, after so many that ``pass_quietly`` was not told of."""
        if self.stopped:
            return []
        price, time = trade.price, trade.event_time
        self.trades += passed + 1
        self.last = price
        orders = self._orders
        resting = orders.resting
        if self.quiet_above < price < self.quiet_below:
            resting.settled_until = time
            return []
        resting.settle(time)
        matches = resting.filled_by(trade)
        for match in matches:
            orders.fill(match, trade, backfilled)
        spec = orders.spec
        stop_below, stop_above = spec.stop_below, spec.stop_above
        if (stop_below is not None and price <= stop_below) or (
            stop_above is not None and price >= stop_above
        ):
            self._end(time)
            orders.close(price, time, trade=trade, backfilled=backfilled)
        elif matches or price > self._next_buy or price < self._next_sell:
            self._place_entries(time)
        else:
            return []
        self._find_quiet_band()
        return orders.take_events()

    def pass_quietly(self, trades: int, last: Decimal, time: int = 0) -> None:
        """So many trades, the last of them at ``last`` and at ``time`` (ns), all in the quiet band."""
        if not self.stopped:
            self.trades += trades
            self.last = last
            self._orders.resting.settled_until = time

    def on_book(self, book: DisplayedBook, time: int | None = None) -> None:
        """The public book changed; it moves the queue ahead of the orders and fills nothing.

        ``time``: its event time, ns; without it no trade that is still to come precedes the book.
        """
        self._orders.resting.on_book(book, time)

    def know_book(self, book: DisplayedBook) -> None:
        """As ``on_book`` without a time, with a book that changes no queue."""
        self._orders.resting.know(book)

    def stop(self, time: int, *, close_at: Quote | None = None) -> list[GridEvent]:
        """Cancel every order and stop; the position stays, or is closed as taker at the best bid or ask.

        ``time`` in ns since the epoch.

        Raises:
            ValueError: ``close_at`` lacks the side against which the position would be closed.
        """
        if self.stopped:
            return []
        price = None
        if close_at is not None and self.ledger.position:
            price = close_at.bid if self.ledger.position > 0 else close_at.ask
            if price is None:
                side = "bid" if self.ledger.position > 0 else "ask"
                raise ValueError(f"close_at has no {side} to close the position at; wait for a book with one")
        self._orders.resting.show_books()
        self._end(time)
        if price is not None:
            self._orders.close(price, time)
        return self._orders.take_events()

    def close_at_mark(self, mark: Decimal, time: int) -> list[GridEvent]:
        """Cancel every order, close the position at the mark price as taker, and stop: a liquidation."""
        if self.stopped:
            return []
        self._orders.resting.show_books()
        self._end(time)
        self._orders.close(mark, time)
        return self._orders.take_events()

    def book_funding(self, amount: Decimal) -> None:
        """Book a settlement of funding, in quote, negative when paid."""
        self.ledger.book_funding(amount)

    def plan(self, spec: GridSpec) -> RevisionPlan:
        """What ``revise`` would do now.

        Raises:
            GridSpecError: the grid cannot be changed to ``spec``; names the key.
        """
        draft = GridSimulation.restore(self.spec, self._tick, self.state())
        return plan_of(spec, self.open_orders, draft.revise(spec, 0), draft.lines, self.ledger.position)

    def revise(self, spec: GridSpec, time: int, shown: DisplayedBook | None = None) -> list[GridEvent]:
        """Change the running grid to ``spec``: see engine.paper.revision. ``time`` in ns since the epoch.

        ``shown``: the whole book now; without it the sizes ahead of new orders are unknown until one is shown.

        Raises:
            GridSpecError: the grid cannot be changed to ``spec``; names the key. Nothing has changed then.
        """
        check_revision(self.spec, spec, stopped=self.stopped)
        self.lines = grid_lines(spec, self._tick)
        self._revisions += 1
        self.reference = self.last if spec.reference is None else spec.reference
        self._orders.resting.on_new_prices(shown)
        machine = self._orders.machine
        keep_sides = spec.reference is None
        machine.revise(self.lines, spec.direction, self.reference, self._revisions, keep_sides=keep_sides)
        withdraw_entries(self._orders, spec, self.last, time)
        self._place_entries(time)
        self._find_quiet_band()
        return self._orders.take_events()

    def totals(self, mark: Decimal) -> GridTotals:
        """The account at a mark price, in quote."""
        orders, ledger = self._orders, self.ledger
        return GridTotals(
            fills=orders.fills,
            entries=orders.entries,
            exits=orders.exits,
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

    def state(self) -> dict[str, Any]:
        """Everything but the specification and the tick, as JSON can hold it."""
        return {
            "reference": plain(self.reference),
            "last": plain(self.last),
            "trades": self.trades,
            "stopped": self.stopped,
            "revisions": self._revisions,
            **self._orders.state(),
        }

    @classmethod
    def restore(
        cls, spec: GridSpec, tick: Decimal, state: dict[str, Any], *, silent: bool = False
    ) -> "GridSimulation":
        """The simulation of which ``state`` was taken; ``spec`` is what the grid was then.

        Raises:
            GridSpecError: the lines do not fit the tick.
        """
        simulation = cls(spec, tick, Decimal(state["last"]), silent=silent)
        simulation.reference = Decimal(state["reference"])
        simulation.trades = state["trades"]
        simulation.stopped = state["stopped"]
        simulation._revisions = state["revisions"]
        simulation._orders = GridOrders.restore(spec, state, stopped=simulation.stopped, silent=silent)
        simulation._find_quiet_band()
        return simulation

    def _end(self, time: int) -> None:
        self._orders.cancel_all(time)
        self.stopped = True

    def _place_entries(self, time: int) -> None:
        orders, machine = self._orders, self._orders.machine
        if not machine.waits:
            return
        limited = orders.spec.max_position is not None
        buys = not limited or orders.has_room(BUY)
        sells = not limited or orders.has_room(SELL)
        for wish in machine.placeable(self.last, buys=buys, sells=sells):
            if machine.is_wanted(wish) and (not limited or orders.has_room(wish[1])):
                orders.place_entry(wish, time)

    def _find_quiet_band(self) -> None:
        """A price at which nothing is to be done lies strictly between all that a trade could set off."""
        orders = self._orders
        spec, resting, machine = orders.spec, orders.resting, orders.machine
        above, below = resting.buys.best or NOWHERE_BELOW, resting.sells.best or NOWHERE_ABOVE
        if spec.stop_below is not None:
            above = max(above, spec.stop_below)
        if spec.stop_above is not None:
            below = min(below, spec.stop_above)
        self._next_buy, self._next_sell = NOWHERE_ABOVE, NOWHERE_BELOW
        if machine.waits:
            limited = spec.max_position is not None
            buy, sell = machine.lowest_waiting_buy, machine.highest_waiting_sell
            if buy is not None and (not limited or orders.has_room(BUY)):
                self._next_buy = buy
                below = min(below, buy)
            if sell is not None and (not limited or orders.has_room(SELL)):
                self._next_sell = sell
                above = max(above, sell)
        self.quiet_above, self.quiet_below = above, below
        self._quiet = None
