"""What the demo exchange lists: instruments with true-to-life steps, and how lively each one is.

Steps, hashes and limits follow the captures in the protocol reference, section 5.4; prices are only where
the simulation starts.
"""

from msgspec import Struct
from msgspec.structs import replace

from engine.demo.numerals import nanos

CREATE_TIME = 1_768_040_726_362_828_205
"""Creation time of every listing, ns."""


class Temper(Struct, frozen=True):
    """How an instrument behaves in the simulation; sizes in billionths of base.

    ``volatility`` is the spread (one standard deviation) of the price change in a minute, as a fraction;
    ``executions_per_second`` counts taker executions in ordinary times.
    """

    executions_per_second: float
    quotes_per_second: float
    volatility: float
    trade_size: int
    level_size: int
    level_gap_ticks: int


class Listing(Struct, frozen=True):
    """One instrument; prices in billionths of quote, sizes in billionths of base, rates in percent."""

    slot: int
    name: str
    base: str
    currency_id: int
    instrument_hash: str
    base_decimals: int
    tick_size: int
    min_size: int
    max_position_size: int
    funding_interval_hours: int
    funding_cap: str
    funding_floor: str
    min_notional: int
    max_leverage: int
    price: int
    temper: Temper | None

    @property
    def is_active(self) -> bool:
        """False for a delisted instrument: it is listed, but its prices are zero and nothing trades."""
        return self.temper is not None

    def with_steps(self, tick_size: int, min_size: int) -> "Listing":
        """The same instrument with steps no coarser than these, so that a tape's numbers are multiples."""
        return replace(self, tick_size=min(self.tick_size, tick_size), min_size=min(self.min_size, min_size))


def _perpetual(
    slot: int,
    base: str,
    currency_id: int,
    *,
    price: str,
    steps: tuple[str, str],
    max_position: str,
    min_notional: str,
    leverage: int,
    funding: tuple[int, str] = (8, "0.3"),
    base_decimals: int = 9,
    temper: Temper | None = None,
) -> Listing:
    hours, cap = funding
    return Listing(
        slot=slot,
        name=f"{base}_USDT_Perp",
        base=base,
        currency_id=currency_id,
        instrument_hash=f"0x03{currency_id:02x}01",
        base_decimals=base_decimals,
        tick_size=nanos(steps[0]),
        min_size=nanos(steps[1]),
        max_position_size=nanos(max_position),
        funding_interval_hours=hours,
        funding_cap=cap,
        funding_floor=cap if cap == "0.0" else f"-{cap}",
        min_notional=nanos(min_notional),
        max_leverage=leverage,
        price=nanos(price),
        temper=temper,
    )


LISTINGS: tuple[Listing, ...] = (
    _perpetual(
        0,
        "BTC",
        5,
        price="92000",
        steps=("0.1", "0.001"),
        max_position="1000.0",
        min_notional="100.0",
        leverage=50,
        temper=Temper(1.4, 4.0, 0.00055, nanos("0.06"), nanos("1.1"), 3),
    ),
    _perpetual(
        1,
        "ETH",
        4,
        price="3000",
        steps=("0.01", "0.01"),
        max_position="10000.0",
        min_notional="20.0",
        leverage=50,
        temper=Temper(1.6, 4.0, 0.00070, nanos("0.9"), nanos("14"), 3),
    ),
    _perpetual(
        2,
        "SOL",
        6,
        price="140",
        steps=("0.01", "0.1"),
        max_position="100000.0",
        min_notional="20.0",
        leverage=25,
        funding=(8, "0.5"),
        temper=Temper(0.9, 3.0, 0.00080, nanos("9"), nanos("160"), 1),
    ),
    _perpetual(
        3,
        "AAVE",
        34,
        price="180",
        steps=("0.01", "0.1"),
        max_position="3000.0",
        min_notional="20.0",
        leverage=20,
        funding=(8, "0.75"),
        temper=Temper(0.4, 2.0, 0.00080, nanos("2.4"), nanos("25"), 2),
    ),
    _perpetual(
        4,
        "NVDA",
        110,
        price="182",
        steps=("0.01", "0.01"),
        max_position="88888.0",
        min_notional="5.0",
        leverage=10,
        funding=(8, "2.0"),
        temper=Temper(0.3, 2.0, 0.00045, nanos("3"), nanos("30"), 1),
    ),
    _perpetual(
        5,
        "IP",
        40,
        price="0",
        steps=("0.0001", "0.1"),
        max_position="627353.0",
        min_notional="5.0",
        leverage=5,
        funding=(4, "0.0"),
        base_decimals=6,
    ),
)
"""Every instrument of the demo exchange; the last one is delisted."""

SLOTS = 8
"""Upper bound of ``Listing.slot``: what keeps generated trade ids of different instruments apart."""
