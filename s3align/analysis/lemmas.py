"""Lemmas from simplemma's word lists, without a model to download.

simplemma's greedy lookup was measured best for German (0.97 of domain forms), the plain one for English. A list that is
named in ``language.toml`` travels with the package as a trie that is mapped into memory, so that a first run is as fast as
any other and processes share it. Those of other languages are made by simplemma in the user's cache folder: built once
(about 3 s), then loaded in milliseconds. Where the folder cannot be written, they are built in memory on every start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3align.analysis.languages import NEUTRAL, LanguageData, language_data
from s3align.errors import DataError
from s3align.files import file_hash

if TYPE_CHECKING:
    from simplemma import Lemmatizer


@cache
def _word_list(lang: str) -> Mapping[str, str]:
    """Word -> lemma in a language."""
    data = language_data(lang)
    return _shipped(data.lemmas, data) if data.lemmas else _made_lists().get_dictionary(lang)


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


@cache
def _made_lists() -> Any:
    """Simplemma's own lists: kept in the user's cache folder, in memory alone where that cannot be read or written."""
    from platformdirs import user_cache_dir  # noqa: PLC0415 -- wanted only when text is read
    from simplemma.strategies.dictionaries import TrieDictionaryFactory  # noqa: PLC0415

    class MadeLists(TrieDictionaryFactory):
        def _get_dictionary_uncached(self, lang: str) -> Mapping[str, str]:
            try:
                return super()._get_dictionary_uncached(lang)
            except OSError:  # no right to look into the folder
                return TrieDictionaryFactory(use_disk_cache=False)._get_dictionary_uncached(lang)  # noqa: SLF001

        def _write_trie_to_disk(self, lang: str, trie: Any) -> None:
            """Whole or not at all, since other processes may read or write it now."""
            with suppress(OSError):
                self._cache_dir.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=self._cache_dir) as folder:
                    made = Path(folder) / lang
                    trie.save(str(made))
                    made.replace(self._cache_dir / f"{lang}.dic")

    has_place = Path(user_cache_dir()).is_absolute()  # a user without a home has none
    return MadeLists(use_disk_cache=has_place)


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
