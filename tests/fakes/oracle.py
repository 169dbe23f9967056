"""A second, slow and plain implementation of the grid rules, used to judge the real one.

Written from the contract's text alone (sections 2, 3 and 4; the numbers in brackets below are the rules of
section 4). It keeps every number as an exact fraction, looks at every order for every trade, sorts anew each
time, and shares no code with the engine. Nothing here is fast, and nothing here should be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from tests.fakes.oracle_values import (
    OracleFill,
    OracleOrder,
    OracleQuote,
    OracleResult,
    OracleTrade,
    exchange_order,
    oracle_lines,
    oracle_tick,
)

SideName = Literal["buy", "sell"]

DEFAULTS: Mapping[str, object] = {
    "initial": "market",
    "fill_model": "queue",
    "maker_fee": "-0.000001",
    "taker_fee": "0.00045",
}


def run_oracle(
    grid: Mapping[str, object],
    trades: Iterable[OracleTrade],
    quotes: Iterable[OracleQuote] = (),
    tick: Fraction | None = None,
) -> OracleResult:
    """Backtest ``grid`` (the keys and values of a grid file) over a tape.

    Raises:
        OracleError: the grid is not a legal one.
    """
    table = {**DEFAULTS, **grid}
    lines = oracle_lines(table, tick or oracle_tick(table))
    public = [trade for trade in exchange_order(trades) if trade.prints_on_public_book]
    run = _Run(table, lines)
    if public:
        run.start(public[0], list(quotes))
        for trade in public:
            if not run.stopped:
                run.process(trade)
    return OracleResult(lines, run.order_events, run.fills, run.summary(), run.stopped)


@dataclass
class _Order:
    order_id: int
    cell: int | None
    intent: str
    side: SideName
    price: Fraction
    size: Fraction
    ahead: Fraction | None
    filled: Fraction = Fraction(0)
    cancelled: bool = False

    @property
    def left(self) -> Fraction:
        return self.size - self.filled

    @property
    def works(self) -> bool:
        return self.left > 0 and not self.cancelled

    @property
    def status(self) -> str:
        if self.cancelled:
            return "cancelled"
        if self.left == 0:
            return "filled"
        return "partially_filled" if self.filled else "open"


@dataclass
class _Cell:
    index: int
    low: Fraction
    high: Fraction
    kind: str  # long, short or open
    trip: list[OracleFill] = field(default_factory=list)  # fills since the last completed round trip

    @property
    def entry_sides(self) -> tuple[SideName, ...]:
        """[2] The sides on which the cell enters."""
        return {"long": ("buy",), "short": ("sell",), "open": ("buy", "sell")}[self.kind]  # type: ignore[return-value]

    def price_of(self, side: SideName) -> Fraction:
        """[2] Whatever the kind of the cell: it buys at its lower line and sells at its upper line."""
        return self.low if side == "buy" else self.high


class _Run:
    def __init__(self, table: Mapping[str, object], lines: tuple[Fraction, ...]) -> None:
        self.table = table
        self.lines = lines
        self.size = Fraction(str(table["size"]))
        self.order_events: list[OracleOrder] = []
        self.fills: list[OracleFill] = []
        self.orders: list[_Order] = []  # all that were ever placed, oldest first
        self.resting: list[_Order] = []  # those of them that still work
        self.cells: list[_Cell] = []
        self.quotes: list[OracleQuote] = []
        self.book: OracleQuote | None = None
        self.last = Fraction(0)
        self.now = 0
        self.trades = 0
        self.stopped = False
        self.round_trips = 0
        self.grid_profit = Fraction(0)
        self.position = Fraction(0)
        self.average = Fraction(0)
        self.realized = Fraction(0)

    def number(self, key: str) -> Fraction | None:
        return Fraction(str(self.table[key])) if key in self.table else None

    def start(self, first: OracleTrade, quotes: list[OracleQuote]) -> None:
        self.quotes = sorted(quotes, key=lambda quote: quote.event_time)
        self.now = first.event_time
        reference = self.number("reference")
        if reference is None:
            reference = Fraction(first.price)
        self.last = reference
        self.cells = [self._new_cell(k, reference) for k in range(len(self.lines) - 1)]
        self._read_quotes_before(first.event_time)
        if self.book is None:
            self._place_entries(at_start=True, bid=reference, ask=reference)
        else:
            self._place_entries(at_start=True, bid=Fraction(self.book.bid), ask=Fraction(self.book.ask))

    def _new_cell(self, k: int, reference: Fraction) -> _Cell:
        low, high = self.lines[k], self.lines[k + 1]
        if self.table["direction"] != "neutral":
            kind = str(self.table["direction"])
        elif high <= reference:
            kind = "long"
        elif low >= reference:
            kind = "short"
        else:
            kind = "open"
        return _Cell(k, low, high, kind)

    def process(self, trade: OracleTrade) -> None:
        self._read_quotes_before(trade.event_time)
        self.now = trade.event_time
        self.last = Fraction(trade.price)
        self.trades += 1
        met = list(self.resting)
        buys = sorted((o for o in met if o.side == "buy"), key=lambda o: (-o.price, o.order_id))
        sells = sorted((o for o in met if o.side == "sell"), key=lambda o: (o.price, o.order_id))
        for side in (buys, sells):
            self._fill_side(side, trade)
        self._stop_if_reached(trade)
        if not self.stopped:
            self._place_entries(at_start=False)

    def _fill_side(self, orders: list[_Order], trade: OracleTrade) -> None:
        price, size = Fraction(trade.price), Fraction(trade.size)
        model = self.table["fill_model"]
        given_away: dict[Fraction, Fraction] = {}
        for order in orders:
            beyond = price < order.price if order.side == "buy" else price > order.price
            at_price = price == order.price
            against = trade.is_taker_buyer == (order.side == "sell")
            ahead = order.ahead if model == "queue" else None
            if beyond or (at_price and model == "touch"):
                self._fill(order, order.price, order.left, "maker", trade=trade, ahead=ahead)
            elif at_price and against and model == "queue" and order.ahead is not None:
                older = given_away.get(price, Fraction(0))
                share = min(order.left, max(Fraction(0), size - order.ahead - older))
                order.ahead = max(Fraction(0), order.ahead - size)
                if share > 0:
                    given_away[price] = older + share
                    self._fill(order, order.price, share, "maker", trade=trade, ahead=ahead)

    def _shown_size(self, side: SideName, price: Fraction) -> Fraction | None:
        """[6] What the book shows at a price on one side; None where it does not say."""
        if self.book is None:
            return None
        bid, ask = Fraction(self.book.bid), Fraction(self.book.ask)
        if side == "buy":
            best, best_size, is_better = bid, self.book.bid_size, price > bid
        else:
            best, best_size, is_better = ask, self.book.ask_size, price < ask
        if price == best:
            crossed = price >= ask if side == "buy" else price <= bid
            return Fraction(0) if crossed else Fraction(best_size)
        return Fraction(0) if is_better else None

    def _read_quotes_before(self, time: int) -> None:
        """[section 2] At equal times trades come before quotes."""
        while self.quotes and self.quotes[0].event_time < time:
            self.book = self.quotes.pop(0)
            for order in self.resting:
                shown = self._shown_size(order.side, order.price)
                if shown is not None:
                    order.ahead = shown if order.ahead is None else min(order.ahead, shown)

    def _place_entries(
        self, *, at_start: bool, bid: Fraction | None = None, ask: Fraction | None = None
    ) -> None:
        wanted = [
            (abs(cell.price_of(side) - self.last), cell.index, 0 if side == "buy" else 1, side)
            for cell in self.cells
            for side in cell.entry_sides
            if self._lacks_entry(cell, side)
        ]
        for _, index, _, side in sorted(wanted):
            cell = self.cells[index]
            price = cell.price_of(side)
            if side not in cell.entry_sides or not self._lacks_entry(cell, side) or not self._has_room(side):
                continue
            if at_start:
                assert bid is not None
                assert ask is not None
                would_trade = price >= ask if side == "buy" else price <= bid
                if not would_trade:
                    self._place(cell.index, "entry", side, price, self.size)
                elif self.table["initial"] == "market":
                    order = self._new_order(cell.index, "entry", side, price, self.size)
                    self._fill(order, ask if side == "buy" else bid, self.size, "taker")
            elif self.last > price if side == "buy" else self.last < price:
                self._place(cell.index, "entry", side, price, self.size)

    def _working(self, cell: _Cell) -> list[_Order]:
        return [order for order in self.resting if order.cell == cell.index]

    def _lacks_entry(self, cell: _Cell, side: SideName) -> bool:
        working = self._working(cell)
        if cell.kind == "open":
            return all(order.side != side for order in working)
        return not working

    def _has_room(self, side: SideName) -> bool:
        """[8] Room if it and what is left of its side's working entries would keep within the limit."""
        limit = self.number("max_position")
        if limit is None:
            return True
        working = sum(o.left for o in self.resting if o.intent == "entry" and o.side == side)
        change = self.size + working
        return abs(self.position + (change if side == "buy" else -change)) <= limit

    def _new_order(
        self, cell: int | None, intent: str, side: SideName, price: Fraction, size: Fraction
    ) -> _Order:
        order = _Order(len(self.orders) + 1, cell, intent, side, price, size, self._shown_size(side, price))
        self.orders.append(order)
        self.resting.append(order)
        return order

    def _place(self, cell: int, intent: str, side: SideName, price: Fraction, size: Fraction) -> None:
        """An order that rests says so; one that trades at once is never open and says only that it filled."""
        self._say(self._new_order(cell, intent, side, price, size))

    def _say(self, order: _Order) -> None:
        self.order_events.append(
            OracleOrder(
                self.now,
                order.order_id,
                order.cell,
                order.intent,
                order.side,
                order.price,
                order.size,
                order.filled,
                order.status,
            )
        )

    def _cancel(self, order: _Order) -> None:
        order.cancelled = True
        self.resting.remove(order)
        self._say(order)

    def _fill(
        self,
        order: _Order,
        price: Fraction,
        size: Fraction,
        liquidity: str,
        *,
        trade: OracleTrade | None = None,
        ahead: Fraction | None = None,
    ) -> None:
        rate = self.number("maker_fee" if liquidity == "maker" else "taker_fee")
        assert rate is not None
        order.filled += size
        if not order.works:
            self.resting.remove(order)
        fill = OracleFill(
            self.now,
            len(self.fills) + 1,
            order.order_id,
            order.cell,
            order.intent,
            order.side,
            price,
            size,
            price * size * rate,
            liquidity,
            None if trade is None else "{}-{}".format(*trade.id_numbers),
            ahead,
        )
        self.fills.append(fill)
        self._account(fill)
        self._say(order)
        if order.cell is not None:
            cell = self.cells[order.cell]
            cell.trip.append(fill)
            self._move_cell_on(cell, order)

    def _move_cell_on(self, cell: _Cell, order: _Order) -> None:
        exit_side: SideName = "sell" if order.side == "buy" else "buy"
        other = None
        if cell.kind == "open":
            cell.kind = "long" if order.side == "buy" else "short"
            other = next((o for o in self._working(cell) if o is not order), None)
            if other is not None and order.works:
                self._cancel(other)
        if order.works:
            return
        if order.intent == "exit":
            self._complete_round_trip(cell)
        elif other is not None:
            other.intent = "exit"
            self._say(other)
        else:
            self._place(cell.index, "exit", exit_side, cell.price_of(exit_side), self.size)

    def _complete_round_trip(self, cell: _Cell) -> None:
        for fill in cell.trip:
            sign = 1 if fill.side == "sell" else -1
            self.grid_profit += sign * fill.price * fill.size - fill.fee
        cell.trip = []
        self.round_trips += 1

    def _stop_if_reached(self, trade: OracleTrade) -> None:
        below, above, price = self.number("stop_below"), self.number("stop_above"), Fraction(trade.price)
        if not ((below is not None and price <= below) or (above is not None and price >= above)):
            return
        for order in list(self.resting):
            self._cancel(order)
        if self.position:
            side: SideName = "sell" if self.position > 0 else "buy"
            order = self._new_order(None, "close", side, price, abs(self.position))
            self._fill(order, price, order.size, "taker", trade=trade)
        self.stopped = True

    def _account(self, fill: OracleFill) -> None:
        change = fill.size if fill.side == "buy" else -fill.size
        if self.position * change >= 0:
            cost = self.average * abs(self.position) + fill.price * fill.size
            self.position += change
            self.average = cost / abs(self.position)
            return
        closed = min(abs(change), abs(self.position))
        earned_per_unit = (fill.price - self.average) * (1 if self.position > 0 else -1)
        self.realized += closed * earned_per_unit
        turned_over = abs(change) > abs(self.position)
        self.position += change
        if self.position == 0:
            self.average = Fraction(0)
        elif turned_over:
            self.average = fill.price

    def summary(self) -> dict[str, Fraction | int | str]:
        fees = sum((fill.fee for fill in self.fills), Fraction(0))
        unrealized = self.position * (self.last - self.average)
        full = [order for order in self.orders if order.left == 0]
        return {
            "instrument": str(self.table["instrument"]),
            "fills": len(self.fills),
            "entries": sum(order.intent == "entry" for order in full),
            "exits": sum(order.intent == "exit" for order in full),
            "round_trips": self.round_trips,
            "position": self.position,
            "average_entry": self.average,
            "grid_profit": self.grid_profit,
            "realized": self.realized,
            "unrealized": unrealized,
            "fees": fees,
            "funding": Fraction(0),
            "total": self.realized + unrealized - fees,
            "trades": self.trades,
            "gaps": 0,
            "unrecovered_gaps": 0,
            "reconnects": 0,
        }
