"""The draft without any window: every change ends at a legal grid, and every change can be taken back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import (
    MAX_LEVELS,
    Direction,
    GridSpec,
    Instrument,
    Means,
    Spacing,
    check_instrument,
    grid_lines,
    plain,
)
from gui.draft import DraftProblem, DraftState, GridDraft, Handle, Problem
from tests.fakes.fake_desk import DOGE, ETH

SPEC = GridSpec(
    instrument=ETH.name,
    direction=Direction.NEUTRAL,
    spacing=Spacing.ARITHMETIC,
    lower=Decimal("3150.00"),
    upper=Decimal("3170.00"),
    levels=21,
    size=Decimal("0.10"),
    stop_below=Decimal("3140.00"),
    stop_above=Decimal("3180.00"),
)


@pytest.fixture
def draft() -> GridDraft:
    return drafted()


def drafted(spec: GridSpec = SPEC, instrument: Instrument = ETH) -> GridDraft:
    draft = GridDraft(instrument)
    draft.open(DraftState(spec))
    return draft


def spec_of(draft: GridDraft) -> GridSpec:
    assert draft.spec is not None
    return draft.spec


def problem(change: Callable[[], None]) -> DraftProblem:
    with pytest.raises(DraftProblem) as caught:
        change()
    return caught.value


def test_what_is_opened_lies_on_ticks_and_size_steps() -> None:
    loose = replace(SPEC, lower=Decimal("3150.004"), upper=Decimal("3170.006"), size=Decimal("0.104"))
    spec = spec_of(drafted(loose))
    assert (spec.lower, spec.upper, spec.size) == (Decimal("3150.00"), Decimal("3170.01"), Decimal("0.10"))


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [("lower", "3149.996", "3150.00"), ("upper", "3171.234", "3171.23"), ("size", "0.127", "0.13")],
)
def test_a_typed_number_goes_to_its_step(draft: GridDraft, field: str, typed: str, kept: str) -> None:
    draft.change(field, Decimal(typed))
    assert getattr(spec_of(draft), field) == Decimal(kept)


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("upper", Decimal(3150), Problem.NOT_ABOVE_LOWER),
        ("lower", Decimal(3170), Problem.NOT_BELOW_UPPER),
        ("lower", Decimal(3140), Problem.BOUND_AT_STOP),
        ("upper", Decimal(3180), Problem.BOUND_AT_STOP),
        ("upper", Decimal("3150.19"), Problem.TOO_NARROW),
        ("lower", Decimal(-1), Problem.NOT_POSITIVE),
        ("levels", 1, Problem.LEVELS_OUT_OF_RANGE),
        ("levels", 1001, Problem.LEVELS_OUT_OF_RANGE),
        ("size", Decimal(0), Problem.NOT_POSITIVE),
        ("max_position", Decimal("0.05"), Problem.POSITION_BELOW_SIZE),
        ("stop_below", Decimal(3150), Problem.STOP_NOT_BELOW),
        ("stop_above", Decimal(3170), Problem.STOP_NOT_ABOVE),
        ("maker_fee", Decimal(1), Problem.FEE_OUT_OF_RANGE),
        ("leverage", Decimal("0.5"), Problem.LEVERAGE_BELOW_ONE),
        ("capital", Decimal(0), Problem.NOT_POSITIVE),
    ],
)
def test_what_cannot_be_taken_is_refused_and_the_draft_stays(
    draft: GridDraft, field: str, value: Decimal | int, kind: Problem
) -> None:
    before = draft.state
    assert problem(lambda: draft.change(field, value)).kind is kind
    assert draft.state == before
    # opening it is all there is to take back
    draft.undo()
    assert draft.state is None


def test_a_size_the_exchange_would_refuse_says_the_least_it_takes() -> None:
    draft = drafted(
        replace(
            SPEC,
            instrument=DOGE.name,
            lower=Decimal("0.1"),
            upper=Decimal("0.2"),
            levels=11,
            size=Decimal(500),
            stop_below=None,
            stop_above=None,
        ),
        DOGE,
    )
    found = problem(lambda: draft.change("size", Decimal(199)))
    assert found.kind is Problem.NOTIONAL_BELOW_MINIMUM
    assert found.values["minimum"] == 200
    draft.change("size", Decimal(200))
    # the draft may come to a place where the size no longer does; it says so, and goes on
    draft.move(Handle.LOWER, Decimal("0.05"))
    assert draft.obstacle is not None
    assert draft.obstacle.values["minimum"] == 400


def test_a_handle_stops_where_the_grid_would_become_illegal_and_says_why(draft: GridDraft) -> None:
    draft.move(Handle.LOWER, Decimal(3000))
    assert spec_of(draft).lower == Decimal("3140.01")
    assert draft.note is not None
    assert draft.note.kind is Problem.BOUND_AT_STOP
    draft.move(Handle.LOWER, Decimal(4000))
    assert spec_of(draft).lower == Decimal("3169.80")
    assert draft.note is not None
    assert draft.note.kind is Problem.TOO_NARROW
    draft.move(Handle.LOWER, Decimal(3160))
    assert draft.note is None


def test_stops_stay_outside_the_range_and_can_be_removed(draft: GridDraft) -> None:
    draft.move(Handle.STOP_BELOW, Decimal(3160))
    draft.move(Handle.STOP_ABOVE, Decimal(3160))
    assert spec_of(draft).stop_below == Decimal("3149.99")
    assert spec_of(draft).stop_above == Decimal("3170.01")
    draft.remove(Handle.STOP_BELOW)
    draft.remove(Handle.UPPER)
    assert spec_of(draft).stop_below is None
    assert draft.handles == (Handle.STOP_ABOVE, Handle.UPPER, Handle.BAND, Handle.LOWER)


def test_the_band_takes_its_stops_along_and_stops_at_the_first_tick(draft: GridDraft) -> None:
    draft.shift(-250)
    spec = spec_of(draft)
    assert (spec.stop_below, spec.lower, spec.upper, spec.stop_above) == tuple(
        Decimal(price) for price in ("3137.50", "3147.50", "3167.50", "3177.50")
    )
    draft.shift(-10_000_000)
    assert spec_of(draft).stop_below == Decimal("0.01")
    assert spec_of(draft).upper - spec_of(draft).lower == 20


def test_the_number_of_lines_stays_between_two_and_what_the_range_holds(draft: GridDraft) -> None:
    draft.turn_levels(-100)
    assert spec_of(draft).levels == 2
    draft.turn_levels(5000)
    assert spec_of(draft).levels == MAX_LEVELS
    draft.turn_levels(-999)
    draft.move(Handle.UPPER, Decimal("3150.05"))
    draft.turn_levels(100)
    assert spec_of(draft).levels == 6
    assert draft.note is not None
    assert draft.note.kind is Problem.TOO_MANY_LEVELS


def test_every_change_can_be_taken_back_and_made_again(draft: GridDraft) -> None:
    states = [draft.state]
    for change in (
        lambda: draft.nudge(Handle.UPPER, 10),
        lambda: draft.change("direction", Direction.LONG),
        lambda: draft.shift(7),
        lambda: draft.change("capital", Decimal(500)),
        lambda: draft.turn_levels(2),
        draft.close,
    ):
        change()
        states.append(draft.state)
    assert len(set(map(str, states))) == len(states)
    for state in reversed(states[:-1]):
        draft.undo()
        assert draft.state == state
    for state in states[1:]:
        draft.redo()
        assert draft.state == state
    assert not draft.can_redo


def test_a_drag_is_one_step_and_can_be_dropped(draft: GridDraft) -> None:
    before = draft.state
    draft.hold()
    for price in range(3171, 3176):
        draft.move(Handle.UPPER, Decimal(price))
    draft.release()
    assert spec_of(draft).upper == 3175
    draft.undo()
    assert draft.state == before
    draft.hold()
    draft.shift(5)
    draft.drop()
    assert draft.state == before
    draft.redo()
    assert spec_of(draft).upper == 3175


def test_what_is_typed_in_one_go_is_one_step(draft: GridDraft) -> None:
    for text in ("3", "31", "314", "3149"):
        draft.change(
            "lower", Decimal(text) if len(text) == 4 else Decimal(3145) + len(text), merge="typed lower"
        )
    draft.seal()
    draft.change("lower", Decimal(3148), merge="typed lower")
    draft.undo()
    assert spec_of(draft).lower == 3149
    draft.undo()
    assert spec_of(draft).lower == 3150


def test_the_listener_sees_a_draft_that_agrees_with_its_lines(draft: GridDraft) -> None:
    seen = []
    end = draft.subscribe(lambda: seen.append((spec_of(draft).levels, len(draft.lines))))
    draft.turn_levels(3)
    draft.undo()
    assert seen == [(24, 24), (21, 21)]
    end()
    draft.turn_levels(1)
    assert len(seen) == 2


def test_means_and_purpose_survive_a_redrawn_range() -> None:
    draft = GridDraft(ETH)
    draft.open(DraftState(SPEC, Means(capital=Decimal(100)), grid_id=7))
    draft.redraw(replace(SPEC, lower=Decimal(3155)))
    assert draft.state == DraftState(replace(SPEC, lower=Decimal(3155)), Means(capital=Decimal(100)), 7)


_CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(sorted(Handle, key=str)), st.integers(1, 500_000)),
        st.tuples(st.just("shift"), st.none(), st.integers(-400_000, 400_000)),
        st.tuples(st.just("levels"), st.none(), st.integers(-900, 900)),
        st.tuples(st.just("spacing"), st.none(), st.integers(0, 1)),
        st.tuples(st.just("undo"), st.none(), st.integers(0, 1)),
    ),
    max_size=8,
)


@given(_CHANGES)
def test_whatever_the_hand_does_the_draft_could_be_started(
    changes: list[tuple[str, Handle | None, int]],
) -> None:
    draft = drafted(replace(SPEC, size=Decimal(4000), levels=6))
    for kind, handle, number in changes:
        match kind:
            case "move" if handle is not None and handle is not Handle.BAND:
                draft.move(handle, Decimal(number) / 100)
            case "shift":
                draft.shift(number)
            case "levels":
                draft.turn_levels(number)
            case "spacing":
                with suppress(DraftProblem):
                    draft.change("spacing", list(Spacing)[number])
            case "undo":
                draft.undo()
                draft.redo()
    spec = draft.spec
    if spec is not None:
        assert draft.lines == grid_lines(spec, ETH.tick_size)
        if draft.obstacle is None:
            check_instrument(spec, ETH)
        else:
            assert spec.size * spec.lower < ETH.min_notional, plain(spec.lower)
