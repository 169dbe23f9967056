"""The words for what a draft refuses and what its preview warns of. Values in, whole sentences out."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from engine import Instrument, PreviewWarning, WarningKey
from gui.draft import DraftProblem, Problem
from gui.formatting import grouped, money_text, price_text, size_text

_MOST_RUNS = 3
_DIGITS = Decimal("0.000001")


def problem_text(problem: DraftProblem, instrument: Instrument) -> str:
    """Why an input cannot be taken, or what held a handle back, and what can be done."""
    translate = QCoreApplication.translate
    values = problem.values
    tick, step = instrument.tick_size, instrument.size_step

    def price(name: str) -> str:
        return price_text(Decimal(values[name]), tick)

    def size(name: str) -> str:
        return f"{size_text(Decimal(values[name]), step)} {instrument.base}"

    match problem.kind:
        case Problem.NOT_A_NUMBER:
            return translate("DraftWords", "This is not a number.")
        case Problem.NOT_WHOLE:
            return translate("DraftWords", "Enter a whole number.")
        case Problem.MISSING:
            return translate("DraftWords", "Enter a number.")
        case Problem.NOT_POSITIVE:
            return translate("DraftWords", "Must be above zero.")
        case Problem.NOT_ABOVE_LOWER:
            text = translate("DraftWords", "Must be above the lower bound {price}.")
            return text.format(price=price("lower"))
        case Problem.NOT_BELOW_UPPER:
            text = translate("DraftWords", "Must be below the upper bound {price}.")
            return text.format(price=price("upper"))
        case Problem.LEVELS_OUT_OF_RANGE:
            text = translate("DraftWords", "Enter {least} to {most} lines.")
            return text.format(least=values["least"], most=grouped(Decimal(values["most"])))
        case Problem.TOO_MANY_LEVELS:
            text = translate("DraftWords", "The range holds {most} lines: each needs a tick of its own.")
            return text.format(most=grouped(Decimal(values["most"])))
        case Problem.TOO_NARROW:
            text = translate("DraftWords", "{levels} lines need more room: each needs a tick of its own.")
            return text.format(levels=grouped(Decimal(values["levels"])))
        case Problem.SIZE_BELOW_MINIMUM:
            return translate("DraftWords", "The exchange takes {size} or more.").format(size=size("minimum"))
        case Problem.NOTIONAL_BELOW_MINIMUM:
            text = translate(
                "DraftWords", "An order must be worth {notional} {quote} at the lower bound: {size} or more."
            )
            notional = grouped(Decimal(values["notional"]).normalize())
            return text.format(notional=notional, quote=instrument.quote, size=size("minimum"))
        case Problem.POSITION_BELOW_SIZE:
            text = translate("DraftWords", "The largest position must be at least one cell, {size}.")
            return text.format(size=size("size"))
        case Problem.STOP_NOT_BELOW:
            text = translate("DraftWords", "The stop must be below the lower bound {price}.")
            return text.format(price=price("lower"))
        case Problem.STOP_NOT_ABOVE:
            text = translate("DraftWords", "The stop must be above the upper bound {price}.")
            return text.format(price=price("upper"))
        case Problem.BOUND_AT_STOP:
            text = translate("DraftWords", "The stop at {price} must stay outside the range.")
            return text.format(price=price("stop"))
        case Problem.FEE_OUT_OF_RANGE:
            return translate("DraftWords", "Enter a fee between −100 and 100 %.")
        case Problem.LEVERAGE_BELOW_ONE:
            return translate("DraftWords", "Enter a leverage of 1 or more.")


def warning_text(warning: PreviewWarning, instrument: Instrument) -> str:
    """A warning of the preview, and what can be done about it."""
    translate, values = QCoreApplication.translate, warning.values
    tick, step = instrument.tick_size, instrument.size_step

    def number(name: str) -> Decimal:
        value = values[name]
        return Decimal(len(value) if isinstance(value, tuple) else value)

    def price(name: str) -> str:
        return price_text(number(name), tick)

    def size(name: str) -> str:
        return f"{size_text(number(name), step)} {instrument.base}"

    def money(name: str) -> str:
        return f"{money_text(number(name), signed=False)} {instrument.quote}"

    match warning.key:
        case WarningKey.STEP_DOES_NOT_PAY:
            cells = values["cells"]
            text = translate(
                "DraftWords",
                "Cells {cells} do not pay their fees: the worst loses {loss} a round trip. "
                "Choose fewer lines or a wider range; a step needs more than {step}.",
            )
            shown = cells_text(cells) if isinstance(cells, tuple) else str(cells)
            loss = f"{money_text(abs(number('worst')), signed=False)} {instrument.quote}"
            return text.format(cells=shown, loss=loss, step=price_text(number("step"), tick / 10))
        case WarningKey.PRICE_BELOW_RANGE:
            text = translate("DraftWords", "The price {last} is below the range, which starts at {bound}.")
            return text.format(last=price("last"), bound=price("lower"))
        case WarningKey.PRICE_ABOVE_RANGE:
            text = translate("DraftWords", "The price {last} is above the range, which ends at {bound}.")
            return text.format(last=price("last"), bound=price("upper"))
        case WarningKey.SIZE_BELOW_MINIMUM:
            text = translate("DraftWords", "The size {size} is below the exchange's minimum {minimum}.")
            return text.format(size=size("size"), minimum=size("minimum"))
        case WarningKey.SIZE_OFF_STEP:
            text = translate("DraftWords", "The size {size} is not a multiple of {step}.")
            return text.format(size=size("size"), step=size("step"))
        case WarningKey.NOTIONAL_BELOW_MINIMUM:
            text = translate(
                "DraftWords",
                "An order at {price} is worth {notional}, less than the {minimum} that the exchange takes. "
                "Choose a larger size.",
            )
            return text.format(price=price("price"), notional=money("notional"), minimum=money("minimum"))
        case WarningKey.POSITION_ABOVE_MAXIMUM:
            text = translate(
                "DraftWords",
                "The position can reach {position}, more than the {maximum} that the exchange allows.",
            )
            return text.format(position=size("position"), maximum=size("maximum"))
        case WarningKey.TOO_MANY_ORDERS:
            text = translate(
                "DraftWords",
                "The grid works up to {orders} orders, more than the {maximum} allowed. Choose fewer lines.",
            )
            return text.format(orders=grouped(number("orders")), maximum=grouped(number("maximum")))
        case WarningKey.LEVERAGE_ABOVE_MAXIMUM:
            text = translate("DraftWords", "The exchange allows a leverage of {maximum} for this position.")
            return text.format(maximum=grouped(_short(number("maximum"))))
        case WarningKey.CAPITAL_BELOW_MARGIN:
            text = translate(
                "DraftWords",
                "The capital {capital} is less than the {required} that the exchange asks for at the start.",
            )
            return text.format(capital=money("capital"), required=money("required"))
        case WarningKey.LIQUIDATED_FALLING:
            text = translate(
                "DraftWords",
                "The capital does not last: a falling price would liquidate the grid at {price}, "
                "before it reaches {next}.",
            )
            return text.format(price=price("price"), next=price("next"))
        case WarningKey.LIQUIDATED_RISING:
            text = translate(
                "DraftWords",
                "The capital does not last: a rising price would liquidate the grid at {price}, "
                "before it reaches {next}.",
            )
            return text.format(price=price("price"), next=price("next"))
        case WarningKey.LIQUIDATION_NEAR_BELOW:
            text = translate("DraftWords", "The grid would be liquidated at {price}, close below {bound}.")
            return text.format(price=price("price"), bound=price("bound"))
        case WarningKey.LIQUIDATION_NEAR_ABOVE:
            text = translate("DraftWords", "The grid would be liquidated at {price}, close above {bound}.")
            return text.format(price=price("price"), bound=price("bound"))


def cells_text(cells: Sequence[int]) -> str:
    """Numbers of cells, the lowest being 1, as runs: ``1–3, 7``; only the first runs of many."""
    runs: list[tuple[int, int]] = []
    for cell in cells:
        if runs and runs[-1][1] == cell:
            runs[-1] = (runs[-1][0], cell + 1)
        else:
            runs.append((cell + 1, cell + 1))
    shown = [f"{first}" if first == last else f"{first}–{last}" for first, last in runs[:_MOST_RUNS]]
    more = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
    if more:
        text = QCoreApplication.translate("DraftWords", "{cells} and {count} more")
        return text.format(cells=", ".join(shown), count=more)
    return ", ".join(shown)


def _short(value: Decimal) -> Decimal:
    """At most six decimals, without trailing zeros."""
    rounded = value.quantize(_DIGITS)
    whole = rounded.to_integral_value()
    return whole if rounded == whole else rounded.normalize()
