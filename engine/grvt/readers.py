"""Readers of the REST interface's objects and lists: typed decoding, then the checks."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

import msgspec

from engine.grvt import account, funding_and_margin, payloads, structs
from engine.grvt.errors import MalformedMessage
from engine.grvt.structs import decoded, decoder_for

_T = TypeVar("_T")
_W = TypeVar("_W")


class Reader(Generic[_T]):
    """Reads one kind of object: typed decoding, then the checks."""

    def __init__(self, wire_type: type[_W], convert: Callable[[_W], _T]) -> None:
        decoder = decoder_for(wire_type)
        self._read: Callable[[msgspec.Raw], _T] = lambda raw: convert(decoded(decoder, raw))

    def one(self, raw: msgspec.Raw) -> _T:
        """The object; raises ``MalformedMessage``."""
        return self._read(raw)

    def rows(self, raw: msgspec.Raw) -> tuple[tuple[_T, ...], tuple[MalformedMessage, ...]]:
        """The objects of an array that can be believed, and what is wrong with the others."""
        items, skipped = [], []
        for row in decoded(_rows, raw):
            try:
                items.append(self._read(row))
            except MalformedMessage as error:
                skipped.append(error)
        return tuple(items), tuple(skipped)


_rows = decoder_for(list[msgspec.Raw])

INSTRUMENT: Final = Reader(structs.WireInstrument, payloads.instrument_from)
MINI: Final = Reader(structs.WireMini, payloads.mini_from)
TICKER: Final = Reader(structs.WireTicker, payloads.ticker_from)
TRADE: Final = Reader(structs.WireTrade, payloads.trade_from)
CANDLE: Final = Reader(structs.WireCandle, payloads.candle_from)
FUNDING: Final = Reader(structs.WireFunding, funding_and_margin.funding_from)
MARGIN_RULES: Final = Reader(structs.WireMarginRules, funding_and_margin.margin_rules_from)
ORDER: Final = Reader(account.WireOrder, account.order_from)
POSITION: Final = Reader(account.WirePosition, account.position_from)
SUMMARY: Final = Reader(account.WireSummary, account.summary_from)
FILL: Final = Reader(account.WireFill, account.fill_from)
