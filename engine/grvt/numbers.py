"""Every number from the exchange is checked here, before anything else sees it.

Numbers come as JSON strings or bare (protocol reference, sections 0.3 and 5.6). The decoders of this package
hand a string or an integer over as such, and a bare fraction as its own text, so no digit passes through
a float. Each function names the field in its error.

Accepted are finite numbers of at most ``MAX_TEXT`` characters, not larger than ``MOST`` and not finer than
``LEAST``: far beyond any market, and small enough that exact arithmetic on them stays cheap.
"""

from decimal import Decimal, InvalidOperation
from typing import Any

from engine.grvt.errors import MalformedMessage
from engine.market import ZERO

MAX_TEXT = 40
MOST = Decimal("1E+24")
LEAST = Decimal("1E-18")
_MOST_INT = 10**24
_FINEST_EXPONENT = -18
INT64_MAX = 2**63 - 1
UINT64_MAX = 2**64 - 1


def number(value: Any, field: str) -> Decimal:
    """A finite number of sensible magnitude.

    Raises:
        MalformedMessage: ``missing_field``, ``wrong_type``, ``not_a_number``, ``not_finite`` or
            ``out_of_range``.
    """
    if type(value) is str:
        if len(value) > MAX_TEXT:
            raise MalformedMessage("out_of_range", f"{field} has {len(value)} characters: {value[:60]}")
        try:
            decimal = Decimal(value)
        except InvalidOperation:
            raise MalformedMessage("not_a_number", f"{field} is {value!r}") from None
        # Only a text with letters can be a NaN, an infinity or have an exponent beyond its length.
        if "e" in value or "E" in value or not decimal.is_finite():
            _check_magnitude(decimal, field, value)
        elif not -MOST <= decimal <= MOST:
            raise MalformedMessage("out_of_range", f"{field} is {value!r}")
        return decimal
    if type(value) is int:
        if not -_MOST_INT <= value <= _MOST_INT:
            raise MalformedMessage("out_of_range", f"{field} is beyond {MOST}")
        return Decimal(value)
    if value is None:
        raise MalformedMessage("missing_field", f"{field} is missing")
    raise MalformedMessage("wrong_type", f"{field} is a {type(value).__name__}, not a number")


def _check_magnitude(decimal: Decimal, field: str, text: str) -> None:
    if not decimal.is_finite():
        raise MalformedMessage("not_finite", f"{field} is {text!r}")
    exponent = decimal.as_tuple().exponent
    if (
        not isinstance(exponent, int)
        or not _FINEST_EXPONENT - MAX_TEXT <= exponent <= MAX_TEXT
        or not -MOST <= decimal <= MOST
        or (not decimal.is_zero() and decimal.copy_abs() < LEAST)
    ):
        raise MalformedMessage("out_of_range", f"{field} is {text!r}")


def positive(value: Any, field: str) -> Decimal:
    """A number above zero: a price or a size that something really traded at.

    Raises:
        MalformedMessage: as ``number``, and ``not_positive``.
    """
    decimal = number(value, field)
    if decimal < LEAST:
        raise MalformedMessage("not_positive", f"{field} is {value!r}")
    return decimal


def non_negative(value: Any, field: str) -> Decimal:
    """Zero or more: a volume, or a book size where zero means removed.

    Raises:
        MalformedMessage: as ``number``, and ``negative``.
    """
    decimal = number(value, field)
    if decimal < ZERO:
        raise MalformedMessage("negative", f"{field} is {value!r}")
    return decimal


def price_or_none(value: Any, field: str) -> Decimal | None:
    """A price or size that may be unknown: zero, null, empty and missing all give None.

    An empty book prints ``"0.0"``, and nobody may draw or trade on a price of zero (protocol reference,
    sections 4.2 and 4.7).

    Raises:
        MalformedMessage: as ``number``, and ``negative``.
    """
    if value is None or value == "":
        return None
    decimal = non_negative(value, field)
    return None if decimal.is_zero() else decimal


def number_or_none(value: Any, field: str) -> Decimal | None:
    """A number that may be null, empty or missing; zero stays zero.

    Raises:
        MalformedMessage: as ``number``.
    """
    return None if value is None or value == "" else number(value, field)


def whole(value: Any, field: str, most: int = INT64_MAX) -> int:
    """A whole number from 0 to ``most``, quoted or bare: a time in ns, a sequence number, a count.

    Raises:
        MalformedMessage: ``missing_field``, ``wrong_type``, ``not_whole``, ``out_of_range``.
    """
    if type(value) is str:
        if not (value.isascii() and value.isdigit()):
            raise MalformedMessage("not_whole", f"{field} is {value!r}, not a whole number of 0 or more")
        if len(value) > MAX_TEXT:
            raise MalformedMessage("out_of_range", f"{field} has {len(value)} digits")
        integer = int(value)
    elif type(value) is int:
        integer = value
    elif value is None:
        raise MalformedMessage("missing_field", f"{field} is missing")
    else:
        raise MalformedMessage("wrong_type", f"{field} is a {type(value).__name__}, not a whole number")
    if not 0 <= integer <= most:
        raise MalformedMessage("out_of_range", f"{field} is {str(integer)[:60]}, legal is 0 to {most}")
    return integer


def whole_or_none(value: Any, field: str, most: int = INT64_MAX) -> int | None:
    """A whole number that may be null, empty or missing.

    Raises:
        MalformedMessage: as ``whole``.
    """
    return None if value is None or value == "" else whole(value, field, most)
