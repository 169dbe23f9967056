"""What is sent on the WebSocket: requests and selectors (protocol reference, sections 3.2, 3.3 and 4.1)."""

from collections.abc import Sequence

import msgspec

from engine.market import Interval

TRADE = "v1.trade"
MINI_S = "v1.mini.s"
MINI_D = "v1.mini.d"
TICKER_S = "v1.ticker.s"
BOOK_S = "v1.book.s"
BOOK_D = "v1.book.d"
CANDLE = "v1.candle"


def subscribe_request(stream: str, selectors: Sequence[str], request_id: int) -> str:
    """The frame that subscribes to ``selectors`` of ``stream`` (protocol reference, section 3.2)."""
    return _request("subscribe", stream, selectors, request_id)


def unsubscribe_request(stream: str, selectors: Sequence[str], request_id: int) -> str:
    """The frame that ends subscriptions (protocol reference, section 3.3)."""
    return _request("unsubscribe", stream, selectors, request_id)


def mini_selector(instrument: str, rate: int = 500) -> str:
    """A selector of ``v1.mini.s`` or ``.d``; ``rate`` in ms: 200, 500, 1000, 5000 (``.d`` also 0, 50, 100)."""
    return f"{instrument}@{rate}"


def ticker_selector(instrument: str, rate: int = 1000) -> str:
    """A selector of ``v1.ticker.s``; ``rate`` in ms: 500, 1000, 5000."""
    return f"{instrument}@{rate}"


def trade_selector(instrument: str, limit: int = 50) -> str:
    """A selector of ``v1.trade``; ``limit`` trades are replayed first: 50, 200, 500 or 1000."""
    return f"{instrument}@{limit}"


def candle_selector(instrument: str, interval: Interval = Interval.M1) -> str:
    """A selector of ``v1.candle`` for candles of trades."""
    return f"{instrument}@{interval.value}-TRADE"


def book_selector(instrument: str, rate: int = 500, depth: int = 10) -> str:
    """A selector of ``v1.book.s``; ``rate`` 500 or 1000 ms, ``depth`` 10, 50, 100 or 500 levels."""
    return f"{instrument}@{rate}-{depth}"


def book_delta_selector(instrument: str, rate: int = 100) -> str:
    """A selector of ``v1.book.d``; ``rate`` in ms: 50, 100, 500, 1000."""
    return f"{instrument}@{rate}"


def _request(method: str, stream: str, selectors: Sequence[str], request_id: int) -> str:
    body = {
        "jsonrpc": "2.0",
        "method": method,
        "params": {"stream": stream, "selectors": list(selectors)},
        "id": request_id,
    }
    return msgspec.json.encode(body).decode()
