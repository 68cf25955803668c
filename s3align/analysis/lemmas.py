"""Lemmas from simplemma's word lists, without a model to download.

simplemma's greedy lookup was measured best for German (0.97 of domain forms), the plain one for English. The lists are
kept as memory-mapped tries in the user's cache folder: built once (about 3 s), then loaded in milliseconds. Where the
folder cannot be written, simplemma builds them in memory on every start.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from s3align.analysis.languages import NEUTRAL, LanguageData

if TYPE_CHECKING:
    from simplemma import Lemmatizer


@cache
def _lemmatizer(*, greedy: bool) -> Lemmatizer:
    from simplemma import Lemmatizer  # noqa: PLC0415 -- its import costs 0.1 s, wanted only when text is read
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(greedy=greedy, dictionary_factory=_word_lists()))


@cache
def _word_lists() -> Any:
    """The word lists: kept in the user's cache folder, in memory alone where that cannot be read or written."""
    from platformdirs import user_cache_dir  # noqa: PLC0415 -- wanted only when text is read
    from simplemma.strategies.dictionaries import TrieDictionaryFactory  # noqa: PLC0415

    class WordLists(TrieDictionaryFactory):
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
    return WordLists(use_disk_cache=has_place)


def lemma(word: str, language: LanguageData) -> str:
    """The lemma in lower case; an unknown word is its own lemma."""
    if len(word) <= 2 or word.isupper() or language.code == NEUTRAL:
        return word.lower()
    return _lemmatizer(greedy=language.greedy_lemmas).lemmatize(word, language.code).lower()
