"""The engine's sentences as templates, marked for the translation; ``gui.engine_words`` recognises them.

Placeholders are named; which of them hold what is said in ``gui.engine_words``.
"""

from gui.engine_sentences import exchange, grids, storage

SENTENCES: tuple[str, ...] = tuple(
    str(sentence) for sentence in (*exchange.SENTENCES, *grids.SENTENCES, *storage.SENTENCES)
)
"""Every template in English, which is also its key in the translation."""
