"""What a draft begins with: how many lines, which size, and what the user chose before."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from engine import (
    DEFAULT_MAKER_FEE,
    DEFAULT_TAKER_FEE,
    MIN_LEVELS,
    Direction,
    FillModel,
    GridSpec,
    Instrument,
    Spacing,
)
from gui.draft.steps import least_size, steps, to_step

LEAST_STEP, MOST_STEP = Decimal("0.001"), Decimal("0.0025")
"""The usual step between two lines, as a fraction of the price."""

USUAL_NOTIONAL = Decimal(100)
_USUAL_CELLS, _FEWEST_CELLS, _MOST_CELLS = 20, 5, 200
_PAYS_WELL = 4
"""A step of four maker fees pays its own two and earns as much again."""


@dataclass(slots=True)
class DraftDefaults:
    """What every new draft starts with; fees as fractions of notional, sizes in base units by instrument."""

    maker_fee: Decimal = DEFAULT_MAKER_FEE
    taker_fee: Decimal = DEFAULT_TAKER_FEE
    fill_model: FillModel = FillModel.QUEUE
    sizes: dict[str, Decimal] = field(default_factory=dict)

    def size(self, instrument: Instrument, lowest: Decimal, otherwise: Decimal | None = None) -> Decimal:
        """The size used last, if it may be traded at ``lowest``; else ``otherwise``, or one worth 100."""
        last = self.sizes.get(instrument.name)
        if last is not None and last >= least_size(instrument, lowest, instrument.min_notional):
            return last
        if otherwise is not None:
            return otherwise
        return least_size(instrument, lowest, max(USUAL_NOTIONAL, 2 * instrument.min_notional))

    def over(
        self, instrument: Instrument, one: Decimal, other: Decimal, base: GridSpec | None = None
    ) -> GridSpec | None:
        """A grid between two prices; None where they are less than two ticks apart.

        ``base``: a draft whose other settings are kept; stops that would lie inside the range are not.
        """
        tick = instrument.tick_size
        low, high = sorted((one, other))
        lower, upper = max(tick, to_step(low, tick)), to_step(high, tick)
        if upper - lower < 2 * tick:
            return None
        maker_fee = self.maker_fee if base is None else base.maker_fee
        levels = default_levels(lower, upper, tick, maker_fee)
        if base is None:
            return GridSpec(
                instrument=instrument.name,
                direction=Direction.NEUTRAL,
                spacing=Spacing.ARITHMETIC,
                lower=lower,
                upper=upper,
                levels=levels,
                size=self.size(instrument, lower),
                fill_model=self.fill_model,
                maker_fee=maker_fee,
                taker_fee=self.taker_fee,
            )
        below, above = base.stop_below, base.stop_above
        return replace(
            base,
            lower=lower,
            upper=upper,
            levels=levels,
            stop_below=below if below is not None and below < lower else None,
            stop_above=above if above is not None and above > upper else None,
        )

    def adapted(self, instrument: Instrument, sample: GridSpec) -> GridSpec:
        """A sample grid with these fees and the size used last, with fewer lines where its steps would not pay well."""
        most = default_levels(sample.lower, sample.upper, instrument.tick_size, self.maker_fee)
        room, middle = sample.upper - sample.lower, (sample.lower + sample.upper) / 2
        step = room / (sample.levels - 1)
        pays = step >= _PAYS_WELL * self.maker_fee * middle
        return replace(
            sample,
            levels=sample.levels if pays else min(sample.levels, most),
            size=self.size(instrument, sample.lower, sample.size),
            fill_model=self.fill_model,
            maker_fee=self.maker_fee,
            taker_fee=self.taker_fee,
        )


def default_levels(lower: Decimal, upper: Decimal, tick: Decimal, maker_fee: Decimal) -> int:
    """How many lines make steps of 0.1 to 0.25 % that pay well over their fees.

    A range too small for five such steps is divided by five, as long as those still pay; one too large for two
    hundred by two hundred.
    """
    room, middle = upper - lower, (lower + upper) / 2
    pays = max(tick, _PAYS_WELL * maker_fee * middle)
    usual = min(max(room / _USUAL_CELLS, LEAST_STEP * middle), MOST_STEP * middle)
    step = max(pays, min(usual, room / _FEWEST_CELLS))
    cells = min(steps(room, step), _MOST_CELLS, int(room / pays))
    return max(MIN_LEVELS, cells + 1)
