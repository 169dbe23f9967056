"""Announcements in words: a title and a sentence, as a desktop shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, QObject

from engine import GridLiquidated, GridStopped, Instrument, JournalPaused, OrderFilled, Side
from gui.engine_words import engine_sentence, engine_text
from gui.formatting import age_text, price_text, size_text
from gui.notifications.decide import Announcement, Cause, ConnectionLost, Happening, LeftRange, PriceStale


@dataclass(frozen=True, slots=True)
class Words:
    """What a notification says."""

    title: str
    text: str


class Wording(QObject):
    """Puts announcements into words."""

    def words(self, announcement: Announcement, instruments: Mapping[str, Instrument]) -> Words:
        """What to say; ``instruments`` gives the steps of prices and sizes."""
        fills = [cause for cause in announcement.causes if isinstance(cause, OrderFilled)]
        if len(fills) > 1:
            return Words(happening_title(Happening.FILL), self._burst(fills, announcement.seconds))
        sentences = [_sentence(cause, instruments) for cause in announcement.causes[-3:]]
        return Words(happening_title(announcement.happening), "\n".join(sentences))

    def _burst(self, fills: list[OrderFilled], seconds: float) -> str:
        buys = sum(fill.fill.side is Side.BUY for fill in fills)
        words = self.tr("%n fill(s) in {time}: {buys} bought, {sells} sold · {names}", "", len(fills))
        return words.format(
            time=age_text(max(1, round(seconds))),
            buys=buys,
            sells=len(fills) - buys,
            names=", ".join(sorted({fill.instrument for fill in fills})),
        )


def happening_title(happening: Happening) -> str:
    """The name of a kind of announcement, as titles and the settings show it."""
    match happening:
        case Happening.FILL:
            return QCoreApplication.translate("Notifications", "Fills")
        case Happening.STOP:
            return QCoreApplication.translate("Notifications", "Grid stopped")
        case Happening.RANGE:
            return QCoreApplication.translate("Notifications", "Price left the range")
        case Happening.LOST:
            return QCoreApplication.translate("Notifications", "Connection lost")
        case Happening.STALE:
            return QCoreApplication.translate("Notifications", "Price is stale")
        case Happening.LIQUIDATION:
            return QCoreApplication.translate("Notifications", "Paper account liquidated")
        case Happening.JOURNAL:
            return QCoreApplication.translate("Notifications", "Journal paused")


def _sentence(cause: Cause, instruments: Mapping[str, Instrument]) -> str:
    match cause:
        case OrderFilled():
            return _fill(cause, instruments.get(cause.instrument))
        case GridStopped():
            return QCoreApplication.translate(
                "Notifications", "Grid {number} on {instrument}: {reason}"
            ).format(number=cause.grid_id, instrument=cause.instrument, reason=engine_text(cause.reason))
        case GridLiquidated():
            return QCoreApplication.translate(
                "Notifications",
                "Grid {number} on {instrument} reached its maintenance margin and was closed at {price}.",
            ).format(
                number=cause.grid_id,
                instrument=cause.instrument,
                price=price_text(cause.price, _tick(instruments.get(cause.instrument))),
            )
        case LeftRange():
            return QCoreApplication.translate(
                "Notifications", "Grid {number} on {instrument}: the price {price} is beyond {bound}."
            ).format(
                number=cause.grid_id,
                instrument=cause.instrument,
                price=price_text(cause.price, _tick(instruments.get(cause.instrument))),
                bound=price_text(cause.bound, _tick(instruments.get(cause.instrument))),
            )
        case ConnectionLost():
            return QCoreApplication.translate(
                "Notifications",
                "No market data. Gridwell keeps trying; missed trades are fetched when it is back.",
            )
        case PriceStale():
            return QCoreApplication.translate(
                "Notifications", "{instrument}: no new price for {age}."
            ).format(instrument=cause.instrument, age=age_text(cause.age))
        case JournalPaused():
            return QCoreApplication.translate(
                "Notifications", "Nothing can be kept, so the paper grids stand still. {reason}"
            ).format(reason=engine_sentence(cause.reason))


def _fill(event: OrderFilled, instrument: Instrument | None) -> str:
    fill = event.fill
    template = (
        QCoreApplication.translate("Notifications", "Bought {size} {base} at {price} (grid {number})")
        if fill.side is Side.BUY
        else QCoreApplication.translate("Notifications", "Sold {size} {base} at {price} (grid {number})")
    )
    return template.format(
        size=size_text(fill.size, instrument.size_step if instrument is not None else None),
        base=instrument.base if instrument is not None else event.instrument,
        price=price_text(fill.price, _tick(instrument)),
        number=event.grid_id,
    )


def _tick(instrument: Instrument | None) -> Decimal | None:
    return instrument.tick_size if instrument is not None else None
