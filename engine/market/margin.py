"""Margin rules of an instrument: risk brackets, maintenance and initial margin. Money in quote.

Source: protocol reference, section 7.5 (``margin_rules``: brackets by notional). The record does not say how a
bracket's rate and its cumulative maintenance amount combine. Two readings are in use:

- deducted: maintenance = notional x rate - amount;
- added: maintenance = amount + (notional - floor) x rate.

A margin that jumped at the edge of a bracket would liquidate an account because its position grew by one unit,
so the reading that is continuous at every edge is the right one; which it is follows from the record itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from engine.market.numbers import EXACT, ONE, QUOTIENT, ZERO, plain


class MarginRulesError(ValueError):
    """Margin rules that no margin can be computed from. ``name`` is the field, the text says what is wrong."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


class CumulativeReading(Enum):
    """How a record's cumulative maintenance amounts are to be read."""

    DEDUCTED = "deducted"
    ADDED = "added"
    NEITHER = "neither"
    """Neither is continuous: the amounts are left aside, and each rate applies to its part of the notional."""


@dataclass(frozen=True, slots=True)
class RiskBracket:
    """One bracket of notional (in quote) and its rates, as fractions; ``notional_cap`` None is an open end."""

    tier: int
    notional_floor: Decimal
    notional_cap: Decimal | None
    maintenance_margin_rate: Decimal
    initial_margin_rate: Decimal
    max_leverage: int
    cumulative_maintenance_amount: Decimal


@dataclass(frozen=True, slots=True)
class MarginRules:
    """The brackets of one instrument, lowest notional first.

    A notional on the edge of two brackets belongs to the lower one; above the last cap the last bracket goes on.
    ``max_position_size`` is in base units. ``deductions`` are what each bracket takes off notional x rate.

    Raises:
        MarginRulesError: there is no bracket, a gap or an overlap between two, or a rate out of range.
    """

    instrument: str
    brackets: tuple[RiskBracket, ...]
    max_position_size: Decimal | None = None
    reading: CumulativeReading = field(init=False)
    deductions: tuple[Decimal, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self.brackets)
        # where a record agrees with a reading, this is what the record says; where it agrees with
        # neither, it is the one continuous margin that its rates allow
        continuous = tuple(_continuous_deductions(self.brackets))
        object.__setattr__(self, "deductions", continuous)
        object.__setattr__(self, "reading", _reading(self.brackets, continuous))

    @classmethod
    def of(
        cls, instrument: str, brackets: Iterable[RiskBracket], max_position_size: Decimal | None = None
    ) -> "MarginRules":
        """The rules from brackets in any order.

        Raises:
            MarginRulesError: as the class.
        """
        ordered = sorted(brackets, key=lambda bracket: bracket.notional_floor)
        return cls(instrument, tuple(ordered), max_position_size)

    def bracket_of(self, notional: Decimal) -> RiskBracket:
        """The bracket of a notional (in quote, not negative)."""
        return self.brackets[self._index_of(notional)]

    def maintenance_margin(self, notional: Decimal) -> Decimal:
        """The equity below which a position of this notional (in quote) is liquidated, in quote."""
        index = self._index_of(notional)
        rate = self.brackets[index].maintenance_margin_rate
        return EXACT.subtract(EXACT.multiply(notional, rate), self.deductions[index])

    def max_leverage_of(self, notional: Decimal) -> Decimal:
        """The highest leverage that the bracket of this notional allows."""
        bracket = self.bracket_of(notional)
        by_rate = QUOTIENT.divide(ONE, bracket.initial_margin_rate)
        return min(Decimal(bracket.max_leverage), by_rate)

    def initial_margin(self, notional: Decimal, leverage: Decimal) -> Decimal:
        """The equity that a notional (in quote) needs to be opened, in quote.

        The bracket's rate, or the chosen leverage where that asks for more; it applies to the whole notional.

        Raises:
            MarginRulesError: ``leverage`` is below 1.
        """
        if leverage < 1:
            raise MarginRulesError("leverage", f"{plain(leverage)} is below 1; choose 1 or more")
        bracket = self.bracket_of(notional)
        chosen = QUOTIENT.divide(notional, min(leverage, Decimal(bracket.max_leverage)))
        return max(chosen, EXACT.multiply(notional, bracket.initial_margin_rate))

    def _index_of(self, notional: Decimal) -> int:
        for index, bracket in enumerate(self.brackets):
            if bracket.notional_cap is None or notional <= bracket.notional_cap:
                return index
        return len(self.brackets) - 1


def largest_exposure(position: Decimal, bids: Decimal, asks: Decimal) -> Decimal:
    """The size that initial margin is asked for, in base units.

    The larger of the biggest long, max(0, position) + bids, and the biggest short, |min(0, position) - asks|,
    where ``bids`` and ``asks`` are the open sizes on each side. Asks are not netted against a long position.
    Source: protocol reference, section 7.5 (longest possible long and short after open orders).
    """
    longest = EXACT.add(max(ZERO, position), bids)
    shortest = EXACT.subtract(asks, min(ZERO, position))
    return max(longest, shortest)


def _check(brackets: tuple[RiskBracket, ...]) -> None:
    if not brackets:
        raise MarginRulesError("risk_brackets", "are empty; at least one bracket is needed")
    if not brackets[0].notional_floor.is_zero():
        raise MarginRulesError(
            "notional_floor", f"{plain(brackets[0].notional_floor)} of the lowest bracket; expected 0"
        )
    for below, above in pairwise(brackets):
        if below.notional_cap != above.notional_floor:
            cap = "none" if below.notional_cap is None else plain(below.notional_cap)
            raise MarginRulesError(
                "notional_cap",
                f"{cap} of tier {below.tier} is not the floor {plain(above.notional_floor)} of tier {above.tier}",
            )
    for bracket in brackets:
        if bracket.notional_cap is not None and bracket.notional_cap <= bracket.notional_floor:
            raise MarginRulesError(
                "notional_cap", f"{plain(bracket.notional_cap)} of tier {bracket.tier} is not above its floor"
            )
        if not 0 <= bracket.maintenance_margin_rate < 1:
            raise MarginRulesError(
                "maintenance_margin_rate",
                f"{plain(bracket.maintenance_margin_rate)} of tier {bracket.tier} is not a fraction from 0 to 1",
            )
        if not 0 < bracket.initial_margin_rate <= 1:
            raise MarginRulesError(
                "initial_margin_rate",
                f"{plain(bracket.initial_margin_rate)} of tier {bracket.tier} is not a fraction above 0, up to 1",
            )
        if bracket.max_leverage < 1:
            raise MarginRulesError(
                "max_leverage", f"{bracket.max_leverage} of tier {bracket.tier} is below 1"
            )


def _continuous_deductions(brackets: tuple[RiskBracket, ...]) -> Iterator[Decimal]:
    deduction, rate = ZERO, brackets[0].maintenance_margin_rate
    for bracket in brackets:
        rise = EXACT.subtract(bracket.maintenance_margin_rate, rate)
        deduction = EXACT.add(deduction, EXACT.multiply(bracket.notional_floor, rise))
        rate = bracket.maintenance_margin_rate
        yield deduction


def _reading(brackets: tuple[RiskBracket, ...], continuous: tuple[Decimal, ...]) -> CumulativeReading:
    amounts = tuple(bracket.cumulative_maintenance_amount for bracket in brackets)
    if amounts == continuous:
        return CumulativeReading.DEDUCTED
    added = tuple(
        EXACT.subtract(
            EXACT.multiply(bracket.notional_floor, bracket.maintenance_margin_rate),
            bracket.cumulative_maintenance_amount,
        )
        for bracket in brackets
    )
    return CumulativeReading.ADDED if added == continuous else CumulativeReading.NEITHER
