"""The grid file: what is read, and what a trader is told when it cannot be."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest

from engine.grid.spec import (
    Direction,
    FillModel,
    GridSpec,
    GridSpecError,
    Initial,
    Spacing,
    check_instrument,
    grid_to_toml,
    load_grid,
    parse_grid,
)
from engine.market import Instrument

NEEDED = {
    "instrument": '"ETH_USDT_Perp"',
    "direction": '"neutral"',
    "spacing": '"arithmetic"',
    "lower": '"2678.00"',
    "upper": '"2685.00"',
    "levels": "15",
    "size": '"0.1"',
    "fill_model": '"through"',
}

ETH = Instrument(
    name="ETH_USDT_Perp",
    base="ETH",
    quote="USDT",
    kind="PERPETUAL",
    tick_size=Decimal("0.01"),
    size_step=Decimal("0.01"),
    min_size=Decimal("0.05"),
    min_notional=Decimal(200),
)


def _text(changes: dict[str, str | None] | None = None) -> str:
    values = {**NEEDED, **(changes or {})}
    return "".join(f"{key} = {value}\n" for key, value in values.items() if value is not None)


def _refusal(changes: dict[str, str | None]) -> GridSpecError:
    with pytest.raises(GridSpecError) as caught:
        parse_grid(_text(changes))
    return caught.value


def test_every_key_of_a_grid_file_is_read() -> None:
    spec = parse_grid(
        _text(
            {
                "reference": '"2681.62"',
                "initial": '"wait"',
                "maker_fee": '"-0.0002"',
                "taker_fee": '"0.0005"',
            }
        )
    )
    assert spec == GridSpec(
        instrument="ETH_USDT_Perp",
        direction=Direction.NEUTRAL,
        spacing=Spacing.ARITHMETIC,
        lower=Decimal("2678.00"),
        upper=Decimal("2685.00"),
        levels=15,
        size=Decimal("0.1"),
        fill_model=FillModel.THROUGH,
        reference=Decimal("2681.62"),
        initial=Initial.WAIT,
        maker_fee=Decimal("-0.0002"),
        taker_fee=Decimal("0.0005"),
    )


def test_optional_keys_have_the_documented_defaults() -> None:
    spec = parse_grid(_text())
    assert (spec.reference, spec.initial) == (None, Initial.MARKET)
    assert (spec.maker_fee, spec.taker_fee) == (Decimal("-0.000001"), Decimal("0.00045"))


@pytest.mark.parametrize("value", ['"2678.30"', "2678.30"])
def test_numbers_may_be_strings_or_toml_numbers_and_stay_exact(value: str) -> None:
    lower = parse_grid(_text({"lower": value})).lower
    assert lower == Decimal("2678.30")
    assert lower.as_tuple().exponent == -2


def test_levels_may_be_a_string() -> None:
    assert parse_grid(_text({"levels": '"15"'})).levels == 15


@pytest.mark.parametrize("levels", [2, 1000])
def test_the_ends_of_the_legal_range_of_levels_are_legal(levels: int) -> None:
    assert parse_grid(_text({"levels": str(levels)})).levels == levels


@pytest.mark.parametrize("key", sorted(NEEDED))
def test_a_missing_key_is_named(key: str) -> None:
    error = _refusal({key: None})
    assert error.key == key
    assert str(error).startswith(f"{key}: is missing")


def test_an_unknown_key_is_named_with_the_known_ones() -> None:
    error = _refusal({"leverage": "10"})
    assert error.key == "leverage"
    for key in (*NEEDED, "reference", "initial", "maker_fee", "taker_fee"):
        assert key in str(error)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("direction", '"up"', ('"up"', '"long"', '"short"', '"neutral"')),
        ("direction", "1", ("1", '"long"', '"short"', '"neutral"')),
        ("direction", '"Long"', ('"Long"', '"long"')),
        ("spacing", '"linear"', ('"linear"', '"arithmetic"', '"geometric"')),
        ("initial", '"limit"', ('"limit"', '"market"', '"wait"')),
        ("fill_model", '"exact"', ('"exact"', '"through"', '"touch"')),
        ("levels", "1", ("1", "2 to 1000")),
        ("levels", "0", ("0", "2 to 1000")),
        ("levels", "-5", ("-5", "2 to 1000")),
        ("levels", "1001", ("1001", "2 to 1000")),
        ("levels", "2.5", ("2.5", "2 to 1000")),
        ("levels", '"many"', ("many", "number")),
        ("levels", "true", ("True", "number")),
        ("lower", '"0"', ("0", "above 0")),
        ("lower", '"-1"', ("-1", "above 0")),
        ("lower", '"nan"', ("nan", "finite")),
        ("lower", "inf", ("Infinity", "finite")),
        ("lower", '"1e999"', ("digits",)),
        ("lower", '"26,78"', ("26,78", "number")),
        ("lower", '""', ("not a number",)),
        ("lower", "[1]", ("[1]", "number")),
        ("upper", '"2678.00"', ("2678.00", "above lower = 2678.00")),
        ("upper", '"2000"', ("2000", "above lower = 2678.00")),
        ("upper", "2025-01-01", ("number",)),
        ("size", '"0"', ("0", "above 0")),
        ("size", '"-0.1"', ("-0.1", "above 0")),
        ("size", '"1' + "0" * 60 + '"', ("digits",)),
        ("reference", '"0"', ("0", "above 0")),
        ("maker_fee", '"1"', ("1", "-1", "fraction")),
        ("maker_fee", '"-1"', ("-1", "1", "fraction")),
        ("taker_fee", '"45"', ("45", "-1", "1", "fraction")),
        ("taker_fee", '"0.045%"', ("0.045%", "number")),
        ("instrument", '""', ("empty",)),
        ("instrument", "5", ("5", "name")),
    ],
)
def test_a_bad_value_is_told_with_key_value_and_what_is_legal(
    key: str, value: str, said: tuple[str, ...]
) -> None:
    error = _refusal({key: value})
    assert error.key == key
    assert str(error).startswith(f"{key}: ")
    for part in said:
        assert part in str(error)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("max_position", '"1.5"'),
        ("stop_below", '"2670.00"'),
        ("stop_above", '"2695.00"'),
        ("fill_model", '"queue"'),
    ],
)
def test_what_is_not_available_yet_is_said_so(key: str, value: str) -> None:
    error = _refusal({key: value})
    assert error.key == key
    assert "not available yet" in str(error)


def test_a_missing_fill_model_names_the_ones_that_are_available() -> None:
    error = _refusal({"fill_model": None})
    assert error.key == "fill_model"
    for part in ("queue", "not available yet", '"through"', '"touch"'):
        assert part in str(error)


def test_a_text_that_is_not_toml_says_where() -> None:
    with pytest.raises(GridSpecError, match=r"grid file: is not valid TOML.*line 2"):
        parse_grid('instrument = "ETH_USDT_Perp"\nlower = \n')


def test_a_grid_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "grid.toml"
    path.write_text(_text(), encoding="utf-8")
    assert load_grid(path) == parse_grid(_text())


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(GridSpecError, match=r"nowhere\.toml"):
        load_grid(tmp_path / "nowhere.toml")
    with pytest.raises(GridSpecError, match=str(tmp_path.name)):
        load_grid(tmp_path)
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GridSpecError, match="UTF-8"):
        load_grid(binary)


@pytest.mark.parametrize("changes", [{}, {"reference": '"2681.625"', "initial": '"wait"', "levels": "1000"}])
def test_a_grid_written_as_toml_reads_back_to_itself(changes: dict[str, str | None]) -> None:
    spec = parse_grid(_text(changes))
    assert parse_grid(grid_to_toml(spec)) == spec


def test_a_grid_that_the_instrument_allows_passes() -> None:
    check_instrument(parse_grid(_text({"reference": '"2681.62"'})), ETH)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("lower", '"2678.005"', ("2678.005", "tick size 0.01")),
        ("upper", '"2685.001"', ("2685.001", "tick size 0.01")),
        ("reference", '"2681.625"', ("2681.625", "tick size 0.01")),
        ("size", '"0.105"', ("0.105", "size step 0.01")),
        ("size", '"0.04"', ("0.04", "minimum size 0.05")),
        ("size", '"0.07"', ("0.07", "187.46", "minimum notional 200")),
    ],
)
def test_a_grid_that_the_instrument_forbids_says_which_step_or_minimum(
    key: str, value: str, said: tuple[str, ...]
) -> None:
    with pytest.raises(GridSpecError) as caught:
        check_instrument(parse_grid(_text({key: value})), ETH)
    assert caught.value.key == key
    for part in said:
        assert part in str(caught.value)


def test_a_delisted_instrument_is_refused() -> None:
    delisted = dataclasses.replace(ETH, is_active=False)
    with pytest.raises(GridSpecError, match="delisted"):
        check_instrument(parse_grid(_text()), delisted)
