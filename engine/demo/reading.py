"""Reading the fields of a REST request, and cutting results into pages.

Source: protocol reference, sections 5.1 and 5.3.
"""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from engine.demo.errors import MALFORMED, ProtocolError

Request = Mapping[str, Any]
Row = TypeVar("Row")
_DEFAULT_ROWS = 500
_MOST_ROWS = 1000


def integer(request: Request, key: str, default: int) -> int:
    """A whole number, sent bare or as a string; absent, null and empty mean the default."""
    value = request.get(key)
    if value is None or value == "":
        return default
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ProtocolError(MALFORMED)


def row_limit(request: Request) -> int:
    """How many rows a page has: 500 unless told, 1000 at most."""
    limit = integer(request, "limit", _DEFAULT_ROWS)
    if limit == 0:
        raise ProtocolError(MALFORMED)
    return min(limit, _MOST_ROWS)


def texts(request: Request, key: str) -> list[str]:
    """A list of texts, empty when absent or null."""
    value = request.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ProtocolError(MALFORMED)
    return value


def wanted(request: Request, instrument: str) -> bool:
    """Whether an instrument passes the kind, base and quote filters of a private request."""
    base, quote, _ = instrument.split("_")
    for key, value in (("kind", "PERPETUAL"), ("base", base), ("quote", quote)):
        filtered = texts(request, key)
        if filtered and value not in filtered:
            return False
    return True


def page_of(
    rows: Iterable[Row], limit: int, position: Callable[[Row], dict[str, Any]]
) -> tuple[list[Row], str]:
    """The first ``limit`` rows, and the cursor to the next page: empty on the last one."""
    found = list(islice(rows, limit + 1))
    if len(found) <= limit:
        return found, ""
    page = found[:limit]
    text = json.dumps(position(page[-1]), separators=(",", ":"))
    return page, b64encode(text.encode()).decode().rstrip("=")


def cursor_of(request: Request, keys: tuple[str, ...]) -> dict[str, Any] | None:
    """What a cursor of ours says: unpadded base64 of a small JSON object (section 5.3)."""
    text = request.get("cursor")
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise ProtocolError(MALFORMED)
    try:
        found = json.loads(b64decode(text + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError) as error:
        raise ProtocolError(MALFORMED) from error
    if not isinstance(found, dict) or not all(isinstance(found.get(key), int) for key in keys):
        raise ProtocolError(MALFORMED)
    return found
