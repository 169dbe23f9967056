"""The grid file: what is read, and what a trader is told when it cannot be."""

import dataclasses
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
}
OPTIONAL = (
    "reference",
    "initial",
    "fill_model",
    "maker_fee",
    "taker_fee",
    "max_position",
    "stop_below",
    "stop_above",
)

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
                "fill_model": '"through"',
                "max_position": '"1.5"',
                "stop_below": '"2670.00"',
                "stop_above": "2695.00",
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
        max_position=Decimal("1.5"),
        stop_below=Decimal("2670.00"),
        stop_above=Decimal("2695.00"),
    )


def test_optional_keys_have_the_documented_defaults() -> None:
    spec = parse_grid(_text())
    assert (spec.reference, spec.initial, spec.fill_model) == (None, Initial.MARKET, FillModel.QUEUE)
    assert (spec.max_position, spec.stop_below, spec.stop_above) == (None, None, None)
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
    for key in (*NEEDED, *OPTIONAL):
        assert key in str(error)


def test_what_a_file_says_is_told_on_one_short_line() -> None:
    for text in (
        _text({'"a\\nb"': "1"}),
        _text({"lower": '"""1\n2"""'}),
        _text({"direction": f'"{"x" * 500}"'}),
        _text({"size": f"[{'1, ' * 500}1]"}),
        _text({"size": f"0x{'f' * 5000}"}),
        _text({"size": f"[0x{'f' * 5000}]"}),
        _text({"size": "1" * 5000}),
        "a = " + "[" * 5000 + "]" * 5000,
    ):
        with pytest.raises(GridSpecError) as caught:
            parse_grid(text)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("direction", '"up"', ('"up"', '"long"', '"short"', '"neutral"')),
        ("direction", "1", ("1", '"long"', '"short"', '"neutral"')),
        ("direction", '"Long"', ('"Long"', '"long"')),
        ("spacing", '"linear"', ('"linear"', '"arithmetic"', '"geometric"')),
        ("initial", '"limit"', ('"limit"', '"market"', '"wait"')),
        ("fill_model", '"exact"', ('"exact"', '"queue"', '"through"', '"touch"')),
        ("max_position", '"0.05"', ("0.05", "at least size = 0.1")),
        ("max_position", '"-1.5"', ("-1.5", "at least size = 0.1")),
        ("stop_below", '"2678.00"', ("2678.00", "below lower = 2678.00")),
        ("stop_below", '"0"', ("0", "above 0")),
        ("stop_above", '"2685"', ("2685", "above upper = 2685.00")),
        ("stop_above", '"none"', ("none", "number")),
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
        ("lower", '"1e40"', ("digits",)),
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


def numbers(lowest: int = -38, highest: int = 37) -> st.SearchStrategy[Decimal]:
    """Decimals above 0 with up to 28 digits, the first of which stands for 10 to the power of the bounds given."""
    return st.builds(
        lambda digits, magnitude: Decimal(digits).scaleb(magnitude - len(str(digits)) + 1),
        st.one_of(st.integers(1, 10**5), st.integers(1, 10**28 - 1)),
        st.one_of(st.integers(max(lowest, -3), min(highest, 4)), st.integers(lowest, highest)),
    )


@st.composite
def specs(draw: st.DrawFn) -> GridSpec:
    """Any legal grid, with any of the optional settings."""
    lower = draw(numbers())
    factor = draw(st.integers(2, 9))
    size = draw(numbers())
    rebate = numbers(highest=-1).map(lambda number: number.copy_negate())
    fee = st.one_of(numbers(highest=-1), rebate, st.just(Decimal("-0")))

    def maybe(strategy: st.SearchStrategy[Decimal]) -> Decimal | None:
        return draw(st.one_of(st.none(), strategy))

    return GridSpec(
        instrument=draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)),
        direction=draw(st.sampled_from(Direction)),
        spacing=draw(st.sampled_from(Spacing)),
        lower=lower,
        upper=(lower * factor).normalize(),
        levels=draw(st.integers(2, 1000)),
        size=size,
        fill_model=draw(st.sampled_from(FillModel)),
        reference=maybe(numbers()),
        initial=draw(st.sampled_from(Initial)),
        maker_fee=draw(fee),
        taker_fee=draw(fee),
        max_position=maybe(st.sampled_from([size, (size * 3).normalize()])),
        stop_below=maybe(st.just((lower / 3).normalize())),
        stop_above=maybe(st.just((lower * 10).normalize())),
    )


@given(specs())
def test_a_grid_written_as_toml_reads_back_to_itself(spec: GridSpec) -> None:
    assert parse_grid(grid_to_toml(spec)) == spec


def test_a_grid_that_the_instrument_allows_passes() -> None:
    changes = {
        "reference": '"2681.62"',
        "max_position": '"1.5"',
        "stop_below": '"2670.00"',
        "stop_above": "2695",
    }
    check_instrument(parse_grid(_text({**changes})), ETH)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("lower", '"2678.005"', ("2678.005", "tick size 0.01")),
        ("upper", '"2685.001"', ("2685.001", "tick size 0.01")),
        ("reference", '"2681.625"', ("2681.625", "tick size 0.01")),
        ("stop_below", '"2670.005"', ("2670.005", "tick size 0.01")),
        ("stop_above", '"2695.001"', ("2695.001", "tick size 0.01")),
        ("max_position", '"1.505"', ("1.505", "size step 0.01")),
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
