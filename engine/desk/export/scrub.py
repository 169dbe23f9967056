"""Texts on their way to strangers: what is secret is taken out, and so is what merely looks like it.

A log of an earlier run may hold what this process never knew, so values are also sought by their names and by
their shape (protocol reference, section 2.1: a cookie ``gravity``, opaque ids, ``0x`` addresses, decimal ids of up
to 20 digits). Something harmless taken out is no loss here.
"""

import re
from pathlib import Path

from engine.secret import REDACTED, redact

_NAMED = re.compile(
    r"""(?ix)
    \b (
        (?: [\w.-]{0,40} [_.-] )? (?: api[_-]?key | key | cookie | gravity | secret | token | password | signature )
        | authorization
        | (?: [\w-]{0,40} [_-] )? account (?: [_\ -]? (?: id | address ) )?
    )
    ( [\\"']* \s* [=:] \s* [\\"']* (?: bearer \s+ )? )
    [^\s"'\\,;&(){}\[\]]+
    """
)
_ACCOUNT = re.compile(r"(?i)\b(account\s+)(?=\w*[0-9])[\w-]{6,}")
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{16,}")
_LONG_NUMBER = re.compile(r"(?<![\w.])[0-9]{15,}(?![\w.])")
_OPAQUE = re.compile(r"(?<![\w-])(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{24,}(?![\w-])")


def scrub(text: str) -> str:
    """``text`` without keys, cookies and account ids, and with the user's own folder as ``~``."""
    text = redact(text)
    text = _NAMED.sub(rf"\1\2{REDACTED}", text)
    text = _ACCOUNT.sub(rf"\1{REDACTED}", text)
    for shape in (_ADDRESS, _LONG_NUMBER, _OPAQUE):
        text = shape.sub(REDACTED, text)
    own = str(Path.home())
    return text.replace(own, "~") if len(own) > 1 else text
