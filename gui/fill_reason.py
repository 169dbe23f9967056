"""Why a fill happened, as one sentence with its evidence."""

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from engine import Fill, FillModel, Instrument, Intent, Side, Trade
from gui.formatting import UNKNOWN, price_text, size_text


def fill_reason(fill: Fill, instrument: Instrument, trade: Trade | None = None) -> str:
    """The sentence for a fill; ``trade`` is the one that caused it, as far as it is known."""
    price = price_text(fill.price, instrument.tick_size)
    if fill.trade_id is None:
        if fill.intent is Intent.CLOSE:
            words = QCoreApplication.translate(
                "FillReason", "The position was closed as taker at {price} when the grid ended."
            )
        elif fill.side is Side.BUY:
            words = QCoreApplication.translate(
                "FillReason",
                "Its line was above the market when the grid started, so it bought at the best ask.",
            )
        else:
            words = QCoreApplication.translate(
                "FillReason",
                "Its line was below the market when the grid started, so it sold at the best bid.",
            )
        return words.format(price=price)
    if fill.intent is Intent.CLOSE:
        words = QCoreApplication.translate(
            "FillReason",
            "A trade at {price} reached a stop, so the position was closed as taker at that price.",
        )
        return words.format(price=price)
    return _resting(fill, instrument, trade, price)


def queue_text(fill: Fill, instrument: Instrument) -> str:
    """The size ahead of the order before the trade and after it."""
    if fill.queue_ahead is None:
        return UNKNOWN
    return f"{_size(fill.queue_ahead, instrument)} → {_size(fill.queue_ahead_after, instrument)}"


def _resting(fill: Fill, instrument: Instrument, trade: Trade | None, price: str) -> str:
    beyond = trade is not None and trade.price != fill.price
    match fill.model:
        case FillModel.TOUCH:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} reached {price}; by the touch rule that fills the whole order.",
            )
        case FillModel.THROUGH:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} went beyond {price}{at}; by the through rule that fills the whole order.",
            )
        case FillModel.QUEUE if beyond:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} went beyond {price}{at}, so everything that waited at {price} was filled.",
            )
        case FillModel.QUEUE if fill.queue_ahead is not None and fill.queue_ahead > 0:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} came to {price}: it used up the {ahead} that were ahead in the queue, "
                "and {size} of the rest filled this order.",
            )
        case FillModel.QUEUE if fill.queue_ahead is not None:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} came to {price}, where nothing was ahead in the queue any more: "
                "{size} of it filled this order.",
            )
        case FillModel.QUEUE:
            words = QCoreApplication.translate(
                "FillReason",
                "A trade of {printed} went beyond {price}{at}; the queue there was not known, and needs not be.",
            )
        case _:
            words = QCoreApplication.translate("FillReason", "A trade of {printed} filled it at {price}.")
    at = ""
    if trade is not None and beyond:
        at = QCoreApplication.translate("FillReason", " (to {trade_price})").format(
            trade_price=price_text(trade.price, instrument.tick_size)
        )
    return words.format(
        printed=_size(fill.printed_size, instrument),
        price=price,
        at=at,
        ahead=_size(fill.queue_ahead, instrument),
        size=_size(fill.size, instrument),
    )


def _size(size: Decimal | None, instrument: Instrument) -> str:
    return UNKNOWN if size is None else f"{size_text(size, instrument.size_step)} {instrument.base}"
