"""Whether a word is known: one of the lists that travel with a language, maybe inflected, or a compound of two of them.

The lists take 0.1 s and 15 MB to load, which happens when the letters of a document are doubtful.
"""

from __future__ import annotations

from functools import cache, lru_cache

from s3align.analysis.compounds import read_word_list
from s3align.analysis.languages import general_words, language_data, supported_languages
from s3align.reading.reading_words import reading_words

_SHORTEST_STEM = 4
"""Letters of a word without its ending, and of a part of a compound: shorter ones are found in any string."""


@lru_cache(maxsize=50_000)
def is_known(word: str) -> bool:
    """Whether a word of at least three letters is known."""
    word = word.lower()
    return len(word) > 2 and (_is_listed(word) or _is_compound(word))


def _is_listed(word: str) -> bool:
    known = _words()
    return word in known or any(
        word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM and word[: -len(ending)] in known
        for ending in reading_words().inflections
    )


def _is_compound(word: str) -> bool:
    known = _words()
    for cut in range(_SHORTEST_STEM, len(word) - _SHORTEST_STEM + 1):
        head = word[:cut]
        if any(
            head.endswith(link) and head[: cut - len(link)] in known
            for link in ("", *reading_words().links)
            if cut - len(link) > 3
        ) and (_is_listed(word[cut:])):
            return True
    return False


@cache
def _words() -> frozenset[str]:
    words: set[str] = set()
    for code in supported_languages():
        words.update(general_words(code))
        words.update(word for word in language_data(code).function_words if len(word) > 2)
        parts = language_data(code).parts
        words.update(read_word_list(parts) if parts else ())
    return frozenset(words)
