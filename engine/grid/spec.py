"""What a grid is: the grid file, read and checked, with errors that name the key, the value and the legal range."""

import json
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
    fill_model: FillModel = FillModel.QUEUE
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


_NUMBERS = (
    *("lower", "upper", "size", "reference", "maker_fee", "taker_fee"),
    *("max_position", "stop_below", "stop_above"),
)
_REQUIRED = ("instrument", "direction", "spacing", "lower", "upper", "levels", "size")
_OPTIONAL = (
    *("reference", "initial", "fill_model", "maker_fee", "taker_fee"),
    *("max_position", "stop_below", "stop_above"),
)
_KNOWN = (*_REQUIRED, *_OPTIONAL)
_LONGEST_QUOTE = 40

_E = TypeVar("_E", bound=Enum)


def _require(legal: bool, key: str, value: Decimal, expected: str) -> None:
    if not legal:
        raise GridSpecError(key, f"{plain(value)} is out of range; {expected}")


def _quoted(value: object) -> str:
    """A value of the file in an error: on one line, and not longer than a person reads."""
    try:
        shown = (
            json.dumps(value, ensure_ascii=False) if isinstance(value, str) else " ".join(str(value).split())
        )
    except ValueError:
        # Python does not write whole numbers of thousands of digits
        shown = "what is written"
    return shown if len(shown) <= _LONGEST_QUOTE else f"{shown[:_LONGEST_QUOTE]}..."


def _number(key: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise GridSpecError(
            key, f'{_quoted(value)} is not a number; write it as a string, e.g. {key} = "0.1"'
        )
    try:
        number = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation:
        raise GridSpecError(
            key, f"{_quoted(value)} is not a number; write digits with a decimal point"
        ) from None
    if not number.is_finite():
        raise GridSpecError(
            key, f"{_quoted(value)} is not a finite number; write digits with a decimal point"
        )
    too_long = not -MAX_DIGITS <= number.adjusted() < MAX_DIGITS
    if too_long or len(number.as_tuple().digits) > MAX_DIGITS:
        raise GridSpecError(key, f"{_quoted(value)} has more than {MAX_DIGITS} digits; write it shorter")
    return number


def _whole_number(key: str, value: object) -> int:
    number = _number(key, value)
    if number != number.to_integral_value():
        raise GridSpecError(key, f"{_quoted(value)} is not a whole number; from {MIN_LEVELS} to {MAX_LEVELS}")
    return int(number)


def _choice(key: str, value: object, kind: type[_E]) -> _E:
    for member in kind:
        if member.value == value:
            return member
    legal = ", ".join(f'"{member.value}"' for member in kind)
    raise GridSpecError(key, f"{_quoted(value)} is not known; one of {legal}")


def grid_from_mapping(table: Mapping[str, object]) -> GridSpec:
    """Read a grid from the keys of a grid file.

    Raises:
        GridSpecError: a key is unknown, missing, or its value is out of range.
    """
    for key in table:
        if key not in _KNOWN:
            raise GridSpecError(
                _quoted(key)[1:-1], f"is not a key of a grid file; known keys: {', '.join(_KNOWN)}"
            )
    for key in _REQUIRED:
        if key not in table:
            raise GridSpecError(key, "is missing; every grid file needs it")
    instrument = table["instrument"]
    if not isinstance(instrument, str):
        raise GridSpecError("instrument", f'{_quoted(instrument)} is not a name; write e.g. "ETH_USDT_Perp"')
    numbers = {key: _number(key, table[key]) for key in _NUMBERS if key in table}
    return GridSpec(
        instrument=instrument,
        direction=_choice("direction", table["direction"], Direction),
        spacing=_choice("spacing", table["spacing"], Spacing),
        lower=numbers["lower"],
        upper=numbers["upper"],
        levels=_whole_number("levels", table["levels"]),
        size=numbers["size"],
        fill_model=_choice("fill_model", table.get("fill_model", FillModel.QUEUE.value), FillModel),
        reference=numbers.get("reference"),
        initial=_choice("initial", table.get("initial", Initial.MARKET.value), Initial),
        maker_fee=numbers.get("maker_fee", DEFAULT_MAKER_FEE),
        taker_fee=numbers.get("taker_fee", DEFAULT_TAKER_FEE),
        max_position=numbers.get("max_position"),
        stop_below=numbers.get("stop_below"),
        stop_above=numbers.get("stop_above"),
    )


def parse_grid(text: str) -> GridSpec:
    """Read a grid file's text (TOML).

    Raises:
        GridSpecError: the text is not TOML, or what it says is not a legal grid.
    """
    import tomllib  # noqa: PLC0415 - only who gives a grid file needs it, and the window starts without

    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise GridSpecError("grid file", f"is not valid TOML: {error}") from None
    except RecursionError:
        raise GridSpecError("grid file", "is nested too deep; a grid file is a plain list of keys") from None
    except (InvalidOperation, ValueError):
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
    """Write a grid as a grid file that ``parse_grid`` reads back to the same grid, every key in the file."""
    values: dict[str, str | int | Decimal | None] = {
        "instrument": spec.instrument,
        "direction": spec.direction.value,
        "spacing": spec.spacing.value,
        "lower": spec.lower,
        "upper": spec.upper,
        "levels": spec.levels,
        "size": spec.size,
        "reference": spec.reference,
        "initial": spec.initial.value,
        "fill_model": spec.fill_model.value,
        "maker_fee": spec.maker_fee,
        "taker_fee": spec.taker_fee,
        "max_position": spec.max_position,
        "stop_below": spec.stop_below,
        "stop_above": spec.stop_above,
    }
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items() if value is not None)


def _toml(value: str | int | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    text = plain(value) if isinstance(value, Decimal) else value
    # a basic string of TOML is a JSON string, but for DEL, which TOML wants escaped
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether ``value`` is a whole number of ``step``, exactly."""
    return EXACT.remainder(value, step).is_zero()


def check_instrument(spec: GridSpec, instrument: Instrument) -> None:
    """Check a grid against what the exchange trades: tick, size step, minimum size and notional.

    Raises:
        GridSpecError: a price or a stop is off the tick, the size or the position limit off the size step, the
            size too small, or the instrument inactive.
    """
    if not instrument.is_active:
        raise GridSpecError("instrument", f"{instrument.name} is delisted; choose an active instrument")
    prices = {
        "lower": spec.lower,
        "upper": spec.upper,
        "reference": spec.reference,
        "stop_below": spec.stop_below,
        "stop_above": spec.stop_above,
    }
    tick, step = plain(instrument.tick_size), plain(instrument.size_step)
    for key, price in prices.items():
        if price is not None and not is_multiple(price, instrument.tick_size):
            raise GridSpecError(key, f"{plain(price)} is not a multiple of the tick size {tick}")
    for key, amount in {"size": spec.size, "max_position": spec.max_position}.items():
        if amount is not None and not is_multiple(amount, instrument.size_step):
            raise GridSpecError(key, f"{plain(amount)} is not a multiple of the size step {step}")
    size = plain(spec.size)
    if spec.size < instrument.min_size:
        raise GridSpecError("size", f"{size} is below the minimum size {plain(instrument.min_size)}")
    smallest = EXACT.multiply(spec.size, spec.lower)
    if smallest < instrument.min_notional:
        raise GridSpecError(
            "size",
            f"{size} at the lowest price is worth {plain(smallest)} {instrument.quote}, "
            f"below the minimum notional {plain(instrument.min_notional)}",
        )
