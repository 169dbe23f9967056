"""What is known of a fill, in words, with the evidence for it."""

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QCoreApplication

from engine import NS_PER_SECOND, Fill, Intent, Liquidity, Side, plain, plain_amount
from gui.chart.ticks import local, offset_text

_NAMED_AT_ONCE = 3


def describe_fills(fills: Sequence[Fill], zone: tzinfo | None) -> list[str]:
    """Lines of text about some fills, newest first; times in ``zone``, None is the system's own."""
    newest = sorted(fills, key=lambda fill: (fill.time, fill.fill_id), reverse=True)
    lines: list[str] = []
    for fill in newest[:_NAMED_AT_ONCE]:
        lines += ([""] if lines else []) + _describe(fill, zone)
    rest = len(newest) - _NAMED_AT_ONCE
    if rest > 0:
        more = QCoreApplication.translate("FillWords", "and {count} more fills here").format(count=rest)
        lines += ["", more]
    elif len(newest) == 1:
        lines.append(QCoreApplication.translate("FillWords", "Click for its evidence"))
    return lines


def _describe(fill: Fill, zone: tzinfo | None) -> list[str]:
    translate = QCoreApplication.translate
    side = translate("FillWords", "▲ BUY") if fill.side is Side.BUY else translate("FillWords", "▼ SELL")
    intents = {
        Intent.ENTRY: translate("FillWords", "entry"),
        Intent.EXIT: translate("FillWords", "exit"),
        Intent.CLOSE: translate("FillWords", "close"),
    }
    maker, taker = translate("FillWords", "maker"), translate("FillWords", "taker")
    role = maker if fill.liquidity is Liquidity.MAKER else taker
    if fill.cell is None:
        cell = translate("FillWords", "no cell")
    else:
        cell = translate("FillWords", "cell {cell}").format(cell=fill.cell)
    seconds = fill.time / NS_PER_SECOND
    moment = f"{local(seconds, zone):%Y-%m-%d %H:%M:%S} {offset_text(seconds, zone)}"
    lines = [
        translate("FillWords", "{side} {size} @ {price}").format(
            side=side, size=plain(fill.size), price=plain(fill.price)
        ),
        translate("FillWords", "{intent}, {cell}, {role}").format(
            intent=intents[fill.intent], cell=cell, role=role
        ),
        (
            translate("FillWords", "fee {fee}").format(fee=plain_amount(fill.fee))
            if fill.fee >= 0
            else translate("FillWords", "rebate {amount}").format(amount=plain_amount(-fill.fee))
        ),
    ]
    if fill.queue_ahead is not None and fill.queue_ahead_after is not None:
        lines.append(
            translate("FillWords", "queue ahead {before} → {after}").format(
                before=plain(fill.queue_ahead), after=plain(fill.queue_ahead_after)
            )
        )
    lines.append(moment)
    if fill.backfilled:
        lines.append(translate("FillWords", "recovered after an outage"))
    return lines
