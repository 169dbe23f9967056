"""What a refused subscription means for the connection: one policy, as a function over the exchange's answer."""

from engine.grvt import advice
from engine.grvt.errors import (
    NOT_WHITELISTED,
    SESSION_CODES,
    CredentialsRejected,
    ExchangeError,
    SessionRefused,
    TemporarilyUnavailable,
    code_in_words,
)
from engine.grvt.wire import RequestFailed

_LACKS_PERMISSION = 1001
PERMANENT_REFUSALS = frozenset(
    {_LACKS_PERMISSION, 1100, 1101, 1102, 1103, 3000, 3011, 3013, 3020, 3030, 3031, 3040, 3041, 3042}
)
"""Asking again cannot help, but the other subscriptions go on (protocol reference, sections 2.5, 9 and 11.1)."""


def connection_error(answer: RequestFailed, stream: str, *, with_session: bool) -> ExchangeError | None:
    """The error that ends the connection, None when only this subscription is lost.

    Args:
        answer: how the exchange refused.
        stream: what was asked for, for the text.
        with_session: whether the host wants a session; only then can one be at fault.
    """
    words = code_in_words(answer.code, answer.message)
    if with_session and answer.code in SESSION_CODES:
        return SessionRefused(words)
    if with_session and answer.code == NOT_WHITELISTED:
        return CredentialsRejected(words, advice.ABOUT_WHITELIST)
    if answer.code in PERMANENT_REFUSALS:
        return None
    return TemporarilyUnavailable(f"subscribing {stream} failed: {answer.message} (code {answer.code})")
