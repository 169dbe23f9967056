"""Numbers as the exchange prints them, kept inside as whole billionths.

Prices, sizes and amounts are integers in units of 1e-9 ("nanos"): that is exactly the precision of the
wire ("up to nine fractional digits", protocol reference, section 4), so nothing is ever rounded on its
way out, and the simulation computes with plain integers.
"""

from decimal import Decimal

NANO = 1_000_000_000


def nanos(value: str | Decimal) -> int:
    """The number in whole billionths.

    Raises:
        ValueError: the text is no finite number, or has more than nine decimals.
    """
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not number.is_finite() or abs(number) >= 10**18:
        raise ValueError(f"{value!r} is not a usable number")
    scaled = number.scaleb(9)
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value!r} has more than nine decimals")
    return whole


def printed(value: int) -> str:
    """A number as the exchange prints it: plain, ``"0.0"`` for zero, whole numbers with one decimal.

    Source: protocol reference, section 4 (captures ``"0.0"`` and ``"92683.0"``).
    """
    whole, fraction = divmod(abs(value), NANO)
    sign = "-" if value < 0 else ""
    if not fraction:
        return f"{sign}{whole}.0"
    return f"{sign}{whole}.{fraction:09d}".rstrip("0")


def exact(value: int) -> Decimal:
    """The number as a decimal, written without superfluous zeros."""
    return Decimal(printed(value).removesuffix(".0"))


def notional(price: int, size: int) -> int:
    """Price times size in billionths of quote, cut to nine decimals as the wire is."""
    return price * size // NANO


def down_to(value: int, step: int) -> int:
    """The largest multiple of ``step`` that is not above ``value``."""
    return value // step * step
