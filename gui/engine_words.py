"""The engine's sentences in the language of the window.

The engine speaks English and knows no Qt. What it says is recognised by its template
(``gui.engine_sentences``) and said again with the template's translation. A sentence that is not recognised stays
as it is: better English words than none.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from gui.engine_sentences import SENTENCES

CONTEXT = "Engine"

NESTED = frozenset(
    {
        *("advice", "answer", "doing", "error", "expected", "outcome", "page", "place", "reason"),
        *("now", "store", "then", "unfit", "ways", "who"),
    }
)
"""Placeholders that may hold an engine sentence themselves; every other one is kept as it is."""

_SHAPES = {
    **dict.fromkeys(("code", "status", "number"), r"\d+"),
    **dict.fromkeys(("host", "place", "request", "stream"), r"\S+"),
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_LONGEST = 2000


def engine_text(message: str) -> str:
    """A sentence of the engine in the language of the window; unknown words are given back unchanged."""
    found = _recognise(message)
    if found is None:
        return message
    template, values = found
    said = {name: engine_text(value) if name in NESTED else value for name, value in values.items()}
    return QCoreApplication.translate(CONTEXT, template).format(**said)


def engine_sentence(message: str, *, goes_on: bool = False) -> str:
    """``engine_text`` with a full stop, and a capital at the start unless it goes on after a colon.

    Words that are not recognised may be the exchange's: they keep their first letter.
    """
    text = engine_text(message)
    if not goes_on and _recognise(message) is not None:
        text = text[:1].upper() + text[1:]
    if not text or text.endswith(_STOPS):
        return text
    return QCoreApplication.translate("Engine", "{text}.").format(text=text)


def engine_clause(message: str) -> str:
    """``engine_text`` as a part of a sentence that goes on after it: without a full stop."""
    return engine_text(message).rstrip(".。")


@lru_cache(maxsize=2000)
def _recognise(message: str) -> tuple[str, Mapping[str, str]] | None:
    """The template of a sentence and what its placeholders hold."""
    if len(message) > _LONGEST:
        return None
    for template in _templates():
        values = template.values_in(message)
        # a template without words of its own, such as "{place}: {error}", says nothing about an unknown text
        if values is not None and (
            template.has_words
            or any(name in NESTED and _recognise(value) is not None for name, value in values.items())
        ):
            return template.text, values
    return None


class _Template:
    """A template, and its pattern once something looks like it: compiling all of them would stall the window."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._parts = _PLACEHOLDER.split(text)
        self._literals = self._parts[::2]
        self.has_words = any(character.isalpha() for literal in self._literals for character in literal)
        self._pattern: re.Pattern[str] | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """What begins with words of its own comes first, then who or what is at fault, then the longest."""
        group = 0 if self._literals[0] else 2 if self.has_words else 1
        return group, -sum(map(len, self._literals))

    def values_in(self, message: str) -> dict[str, str] | None:
        """What the placeholders hold in a message that has this form, else None."""
        literals = self._literals
        if not (message.startswith(literals[0]) and message.endswith(literals[-1])):
            return None
        if not all(literal in message for literal in literals):
            return None
        if self._pattern is None:
            self._pattern = self._compiled()
        match = self._pattern.fullmatch(message)
        return None if match is None else match.groupdict()

    def _compiled(self) -> re.Pattern[str]:
        parts = [
            f"(?P<{part}>{_SHAPES.get(part, '.+?')})" if index % 2 else re.escape(part)
            for index, part in enumerate(self._parts)
        ]
        return re.compile("".join(parts), re.DOTALL)


@lru_cache(maxsize=1)
def _templates() -> tuple[_Template, ...]:
    """Every template in the order in which they are tried."""
    return tuple(sorted((_Template(sentence) for sentence in SENTENCES), key=lambda template: template.rank))
