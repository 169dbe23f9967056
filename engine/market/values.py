"""The words everyone uses: frozen values with exact prices and the exchange's own time.

Prices are in quote units, sizes in base units, times in integer nanoseconds since the Unix epoch.
Meaning and units of the fields follow the exchange's protocol reference, sections 4 and 5.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

NS_PER_MS = 1_000_000
NS_PER_SECOND = 1_000_000_000

ORDERBOOK = "ORDERBOOK"

_tuple = tuple.__new__
"""Makes a named tuple of all its fields, without the keyword handling that costs twice as much as the making."""


class Side(Enum):
    """The side of an order."""

    BUY = "buy"
    SELL = "sell"

    # the members are singletons, and hashing their names costs more than a look-up
    __hash__ = object.__hash__

    @property
    def opposite(self) -> "Side":
        """BUY for SELL and SELL for BUY."""
        return Side.SELL if self is Side.BUY else Side.BUY

    @property
    def sign(self) -> int:
        """+1 for a buy, -1 for a sell: the direction in which a fill moves the position."""
        return 1 if self is Side.BUY else -1


BUY: Final = Side.BUY
SELL: Final = Side.SELL
"""For what happens with every fill: up to Python 3.11 asking an enum for a member costs as much as a sum."""


class TradeId(NamedTuple):
    """The two numbers of the exchange's trade id ``<execution>-<fill>``; they rise, though not by one."""

    execution: int
    fill: int

    @classmethod
    def parse(cls, text: str) -> "TradeId":
        """Read ``"73808531-1"``; a plain ``"4308068523"`` counts as ``"4308068523-0"``.

        Raises:
            ValueError: the text is not one or two whole numbers.
        """
        execution, dash, fill = text.partition("-")
        if text.isascii() and execution.isdigit():
            if fill == "1":  # as nearly every one
                return _tuple(cls, (int(execution), 1))
            if fill.isdigit() or not dash:
                return _tuple(cls, (int(execution), int(fill or 0)))
        raise ValueError(f"trade id {text[:80]!r} is not of the form <number>-<number>")

    def __str__(self) -> str:
        return f"{self.execution}-{self.fill}"


class TradeKey(NamedTuple):
    """The exchange's order of trades: by event time, then by the two numbers of the trade id."""

    event_time: int
    trade_id: TradeId


class Trade(NamedTuple):
    """One public trade, as printed. A tuple, for it is made for every message of a fast market."""

    instrument: str
    event_time: int
    trade_id: TradeId
    price: Decimal
    size: Decimal
    is_taker_buyer: bool
    venue: str = ORDERBOOK
    is_rpi: bool = False

    @property
    def key(self) -> TradeKey:
        """The trade's place in the exchange's order."""
        return _tuple(TradeKey, (self.event_time, self.trade_id))

    def comes_after(self, other: "Trade | TradeKey | None") -> bool:
        """Whether its key is above that of ``other``; None is before everything. No key is made for it."""
        if other is None:
            return True
        time, other_time = self.event_time, other.event_time
        return time > other_time or (time == other_time and self.trade_id > other.trade_id)

    @property
    def on_public_book(self) -> bool:
        """False for RFQ and retail-price-improvement trades, which do not print on the public book."""
        return self.venue == ORDERBOOK and not self.is_rpi


@dataclass(frozen=True, slots=True)
class Quote:
    """The best bid and offer; a side is None where the book has none or it is unknown."""

    bid: Decimal | None
    ask: Decimal | None
    bid_size: Decimal | None = None
    ask_size: Decimal | None = None
    event_time: int = 0


@dataclass(frozen=True, slots=True)
class MiniTicker:
    """The mini ticker of one instrument; a price is None where the exchange sent zero, null or nothing."""

    instrument: str
    event_time: int
    last: Decimal | None
    mark: Decimal | None
    index: Decimal | None
    bid: Decimal | None
    bid_size: Decimal | None
    ask: Decimal | None
    ask_size: Decimal | None

    @property
    def quote(self) -> Quote:
        """The best bid and offer of this ticker."""
        return Quote(self.bid, self.ask, self.bid_size, self.ask_size, self.event_time)


@dataclass(frozen=True, slots=True)
class Ticker:
    """The 24-hour ticker: everything of the mini ticker that the picker and the panels need, and the day."""

    instrument: str
    event_time: int
    last: Decimal | None
    mark: Decimal | None
    open_24h: Decimal | None
    high_24h: Decimal | None
    low_24h: Decimal | None
    volume_24h_base: Decimal | None
    volume_24h_quote: Decimal | None
    funding_rate_percent: Decimal | None
    next_funding_time: int | None
    funding_interval_hours: int | None = None

    @property
    def change_24h(self) -> Decimal | None:
        """The 24-hour change as a fraction, last / open - 1; None where either is unknown."""
        if self.last is None or self.open_24h is None:
            return None
        return self.last / self.open_24h - 1


@dataclass(frozen=True, slots=True)
class FundingRate:
    """What was settled at one instant: ``rate_percent`` of position x mark price, longs pay when it is positive.

    ``time`` is the settlement in ns, ``interval_hours`` the span that it covers; None where it was not said.
    """

    instrument: str
    time: int
    rate_percent: Decimal
    mark: Decimal | None
    interval_hours: int | None


class Interval(Enum):
    """Candle intervals; the value is the exchange's name."""

    M1 = "CI_1_M"
    M3 = "CI_3_M"
    M5 = "CI_5_M"
    M15 = "CI_15_M"
    M30 = "CI_30_M"
    H1 = "CI_1_H"
    H2 = "CI_2_H"
    H4 = "CI_4_H"
    H6 = "CI_6_H"
    H8 = "CI_8_H"
    H12 = "CI_12_H"
    D1 = "CI_1_D"

    @property
    def seconds(self) -> int:
        """The length of one candle in seconds."""
        _, count, unit = self.value.split("_")
        return int(count) * {"M": 60, "H": 3600, "D": 86400}[unit]

    @property
    def nanoseconds(self) -> int:
        """The length of one candle in nanoseconds."""
        return self.seconds * NS_PER_SECOND

    @property
    def label(self) -> str:
        """What traders write: ``1m``, ``4h``, ``1d``."""
        _, count, unit = self.value.split("_")
        return f"{count}{unit.lower()}"


@dataclass(frozen=True, slots=True)
class Candle:
    """One bar; ``close_time`` is the open time of the next bar."""

    instrument: str
    open_time: int
    close_time: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume_base: Decimal
    volume_quote: Decimal
    trades: int


class BookLevel(NamedTuple):
    """One price of the order book with the total size displayed there."""

    price: Decimal
    size: Decimal
    orders: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """What can be traded, and in which steps."""

    name: str
    base: str
    quote: str
    kind: str
    tick_size: Decimal
    size_step: Decimal
    min_size: Decimal
    min_notional: Decimal
    max_position_size: Decimal | None = None
    funding_interval_hours: int | None = None
    is_active: bool = True
