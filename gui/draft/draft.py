"""The draft of one instrument: what it is now, how it came there, and how it may be changed.

Rules of this file:

1. A draft is either empty or a legal grid whose lines all lie on ticks of their own. An input that would make it
   illegal is refused (``change``) or stops at the nearest legal value (``move``, ``shift``, ``turn_levels``).
2. Every change is one step of ``undo``; changes between ``hold`` and ``release`` are one together, and so are
   those with the same ``merge`` until ``seal``.
3. Prices are in whole ticks, sizes in whole size steps, whatever was put in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from engine import GridSpec, Instrument, Means, grid_lines
from gui.draft.checks import Checked, line_problem, problem_of, size_problem
from gui.draft.handles import REMOVABLE, Handle, handles_of, price_of, with_field
from gui.draft.moves import moved, shifted, turned
from gui.draft.problems import DraftProblem
from gui.draft.steps import to_step

_MOST_STEPS = 500
PRICES = frozenset({"lower", "upper", "reference", "stop_below", "stop_above"})
SIZES = frozenset({"size", "max_position"})
MEANS = frozenset({"capital", "leverage"})


@dataclass(frozen=True, slots=True)
class DraftState:
    """A grid that could be started, with its means; ``grid_id`` is the running grid that it would change."""

    spec: GridSpec
    means: Means = Means()  # noqa: RUF009 - frozen
    grid_id: int | None = None


class GridDraft:
    """The one draft of an instrument. Listeners are called without arguments after every change."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.note: DraftProblem | None = None
        """What held the last change back; None when nothing did."""
        self._state: DraftState | None = None
        self._lines: tuple[Decimal, ...] = ()
        self._undo: list[DraftState | None] = []
        self._redo: list[DraftState | None] = []
        self._held: tuple[DraftState | None] | None = None
        self._merge: str | None = None
        self._listeners: list[Callable[[], None]] = []

    # What it is

    @property
    def state(self) -> DraftState | None:
        """The grid as drafted; None while there is none."""
        return self._state

    @property
    def spec(self) -> GridSpec | None:
        """The grid as drafted; None while there is none."""
        return None if self._state is None else self._state.spec

    @property
    def lines(self) -> tuple[Decimal, ...]:
        """Its price lines, lowest first."""
        return self._lines

    @property
    def handles(self) -> tuple[Handle, ...]:
        """What can be moved, from the top of the chart to its bottom."""
        return () if self._state is None else handles_of(self._state.spec)

    @property
    def obstacle(self) -> DraftProblem | None:
        """Why the exchange would refuse the grid as drafted; None when it would not."""
        return None if self._state is None else size_problem(self._state.spec, self.instrument)

    def price_of(self, handle: Handle) -> Decimal | None:
        """The price of a handle in quote; None for the band and for what the grid lacks."""
        return None if self._state is None else price_of(self._state.spec, handle)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after every change; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # From nothing to something and back

    def open(self, state: DraftState) -> None:
        """Draft this grid; every price and size is brought to its step.

        Raises:
            GridSpecError: the lines do not fit the tick.
        """
        self._set(replace(state, spec=self._snapped(state.spec)))

    def close(self) -> None:
        """Give the draft up; ``undo`` brings it back."""
        if self._state is not None:
            self._set(None)

    def clear(self) -> None:
        """Forget the draft and its history: it has become a grid."""
        self._undo.clear()
        self._redo.clear()
        self._held = self._merge = None
        self._show(None)

    # Changes

    def change(self, field: str, value: Any, *, merge: str | None = None) -> None:
        """Give a field of the grid or of its means another value.

        Raises:
            DraftProblem: the value cannot be taken; the draft stays as it was.
        """
        state = self._state
        if state is None:
            return
        value = self._in_steps(field, value)
        values = {
            **{name: getattr(state.spec, name) for name in GridSpec.__dataclass_fields__},
            **{name: getattr(state.means, name) for name in MEANS},
            field: value,
        }
        problem = problem_of(Checked(field, values))
        if problem is not None:
            raise problem
        if field in MEANS:
            self._set(replace(state, means=replace(state.means, **{field: value})), merge=merge)
            return
        spec = with_field(state.spec, field, value)
        problem = line_problem(field, spec, self.instrument.tick_size)
        if problem is None and field == "size":
            problem = size_problem(spec, self.instrument)
        if problem is not None:
            raise problem
        self._set(replace(state, spec=spec), merge=merge)

    def move(self, handle: Handle, price: Decimal) -> None:
        """Move a bound, a stop or the reference towards a price, as far as it may go."""
        if self._state is not None:
            spec, self.note = moved(self._state.spec, handle, price, self.instrument.tick_size)
            self._take(spec)

    def shift(self, ticks: int) -> None:
        """Move the whole band with its stops by so many ticks, as far as it may go; the reference stays."""
        if self._state is not None:
            spec, self.note = shifted(self._state.spec, ticks, self.instrument.tick_size)
            self._take(spec)

    def nudge(self, handle: Handle, ticks: int) -> None:
        """Move a handle by so many ticks."""
        price = self.price_of(handle)
        if handle is Handle.BAND:
            self.shift(ticks)
        elif price is not None:
            self.move(handle, price + ticks * self.instrument.tick_size)

    def turn_levels(self, by: int) -> None:
        """Have so many lines more, or fewer."""
        if self._state is not None:
            spec, self.note = turned(self._state.spec, by, self.instrument.tick_size)
            self._take(spec, merge="turn")

    def remove(self, handle: Handle) -> None:
        """Do without a stop or the reference."""
        if self._state is not None and handle in REMOVABLE:
            self.note = None
            self._take(with_field(self._state.spec, handle.value, None))

    def redraw(self, spec: GridSpec) -> None:
        """Take another grid over with the means and the purpose of the present one."""
        state = DraftState(spec) if self._state is None else replace(self._state, spec=spec)
        self._set(replace(state, spec=self._snapped(spec)))

    # History

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo) and self._held is None

    @property
    def can_redo(self) -> bool:
        """Whether there is a change that was taken back."""
        return bool(self._redo) and self._held is None

    def undo(self) -> None:
        """Take the last change back."""
        self._step(self._undo, self._redo)

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._step(self._redo, self._undo)

    def take_back(self, merge: str) -> None:
        """Undo the last change if it is one of this ``merge`` that was not sealed."""
        if self._merge == merge:
            self.undo()

    def hold(self) -> None:
        """From now on until ``release`` all changes are one."""
        self._held = (self._state,)

    def release(self) -> None:
        """The changes since ``hold`` stay, as one."""
        held, self._held, self.note = self._held, None, None
        if held is not None and held[0] != self._state:
            self._remember(held[0])
        self._tell()

    def drop(self) -> None:
        """The changes since ``hold`` never were."""
        held, self._held, self.note = self._held, None, None
        if held is not None:
            self._show(held[0])

    @property
    def is_held(self) -> bool:
        """Whether a gesture is under way."""
        return self._held is not None

    def seal(self) -> None:
        """The next change is a step of its own, whatever its ``merge``."""
        self._merge = None

    def _take(self, spec: GridSpec, merge: str | None = None) -> None:
        if self._state is None:
            return
        if spec == self._state.spec:
            self._tell()
        else:
            self._set(replace(self._state, spec=spec), merge=merge, keep_note=True)

    def _set(self, state: DraftState | None, *, merge: str | None = None, keep_note: bool = False) -> None:
        if not keep_note:
            self.note = None
        if state == self._state:
            return
        if self._held is None:
            if merge is None or merge != self._merge:
                self._remember(self._state)
            self._merge = merge
        self._show(state)

    def _remember(self, state: DraftState | None) -> None:
        self._undo.append(state)
        del self._undo[:-_MOST_STEPS]
        self._redo.clear()

    def _step(self, source: list[DraftState | None], target: list[DraftState | None]) -> None:
        if source and self._held is None:
            target.append(self._state)
            self._merge = self.note = None
            self._show(source.pop())

    def _show(self, state: DraftState | None) -> None:
        # first the lines: an illegal grid leaves the draft as it was
        self._lines = () if state is None else grid_lines(state.spec, self.instrument.tick_size)
        self._state = state
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()

    def _in_steps(self, field: str, value: Any) -> Any:
        if value is None:
            return None
        if field in PRICES:
            return to_step(value, self.instrument.tick_size)
        if field in SIZES:
            return to_step(value, self.instrument.size_step)
        return value

    def _snapped(self, spec: GridSpec) -> GridSpec:
        names = (*PRICES, *SIZES)
        return replace(spec, **{name: self._in_steps(name, getattr(spec, name)) for name in names})
