"""The session cookie in the headers of a sign-in (protocol reference, sections 2.1 and 2.6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from engine.market import NS_PER_SECOND
from engine.secret import Secret

SESSION_COOKIE = "gravity"
DEFAULT_LIFETIME_NS = 3600 * NS_PER_SECOND
"""What a session without a usable ``Max-Age`` or ``Expires`` counts for."""

# A comma separates cookies only where the next one begins; the date in Expires holds a comma of its own.
_NEXT_COOKIE = re.compile(r",\s*(?=[!#$%&'*+\-.^_`|~0-9A-Za-z]+=)")


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The session cookie and when it expires, in ns since the epoch by the exchange's clock."""

    value: Secret
    expires_at: int


def session_cookie(set_cookie_headers: Iterable[str], now: int) -> SessionCookie | None:
    """The ``gravity`` cookie among the ``Set-Cookie`` headers, None if there is none with a value.

    Reads several headers as well as several cookies joined by commas in one header; of several session
    cookies the last one counts. ``now`` is in ns since the epoch.
    """
    found = None
    for header in set_cookie_headers:
        for text in _NEXT_COOKIE.split(header):
            pair, *attributes = text.split(";")
            name, _, value = pair.partition("=")
            value = value.strip().strip('"')
            if name.strip() == SESSION_COOKIE and value:
                found = SessionCookie(Secret(value), _expiry(attributes, now))
    return found


def _expiry(attributes: Iterable[str], now: int) -> int:
    expires: int | None = None
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        value = value.strip().strip('"')
        match name.strip().lower():
            # Max-Age wins over Expires (RFC 6265, section 5.3).
            case "max-age" if re.fullmatch(r"-?[0-9]{1,12}", value):
                return now + int(value) * NS_PER_SECOND
            case "expires":
                expires = _http_date(value)
    return now + DEFAULT_LIFETIME_NS if expires is None else expires


def _http_date(text: str) -> int | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        # A date without a zone still means GMT, never the zone of this computer.
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp()) * NS_PER_SECOND
