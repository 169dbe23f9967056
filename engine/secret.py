"""Secrets that cannot be printed by accident, and a guard for logs.

An API key, a session cookie or an account id is kept in a ``Secret`` from the moment it enters the process.
Whatever was once a ``Secret`` is also looked for in texts that pass ``redact``, as it is and in the forms
that JSON and URLs give it.
"""

import json
import logging
from typing import Never
from urllib.parse import quote

REDACTED = "[redacted]"

SHORTEST_SOUGHT = 6
"""Shorter secrets are not looked for in texts: they would turn up in half of all words."""


class Secret:
    """A text that shows itself only when asked by name with ``reveal()``."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text
        _remember(text)

    def reveal(self) -> str:
        """The text itself, for the one place that must send or store it."""
        return self._text

    def __repr__(self) -> str:
        return REDACTED

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return REDACTED

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash(("Secret", self._text))

    def __reduce__(self) -> Never:
        raise TypeError("a secret cannot be pickled or copied to another process")


class SecretHeaders(dict[str, str]):
    """HTTP headers that hold a secret: to be sent, never to be shown."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{name!r}: {REDACTED}' for name in self)}}}"

    __str__ = __repr__


_known: tuple[str, ...] = ()


def _remember(text: str) -> None:
    global _known  # noqa: PLW0603 - one register for the whole process, as logs are
    if len(text) < SHORTEST_SOUGHT or text in _known:
        return
    forms = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], quote(text, safe="")}
    # Longest first: a secret that begins with another one must not leave its tail behind.
    _known = tuple(sorted({*_known, *forms}, key=len, reverse=True))


def redact(text: str) -> str:
    """Replace every secret known to this process in ``text``."""
    for known in _known:
        if known in text:
            text = text.replace(known, REDACTED)
    return text


class RedactingFilter(logging.Filter):
    """Guards a log handler: a record that holds a known secret loses it before it is written.

    It belongs on handlers: a filter on a logger does not see the records of the loggers below it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):
            # The record's arguments do not fit its text; the text alone is still worth keeping.
            message = f"{record.msg} (with arguments that do not fit)"
            record.msg, record.args = message, ()
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, ()
        if record.exc_info:
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            if redact(text) != text:
                record.exc_info, record.exc_text = None, redact(text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True
