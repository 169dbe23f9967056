"""No number passes the edge unchecked."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.grvt.errors import MalformedMessage
from engine.grvt.numbers import (
    INT64_MAX,
    UINT64_MAX,
    non_negative,
    number,
    number_or_none,
    positive,
    price_or_none,
    whole,
    whole_or_none,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3011.61", "3011.61"),
        ("0.0", "0.0"),
        ("-0.3", "-0.3"),
        ("92683.0", "92683.0"),
        (7, "7"),
        ("1E+3", "1E+3"),
        ("1e-8", "1E-8"),
        ("123456789012345678901234.5", "123456789012345678901234.5"),
    ],
)
def test_numbers_are_exact(value: Any, expected: str) -> None:
    assert str(number(value, "price")) == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("NaN", "not_finite"),
        ("sNaN", "not_finite"),
        ("nan123", "not_finite"),
        ("Infinity", "not_finite"),
        ("-inf", "not_finite"),
        ("1E+999999", "out_of_range"),
        ("1E-999999", "out_of_range"),
        ("0E+999999", "out_of_range"),
        ("0E-999999", "out_of_range"),
        ("1E+25", "out_of_range"),
        ("9" * 25, "out_of_range"),
        ("9" * 41, "out_of_range"),
        ("0." + "0" * 40 + "1", "out_of_range"),
        ("9" * 5_000_000, "out_of_range"),
        (10**25, "out_of_range"),
        (-(10**25), "out_of_range"),
        ("", "not_a_number"),
        ("abc", "not_a_number"),
        ("1,5", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1e", "not_a_number"),
        (None, "missing_field"),
        (True, "wrong_type"),
        ([], "wrong_type"),
        ({"a": 1}, "wrong_type"),
        (1.5, "wrong_type"),
    ],
)
@pytest.mark.parametrize("check", [number, positive, non_negative])
def test_what_is_no_number_is_refused_by_kind_and_field(
    check: Callable[[Any, str], Decimal], value: Any, kind: str
) -> None:
    with pytest.raises(MalformedMessage) as caught:
        check(value, "the_field")
    assert caught.value.kind == kind
    assert "the_field" in caught.value.detail
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("value", ["0", "0.0", "-0", "-0.0", "-1", "-0.01", 0, -3, "0." + "0" * 30 + "1"])
def test_a_traded_price_is_above_zero(value: Any) -> None:
    with pytest.raises(MalformedMessage) as caught:
        positive(value, "price")
    assert caught.value.kind == "not_positive"


def test_a_volume_is_not_negative() -> None:
    assert non_negative("0.0", "volume") == 0
    with pytest.raises(MalformedMessage) as caught:
        non_negative("-0.1", "volume")
    assert caught.value.kind == "negative"


@pytest.mark.parametrize("value", [None, "", "0", "0.0", 0, "-0.0", "0E-8"])
def test_an_unknown_price_is_none(value: Any) -> None:
    assert price_or_none(value, "best_bid_price") is None


def test_a_known_price_is_itself_and_a_negative_one_is_refused() -> None:
    assert price_or_none("3011.45", "best_bid_price") == Decimal("3011.45")
    with pytest.raises(MalformedMessage):
        price_or_none("-3011.45", "best_bid_price")
    with pytest.raises(MalformedMessage):
        price_or_none("NaN", "best_bid_price")


def test_a_rate_may_be_zero_or_negative_or_null() -> None:
    assert number_or_none("0.0", "rate") == 0
    assert number_or_none("-0.01", "rate") == Decimal("-0.01")
    assert number_or_none("", "rate") is None
    assert number_or_none(None, "rate") is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", 0), ("61214", 61214), (61214, 61214), (str(INT64_MAX), INT64_MAX), ("007", 7)],
)
def test_whole_numbers_come_quoted_or_bare(value: Any, expected: int) -> None:
    assert whole(value, "sequence_number") == expected


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (str(INT64_MAX + 1), "out_of_range"),
        (-1, "out_of_range"),
        ("9" * 10_000, "out_of_range"),
        ("-1", "not_whole"),
        ("1.0", "not_whole"),
        ("1e5", "not_whole"),
        ("", "not_whole"),
        (" 1", "not_whole"),
        ("١٢", "not_whole"),
        ("²", "not_whole"),
        (None, "missing_field"),
        (True, "wrong_type"),
        (1.0, "wrong_type"),
    ],
)
def test_what_is_no_whole_number_is_refused(value: Any, kind: str) -> None:
    with pytest.raises(MalformedMessage) as caught:
        whole(value, "event_time")
    assert caught.value.kind == kind
    assert "event_time" in caught.value.detail


def test_limits_and_absence_of_whole_numbers() -> None:
    assert whole(str(UINT64_MAX), "sequence_number", UINT64_MAX) == UINT64_MAX
    assert whole_or_none(None, "next_funding_time") is None
    assert whole_or_none("", "next_funding_time") is None
    assert whole_or_none("5", "next_funding_time") == 5


@given(st.text(max_size=60) | st.integers() | st.none() | st.booleans() | st.floats())
def test_whatever_comes_is_a_sensible_number_or_refused(value: Any) -> None:
    try:
        result = number(value, "x")
    except MalformedMessage:
        return
    assert result.is_finite()
    assert abs(result) <= Decimal("1E+24")
    assert len(format(result, "f")) < 120


@given(st.decimals(min_value=Decimal("0.000001"), max_value=Decimal(10**12), places=6))
def test_plain_decimals_keep_every_digit(value: Decimal) -> None:
    assert str(positive(format(value, "f"), "price")) == format(value, "f")
