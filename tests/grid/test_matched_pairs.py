"""The matched-pair view: round trips, open lots, and its identity with the average-cost view."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grid.ledger import Ledger
from engine.grid.matched_pairs import IdentityBroken, MatchedPairs, UnmatchedFill, check_identity, check_views
from engine.grid.orders import Fill, Intent, Liquidity
from engine.market import Side


def fill(
    intent: Intent,
    side: Side,
    price: str,
    size: str = "1",
    *,
    cell: int | None = 0,
    fee: str = "0",
    number: int = 1,
) -> Fill:
    return Fill(
        fill_id=number,
        order_id=number,
        cell=cell,
        intent=intent,
        side=side,
        price=Decimal(price),
        size=Decimal(size),
        fee=Decimal(fee),
        liquidity=Liquidity.MAKER,
        trade_id=None,
        queue_ahead=None,
        backfilled=False,
        time=number,
    )


class Books:
    """Both views of one set of fills, held to their identity after every fill."""

    def __init__(self) -> None:
        self.pairs = MatchedPairs()
        self.ledger = Ledger()

    def book(self, new: Fill) -> object:
        trip = self.pairs.book_fill(new)
        self.ledger.book_fill(new.side, new.price, new.size, new.fee)
        for mark in (new.price, Decimal("0.37"), Decimal(98765)):
            assert check_identity(self.pairs, self.ledger, mark).holds
            check_views(self.pairs, self.ledger, mark)
        return trip


@st.composite
def fill_runs(draw: st.DrawFn) -> list[Fill]:
    """Fills of a few cells, whole and partial, entered and left in any order; perhaps closed in the end."""
    books: dict[int, tuple[Side, Decimal]] = {}
    fills: list[Fill] = []
    for number in range(1, draw(st.integers(1, 40)) + 1):
        cell = draw(st.integers(0, 4))
        price = Decimal(draw(st.integers(1, 10**6))) / 100
        size = Decimal(draw(st.integers(1, 9))) / 1000
        side, held = books.get(cell, (draw(st.sampled_from(Side)), Decimal(0)))
        intent = Intent.EXIT if held and draw(st.booleans()) else Intent.ENTRY
        if intent is Intent.EXIT:
            size = min(size, held) if draw(st.booleans()) else held
        left = held + size if intent is Intent.ENTRY else held - size
        if left:
            books[cell] = (side, left)
        else:
            books.pop(cell, None)
        fills.append(
            fill(
                intent, side if intent is Intent.ENTRY else side.opposite, "1", cell=cell, number=number
            )._replace(price=price, size=size, fee=price * size / 1000)
        )
    position = sum((held if side is Side.BUY else -held for side, held in books.values()), Decimal(0))
    if position and draw(st.booleans()):
        closing = Side.SELL if position > 0 else Side.BUY
        whole = fill(Intent.CLOSE, closing, "1234.5", cell=None, number=len(fills) + 1)
        whole = whole._replace(size=abs(position))
        parts = draw(st.sampled_from([1, 3]))
        first = whole.size / 5 * 2
        fills += (
            [whole] if parts == 1 else [whole._replace(size=first), whole._replace(size=whole.size - first)]
        )
    return fills


@given(fill_runs())
def test_the_identity_holds_exactly_after_every_fill(fills: list[Fill]) -> None:
    books = Books()
    for new in fills:
        books.book(new)
    lots = books.pairs.open_lots
    assert sum((lot.size * lot.side.sign for lot in lots), Decimal(0)) == books.ledger.position
    mark = Decimal(4321)
    assert books.pairs.floating(mark) == sum(
        ((mark - lot.price) * lot.size * lot.side.sign for lot in lots), Decimal(0)
    )
    assert [lot.number for lot in lots] == sorted(lot.number for lot in lots)
    if fills[-1].intent is Intent.CLOSE:
        assert lots == ()
        assert books.pairs.floating(mark) == 0


def test_a_round_trip_in_parts_is_told_once_with_all_its_fees() -> None:
    books = Books()
    assert books.book(fill(Intent.ENTRY, Side.BUY, "100", "0.4", fee="0.04", number=1)) is None
    assert books.book(fill(Intent.ENTRY, Side.BUY, "100", "0.6", fee="0.06", number=2)) is None
    assert books.book(fill(Intent.EXIT, Side.SELL, "110", "0.5", fee="0.05", number=3)) is None
    assert (books.pairs.matched, books.pairs.grid_profit) == (5, 0)
    trip = books.book(fill(Intent.EXIT, Side.SELL, "110", "0.5", fee="0.05", number=4))
    assert trip is not None
    assert books.pairs.grid_profit == Decimal("9.80")
    assert books.pairs.round_trips == 1
    assert vars_of(trip) == (0, Side.BUY, Decimal(1), Decimal(10), Decimal("0.2"), 1, 4)
    # the next round trip of the cell starts from nothing
    books.book(fill(Intent.ENTRY, Side.BUY, "100", fee="1", number=5))
    last = books.book(fill(Intent.EXIT, Side.SELL, "110", fee="1", number=6))
    assert vars_of(last) == (0, Side.BUY, Decimal(1), Decimal(10), Decimal(2), 5, 6)


def vars_of(trip: object) -> tuple[object, ...]:
    names = ("cell", "entry_side", "size", "gross", "fees", "entry_time", "exit_time")
    return tuple(getattr(trip, name) for name in names)


def test_a_close_is_no_grid_profit_and_leaves_no_lot() -> None:
    books = Books()
    books.book(fill(Intent.ENTRY, Side.BUY, "100", cell=0, number=1))
    books.book(fill(Intent.ENTRY, Side.BUY, "90", cell=1, number=2))
    books.book(fill(Intent.ENTRY, Side.SELL, "130", cell=5, number=3))
    books.book(fill(Intent.CLOSE, Side.SELL, "80", cell=None, number=4))
    assert books.pairs.open_lots == ()
    assert books.pairs.grid_profit == books.pairs.matched == 0
    assert books.pairs.closed == -20 - 10 + 50


@pytest.mark.parametrize(
    "wrong",
    [
        fill(Intent.EXIT, Side.SELL, "1", "2", number=9),
        fill(Intent.EXIT, Side.BUY, "1", number=9),
        fill(Intent.EXIT, Side.SELL, "1", cell=7, number=9),
        fill(Intent.CLOSE, Side.SELL, "1", "3", cell=None, number=9),
        fill(Intent.ENTRY, Side.BUY, "1", cell=None, number=9),
    ],
    ids=["too large", "wrong side", "another cell", "close too large", "no cell"],
)
def test_a_fill_that_no_lot_stands_against_is_refused_and_changes_nothing(wrong: Fill) -> None:
    pairs = MatchedPairs()
    pairs.book_fill(fill(Intent.ENTRY, Side.BUY, "100"))
    with pytest.raises(UnmatchedFill, match="fill 9"):
        pairs.book_fill(wrong)
    assert (pairs.open_size, pairs.matched, pairs.closed, pairs.fees) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (fill(Intent.ENTRY, Side.BUY, "101"), "total before fees"),
        (fill(Intent.ENTRY, Side.BUY, "100", fee="1"), "fees"),
    ],
)
def test_views_of_different_fills_are_found_out(other: Fill, name: str) -> None:
    pairs, ledger = MatchedPairs(), Ledger()
    pairs.book_fill(fill(Intent.ENTRY, Side.BUY, "100"))
    ledger.book_fill(other.side, other.price, other.size, other.fee)
    for check in (check_identity, check_views):
        with pytest.raises(IdentityBroken, match=name):
            check(pairs, ledger, Decimal(100))


def test_a_missing_fill_at_the_mark_is_found_by_the_position() -> None:
    pairs, ledger = MatchedPairs(), Ledger()
    pairs.book_fill(fill(Intent.ENTRY, Side.BUY, "100"))
    for check in (check_identity, check_views):
        with pytest.raises(IdentityBroken, match="position: 1 by matched pairs, 0 by average cost"):
            check(pairs, ledger, Decimal(100))


def test_a_round_trip_knows_its_average_prices_and_its_percentage() -> None:
    pairs = MatchedPairs()
    pairs.book_fill(fill(Intent.ENTRY, Side.SELL, "110", number=1)._replace(size=Decimal(1), fee=Decimal(0)))
    pairs.book_fill(fill(Intent.ENTRY, Side.SELL, "100", number=2)._replace(size=Decimal(3), fee=Decimal(0)))
    pairs = MatchedPairs.restore(pairs.state())
    pairs.book_fill(fill(Intent.EXIT, Side.BUY, "98", number=3)._replace(size=Decimal(2), fee=Decimal(0)))
    trip = pairs.book_fill(
        fill(Intent.EXIT, Side.BUY, "90", number=4)._replace(size=Decimal(2), fee=Decimal("0.41"))
    )

    assert trip is not None
    assert (trip.cost, trip.entry_price, trip.exit_price) == (410, Decimal("102.5"), 94)
    assert trip.net_fraction is not None
    assert round(trip.net_fraction, 9) == Decimal("0.081926829")


def test_a_state_kept_before_costs_were_makes_round_trips_without_prices() -> None:
    pairs = MatchedPairs()
    pairs.book_fill(fill(Intent.ENTRY, Side.BUY, "100", number=1))
    state = pairs.state()
    state["cells"] = [row[:5] for row in state["cells"]]
    pairs = MatchedPairs.restore(state)
    trip = pairs.book_fill(fill(Intent.EXIT, Side.SELL, "101", number=2))

    assert trip is not None
    assert (trip.entry_price, trip.exit_price, trip.net_fraction) == (None, None, None)
