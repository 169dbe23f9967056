"""What the answer to a sign-in means (protocol reference, sections 2.1 and 2.2).

Rules of this file:

1. A sign-in succeeded only if a ``gravity`` cookie and an account id came back, with HTTP 2xx and without a
   failure in the body. Whatever else the body holds does not matter.
2. HTTP 200 with a failure in the body, 401 and 403 are rejections: ``CredentialsRejected``.
3. Everything else is ``TemporarilyUnavailable``: 429, 5xx, redirects, garbage, no cookie, and a cookie that has
   already expired (the two clocks disagree).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from multidict import CIMultiDictProxy

from engine.grvt import advice
from engine.grvt.cookies import SESSION_COOKIE, session_cookie
from engine.grvt.environment import Environment
from engine.grvt.errors import CredentialsRejected, TemporarilyUnavailable, shortened
from engine.grvt.http import host_of
from engine.market import NS_PER_SECOND
from engine.secret import Secret, SecretHeaders

ACCOUNT_HEADER = "X-Grvt-Account-Id"
_REJECTIONS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in session; ``expires_at`` in ns since the epoch, by the exchange's clock."""

    cookie: Secret
    account_id: Secret
    expires_at: int
    sub_account_id: str | None = None
    funding_account_address: str | None = None

    def headers(self) -> SecretHeaders:
        """What a private request or WebSocket upgrade carries (protocol reference, section 2.4)."""
        return SecretHeaders(
            {
                "Cookie": f"{SESSION_COOKIE}={self.cookie.reveal()}",
                ACCOUNT_HEADER: self.account_id.reveal(),
            }
        )


def session_from(
    environment: Environment, status: int, headers: CIMultiDictProxy[str], body: bytes, now: int
) -> Session:
    """The session that an answer brings.

    Args:
        environment: where the sign-in was tried, for advice and texts.
        status: the HTTP status.
        headers: the response headers as the library gives them (any case, repeated ones kept).
        body: the response body, or the start of it.
        now: the exchange's clock as well as it is known, in ns since the epoch.

    Raises:
        CredentialsRejected: the exchange does not accept the key.
        TemporarilyUnavailable: everything else.
    """
    answer = _object_in(body)
    said = _words_in(answer)
    succeeded = 200 <= status < 300
    if status in _REJECTIONS or (succeeded and _states_failure(answer)):
        reason = said or f"HTTP {status}"
        raise CredentialsRejected(reason, _advice(environment, status, said))
    host = host_of(environment.edge_url)
    if not succeeded:
        quoted = f': "{said}"' if said else ""
        raise TemporarilyUnavailable(f"{host}: sign-in answered HTTP {status}{quoted}")
    cookie = session_cookie(headers.getall("Set-Cookie", ()), now)
    account_id = headers.get(ACCOUNT_HEADER, "").strip()
    if cookie is None:
        raise TemporarilyUnavailable(f"{host}: sign-in answered HTTP {status} without a session cookie")
    if not account_id:
        raise TemporarilyUnavailable(f"{host}: sign-in answered HTTP {status} without an account id")
    if cookie.expires_at <= now:
        raise TemporarilyUnavailable(
            f"{host}: the new session expired already at {utc_words(cookie.expires_at)}, while it is"
            f" {utc_words(now)} here; check this computer's clock"
        )
    return Session(
        cookie.value,
        Secret(account_id),
        cookie.expires_at,
        _text_or_none(answer.get("sub_account_id")),
        _text_or_none(answer.get("funding_account_address")),
    )


def _object_in(body: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _words_in(answer: dict[str, Any]) -> str:
    for name in ("error", "message"):
        text = answer.get(name)
        if isinstance(text, str) and text.strip():
            return text.strip()
    return ""


def _states_failure(answer: dict[str, Any]) -> bool:
    match answer:
        case {"status": str(status)}:
            return status.strip().lower() == "failure"
        case {"status": int(status)}:
            return status in _REJECTIONS
        case {"error": str(error)}:
            return bool(error.strip())
    return False


def _advice(environment: Environment, status: int, said: str) -> str:
    lower = said.lower()
    if any(word in lower for word in ("location", "country", "region", "jurisdiction")):
        return advice.ABOUT_LOCATION
    if "whitelist" in lower:
        return advice.ABOUT_WHITELIST
    if status == HTTPStatus.FORBIDDEN and not said:
        return f"{advice.ABOUT_BLOCK} {advice.after_rejection(environment.name)}"
    return advice.after_rejection(environment.name)


def _text_or_none(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return shortened(value, 80) if isinstance(value, str) and value.strip() else None


def utc_words(nanoseconds: int) -> str:
    """A moment in ns since the epoch for people, in UTC."""
    try:
        moment = datetime.fromtimestamp(nanoseconds // NS_PER_SECOND, UTC)
    except (ValueError, OverflowError, OSError):
        return "an impossible time"
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
