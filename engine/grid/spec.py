"""What a grid is: the grid file, read and checked, with errors that name the key, the value and the legal range."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import TypeVar

from engine.market import EXACT, Instrument, plain

MIN_LEVELS = 2
MAX_LEVELS = 1000
MAX_DIGITS = 40
DEFAULT_MAKER_FEE = Decimal("-0.000001")
DEFAULT_TAKER_FEE = Decimal("0.00045")


class GridSpecError(ValueError):
    """A grid that cannot be run. ``key`` names the setting, the text says what is legal."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(f"{key}: {message}")
        self.key = key


class Direction(Enum):
    """Which way the cells of a grid trade."""

    LONG = "long"
    SHORT = "short"
    NEUTRAL = "neutral"


class Spacing(Enum):
    """How the lines are spread over the range."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


class Initial(Enum):
    """What to do with an entry that would trade at once when the grid starts."""

    MARKET = "market"
    WAIT = "wait"


class FillModel(Enum):
    """When a resting order counts as filled."""

    QUEUE = "queue"
    THROUGH = "through"
    TOUCH = "touch"


@dataclass(frozen=True, slots=True)
class GridSpec:
    """What a grid is. Prices in quote, sizes in base units, fees as a fraction of notional."""

    instrument: str
    direction: Direction
    spacing: Spacing
    lower: Decimal
    upper: Decimal
    levels: int
    size: Decimal
    fill_model: FillModel
    reference: Decimal | None = None
    initial: Initial = Initial.MARKET
    maker_fee: Decimal = DEFAULT_MAKER_FEE
    taker_fee: Decimal = DEFAULT_TAKER_FEE
    max_position: Decimal | None = None
    stop_below: Decimal | None = None
    stop_above: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.instrument:
            raise GridSpecError("instrument", 'is empty; write its exchange name, e.g. "ETH_USDT_Perp"')
        _require(self.lower > 0, "lower", self.lower, "a price above 0")
        _require(self.upper > self.lower, "upper", self.upper, f"a price above lower = {plain(self.lower)}")
        if not MIN_LEVELS <= self.levels <= MAX_LEVELS:
            raise GridSpecError(
                "levels", f"{self.levels} is out of range; a whole number from {MIN_LEVELS} to {MAX_LEVELS}"
            )
        _require(self.size > 0, "size", self.size, "base units above 0")
        if self.reference is not None:
            _require(self.reference > 0, "reference", self.reference, "a price above 0")
        for key, rate in (("maker_fee", self.maker_fee), ("taker_fee", self.taker_fee)):
            _require(
                -1 < rate < 1, key, rate, "a fraction of notional between -1 and 1, e.g. 0.00045 for 0.045 %"
            )
        if self.max_position is not None:
            expected = f"base units of at least size = {plain(self.size)}"
            _require(self.max_position >= self.size, "max_position", self.max_position, expected)
        if self.stop_below is not None:
            expected = f"a price above 0 and below lower = {plain(self.lower)}"
            _require(0 < self.stop_below < self.lower, "stop_below", self.stop_below, expected)
        if self.stop_above is not None:
            expected = f"a price above upper = {plain(self.upper)}"
            _require(self.stop_above > self.upper, "stop_above", self.stop_above, expected)


_AVAILABLE_MODELS = 'write fill_model = "through" (or "touch")'
_NUMBERS = ("lower", "upper", "size", "reference", "maker_fee", "taker_fee")
_CHOICES: Mapping[str, type[Enum]] = {
    "direction": Direction,
    "spacing": Spacing,
    "initial": Initial,
    "fill_model": FillModel,
}
_REQUIRED = ("instrument", "direction", "spacing", "lower", "upper", "levels", "size")
_NOT_YET = ("max_position", "stop_below", "stop_above")
_KNOWN = (*_REQUIRED, "reference", "initial", "fill_model", "maker_fee", "taker_fee", *_NOT_YET)

_E = TypeVar("_E", bound=Enum)


def _require(legal: bool, key: str, value: Decimal, expected: str) -> None:
    if not legal:
        raise GridSpecError(key, f"{plain(value)} is out of range; {expected}")


def _number(key: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise GridSpecError(key, f'{value!r} is not a number; write it as a string, e.g. {key} = "0.1"')
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise GridSpecError(key, f'"{value}" is not a number; write digits with a decimal point') from None
    if not number.is_finite():
        raise GridSpecError(key, f"{value} is not a finite number; write digits with a decimal point")
    if abs(number.adjusted()) > MAX_DIGITS or len(number.as_tuple().digits) > MAX_DIGITS:
        raise GridSpecError(key, f"{str(value)[:20]} has more than {MAX_DIGITS} digits; write it shorter")
    return number


def _whole_number(key: str, value: object) -> int:
    number = _number(key, value)
    if number != number.to_integral_value():
        raise GridSpecError(key, f"{value} is not a whole number; from {MIN_LEVELS} to {MAX_LEVELS}")
    return int(number)


def _choice(key: str, value: object, kind: type[_E]) -> _E:
    for member in kind:
        if member.value == value:
            return member
    legal = ", ".join(f'"{member.value}"' for member in kind)
    shown = f'"{value}"' if isinstance(value, str) else f"{value!r}"
    raise GridSpecError(key, f"{shown} is not known; one of {legal}")


def grid_from_mapping(table: Mapping[str, object]) -> GridSpec:
    """Read a grid from the keys of a grid file.

    Raises:
        GridSpecError: a key is unknown, missing, or its value is out of range.
    """
    for key in table:
        if key not in _KNOWN:
            raise GridSpecError(key, f"is not a key of a grid file; known keys: {', '.join(_KNOWN)}")
    for key in _REQUIRED:
        if key not in table:
            raise GridSpecError(key, "is missing; every grid file needs it")
    for key in _NOT_YET:
        if key in table:
            raise GridSpecError(
                key, f"{table[key]} cannot be used: {key} is not available yet; remove the line"
            )
    if "fill_model" not in table:
        raise GridSpecError(
            "fill_model", f'is missing, and its default "queue" is not available yet; {_AVAILABLE_MODELS}'
        )
    if table["fill_model"] == FillModel.QUEUE.value:
        raise GridSpecError("fill_model", f'"queue" is not available yet; {_AVAILABLE_MODELS}')
    instrument = table["instrument"]
    if not isinstance(instrument, str):
        raise GridSpecError("instrument", f'{instrument!r} is not a name; write e.g. "ETH_USDT_Perp"')
    numbers = {key: _number(key, table[key]) for key in _NUMBERS if key in table}
    return GridSpec(
        instrument=instrument,
        direction=_choice("direction", table["direction"], Direction),
        spacing=_choice("spacing", table["spacing"], Spacing),
        lower=numbers["lower"],
        upper=numbers["upper"],
        levels=_whole_number("levels", table["levels"]),
        size=numbers["size"],
        fill_model=_choice("fill_model", table["fill_model"], FillModel),
        reference=numbers.get("reference"),
        initial=_choice("initial", table.get("initial", Initial.MARKET.value), Initial),
        maker_fee=numbers.get("maker_fee", DEFAULT_MAKER_FEE),
        taker_fee=numbers.get("taker_fee", DEFAULT_TAKER_FEE),
    )


def parse_grid(text: str) -> GridSpec:
    """Read a grid file's text (TOML).

    Raises:
        GridSpecError: the text is not TOML, or what it says is not a legal grid.
    """
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise GridSpecError("grid file", f"is not valid TOML: {error}") from None
    except InvalidOperation:
        raise GridSpecError(
            "grid file", "holds a number that cannot be read; write numbers as strings"
        ) from None
    return grid_from_mapping(table)


def load_grid(path: Path) -> GridSpec:
    """Read a grid file.

    Raises:
        GridSpecError: the file cannot be read, or is not a legal grid.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise GridSpecError("grid file", f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise GridSpecError("grid file", f"{path} is not a text in UTF-8") from None
    return parse_grid(text)


def grid_to_toml(spec: GridSpec) -> str:
    """Write a grid as a grid file that ``parse_grid`` reads back to the same grid."""
    values: dict[str, str | int | None] = {
        "instrument": spec.instrument,
        "direction": spec.direction.value,
        "spacing": spec.spacing.value,
        "lower": plain(spec.lower),
        "upper": plain(spec.upper),
        "levels": spec.levels,
        "size": plain(spec.size),
        "reference": None if spec.reference is None else plain(spec.reference),
        "initial": spec.initial.value,
        "fill_model": spec.fill_model.value,
        "maker_fee": plain(spec.maker_fee),
        "taker_fee": plain(spec.taker_fee),
    }
    return "".join(
        f"{key} = {value}\n" if isinstance(value, int) else f'{key} = "{value}"\n'
        for key, value in values.items()
        if value is not None
    )


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether ``value`` is a whole number of ``step``, exactly."""
    return EXACT.remainder(value, step).is_zero()


def check_instrument(spec: GridSpec, instrument: Instrument) -> None:
    """Check a grid against what the exchange trades: tick, size step, minimum size and notional.

    Raises:
        GridSpecError: a price is off the tick, the size off its step or too small, or the instrument inactive.
    """
    if not instrument.is_active:
        raise GridSpecError("instrument", f"{instrument.name} is delisted; choose an active instrument")
    for key, price in (("lower", spec.lower), ("upper", spec.upper), ("reference", spec.reference)):
        if price is not None and not is_multiple(price, instrument.tick_size):
            raise GridSpecError(
                key, f"{plain(price)} is not a multiple of the tick size {plain(instrument.tick_size)}"
            )
    size = plain(spec.size)
    if not is_multiple(spec.size, instrument.size_step):
        raise GridSpecError(
            "size", f"{size} is not a multiple of the size step {plain(instrument.size_step)}"
        )
    if spec.size < instrument.min_size:
        raise GridSpecError("size", f"{size} is below the minimum size {plain(instrument.min_size)}")
    smallest = EXACT.multiply(spec.size, spec.lower)
    if smallest < instrument.min_notional:
        raise GridSpecError(
            "size",
            f"{size} at the lowest price is worth {plain(smallest)} {instrument.quote}, "
            f"below the minimum notional {plain(instrument.min_notional)}",
        )
