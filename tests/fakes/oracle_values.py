"""What goes into the grid oracle and comes out of it, and the grid's lines; exact fractions throughout.

Written from the contract's text alone; the numbers in brackets are the rules of its section 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction


class OracleError(ValueError):
    """A grid that the contract forbids."""


@dataclass(frozen=True)
class OracleTrade:
    """One row of a trade tape, as written."""

    event_time: int
    trade_id: str
    price: str
    size: str
    is_taker_buyer: bool
    venue: str = "ORDERBOOK"
    is_rpi: bool = False

    @property
    def id_numbers(self) -> tuple[int, int]:
        """The two numbers of the id; a plain id counts as ``id-0``."""
        first, _, second = self.trade_id.partition("-")
        return int(first), int(second or "0")

    @property
    def place(self) -> tuple[int, tuple[int, int]]:
        """Where the trade comes in the exchange's order: by event time, then by the two numbers of its id."""
        return self.event_time, self.id_numbers

    @property
    def prints_on_public_book(self) -> bool:
        """RFQ and RPI trades fill nothing and trigger nothing."""
        return self.venue == "ORDERBOOK" and not self.is_rpi


@dataclass(frozen=True)
class OracleQuote:
    """One row of a best-bid-offer file, as written."""

    event_time: int
    bid: str
    bid_size: str
    ask: str
    ask_size: str


@dataclass(frozen=True)
class OracleOrder:
    """One ``order`` line."""

    time: int
    order_id: int
    cell: int | None
    intent: str
    side: str
    price: Fraction
    size: Fraction
    filled: Fraction
    status: str


@dataclass(frozen=True)
class OracleFill:
    """One ``fill`` line."""

    time: int
    fill_id: int
    order_id: int
    cell: int | None
    intent: str
    side: str
    price: Fraction
    size: Fraction
    fee: Fraction
    liquidity: str
    trade_id: str | None
    queue_ahead: Fraction | None


@dataclass(frozen=True)
class OracleResult:
    """Everything that a backtest says."""

    lines: tuple[Fraction, ...]
    orders: list[OracleOrder]
    fills: list[OracleFill]
    summary: dict[str, Fraction | int | str]
    stopped: bool


def decimals_as_written(number: object) -> int:
    """How many decimals a number was written with: 2 for ``"2678.00"``."""
    text = str(number).strip()
    return len(text.partition(".")[2])


def oracle_tick(grid: Mapping[str, object]) -> Fraction:
    """[1] The tick where no instrument is known: 10^-d."""
    return Fraction(1, 10 ** max(decimals_as_written(grid["lower"]), decimals_as_written(grid["upper"])))


def oracle_lines(grid: Mapping[str, object], tick: Fraction) -> tuple[Fraction, ...]:
    """[1] The price lines, rounded to the tick, half up.

    Raises:
        OracleError: a bound is off the tick, or two lines fall on one tick.
    """
    low, high = Fraction(str(grid["lower"])) / tick, Fraction(str(grid["upper"])) / tick
    if low.denominator != 1 or high.denominator != 1:
        raise OracleError("a bound is not a multiple of the tick")
    n = int(str(grid["levels"])) - 1
    if grid["spacing"] == "arithmetic":
        ticks = [_half_up(low + i * (high - low) / n) for i in range(n + 1)]
    else:
        ticks = [_geometric_half_up(int(low), int(high), i, n) for i in range(n + 1)]
    if len(set(ticks)) < len(ticks):
        raise OracleError("two lines on one tick")
    return tuple(t * tick for t in ticks)


def _half_up(value: Fraction) -> int:
    return (value + Fraction(1, 2)).__floor__()


def _geometric_half_up(low: int, high: int, i: int, n: int) -> int:
    """The largest whole m with m - 1/2 <= low (high / low)^(i/n): bisection, compared in n-th powers."""
    power = low ** (n - i) * high**i
    fits, too_large = low, high + 1
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        if (2 * middle - 1) ** n <= 2**n * power:
            fits = middle
        else:
            too_large = middle
    return fits


def exchange_order(trades: Iterable[OracleTrade]) -> list[OracleTrade]:
    """[5] Trades in the exchange's order, each id once."""
    seen: set[tuple[int, int]] = set()
    unique = []
    for trade in sorted(trades, key=lambda trade: trade.place):
        if trade.id_numbers not in seen:
            seen.add(trade.id_numbers)
            unique.append(trade)
    return unique
