"""Which rows the depth panel shows: the prices of the book, and the user's own orders among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine import BookView, GridView, Side


@dataclass(frozen=True, slots=True)
class DepthRow:
    """One price: ``size`` is on the public book there, ``own`` waits there on paper, both in base units."""

    side: Side
    price: Decimal
    size: Decimal
    own: Decimal


def own_sizes(grids: Sequence[GridView], instrument: str) -> dict[tuple[Side, Decimal], Decimal]:
    """What the running paper grids on ``instrument`` still have waiting, by side and price."""
    waiting: dict[tuple[Side, Decimal], Decimal] = {}
    for grid in grids:
        if grid.running and grid.instrument.name == instrument:
            for order in grid.open_orders:
                place = (order.side, order.price)
                waiting[place] = waiting.get(place, Decimal(0)) + order.size - order.filled
    return waiting


def depth_rows(
    book: BookView, own: Mapping[tuple[Side, Decimal], Decimal], count: int
) -> tuple[list[DepthRow], list[DepthRow]]:
    """The ``count`` best rows of each side, best first.

    A paper order is not on the public book, so its price may be missing there: it gets a row of its own, up to
    the last price that the book shows.
    """
    return (
        _side(Side.BUY, book.bids, own, count),
        _side(Side.SELL, book.asks, own, count),
    )


def _side(
    side: Side,
    levels: Sequence[tuple[Decimal, Decimal]],
    own: Mapping[tuple[Side, Decimal], Decimal],
    count: int,
) -> list[DepthRow]:
    if not levels:
        return []
    sizes = dict(levels)
    last = levels[-1][0]
    mine = {
        price: size
        for (own_side, price), size in own.items()
        if own_side is side and (price - last) * side.sign >= 0
    }
    prices = sorted(sizes.keys() | mine.keys(), reverse=side is Side.BUY)[:count]
    zero = Decimal(0)
    return [DepthRow(side, price, sizes.get(price, zero), mine.get(price, zero)) for price in prices]
