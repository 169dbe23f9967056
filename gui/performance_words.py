"""What a grid's numbers mean, in sentences with those numbers."""

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from engine import FillModel, GridTotals, Identity
from gui.formatting import MINUS, grouped, model_text, money_text

MODELS = (FillModel.QUEUE, FillModel.TOUCH, FillModel.THROUGH)
"""In the order in which they are named."""

_ZERO = Decimal(0)


def range_text(totals: Mapping[FillModel, Decimal]) -> str:
    """The total of each fill model on the same trades: ``queue +12.40, touch +15.10, through +9.80``."""
    return ", ".join(f"{model_text(model)} {amount(totals[model])}" for model in MODELS if model in totals)


def amount(value: Decimal) -> str:
    """An amount of quote currency with its sign, to the cent; smaller ones keep four decimals."""
    text = grouped(value, 2 if abs(value) >= 1 or value == 0 else 4)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def difference_text(totals: GridTotals, identity: Identity | None) -> str:
    """Why the total is not the grid profit, as one sentence whose numbers add up exactly."""
    difference = totals.total - totals.grid_profit
    if difference == 0:
        return QCoreApplication.translate(
            "Performance", "Total and grid profit are the same: nothing is held, and every fee is counted."
        )
    # floating and closed lots and the funding are no part of round trips; what is left are the fees of
    # entries and closes, and the parts of round trips that are not completed yet
    floating = totals.unrealized if identity is None else identity.floating
    closed = _ZERO if identity is None else identity.closed
    rest = difference - floating - closed - totals.funding
    parts = [
        (QCoreApplication.translate("Performance", "{amount} on what is still open"), floating),
        (QCoreApplication.translate("Performance", "{amount} from closing the position"), closed),
        (
            QCoreApplication.translate("Performance", "{amount} in fees and parts of unfinished round trips"),
            rest,
        ),
        (QCoreApplication.translate("Performance", "{amount} of funding"), totals.funding),
    ]
    named = ", ".join(words.format(amount=amount(value)) for words, value in parts if value != 0)
    if difference < 0:
        sentence = QCoreApplication.translate(
            "Performance", "The total is {difference} below the grid profit of {profit}: {parts}."
        )
    else:
        sentence = QCoreApplication.translate(
            "Performance", "The total is {difference} above the grid profit of {profit}: {parts}."
        )
    size = amount(abs(difference)).removeprefix("+")
    return sentence.format(difference=size, profit=amount(totals.grid_profit), parts=named)


def identity_text(identity: Identity | None) -> str:
    """Both ledgers beside each other, and whether they agree to the last digit."""
    if identity is None:
        return QCoreApplication.translate("Performance", "The two ledgers are compared while the grid runs.")
    pairs = [
        QCoreApplication.translate("Performance", "matched {amount}").format(
            amount=money_text(identity.matched)
        ),
        QCoreApplication.translate("Performance", "floating {amount}").format(
            amount=money_text(identity.floating)
        ),
    ]
    if identity.closed:
        words = QCoreApplication.translate("Performance", "closed {amount}")
        pairs.append(words.format(amount=money_text(identity.closed)))
    words = (
        QCoreApplication.translate(
            "Performance", "✓ {pairs} = realized {realized} + unrealized {unrealized}, checked"
        )
        if identity.holds
        else QCoreApplication.translate(
            "Performance",
            "✕ {pairs} is not realized {realized} + unrealized {unrealized}: a defect; do not trust these totals",
        )
    )
    return words.format(
        pairs=" + ".join(pairs),
        realized=money_text(identity.realized),
        unrealized=money_text(identity.unrealized),
    )


def total_formula(totals: GridTotals) -> str:
    """What the total is made of."""
    words = (
        QCoreApplication.translate(
            "Performance",
            "realized {realized} + unrealized {unrealized} {minus} fees {fees} + funding {funding}",
        )
        if totals.fees >= 0
        else QCoreApplication.translate(
            "Performance",
            "realized {realized} + unrealized {unrealized} + rebates {fees} + funding {funding}",
        )
    )
    return words.format(
        realized=money_text(totals.realized),
        unrealized=money_text(totals.unrealized),
        minus=MINUS,
        fees=money_text(abs(totals.fees), signed=False),
        funding=money_text(totals.funding),
    )
