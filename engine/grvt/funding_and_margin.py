"""From the exchange's funding rates and margin rules to values (protocol reference, sections 5.2, 5.5 and 7.5)."""

from decimal import Decimal

from engine.grvt.errors import MalformedMessage
from engine.grvt.numbers import non_negative, number, positive, price_or_none, whole, whole_or_none
from engine.grvt.payloads import MOST_HOURS, checked_name
from engine.grvt.structs import WireBracket, WireFunding, WireMarginRules
from engine.market import ONE, QUOTIENT, ZERO, FundingRate
from engine.market.margin import MarginRules, MarginRulesError, RiskBracket

_MOST_TIERS = 10_000


def funding_from(wire: WireFunding) -> FundingRate:
    """A settled funding rate. Zero hours, as on the per-minute records of before October 2025, stay zero.

    Raises:
        MalformedMessage: a field that cannot be believed.
    """
    return FundingRate(
        checked_name(wire.instrument),
        whole(wire.funding_time, "funding_time"),
        number(wire.funding_rate, "funding_rate"),
        price_or_none(wire.mark_price, "mark_price"),
        whole_or_none(wire.funding_interval_hours, "funding_interval_hours", MOST_HOURS),
    )


def margin_rules_from(wire: WireMarginRules) -> MarginRules:
    """The margin rules of an instrument.

    A missing tier is the bracket's place, a missing cumulative amount zero, a missing leverage what the initial
    rate allows, a missing or empty cap an open end.

    Raises:
        MalformedMessage: a number that cannot be believed, or ``bad_margin_rules``: brackets that do not fit.
    """
    brackets = [_bracket(bracket, place) for place, bracket in enumerate(wire.risk_brackets, start=1)]
    try:
        return MarginRules.of(
            checked_name(wire.instrument),
            brackets,
            price_or_none(wire.max_position_size, "max_position_size"),
        )
    except MarginRulesError as error:
        raise MalformedMessage("bad_margin_rules", str(error)) from None


def _bracket(wire: WireBracket, place: int) -> RiskBracket:
    initial = positive(wire.initial_margin_rate, "initial_margin_rate")
    tier = whole_or_none(wire.tier, "tier", _MOST_TIERS)
    amount = wire.cumulative_maintenance_amount
    return RiskBracket(
        tier=place if tier is None else tier,
        notional_floor=non_negative(wire.notional_floor, "notional_floor"),
        notional_cap=price_or_none(wire.notional_cap, "notional_cap"),
        maintenance_margin_rate=non_negative(wire.maintenance_margin_rate, "maintenance_margin_rate"),
        initial_margin_rate=initial,
        max_leverage=_leverage(wire, initial),
        cumulative_maintenance_amount=ZERO
        if amount in {None, ""}
        else non_negative(amount, "cumulative_maintenance_amount"),
    )


def _leverage(wire: WireBracket, initial: Decimal) -> int:
    if wire.max_leverage in {None, ""}:
        return max(1, int(QUOTIENT.divide(ONE, initial)))
    leverage = number(wire.max_leverage, "max_leverage")
    if leverage < 1:
        raise MalformedMessage("not_positive", f"max_leverage is {leverage}, expected 1 or more")
    return int(leverage)
