"""Lemmas from simplemma's word lists, without a model to download.

simplemma's greedy lookup was measured best for German (0.97 of domain forms), the plain one for English. The lists are
kept as memory-mapped tries in the user's cache folder: built once (about 3 s), then loaded in milliseconds. Where the
folder cannot be written, simplemma builds them in memory on every start.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from s3align.analysis.languages import NEUTRAL, LanguageData

if TYPE_CHECKING:
    from simplemma import Lemmatizer


@cache
def _lemmatizer(*, greedy: bool) -> Lemmatizer:
    from simplemma import Lemmatizer  # noqa: PLC0415 -- its import costs 0.1 s, wanted only when text is read
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415
    from simplemma.strategies.dictionaries import TrieDictionaryFactory  # noqa: PLC0415

    strategy = DefaultStrategy(greedy=greedy, dictionary_factory=TrieDictionaryFactory())
    return Lemmatizer(lemmatization_strategy=strategy)


def lemma(word: str, language: LanguageData) -> str:
    """The lemma in lower case; an unknown word is its own lemma."""
    if len(word) <= 2 or word.isupper() or language.code == NEUTRAL:
        return word.lower()
    return _lemmatizer(greedy=language.greedy_lemmas).lemmatize(word, language.code).lower()


def is_known(word: str, language: LanguageData) -> bool:
    """Whether a word stands in the lists."""
    if language.code == NEUTRAL:
        return False
    from simplemma import is_known as stands_in_lists  # noqa: PLC0415 -- as above

    return bool(_lemmatizer(greedy=language.greedy_lemmas) and stands_in_lists(word, language.code))
