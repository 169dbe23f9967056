"""What the journal keeps: frozen records.

Prices and money are in quote, sizes in base units, times in ns since the epoch.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feed.gaps import Gap
from engine.grid.capital import Means
from engine.grid.ledger import GridTotals
from engine.grid.matched_pairs import RoundTrip
from engine.grid.orders import Fill, Order
from engine.market import Instrument, Quote, TradeKey
from engine.market.margin import MarginRules


@dataclass(frozen=True, slots=True)
class Revision:
    """A running grid was changed to another specification, a grid file's text, by one reviewed step."""

    time: int
    spec_toml: str


GridRecord = Order | Fill | Revision
"""What makes the state of a grid, kept in the order in which it happened."""


@dataclass(frozen=True, slots=True)
class GridStart:
    """What was known when the grid started, so that it can be started again just so.

    ``newest_trade`` is the newest trade known then: no trade up to it ever fills the grid.
    """

    time: int
    reference: Decimal
    last: Decimal
    book: Quote
    newest_trade: TradeKey | None = None


@dataclass(frozen=True, slots=True)
class NewGrid:
    """A grid to be kept. ``file_sha256`` is the digest (hex) of the bytes of the file it was made from, if any.

    ``means`` is what it was given; None where that was not kept.
    """

    created_at: int
    environment: str
    instrument: Instrument
    spec_toml: str
    start: GridStart
    file_sha256: str | None = None
    means: Means | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a grid has come: the newest trade it processed, and what cannot be folded from its records.

    ``trades`` counts the public-book trades processed. ``core_state`` is what JSON can hold; the journal does not
    look into it, and encodes it on its own thread, so it must not change any more. ``totals`` is the account then,
    for lists of many grids. ``told_fill`` is the newest fill that was surely told. ``curve`` is as ``core_state``;
    None leaves what was kept before. ``number`` is that of the message of ``trade`` on its gateway, None where
    unknown. Otherwise a new cursor replaces the old one as a whole.
    """

    trade: TradeKey | None
    last: Decimal
    trades: int
    core_state: Mapping[str, Any] | None = None
    totals: GridTotals | None = None
    told_fill: int = 0
    curve: Mapping[str, Any] | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FundingPayment:
    """One settlement of funding: ``rate`` in percent, ``amount`` in quote, negative when paid."""

    time: int
    position: Decimal
    mark: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class EquityPoint:
    """The total profit and loss and the position at a mark price; a second one of the same time replaces it."""

    time: int
    total: Decimal
    position: Decimal
    mark: Decimal


@dataclass(frozen=True, slots=True)
class RulesRead:
    """The exchange's margin rules as read at a time; the newest ones of a grid count."""

    time: int
    rules: MarginRules


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth telling about a grid, in words."""

    time: int
    text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a grid, in words for the user."""

    time: int
    reason: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new in one grid. ``records`` in the order in which they happened; ``new`` for a grid that is new.

    A gap takes the place of one from the same time on that was not recovered.
    """

    records: tuple[GridRecord, ...] = ()
    cursor: Cursor | None = None
    gaps: tuple[Gap, ...] = ()
    funding: tuple[FundingPayment, ...] = ()
    equity: tuple[EquityPoint, ...] = ()
    notes: tuple[Note, ...] = ()
    stop: Stop | None = None
    rules: tuple[RulesRead, ...] = ()
    trips: tuple[RoundTrip, ...] = ()
    new: NewGrid | None = None

    @property
    def must_survive_power_loss(self) -> bool:
        """False for a cursor or a point of the curve alone: a loss of these is made good from the exchange."""
        return bool(
            self.new or self.records or self.gaps or self.funding or self.notes or self.stop or self.rules
        )


Batch = Mapping[int, Changes]
"""What is new in any number of grids, by grid id; kept as a whole or not at all."""


@dataclass(frozen=True, slots=True)
class StoredGrid:
    """A grid as the journal has it. ``spec_toml`` is the newest specification, ``grid.spec_toml`` the first."""

    grid_id: int
    grid: NewGrid
    spec_toml: str
    cursor: Cursor | None
    stop: Stop | None
    rules: MarginRules | None = None

    @property
    def running(self) -> bool:
        """False once stopped."""
        return self.stop is None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each the journal has for a grid; ``orders`` counts the changes of orders."""

    orders: int
    fills: int
    gaps: int
    unrecovered_gaps: int
