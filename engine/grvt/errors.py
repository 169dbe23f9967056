"""What can go wrong between this program and the exchange.

::

    ExchangeError                 base of everything below
    ├── CredentialsRejected       the API key is not accepted: stop, tell the user what to do
    ├── SessionRefused            the session is over or not known: sign in again, then retry
    ├── TemporarilyUnavailable    wait and retry: 429, 5xx, time-outs, lost connections, garbage
    ├── RequestRefused            the exchange understood the request and refused it, with a code
    └── MalformedMessage          one message that cannot be believed: count it, report it once, skip it

Whether to try again is decided by ``is_retryable`` alone.

No error of this module carries a secret: every text passes ``redact``, and no error keeps the library
error that caused it, because those hold request headers.
"""

from engine.secret import redact

DETAIL_LIMIT = 200

RETRYABLE_CODES = frozenset({1002, 1005, 1006, 1009})
"""Internal error, unknown error, rate limit, switched off for now (protocol reference, section 9)."""

SESSION_CODES = frozenset({1000, 2004})
"""Not authenticated, session key expired (protocol reference, sections 2.5 and 9)."""

NOT_WHITELISTED = 1008

_PLAIN_WORDS = {
    1000: "the session is missing or has expired",
    1001: "this API key has no permission for it",
    1002: "the exchange had an internal error",
    1003: "the exchange could not read the request",
    1004: "the exchange has no such data",
    1005: "the exchange had an unknown error",
    1006: "too many requests for this account's tier",
    1008: "this computer's IP address is not on the key's whitelist",
    1009: "the exchange has switched this function off for now",
    1100: "this host does not serve that stream",
    1101: "the selector lacks its @ part",
    1102: "the selector names the wrong number of things before the @",
    1103: "the selector names the wrong number of things after the @",
    1200: "the exchange does not know this method",
    3000: "the exchange does not know this instrument",
    3001: "the exchange does not know this stream",
    3007: "not available for spot instruments",
    3011: "the limit is too small or too large",
    3013: "this exact limit is not offered",
    3020: "the sub-account id must be a whole number",
    3030: "this feed rate is not offered",
    3031: "this book depth is not offered",
    3040: "this candle interval is not offered",
    3041: "this candle type is not offered",
    3042: "this candle type is not offered for spot instruments",
}


def shortened(text: str, limit: int = DETAIL_LIMIT) -> str:
    """``text`` on one line without known secrets and control characters, at most ``limit`` characters."""
    # Secrets are replaced before the cut, so that a cut never leaves half of one; the first cut only
    # keeps a frame of megabytes from being searched.
    clean = redact(text[: 20 * limit])
    clean = " ".join("".join(c if c.isprintable() else " " for c in clean).split())
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


class ExchangeError(Exception):
    """Base of all errors of the exchange client."""


class CredentialsRejected(ExchangeError):
    """The exchange does not accept the API key. Trying again with the same key is pointless.

    Attributes:
        reason: the exchange's own words.
        advice: what the user can do next.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        self.reason = shortened(reason)
        self.advice = advice
        text = f'the exchange rejected the API key: "{self.reason}"'
        super().__init__(f"{text}. {advice}" if advice else text)


class SessionRefused(ExchangeError):
    """A private request was refused for want of a valid session: sign in again, then try once more.

    Only a new sign-in can tell an expired session from a rejected key.
    """

    def __init__(self, reason: str) -> None:
        self.reason = shortened(reason)
        super().__init__(f"the exchange did not accept the session: {self.reason}")


class TemporarilyUnavailable(ExchangeError):
    """Anything that may pass by itself; ``reason`` says in plain words what happened."""

    def __init__(self, reason: str) -> None:
        self.reason = shortened(reason)
        super().__init__(self.reason)


class RequestRefused(ExchangeError):
    """The exchange refused a request with a code (protocol reference, section 9).

    Attributes:
        code: the exchange's error code.
        message: the exchange's own words.
        status: the HTTP status, 0 on a WebSocket.
    """

    def __init__(self, code: int, message: str, status: int = 0) -> None:
        self.code = code
        self.message = shortened(message)
        self.status = status
        super().__init__(code_in_words(code, message))


class MalformedMessage(ExchangeError):
    """A message that cannot be believed: it is counted, reported once per kind, and skipped.

    Attributes:
        kind: a short stable word for the kind of damage, such as ``not_json`` or ``not_positive``.
        detail: which field and what it held, shortened and without secrets.
    """

    def __init__(self, kind: str, detail: str) -> None:
        self.kind = kind
        self.detail = shortened(detail)
        super().__init__(f"malformed message ({kind}): {self.detail}")


def code_in_words(code: int, message: str) -> str:
    """An exchange error code in plain words, with the exchange's own."""
    own = shortened(message) or "no message"
    words = _PLAIN_WORDS.get(code)
    return f'{words} (code {code}: "{own}")' if words else f'the exchange refused: "{own}" (code {code})'


def is_retryable(error: BaseException) -> bool:
    """Whether trying the same thing again later can succeed without the user doing anything.

    Rejected credentials and refusals of the request itself are final; everything else the exchange or the
    network can do is retried. Errors from outside this tree are defects and are never retried.
    """
    match error:
        case CredentialsRejected():
            return False
        case RequestRefused(code=code, status=status):
            return code in RETRYABLE_CODES or code in SESSION_CODES or status >= 500 or status == 429
        case ExchangeError():
            return True
        case _:
            return False
