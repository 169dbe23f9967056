"""What an unsuccessful answer of the REST interface means (protocol reference, sections 2.5, 5.1 and 9)."""

from typing import Any

from engine.grvt import advice
from engine.grvt.errors import (
    NOT_WHITELISTED,
    RETRYABLE_CODES,
    SESSION_CODES,
    CredentialsRejected,
    ExchangeError,
    MalformedMessage,
    RequestRefused,
    SessionRefused,
    TemporarilyUnavailable,
    code_in_words,
)
from engine.grvt.numbers import whole

_TOO_MANY_REQUESTS = 429
_UNAUTHORIZED = 401


def refusal(host: str, endpoint: str, status: int, code: Any, message: Any) -> ExchangeError:
    """The error for an answer without a result.

    Args:
        host: who answered, for the text.
        endpoint: what was asked, for the text.
        status: the HTTP status.
        code: the exchange's error code as it came, None if none came.
        message: the exchange's own words as they came.
    """
    words = message if isinstance(message, str) else ""
    try:
        number = None if code is None else whole(code, "code")
    except MalformedMessage:
        number = None
    if number is None:
        if status == _UNAUTHORIZED:
            return SessionRefused(f"{host}: {endpoint} answered HTTP {status}")
        told = f"HTTP {status}" if status != 200 else "neither a result nor an error"
        return TemporarilyUnavailable(f"{host}: {endpoint} answered {told}")
    if number in SESSION_CODES:
        return SessionRefused(code_in_words(number, words))
    if number == NOT_WHITELISTED:
        return CredentialsRejected(words or code_in_words(number, words), advice.ABOUT_WHITELIST)
    if number in RETRYABLE_CODES or status >= 500 or status == _TOO_MANY_REQUESTS:
        return TemporarilyUnavailable(f"{host}: {code_in_words(number, words)}")
    return RequestRefused(number, words, status)
