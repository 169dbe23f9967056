"""The frames of ``v1.trade``, the one stream that comes in bursts: envelope and payload are decoded at once.

Rules of this file:

1. What comes together is read together: trades of one instrument whose numbers follow each other are a *run*.
2. Prices and sizes that were checked are remembered.
3. Nothing is refused here. Whatever is not of the usual form ends the run, and is for ``engine.grvt.wire`` to judge.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Annotated, NamedTuple

import msgspec

from engine.grvt.errors import MalformedMessage
from engine.grvt.messages import Feed
from engine.grvt.numbers import INT64_MAX, positive
from engine.grvt.payloads import TRADE_ID_LIMIT, checked_name
from engine.grvt.requests import TRADE
from engine.market import ORDERBOOK, Trade, TradeId

_Whole = Annotated[int, msgspec.Meta(ge=0, le=INT64_MAX)]


class TradeRun(NamedTuple):
    """Trades of one selector and one instrument in the order in which they came; never none.

    ``sequence`` and ``previous`` are the numbers of the first; the others count on from it, and each says so.
    All are of the public book, or it is one alone that is not.
    """

    selector: str
    sequence: int
    previous: int | None
    trades: list[Trade]

    def messages(self, start: int = 0) -> Iterator[Feed]:
        """Its trades as single messages, from the one at ``start`` on."""
        for sequence, trade in enumerate(self.trades[start:], self.sequence + start):
            previous = self.previous if sequence == self.sequence else sequence - 1
            yield Feed(TRADE, self.selector, sequence, previous, trade)


class _Trade(msgspec.Struct, gc=False):
    # in the exchange's order: a field that comes next is found at once
    event_time: _Whole
    instrument: str
    is_taker_buyer: bool
    size: str
    price: str
    trade_id: Annotated[str, msgspec.Meta(max_length=TRADE_ID_LIMIT)]
    venue: str = ORDERBOOK
    is_rpi: bool = False


class _TradeFrame(msgspec.Struct, gc=False, tag_field="stream", tag=TRADE):
    selector: str
    sequence_number: _Whole
    feed: _Trade
    prev_sequence_number: _Whole | None = None


# Not strict, so that quoted whole numbers are read at once.
_decode = msgspec.json.Decoder(_TradeFrame, strict=False).decode
_parsed_id = TradeId.parse
_tuple = tuple.__new__

_TRADE_START = b'{"stream":"v1.trade"'
_TRADE_HINT = b'"v1.trade"'
_HINT_REACH = 400


def read_run(frames: Sequence[bytes], start: int = 0) -> TradeRun | None:
    """The run that begins with the frame at ``start``; None where that is no trade of the usual form."""
    frame = frames[start]
    if not frame.startswith(_TRADE_START) and frame.find(_TRADE_HINT, 0, _HINT_REACH) < 0:
        return None
    first: _TradeFrame | None = None
    selector = instrument = ""
    number = 0
    trades: list[Trade] = []
    try:
        for message in map(_decode, islice(frames, start, None)):
            feed = message.feed
            venue, is_rpi = feed.venue, feed.is_rpi
            is_public = venue == ORDERBOOK and not is_rpi
            if first is None:
                first, number = message, message.sequence_number
                selector, instrument = message.selector, checked_name(feed.instrument)
            elif (
                message.sequence_number != number + 1
                or message.prev_sequence_number != number
                or message.selector != selector
                or feed.instrument != instrument
                or not is_public
            ):
                break
            else:
                number += 1
            time, price, size = feed.event_time, feed.price, feed.size
            trade_id = _parsed_id(feed.trade_id)
            price_, size_ = _prices.get(price) or _known_price(price), _sizes.get(size) or _known_size(size)
            fields = (instrument, time, trade_id, price_, size_, feed.is_taker_buyer, venue, is_rpi)
            trades.append(_tuple(Trade, fields))
            if not is_public:
                break
    except (MalformedMessage, ValueError, msgspec.DecodeError, RecursionError):
        # the frame that ends the run is judged when it is the first that is left
        pass
    if first is None or not trades:
        return None
    return TradeRun(selector, first.sequence_number, first.prev_sequence_number, trades)


# Prices and sizes repeat: a trade prints within a few ticks of the last one. What is kept is checked, and above zero.
_MOST_KEPT = 8192
_prices: dict[str, Decimal] = {}
_sizes: dict[str, Decimal] = {}


def _known_price(text: str) -> Decimal:
    return _keep(_prices, text, positive(text, "price"))


def _known_size(text: str) -> Decimal:
    return _keep(_sizes, text, positive(text, "size"))


def _keep(known: dict[str, Decimal], text: str, value: Decimal) -> Decimal:
    if len(known) >= _MOST_KEPT:
        known.clear()
    known[text] = value
    return value
