"""Exact decimal arithmetic for prices, sizes and money.

Sums and products of decimals are exact here: the context is wide enough for every sum of products
that a session can produce, and traps the loss of a digit instead of rounding it away. Only a quotient
(an average price) may be inexact; it carries ``QUOTIENT_DIGITS`` significant digits.
"""

from decimal import (
    ROUND_HALF_EVEN,
    Clamped,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)

QUOTIENT_DIGITS = 60

EXACT = Context(
    prec=400,
    rounding=ROUND_HALF_EVEN,
    traps=[InvalidOperation, DivisionByZero, Overflow, Inexact, Clamped],
)
"""Arithmetic that raises ``decimal.Inexact`` rather than lose a digit."""

QUOTIENT = Context(
    prec=QUOTIENT_DIGITS, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""Arithmetic for quotients, rounded to ``QUOTIENT_DIGITS`` significant digits."""

AMOUNT_DECIMALS = 50
"""More than any exact amount has: what lies below stems from a quotient, and is no amount."""

_LAST_DECIMAL = Decimal(1).scaleb(-AMOUNT_DECIMALS)
_WIDE = Context(prec=400, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])
_SHOWN = Context(prec=40, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation])

ZERO = Decimal(0)
ONE = Decimal(1)


def plain(value: Decimal) -> str:
    """Write a decimal without an exponent, as every decimal that leaves the process is written.

    ``plain(Decimal("1E+2"))`` is ``"100"``; a negative zero is ``"0"``.
    """
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    return text[1:] if text[0] == "-" and not value else text


def plain_or_none(value: Decimal | None) -> str | None:
    """``plain``, and None for None."""
    return None if value is None else plain(value)


def decimal_or_none(text: str | None) -> Decimal | None:
    """What ``plain_or_none`` wrote, exactly."""
    return None if text is None else Decimal(text)


def without_residue(value: Decimal) -> Decimal:
    """An amount that rests on a quotient, rounded to ``AMOUNT_DECIMALS``, so that nothing is 0; an exact one as it is.

    Of two amounts whose sum is exact, the rounded ones have the same sum.
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -AMOUNT_DECIMALS:
        return value
    rounded = value.quantize(_LAST_DECIMAL, context=_WIDE)
    return rounded.normalize(_WIDE) if rounded else ZERO


def plain_amount(value: Decimal) -> str:
    """Write an amount that may stem from a quotient: 50 decimals, 40 significant digits, no trailing zeros.

    An exact amount has fewer digits than that and is written exactly.
    """
    rounded = _SHOWN.plus(without_residue(value))
    if rounded.is_zero():
        return "0"
    return format(rounded.normalize(_SHOWN), "f")


def decimals_of(value: Decimal) -> int:
    """The number of decimals with which ``value`` was written, e.g. 2 for ``2678.00``, 0 for ``1E+3``."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a finite number")
    return max(0, -exponent)
