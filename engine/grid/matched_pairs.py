"""The matched-pair view of a grid's fills, and its identity with the average-cost view.

Each cell's exit fills are matched with its entry fills, oldest first; what is not matched yet are its open lots.
A fill that closes the whole grid is matched with the open lots of all cells, oldest first. Pairing changes no
total, so at every mark price, exactly and before fees and funding:

    matched + closed + floating of the open lots = realized + unrealized

(the right side is the average-cost view, engine.grid.ledger). Money in quote, sizes in base units.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import Any, Final

from engine.grid.ledger import Ledger
from engine.grid.orders import Fill, Intent
from engine.market import (
    BUY,
    EXACT,
    QUOTIENT,
    SELL,
    ZERO,
    Side,
    decimal_or_none,
    plain,
    plain_amount,
    plain_or_none,
)


class UnmatchedFill(Exception):
    """An exit or a close that no open lot stands against: a defect of the caller."""


class IdentityBroken(Exception):
    """The two views of one set of fills disagree: a defect in one of them, and no total may be trusted."""


@dataclass(slots=True)
class OpenLot:
    """What is left of one entry fill; ``number`` counts entry fills, so a lower one is older."""

    number: int
    cell: int
    side: Side
    price: Decimal
    size: Decimal
    time: int
    _row: tuple[Decimal, list[Any]] | None = field(default=None, init=False, repr=False, compare=False)

    def state(self) -> list[Any]:
        """Everything, as JSON can hold it; the same list until the size changes, so nobody may write to it."""
        known = self._row
        if known is not None and known[0] is self.size:
            return known[1]
        row = [self.number, self.cell, self.side.value, plain(self.price), plain(self.size), self.time]
        self._row = self.size, row
        return row


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """A completed round trip of a cell: ``gross`` of its fills, their ``fees``, and the grid profit ``net``.

    ``size`` is what was entered and left again; times are those of the first entry and the last exit fill.
    ``cost`` is what the entry fills were worth (price x size, before fees); None where it was not kept.
    """

    cell: int
    entry_side: Side
    size: Decimal
    gross: Decimal
    fees: Decimal
    entry_time: int
    exit_time: int
    cost: Decimal | None = None

    @property
    def net(self) -> Decimal:
        """The grid profit of this round trip: gross - fees."""
        return EXACT.subtract(self.gross, self.fees)

    @property
    def entry_price(self) -> Decimal | None:
        """The average price of the entry fills, to 28 digits; None where it is unknown."""
        return None if self.cost is None else QUOTIENT.divide(self.cost, self.size)

    @property
    def exit_price(self) -> Decimal | None:
        """The average price of the exit fills, to 28 digits; None where it is unknown."""
        if self.cost is None:
            return None
        gained = self.gross if self.entry_side is Side.BUY else self.gross.copy_negate()
        return QUOTIENT.divide(EXACT.add(self.cost, gained), self.size)

    @property
    def net_fraction(self) -> Decimal | None:
        """The net as a fraction of what the entry fills were worth; None where that is unknown."""
        return None if not self.cost else QUOTIENT.divide(self.net, self.cost)


@dataclass(frozen=True, slots=True)
class Identity:
    """Both views of one set of fills at one mark price, before fees and funding, in quote."""

    matched: Decimal
    closed: Decimal
    floating: Decimal
    realized: Decimal
    unrealized: Decimal

    @property
    def by_pairs(self) -> Decimal:
        """matched + closed + floating."""
        return EXACT.add(EXACT.add(self.matched, self.closed), self.floating)

    @property
    def by_average(self) -> Decimal:
        """realized + unrealized."""
        return EXACT.add(self.realized, self.unrealized)

    @property
    def holds(self) -> bool:
        """Whether both views agree, exactly."""
        return self.by_pairs == self.by_average


class _CellBook:
    """The open lots of one cell, and what its round trip in progress has seen."""

    __slots__ = ("_row", "cost", "entry_time", "fees", "gross", "lots", "size")

    def __init__(self, entry_time: int) -> None:
        self.lots: deque[OpenLot] = deque()
        self.gross = self.fees = self.size = ZERO
        self.cost: Decimal | None = ZERO
        self.entry_time = entry_time
        self._row: tuple[Decimal, Decimal, Decimal, Decimal | None, list[Any]] | None = None

    def state(self, cell: int) -> list[Any]:
        """All but the lots, as JSON can hold it; the same list until it changes, so nobody may write to it."""
        known = self._row
        if (
            known is not None
            and known[0] is self.gross
            and known[1] is self.fees
            and known[2] is self.size
            and known[3] is self.cost
        ):
            return known[4]
        amounts = plain(self.gross), plain(self.fees), plain(self.size), plain_or_none(self.cost)
        row = [cell, self.entry_time, *amounts]
        self._row = self.gross, self.fees, self.size, self.cost, row
        return row


_number_of = attrgetter("number")
_add, _subtract, _multiply = EXACT.add, EXACT.subtract, EXACT.multiply

_AMOUNTS = ("matched", "closed", "fees", "grid_profit", "open_size", "_open_cost")
_ENTRY: Final = Intent.ENTRY
_CLOSE: Final = Intent.CLOSE
"""Looked up once: up to Python 3.11 asking an enum for a member costs as much as a sum."""


class MatchedPairs:
    """Matches fills one by one.

    ``matched`` is what exits earned against the entries of their cells, partial ones included; ``closed`` what
    closing the grid brought against its open lots; both before fees. ``grid_profit`` is that of completed round
    trips, after their fees. All exact.
    """

    __slots__ = (
        "_cells",
        "_entered",
        "_open_cost",
        "closed",
        "fees",
        "grid_profit",
        "matched",
        "open_size",
        "round_trips",
    )

    def __init__(self) -> None:
        self._cells: dict[int, _CellBook] = {}
        self._entered = 0
        self._open_cost = ZERO
        self.open_size = ZERO
        self.matched = ZERO
        self.closed = ZERO
        self.fees = ZERO
        self.grid_profit = ZERO
        self.round_trips = 0

    def book_fill(self, fill: Fill) -> RoundTrip | None:
        """Match one fill; returns the round trip that it completes.

        Raises:
            UnmatchedFill: an exit or a close is larger than the open lots that it can close.
        """
        if fill.intent is _CLOSE:
            self._close(fill)
            trip = None
        elif fill.cell is None:
            raise UnmatchedFill(f"fill {fill.fill_id} is an {fill.intent.value} without a cell")
        elif fill.intent is _ENTRY:
            self._enter(fill, fill.cell)
            trip = None
        else:
            trip = self._leave(fill, fill.cell)
        self.fees = _add(self.fees, fill.fee)
        return trip

    @property
    def open_lots(self) -> tuple[OpenLot, ...]:
        """The open lots, oldest first."""
        return tuple(self._oldest_first())

    def floating(self, mark: Decimal) -> Decimal:
        """What the open lots would earn if they were closed at ``mark``, in quote, before fees."""
        return _subtract(_multiply(self.open_size, mark), self._open_cost)

    @property
    def cash(self) -> Decimal:
        """The cash flow of the fills by pairs, before fees: what was earned, less what the open lots cost."""
        return _subtract(_add(self.matched, self.closed), self._open_cost)

    def _enter(self, fill: Fill, cell: int) -> None:
        book = self._cells.get(cell)
        if book is None:
            book = self._cells[cell] = _CellBook(fill.time)
        side, price, size = fill.side, fill.price, fill.size
        self._entered += 1
        book.lots.append(OpenLot(self._entered, cell, side, price, size, fill.time))
        cost = _multiply(price, size)
        book.fees = _add(book.fees, fill.fee)
        book.size = _add(book.size, size)
        if book.cost is not None:
            book.cost = _add(book.cost, cost)
        self._add_open(side, size, cost)

    def _leave(self, fill: Fill, cell: int) -> RoundTrip | None:
        book = self._cells.get(cell)
        oldest = book.lots[0] if book is not None and book.lots else None
        # nearly always one lot covers the exit, and nothing has to be summed
        if book is None or oldest is None or oldest.side is fill.side or oldest.size < fill.size:
            held = ZERO if book is None else _sum(lot.size for lot in book.lots if lot.side is not fill.side)
            if book is None or held < fill.size:
                raise UnmatchedFill(
                    f"fill {fill.fill_id} exits {plain(fill.size)} of cell {cell}, which holds {plain(held)}"
                )
        gross, left, lots = ZERO, fill.size, book.lots
        while left:
            gained, left = self._close_lot(lots[0], fill.price, left)
            gross = _add(gross, gained)
            if not lots[0].size:
                lots.popleft()
        self.matched = _add(self.matched, gross)
        book.gross = _add(book.gross, gross)
        book.fees = _add(book.fees, fill.fee)
        if lots:
            return None
        trip = RoundTrip(
            *(cell, fill.side.opposite, book.size, book.gross, book.fees),
            *(book.entry_time, fill.time, book.cost),
        )
        del self._cells[cell]
        self.grid_profit = _add(self.grid_profit, trip.net)
        self.round_trips += 1
        return trip

    def _close(self, fill: Fill) -> None:
        against = [lot for lot in self._oldest_first() if lot.side is not fill.side]
        held = _sum(lot.size for lot in against)
        if held < fill.size:
            raise UnmatchedFill(
                f"fill {fill.fill_id} closes {plain(fill.size)}, but the open lots hold {plain(held)}"
            )
        left = fill.size
        for lot in against:
            if not left:
                break
            gained, left = self._close_lot(lot, fill.price, left)
            self.closed = _add(self.closed, gained)
        if self.open_size.is_zero():
            # lots of both sides that cancel each other: at any one price they bring the same together
            for lot in list(self._oldest_first()):
                gained, _ = self._close_lot(lot, fill.price, lot.size)
                self.closed = _add(self.closed, gained)
        for cell, book in list(self._cells.items()):
            book.lots = deque(lot for lot in book.lots if lot.size)
            if not book.lots:
                del self._cells[cell]

    def _close_lot(self, lot: OpenLot, price: Decimal, size: Decimal) -> tuple[Decimal, Decimal]:
        """Take up to ``size`` off a lot at ``price``: what that earned, and what is left of ``size``."""
        closing = min(lot.size, size)
        gain = _multiply(_subtract(price, lot.price), closing)
        lot.size = _subtract(lot.size, closing)
        left, cost = _subtract(size, closing), _multiply(closing, lot.price)
        if lot.side is BUY:
            self._add_open(SELL, closing, cost)
            return gain, left
        self._add_open(BUY, closing, cost)
        return gain.copy_negate(), left

    def _add_open(self, side: Side, size: Decimal, cost: Decimal) -> None:
        if side is BUY:
            self.open_size = _add(self.open_size, size)
            self._open_cost = _add(self._open_cost, cost)
        else:
            self.open_size = _subtract(self.open_size, size)
            self._open_cost = _subtract(self._open_cost, cost)

    def state(self) -> dict[str, Any]:
        """Everything, as JSON can hold it."""
        return {
            **{name: plain(getattr(self, name)) for name in _AMOUNTS},
            "round_trips": self.round_trips,
            "entered": self._entered,
            "cells": [book.state(cell) for cell, book in self._cells.items()],
            "lots": [
                lot.state()
                for lot in sorted(chain(*(book.lots for book in self._cells.values())), key=_number_of)
            ],
        }

    @classmethod
    def restore(cls, state: dict[str, Any]) -> "MatchedPairs":
        """The pairs of which ``state`` was taken."""
        pairs = cls()
        for name in _AMOUNTS:
            setattr(pairs, name, Decimal(state[name]))
        pairs.round_trips = state["round_trips"]
        pairs._entered = state["entered"]
        for cell, entry_time, gross, fees, size, *cost in state["cells"]:
            book = pairs._cells[cell] = _CellBook(entry_time)
            book.gross, book.fees, book.size = Decimal(gross), Decimal(fees), Decimal(size)
            # a state kept before costs were
            book.cost = decimal_or_none(cost[0]) if cost else None
        for number, cell, side, price, size, time in state["lots"]:
            lot = OpenLot(number, cell, Side(side), Decimal(price), Decimal(size), time)
            pairs._cells[cell].lots.append(lot)
        return pairs

    def _oldest_first(self) -> Iterator[OpenLot]:
        return merge(*(book.lots for book in self._cells.values()), key=lambda lot: lot.number)


def _sum(sizes: Iterable[Decimal]) -> Decimal:
    total = ZERO
    for size in sizes:
        total = _add(total, size)
    return total


def check_views(pairs: MatchedPairs, ledger: Ledger, mark: Decimal) -> None:
    """``check_identity`` after every fill, at all mark prices at once; ``mark`` is for the words only.

    Both totals are exact, cash + position x mark by either view, so they agree at every mark price if they agree on
    the cash and on the position.

    Raises:
        IdentityBroken: they disagree on a total, on the position or on the fees.
    """
    if pairs.cash != ledger.cash or pairs.open_size != ledger.position or pairs.fees != ledger.fees:
        check_identity(pairs, ledger, mark)


def check_identity(pairs: MatchedPairs, ledger: Ledger, mark: Decimal) -> Identity:
    """Both views of one set of fills at a mark price.

    Raises:
        IdentityBroken: they disagree on a total, on the position or on the fees.
    """
    identity = Identity(
        pairs.matched, pairs.closed, pairs.floating(mark), ledger.realized, ledger.unrealized(mark)
    )
    for name, by_pairs, by_average in (
        ("total before fees", identity.by_pairs, identity.by_average),
        ("position", pairs.open_size, ledger.position),
        ("fees", pairs.fees, ledger.fees),
    ):
        if by_pairs != by_average:
            raise IdentityBroken(
                f"{name}: {plain_amount(by_pairs)} by matched pairs, {plain_amount(by_average)} by average cost"
            )
    return identity
