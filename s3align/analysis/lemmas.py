"""Lemmas from simplemma's word lists, without a model to download.

simplemma's greedy lookup was measured best for German (0.97 of domain forms), the plain one for English. A list that is
named in ``language.toml`` travels with the package as a trie that is mapped into memory, so that a first run is as fast as
any other and processes share it. Those of other languages are made by simplemma in the user's cache folder: built once
(about 3 s), then loaded in milliseconds. Where the folder cannot be written, they are built in memory on every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from s3align.analysis.languages import NEUTRAL, LanguageData, language_data
from s3align.errors import DataError
from s3align.files import file_hash

if TYPE_CHECKING:
    from simplemma import Lemmatizer


@cache
def _word_list(lang: str) -> Mapping[str, str]:
    """Word -> lemma in a language."""
    from simplemma.strategies.dictionaries import TrieDictionaryFactory  # noqa: PLC0415

    data = language_data(lang)
    return _shipped(data.lemmas, data) if data.lemmas else TrieDictionaryFactory().get_dictionary(lang)


def _shipped(file: Path, data: LanguageData) -> Mapping[str, str]:
    """The list that travels with the package. Raises DataError where it was altered: a damaged trie could end the process."""
    from marisa_trie import BytesTrie  # noqa: PLC0415
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieWrapDict  # noqa: PLC0415

    if file_hash(file) != data.lemmas_sha256:
        raise DataError(f"The word list {data.code}/{file.name} was altered. Install s3align again.")
    return TrieWrapDict(BytesTrie().mmap(str(file)))


class _WordLists:
    """What simplemma asks for its lists."""

    get_dictionary = staticmethod(_word_list)


@cache
def _lemmatizer(*, greedy: bool) -> Lemmatizer:
    from simplemma import Lemmatizer  # noqa: PLC0415 -- its import costs 0.1 s, wanted only when text is read
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(greedy=greedy, dictionary_factory=_WordLists()))


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
