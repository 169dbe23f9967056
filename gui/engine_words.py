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


def engine_sentence(message: str) -> str:
    """``engine_text`` as a sentence of its own: a capital at the start, a full stop at the end."""
    text = engine_text(message)
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
    for template, pattern in _patterns():
        match = pattern.fullmatch(message)
        if match is None:
            continue
        values = match.groupdict()
        # a template without words of its own, such as "{place}: {error}", says nothing about an unknown text
        if _has_words(template) or any(
            name in NESTED and _recognise(value) is not None for name, value in values.items()
        ):
            return template, values
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every template with its pattern, in the order in which they are tried."""
    return tuple((template, _pattern(template)) for template in sorted(SENTENCES, key=_rank))


def _rank(template: str) -> tuple[int, int]:
    """What begins with words of its own comes first, then who or what is at fault, then the longest."""
    if not template.startswith("{"):
        group = 0
    else:
        group = 2 if _has_words(template) else 1
    return group, -len(_PLACEHOLDER.sub("", template))


def _pattern(template: str) -> re.Pattern[str]:
    literals_and_names = _PLACEHOLDER.split(template)
    parts = [
        f"(?P<{part}>{_SHAPES.get(part, '.+?')})" if index % 2 else re.escape(part)
        for index, part in enumerate(literals_and_names)
    ]
    return re.compile("".join(parts), re.DOTALL)


def _has_words(template: str) -> bool:
    return any(character.isalpha() for character in _PLACEHOLDER.sub("", template))
